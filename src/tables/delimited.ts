import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import type { SourceFile } from "../core/source.ts";
import type { Table } from "../core/table.ts";
import { connect } from "./database.ts";
import { tableOf } from "./shared.ts";
import { openTextFile, type TextFile } from "./text-file.ts";
import { countRows, quoteText, readCategoryColumns } from "./vectors.ts";

/** A delimited file as text. */
export interface DelimitedFile {
  readonly path: string;
  /** Column names as published, trimmed; distinct. */
  readonly header: readonly string[];
  /** One category column per header cell: text trimmed, empty is missing. */
  readonly rows: Table;
  readonly rowCount: number;
  readonly encoding: string;
  readonly delimiter: string;
  /** Of the content after gunzip, hex. */
  readonly sha256: string;
  /** Line of a row in the file, 1-based. */
  sourceLine(row: number): number;
  /** The last row has no line end: complete, or cut off in its last cell. */
  readonly openEnd: boolean;
}

/** A delimited file loaded into a database of its own: table `rows`, columns `c0`, `c1` … of VARCHAR, NULL where empty. */
export interface LoadedFile {
  readonly file: Omit<DelimitedFile, "rows">;
  readonly connection: DuckDBConnection;
  readonly table: "rows";
}

const LONGEST_LINE = 1 << 25;

/**
 * Reads a CSV or TSV file (plain or gzip; UTF-8, UTF-16 or windows-1252; `;` `,` tab or `|`) as text, nothing interpreted.
 *
 * @throws InputError with file, line and remedy: not found, empty, header only, ragged row, duplicate header, unclosed quote, damaged text
 */
export function readDelimited(path: string): Promise<DelimitedFile> {
  return withDelimited(path, async ({ file, connection, table }) => {
    const columns = await readCategoryColumns(
      connection,
      table,
      file.header.map((name, index) => ({ name, expression: `c${index}` })),
      trimmed,
    );
    return { ...file, rows: tableOf(columns, file.rowCount) };
  });
}

/** A cell without the blanks around it; null when nothing is left. */
export function trimmed(cell: string): string | null {
  return cell.trim() || null;
}

/** Provenance of a delimited file. */
export function sourceFileOf(
  file: Pick<DelimitedFile, "path" | "sha256" | "rowCount" | "encoding" | "delimiter">,
): SourceFile {
  return {
    path: file.path,
    sha256: file.sha256,
    rows: file.rowCount,
    encoding: file.encoding,
    delimiter: file.delimiter,
  };
}

/**
 * Loads a delimited file into a database that lives as long as `use` runs.
 *
 * @throws InputError as `readDelimited` does
 */
export async function withDelimited<T>(path: string, use: (loaded: LoadedFile) => Promise<T>): Promise<T> {
  const text = await openTextFile(path);
  try {
    const database = await connect({ threads: "2" });
    try {
      await load(database.connection, text);
      const { header, encoding, delimiter, sha256, scan } = text;
      const file = {
        path,
        header,
        encoding,
        delimiter,
        sha256,
        rowCount: scan.rowCount,
        sourceLine: scan.line,
        openEnd: scan.openEnd,
      };
      return await use({ file, connection: database.connection, table: "rows" });
    } finally {
      database.close();
    }
  } finally {
    await text.dispose();
  }
}

async function load(connection: DuckDBConnection, text: TextFile): Promise<void> {
  const columns = text.header.map((_, index) => `'c${index}': 'VARCHAR'`).join(", ");
  const options = [
    quoteText(globEscaped(text.utf8Path)),
    "auto_detect=false, header=true, quote='\"', escape='\"', nullstr='', allow_quoted_nulls=true",
    "strict_mode=true, null_padding=false, ignore_errors=false",
    `compression='none', max_line_size=${LONGEST_LINE}, buffer_size=${2 * LONGEST_LINE}`,
    `delim=${quoteText(text.delimiter)}, columns={${columns}}`,
    `parallel=${text.scan.quotedBreaks ? "false" : "true"}`, // a parallel reader guesses where a record starts
  ].join(", ");
  try {
    await connection.run(`CREATE TABLE rows AS SELECT * FROM read_csv(${options})`);
  } catch (cause) {
    const line = /CSV Error on Line: (\d+)/.exec((cause as Error).message)?.[1];
    throw new InputError(
      `${text.path}${line === undefined ? "" : `, line ${line}`}: cannot be read as rows of ${text.header.length} cells ` +
        `separated by "${text.delimiter}" (${(cause as Error).message.split("\n")[0]}).`,
      { cause },
    );
  }
  const loaded = await countRows(connection, "rows");
  if (loaded !== text.scan.rowCount)
    throw new Error(`${text.path}: the database read ${loaded} rows of ${text.scan.rowCount}; please report this file`);
}

/** The database reads `*`, `?` and `[` in a path as patterns. */
function globEscaped(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}
