import { describe, expect, test } from "vitest";
import type { Table } from "../../../../src/core/table.ts";
import {
  chanceDistance,
  chanceStability,
  decileCounts,
  largestDistance,
  quantile,
  stabilityIndex,
} from "../../../../src/panel/drift/distribution.ts";
import { compareTables } from "../../../../src/panel/drift/drift.ts";
import { rowsOf } from "../../../support/panel-facts.ts";
import { type Cell, intervalTable, tableFrom } from "../../../support/tables.ts";

// Two versions of tables of a few rows; every count and share is written out by hand.

const CLOSE = 12;

describe("distributions", () => {
  const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values);
  test("quantiles interpolate between the two values around them", () => {
    // Positions 0, 0.25·3 = 0.75, 1.5, 3 of 1 2 4 8.
    const values = sorted([1, 2, 4, 8]);
    expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([1, 1.75, 3, 8]);
    expect(quantile(sorted([]), 0.5)).toBeNaN();
  });
  test("the stability index of shares ½, ½ against ¼, ¾", () => {
    // (¼ − ½) ln(½) + (¾ − ½) ln(3/2) = ¼ ln 3.
    expect(stabilityIndex([5, 5], [1, 3])).toBeCloseTo(Math.log(3) / 4, CLOSE);
    expect(stabilityIndex([5, 5], [2, 2])).toBe(0);
    // An empty bin counts as 0.0001: (1 − 0.5) ln 2 + (0.0001 − 0.5) ln 0.0002.
    expect(stabilityIndex([1, 1], [3, 0])).toBeCloseTo(0.5 * Math.log(2) - 0.4999 * Math.log(0.0002), CLOSE);
  });
  test("deciles of the first version are the bins; equal ones are one bin", () => {
    expect(decileCounts(sorted([1, 1, 1, 1]), sorted([0, 1, 2]))).toEqual([
      [4, 0],
      [2, 1],
    ]);
  });
  test("the largest difference of distribution functions", () => {
    // At 2: 2/3 of the first and none of the second.
    expect(largestDistance(sorted([1, 2, 5]), sorted([3, 4, 6]))).toBeCloseTo(2 / 3, CLOSE);
    expect(largestDistance(sorted([1, 2, 2, 3]), sorted([1, 2, 2, 3]))).toBe(0);
    expect(largestDistance(sorted([]), sorted([1]))).toBeNaN();
    expect(chanceDistance(100, 100)).toBeCloseTo(1.358 * Math.sqrt(0.02), CLOSE);
  });
  test("the index that chance exceeds in 5%: χ² of 9 degrees of freedom is 16.919 (table), of 1 it is 3.841", () => {
    expect(chanceStability(10, 200, 200) * 100).toBeCloseTo(16.919, 1);
    // Wilson and Hilferty's approximation is worst with one degree of freedom.
    expect(Math.abs(chanceStability(2, 2, 2) - 3.841)).toBeLessThan(0.1);
  });
});

const base = {
  school: ["a", "a", "b", "b"],
  year: [2019, 2020, 2019, 2020],
  name: ["Alpha", "Alpha", "Beta", "Beta"],
  pupils: [10, 20, 30, 40],
};
const changed = (changes: Record<string, Cell[]>): Table => tableFrom({ ...base, ...changes });
const before = tableFrom(base);
const codes = (after: Table, key?: readonly string[]) =>
  compareTables(before, after, { key }).observations.map(({ finding }) => ({
    code: finding.code,
    severity: finding.severity,
    ...finding.values,
  }));
const rows = (after: Table, code: string) => {
  const found = compareTables(before, after).observations.find(({ finding }) => finding.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return rowsOf(found.rows());
};

test("equal versions differ in nothing; the key is what tells rows apart, without names", () => {
  const drift = compareTables(before, changed({}));
  expect(drift.observations).toEqual([]);
  expect(drift.key).toEqual(["school", "year"]);
  expect(drift.period).toBe("year");
  expect(drift.rows).toEqual([4, 4]);
});

test("the order of rows is no difference", () => {
  const turned = tableFrom(Object.fromEntries(Object.entries(base).map(([name, cells]) => [name, cells.toReversed()])));
  expect(codes(turned)).toEqual([]);
});

describe("revised values", () => {
  test("in the latest period alone they are expected", () => {
    const after = changed({ pupils: [10, 21, 30, 40] });
    expect(codes(after)).toContainEqual({
      code: "drift-revised",
      severity: "note",
      column: "pupils",
      rows: 1,
      revisedShare: 1 / 4,
      periods: ["2020: 1"],
      largest: 1,
    });
    expect(rows(after, "drift-revised")).toEqual([["a", 2020, 20, 21, 1]]);
  });
  test("in an older period they are a warning, with all periods", () => {
    expect(codes(changed({ pupils: [13, 21, 30, 40] }))).toContainEqual({
      code: "drift-revised",
      severity: "warning",
      column: "pupils",
      rows: 2,
      revisedShare: 2 / 4,
      periods: ["2019: 1", "2020: 1"],
      largest: 3,
    });
  });
  test("a label that changes is a revision too", () => {
    const after = changed({ name: ["Alpha", "Alpha", "Beta", "Bèta"] });
    expect(rows(after, "drift-revised")).toEqual([["b", 2020, "Beta", "Bèta", null]]);
  });
  test("an end of an interval that moves is a revision, and suppression is counted", () => {
    const keys = { school: base.school, year: base.year };
    const middle = [10, 2.5, 30, 40];
    const [old, now] = [
      [
        [10, 2.5, 30, 40],
        [10, 2.5, 30, 40],
      ],
      [
        [10, 1, 30, 40],
        [10, 4, 30, 40],
      ],
    ].map(([min, max]) => intervalTable(keys, { value: middle, min: min!, max: max! }));
    const drift = compareTables(old!, now!);
    expect(drift.observations.map(({ finding }) => [finding.code, finding.values])).toEqual([
      ["drift-revised", { column: "value", rows: 1, revisedShare: 0.25, periods: ["2020: 1"] }],
      ["drift-suppression", { column: "value", beforeShare: 0, afterShare: 0.25 }],
    ]);
    expect(rowsOf(drift.observations[0]!.rows())).toEqual([["a", 2020, 2.5, "1–4", 0]]);
  });
});

describe("rows", () => {
  test("a new year is a note, a row that is gone a warning", () => {
    const after = tableFrom({
      school: ["a", "a", "a", "b"],
      year: [2019, 2020, 2021, 2019],
      name: ["Alpha", "Alpha", "Alpha", "Beta"],
      pupils: [10, 20, 25, 30],
    });
    const seen = codes(after);
    expect(seen).toContainEqual({
      code: "drift-keys-gone",
      severity: "warning",
      rows: 1,
      goneShare: 1 / 4,
      examples: ["b · 2020"],
    });
    expect(seen).toContainEqual({
      code: "drift-keys-new",
      severity: "note",
      rows: 1,
      within: 0,
      periods: ["2021"],
      examples: ["a · 2021"],
    });
    expect(rows(after, "drift-keys-gone")).toEqual([["b", 2020, "Beta", 40]]);
  });
  test("a new row in a year that was there is a warning; the number of rows is said", () => {
    const after = tableFrom({
      school: [...base.school, "c"],
      year: [...base.year, 2019],
      name: [...base.name, "Gamma"],
      pupils: [...base.pupils, 25],
    });
    const seen = codes(after);
    expect(seen[0]).toEqual({ code: "drift-rows", severity: "warning", before: 4, after: 5 });
    expect(seen).toContainEqual({
      code: "drift-keys-new",
      severity: "warning",
      rows: 1,
      within: 1,
      periods: [],
      examples: ["c · 2019"],
    });
    expect(seen).toContainEqual({
      code: "drift-codes-new",
      severity: "note",
      column: "school",
      number: 1,
      codes: ["c"],
    });
  });
  test("rows that nothing tells apart cannot be matched; a key that repeats neither", () => {
    const twice = changed({ school: ["a", "a", "a", "a"], name: ["Alpha", "Alpha", "Alpha", "Alpha"] });
    expect(codes(twice)[0]).toEqual({ code: "drift-no-key", severity: "warning" });
    expect(codes(changed({}), ["school"])).toEqual([
      { code: "drift-key-repeats", severity: "warning", columns: ["school"], before: 2, after: 2 },
    ]);
  });
});

test("columns that are added, removed or of another type", () => {
  const after = tableFrom({ school: base.school, year: base.year, name: [1, 1, 2, 2], sector: ["x", "x", "y", "y"] });
  expect(codes(after).slice(0, 3)).toEqual([
    { code: "drift-columns-removed", severity: "warning", columns: ["pupils"] },
    { code: "drift-columns-retyped", severity: "warning", columns: ["name"] },
    { code: "drift-columns-added", severity: "note", columns: ["sector"] },
  ]);
});

test("codes that vanish, and cells that went missing", () => {
  const after = changed({ name: ["Alpha", "Alpha", "Alpha", "Alpha"], pupils: [10, null, 30, 40] });
  const seen = codes(after);
  expect(seen).toContainEqual({
    code: "drift-codes-gone",
    severity: "warning",
    column: "name",
    number: 1,
    codes: ["Beta"],
  });
  expect(seen).toContainEqual({
    code: "drift-missing",
    severity: "warning",
    column: "pupils",
    beforeShare: 0,
    afterShare: 1 / 4,
  });
});

test("a distribution that shifted, with its quantiles", () => {
  const ids = Array.from({ length: 200 }, (_, row) => `u${row}`);
  const old = tableFrom({ id: ids, x: ids.map((_, row) => row) });
  const shift = (by: number) => tableFrom({ id: ids, x: ids.map((_, row) => row + by) });
  const seen = (after: Table) =>
    compareTables(old, after).observations.flatMap(({ finding }) =>
      finding.code === "drift-distribution" ? [finding] : [],
    );
  expect(seen(shift(2))).toEqual([]);
  const [far] = seen(shift(100));
  expect(far?.severity).toBe("warning");
  // Half of either version lies where the other has nothing.
  expect(far?.values["distance"]).toBe(0.5);
});
