import { describe, expect, test } from "vitest";
import { disagreement, loadExpected } from "../support/expected.ts";
import { fitNist } from "./nist-specs.ts";

// Certified values have 15 digits. Each set is held to its own suggested_rel_tol (1e-9; Filip 1e-7, whose columns x^k are themselves rounded),
// and a certified 0 (exact polynomials) to 1e-10 of the scale of what it is a part of.
const ABSOLUTE = 1e-10;

describe.each(loadExpected("nist"))("$id", (entry) => {
  const { result, suggested_rel_tol: tolerance } = entry;
  const { fit, v } = fitNist(entry);
  const { se, df } = v;

  test("coefficients and standard errors", () => {
    expect(disagreement(fit.estimate, result["coef"] as number[], tolerance)).toBeLessThanOrEqual(1);
    expect(disagreement(se, result["se"] as number[], tolerance, ABSOLUTE)).toBeLessThanOrEqual(1);
  });

  test("residual sum of squares, R² and degrees of freedom", () => {
    const { ssr, rSquared } = fit.diagnostics;
    const scale = (result["ssr"] as number) + (result["ess"] as number);
    expect(disagreement([ssr!], [result["ssr"] as number], tolerance, ABSOLUTE * 1e-6 * scale)).toBeLessThanOrEqual(1);
    expect(disagreement([rSquared!], [result["r_squared"] as number], tolerance)).toBeLessThanOrEqual(1);
    expect(df).toBe(result["df_resid"]);
    expect(fit.diagnostics.dropped).toEqual([]);
  });
});
