import { describe, expect, test } from "vitest";
import {
  combineFactors,
  connectedComponents,
  densify,
  distinctSorted,
  factorFromColumn,
  factorFromNumbers,
  groupRows,
  isNested,
  takeFactor,
} from "../../../src/numerics/factor.ts";
import { dropSingletons } from "../../../src/numerics/singletons.ts";

const factor = (codes: number[], count = Math.max(...codes) + 1) => ({
  name: "f",
  codes: Int32Array.from(codes),
  count,
});

test("numbers become levels in ascending order, labelled by their text", () => {
  const { codes, labels } = factorFromNumbers("year", Float64Array.of(2021, 2019, 2021, 2010.5));
  expect([...codes]).toEqual([2, 1, 2, 0]);
  expect(labels).toEqual(["2010.5", "2019", "2021"]);
});

test("0 and −0 are one level", () => {
  expect([...factorFromNumbers("x", Float64Array.of(0, -0, 1)).codes]).toEqual([0, 0, 1]);
});

test("whole numbers and others are coded alike, wherever they lie", () => {
  const years = [2021, -3, 2021, 7, 2010];
  const expected = [3, 0, 3, 1, 2];
  expect([...factorFromNumbers("year", Float64Array.from(years)).codes]).toEqual(expected);
  // Halves, and steps too wide for a table, take the other road.
  const spread = (map: (value: number) => number) => factorFromNumbers("year", Float64Array.from(years, map));
  for (const map of [(value: number) => value + 0.5, (value: number) => value * 1e9, (value: number) => value * 1e15]) {
    expect([...spread(map).codes]).toEqual(expected);
  }
  expect(spread((value) => value - 2021).labels).toEqual(["-2024", "-2014", "-11", "0"]);
  expect(factorFromNumbers("none", new Float64Array(0)).count).toBe(0);
  expect([...factorFromNumbers("x", Float64Array.of(1, Number.POSITIVE_INFINITY)).codes]).toEqual([0, 1]);
});

test("a missing value is the caller's error", () => {
  expect(() => factorFromNumbers("x", Float64Array.of(1, Number.NaN))).toThrow(RangeError);
  const column = { kind: "category", name: "c", codes: Int32Array.of(0, -1), labels: ["a"] } as const;
  expect(() => factorFromColumn(column)).toThrow(RangeError);
});

test("distinct values are sorted by number, with one NaN last", () => {
  expect([...distinctSorted(Float64Array.of(10, 9, Number.NaN, 9, Number.NaN))]).toEqual([9, 10, Number.NaN]);
});

test("unused levels disappear with their labels", () => {
  const dense = densify({ ...factor([3, 1, 3], 4), labels: ["a", "b", "c", "d"] });
  expect([...dense.codes]).toEqual([1, 0, 1]);
  expect(dense.labels).toEqual(["b", "d"]);
  expect([...takeFactor(dense, Int32Array.of(0, 2)).codes]).toEqual([0, 0]);
});

test("combinations that occur get one level each", () => {
  // (0,1) (1,0) (0,1) (0,0) (1,0): three combinations, those of level 0 first
  const combined = combineFactors("a^b", [factor([0, 1, 0, 0, 1]), factor([1, 0, 1, 0, 0])]);
  expect(combined.count).toBe(3);
  expect([...combined.codes]).toEqual([0, 2, 0, 1, 2]);
});

test("rows are grouped by level in row order", () => {
  const { start, order } = groupRows(Int32Array.of(1, 0, 1, 1), 3);
  expect([...start]).toEqual([0, 1, 4, 4]);
  expect([...order]).toEqual([1, 0, 2, 3]);
});

test("nesting asks whether every inner level meets one outer level", () => {
  const region = factor([0, 0, 1, 1]);
  expect(isNested(factor([0, 1, 2, 2]), region)).toBe(true);
  expect(isNested(region, factor([0, 1, 2, 2]))).toBe(false);
});

test("components count the normalisations two effects need", () => {
  // units 0,1 share periods 0,1; unit 2 has period 2 to itself
  const { count, ofB } = connectedComponents(factor([0, 0, 1, 2]), factor([0, 1, 1, 2]));
  expect(count).toBe(2);
  expect([...ofB]).toEqual([0, 0, 1]);
});

describe("singletons", () => {
  test("dropping one can leave another alone", () => {
    // Row 3 is alone in unit 2; without it row 2 is alone in period 1; without that unit 1 has one row left, row 4.
    const unit = factor([0, 0, 1, 2, 1]);
    const period = factor([0, 0, 1, 1, 0]);
    expect([...dropSingletons([unit, period], 5, null)]).toEqual([0, 1]);
  });

  test("a row that stands for several observations is none", () => {
    expect([...dropSingletons([factor([0, 1, 1])], 3, Float64Array.of(2, 1, 1))]).toEqual([0, 1, 2]);
  });
});
