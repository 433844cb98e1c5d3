import { InputError } from "../core/errors.ts";
import { type Column, MISSING, type NumberColumn, type Table } from "../core/table.ts";
import { type Preparation, prepare } from "./functions/index.ts";
import { cellText, takeRows } from "./rows.ts";

/** The part of an indicator file that its evaluation needs. */
export interface IndicatorFormula {
  readonly id: string;
  readonly unit: string;
  readonly sources: readonly string[];
  readonly keys: readonly string[];
  readonly sql: string;
  /** Tables made by named functions before the SQL runs. */
  readonly prepare?: readonly Preparation[];
}

/** The part of the embedded database that indicators need; source tables are registered under their names in the study. */
export interface IndicatorDatabase {
  /** Three columns `value`, `value_min`, `value_max` come back as one interval column `value`. */
  query(sql: string): Promise<Table>;
  /** Makes a prepared table visible to SQL. */
  register(name: string, table: Table): Promise<void>;
}

/**
 * Makes the tables an indicator asks for, runs its SQL and checks what came back.
 *
 * @returns a table sorted by its keys, with the keys and one column `value`: numbers, intervals, or labels where the unit is `category`.
 *          A missing number is NaN with its reason: `absent` for NULL, `infinite` for a division by zero.
 * @throws InputError when the SQL fails, a column is missing or belongs nowhere, a key is empty or occurs twice, the value is text in a numeric
 *         indicator, or an interval has one end only
 */
export async function evaluateIndicator(indicator: IndicatorFormula, database: IndicatorDatabase): Promise<Table> {
  const at = `indicator ${indicator.id}`;
  for (const preparation of indicator.prepare ?? []) {
    const table = await prepare(`${at}, table ${preparation.table}`, preparation, (sql) =>
      ask(at, indicator.sources, sql, database),
    );
    await database.register(preparation.table, table);
  }
  const answer = await ask(at, indicator.sources, indicator.sql, database);
  checkColumns(at, indicator.keys, answer);
  const keys = indicator.keys.map((name) => answer.columns.get(name)!);
  const order = sortedRows(keys, answer.rowCount);
  checkKeys(at, keys, order);
  const value = checkedValue(at, indicator.unit, answer.columns.get("value")!);
  return {
    rowCount: answer.rowCount,
    columns: new Map([...keys, value].map((column) => [column.name, takeRows(column, order)])),
  };
}

async function ask(at: string, sources: readonly string[], sql: string, database: IndicatorDatabase): Promise<Table> {
  try {
    return await database.query(sql);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [reason] = error.message.split("\n");
    throw new InputError(`${at}: ${reason?.replace(/\.?$/, ".")} Its sources are ${sources.join(", ")}.`, {
      cause: error,
    });
  }
}

function checkColumns(at: string, keys: readonly string[], answer: Table): void {
  const expected = [...keys, "value"];
  const got = [...answer.columns.keys()];
  const half = ["value_min", "value_max"].filter((name) => answer.columns.has(name));
  const problems = [
    ...expected
      .filter((name) => !answer.columns.has(name))
      .map((name) => `${at}: its SQL returns no column "${name}" but ${got.join(", ")}; name it with AS`),
    ...(half.length === 1
      ? [`${at}: its SQL returns ${half[0]} alone; an interval needs value_min and value_max`]
      : []),
    ...(half.length === 2 ? [`${at}: value, value_min and value_max must be numbers`] : []),
    ...got
      .filter((name) => !expected.includes(name) && !half.includes(name))
      .map((name) => `${at}: column "${name}" is neither a key (${keys.join(", ")}) nor value, value_min or value_max`),
  ];
  if (problems.length > 0) throw new InputError(problems);
}

const rowText = (keys: readonly Column[], row: number): string =>
  keys.map((column) => `${column.name} ${cellText(column, row) ?? "(empty)"}`).join(", ");

/** Row numbers in ascending order of the keys, missing first. The database promises no order of its own. */
function sortedRows(keys: readonly Column[], n: number): Int32Array {
  // Labels of a category are sorted by code unit, so codes order as labels do.
  const ranks = keys.map((column) =>
    column.kind === "category"
      ? column.codes
      : column.values.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value)),
  );
  return Int32Array.from({ length: n }, (_, row) => row).sort((a, b) => {
    for (const rank of ranks) if (rank[a]! !== rank[b]!) return rank[a]! < rank[b]! ? -1 : 1;
    return a - b;
  });
}

function checkKeys(at: string, keys: readonly Column[], order: Int32Array): void {
  const incomplete = order.find((row) => keys.some((column) => cellText(column, row) === null));
  if (incomplete !== undefined)
    throw new InputError(
      `${at}: a row has an empty key (${rowText(keys, incomplete)}); leave such rows out with WHERE`,
    );
  for (let i = 1; i < order.length; i++) {
    const [before, row] = [order[i - 1]!, order[i]!];
    if (keys.every((column) => cellText(column, before) === cellText(column, row))) {
      const names = keys.map((column) => column.name).join(", ");
      throw new InputError(`${at}: more than one row for ${rowText(keys, row)}; aggregate with GROUP BY ${names}`);
    }
  }
}

function checkedValue(at: string, unit: string, value: Column): Column {
  if (value.kind === "category") {
    if (unit !== "category")
      throw new InputError(
        `${at}: its value is text, but unit ${unit} asks for a number; cast it, or declare unit: category`,
      );
    return value;
  }
  const missing = Uint8Array.from(value.values, (v, row) =>
    Number.isFinite(v) ? MISSING.present : value.missing?.[row] || MISSING.absent,
  );
  const checked: NumberColumn = { ...value, missing };
  return checked;
}
