import { InputError } from "../../core/errors.ts";
import type { CategoryColumn } from "../../core/table.ts";
import { encodeCategories } from "../shared.ts";
import { readSpreadsheet, type Sheet } from "../spreadsheet.ts";

/** One sheet of a spreadsheet as texts under column names. */
export interface SheetTable {
  readonly sheet: string;
  /** Row of the sheet that holds the names, 1-based. */
  readonly headerRow: number;
  readonly columns: readonly CategoryColumn[];
  readonly rowCount: number;
  /** Row in the sheet of a row of the table, 1-based. */
  sheetRow(row: number): number;
  readonly sha256: string;
  readonly notes: readonly string[];
}

const NUMBER = /^[+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?\s*%?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads one sheet of an xlsx file. The header is the first row in which every column that has values further down has a name; rows above it are titles and
 * left out, and so are rows without any cell. Columns without any cell are left out.
 *
 * @param wanted name of the sheet; may be left out when only one has cells
 * @throws InputError when there are several sheets, none of that name, no header, a name twice or no row below the header
 */
export async function readSheet(path: string, wanted: string | undefined): Promise<SheetTable> {
  const { sheets, sha256 } = await readSpreadsheet(path);
  const sheet = chosen(path, sheets, wanted);
  const width = Math.max(0, ...sheet.rows.map((row) => row.length));
  const isFilled = (row: number) => sheet.rows[row]!.some((cell) => cell !== null);
  const used = Array.from({ length: width }, (_, column) => column).filter((column) =>
    sheet.rows.some((row) => (row[column] ?? null) !== null),
  );
  const headerAt = headerRow(path, sheet, used);
  const header = sheet.rows[headerAt]!;
  const names = used.map((column) => header[column] ?? `column${column + 1}`);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (twice.length > 0)
    throw new InputError(
      twice.map(
        (name) =>
          `${path}, sheet "${sheet.name}", row ${headerAt + 1}: column name "${name}" occurs more than once; rename all but one.`,
      ),
    );
  const below = sheet.rows.map((_, row) => row).filter((row) => row > headerAt && isFilled(row));
  if (below.length === 0)
    throw new InputError(`${path}, sheet "${sheet.name}" has a header on row ${headerAt + 1} and no rows below it.`);
  const between = below.at(-1)! - headerAt - below.length;
  const notes = [
    ...(headerAt > 0 ? [`rows 1 to ${headerAt} of the sheet are above the header and were left out.`] : []),
    ...(between > 0 ? [`${between} empty rows were left out.`] : []),
    ...(sheet.merges.some(({ startRow }) => startRow >= headerAt)
      ? ["some cells are merged: only the first of each has the value, the others are empty."]
      : []),
  ];
  return {
    sheet: sheet.name,
    headerRow: headerAt + 1,
    columns: used.map((column, index) =>
      encodeCategories(
        names[index]!,
        below.map((row) => sheet.rows[row]![column] ?? null),
      ),
    ),
    rowCount: below.length,
    sheetRow: (row) => below[row]! + 1,
    sha256,
    notes,
  };
}

function chosen(path: string, sheets: readonly Sheet[], wanted: string | undefined): Sheet {
  const filled = sheets.filter(({ rows }) => rows.some((row) => row.some((cell) => cell !== null)));
  const list = filled.map(({ name }) => `"${name}"`).join(", ");
  if (wanted !== undefined) {
    const found = sheets.find(({ name }) => name === wanted);
    if (found === undefined) throw new InputError(`${path} has no sheet "${wanted}"; it has ${list}.`);
    if (!filled.includes(found)) throw new InputError(`${path}: sheet "${wanted}" is empty.`);
    return found;
  }
  if (filled.length === 0) throw new InputError(`${path}: every sheet is empty.`);
  if (filled.length > 1)
    throw new InputError(`${path} has ${filled.length} sheets with cells (${list}); say which with --sheet.`);
  return filled[0]!;
}

/** The first row that names every column and holds no number or date. */
function headerRow(path: string, sheet: Sheet, used: readonly number[]): number {
  const isName = (cell: string | null) => cell !== null && !NUMBER.test(cell) && !DATE.test(cell);
  const enough = used.length <= 2 ? used.length : used.length - Math.floor(used.length / 4);
  for (let row = 0; row < sheet.rows.length; row++) {
    const cells = used.map((column) => sheet.rows[row]![column] ?? null);
    const filled = cells.filter((cell) => cell !== null);
    if (filled.length >= enough && filled.every(isName)) return row;
    // Below a row of values no header is looked for: what follows are rows.
    if (filled.length >= enough) break;
  }
  const first = sheet.rows.findIndex((row) => row.some((cell) => cell !== null));
  const shown = used.map((column) => sheet.rows[first]![column] ?? "").join(", ");
  throw new InputError(
    `${path}, sheet "${sheet.name}": no row names the columns; the first row with cells is row ${first + 1} (${shown}). Put one name above each column.`,
  );
}
