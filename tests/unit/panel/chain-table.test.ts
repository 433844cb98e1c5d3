import { expect, test } from "vitest";
import { chainTable } from "../../../src/panel/predecessors/apply-chain.ts";
import { chainOf } from "../../../src/panel/predecessors/chain.ts";
import { readEvidence } from "../../../src/panel/predecessors/evidence.ts";
import { findLinks } from "../../../src/panel/predecessors/find-links.ts";
import { evidenceTables, RULES, steady } from "../../support/predecessor-tables.ts";
import { cellsOf, tableFrom } from "../../support/tables.ts";

const chain = (...stated: readonly (readonly [string, string, number])[]) =>
  chainOf(findLinks(readEvidence(evidenceTables({ blocks: steady("Z", 5, [2015, 2016, 2017]), stated })), RULES));

test("codes are replaced in every row, and nothing else", () => {
  const table = tableFrom({ school: ["A", "B", null, "Z"], year: [2015, 2016, 2016, 2016], n: [3, 4, 5, 6] });
  const after = chainTable(
    "counts",
    table,
    { unit: "school", period: "year", shift: 0, single: false },
    chain(["A", "B", 2016]),
  );
  expect(cellsOf(after.columns.get("school"))).toEqual(["B", "B", null, "Z"]);
  expect(cellsOf(after.columns.get("year"))).toEqual([2015, 2016, 2016, 2016]);
  expect(after.columns.get("n")).toBe(table.columns.get("n"));
});

test("a table on another calendar is shifted: 1 October 2015 lies in exam year 2016", () => {
  const swap = chain(["A", "B", 2016], ["B", "A", 2016]);
  const table = tableFrom({ school: ["A", "A", "B"], year: [2014, 2015, 2014] });
  const after = (shift: number) =>
    cellsOf(
      chainTable("t", table, { unit: "school", period: "year", shift, single: false }, swap).columns.get("school"),
    );
  expect(after(1)).toEqual(["B", "A", "A"]);
  expect(after(0)).toEqual(["B", "B", "A"]);
});

test("of a table with one row per unit the last code's own row stays, else that of the lowest code", () => {
  const table = tableFrom({ school: ["A", "B", "C", "D", "Z"], place: ["a", "b", "c", "d", "z"] });
  const after = chainTable(
    "places",
    table,
    { unit: "school", shift: 0, single: true },
    chain(["A", "B", 2016], ["D", "E", 2016], ["C", "E", 2017]),
  );
  expect(cellsOf(after.columns.get("school"))).toEqual(["B", "E", "Z"]);
  expect(cellsOf(after.columns.get("place"))).toEqual(["b", "c", "z"]);
});

test("a table without the column, or with codes that are numbers, is refused by name", () => {
  const none = chain(["A", "B", 2016]);
  const replacement = { unit: "school", shift: 0, single: false };
  expect(() => chainTable("t", tableFrom({ code: ["A"] }), replacement, none)).toThrow(
    'predecessors.replace: table t has no column "school"; it has code',
  );
  expect(() => chainTable("t", tableFrom({ school: [1, 2] }), replacement, none)).toThrow(/holds numbers/);
});
