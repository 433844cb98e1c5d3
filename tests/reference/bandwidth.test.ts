import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ols } from "../../models/ols/ols.ts";
import { neweyWestBandwidth } from "../../src/inference/bandwidth.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { scoreMatrix } from "../../src/numerics/score-rows.ts";
import { dataUrl, disagreement } from "../support/expected.ts";
import { CONTEXT, filterFrame, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

// bandwidth.json (generate-bandwidth.R: sandwich) has 15 digits; a vector autoregression of 29 rows lies between.
const RELATIVE = 1e-9;

const { cigar } = JSON.parse(readFileSync(new URL("./bandwidth.json", import.meta.url), "utf8")) as {
  readonly cigar: readonly {
    readonly state: number;
    readonly mean: number;
    readonly regression: number;
    readonly se: readonly number[];
  }[];
};
const all = readFrame(dataUrl("plm_cigar"));

describe.each(cigar)("cigarette sales of state $state", ({ state, mean, regression, se }) => {
  const d = filterFrame(all, (row) => numbers(all, "state")[row] === state);
  const design = makeDesign({
    outcome: numbers(d, "sales"),
    columns: ["price", "ndi"].map((name) => numberColumn(name, numbers(d, name))),
  });
  const period = { name: "year", values: numbers(d, "year") };

  test.each([
    ["a mean", [], mean],
    ["a regression, without the intercept's scores", ["price", "ndi"], regression],
  ])("the bandwidth of %s", (_, covariates, expected) => {
    const fit = ols.fit(design, ols.options.parse({ covariates }), CONTEXT);
    if (fit.uncertainty.kind !== "scores") throw new Error("no scores");
    const scores = scoreMatrix(fit.uncertainty.scores);
    const k = fit.terms.length;
    const positions = k === 1 ? [0] : [1, 2];
    const columns = positions.map((j) => Float64Array.from(design.outcome.values, (_y, i) => scores[i * k + j]!));
    expect(disagreement([neweyWestBandwidth(columns)!], [expected], RELATIVE)).toBeLessThanOrEqual(1);
  });

  test("NW without a lag takes its whole part", () => {
    const fit = ols.fit(design, ols.options.parse({ covariates: ["price", "ndi"] }), CONTEXT);
    const v = covariance(fit, { kind: "NW", lag: null, unit: null, period });
    expect(v.convention.dependence).toMatchObject({ lag: Math.floor(regression), panel: false });
    expect(disagreement(v.se, se, RELATIVE)).toBeLessThanOrEqual(1);
  });
});

test("a series that is too short, or has no variation, chooses no bandwidth", () => {
  expect(neweyWestBandwidth([Float64Array.of(1, -1)])).toBeNull();
  expect(neweyWestBandwidth([new Float64Array(9)])).toBeNull();
  expect(neweyWestBandwidth([])).toBeNull();
});
