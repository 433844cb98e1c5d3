import { describe, expect, test } from "vitest";
import { leastSquares } from "../../../src/numerics/least-squares.ts";

const HAND = 1e-13;
const f = (...values: number[]) => Float64Array.from(values);

test("a line through three points", () => {
  // y on 1, x at x = 0, 1, 2 with y = 1, 2, 4: slope Σ(x−1)(y−7/3)/2 = 3/2, intercept 7/3 − 3/2 = 5/6; residuals 1/6, −1/3, 1/6
  const fit = leastSquares({ columns: [f(0, 1, 2)], outcome: f(1, 2, 4), weights: null, intercept: true });
  expect(fit.coefficients[0]).toBeCloseTo(5 / 6, 13);
  expect(fit.coefficients[1]).toBeCloseTo(3 / 2, 13);
  expect(fit.weightedSsr).toBeCloseTo(1 / 36 + 1 / 9 + 1 / 36, 13);
  // (XᵀX)⁻¹ of [[3, 3], [3, 5]] = [[5, −3], [−3, 3]] / 6
  [5 / 6, -1 / 2, -1 / 2, 1 / 2].forEach((value, p) => {
    expect(Math.abs(fit.bread[p]! - value)).toBeLessThan(HAND);
  });
  expect(fit.method).toBe("cholesky");
});

test("weights count rows: weight 2 is the row twice", () => {
  const once = leastSquares({ columns: [f(0, 1, 2)], outcome: f(1, 2, 4), weights: f(1, 2, 1), intercept: true });
  const twice = leastSquares({ columns: [f(0, 1, 1, 2)], outcome: f(1, 2, 2, 4), weights: null, intercept: true });
  expect(Math.abs(once.coefficients[1]! - twice.coefficients[1]!)).toBeLessThan(HAND);
  expect(Math.abs(once.weightedSsr - twice.weightedSsr)).toBeLessThan(HAND);
});

describe("collinear columns", () => {
  const a = f(1, 2, 3, 4, 6);
  const b = f(2, 1, 5, 3, 1);
  const y = f(1, 3, 2, 5, 4);

  test("the later one is dropped, whatever the units", () => {
    const sum = a.map((value, i) => 1e-9 * (value + b[i]!));
    const fit = leastSquares({ columns: [a, b, sum], outcome: y, weights: null, intercept: true });
    expect([...fit.dropped]).toEqual([3]);
    expect(fit.coefficients[3]).toBeNaN();
    const without = leastSquares({ columns: [a, b], outcome: y, weights: null, intercept: true });
    without.coefficients.forEach((value, j) => {
      expect(Math.abs(fit.coefficients[j]! - value)).toBeLessThan(1e-12);
    });
  });

  test("a constant column next to the intercept, and a column of zeros", () => {
    const fit = leastSquares({
      columns: [f(3, 3, 3, 3, 3), a, f(0, 0, 0, 0, 0)],
      outcome: y,
      weights: null,
      intercept: true,
    });
    expect([...fit.dropped]).toEqual([1, 3]);
  });

  test("nearly collinear columns stay", () => {
    const nearly = a.map((value, i) => value + (i === 2 ? 1e-7 : 0));
    const fit = leastSquares({ columns: [a, nearly], outcome: y, weights: null, intercept: true });
    expect(fit.dropped.length).toBe(0);
    expect(fit.method).toBe("qr");
    expect(fit.condition).toBeGreaterThan(1e7);
  });

  test("more columns than rows leave as many as there are rows", () => {
    const fit = leastSquares({
      columns: [f(1, 2), f(1, 3), f(5, 1)],
      outcome: f(1, 1),
      weights: null,
      intercept: false,
    });
    expect([...fit.kept]).toEqual([0, 1]);
  });
});

test("scaling a column by 1e150 scales its coefficient and nothing else", () => {
  const plain = leastSquares({ columns: [f(0, 1, 2, 5)], outcome: f(1, 2, 4, 3), weights: null, intercept: true });
  const huge = leastSquares({
    columns: [f(0, 1e150, 2e150, 5e150)],
    outcome: f(1, 2, 4, 3),
    weights: null,
    intercept: true,
  });
  expect(huge.coefficients[1]! * 1e150).toBeCloseTo(plain.coefficients[1]!, 12);
  expect(huge.condition).toBeCloseTo(plain.condition, 10);
});

test("no columns at all leave the mean", () => {
  const fit = leastSquares({ columns: [], outcome: f(1, 2, 6), weights: null, intercept: true });
  expect(fit.coefficients[0]).toBeCloseTo(3, 14);
  expect(fit.bread[0]).toBeCloseTo(1 / 3, 14);
});

test("lengths must agree", () => {
  expect(() => leastSquares({ columns: [f(1)], outcome: f(1, 2), weights: null, intercept: true })).toThrow(RangeError);
});
