import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { MISSING } from "../../../src/core/table.ts";
import { looksNumeric, type NumberOptions, parseNumbers } from "../../../src/tables/numbers.ts";
import { encodeCategories } from "../../../src/tables/shared.ts";

const source = { file: "f.csv", line: (row: number) => row + 2 };
const column = (cells: readonly (string | null)[]) => encodeCategories("x", cells);
const parse = (cells: readonly (string | null)[], options?: NumberOptions) => [
  ...parseNumbers(column(cells), source, options).values,
];
const dutch: NumberOptions = { delimiter: ";" };

function problem(cells: readonly (string | null)[], options?: NumberOptions): string {
  try {
    parseNumbers(column(cells), source, options);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("no error");
}

describe("how numbers may be written", () => {
  test.each<[string, string[], number[], NumberOptions?]>([
    ["decimal point", ["1", "-2.5", "+.5", "3.", "1e3", "2E-2"], [1, -2.5, 0.5, 3, 1000, 0.02]],
    ["decimal comma", ["1,5", "-,5", "7"], [1.5, -0.5, 7], dutch],
    ["decimal comma in a comma file, quoted", ["1,5", "2"], [1.5, 2]],
    ["thousands comma", ["1,234", "12,345,678", "5"], [1234, 12345678, 5]],
    ["thousands comma and decimal point", ["1,234.5", "0.25"], [1234.5, 0.25], dutch],
    ["thousands point and decimal comma", ["1.234,5", "0,25", "1.234.567"], [1234.5, 0.25, 1234567], dutch],
    ["in a semicolon file a single comma is decimal", ["1,234", "5"], [1.234, 5], dutch],
    ["in a semicolon file a single point is decimal too", ["53.008", "6.551"], [53.008, 6.551], dutch],
    ["blanks between thousands", ["1 234", "12\u00a0345,5", "7\u202f000"], [1234, 12345.5, 7000], dutch],
    ["per cent keeps its unit", ["84,2%", "100,0 %"], [84.2, 100], dutch],
    ["per cent with a point", ["84.2", "0"], [84.2, 0], dutch],
    ["leading zeros", ["0106", "7"], [106, 7]],
  ])("%s", (_, cells, expected, options) => {
    expect(parse(cells, options)).toEqual(expected);
  });

  test("rounds decimal text to the nearest double, as JavaScript's own literals do", () => {
    expect(parse(["0.1", "123456789.123456789", "4.35"])).toEqual([0.1, 123456789.12345679, 4.35]);
  });
});

describe("missing cells", () => {
  test("empty, dash, point and declared texts, with their reason", () => {
    const read = parseNumbers(column([null, "-", ".", "NA", "1"]), source, { missing: ["NA"] });
    expect([...read.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1]);
    expect([...read.missing!]).toEqual(
      [1, 1, 1, 1, 0].map((absent) => (absent === 1 ? MISSING.absent : MISSING.present)),
    );
  });

  test("NaN and infinities, when allowed, are missing for their own reason", () => {
    const read = parseNumbers(column(["NaN", "Inf", "-Infinity", "2"]), source, { specials: "missing" });
    expect([...read.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, 2]);
    expect([...read.missing!]).toEqual([MISSING.notANumber, MISSING.infinite, MISSING.infinite, MISSING.present]);
  });
});

describe("what is refused", () => {
  test("text among numbers: file, line, column, cell and remedy", () => {
    expect(problem(["1", "twaalf", "3"])).toBe(
      'f.csv, line 3, column "x": "twaalf" is not a number (the column is written with a decimal point); ' +
        "correct the cell, or leave it empty if the value is unknown.",
    );
  });

  test("the odd cell is the one that breaks the style of the others", () => {
    expect(problem(["1,5", "2,5", "3.5"], dutch)).toMatch(
      /line 4, column "x": "3\.5" is not a number \(the column is written with a decimal comma\)/,
    );
  });

  test.each(["NaN", "nan", "Inf", "-inf", "Infinity"])("%s names the line", (cell) => {
    expect(problem(["1", cell])).toMatch(
      new RegExp(`f\\.csv, line 3, column "x": "${cell}" is no usable number; leave the cell empty`),
    );
  });

  test.each(["1e999", "0x10", "1_000", "1.2.3", "1 2", "--1", "5d", "%", "1,2,3", "٣"])("%s is no number", (cell) => {
    expect(problem(["1", cell])).toMatch(/line 3/);
  });
});

describe("whether a column is numbers", () => {
  test.each<[string, (string | null)[], boolean]>([
    ["numbers and blanks", ["1", null, "2.5", "-"], true],
    ["one text", ["1", "a"], false],
    ["codes with leading zeros", ["0106", "0363"], false],
    ["location codes", ["00AH", "01BB"], false],
    ["0 and 0.5 have no leading zero", ["0", "0.5", "-0.5"], true],
    ["infinite cells are for the parser to refuse", ["1", "Inf"], true],
    ["nothing but blanks", [null, "-"], false],
  ])("%s", (_, cells, expected) => {
    expect(looksNumeric(column(cells))).toBe(expected);
  });
});
