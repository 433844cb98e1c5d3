import { expect, test } from "vitest";
import { fitTrend } from "../../../src/monitor/trend.ts";

/** A closed form by hand. */
const DIGITS = 10;

test("Theil–Sen is the median of the slopes between all pairs, least squares the line", () => {
  // Years 0, 1, 2, 4 with values 1, 3, 2, 9. Slopes of the six pairs: 2, 0.5, 2, −1, 2, 3.5; sorted −1, 0.5, 2, 2, 2, 3.5.
  const trend = fitTrend([2000, 2001, 2002, 2004], [1, 3, 2, 9]);
  expect(trend.theilSen).toBeCloseTo(2, DIGITS);
  // Mean year 1.75, mean 3.75: Σ(x − x̄)(y − ȳ) = 43 − 4·1.75·3.75 = 16.75; Σ(x − x̄)² = 21 − 4·1.75² = 8.75.
  expect(trend.leastSquares).toBeCloseTo(16.75 / 8.75, DIGITS);
});

test("an even number of pairs with two middle slopes gives their mean", () => {
  // Years 0 to 3, values 0, 1, 3, 7. Slopes 1, 1.5, 7/3, 2, 3, 4; sorted 1, 1.5, 2, 7/3, 3, 4.
  expect(fitTrend([0, 1, 2, 3], [0, 1, 3, 7]).theilSen).toBeCloseTo((2 + 7 / 3) / 2, DIGITS);
});

test("one wild year moves least squares, not Theil–Sen", () => {
  // 1 a year but for 2013. Pairs without it have slope 1, and they are six of the ten.
  const trend = fitTrend([2010, 2011, 2012, 2013, 2014], [0, 1, 2, 50, 4]);
  expect(trend.theilSen).toBeCloseTo(1, DIGITS);
  // Years −2 … 2: (−2·0 − 1·1 + 0 + 1·50 + 2·4)/10.
  expect(trend.leastSquares).toBeCloseTo(57 / 10, DIGITS);
});

test("years near 2000 cost no digits", () => {
  const slope = 1e-9;
  const years = [2015, 2016, 2017, 2018, 2019];
  const { leastSquares } = fitTrend(
    years,
    years.map((year) => 5 + slope * (year - 2015)),
  );
  // 5 is held to 2⁻⁵¹, so that the slope is known to about 1e-15 of a year: six digits of it.
  expect(Math.abs(leastSquares! - slope)).toBeLessThan(1e-15);
});

test("missing years are left out; with fewer than three points there is no trend", () => {
  expect(fitTrend([1, 2, 3, 4], [1, Number.NaN, 3, 4]).theilSen).toBeCloseTo(1, DIGITS);
  expect(fitTrend([1, 2, 3], [1, Number.NaN, 3])).toEqual({ theilSen: null, leastSquares: null });
  expect(fitTrend([1, 2, 3], [1, 2])).toEqual({ theilSen: null, leastSquares: null });
  expect(fitTrend([], [])).toEqual({ theilSen: null, leastSquares: null });
});
