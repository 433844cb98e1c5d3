import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../../core/errors.ts";
import { type LoadedFile, withDelimited } from "../delimited.ts";
import { quoteText, writeTable } from "../vectors.ts";
import { sha256Of } from "./byte-file.ts";
import type { ForeignFile } from "./foreign.ts";
import { literalPath, loadJson } from "./json-lines.ts";
import { type Format, recogniseFormat } from "./recognise.ts";
import { readSheet } from "./sheet.ts";
import { readSpss } from "./spss.ts";
import { declaredColumns, type Staged, type StagingOptions, stageForeign, stagingDatabase } from "./staged.ts";
import { readStata } from "./stata.ts";

export interface FileOptions extends StagingOptions {
  /** Sheet of a spreadsheet. */
  readonly sheet: string | undefined;
}

/**
 * Makes a file's rows visible to a database while `use` runs. Parquet is scanned where it is; every other format is loaded.
 *
 * @throws InputError naming the file, the place and the remedy
 */
export async function withStagedFile<T>(
  path: string,
  options: FileOptions,
  use: (staged: Staged) => Promise<T>,
): Promise<T> {
  const format = await recogniseFormat(path);
  if (options.sheet !== undefined && format !== "xlsx")
    throw new InputError(`--sheet goes with a spreadsheet (.xlsx), and ${path} is none.`);
  if (format === "delimited") return withDelimited(path, (loaded) => use(stagedText(loaded)));
  const database = await stagingDatabase(options);
  try {
    return await use(await load(format, path, options, database.connection));
  } finally {
    database.close();
  }
}

function load(
  format: Exclude<Format, "delimited">,
  path: string,
  options: FileOptions,
  connection: DuckDBConnection,
): Promise<Staged> {
  switch (format) {
    case "parquet":
      return stagedParquet(connection, path);
    case "json":
      return stagedJson(connection, path);
    case "xlsx":
      return stagedSheet(connection, path, options.sheet);
    case "stata":
      return readStata(path).then((file) => stagedForeign(connection, file));
    case "spss":
      return readSpss(path).then((file) => stagedForeign(connection, file));
    default:
      return format satisfies never;
  }
}

const NOTHING_KNOWN = { label: null, valueLabels: new Map<string, string>(), reason: null } as const;

function stagedText({ file, connection, table }: LoadedFile): Staged {
  return {
    connection,
    relation: table,
    rowCount: file.rowCount,
    columns: file.header.map((name, index) => ({ name, expression: `c${index}`, type: "cells", ...NOTHING_KNOWN })),
    facts: [
      ["format", "delimited text"],
      ["encoding", file.encoding],
      ["delimiter", file.delimiter],
      ["sha256", file.sha256],
    ],
    delimiter: file.delimiter,
    label: null,
    weight: null,
    notes: [],
    where: (row) => `line ${file.sourceLine(row)}`,
  };
}

async function stagedParquet(connection: DuckDBConnection, path: string): Promise<Staged> {
  const relation = `read_parquet(${quoteText(literalPath(path))})`;
  const rowCount = await count(connection, relation).catch((cause: unknown) => {
    throw new InputError(
      `${path} cannot be read as Parquet (${(cause as Error).message.split("\n")[0]}); write it again.`,
      { cause },
    );
  });
  return declared(connection, path, relation, rowCount, "parquet", (row) => `row ${row + 1}`);
}

async function stagedJson(connection: DuckDBConnection, path: string): Promise<Staged> {
  await loadJson(connection, path, "rows");
  return declared(
    connection,
    path,
    "rows",
    await count(connection, "rows"),
    "json lines",
    (row) => `record ${row + 1}`,
  );
}

async function declared(
  connection: DuckDBConnection,
  path: string,
  relation: string,
  rowCount: number,
  format: string,
  where: (row: number) => string,
): Promise<Staged> {
  if (rowCount === 0) throw new InputError(`${path} has no rows.`);
  return {
    connection,
    relation,
    rowCount,
    columns: await declaredColumns(connection, relation, path),
    facts: [
      ["format", format],
      ["sha256", await sha256Of(path)],
    ],
    delimiter: ",",
    label: null,
    weight: null,
    notes: [],
    where,
  };
}

async function stagedSheet(connection: DuckDBConnection, path: string, sheet: string | undefined): Promise<Staged> {
  const table = await readSheet(path, sheet);
  await writeTable(
    connection,
    "rows",
    table.columns.map((column, index) => ({ ...column, name: `c${index}` })),
    table.rowCount,
  );
  return {
    connection,
    relation: "rows",
    rowCount: table.rowCount,
    columns: table.columns.map(({ name }, index) => ({
      name,
      expression: `c${index}`,
      type: "cells",
      ...NOTHING_KNOWN,
    })),
    facts: [
      ["format", "xlsx"],
      ["sheet", table.sheet],
      ["header row", table.headerRow],
      ["sha256", table.sha256],
    ],
    delimiter: ",",
    label: null,
    weight: null,
    notes: table.notes,
    where: (row) => `row ${table.sheetRow(row)}`,
  };
}

async function stagedForeign(connection: DuckDBConnection, file: ForeignFile): Promise<Staged> {
  if (file.rowCount === 0) throw new InputError(`${file.path} has no rows.`);
  if (file.columns.length === 0) throw new InputError(`${file.path} has no columns.`);
  return {
    connection,
    ...(await stageForeign(connection, file)),
    rowCount: file.rowCount,
    facts: [
      ["format", file.encoding],
      ["sha256", file.sha256],
    ],
    delimiter: ",",
    label: file.label,
    weight: file.weight,
    notes: file.notes,
    where: (row) => `row ${row + 1}`,
  };
}

async function count(connection: DuckDBConnection, relation: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${relation}`);
  return reader.value(0, 0) as number;
}
