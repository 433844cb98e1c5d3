import { TheilSenRegression } from "ml-regression";
import { describe, expect, test } from "vitest";
import { inversionProbabilities, pairwiseSlopes, slopeInterval } from "../../../src/monitor/slope-interval.ts";
import { fitTrend } from "../../../src/monitor/trend.ts";

/** A closed form by hand. */
const DIGITS = 12;
/** Printed with three decimals. */
const PRINTED = 0.0005 + 1e-12;

describe("how likely so many pairs are out of order", () => {
  test("three and four values: 1, 2, 2, 1 of 6 and 1, 3, 5, 6, 5, 3, 1 of 24 orders, counted by hand", () => {
    expect([...inversionProbabilities(3)].map((p) => p * 6)).toEqual(
      [1, 2, 2, 1].map((n) => expect.closeTo(n, DIGITS)),
    );
    expect([...inversionProbabilities(4)].map((p) => p * 24)).toEqual(
      [1, 3, 5, 6, 5, 3, 1].map((n) => expect.closeTo(n, DIGITS)),
    );
  });

  // Kendall's table for n = 10: P(S ≥ 21) = 0.036, P(S ≥ 23) = 0.023, P(S ≥ 25) = 0.014; S = 45 − 2K for K pairs out of order.
  test.each([
    [21, 0.036],
    [23, 0.023],
    [25, 0.014],
  ])("ten values, S of %i or more: %f in Kendall's table", (s, printed) => {
    const upTo = (45 - s) / 2;
    const sum = inversionProbabilities(10)
      .slice(0, upTo + 1)
      .reduce((total, p) => total + p, 0);
    expect(Math.abs(sum - printed)).toBeLessThan(PRINTED);
  });

  test("they add up to one", () => {
    for (const n of [1, 2, 7, 12])
      expect(inversionProbabilities(n).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, DIGITS);
  });
});

test("slopes of all pairs, ascending", () => {
  // Years 0, 1, 3 with 0, 2, 3: (2 − 0)/1, (3 − 0)/3, (3 − 2)/2.
  expect([...pairwiseSlopes([0, 1, 3], [0, 2, 3])]).toEqual([0.5, 1, 2]);
});

describe("interval of the median slope", () => {
  test("five points at 95%: one order in 120 has no pair out of order, six or more in 120 are too many, so the least and the greatest slope", () => {
    const slopes = pairwiseSlopes([0, 1, 2, 3, 4], [1, 4, 2, 8, 6]);
    expect(slopeInterval([0, 1, 2, 3, 4], [1, 4, 2, 8, 6], 0.95)).toEqual([slopes[0], slopes[9]]);
  });

  test("six points: (1 + 5)/720 is little enough, (1 + 5 + 14)/720 is not, so the second from either end", () => {
    const x = [0, 1, 2, 3, 4, 5];
    const y = [3, 1, 4, 1.5, 5, 9];
    const slopes = pairwiseSlopes(x, y);
    expect(slopeInterval(x, y, 0.95)).toEqual([slopes[1], slopes[13]]);
  });

  test("four points cannot reach 95%: one in 24 is more than 2.5%", () => {
    expect(slopeInterval([0, 1, 2, 3], [1, 2, 3, 5], 0.95)).toBeNull();
    expect(slopeInterval([0, 1, 2, 3], [1, 2, 3, 5], 0.9)).not.toBeNull();
    expect(slopeInterval([0], [1], 0.95)).toBeNull();
  });
});

test("Theil–Sen is the median of these slopes, as ml-regression finds it where the number of pairs is odd", () => {
  const [x, y] = [
    [2015, 2016, 2017, 2018, 2019, 2020],
    [306, 297, 299, 285, 273, 268],
  ];
  const slopes = pairwiseSlopes(x!, y!);
  const { theilSen } = fitTrend(x!, y!);
  expect(slopes.length).toBe(15);
  expect(theilSen).toBeCloseTo(slopes[7]!, DIGITS);
  expect(theilSen).toBeCloseTo(new TheilSenRegression(x!, y!).slope, DIGITS);
});
