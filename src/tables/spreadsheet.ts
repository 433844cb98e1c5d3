import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InputError } from "../core/errors.ts";

/** One sheet as texts: `rows[r][c]` is the cell in row r + 1 and column c + 1; null where it is empty. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly (string | null)[])[];
  /** Merged ranges, 0-based and inclusive; only the first cell of one has a text. */
  readonly merges: readonly MergedCells[];
}

export interface MergedCells {
  readonly startRow: number;
  readonly startCol: number;
  readonly endRow: number;
  readonly endCol: number;
}

export interface Spreadsheet {
  readonly sheets: readonly Sheet[];
  /** Of the file, hex. */
  readonly sha256: string;
}

type Cell = string | number | boolean | Date | null | undefined;

/** Whether a file's first bytes are those of a zip archive, which every xlsx is. */
export function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
}

/**
 * Reads every visible sheet of an xlsx file. Numbers become the shortest decimal text with a point that reads back as the same number, dates `YYYY-MM-DD`,
 * truth values `TRUE` and `FALSE`; texts are trimmed.
 *
 * @throws InputError when the file cannot be opened, is no xlsx, is damaged or has no sheet
 */
export async function readSpreadsheet(path: string): Promise<Spreadsheet> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`${path} cannot be opened (${cause.code ?? cause.message}): check the path.`, { cause });
  });
  // The one place that knows the package; loaded when the first spreadsheet is met.
  const { readXlsx } = await import("hucre/xlsx");
  const workbook = await readXlsx(bytes).catch((cause: unknown) => {
    throw new InputError(
      `${path} is not an xlsx file that can be read, or is damaged (${(cause as Error).message}): download it again, or save the sheet as CSV UTF-8.`,
      { cause },
    );
  });
  const sheets = workbook.sheets
    .filter((sheet) => sheet.hidden !== true && sheet.veryHidden !== true)
    .map(({ name, rows, merges }) => ({ name, rows: rows.map((row) => row.map(textOfCell)), merges: merges ?? [] }));
  if (sheets.length === 0) throw new InputError(`${path} has no visible sheet.`);
  return { sheets, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function textOfCell(cell: Cell): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).trim() || null;
}
