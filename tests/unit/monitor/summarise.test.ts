import { describe, expect, test } from "vitest";
import { type Point, type SummaryOptions, summarise } from "../../../src/monitor/summarise.ts";

/** A closed form by hand. */
const DIGITS = 12;

const options: SummaryOptions = { base: 2018, breaks: [], level: 0.95, findChange: () => null };
const series = (values: readonly number[], from = 2015): Point[] =>
  values.map((value, i) => ({ period: from + i, value, min: value, max: value, n: 1 }));

describe("change against the base period", () => {
  test("latest less base, also relative", () => {
    const { base, latest, change } = summarise(series([9, 9, 9, 10, 11, 13]), options);
    expect([base?.period, latest?.period]).toEqual([2018, 2020]);
    expect(change).toEqual({ value: 3, min: 3, max: 3, relative: 0.3, crosses: [] });
  });

  test("intervals: least is the latest at its least against the base at its greatest", () => {
    const points = [
      { period: 2018, value: 10, min: 9, max: 12, n: 1 },
      { period: 2019, value: 15, min: 13, max: 16, n: 1 },
    ];
    expect(summarise(points, options).change).toMatchObject({ value: 5, min: 13 - 12, max: 16 - 9 });
  });

  test("breaks between base and latest are named; one at the base itself, or after the latest, is not between", () => {
    const { change } = summarise(series([1, 2, 3, 4, 5, 6]), { ...options, breaks: [2018, 2020, 2019, 2019, 2021] });
    expect(change?.crosses).toEqual([2019, 2020]);
  });

  test("no change without base, or with nothing after it; nothing relative to zero", () => {
    expect(summarise(series([1, 2, 3], 2019), options)).toMatchObject({ base: null, change: null });
    expect(summarise(series([1, 2, 3, 4]), options)).toMatchObject({ base: { value: 4 }, change: null });
    expect(summarise(series([1, 2, 3]), { ...options, base: null }).base).toBeNull();
    expect(summarise(series([0, 0, 0, 0, 2]), options).change?.relative).toBeNull();
    expect(summarise([], options)).toEqual({
      base: null,
      latest: null,
      change: null,
      trend: null,
      across: null,
      changePoint: null,
    });
  });
});

describe("trend and breaks", () => {
  test("after the last break, and across all years named as such", () => {
    // 10 a year down before 2018, 1 a year up from it.
    const { trend, across } = summarise(series([90, 80, 70, 10, 11, 12, 13]), { ...options, breaks: [2018] });
    expect(trend).toMatchObject({ from: 2018, to: 2021, n: 4, crosses: [] });
    expect(trend?.theilSen).toBeCloseTo(1, DIGITS);
    expect(trend?.leastSquares).toBeCloseTo(1, DIGITS);
    expect(across).toMatchObject({ from: 2015, to: 2021, n: 7, crosses: [2018] });
    expect(across!.theilSen).toBeLessThan(0);
  });

  test("where the last part is too short the one before it counts", () => {
    const { trend } = summarise(series([1, 2, 3, 4, 50, 60]), { ...options, breaks: [2019] });
    expect(trend).toMatchObject({ from: 2015, to: 2018 });
  });

  test("where every part is too short there is a trend across breaks only", () => {
    const { trend, across } = summarise(series([1, 2, 3, 4]), { ...options, breaks: [2017] });
    expect(trend).toBeNull();
    expect(across?.crosses).toEqual([2017]);
  });

  test("without breaks there is nothing to cross", () => {
    const { trend, across } = summarise(series([1, 2, 3, 5, 8]), options);
    // Slopes 1, 1, 4/3, 7/4, 1, 3/2, 2, 2, 5/2, 3: the middle two are 3/2 and 7/4.
    expect(trend?.theilSen).toBeCloseTo((1.5 + 1.75) / 2, DIGITS);
    expect(trend?.interval).toEqual([1, 3]);
    expect(across).toBeNull();
  });
});

test("a change-point within a year of a declared break is not told apart from it", () => {
  const at = (period: number) =>
    summarise(series([1, 2, 3]), { ...options, breaks: [2018], findChange: () => ({ period, statistic: 9, p: 0.01 }) });
  expect(at(2019).changePoint?.declared).toBe(true);
  expect(at(2020).changePoint).toEqual({ period: 2020, statistic: 9, p: 0.01, declared: false });
});
