import { InputError } from "../../../src/core/errors.ts";
import type { Codebook, Reader } from "../../../src/core/source.ts";
import { MISSING, type NumberColumn, type Table } from "../../../src/core/table.ts";
import { encodeCategories, sharedUint8, stackTables, tableOf } from "../../../src/tables/shared.ts";
import { sourceFilesOf } from "../../recognised-file.ts";
import { exactColumn, measureColumn } from "../counts.ts";
import { brinKeys, joinKey, paddedCode, requireUnique, textsOf } from "../keys.ts";
import { LAYOUTS, type RecognisedFile, readFiles } from "../layouts.ts";
import { requireNewPeriods } from "../years.ts";
import codebook from "./codebook.json" with { type: "json" };

/** Measure of a year by what its column says without unit and year. */
const MEASURES: ReadonlyMap<string, string> = new Map([
  ["", "total"],
  ["IN VASTE DIENST", "permanent"],
  ["IN TIJDELIJKE DIENST", "temporary"],
  ["VROUWEN", "female"],
  ["MANNEN", "male"],
  ["JONGER DAN 15 JAAR", "aged_under_15"],
  ["15 - 25 JAAR", "aged_15_25"],
  ["25 - 35 JAAR", "aged_25_35"],
  ["35 - 45 JAAR", "aged_35_45"],
  ["45 - 55 JAAR", "aged_45_55"],
  ["55 - 65 JAAR", "aged_55_65"],
  ["65 JAAR EN OUDER", "aged_65_plus"],
  ["GEMIDDELDE LEEFTIJD", "mean_age"],
  ["GEMIDDELDE FTE'S", "mean_fte"],
]);
const NAMES = [...MEASURES.values()];

const GROUPS: ReadonlyMap<string, string> = new Map([
  ["directie", "directie"],
  ["onderwijsgevend personeel", "onderwijsgevend personeel"],
  ["onderwijsondersteunend personeel (oop/obp)", "onderwijsondersteunend personeel"],
  ["onderwijsondersteunend personeel", "onderwijsondersteunend personeel"],
  ["leraren in opleiding (lio)", "leraren in opleiding"],
  ["leraren in opleiding", "leraren in opleiding"],
  ["onbekend", "onbekend"],
]);
/** The group of a sheet without groups. */
const ALL_GROUPS = "alle";

/**
 * Staff of institutions: one row per institution × board × school type × year × staff group, per sheet in file order. The sheets without groups give the group `alle`:
 * never add it to the others. A unit (fte or persons) and year may come from one file only.
 */
export const staff: Reader = {
  id: "duo/staff",
  codebook: codebook satisfies Codebook,
  async read(paths) {
    const sources = await readFiles(paths, LAYOUTS.staff);
    const tables = sources.map(readStaff);
    const places = sources.map((source) => source.file.place);
    requireNewPeriods(tables, places, "year", "unit_and_level");
    return {
      table: withoutColumn(stackTables(tables, places), "unit_and_level"),
      files: sourceFilesOf(sources),
      findings: sources.flatMap((source) => source.findings),
    };
  },
};

interface YearColumns {
  readonly year: number;
  /** By name of the measure. */
  readonly measures: ReadonlyMap<string, NumberColumn>;
}

function readStaff(source: RecognisedFile): Table {
  const unit = source.layout === LAYOUTS.staff[0] ? "fte" : "persons";
  const brins = brinKeys(source);
  const { optional } = textsOf(source);
  const boards = optional("BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG", "BEVOEGD GEZAGNUMMER").map((code) =>
    paddedCode(code, 5),
  );
  const types = optional("ONDERWIJSTYPE");
  const groups = groupsOf(source, optional("FUNCTIEGROEP"));
  requireUnique(
    source,
    brins.map((brin, row) => joinKey(brin, boards[row]!, types[row]!, groups[row]!)),
    "institution, board, school type and staff group",
  );
  const cells = yearsOf(source).flatMap((columns) =>
    brins.flatMap((_, row) => (hasAnything(columns, row) ? [{ row, columns }] : [])),
  );
  if (cells.length === 0) throw new InputError(`${source.file.place}: no cell of any year holds a number.`);
  cells.sort((a, b) => a.row - b.row || a.columns.year - b.columns.year);
  const category = (name: string, values: readonly (string | null)[]) =>
    encodeCategories(
      name,
      cells.map((cell) => values[cell.row]!),
    );
  const level = source.optional("FUNCTIEGROEP") === undefined ? "all groups" : "by group";
  return tableOf([
    category("brin", brins),
    category("board", boards),
    category("school_type", types),
    exactColumn(
      "year",
      cells.map((cell) => cell.columns.year),
    ),
    category("staff_group", groups),
    encodeCategories(
      "unit",
      cells.map(() => unit),
    ),
    ...NAMES.map((name) => gathered(name, cells)),
    encodeCategories(
      "unit_and_level",
      cells.map(() => `${unit}, ${level}`),
    ),
  ]);
}

function groupsOf(source: RecognisedFile, published: readonly (string | null)[]): string[] {
  if (source.optional("FUNCTIEGROEP") === undefined) return published.map(() => ALL_GROUPS);
  return published.map((cell, row) => {
    const group = GROUPS.get((cell ?? "").toLowerCase().replace(/\s+/g, " "));
    if (group === undefined)
      throw new InputError(
        `${source.where(row)}, column "FUNCTIEGROEP": "${cell ?? ""}" is no known staff group; expected one of ${[...new Set(GROUPS.values())].join(", ")}.`,
      );
    return group;
  });
}

function yearsOf(source: RecognisedFile): YearColumns[] {
  const years = new Map<number, Map<string, NumberColumn>>();
  for (const [header, column] of source.columns) {
    const match = /^(.*?) ?(\d{4})$/.exec(header);
    if (match === null) continue;
    // `FTE'S PERSONEN IN VASTE DIENST` and `PERSONEN IN VASTE DIENST` differ in unit only; an average keeps its own.
    const what = match[1]!.replace(/^(FTE'S ?)?(PERSONEN ?)?/, "");
    const name = MEASURES.get(what);
    if (name === undefined) continue;
    const year = Number(match[2]);
    const measures = years.get(year) ?? new Map<string, NumberColumn>();
    if (measures.has(name))
      throw new InputError(`${source.file.place}: ${name} of ${year} has two columns, the second "${header}".`);
    years.set(year, measures.set(name, measureColumn(source, name, column)));
  }
  return [...years].map(([year, measures]) => ({ year, measures })).sort((a, b) => a.year - b.year);
}

/** A cell that is published, be it as suppressed. */
function hasAnything({ measures }: YearColumns, row: number): boolean {
  return [...measures.values()].some(
    (column) => !Number.isNaN(column.values[row]!) || column.missing?.[row] === MISSING.suppressed,
  );
}

function gathered(
  name: string,
  cells: readonly { readonly row: number; readonly columns: YearColumns }[],
): NumberColumn {
  const column = exactColumn(
    name,
    cells.map(({ row, columns }) => columns.measures.get(name)?.values[row] ?? Number.NaN),
  );
  if (column.missing === undefined) return column;
  const missing = sharedUint8(cells.length);
  cells.forEach(({ row, columns }, at) => {
    if (!Number.isNaN(column.values[at]!)) return;
    const measure = columns.measures.get(name);
    missing[at] = measure === undefined ? MISSING.notApplicable : (measure.missing?.[row] ?? MISSING.absent);
  });
  return { ...column, missing };
}

function withoutColumn(table: Table, name: string): Table {
  return { ...table, columns: new Map([...table.columns].filter(([column]) => column !== name)) };
}
