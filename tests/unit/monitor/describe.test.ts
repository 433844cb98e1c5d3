import { describe, expect, test } from "vitest";
import type { Column } from "../../../src/core/table.ts";
import { describePanel, rowsByPeriod } from "../../../src/monitor/describe.ts";
import { bytesOf, columnFrom, smallPanel, tableFrom } from "../../support/tables.ts";

const DIGITS = 12;

test("rows of each period, ascending as numbers", () => {
  expect([...rowsByPeriod(Float64Array.of(10, 9, 10, 100))]).toEqual([
    [9, [1]],
    [10, [0, 2]],
    [100, [3]],
  ]);
});

const describeOne = (values: readonly (number | null)[]) =>
  describePanel(new Map([["x", columnFrom("x", values)]]), new Float64Array(values.length).fill(2020))[0]!;

describe("one period by hand", () => {
  test("eight values: mean, standard deviation, and quartiles at 0.25·7 = 1.75 and 0.75·7 = 5.25 of the way (type 7)", () => {
    const row = describeOne([7, 1, 3, 13, 5, 9, 15, 11]);
    expect(row).toMatchObject({
      column: "x",
      period: 2020,
      n: 8,
      min: 1,
      max: 15,
      mean: 8,
      q25: 3 + 0.75 * (5 - 3),
      median: (7 + 9) / 2,
      q75: 11 + 0.25 * (13 - 11),
      intervals: 0,
    });
    // Deviations ±1, ±3, ±5, ±7: Σ² = 2·84; divided by n − 1.
    expect(row.sd).toBeCloseTo(Math.sqrt(168 / 7), DIGITS);
  });

  test("five values: quartiles are values, the second, third and fourth", () => {
    expect(describeOne([50, 10, 40, 20, 30])).toMatchObject({ q25: 20, median: 30, q75: 40 });
  });

  test("one value has no spread, none has nothing; missing and infinite values do not count", () => {
    expect(describeOne([null, 4, Number.POSITIVE_INFINITY])).toMatchObject({
      n: 1,
      mean: 4,
      sd: null,
      min: 4,
      q25: 4,
      median: 4,
      q75: 4,
      max: 4,
    });
    expect(describeOne([null])).toMatchObject({
      n: 0,
      mean: null,
      sd: null,
      min: null,
      q25: null,
      median: null,
      q75: null,
      max: null,
      intervals: 0,
    });
  });
});

test("the share of cells that are intervals is among the cells that are there", () => {
  const column: Column = {
    kind: "number",
    name: "n",
    values: Float64Array.of(2.5, 7, Number.NaN, 2.5),
    min: Float64Array.of(1, 7, Number.NaN, 1),
    max: Float64Array.of(4, 7, Number.NaN, 4),
  };
  const [first] = describePanel(new Map([["n", column]]), new Float64Array(4));
  expect(first?.intervals).toBeCloseTo(2 / 3, DIGITS);
});

test("every number column, period by period; texts have no such statistics", () => {
  const panel = smallPanel({
    indicators: [
      { id: "y", table: tableFrom({ school: ["a", "b", "a"], year: [2021, 2020, 2020], value: [3, 2, 1] }) },
      { id: "region", table: tableFrom({ school: ["a"], value: ["x"] }) },
    ],
  });
  const before = bytesOf(panel);
  const columns = new Map([...panel.columns].filter(([name]) => name !== "year"));
  const rows = describePanel(columns, panel.period);
  expect(rows.map(({ column, period, n, mean }) => [column, period, n, mean])).toEqual([
    ["y", 2020, 2, 1.5],
    ["y", 2021, 1, 3],
  ]);
  expect(bytesOf(panel)).toBe(before);
});
