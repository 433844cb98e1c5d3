import { describe, expect, test } from "vitest";
import { ols } from "../../models/ols/ols.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { dataUrl, disagreement, loadExpected } from "../support/expected.ts";
import { CONTEXT, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

// Certified values have 15 digits. Each set is held to its own suggested_rel_tol (1e-9; Filip 1e-7, whose columns x^k are themselves rounded),
// and a certified 0 (exact polynomials) to 1e-10 of the scale of what it is a part of.
const ABSOLUTE = 1e-10;

describe.each(loadExpected("nist"))("$id", ({ dataset, result, suggested_rel_tol: tolerance }) => {
  const frame = readFrame(dataUrl(dataset));
  const terms = result["terms"] as string[];
  const columns = terms
    .filter((term) => term !== "1")
    .map((term) => {
      const [base = "", power = "1"] = term.split("^");
      return numberColumn(
        term,
        numbers(frame, base).map((value) => value ** Number(power)),
      );
    });
  const design = makeDesign({ outcome: numbers(frame, "y"), columns });
  const fit = ols.fit(
    design,
    { covariates: columns.map(({ name }) => name), absorb: [], intercept: terms.includes("1") },
    CONTEXT,
  );
  const { se, df } = covariance(fit, { kind: "iid" });

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
