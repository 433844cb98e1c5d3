import { expect, test } from "vitest";
import { disagreement } from "../support/expected.ts";
import { countModel } from "./duo-count-specs.ts";
import { duoReference, fitDuo } from "./duo-specs.ts";

// fixest 0.14.2 on the same rows, written with 12 decimals (R script beside it). Estimate and error agree to 1e-8; z is their quotient.
const TOLERANCE = 1e-8;
const DECIMALS = 1e-12;

test("candidates per school, sector and year: Poisson with the three pairs of effects", () => {
  const { nobs, terms } = duoReference("referentieschattingen")["ppml_drievoudig_2019_2024"]!;
  const { estimate, se, t, p: expectedP } = terms[0]!;
  const spec = countModel();
  const { fit, v, p } = fitDuo(spec);
  expect(fit.terms).toEqual([{ kind: "coefficient", name: "x" }]);
  expect(fit.counts.observations).toBe(nobs);
  const ours = [fit.estimate[0]!, v.se[0]!, v.statistic[0]!];
  expect(disagreement(ours, [estimate, se!, t!], TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
  expect(disagreement(p, [expectedP!], TOLERANCE)).toBeLessThanOrEqual(1);
  // What is not used is named: school-sectors without any candidate in six years.
  const { separated = [], singletons } = fit.diagnostics;
  expect(separated.reduce((sum, { rows }) => sum + rows, singletons)).toBe(spec.design.rowCount - nobs);
});
