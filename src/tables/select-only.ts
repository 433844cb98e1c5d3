import type { DuckDBConnection } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import { quoteText } from "./vectors.ts";

/** Words that SQL resolves to the clock when no column has their name; they parse as column names. */
const CLOCK_WORDS = new Set(["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"]);

/**
 * Refuses everything but one SELECT statement, by the database's own parser: a study is data and changes nothing.
 * Refuses also what makes two runs differ: random numbers, the clock, sampling, and SQL inside a text, which escapes this check.
 *
 * @throws InputError with the position in the SQL and what to write instead
 */
export async function requireSingleSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const parsed = await parse(connection, sql);
  if (parsed.error !== undefined) {
    if (parsed.position === undefined)
      throw new InputError(
        `SQL: only a SELECT statement is allowed, because a study may read tables and change nothing. In: ${shorten(sql)}`,
      );
    throw new InputError(`SQL, ${place(sql, parsed.position)}: ${parsed.error}. In: ${shorten(sql)}`);
  }
  if (parsed.statements.length === 0) throw new InputError("SQL: the statement is empty; write one SELECT statement.");
  if (parsed.statements.length > 1)
    throw new InputError(
      `SQL: ${parsed.statements.length} statements; write one SELECT statement (use WITH for steps). In: ${shorten(sql)}`,
    );
  const refused = await unrepeatableFunctions(connection);
  walk(parsed.statements[0], (node) => {
    const at =
      typeof node["query_location"] === "number" && node["query_location"] < sql.length
        ? `, ${place(sql, node["query_location"])}`
        : "";
    const name = typeof node["function_name"] === "string" ? node["function_name"].toLowerCase() : null;
    const columns = Array.isArray(node["column_names"]) ? node["column_names"] : [];
    const word = columns.length === 1 && typeof columns[0] === "string" ? columns[0].toLowerCase() : "";
    if (node["sample"] !== undefined && node["sample"] !== null)
      throw new InputError(`SQL${at}: sampling gives other rows in every run; select rows by a condition instead.`);
    if (name === "query" || name === "query_table")
      throw new InputError(`SQL${at}: ${name}() hides SQL in a text; write the subquery or the table name itself.`);
    if ((name !== null && refused.has(name)) || CLOCK_WORDS.has(word))
      throw new InputError(
        `SQL${at}: ${name ?? word} gives another value in every run; a study must give the same numbers twice. ` +
          "Write the value out, or write table.column if a column is meant.",
      );
    if (node["class"] === "PARAMETER")
      throw new InputError(`SQL${at}: ? and $name stand for values that a study cannot supply; write the value out.`);
  });
}

interface Parsed {
  readonly statements: readonly unknown[];
  readonly error?: string;
  readonly position?: number;
}

async function parse(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteText(sql)}::VARCHAR)::VARCHAR`);
  const tree = JSON.parse(reader.value(0, 0) as string) as Record<string, unknown>;
  if (tree["error"] !== true) return { statements: tree["statements"] as unknown[] };
  const position = typeof tree["position"] === "string" ? Number(tree["position"]) : undefined;
  return {
    statements: [],
    error: String(tree["error_message"]),
    ...(position !== undefined && tree["error_type"] === "parser" ? { position } : {}),
  };
}

/** Names of functions whose value may differ between runs, as the database declares them. `error` never returns one. */
async function unrepeatableFunctions(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY') AND function_name <> 'error'",
  );
  return new Set(reader.getRows().map((row) => String(row[0])));
}

function walk(node: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else if (typeof node === "object" && node !== null) {
    visit(node as Record<string, unknown>);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

/**
 * "line l, column c" of a character in the SQL, both 1-based.
 */
export function place(sql: string, position: number): string {
  const before = sql.slice(0, position).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/**
 * The database's message as an InputError: its kind in words, the position computed from its caret, and the candidates it names.
 *
 * @param context.tables      names to suggest when the SQL names a table that does not exist
 * @param context.linesBefore lines that were put before `sql` when it ran
 */
export function sqlError(
  sql: string,
  cause: unknown,
  context: { readonly tables?: ReadonlySet<string>; readonly linesBefore?: number } = {},
): InputError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const caret = /\n\nLINE (\d+): (.*)\n( *)\^/.exec(text);
  const noTable = /Table with name .* does not exist!/.exec(text);
  const message =
    noTable === null
      ? (caret === null ? text : text.slice(0, caret.index)).replace(/\s*\n\s*/g, " ").trim()
      : `${noTable[0]} There is: ${[...(context.tables ?? [])].join(", ") || "no table yet"}.`;
  const where = caret === null ? "" : `, ${caretPlace(sql, caret, context.linesBefore ?? 0)}`;
  return new InputError(`SQL${where}: ${message} In: ${shorten(sql)}`, { cause });
}

/** The excerpt of a long line begins with "..."; the caret counts from the start of what is printed. */
function caretPlace(sql: string, caret: RegExpExecArray, linesBefore: number): string {
  const line = Number(caret[1]) - linesBefore;
  const offset = caret[3]!.length - `LINE ${caret[1]}: `.length;
  const excerpt = caret[2]!;
  if (!excerpt.startsWith("...")) return `line ${line}, column ${offset + 1}`;
  const shown = excerpt.slice(3).replace(/\.\.\.$/, "");
  const start = (sql.split("\n")[line - 1] ?? "").indexOf(shown);
  return start < 0 ? `line ${line}` : `line ${line}, column ${start + offset - 3 + 1}`;
}

function shorten(sql: string): string {
  const oneLine = sql.replace(/\s+/g, " ").trim();
  return oneLine.length > 160 ? `${oneLine.slice(0, 157)}...` : oneLine;
}
