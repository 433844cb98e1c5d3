import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import type { SourceFile } from "../core/source.ts";
import { type CategoryColumn, type Column, MISSING, type NumberColumn, type Table } from "../core/table.ts";
import { connect } from "./database.ts";
import { type LoadedFile, sourceFileOf, trimmed, withDelimited } from "./delimited.ts";
import { looksNumeric, type NumberOptions, type OddCell, oddCell, parseNumbers } from "./numbers.ts";
import { relabel, tableOf } from "./shared.ts";
import { countRows, quoteName, quoteText, readCategoryColumns, readingOf, readNumberColumns } from "./vectors.ts";

/** A table read from a file of no known layout. */
export interface TableFile {
  readonly table: Table;
  readonly file: SourceFile;
  /** Line of a row in a text file, 1-based with the header on line 1; in a Parquet file the row's number, from 1. */
  sourceLine(row: number): number;
  /** Text columns of a text file that are numbers but for some cells, with the first of those. */
  readonly odd: ReadonlyMap<string, OddCell>;
}

export interface TableOptions {
  /** Columns that must be numbers; elsewhere the kind follows from the cells. */
  readonly numeric?: readonly string[];
}

/** Texts that mean "no value" in a table of unknown origin. */
const MISSING_TEXTS: readonly string[] = ["NA"];

/**
 * Reads a CSV, TSV (plain or gzip) or Parquet file, recognised by its content. A column becomes numbers when it has a number and
 * all its cells are numbers or missing (empty, `NA`, `-`, `.`); else text. Codes with leading zeros stay text. A column without any value becomes
 * numbers, all missing. In a file with `;` a comma may be the decimal sign, per column.
 *
 * @throws InputError naming file, line and column: not readable, a `numeric` column that is absent or holds text, NaN or infinite cells
 */
export async function readTable(path: string, options: TableOptions = {}): Promise<TableFile> {
  return (await isParquet(path))
    ? readParquet(path, options)
    : withDelimited(path, (loaded) => readText(loaded, options));
}

async function readText(loaded: LoadedFile, options: TableOptions): Promise<TableFile> {
  const { file, connection, table } = loaded;
  const numeric = new Set(options.numeric ?? []);
  requireColumns(file.path, file.header, numeric);
  const plain = await plainNumbers(loaded, numeric);
  const numbers = await readNumberColumns(connection, table, plain);
  const columns = new Map<string, Column>(numbers.map((column) => [column.name, column]));
  const careful = file.header.flatMap((name, index) => (columns.has(name) ? [] : [{ name, expression: `c${index}` }]));
  const source = { file: file.path, line: file.sourceLine };
  const rules: NumberOptions = { delimiter: file.delimiter, missing: MISSING_TEXTS };
  const odd = new Map<string, OddCell>();
  for (const text of await readCategoryColumns(connection, table, careful, trimmed)) {
    const isNumber = numeric.has(text.name) || looksNumeric(text, rules);
    columns.set(text.name, isNumber ? parseNumbers(text, source, rules) : withoutMissing(text));
    const cell = isNumber ? null : oddCell(text, source, rules);
    if (cell !== null) odd.set(text.name, cell);
  }
  return {
    table: tableOf(
      file.header.map((name) => columns.get(name)!),
      file.rowCount,
    ),
    file: sourceFileOf(file),
    sourceLine: file.sourceLine,
    odd,
  };
}

function requireColumns(path: string, header: readonly string[], numeric: ReadonlySet<string>): void {
  const absent = [...numeric].filter((name) => !header.includes(name));
  if (absent.length > 0)
    throw new InputError(absent.map((name) => `${path} has no column "${name}"; it has ${header.join(", ")}.`));
}

function withoutMissing(column: CategoryColumn): CategoryColumn {
  return relabel(column, (label) => (MISSING_TEXTS.includes(label) ? null : label));
}

/**
 * Columns in which every cell is a number with a decimal point, or missing: most columns of most files. The database converts them without
 * making a text of each cell; both it and JavaScript round decimal text correctly. In a `;` file also those with a decimal comma.
 * All others take the careful path, which also words the errors.
 *
 * @returns name and SQL of each such column, in file order
 */
async function plainNumbers(
  loaded: LoadedFile,
  declared: ReadonlySet<string>,
): Promise<{ readonly name: string; readonly expression: string }[]> {
  const { file, connection, table } = loaded;
  const signs = file.delimiter === ";" ? [".", ","] : ["."];
  const candidates = file.header.map((name, index) => ({
    name,
    cell: `trim(c${index})`,
    values: signs.map((sign) => `TRY_CAST(replace(trim(c${index}), '${sign}', '.') AS DOUBLE)`),
  }));
  const list = candidates.flatMap(({ cell, values }) => [
    `count(*) FILTER (${cell} IS NULL OR ${cell} IN (${["", ...MISSING_TEXTS].map(quoteText).join(", ")}))::DOUBLE`,
    `count(*) FILTER (regexp_matches(${cell}, '^[+-]?0[0-9]'))::DOUBLE`,
    ...signs.map((sign, s) => {
      const written = `'[+-]?([0-9]+[${sign}]?[0-9]*|[${sign}][0-9]+)([eE][+-]?[0-9]+)?'`;
      return `count(*) FILTER (regexp_full_match(${cell}, ${written}) AND isfinite(${values[s]}))::DOUBLE`;
    }),
  ]);
  const reader = await connection.runAndReadAll(`SELECT ${list.join(", ")} FROM ${quoteName(table)}`);
  const counts = reader.getRows()[0]! as number[];
  const perColumn = 2 + signs.length;
  return candidates.flatMap(({ name, values }, index) => {
    const [missing, codes, ...numbers] = counts.slice(perColumn * index, perColumn * (index + 1)) as [
      number,
      number,
      ...number[],
    ];
    const sign = numbers.findIndex((count) => missing + count === file.rowCount);
    return sign < 0 || (codes > 0 && !declared.has(name)) ? [] : [{ name, expression: values[sign]! }];
  });
}

async function isParquet(path: string): Promise<boolean> {
  const handle = await open(path, "r").catch(() => null); // what is wrong with the path is told by the text reader
  if (handle === null) return false;
  try {
    const bytes = Buffer.alloc(4);
    const { bytesRead } = await handle.read(bytes, 0, 4, 0);
    return bytesRead === 4 && bytes.toString("latin1") === "PAR1";
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

async function readParquet(path: string, options: TableOptions): Promise<TableFile> {
  const database = await connect({ threads: "2" });
  try {
    const { connection } = database;
    const pattern = resolve(path).replace(/[*?[]/g, (character) => `[${character}]`);
    try {
      await connection.run(`CREATE TABLE rows AS SELECT * FROM read_parquet(${quoteText(pattern)})`);
    } catch (cause) {
      throw new InputError(
        `${path} cannot be read as Parquet (${(cause as Error).message.split("\n")[0]}); write it again.`,
        { cause },
      );
    }
    const columns = await parquetColumns(connection, path, options);
    const rowCount = await countRows(connection, "rows");
    if (rowCount === 0) throw new InputError(`${path} has no rows.`);
    const file: SourceFile = { path, sha256: await sha256(path), rows: rowCount, encoding: "parquet", delimiter: "" };
    return { table: tableOf(columns, rowCount), file, sourceLine: (row) => row + 1, odd: new Map() };
  } finally {
    database.close();
  }
}

async function parquetColumns(connection: DuckDBConnection, path: string, options: TableOptions): Promise<Column[]> {
  const statement = await connection.prepare("SELECT * FROM rows");
  const names = Array.from({ length: statement.columnCount }, (_, index) => statement.columnName(index));
  const numeric = new Set(options.numeric ?? []);
  requireColumns(path, names, numeric);
  const columns: Column[] = [];
  for (const [index, name] of names.entries()) {
    const reading = readingOf(statement.columnType(index));
    const expression = quoteName(name);
    if (reading === null)
      throw new InputError(
        `${path}: column "${name}" has type ${statement.columnType(index)}, neither number nor text; leave it out or convert it.`,
      );
    if (reading === "number") {
      const [column] = await readNumberColumns(connection, "rows", [{ name, expression }]);
      columns.push(withoutSpecials(path, column!));
      continue;
    }
    const [text] = await readCategoryColumns(connection, "rows", [{ name, expression }]);
    const source = { file: path, line: (row: number) => row + 1 };
    columns.push(numeric.has(name) ? parseNumbers(text!, source, { missing: MISSING_TEXTS }) : text!);
  }
  statement.destroySync();
  return columns;
}

/** Infinite values are refused, as in text files. NaN is how many tools write a missing double to Parquet, so it stays missing. */
function withoutSpecials(path: string, column: NumberColumn): NumberColumn {
  const row = column.missing?.indexOf(MISSING.infinite) ?? -1;
  if (row >= 0)
    throw new InputError(
      `${path}, row ${row + 1}, column "${column.name}": infinite is no usable number; leave it null.`,
    );
  return column;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
