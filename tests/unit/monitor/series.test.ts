import { describe, expect, test } from "vitest";
import type { NumberColumn } from "../../../src/core/table.ts";
import { nationalSeries } from "../../../src/monitor/series.ts";
import { bytesOf } from "../../support/tables.ts";

/** A closed form by hand. */
const DIGITS = 12;

// Three schools over 2017, 2018, 2019, years mixed. The share of 2018 of school 2 is hidden: [0.1, 0.5] with middle 0.3.
const period = Float64Array.of(2018, 2017, 2019, 2017, 2018, 2019, 2017, 2018, 2019);
const weights = Float64Array.of(10, 20, 10, 30, 30, 0, 50, 60, Number.NaN);
const share: NumberColumn = {
  kind: "number",
  name: "share",
  values: Float64Array.of(0.2, 0.1, 0.4, 0.3, 0.3, 0.9, Number.NaN, 0.6, 0.8),
  min: Float64Array.of(0.2, 0.1, 0.4, 0.3, 0.1, 0.9, Number.NaN, 0.6, 0.8),
  max: Float64Array.of(0.2, 0.1, 0.4, 0.3, 0.5, 0.9, Number.NaN, 0.6, 0.8),
};
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8];

describe("the weighted mean per year by hand", () => {
  const { series, baseline, change } = nationalSeries(share, weights, period, all, 2017);

  test("years ascend; missing outcomes, weights of zero and missing weights do not count", () => {
    expect(series.map((point) => [point.period, point.n])).toEqual([
      [2017, 2],
      [2018, 3],
      [2019, 1],
    ]);
    expect(series[0]?.value).toBeCloseTo((20 * 0.1 + 30 * 0.3) / (20 + 30), DIGITS);
    expect(series[1]?.value).toBeCloseTo((10 * 0.2 + 30 * 0.3 + 60 * 0.6) / (10 + 30 + 60), DIGITS);
    expect(series[2]?.value).toBeCloseTo(0.4, DIGITS);
  });

  test("bounds take every hidden cell at its end, weights as they are", () => {
    expect(series[1]?.min).toBeCloseTo((10 * 0.2 + 30 * 0.1 + 60 * 0.6) / 100, DIGITS);
    expect(series[1]?.max).toBeCloseTo((10 * 0.2 + 30 * 0.5 + 60 * 0.6) / 100, DIGITS);
    expect([series[0]?.min, series[0]?.max]).toEqual([series[0]?.value, series[0]?.value]);
  });

  test("the change is from the base year to the last", () => {
    expect(baseline).toBe(2017);
    expect(change).toBeCloseTo(0.4 - 11 / 50, DIGITS);
  });
});

test("without weights every school counts once", () => {
  const { series } = nationalSeries(share, null, period, all, null);
  expect(series.map((point) => point.n)).toEqual([2, 3, 3]);
  expect(series[2]?.value).toBeCloseTo((0.4 + 0.9 + 0.8) / 3, DIGITS);
});

test("only rows of the sample count, and a year without any is not in the series", () => {
  const { series } = nationalSeries(share, weights, period, [1, 3, 0, 6], 2017);
  expect(series.map((point) => [point.period, point.n])).toEqual([
    [2017, 2],
    [2018, 1],
  ]);
});

test("an outcome without intervals is its own bounds", () => {
  const { min, max, ...exact } = share;
  expect([min, max]).not.toContain(undefined);
  const [, second] = nationalSeries(exact, weights, period, all, null).series;
  expect([second?.min, second?.max]).toEqual([second?.value, second?.value]);
});

test("a base year that is not there, or none, gives no change", () => {
  for (const base of [2010, null])
    expect(nationalSeries(share, weights, period, all, base)).toMatchObject({ baseline: null, change: null });
});

test("three years have a trend: the middle of the three slopes, and the line", () => {
  const exact: NumberColumn = { kind: "number", name: "x", values: Float64Array.of(4, 1, 5, 1, 4, 5, 1, 4, 5) };
  // 1, 4, 5: slopes 3, 2, 1; the line rises (5 − 1)/2.
  expect(nationalSeries(exact, null, period, all, 2017)).toMatchObject({
    theilSen: 2,
    leastSquares: expect.closeTo(2, DIGITS),
    change: 4,
  });
});

test("nothing at all", () => {
  expect(nationalSeries(share, weights, period, [], 2017)).toEqual({
    series: [],
    baseline: null,
    change: null,
    theilSen: null,
    leastSquares: null,
  });
});

test("inputs are not written to", () => {
  const before = bytesOf([share, weights, period, all]);
  nationalSeries(share, weights, period, all, 2017);
  expect(bytesOf([share, weights, period, all])).toBe(before);
});
