import { describe, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { twfe } from "../../../models/twfe/twfe.ts";
import { twoByTwo } from "../../../models/two-by-two/two-by-two.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { CONTEXT, categoryColumn, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

const defaults = twoByTwo.options.parse({});

describe("repeated cross-sections", () => {
  const treated = Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0, 0);
  const post = Float64Array.of(0, 0, 1, 1, 0, 0, 1, 1, 1);
  const outcome = [2, 4, 9, 10, 1, 2, 3, 4, 8];
  const timing = { kind: "two-by-two", treated, post } as const;
  const effect = 9.5 - 3 - (5 - 1.5);

  test("the effect is the difference of changes in means; main effects are coefficients", () => {
    const fit = twoByTwo.fit(makeDesign({ outcome, timing }), defaults, CONTEXT);
    expect(fit.estimate[0]).toBeCloseTo(effect, 12);
    expect(fit.terms).toEqual([
      { kind: "overall" },
      { kind: "coefficient", name: "(Intercept)" },
      { kind: "coefficient", name: "treated" },
      { kind: "coefficient", name: "post" },
    ]);
    // untreated before 1.5, treated 1.5 higher, untreated change 3.5
    [1.5, 1.5, 3.5].forEach((value, j) => {
      expect(fit.estimate[j + 1]).toBeCloseTo(value, 12);
    });
  });

  test("the iid variance is s² Σ 1/n over the four cells", () => {
    const fit = twoByTwo.fit(makeDesign({ outcome, timing }), defaults, CONTEXT);
    const ssr = 1 + 1 + 0.25 + 0.25 + 0.25 + 0.25 + 4 + 1 + 9;
    expect(covariance(fit, { kind: "iid" }).vcov[0]).toBeCloseTo((ssr / 5) * (1 / 2 + 1 / 2 + 1 / 2 + 1 / 3), 12);
  });

  test("units seen only once change nothing", () => {
    const unit = factorOf("unit", [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const fit = twoByTwo.fit(makeDesign({ outcome, timing, unit }), defaults, CONTEXT);
    expect(fit.estimate[0]).toBeCloseTo(effect, 12);
    expect(fit.diagnostics.singletons).toBe(0);
  });

  test("other effects replace the intercept and keep the main effects they do not contain", () => {
    const columns = [categoryColumn("region", ["a", "b", "a", "b", "a", "b", "a", "b", "a"])];
    const fit = twoByTwo.fit(
      makeDesign({ outcome, timing, columns }),
      twoByTwo.options.parse({ absorb: ["region"] }),
      CONTEXT,
    );
    expect(fit.terms.map((term) => (term.kind === "coefficient" ? term.name : term.kind))).toEqual([
      "overall",
      "treated",
      "post",
    ]);
  });

  test("without treated rows before the start there is no effect, only a refusal", () => {
    const onlyAfter = { kind: "two-by-two", treated, post: Float64Array.of(1, 1, 1, 1, 0, 0, 1, 1, 1) } as const;
    const fit = twoByTwo.fit(makeDesign({ outcome, timing: onlyAfter }), defaults, CONTEXT);
    expect(fit.estimate[0]).toBeNaN();
    expect(fit.findings).toContainEqual({
      code: "no-treatment-variation",
      severity: "refusal",
      values: { column: "treated:post" },
      where: "treated:post",
    });
    expect(covariance(fit, { kind: "HC1" }).se[0]).toBeNaN();
  });
});

test("a panel uses unit and period effects, and equals twfe", () => {
  const design = makeDesign({
    outcome: [3, 9, 1, 2, 5, 7, 4, 4],
    unit: factorOf("unit", [0, 0, 1, 1, 2, 2, 3, 3]),
    period: [1, 2, 1, 2, 1, 2, 1, 2],
    timing: {
      kind: "two-by-two",
      treated: Float64Array.of(1, 1, 0, 0, 1, 1, 0, 0),
      post: Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    },
  });
  const a = twoByTwo.fit(design, defaults, CONTEXT);
  const b = twfe.fit(design, twfe.options.parse({}), CONTEXT);
  expect(a.estimate[0]).toBeCloseTo((6 + 2) / 2 - (1 + 0) / 2, 12);
  expect([...a.estimate]).toEqual([...b.estimate]);
  expect(a.counts).toEqual({ observations: 8, units: 4, treatedUnits: 2, periods: 2, cohorts: null });
});

test("a covariate may carry the name an estimator uses inside", () => {
  const columns = [numberColumn("treatment", [1, 5, 2, 2, 4, 1, 3, 7])];
  const design = makeDesign({
    outcome: [3, 9, 1, 2, 5, 7, 4, 4],
    columns,
    unit: factorOf("unit", [0, 0, 1, 1, 2, 2, 3, 3]),
    period: [1, 2, 1, 2, 1, 2, 1, 2],
    timing: { kind: "staggered", cohort: Float64Array.of(2, 2, Infinity, Infinity, 2, 2, Infinity, Infinity) },
  });
  const fit = twfe.fit(design, twfe.options.parse({ covariates: ["treatment"] }), CONTEXT);
  const same = ols.fit(
    { ...design, columns: new Map([...design.columns, ["d", numberColumn("d", [0, 1, 0, 0, 0, 1, 0, 0])]]) },
    { covariates: ["d", "treatment"], absorb: ["unit", "period"], intercept: true },
    CONTEXT,
  );
  expect([...fit.estimate]).toEqual([...same.estimate]);
  expect(fit.findings.map(({ code }) => code)).toContain("twfe-staggered");
});
