import { expect, test } from "vitest";
import type { CategoryColumn } from "../../../src/core/table.ts";
import { oddCell } from "../../../src/tables/numbers.ts";

/** Cells in the order of the file, header on line 1; "" is missing. */
function odd(...cells: readonly string[]) {
  const labels = [...new Set(cells.filter((cell) => cell !== ""))].sort();
  const column: CategoryColumn = {
    kind: "category",
    name: "y",
    codes: Int32Array.from(cells, (cell) => labels.indexOf(cell)),
    labels,
  };
  return oddCell(column, { file: "f.csv", line: (row) => row + 2 }, { missing: ["NA"] });
}

test("the first cell that keeps a column of numbers from being one", () => {
  expect(odd("1", "2.5", "", "many", "NA", "few", "3")).toEqual({ line: 5, cell: "many" });
});

test("text of which at most half are numbers is text: half is the limit", () => {
  expect(odd("1", "a")).toEqual({ line: 3, cell: "a" });
  expect(odd("1", "a", "b")).toBeNull();
});

test("numbers, codes with leading zeros and labels have no odd cell", () => {
  expect(odd("1", "2", "3")).toBeNull();
  expect(odd("0101", "0102", "3", "4", "12A")).toBeNull();
  expect(odd("r1", "r2")).toBeNull();
  expect(odd("", "")).toBeNull();
});
