import { expect, test } from "vitest";
import { disagreement } from "../support/expected.ts";
import { seriesModel } from "./duo-series-specs.ts";
import { duoReference, fitDuo } from "./duo-specs.ts";

// referentieschattingen.json: lm and sandwich::NeweyWest(lag = 1, prewhite = FALSE, adjust = TRUE), written with 12 decimals.
const RELATIVE = 1e-8;

test("the interrupted series of locations with a technical course: level, trend, break and new trend", () => {
  const expected = duoReference("referentieschattingen")["its_aanbod_techniek_landelijk"]!;
  const { fit, v } = fitDuo(seriesModel("iid"));
  const column = (name: "estimate" | "se_ols" | "se_nw") => expected.terms.map((term) => term[name]!);
  expect(fit.terms).toEqual(expected.terms.map(({ term }) => ({ kind: "coefficient", name: term })));
  expect(fit.counts.observations).toBe(expected.nobs);
  expect(disagreement(fit.estimate, column("estimate"), RELATIVE)).toBeLessThanOrEqual(1);
  expect(disagreement(v.se, column("se_ols"), RELATIVE)).toBeLessThanOrEqual(1);
  const serial = fitDuo(seriesModel("NW"));
  expect(disagreement(serial.v.se, column("se_nw"), RELATIVE)).toBeLessThanOrEqual(1);
  expect(serial.v.findings.map(({ code }) => code)).toEqual(["few-periods"]);
});
