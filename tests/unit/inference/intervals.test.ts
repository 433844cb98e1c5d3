import { expect, test } from "vitest";
import {
  alphaOf,
  confidenceInterval,
  contrastEstimate,
  equivalenceInterval,
  linearContrast,
  oneSidedP,
  tStatistic,
  twoSidedP,
} from "../../../src/inference/intervals.ts";

/** Closed forms by hand. */
const CLOSED = 1e-12;

test("α has no binary remainder, so p = 0.1 reaches a level of 0.9", () => {
  expect(1 - 0.9).toBeLessThan(0.1);
  expect(alphaOf(0.9)).toBe(0.1);
  expect(alphaOf(0.95)).toBe(0.05);
  expect(alphaOf(0.99)).toBe(0.01);
});

test("with one degree of freedom t is Cauchy: P(|T| ≥ 1) = 1/2, and the 90% interval is ± tan(0.45 π)", () => {
  expect(twoSidedP(3, 3, 1)).toBeCloseTo(0.5, 12);
  const [lo, hi] = confidenceInterval(0, 1, 1, 0.9);
  expect(hi).toBeCloseTo(Math.tan(0.45 * Math.PI), 10);
  expect(lo).toBe(-hi);
});

test("with two degrees of freedom t has the quantile (2p − 1)/√(2p(1 − p))", () => {
  // p = 0.975: 0.95 / √(2 · 0.975 · 0.025)
  const [, hi] = confidenceInterval(10, 2, 2, 0.95);
  expect(Math.abs(hi - (10 + (2 * 0.95) / Math.sqrt(2 * 0.975 * 0.025)))).toBeLessThan(1e-9);
});

test("the equivalence interval is the two-sided interval at 1 − 2α", () => {
  expect(equivalenceInterval(1, 2, 30, 0.95)).toEqual(confidenceInterval(1, 2, 30, 0.9));
});

test("one-sided p-values of both sides add to one, and halve the two-sided p on the side of the estimate", () => {
  const greater = oneSidedP(1.2, 0.7, 12, 0.3, "greater");
  const less = oneSidedP(1.2, 0.7, 12, 0.3, "less");
  expect(Math.abs(greater + less - 1)).toBeLessThan(CLOSED);
  expect(Math.abs(2 * greater - twoSidedP(1.2, 0.7, 12, 0.3))).toBeLessThan(CLOSED);
});

test.each([0, Number.NaN, Number.POSITIVE_INFINITY])(
  "a standard error of %s gives no statistic, p or interval",
  (se) => {
    expect(tStatistic(1, se)).toBeNaN();
    expect(contrastEstimate(1, se, 10).p).toBeNaN();
    expect(confidenceInterval(1, se, 10, 0.95)).toEqual([Number.NaN, Number.NaN]);
  },
);

test("a linear contrast carries the covariance", () => {
  // a = (1, −1), V = [[4, 1], [1, 9]]: variance 4 + 9 − 2·1 = 11
  const { estimate, se, statistic } = linearContrast([1, -1], [5, 2], [4, 1, 1, 9], Number.POSITIVE_INFINITY);
  expect(estimate).toBe(3);
  expect(se).toBe(Math.sqrt(11));
  expect(statistic).toBe(3 / Math.sqrt(11));
});
