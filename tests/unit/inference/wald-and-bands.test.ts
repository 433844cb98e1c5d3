import { describe, expect, test } from "vitest";
import { bandOf, bonferroniCritical, supTCritical } from "../../../src/inference/bands.ts";
import { symmetricEigen } from "../../../src/inference/symmetric.ts";
import { submatrix, waldTest } from "../../../src/inference/wald.ts";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import { studentTQuantile, studentTTwoSided } from "../../../src/numerics/student-t.ts";

/** Closed forms by hand. */
const CLOSED = 1e-12;
/** 99.9% acceptance of a simulated number. */
const MONTE_CARLO = 3.3;

describe("joint test", () => {
  test("two effects by hand: V = [[2, 1], [1, 2]], τ = (1, 0): W = 2/3", () => {
    // V⁻¹ = [[2, −1], [−1, 2]]/3, so τᵀV⁻¹τ = 2/3, F = 1/3; χ²(2) upper tail is exp(−W/2)
    const test = waldTest([1, 0], [2, 1, 1, 2], Number.POSITIVE_INFINITY);
    expect(test.q).toBe(2);
    expect(Math.abs(test.statistic - 1 / 3)).toBeLessThan(CLOSED);
    expect(Math.abs(test.p - Math.exp(-1 / 3))).toBeLessThan(CLOSED);
  });

  test("with two numerator degrees of freedom F has the tail (1 + 2F/df)^(−df/2)", () => {
    const { statistic, p } = waldTest([1.5, -2], [1, 0, 0, 4], 39);
    expect(Math.abs(statistic - (1.5 ** 2 + 1) / 2)).toBeLessThan(CLOSED);
    expect(Math.abs(p - (1 + (2 * statistic) / 39) ** (-39 / 2))).toBeLessThan(CLOSED);
  });

  test("one effect is the two-sided t test", () => {
    const { p, q } = waldTest([0.7], [0.04], 11);
    expect(q).toBe(1);
    expect(Math.abs(p - studentTTwoSided(3.5, 11))).toBeLessThan(CLOSED);
  });

  test("a variance of rank one tests one direction, in whatever units", () => {
    // third effect is the sum of the first two, on another scale: V = B diag(1, 4) Bᵀ
    const rows = [
      [1, 0],
      [0, 1],
      [1000, 1000],
    ];
    const variance = [1, 4];
    const vcov = rows.flatMap((a) => rows.map((b) => a.reduce((s, x, k) => s + x * variance[k]! * b[k]!, 0)));
    const joint = waldTest([2, 3, 5000], vcov, 20);
    expect(joint.q).toBe(2);
    expect(joint.terms).toBe(3);
    // W = 2²/1 + 3²/4
    expect(Math.abs(joint.statistic - (4 + 2.25) / 2)).toBeLessThan(1e-8);
  });

  test("effects without variance are left out and counted; none left is no test", () => {
    const joint = waldTest([1, 9], [1, 0, 0, 0], 20);
    expect(joint).toMatchObject({ q: 1, withoutVariance: 1, statistic: 1 });
    expect(waldTest([1], [0], 20).p).toBeNaN();
    expect(waldTest([], [], 20).p).toBeNaN();
  });

  test("eigenvalues of [[2, 1], [1, 2]] are 3 and 1", () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expect(Math.abs(values[0]! - 3)).toBeLessThan(CLOSED);
    expect(Math.abs(values[1]! - 1)).toBeLessThan(CLOSED);
    expect(Math.abs(Math.abs(vectors[0]!) - Math.SQRT1_2)).toBeLessThan(CLOSED);
  });

  test("submatrix keeps rows and columns together", () => {
    expect([...submatrix([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, [2, 0])]).toEqual([9, 7, 3, 1]);
  });
});

describe("bands", () => {
  const identity = (k: number): number[] => Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? 1 : 0));

  test("Bonferroni over five rows is the t quantile at 1 − 0.05/10", () => {
    const { critical } = bonferroniCritical(5, 39, 0.95);
    expect(Math.abs(critical - studentTQuantile(0.995, 39))).toBeLessThan(1e-10);
  });

  test("independent normal rows: (2Φ(c) − 1)^k = 0.95", () => {
    const k = 4;
    const options = { df: Number.POSITIVE_INFINITY, level: 0.95, seed: 7, task: "independent" };
    const result = supTCritical(identity(k), k, options);
    const exact = normalQuantile((1 + 0.95 ** (1 / k)) / 2);
    expect(result.method).toBe("sup-t");
    expect(Math.abs(result.critical - exact)).toBeLessThan(MONTE_CARLO * result.monteCarloError);
    expect(result.monteCarloError).toBeLessThan(0.03);
  });

  test("two t rows that are one and the same need one t quantile and no draws", () => {
    const result = supTCritical([4, 2, 2, 1], 2, { df: 9, level: 0.95, seed: 1, task: "same" });
    expect(result).toMatchObject({ draws: 0, rows: 2, monteCarloError: 0 });
    expect(Math.abs(result.critical - studentTQuantile(0.975, 9))).toBeLessThan(1e-10);
  });

  test("a common divisor: rows of a multivariate t with few degrees of freedom stay below Bonferroni and above pointwise", () => {
    const result = supTCritical(identity(3), 3, { df: 5, level: 0.95, seed: 3, task: "t" });
    expect(result.critical).toBeGreaterThan(studentTQuantile(0.975, 5));
    expect(result.critical).toBeLessThan(studentTQuantile(1 - 0.025 / 3, 5));
    // Dunnett & Sobel's table of the studentised maximum modulus: k = 3, ν = 5, 5%: 3.399
    expect(Math.abs(result.critical - 3.399)).toBeLessThan(MONTE_CARLO * result.monteCarloError + 5e-4);
  });

  test("rows without variance are dropped, the same seed gives the same number, another task another", () => {
    const options = { df: 30, level: 0.95, seed: 11, task: "a", draws: 999 };
    const withZero = supTCritical([1, 0, 0.5, 0, 0, 0, 0.5, 0, 1], 3, options);
    const without = supTCritical([1, 0.5, 0.5, 1], 2, options);
    expect(withZero).toEqual(without);
    expect(supTCritical([1, 0.5, 0.5, 1], 2, { ...options, task: "b" }).critical).not.toBe(without.critical);
  });

  test("the band is estimate ∓ c·se, and absent without se", () => {
    expect(bandOf([1, 2], [0.5, 0], 2)).toEqual([
      [0, 2],
      [Number.NaN, Number.NaN],
    ]);
  });
});
