import { describe, expect, test } from "vitest";
import type { NumberColumn, Table } from "../../../src/core/table.ts";
import { countAreas, describeRows, groupRows, pointsOf, valuesAt } from "../../../src/monitor/collect.ts";
import { discloseDescriptive, discloseRows, discloseSeries } from "../../../src/monitor/disclose.ts";
import { tableFrom } from "../../support/tables.ts";

/** A closed form by hand. */
const DIGITS = 12;

const plain = tableFrom({
  area: ["a", "b", "a", "b", "a"],
  profile: ["x", "x", "y", "x", "x"],
  year: [2018, 2018, 2018, 2019, 2019],
  value: [1, 3, 5, null, 4],
});
const interval: NumberColumn = {
  kind: "number",
  name: "value",
  values: Float64Array.of(1, 3, 5, Number.NaN, 4),
  min: Float64Array.of(1, 2, 5, Number.NaN, 2),
  max: Float64Array.of(1, 4, 5, Number.NaN, 7),
};
const table: Table = { ...plain, columns: new Map([...plain.columns, ["value", interval]]) };
const shape = { area: "area", period: "year", dimensions: ["profile"] };
const all = [0, 1, 2, 3, 4];

test("areas are counted once; without a key of areas there is one", () => {
  expect(countAreas(table, shape)).toBe(2);
  expect(countAreas(table, { ...shape, area: null })).toBe(1);
});

test("rows by the labels of a key, in order of the labels", () => {
  expect(groupRows(table, ["profile"])).toEqual([
    { labels: ["x"], rows: [0, 1, 3, 4] },
    { labels: ["y"], rows: [2] },
  ]);
  expect(groupRows(table, ["area", "profile"]).map(({ labels }) => labels.join())).toEqual(["a,x", "a,y", "b,x"]);
});

describe("one number per period", () => {
  test("mean, with every hidden count at its ends; missing rows do not count", () => {
    expect(pointsOf(table, shape, all, { kind: "mean" })).toEqual([
      { period: 2018, value: 3, min: expect.closeTo(8 / 3, DIGITS), max: expect.closeTo(10 / 3, DIGITS), n: 3 },
      { period: 2019, value: 4, min: 2, max: 7, n: 1 },
    ]);
  });

  test("sum", () => {
    expect(pointsOf(table, shape, all, { kind: "sum" })).toEqual([
      { period: 2018, value: 9, min: 8, max: 10, n: 3 },
      { period: 2019, value: 4, min: 2, max: 7, n: 1 },
    ]);
  });

  test("weighted mean; no weight is no row", () => {
    const weights = Float64Array.of(10, 30, 0, 5, Number.NaN);
    expect(pointsOf(table, shape, all, { kind: "weighted", weights })).toEqual([
      { period: 2018, value: (10 * 1 + 30 * 3) / 40, min: (10 + 60) / 40, max: (10 + 120) / 40, n: 2 },
    ]);
  });

  test("statistics of some rows", () => {
    expect(describeRows(table, shape, [0, 1, 2])).toMatchObject([
      { period: 2018, n: 3, mean: 3, median: 3, intervals: 1 / 3 },
    ]);
  });
});

test("values of another table at these rows, by shared keys", () => {
  const other = tableFrom({ year: [2019, 2018], area: ["a", "b"], value: [7, 8] });
  expect([...valuesAt(table, other, ["area", "year"])]).toEqual([Number.NaN, 8, Number.NaN, Number.NaN, 7]);
});

describe("small counts", () => {
  const point = (value: number, min = value, max = value) => ({ period: 2018, value, min, max, n: 1 });

  test("exact counts of people from 1 to 4 are left out; 0, 5 and suppressed counts, which say no more than <5, are not", () => {
    const points = [point(0), point(1), point(4), point(5), point(2.5, 1, 4)];
    expect(discloseSeries(points, { minimum: 5, isCount: true })).toEqual({
      points: [points[0], points[3], points[4]],
      hidden: 2,
    });
    expect(discloseSeries(points, { minimum: 5, isCount: false }).hidden).toBe(0);
    expect(discloseSeries(points, { minimum: 0, isCount: true }).hidden).toBe(0);
  });

  test("rows that rest on fewer people are left out", () => {
    expect(discloseRows([0, 1, 2], Float64Array.of(4, 5, 0), 5)).toEqual([1, 2]);
    expect(discloseRows([0, 1, 2], null, 5)).toEqual([0, 1, 2]);
  });

  test("statistics of few rows, and those that are small counts", () => {
    const row = {
      column: "v",
      period: 1,
      n: 8,
      mean: 6,
      sd: 2,
      min: 1,
      q25: 4,
      median: 6,
      q75: 8,
      max: 9,
      intervals: 0,
    };
    expect(discloseDescriptive(row, { minimum: 5, isCount: true })).toEqual({ ...row, min: null, q25: null });
    expect(discloseDescriptive(row, { minimum: 5, isCount: false })).toEqual(row);
    expect(discloseDescriptive({ ...row, n: 4 }, { minimum: 5, isCount: false })).toMatchObject({
      mean: null,
      sd: null,
      max: null,
    });
  });
});
