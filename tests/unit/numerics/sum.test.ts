import { expect, test } from "vitest";
import { dot, mean, sum, twoProduct, twoSum, weightedMean } from "../../../src/numerics/sum.ts";

test("a sum keeps what cancellation leaves", () => {
  // Neumaier's example: plain and Kahan summation give 0
  expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  expect(sum(new Float64Array(10).fill(0.1))).toBe(1);
  expect(sum([])).toBe(0);
});

test("infinities and NaN propagate", () => {
  expect(sum([1, Number.POSITIVE_INFINITY, 2])).toBe(Number.POSITIVE_INFINITY);
  expect(sum([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBeNaN();
  expect(sum([1, Number.NaN])).toBeNaN();
  expect(dot([1, 2], [Number.NEGATIVE_INFINITY, 1])).toBe(Number.NEGATIVE_INFINITY);
});

test("an inner product keeps the rounding of its products", () => {
  // (1 + ε)(1 − ε) − 1 = −ε² with ε = 2^−30; the rounded product alone gives 0
  const e = 2 ** -30;
  expect(dot([1 + e, -1], [1 - e, 1])).toBe(-(e * e));
  expect(dot([1e200, 1e200, 3], [1e100, -1e100, 1])).toBe(3);
  expect(dot([1e305, 1], [2, 1])).toBe(2e305);
});

test("error-free transformations", () => {
  expect(twoSum(1, 2 ** -60)).toEqual([1, 2 ** -60]);
  // (2^27 + 1)² = 2^54 + 2^28 + 1
  expect(twoProduct(2 ** 27 + 1, 2 ** 27 + 1)).toEqual([2 ** 54 + 2 ** 28, 1]);
});

test("means", () => {
  expect(mean([1, 2, 6])).toBe((1 + 2 + 6) / 3);
  expect(mean([])).toBeNaN();
  expect(weightedMean([1, 5], [3, 1])).toBe((3 * 1 + 1 * 5) / 4);
  expect(weightedMean([1, 5], [0, 0])).toBeNaN();
  expect(weightedMean([Number.NaN, 5], [0, 1])).toBeNaN();
  expect(() => weightedMean([1], [1, 2])).toThrow(RangeError);
  expect(() => dot([1], [1, 2])).toThrow("lengths differ: 1 and 2");
});

test("inputs are not written to", () => {
  const values = Float64Array.of(3, 1, 2);
  const weights = Float64Array.of(1, 2, 3);
  weightedMean(values, weights);
  expect([...values, ...weights]).toEqual([3, 1, 2, 1, 2, 3]);
});
