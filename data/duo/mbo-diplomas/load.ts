import type { Codebook } from "../../../src/core/source.ts";
import type { Table } from "../../../src/core/table.ts";
import { encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { addCounts, type Count, countColumn, countsOf, exactColumn, MISSING_COUNT } from "../counts.ts";
import { joinKey, requireUnique, textsOf } from "../keys.ts";
import { LAYOUTS, type RecognisedFile } from "../layouts.ts";
import { stackedReader } from "../stacked-reader.ts";
import { yearsInHeader } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

const TEXTS = [
  ["institution", "INSTELLINGSCODE"],
  ["institution_name", "INSTELLINGSNAAM"],
  ["place", "PLAATSNAAM INSTELLING"],
  ["leerweg", "LEERWEG"],
  ["level", "NIVEAU"],
  ["programme_code", "ERKENDE OPLEIDING CODE"],
  ["programme", "ERKENDE OPLEIDING NAAM"],
  ["sector_chamber", "SECTORKAMER NAAM"],
  ["main_group", "HOOFDGROEP NAAM"],
] as const;

/** Mbo diplomas: one row per institution × programme × level × leerweg × year, in file order. Files are stacked; a year may come from one file only. */
export const mboDiplomas = stackedReader(
  "duo/mbo-diplomas",
  codebook satisfies Codebook,
  LAYOUTS.mboDiplomas,
  readDiplomas,
);

function readDiplomas(source: RecognisedFile): Table {
  const { optional } = textsOf(source);
  const texts = TEXTS.map(([name, header]) => [name, optional(header)] as const);
  const rows = Array.from({ length: source.file.rowCount }, (_, row) => row);
  requireUnique(
    source,
    rows.map((row) => joinKey(...texts.map(([, values]) => values[row]!))),
    "institution, programme, level and leerweg",
  );
  const years = yearsInHeader(source, /^DIP(?:MAN|VROUW)(\d{4})$/);
  const perYear = years.map((year) => ({
    year,
    male: counts(source, `DIPMAN${year}`),
    female: counts(source, `DIPVROUW${year}`),
  }));
  const cells = rows.flatMap((row) =>
    perYear.map(({ year, male, female }) => ({ row, year, male: male(row), female: female(row) })),
  );
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
      "diplomas",
      cells.map((cell) => addCounts(cell.male, cell.female)),
    ),
    countColumn(
      "diplomas_male",
      cells.map((cell) => cell.male),
    ),
    countColumn(
      "diplomas_female",
      cells.map((cell) => cell.female),
    ),
  ]);
}

function counts(source: RecognisedFile, header: string): (row: number) => Count {
  const column = source.optional(header);
  return column === undefined ? () => MISSING_COUNT : countsOf(source, column);
}
