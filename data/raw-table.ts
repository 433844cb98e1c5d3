import { open } from "node:fs/promises";
import type { DelimitedFile } from "../src/tables/delimited.ts";
import { readDelimited } from "../src/tables/delimited.ts";
import { encodeCategories, tableOf } from "../src/tables/shared.ts";
import { isZip, readSpreadsheet, type Sheet } from "../src/tables/spreadsheet.ts";
import { type Layout, resemblance } from "./layout.ts";

/** A table of texts: a delimited file, or the part of a sheet below its header. */
export interface RawTable extends DelimitedFile {
  /** How errors call it: the path, with the sheet where there are sheets. */
  readonly place: string;
}

/** A header found in a file, with the table below it. */
export interface HeaderInFile {
  readonly place: string;
  readonly header: readonly string[];
  open(): RawTable;
}

/** How far down a sheet a header is looked for: titles and notes stand above it. */
const HEADER_DEPTH = 25;

/**
 * The headers of a file: one of a delimited file, one of each sheet of a spreadsheet that is not empty. In a sheet the header is the row, or the two rows
 * read together, that agrees best with one of the layouts.
 *
 * @throws InputError when the file cannot be read
 */
export async function headersOf(path: string, layouts: readonly Layout[]): Promise<readonly HeaderInFile[]> {
  if (!isZip(await firstBytes(path))) {
    const table = { ...(await readDelimited(path)), place: path };
    return [{ place: path, header: table.header, open: () => table }];
  }
  const { sheets, sha256 } = await readSpreadsheet(path);
  return sheets.flatMap((sheet) => {
    const place = `${path}, sheet "${sheet.name}"`;
    const found = bestHeader(sheet, layouts);
    if (found === null) return [];
    const open = () => sheetTable({ path, place, sha256 }, sheet, found);
    return [{ place, header: found.cells.filter((cell) => cell !== ""), open }];
  });
}

interface SheetHeader {
  /** 0-based row of the first data row. */
  readonly below: number;
  /** Names by column; empty where a column has none. */
  readonly cells: readonly string[];
}

function bestHeader(sheet: Sheet, layouts: readonly Layout[]): SheetHeader | null {
  let best: { readonly header: SheetHeader; readonly score: number } | null = null;
  for (let row = 0; row < Math.min(HEADER_DEPTH, sheet.rows.length); row++)
    for (const depth of [1, 2]) {
      const cells = headerCells(sheet, row, depth);
      const names = cells.filter((cell) => cell !== "");
      if (names.length === 0) continue;
      const score = Math.max(0, ...layouts.map((layout) => resemblance(names, layout).share));
      if (best === null || score > best.score) best = { header: { below: row + depth, cells }, score };
    }
  return best?.header ?? null;
}

/** Names of the columns in `depth` rows from `row` on; a merged cell names every column it covers, two rows are joined by a space. */
function headerCells(sheet: Sheet, row: number, depth: number): string[] {
  const width = Math.max(0, ...sheet.rows.slice(row, row + depth).map((cells) => cells.length));
  return Array.from({ length: width }, (_, column) => {
    const parts = Array.from({ length: depth }, (_, level) => {
      const at = row + level;
      const merged = sheet.merges.find(
        (range) => range.startRow <= at && at <= range.endRow && range.startCol <= column && column <= range.endCol,
      );
      // A cell merged downwards has named the column in the row above.
      if (merged !== undefined && merged.startRow < at && level > 0) return null;
      return sheet.rows[merged?.startRow ?? at]?.[merged?.startCol ?? column] ?? null;
    });
    return parts.filter((part) => part !== null).join(" ");
  });
}

function sheetTable(
  file: { readonly path: string; readonly place: string; readonly sha256: string },
  sheet: Sheet,
  { below, cells }: SheetHeader,
): RawTable {
  const rows = sheet.rows
    .map((row, index) => ({ row, line: index + 1 }))
    .slice(below)
    .filter(({ row }) => row.some((cell) => cell !== null));
  const named = cells.flatMap((name, column) => (name === "" ? [] : [{ name, column }]));
  // A repeated name is told apart here and refused, with the column's place, by whoever needs the column.
  const names = named.map(({ name }, index) =>
    named.findIndex((other) => other.name === name) === index ? name : `${name} (column ${named[index]!.column + 1})`,
  );
  return {
    ...file,
    header: names,
    rows: tableOf(
      named.map(({ column }, index) =>
        encodeCategories(
          names[index]!,
          rows.map(({ row, line }) => row[column] ?? mergedAbove(sheet, line - 1, column)),
        ),
      ),
      rows.length,
    ),
    rowCount: rows.length,
    encoding: "xlsx",
    delimiter: "",
    sourceLine: (row) => rows[row]!.line,
    openEnd: false,
  };
}

/** The text of a cell merged downwards within one column; numbers are not repeated, since they would be counted twice. */
function mergedAbove(sheet: Sheet, row: number, column: number): string | null {
  const merged = sheet.merges.find(
    (range) => range.startCol === column && range.endCol === column && range.startRow < row && row <= range.endRow,
  );
  const text = merged === undefined ? null : (sheet.rows[merged.startRow]?.[column] ?? null);
  return text !== null && /^[\d.,<*-]+$/.test(text) ? null : text;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, "r").catch(() => null); // what is wrong with the path is told by the text reader
  if (handle === null) return new Uint8Array(0);
  try {
    const bytes = Buffer.alloc(4);
    const { bytesRead } = await handle.read(bytes, 0, 4, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return new Uint8Array(0); // a folder, for instance
  } finally {
    await handle.close();
  }
}
