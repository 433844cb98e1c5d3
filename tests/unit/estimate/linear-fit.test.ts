import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { assembleFit } from "../../../src/estimate/assemble.ts";
import { linearFit } from "../../../src/estimate/linear-fit.ts";
import { expandCovariates, resolveEffects } from "../../../src/estimate/regressors.ts";
import { CONTEXT, categoryColumn, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

const x = Float64Array.of(0, 1, 2, 5);
const y = [1, 2, 4, 3];
const withX = (values: ArrayLike<number>) => ({
  regressors: [{ name: "x", values: Float64Array.from(values) }],
  intercept: true,
  absorb: [],
});

describe("weights", () => {
  test("rows of weight zero are left out and reported", () => {
    const design = makeDesign({ outcome: y, weights: { kind: "sampling", values: [1, 1, 1, 0] } });
    const fit = linearFit(design, withX(x), CONTEXT);
    expect([...fit.uncertainty.rowUnit]).toEqual([0, 1, 2]);
    expect(fit.estimate[1]).toBeCloseTo(1.5, 12);
    expect(fit.findings).toContainEqual({
      code: "zero-weights",
      severity: "note",
      values: { rows: 1, column: "weight" },
    });
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("a weight of %f is the caller's error", (bad) => {
    const design = makeDesign({ outcome: y, weights: { kind: "sampling", values: [1, 1, bad, 1] } });
    expect(() => linearFit(design, withX(x), CONTEXT)).toThrow(RangeError);
  });
});

test("a missing value in the outcome or a regressor is the caller's error", () => {
  expect(() => linearFit(makeDesign({ outcome: [1, Number.NaN, 2, 3] }), withX(x), CONTEXT)).toThrow(RangeError);
  expect(() => linearFit(makeDesign({ outcome: y }), withX([0, 1, Number.NaN, 5]), CONTEXT)).toThrow(/x: row 2/);
});

test("R² by hand", () => {
  // y = 1, 2, 4 on x = 0, 1, 2: residual squares 1/36 + 4/36 + 1/36 = 1/6; total 14/3
  const fit = linearFit(makeDesign({ outcome: [1, 2, 4] }), withX([0, 1, 2]), CONTEXT);
  expect(fit.diagnostics.rSquared).toBeCloseTo(1 - 1 / 6 / (14 / 3), 12);
  expect(fit.diagnostics.withinRSquared).toBeNull();
});

describe("what the data cannot answer", () => {
  const unit = factorOf("unit", [0, 0, 1, 1]);

  test("a column that the effects explain is dropped and named", () => {
    const design = makeDesign({ outcome: [1, 2, 4, 8] });
    const fit = linearFit(design, { ...withX([3, 3, 0.1, 0.1]), absorb: [unit] }, CONTEXT);
    expect(fit.estimate[0]).toBeNaN();
    expect(fit.diagnostics.dropped).toEqual(["x"]);
    expect(fit.uncertainty.coefficients).toBe(0);
    expect(fit.findings.map(({ code }) => code)).toContain("collinear");
  });

  test("nothing left after singletons", () => {
    const design = makeDesign({ outcome: y });
    const fit = linearFit(design, { ...withX(x), absorb: [factorOf("row", [0, 1, 2, 3])] }, CONTEXT);
    expect(fit.estimate[0]).toBeNaN();
    expect(fit.findings.map(({ code }) => code)).toEqual(["singletons-dropped", "no-rows"]);
  });

  test("as many parameters as observations", () => {
    const fit = linearFit(makeDesign({ outcome: [1, 2] }), withX([0, 1]), CONTEXT);
    expect(fit.findings.map(({ code }) => code)).toContain("no-residual-degrees");
  });
});

test("outcome weights reproduce the estimates, and are 0 for rows left out", () => {
  const unit = factorOf("unit", [0, 0, 1, 1, 2, 3, 3]);
  const outcome = [1, 3, 2, 9, 100, 4, 4];
  const design = makeDesign({ outcome, weights: { kind: "sampling", values: [1, 2, 1, 1, 5, 3, 1] } });
  const model = { ...withX([0, 1, 0, 1, 1, 0, 1]), absorb: [unit] };
  const fit = linearFit(design, model, { seed: 1, wantOutcomeWeights: true });
  const weights = fit.outcomeWeights!;
  expect(weights.length).toBe(7);
  expect(weights[4]).toBe(0);
  const applied = outcome.reduce((sum, value, row) => sum + weights[row]! * value, 0);
  expect(applied).toBeCloseTo(fit.estimate[0]!, 12);
});

test("outcome weights with an intercept reproduce both coefficients", () => {
  const fit = linearFit(makeDesign({ outcome: y }), withX(x), { seed: 1, wantOutcomeWeights: true });
  for (const j of [0, 1]) {
    const applied = y.reduce((sum, value, row) => sum + fit.outcomeWeights![j * 4 + row]! * value, 0);
    expect(applied).toBeCloseTo(fit.estimate[j]!, 12);
  }
});

describe("columns by name", () => {
  const design = makeDesign({
    outcome: y,
    columns: [categoryColumn("region", ["south", "east", "west", "east"]), numberColumn("a^b", [1, 1, 2, 2])],
    unit: factorOf("school", [0, 0, 1, 1]),
    period: [1, 2, 1, 2],
  });

  test("categories become dummies against the first level", () => {
    const expanded = expandCovariates(design, ["region"]);
    expect(expanded.map(({ name }) => name)).toEqual(["factor(region)south", "factor(region)west"]);
    expect([...expanded[1]!.values]).toEqual([0, 0, 1, 0]);
  });

  test("effects are columns, the axes of the panel, or combinations", () => {
    const effects = resolveEffects(design, ["school", "period", "region^period", "a^b"]);
    expect(effects.map(({ count }) => count)).toEqual([2, 2, 3, 2]);
  });

  test("unknown columns are named, all at once", () => {
    expect(() => resolveEffects(design, ["nope^period", "neither"])).toThrow(InputError);
    expect(() => resolveEffects(design, ["nope^period", "neither"])).toThrow(/"nope"[\s\S]*"neither"/);
    expect(() => expandCovariates(design, ["__proto__"])).toThrow(InputError);
  });
});

test("an estimated column without a term is a bug", () => {
  const design = makeDesign({ outcome: y });
  const fit = linearFit(design, withX(x), CONTEXT);
  const terms = [{ term: { kind: "overall" }, position: 1 } as const];
  expect(() => assembleFit({ id: "test", revision: 1 }, design, fit, terms, [])).toThrow(RangeError);
});
