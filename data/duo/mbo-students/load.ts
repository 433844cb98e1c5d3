import type { Codebook } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { countColumn, countsOf, exactColumn } from "../counts.ts";
import { joinKey, requireUnique, textsOf } from "../keys.ts";
import { LAYOUTS, type RecognisedFile } from "../layouts.ts";
import { stackedReader } from "../stacked-reader.ts";
import { yearsInHeader } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

const TEXTS = [
  ["sector_chamber", ["SECTORKAMER NAAM"]],
  ["main_group", ["HOOFDGROEP NAAM"]],
  ["leerweg", ["LEERWEG"]],
  ["level", ["NIVEAU"]],
  ["province", ["WOONPROVINCIE"]],
  ["municipality", ["WOONGEMEENTE", "WOONGEMEENTE NAAM"]],
] as const;

/**
 * Mbo students by where they live: one row per sector chamber × main group × leerweg × level × province or municipality × year, in file order.
 * Files are stacked; a year may come from one file only.
 */
export const mboStudents = stackedReader(
  "duo/mbo-students",
  codebook satisfies Codebook,
  LAYOUTS.mboStudents,
  readStudents,
);

function readStudents(source: RecognisedFile): Table {
  const { optional } = textsOf(source);
  const texts = TEXTS.map(([name, headers]) => [name, optional(...headers)] as const);
  const rows = Array.from({ length: source.file.rowCount }, (_, row) => row);
  requireUnique(
    source,
    rows.map((row) => joinKey(...texts.map(([, values]) => values[row]!))),
    "sector chamber, main group, leerweg, level and place of residence",
  );
  const perYear = yearsInHeader(source, /^JAAR (\d{4})$/).map((year) => ({
    year,
    count: countsOf(source, source.column(`JAAR ${year}`)),
  }));
  const cells = rows.flatMap((row) => perYear.map(({ year, count }) => ({ row, year, count: count(row) })));
  return tableOf([
    exactColumn(
      "year",
      cells.map((cell) => cell.year),
    ),
    ...texts.map(([name, values]) =>
      encodeCategories(
        name,
        cells.map((cell) => values[cell.row]!),
      ),
    ),
    countColumn(
      "students",
      cells.map((cell) => cell.count),
    ),
  ]);
}
