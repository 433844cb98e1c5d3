import { describe, expect, test } from "vitest";
import {
  type DataFrameLike,
  effectsToDataFrame,
  panelFromDataFrame,
  tableFromDataFrame,
} from "../../../src/adapters/danfojs.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { NumberColumn } from "../../../src/core/table.ts";
import { tidyEffects } from "../../../src/result/tidy-effects.ts";
import { sampleResult } from "../../support/sample-result.ts";
import { bytesOf, cellsOf } from "../../support/tables.ts";

/** As much of danfojs's DataFrame as the adapter sees: the names of the columns and the cells by row. */
class StubFrame implements DataFrameLike {
  readonly values: unknown;
  readonly columns: readonly string[];
  constructor(values: unknown, options: { readonly columns: readonly string[] }) {
    this.values = values;
    this.columns = options.columns;
  }
}
const frame = (columns: readonly string[], values: unknown) => new StubFrame(values, { columns });

const schools = () =>
  frame(
    ["school", "year", "share", "kind", "open"],
    [
      ["b", 2020, 0.25, "x", true],
      ["a", 2021, 0.5, null, false],
      ["a", 2020, null, "y", undefined],
      ["b", 2021, Number.NaN, "x", true],
    ],
  );

describe("a frame as a table", () => {
  const { rowCount, columns } = tableFromDataFrame(schools());

  test("numbers and booleans are numbers, texts are categories; null, undefined and NaN are missing", () => {
    expect(rowCount).toBe(4);
    expect(cellsOf(columns.get("share"))).toEqual([0.25, 0.5, null, null]);
    expect(cellsOf(columns.get("open"))).toEqual([1, 0, null, 1]);
    expect(cellsOf(columns.get("kind"))).toEqual(["x", null, "y", "x"]);
  });

  test("labels are sorted by code unit", () => {
    const column = tableFromDataFrame(frame(["t"], [["é"], ["a"], ["Z"], ["a"]])).columns.get("t");
    expect(column).toEqual({ kind: "category", name: "t", codes: Int32Array.of(2, 1, 0, 1), labels: ["Z", "a", "é"] });
  });

  test("a column without any value is numbers, all missing", () => {
    expect(cellsOf(tableFromDataFrame(frame(["x"], [[null], [undefined]])).columns.get("x"))).toEqual([null, null]);
  });

  test("a frame may have no rows", () => {
    expect(tableFromDataFrame(frame(["x"], []))).toMatchObject({ rowCount: 0 });
  });

  test("columns may be called as properties of an object are", () => {
    const table = tableFromDataFrame(frame(["__proto__", "constructor"], [[1, 2]]));
    expect(cellsOf(table.columns.get("__proto__"))).toEqual([1]);
    expect(cellsOf(table.columns.get("constructor"))).toEqual([2]);
  });

  test.each<[string, DataFrameLike, RegExp]>([
    ["a Series", frame(["x"], [1, 2, 3]), /expected a two-dimensional DataFrame/],
    ["no cells at all", frame(["x"], undefined), /expected a two-dimensional DataFrame/],
    ["a ragged row", frame(["x", "y"], [[1, 2], [3]]), /expected a two-dimensional DataFrame/],
    ["text among numbers", frame(["x"], [[null], ["a"], [2]]), /column "x" mixes text with number \(row 2\)/],
    ["dates", frame(["d"], [[new Date(0)]]), /column "d" mixes text with object \(row 0\)/],
    ["a column twice", frame(["x", "y", "x"], [[1, 2, 3]]), /column "x" occurs more than once/],
  ])("%s is refused", (_, wrong, message) => {
    expect(() => tableFromDataFrame(wrong)).toThrow(InputError);
    expect(() => tableFromDataFrame(wrong)).toThrow(message);
  });
});

describe("a frame as a panel", () => {
  const axes = { unit: "school", period: "year" };

  test("sorted by unit and period, every other column beside them", () => {
    const panel = panelFromDataFrame(schools(), axes);
    expect([...panel.columns.keys()]).toEqual(["school", "year", "share", "kind", "open"]);
    expect(panel.unit.labels).toEqual(["a", "b"]);
    expect([...panel.period]).toEqual([2020, 2021, 2020, 2021]);
    expect(cellsOf(panel.columns.get("share"))).toEqual([null, 0.5, 0.25, null]);
    expect(cellsOf(panel.columns.get("kind"))).toEqual(["y", null, "x", "x"]);
  });

  test("a unit of several columns", () => {
    const rows = [
      ["a", "x", 1, 10],
      ["a", "y", 1, 20],
    ];
    const panel = panelFromDataFrame(frame(["school", "group", "year", "n"], rows), {
      unit: ["school", "group"],
      period: "year",
    });
    expect(panel.unit.labels).toEqual(["a · x", "a · y"]);
    expect(cellsOf(panel.columns.get("n"))).toEqual([10, 20]);
  });

  test("a column called value is like any other, unless it is a key", () => {
    const rows = [["a", 1, 10]];
    expect(cellsOf(panelFromDataFrame(frame(["school", "year", "value"], rows), axes).columns.get("value"))).toEqual([
      10,
    ]);
    expect(() => panelFromDataFrame(frame(["value", "year", "n"], rows), { unit: "value", period: "year" })).toThrow(
      /may not be called "value"; rename it/,
    );
  });

  test("nothing is shared: the frame stays as it was, whatever is done to the panel", () => {
    const source = schools();
    const before = bytesOf(source.values);
    const panel = panelFromDataFrame(source, axes);
    (panel.columns.get("share") as NumberColumn).values.fill(9);
    expect(bytesOf(source.values)).toBe(before);
  });

  test.each<[string, DataFrameLike, RegExp]>([
    [
      "an axis that is not there",
      frame(["skool", "year", "n"], [["a", 1, 1]]),
      /no column "school"; it has skool, year, n/,
    ],
    ["nothing besides the axes", frame(["school", "year"], [["a", 1]]), /no columns besides unit and period/],
    [
      "a unit twice in a period",
      frame(
        ["school", "year", "n"],
        [
          ["a", 1, 1],
          ["a", 1, 2],
        ],
      ),
      /school a occurs more than once in year 1/,
    ],
    ["a period that is missing", frame(["school", "year", "n"], [["a", null, 1]]), /"year" of a is not a number/],
    [
      "a text period that is missing",
      frame(
        ["school", "year", "n"],
        [
          ["a", "2020", 1],
          ["b", null, 1],
        ],
      ),
      /"year" of b is not a number/,
    ],
  ])("%s is refused", (_, wrong, message) => {
    expect(() => panelFromDataFrame(wrong, axes)).toThrow(InputError);
    expect(() => panelFromDataFrame(wrong, axes)).toThrow(message);
  });
});

describe("effects as a frame", () => {
  test("one row an effect, one column for each part of it, at full precision", async () => {
    const result = sampleResult();
    const rows = tidyEffects(result);
    const effects = await effectsToDataFrame(result, StubFrame);
    expect(effects).toBeInstanceOf(StubFrame);
    expect(effects.columns).toEqual(Object.keys(rows[0]!));
    expect(effects.values).toEqual(rows.map((row) => Object.values(row)));
  });

  test("a result without effects has no frame", async () => {
    await expect(effectsToDataFrame({ ...sampleResult(), hypotheses: [] }, StubFrame)).rejects.toThrow(
      "the result holds no effects: nothing was estimated",
    );
  });
});
