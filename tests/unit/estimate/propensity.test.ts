import { describe, expect, test } from "vitest";
import { inverseGram, type Rows, regress } from "../../../src/estimate/gram.ts";
import { logitPropensity, type Propensity, tiltingPropensity } from "../../../src/estimate/propensity.ts";

// Closed forms; Newton's last step leaves squares of 1e-9.
const CLOSED = 1e-12;

/** A constant and one covariate per row; treated rows first. */
const rows = (x: readonly number[]): Rows => ({
  values: Float64Array.from(x.flatMap((value) => [1, value])),
  columns: 2,
});
const ones = (n: number) => new Float64Array(n).fill(1);

function fitted(result: Propensity | string): Propensity {
  if (typeof result === "string") throw new Error(result);
  return result;
}

describe("logit", () => {
  test("a covariate of two values gives each value's share of treated", () => {
    // x = 0: 1 treated, 3 not; x = 1: 2 treated, 2 not. Weight 2 on one untreated with x = 1.
    const x = rows([0, 1, 1, 0, 0, 0, 1, 1]);
    const weights = Float64Array.of(1, 1, 1, 1, 1, 1, 2, 1);
    const { odds, residuals, trimmed } = fitted(logitPropensity(x, weights, 3));
    const [low, high] = [1 / 3, 2 / 3];
    [0, 0, 0, low, low, low, 2 * high, high].forEach((value, i) => {
      expect(Math.abs(odds[i]! - value)).toBeLessThan(CLOSED);
    });
    expect(residuals![0]).toBeCloseTo(1 - 1 / 4, 12);
    expect(residuals![6]).toBeCloseTo(2 * (0 - 2 / 5), 12);
    expect(trimmed).toBe(0);
  });

  test("the inverse is that of Σ w p (1 − p) x xᵀ", () => {
    const x = rows([0, 1, 1, 0, 0, 0, 1, 1]);
    const { inverse } = fitted(logitPropensity(x, ones(8), 3));
    // Sums of p (1 − p): 4 · 3/16 at x = 0, 4 · 1/4 at x = 1.
    const [a, b] = [4 * (3 / 16) + 4 / 4, 4 / 4];
    const determinant = a * b - b * b;
    [b / determinant, -b / determinant, -b / determinant, a / determinant].forEach((value, p) => {
      expect(inverse![p]).toBeCloseTo(value, 10);
    });
  });

  test("perfect prediction has no overlap, collinear covariates are singular", () => {
    expect(logitPropensity(rows([5, 6, 7, 1, 2, 3]), ones(6), 3)).toBe("no-overlap");
    expect(logitPropensity(rows([2, 2, 2, 2, 2, 2]), ones(6), 3)).toBe("singular");
  });
});

test("tilting gives comparison rows the covariate mean of treated rows", () => {
  const x = [0.2, 1.1, 0.7, -1, 0.3, 2, 1, -0.4];
  const { odds, inverse } = fitted(tiltingPropensity(rows(x), ones(8), 3));
  const treated = x.slice(0, 3);
  const mass = odds.reduce((a, b) => a + b, 0);
  expect(mass).toBeCloseTo(3, 10);
  expect(odds.reduce((sum, value, i) => sum + value * x[i]!, 0)).toBeCloseTo(
    treated.reduce((a, b) => a + b, 0),
    10,
  );
  expect(inverse).toBeNull();
});

test("tilting towards what no comparison row has is no overlap", () => {
  expect(tiltingPropensity(rows([5, 6, 7, 1, 2, 3]), ones(6), 3)).toBe("no-overlap");
});

test("regression on a line, and a collinear column is refused rather than dropped", () => {
  const x = rows([0, 1, 2, 3]);
  const inverse = inverseGram(x, ones(4), 0, 4)!;
  const beta = regress(x, Float64Array.of(1, 3, 5, 7), ones(4), inverse, 0, 4);
  expect(beta[0]).toBeCloseTo(1, 12);
  expect(beta[1]).toBeCloseTo(2, 12);
  expect(inverseGram(rows([2, 2, 2]), ones(3), 0, 3)).toBeNull();
  expect(inverseGram(x, ones(4), 0, 1)).toBeNull();
});
