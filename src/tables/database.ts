import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import type { Column, NumberColumn, Table } from "../core/table.ts";
import { requireSingleSelect, sqlError } from "./select-only.ts";
import { tableOf } from "./shared.ts";
import {
  countRows,
  type DatabaseColumn,
  quoteName,
  readCategoryColumns,
  readingOf,
  readNumberColumns,
  writeTable,
} from "./vectors.ts";

/** An embedded database without access to files, network or extensions. */
export interface Database {
  /**
   * Makes a table visible to SQL under a name; replaces one of the same name. A number column becomes DOUBLE, an interval column
   * the three columns `x`, `x_min`, `x_max`, a category column VARCHAR. Missing becomes NULL; the reason why is not kept.
   *
   * @throws InputError when two columns differ only in case, or `x_min` exists beside the interval column `x`
   */
  register(name: string, table: Table): Promise<void>;
  /**
   * Runs one SELECT statement. Numbers come as doubles (NULL: NaN; booleans 0 and 1), text and dates as categories, all on shared memory.
   * Three numeric columns `x`, `x_min`, `x_max` come as one interval column `x`.
   *
   * @throws InputError when the SQL is no single SELECT, fails, returns a type that is neither number nor text or two columns of one name,
   * or returns integers beyond 2^53 or an interval with `x` outside [`x_min`, `x_max`]
   */
  query(sql: string): Promise<Table>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** As the database writes sizes, e.g. "4GB". Default: its own, 80% of the machine. */
  readonly memory?: string;
  /** Default 1, which makes sums the same in every run. More is for work that reaches no result. */
  readonly threads?: number;
}

/** How far the middle of an interval may lie outside its bounds by rounding, relative to the bound. */
const INTERVAL_SLACK = 1e-12;
const RESULT = "effectmeter result";

/**
 * Opens an empty database in memory, sandboxed: no external access, configuration locked.
 *
 * @throws InputError when `memory` is no size
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const connection = await connect({
    threads: String(options.threads ?? 1),
    ...(options.memory === undefined ? {} : { memory_limit: options.memory }),
    enable_external_access: "false",
    lock_configuration: "true",
  });
  // One connection with working tables of fixed names: calls wait for each other.
  const tables = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
  return {
    register: (name, table) =>
      inTurn(async () => {
        await register(connection.connection, name, table);
        tables.add(name);
      }),
    query: (sql) => inTurn(() => query(connection.connection, sql, tables)),
    close: () => inTurn(async () => connection.close()),
  };
}

/** A connection to a fresh database in memory. For readers of files; SQL of a study never runs on one of these. */
export async function connect(
  options: Readonly<Record<string, string>>,
): Promise<{ readonly connection: DuckDBConnection; close(): void }> {
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(":memory:", { ...options });
  } catch (cause) {
    throw new InputError(`the database refused its options (${(cause as Error).message}); write memory like "4GB".`, {
      cause,
    });
  }
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function register(connection: DuckDBConnection, name: string, table: Table): Promise<void> {
  const columns = [...table.columns.values()].flatMap(databaseColumns);
  const seen = new Map<string, string>();
  for (const column of columns) {
    const key = column.name.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined)
      throw new InputError(
        `table ${name}: columns "${other}" and "${column.name}" are one name in SQL` +
          `${other === column.name ? " (an interval column also claims its name with _min and _max)" : " (case is ignored)"}; rename one of them.`,
      );
    seen.set(key, column.name);
  }
  if (columns.length === 0) throw new InputError(`table ${name} has no columns.`);
  await writeTable(connection, name, columns, table.rowCount);
}

function databaseColumns(column: Column): DatabaseColumn[] {
  if (column.kind === "category") return [column];
  const { kind, name, values, min, max } = column;
  if (min === undefined || max === undefined) return [column];
  return [
    { kind, name, values },
    { kind, name: `${name}_min`, values: min },
    { kind, name: `${name}_max`, values: max },
  ];
}

async function query(connection: DuckDBConnection, sql: string, tables: ReadonlySet<string>): Promise<Table> {
  await requireSingleSelect(connection, sql);
  const columns = await describe(connection, sql, tables);
  const target = quoteName(RESULT);
  try {
    const internal = columns.map((_, index) => `c${index}`).join(", ");
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${target}(${internal}) AS\n${sql}`);
  } catch (cause) {
    throw sqlError(sql, cause, { linesBefore: 1 });
  }
  try {
    return await readResult(connection, columns);
  } finally {
    await connection.run(`DROP TABLE ${target}`);
  }
}

interface ResultColumn {
  readonly name: string;
  readonly reading: "number" | "text";
}

async function describe(
  connection: DuckDBConnection,
  sql: string,
  tables: ReadonlySet<string>,
): Promise<ResultColumn[]> {
  let statement: Awaited<ReturnType<DuckDBConnection["prepare"]>>;
  try {
    statement = await connection.prepare(sql);
  } catch (cause) {
    throw sqlError(sql, cause, { tables });
  }
  const columns: ResultColumn[] = [];
  const problems: string[] = [];
  for (let index = 0; index < statement.columnCount; index++) {
    const name = statement.columnName(index);
    const type = statement.columnType(index);
    const reading = readingOf(type);
    if (reading === null)
      problems.push(
        `SQL: column ${name} has type ${type.toString()}, which is neither number nor text; CAST it to DOUBLE or VARCHAR.`,
      );
    else columns.push({ name, reading });
    if (columns.filter((column) => column.name === name).length === 2)
      problems.push(`SQL: two result columns are called ${name}; name them apart with AS.`);
  }
  statement.destroySync();
  if (problems.length > 0) throw new InputError(problems);
  return columns;
}

async function readResult(connection: DuckDBConnection, columns: readonly ResultColumn[]): Promise<Table> {
  const rowCount = await countRows(connection, RESULT);
  const read = (wanted: "number" | "text") =>
    columns.flatMap(({ name, reading }, index) => (reading === wanted ? [{ name, expression: `c${index}` }] : []));
  const byName = new Map<string, Column>();
  for (const column of await readNumberColumns(connection, RESULT, read("number"))) byName.set(column.name, column);
  for (const column of await readCategoryColumns(connection, RESULT, read("text"))) byName.set(column.name, column);
  return tableOf(foldIntervals(columns.map(({ name }) => byName.get(name)!)), rowCount);
}

function foldIntervals(columns: readonly Column[]): Column[] {
  const numbers = new Map(columns.filter((column) => column.kind === "number").map((column) => [column.name, column]));
  const folded = new Set<string>();
  const intervals = new Map<string, NumberColumn>();
  for (const [name, middle] of numbers) {
    const [low, high] = [numbers.get(`${name}_min`), numbers.get(`${name}_max`)];
    if (low === undefined || high === undefined) continue;
    folded.add(low.name).add(high.name);
    checkInterval(name, middle.values, low.values, high.values);
    intervals.set(name, { ...middle, min: low.values, max: high.values });
  }
  return columns.filter((column) => !folded.has(column.name)).map((column) => intervals.get(column.name) ?? column);
}

function checkInterval(name: string, values: Float64Array, min: Float64Array, max: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const [low, middle, high] = [min[row]!, values[row]!, max[row]!];
    const slack = INTERVAL_SLACK * Math.max(Math.abs(low), Math.abs(high));
    if (low > high + slack || middle < low - slack || middle > high + slack)
      throw new InputError(
        `SQL: row ${row + 1} has ${name} = ${middle} outside [${name}_min, ${name}_max] = [${low}, ${high}]; ` +
          "columns named so are read as one interval: correct them, or give them other names.",
      );
  }
}
