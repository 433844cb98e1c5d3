import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ols } from "../../models/ols/ols.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { disagreement } from "../support/expected.ts";
import { CONTEXT, makeDesign, numberColumn, numbers, parseFrame } from "../support/frame.ts";

// referentieschattingen.json: lm and sandwich::NeweyWest(lag = 1, prewhite = FALSE, adjust = TRUE), written with 12 decimals.
const RELATIVE = 1e-8;

const folder = new URL("./duo/", import.meta.url);
interface Term {
  readonly term: string;
  readonly estimate: number;
  readonly se_ols: number;
  readonly se_nw: number;
}
const { its_aanbod_techniek_landelijk: expected } = JSON.parse(
  readFileSync(new URL("referentieschattingen.json", folder), "utf8"),
) as { its_aanbod_techniek_landelijk: { readonly nobs: number; readonly terms: readonly Term[] } };

test("the interrupted series of locations with a technical course: level, trend, break and new trend", () => {
  const file = gunzipSync(readFileSync(new URL("vmbo_aanbod_vestigingen_per_sector.csv.gz", folder)));
  const d = parseFrame(file.toString("utf8"), ";");
  const year = numbers(d, "examenjaar");
  const post = year.map((value) => (value >= 2022 ? 1 : 0));
  const design = makeDesign({
    outcome: numbers(d, "techniek"),
    period: year,
    columns: [
      numberColumn(
        "t",
        year.map((value) => value - 2015),
      ),
      numberColumn("post", post),
      numberColumn(
        "tp",
        year.map((value, i) => post[i]! * (value - 2021)),
      ),
    ],
  });
  const fit = ols.fit(design, ols.options.parse({ covariates: ["t", "post", "tp"] }), CONTEXT);
  const column = (name: Exclude<keyof Term, "term">) => expected.terms.map((term) => term[name]);
  expect(fit.terms).toEqual(expected.terms.map(({ term }) => ({ kind: "coefficient", name: term })));
  expect(fit.counts.observations).toBe(expected.nobs);
  expect(disagreement(fit.estimate, column("estimate"), RELATIVE)).toBeLessThanOrEqual(1);
  expect(disagreement(covariance(fit, { kind: "iid" }).se, column("se_ols"), RELATIVE)).toBeLessThanOrEqual(1);
  const series = { kind: "NW", lag: 1, unit: null, period: { name: "examenjaar", values: year } } as const;
  const v = covariance(fit, series);
  expect(disagreement(v.se, column("se_nw"), RELATIVE)).toBeLessThanOrEqual(1);
  expect(v.findings.map(({ code }) => code)).toEqual(["few-periods"]);
});
