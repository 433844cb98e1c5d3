import type { Codebook, Reader } from "../../../src/core/source.ts";
import { MISSING, type Table } from "../../../src/core/table.ts";
import { encodeCategories, stackTables, tableOf } from "../../../src/tables/shared.ts";
import type { Layout } from "../../layout.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { exactColumn, measureColumn } from "../counts.ts";
import { brinKeys, joinKey, requireUnique, textsOf, vestigingKeys, wholeNumbers } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles, VESTIGING } from "../layouts.ts";
import { requireNewPeriods } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

const WIDE_COLUMN = /^(BRJ|VMBO|HAVO|VWO|PRO) (\d{4})$/;

interface ForecastCell {
  readonly row: number;
  readonly type: string | null;
  readonly year: number;
  readonly pupils: number;
  readonly missing: number;
}

/**
 * Forecast number of pupils: one row per institution (and location where the file has it) × school type × year, in file order. Totals are left out.
 * Files are stacked; a year may come from one file only.
 */
export const forecast: Reader = {
  id: "duo/forecast",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.forecast);
    const tables = sources.map(readForecast);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "school_year");
    return {
      table: stackTables(tables, places),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => source.findings),
    };
  },
};

function readForecast(source: RecognisedFile): Table {
  const wide: Layout = LAYOUTS.forecast[0];
  const brins = brinKeys(source);
  const locations = source.optional(...VESTIGING) === undefined ? brins.map(() => null) : vestigingKeys(source);
  const cells = source.layout === wide ? wideCells(source) : longCells(source);
  requireUnique(
    source,
    cells.map(({ row, type, year }) => joinKey(brins[row]!, locations[row]!, type, year)),
    "institution, school type and year",
    cells.map(({ row }) => row),
  );
  const pupils = exactColumn(
    "pupils",
    cells.map((cell) => cell.pupils),
  );
  cells.forEach((cell, at) => {
    if (pupils.missing !== undefined) pupils.missing[at] = cell.missing;
  });
  const category = (name: string, of: (cell: ForecastCell) => string | null) => encodeCategories(name, cells.map(of));
  return tableOf([
    category("brin", (cell) => brins[cell.row]!),
    category("vestiging", (cell) => locations[cell.row]!),
    category("school_type", (cell) => cell.type),
    exactColumn(
      "school_year",
      cells.map((cell) => cell.year),
    ),
    pupils,
  ]);
}

function wideCells(source: RecognisedFile): ForecastCell[] {
  const columns = [...source.columns].flatMap(([header, column]) => {
    const match = WIDE_COLUMN.exec(header);
    return match === null
      ? []
      : [{ type: match[1]!, year: Number(match[2]), numbers: measureColumn(source, header, column, "large") }];
  });
  return Array.from({ length: source.file.rowCount }, (_, row) =>
    columns.map(({ type, year, numbers }) => ({ row, type, year, ...cellOf(numbers, row) })),
  ).flat();
}

function longCells(source: RecognisedFile): ForecastCell[] {
  const types = textsOf(source).text("ONDERWIJSNIVEAU");
  const years = wholeNumbers(source, source.column("JAAR"), 1990, 2100);
  const numbers = measureColumn(source, "pupils", source.column("PROGNOSEAANTALLEN"), "large");
  return years.map((year, row) => ({ row, type: types[row]?.toUpperCase() ?? null, year, ...cellOf(numbers, row) }));
}

function cellOf(
  numbers: ReturnType<typeof measureColumn>,
  row: number,
): { readonly pupils: number; readonly missing: number } {
  const pupils = numbers.values[row]!;
  return { pupils, missing: Number.isNaN(pupils) ? (numbers.missing?.[row] ?? MISSING.absent) : MISSING.present };
}
