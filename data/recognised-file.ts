import { InputError } from "../src/core/errors.ts";
import type { Finding } from "../src/core/finding.ts";
import type { SourceFile } from "../src/core/source.ts";
import type { CategoryColumn } from "../src/core/table.ts";
import { sourceFileOf } from "../src/tables/delimited.ts";
import type { CellSource } from "../src/tables/numbers.ts";
import { labelAt, relabel, sharedInt32, tableOf } from "../src/tables/shared.ts";
import { type Layout, listed, normaliseHeader, recognise, resemblance, titleOf } from "./layout.ts";
import { type HeaderInFile, headersOf, type RawTable } from "./raw-table.ts";

/** A table that has the layout a reader asked for. */
export interface RecognisedFile {
  readonly file: RawTable;
  readonly layout: Layout;
  /** By normalised header. */
  readonly columns: ReadonlyMap<string, CategoryColumn>;
  /** The first of the spellings that is present. @throws RangeError when none is: the layout did not ask for it */
  column(...spellings: readonly string[]): CategoryColumn;
  optional(...spellings: readonly string[]): CategoryColumn | undefined;
  /** "file, line n" of a row. */
  where(row: number): string;
  /** The same for the number parser. */
  readonly cells: CellSource;
  /** What was left out while reading. */
  readonly findings: readonly Finding[];
}

const TOTAL = /^(eind|sub|gene?raal )?totaal\b|^total\b|^alle (instellingen|scholen|vestigingen)\b/i;

/**
 * Reads files of one family, one after the other. Of a spreadsheet every sheet that has one of the layouts is a table. Rows that add up others are left out, with a finding.
 *
 * @param layouts editions of the family; a table takes the one it fits best
 * @param all every layout known, to say what a file is that does not fit
 * @throws InputError when there are no files, or one is unreadable or has another layout
 */
export async function readFamily(
  paths: readonly string[],
  layouts: readonly Layout[],
  all: readonly Layout[],
): Promise<RecognisedFile[]> {
  const family = layouts[0]!;
  if (paths.length === 0) throw new InputError(`no files for ${family.reader} (${family.title}): name at least one.`);
  const sources: RecognisedFile[] = [];
  for (const path of paths) {
    const headers = await headersOf(path, layouts);
    const fitting = headers.flatMap((header) => {
      const { layout } = recognise(header.header, layouts);
      return layout === null ? [] : [{ header, layout }];
    });
    if (fitting.length === 0) throw new InputError(wrongFile(path, headers, layouts, all));
    for (const { header, layout } of fitting) sources.push(recognisedFile(header.open(), layout));
  }
  return sources;
}

/** What provenance needs of the files, once each. */
export function sourceFilesOf(sources: readonly Pick<RecognisedFile, "file">[]): SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const { file } of sources) {
    const before = files.get(file.path);
    files.set(file.path, before === undefined ? sourceFileOf(file) : { ...before, rows: before.rows + file.rowCount });
  }
  return [...files.values()];
}

function recognisedFile(raw: RawTable, layout: Layout): RecognisedFile {
  const { file, dropped } = withoutTotals(raw, layout);
  const columns = new Map<string, CategoryColumn>();
  for (const name of file.header) {
    const key = normaliseHeader(name);
    if (columns.has(key))
      throw new InputError(
        `${file.place}, line 1: column "${key}" occurs twice when case, points and underscores are ignored; rename one.`,
      );
    columns.set(key, file.rows.columns.get(name) as CategoryColumn);
  }
  const optional = (...spellings: readonly string[]) =>
    spellings.map((name) => columns.get(normaliseHeader(name))).find((column) => column !== undefined);
  return {
    file,
    layout,
    columns,
    optional,
    column: (...spellings) => {
      const found = optional(...spellings);
      if (found === undefined) throw new RangeError(`column ${spellings.join(" or ")} is not in the layout`);
      return found;
    },
    where: (row) => `${file.place}, line ${file.sourceLine(row)}`,
    cells: { file: file.place, line: file.sourceLine },
    findings: [...skippedTotals(raw, layout, dropped), ...openEnds(layout.reader, [raw])],
  };
}

function skippedTotals(raw: RawTable, layout: Layout, dropped: readonly number[]): Finding[] {
  const lines = dropped.slice(0, 8).map((row) => String(raw.sourceLine(row)));
  return dropped.length === 0
    ? []
    : [
        {
          code: "total-rows-skipped",
          severity: "note",
          values: { source: layout.reader, file: raw.place, rows: dropped.length, lines },
        },
      ];
}

/** "no-final-line-end": of a file that was cut off nothing else tells. */
export function openEnds(source: string, files: readonly RawTable[]): Finding[] {
  return files
    .filter((file) => file.openEnd)
    .map((file) => ({
      code: "no-final-line-end",
      severity: "note",
      values: { source, file: file.place, line: String(file.sourceLine(file.rowCount - 1)) },
    }));
}

/** The table without rows that say `Totaal` in a key or dimension column: they would be counted a second time. */
function withoutTotals(raw: RawTable, layout: Layout): { readonly file: RawTable; readonly dropped: number[] } {
  const names = (layout.dimensions ?? []).map(normaliseHeader);
  const checked = raw.header
    .filter((name) => names.includes(normaliseHeader(name)))
    .map((name) => raw.rows.columns.get(name) as CategoryColumn)
    .filter((column) => column.labels.some((label) => TOTAL.test(label)));
  const rows = Array.from({ length: raw.rowCount }, (_, row) => row);
  const isTotal = (row: number) => checked.some((column) => TOTAL.test(labelAt(column, row) ?? ""));
  const dropped = checked.length === 0 ? [] : rows.filter(isTotal);
  if (dropped.length === 0) return { file: raw, dropped };
  const kept = rows.filter((row) => !isTotal(row));
  if (kept.length === 0) throw new InputError(`${raw.place} holds totals only: expected the rows they add up.`);
  const columns = [...raw.rows.columns.values()].map((column) =>
    relabel({ ...(column as CategoryColumn), codes: pick((column as CategoryColumn).codes, kept) }, (label) => label),
  );
  return {
    file: {
      ...raw,
      rows: tableOf(columns, kept.length),
      rowCount: kept.length,
      sourceLine: (row) => raw.sourceLine(kept[row]!),
    },
    dropped,
  };
}

function pick(codes: Int32Array, rows: readonly number[]): Int32Array {
  const picked = sharedInt32(rows.length);
  rows.forEach((row, at) => {
    picked[at] = codes[row]!;
  });
  return picked;
}

/** What is wrong with a file that has none of a family's layouts: the columns it lacks, and what it is instead. */
function wrongFile(
  path: string,
  headers: readonly HeaderInFile[],
  layouts: readonly Layout[],
  all: readonly Layout[],
): string {
  if (headers.length === 0) return `${path} has no sheet with anything on it.`;
  // The sheet and the edition that come nearest to what was asked for.
  const tried = headers.flatMap((header) =>
    layouts.map((layout) => ({ header, found: resemblance(header.header, layout) })),
  );
  const { header, found } = tried.reduce((a, b) => (b.found.share > a.found.share ? b : a));
  const { nearest } = recognise(header.header, all);
  const extra = found.extra.length > 0 && found.share >= 0.5 ? ` It has besides: ${listed(found.extra)}.` : "";
  const is =
    nearest === null
      ? "It resembles no known layout."
      : layouts.includes(nearest.layout) || found.share > nearest.share
        ? `The other columns are there: was the file edited, or is it another edition?${extra}`
        : `It resembles ${titleOf(nearest.layout)} most, ${
            nearest.missing.length === 0
              ? "all columns of which are present: use that reader"
              : `of which ${nearest.missing.join(", ")} are missing`
          }.`;
  return `${header.place}, line 1: this is not a file for ${titleOf(found.layout)}: missing ${found.missing.join("; ")}. ${is}`;
}
