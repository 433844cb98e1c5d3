import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import type { SourceFile } from "../core/source.ts";
import { type CategoryColumn, type Column, MISSING, type NumberColumn, type Table } from "../core/table.ts";
import { connect } from "./database.ts";
import { type LoadedFile, sourceFileOf, trimmed, withDelimited } from "./delimited.ts";
import { sha256Of } from "./formats/byte-file.ts";
import { plainColumn } from "./formats/foreign.ts";
import { literalPath, loadJson } from "./formats/json-lines.ts";
import { recogniseFormat } from "./formats/recognise.ts";
import { readSheet } from "./formats/sheet.ts";
import { readSpss } from "./formats/spss.ts";
import { readStata } from "./formats/stata.ts";
import { type CellSource, looksNumeric, type NumberOptions, type OddCell, oddCell, parseNumbers } from "./numbers.ts";
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
  /** Columns of times at which something starts: infinite says never, and is missing there as an empty cell is. */
  readonly starts?: readonly string[];
  /** Sheet of a spreadsheet, where several have cells. */
  readonly sheet?: string;
}

/** Texts that mean "no value" in a table of unknown origin. */
const MISSING_TEXTS: readonly string[] = ["NA"];
/** How R, Python, Stata exports and people write an infinite start. */
const NEVER_TEXTS: readonly string[] = [...MISSING_TEXTS, "Inf", "inf", "INF", "Infinity", "infinity"];

/**
 * Reads a CSV, TSV (plain or gzip), Parquet, XLSX, JSON lines, Stata or SPSS file, recognised by its content. A column becomes numbers when it has a number and
 * all its cells are numbers or missing (empty, `NA`, `-`, `.`); else text. Codes with leading zeros stay text. A column without any value becomes
 * numbers, all missing. Of `starts` columns infinite is missing too. In a file with `;` a comma may be the decimal sign, per column.
 *
 * @throws InputError naming file, line and column: not readable, a `numeric` column that is absent or holds text, NaN or infinite cells
 */
export async function readTable(path: string, options: TableOptions = {}): Promise<TableFile> {
  const format = await recogniseFormat(path);
  switch (format) {
    case "delimited":
      return withDelimited(path, (loaded) => readText(loaded, options));
    case "parquet":
    case "json":
      return readDeclared(path, format, options);
    case "xlsx":
      return readSheetTable(path, options);
    case "stata":
    case "spss":
      return readForeignTable(path, format, options);
    default:
      return format satisfies never;
  }
}

/** A file of a statistics package: dates are ISO text, but in a `numeric` column Stata's own count. */
async function readForeignTable(path: string, format: "stata" | "spss", options: TableOptions): Promise<TableFile> {
  const foreign = await (format === "stata" ? readStata(path) : readSpss(path));
  const names = foreign.columns.map(({ name }) => name);
  const numeric = new Set(options.numeric ?? []);
  requireColumns(path, names, numeric);
  if (foreign.rowCount === 0) throw new InputError(`${path} has no rows.`);
  const columns = foreign.columns.map((column) => plainColumn(path, column, numeric.has(column.name)));
  const file = { path, sha256: foreign.sha256, rows: foreign.rowCount, encoding: foreign.encoding, delimiter: "" };
  return { table: tableOf(columns, foreign.rowCount), file, sourceLine: (row) => row + 1, odd: new Map() };
}

/** The only sheet of a spreadsheet that has cells, or the one asked for; its cells are read as those of a text file are. */
async function readSheetTable(path: string, options: TableOptions): Promise<TableFile> {
  const sheet = await readSheet(path, options.sheet);
  const names = sheet.columns.map(({ name }) => name);
  const numeric = new Set(options.numeric ?? []);
  requireColumns(path, names, numeric);
  const source = { file: path, line: sheet.sheetRow };
  const { columns, odd } = carefulColumns(sheet.columns, source, { missing: MISSING_TEXTS }, options);
  const file = {
    path,
    sha256: sheet.sha256,
    rows: sheet.rowCount,
    encoding: `xlsx, sheet ${sheet.sheet}`,
    delimiter: "",
  };
  return {
    table: tableOf(
      names.map((name) => columns.get(name)!),
      sheet.rowCount,
    ),
    file,
    sourceLine: sheet.sheetRow,
    odd,
  };
}

async function readText(loaded: LoadedFile, options: TableOptions): Promise<TableFile> {
  const { file, connection, table } = loaded;
  const numeric = new Set(options.numeric ?? []);
  requireColumns(file.path, file.header, numeric);
  const plain = await plainNumbers(loaded, numeric);
  const numbers = await readNumberColumns(connection, table, plain);
  const known = new Map<string, Column>(numbers.map((column) => [column.name, column]));
  const careful = file.header.flatMap((name, index) => (known.has(name) ? [] : [{ name, expression: `c${index}` }]));
  const source = { file: file.path, line: file.sourceLine };
  const rules: NumberOptions = { delimiter: file.delimiter, missing: MISSING_TEXTS };
  const texts = await readCategoryColumns(connection, table, careful, trimmed);
  const { columns: read, odd } = carefulColumns(texts, source, rules, options);
  return {
    table: tableOf(
      file.header.map((name) => known.get(name) ?? read.get(name)!),
      file.rowCount,
    ),
    file: sourceFileOf(file),
    sourceLine: file.sourceLine,
    odd,
  };
}

/** Columns of texts as numbers where they are, else as texts. @throws InputError naming a cell of a `numeric` column that is no number */
function carefulColumns(
  texts: readonly CategoryColumn[],
  source: CellSource,
  rules: NumberOptions,
  options: TableOptions,
): { readonly columns: ReadonlyMap<string, Column>; readonly odd: ReadonlyMap<string, OddCell> } {
  const columns = new Map<string, Column>();
  const odd = new Map<string, OddCell>();
  for (const text of texts) {
    const own = options.starts?.includes(text.name) ? { ...rules, missing: NEVER_TEXTS } : rules;
    const isNumber = options.numeric?.includes(text.name) === true || looksNumeric(text, own);
    columns.set(text.name, isNumber ? parseNumbers(text, source, own) : withoutMissing(text));
    const cell = isNumber ? null : oddCell(text, source, rules);
    if (cell !== null) odd.set(text.name, cell);
  }
  return { columns, odd };
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

/** A file whose columns have types. */
async function readDeclared(path: string, format: "parquet" | "json", options: TableOptions): Promise<TableFile> {
  const database = await connect({ threads: "2" });
  try {
    const { connection } = database;
    if (format === "json") await loadJson(connection, path, "rows");
    else
      try {
        await connection.run(`CREATE TABLE rows AS SELECT * FROM read_parquet(${quoteText(literalPath(path))})`);
      } catch (cause) {
        throw new InputError(
          `${path} cannot be read as Parquet (${(cause as Error).message.split("\n")[0]}); write it again.`,
          { cause },
        );
      }
    const columns = await parquetColumns(connection, path, options);
    const rowCount = await countRows(connection, "rows");
    if (rowCount === 0) throw new InputError(`${path} has no rows.`);
    const encoding = format === "json" ? "json lines" : "parquet";
    const file: SourceFile = { path, sha256: await sha256Of(path), rows: rowCount, encoding, delimiter: "" };
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
      columns.push(options.starts?.includes(name) ? column! : withoutSpecials(path, column!));
      continue;
    }
    const [text] = await readCategoryColumns(connection, "rows", [{ name, expression }]);
    const source = { file: path, line: (row: number) => row + 1 };
    const missing = options.starts?.includes(name) ? NEVER_TEXTS : MISSING_TEXTS;
    columns.push(numeric.has(name) ? parseNumbers(text!, source, { missing }) : text!);
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
