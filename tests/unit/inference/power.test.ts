import { describe, expect, test } from "vitest";
import { noncentralFUpper, noncentralTUpper } from "../../../src/inference/noncentral.ts";
import { equivalenceTest, minimumDetectableEffect, powerOfT } from "../../../src/inference/power.ts";
import { solveIncreasing } from "../../../src/inference/power-designs.ts";
import { fUpper } from "../../../src/numerics/f.ts";
import { normalLower, normalQuantile, normalUpper } from "../../../src/numerics/normal.ts";
import { studentTUpper } from "../../../src/numerics/student-t.ts";

const CLOSED = 1e-11;

describe("minimum detectable effect", () => {
  test("large samples: (1.959964 + 0.841621)·se = 2.80·se", () => {
    const z = normalQuantile(0.975) + normalQuantile(0.8);
    expect(z).toBeCloseTo(2.8, 2);
    expect(Math.abs(minimumDetectableEffect(2, Number.POSITIVE_INFINITY, 0.95) - 2 * z)).toBeLessThan(CLOSED);
  });

  test("the study's own: se 0.224 · 0.01283558402062, 39 degrees of freedom, about 0.0082", () => {
    // t(0.975, 39) = 2.022691, t(0.8, 39) = 0.851 (tables): 2.8737 · 0.0028752 = 0.0082624
    expect(minimumDetectableEffect(0.224 * 0.01283558402062, 39, 0.95)).toBeCloseTo(0.00826, 4);
  });

  test.each([10, 20, 39, 200])("with %s degrees of freedom it is the exact noncentral answer to within 1%", (df) => {
    const exact = solveIncreasing((ncp) => powerOfT(ncp, df), 0.8, 0, 10);
    const ratio = minimumDetectableEffect(1, df, 0.95) / exact;
    expect(ratio).toBeGreaterThan(0.99);
    expect(ratio).toBeLessThan(1.01);
  });

  test("no standard error, no minimum detectable effect", () => {
    expect(minimumDetectableEffect(0, 20, 0.95)).toBeNaN();
    expect(minimumDetectableEffect(Number.NaN, 20, 0.95)).toBeNaN();
  });
});

describe("noncentral distributions", () => {
  test("without noncentrality they are the central ones", () => {
    for (const df of [1, 2.5, 39, 4000]) {
      expect(Math.abs(noncentralTUpper(1.3, df, 0) - studentTUpper(1.3, df))).toBeLessThan(CLOSED);
    }
    expect(Math.abs(noncentralFUpper(2.2, 3, 17, 0) - fUpper(2.2, 3, 17))).toBeLessThan(CLOSED);
  });

  test("at t = 0 the noncentral t has the normal tail P(Z > −ncp), whatever df", () => {
    for (const df of [1, 7, 120])
      expect(Math.abs(noncentralTUpper(0, df, 0.8) - normalLower(0.8))).toBeLessThan(CLOSED);
  });

  test("its square is noncentral F(1, df) with λ = ncp²", () => {
    const both = noncentralTUpper(1.7, 9, 1.1) + noncentralTUpper(1.7, 9, -1.1);
    expect(Math.abs(both - noncentralFUpper(1.7 ** 2, 1, 9, 1.1 ** 2))).toBeLessThan(CLOSED);
  });

  test("infinite df is the normal distribution", () => {
    expect(noncentralTUpper(2, Number.POSITIVE_INFINITY, 0.5)).toBe(normalUpper(1.5));
  });
});

describe("two one-sided tests", () => {
  test("p ≤ α exactly when the 1 − 2α interval lies inside: boundary by hand", () => {
    // normal: estimate 0, se 1, δ = 1.6448536…: each one-sided p is 0.05
    const delta = normalQuantile(0.95);
    const { pLower, pUpper, p } = equivalenceTest({ estimate: 0, se: 1, df: Number.POSITIVE_INFINITY }, -delta, delta);
    expect(Math.abs(p - 0.05)).toBeLessThan(CLOSED);
    expect(pLower).toBe(pUpper);
  });

  test("the larger p is the one of the nearer bound", () => {
    const { pLower, pUpper, p } = equivalenceTest({ estimate: 0.4, se: 0.2, df: 12 }, -1, 1);
    expect(pUpper).toBeGreaterThan(pLower);
    expect(p).toBe(pUpper);
    expect(Math.abs(pUpper - studentTUpper(3, 12))).toBeLessThan(CLOSED);
  });
});
