import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { MISSING, type NumberColumn } from "../../../src/core/table.ts";
import { buildPanel, unitMean } from "../../../src/panel/panel.ts";
import { bytesOf, cellsOf, intervalTable, smallPanel, tableFrom } from "../../support/tables.ts";

// Rows on purpose out of order: b 2021, a 2021, b 2020, a 2020.
const share = () =>
  tableFrom({ school: ["b", "a", "b", "a"], year: [2021, 2021, 2020, 2020], value: [0.4, 0.2, 0.3, 0.1] });

const reasons = (column: unknown) => [...(column as NumberColumn).missing!];

describe("rows and their order", () => {
  test("rows are those of the first indicator, sorted by unit, then period", () => {
    const panel = smallPanel({ indicators: [{ id: "share", table: share() }] });
    expect(panel.rowCount).toBe(4);
    expect(panel.unit).toEqual({ name: "school", codes: Int32Array.of(0, 0, 1, 1), count: 2, labels: ["a", "b"] });
    expect([...panel.period]).toEqual([2020, 2021, 2020, 2021]);
    expect(cellsOf(panel.columns.get("school"))).toEqual(["a", "a", "b", "b"]);
    expect(cellsOf(panel.columns.get("year"))).toEqual([2020, 2021, 2020, 2021]);
    expect(cellsOf(panel.columns.get("share"))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  test("units sort by code unit, not by alphabet: Z before a, a before é", () => {
    const table = tableFrom({ school: ["é", "a", "Z"], year: [1, 1, 1], value: [3, 2, 1] });
    const panel = smallPanel({ indicators: [{ id: "share", table }] });
    expect(panel.unit.labels).toEqual(["Z", "a", "é"]);
    expect(cellsOf(panel.columns.get("share"))).toEqual([1, 2, 3]);
  });

  test("units that are numbers sort as text, so that a label is one unit", () => {
    const table = tableFrom({ school: [10, 9, 9], year: [1, 2, 1], value: [3, 2, 1] });
    const panel = smallPanel({ indicators: [{ id: "share", table }] });
    expect(panel.unit.labels).toEqual(["10", "9"]);
    expect(cellsOf(panel.columns.get("share"))).toEqual([3, 1, 2]);
  });

  test("a composite unit is one unit per combination, with a column of its own name", () => {
    const table = tableFrom({
      school: ["s", "s", "r", "s"],
      group: ["zorg", "bouw", "bouw", "zorg"],
      year: [2021, 2020, 2020, 2020],
      value: [4, 2, 1, 3],
    });
    const panel = smallPanel({ unit: ["school", "group"], indicators: [{ id: "n", table }] });
    expect(panel.unitName).toBe("school^group");
    expect(panel.unit.labels).toEqual(["r · bouw", "s · bouw", "s · zorg"]);
    expect([...panel.unit.codes]).toEqual([0, 1, 2, 2]);
    expect(cellsOf(panel.columns.get("school^group"))).toEqual(["r · bouw", "s · bouw", "s · zorg", "s · zorg"]);
    expect(cellsOf(panel.columns.get("n"))).toEqual([1, 2, 3, 4]);
  });

  test("a period written as text is read as a number and stays a column of text", () => {
    const table = tableFrom({ school: ["a", "a"], year: ["2021", " 2020"], value: [2, 1] });
    const panel = smallPanel({ indicators: [{ id: "n", table }] });
    expect([...panel.period]).toEqual([2020, 2021]);
    expect(cellsOf(panel.columns.get("n"))).toEqual([1, 2]);
  });
});

describe("joins", () => {
  test("an indicator without the period is constant over time", () => {
    const region = tableFrom({ school: ["b", "a"], value: ["north", "south"] });
    const panel = smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "region", table: region },
      ],
    });
    expect(cellsOf(panel.columns.get("region"))).toEqual(["south", "south", "north", "north"]);
  });

  test("an indicator without the unit is the same for all units of a period", () => {
    const price = tableFrom({ year: [2021, 2020], value: [110, 100] });
    const panel = smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "price", table: price },
      ],
    });
    expect(cellsOf(panel.columns.get("price"))).toEqual([100, 110, 100, 110]);
  });

  test("a text period meets a number period", () => {
    const count = tableFrom({ school: ["a"], year: ["2021"], value: [7] });
    const panel = smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "count", table: count },
      ],
    });
    expect(cellsOf(panel.columns.get("count"))).toEqual([null, 7, null, null]);
  });

  test("a cell without a row is missing with the reason absent; a reason that was known is kept; further rows are left behind", () => {
    const base = tableFrom({ school: ["b", "c"], year: [2020, 2020], value: [null, 9] });
    const value = base.columns.get("value") as NumberColumn;
    const suppressed = { ...value, missing: Uint8Array.of(MISSING.suppressed, MISSING.present) };
    const count = { rowCount: 2, columns: new Map([...base.columns, ["value", suppressed] as const]) };
    const panel = smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "count", table: count },
      ],
    });
    expect(panel.rowCount).toBe(4);
    expect(cellsOf(panel.columns.get("count"))).toEqual([null, null, null, null]);
    expect(reasons(panel.columns.get("count"))).toEqual([
      MISSING.absent,
      MISSING.absent,
      MISSING.suppressed,
      MISSING.absent,
    ]);
    expect(reasons(panel.columns.get("share"))).toEqual([0, 0, 0, 0]);
  });

  test("a NaN without a reason is absent", () => {
    const table = tableFrom({ school: ["a", "b"], year: [1, 1], value: [null, 2] });
    const panel = smallPanel({ indicators: [{ id: "n", table }] });
    expect(reasons(panel.columns.get("n"))).toEqual([MISSING.absent, MISSING.present]);
  });

  test("both ends of an interval follow their row", () => {
    const count = intervalTable(
      { school: ["b", "a"], year: [2020, 2021] },
      { value: [2.5, 8], min: [1, 8], max: [4, 8] },
    );
    const panel = smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "count", table: count },
      ],
    });
    const column = panel.columns.get("count") as NumberColumn;
    expect([...column.values]).toEqual([Number.NaN, 8, 2.5, Number.NaN]);
    expect([...column.min!]).toEqual([Number.NaN, 8, 1, Number.NaN]);
    expect([...column.max!]).toEqual([Number.NaN, 8, 4, Number.NaN]);
  });
});

describe("derived columns", () => {
  // a: 1, missing, 3 over 2015-2017; b: missing throughout; c: 5 in 2016 alone; the value of 2018 is outside.
  const table = tableFrom({
    school: ["a", "a", "a", "a", "b", "b", "c"],
    year: [2015, 2016, 2017, 2018, 2015, 2018, 2016],
    value: [1, null, 3, 100, null, 100, 5],
  });

  test("the mean over the years that are there, spread over all rows of the unit", () => {
    const derived = new Map([["d0", { mean: "n", over: [2015, 2017] as const }]]);
    const panel = smallPanel({ indicators: [{ id: "n", table }], derived });
    expect(cellsOf(panel.columns.get("d0"))).toEqual([2, 2, 2, 2, null, null, 5]);
    expect(panel.derivedFrom.get("d0")).toEqual({ mean: "n", periods: [2015, 2016, 2017] });
  });

  test("a year in which nobody has a value was not measured in", () => {
    const none = tableFrom({ school: ["a", "a", "b", "b"], year: [2015, 2016, 2015, 2016], value: [1, null, 2, null] });
    const derived = new Map([["d0", { mean: "n", over: [2015, 2016] as const }]]);
    const panel = smallPanel({ indicators: [{ id: "n", table: none }], derived });
    expect(panel.derivedFrom.get("d0")?.periods).toEqual([2015]);
  });

  test("a mean of text or of nothing is refused", () => {
    const text = tableFrom({ school: ["a"], year: [1], value: ["x"] });
    for (const mean of ["n", "unknown"]) {
      const derived = new Map([["d0", { mean, over: [1, 1] as const }]]);
      expect(() => smallPanel({ indicators: [{ id: "n", table: text }], derived })).toThrow(
        `panel p: derived d0 is the mean of "${mean}", which is not a number column of this panel`,
      );
    }
  });

  test("unitMean by hand: periods before and after the span do not count", () => {
    const unit = { name: "u", codes: Int32Array.of(0, 1, 0, 1, 0), count: 2 };
    const mean = unitMean(Float64Array.of(1, 10, 4, 20, 100), unit, Float64Array.of(1, 1, 2, 3, 0), [1, 2]);
    expect([...mean.values]).toEqual([(1 + 4) / 2, 10, (1 + 4) / 2, 10, (1 + 4) / 2]);
    expect(mean.periods).toEqual([1, 2]);
  });
});

describe("what is refused", () => {
  const build = (columns: Parameters<typeof tableFrom>[0]) => () =>
    smallPanel({ indicators: [{ id: "n", table: tableFrom(columns) }] });
  const beside = (columns: Parameters<typeof tableFrom>[0]) => () =>
    smallPanel({
      indicators: [
        { id: "share", table: share() },
        { id: "n", table: tableFrom(columns) },
      ],
    });

  test("a unit that occurs twice in a period, with unit, period and remedy", () => {
    const twice = build({ school: ["b", "a", "b"], year: [2020, 2020, 2020], value: [1, 2, 3] });
    expect(twice).toThrow(InputError);
    expect(twice).toThrow(
      "panel p: school b occurs more than once in year 2020; a unit may have one row per period: aggregate in the indicator's SQL, or add the column that tells the rows apart to the panel's unit",
    );
  });

  test("a period that is no number, missing, or empty text", () => {
    const message = /panel p: "year" of a is not a number; a period is a year or another number/;
    expect(build({ school: ["a"], year: ["19/20"], value: [1] })).toThrow(message);
    expect(build({ school: ["a"], year: [null], value: [1] })).toThrow(message);
    expect(build({ school: ["a"], year: [Number.POSITIVE_INFINITY], value: [1] })).toThrow(message);
    // Number("") and Number(null) are 0: neither may become the year 0.
    expect(build({ school: ["a", "b"], year: ["", "2020"], value: [1, 1] })).toThrow(message);
    expect(build({ school: ["a", "b"], year: [null, "2020"], value: [1, 1] })).toThrow(message);
  });

  test("a row without a unit", () => {
    expect(build({ school: ["a", null], year: [1, 1], value: [1, 1] })).toThrow(
      "panel p: indicator n has a row without school",
    );
  });

  test("two units that would be written alike", () => {
    const table = tableFrom({ x: ["a · b", "a"], y: ["c", "b · c"], year: [1, 2], value: [1, 2] });
    const both = () => smallPanel({ unit: ["x", "y"], indicators: [{ id: "n", table }] });
    expect(both).toThrow('panel p: two units are both written "a · b · c"; rename a x or y');
  });

  test("a query without a key or a value", () => {
    expect(build({ school: ["a"], value: [1] })).toThrow(
      'indicator n: its query returns no column "year"; add it to the SELECT',
    );
    expect(beside({ school: ["a"] })).toThrow('indicator n: its query returns no column "value"; add it to the SELECT');
  });

  test("an indicator keyed by something that is no key of the panel, even where it happens to be unique", () => {
    expect(beside({ school: ["a"], sector: ["bouw"], value: [1] })).toThrow(
      'indicator n: its key "sector" is no key of the panel (school, year)',
    );
  });

  test("an indicator that shares no key", () => {
    expect(beside({ value: [1] })).toThrow(
      "indicator n: it shares no key with the panel (school, year); return at least one of them",
    );
  });

  test("an indicator with a key twice", () => {
    expect(beside({ school: ["a", "a"], value: [1, 2] })).toThrow(
      "indicator n: school a occurs more than once; aggregate in its SQL",
    );
  });

  test("a panel without columns", () => {
    expect(() => buildPanel({ id: "p", unit: ["school"], period: "year", indicators: [], derived: new Map() })).toThrow(
      "panel p: it names no columns",
    );
  });
});

test("tables are not written to, and the panel shares no memory with them", () => {
  const table = share();
  const before = bytesOf(table);
  const derived = new Map([["d0", { mean: "share", over: [2020, 2020] as const }]]);
  const panel = smallPanel({ indicators: [{ id: "share", table }], derived });
  for (const column of panel.columns.values()) {
    if (column.kind === "number") column.values.fill(-1);
    else column.codes.fill(-1);
  }
  expect(bytesOf(table)).toBe(before);
});
