import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import { InputError } from "../core/errors.ts";
import { type CategoryColumn, MISSING, type NumberColumn } from "../core/table.ts";
import { relabel, sharedFloat64, sharedInt32, sharedUint8 } from "./shared.ts";

const ROWS_PER_CHUNK = 2048;
const LARGEST_EXACT = 2n ** 53n;

/** A name as SQL writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as SQL writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** One database column to be written: doubles with NaN for NULL, or category codes with -1 for NULL. */
export type DatabaseColumn =
  | { readonly kind: "number"; readonly name: string; readonly values: Float64Array }
  | Pick<CategoryColumn, "kind" | "name" | "codes" | "labels">;

/** Creates a table and fills it chunk by chunk. Numbers become DOUBLE, categories VARCHAR; NaN and -1 become NULL. */
export async function writeTable(
  connection: DuckDBConnection,
  table: string,
  columns: readonly DatabaseColumn[],
  rowCount: number,
): Promise<void> {
  const types = columns.map((column) => (column.kind === "number" ? "DOUBLE" : "VARCHAR"));
  const definition = columns.map((column, index) => `${quoteName(column.name)} ${types[index]}`).join(", ");
  await connection.run(`CREATE OR REPLACE TABLE ${quoteName(table)} (${definition})`);
  const appender = await connection.createAppender(table);
  const chunkTypes: DuckDBType[] = columns.map((column) => (column.kind === "number" ? DOUBLE : VARCHAR));
  for (let start = 0; start < rowCount; start += ROWS_PER_CHUNK) {
    const size = Math.min(ROWS_PER_CHUNK, rowCount - start);
    const chunk = DuckDBDataChunk.create(chunkTypes, size);
    columns.forEach((column, index) => {
      const vector = chunk.getColumnVector(index);
      if (column.kind === "number")
        for (let i = 0; i < size; i++) {
          const value = column.values[start + i]!;
          vector.setItem(i, Number.isNaN(value) ? null : value);
        }
      else
        for (let i = 0; i < size; i++) {
          const code = column.codes[start + i]!;
          vector.setItem(i, code < 0 ? null : column.labels[code]!);
        }
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** How a database type is read: as a number, as text through its SQL text form, or not at all. */
export function readingOf(type: DuckDBType): "number" | "text" | null {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.SQLNULL:
      return "number";
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return "text";
    default:
      return null;
  }
}

/**
 * Reads columns of a table as numbers in one scan: doubles on shared memory, NaN for NULL, booleans as 0 and 1.
 * Infinite values and NaN become missing with their reason, so that a division by zero in SQL is never computed with.
 *
 * @throws InputError when an integer or decimal has more than 53 bits and would be rounded
 */
export async function readNumberColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly { readonly name: string; readonly expression: string }[],
): Promise<NumberColumn[]> {
  if (columns.length === 0) return [];
  const list = columns.map((column) => column.expression).join(", ");
  const result = await connection.run(`SELECT ${list} FROM ${quoteName(table)}`);
  const values = columns.map(() => sharedFloat64(result.rowCount));
  const missing: (Uint8Array | null)[] = columns.map(() => null);
  let start = 0;
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    const size = chunk.rowCount;
    columns.forEach((column, c) => {
      const vector = chunk.getColumnVector(c);
      const target = values[c]!;
      for (let i = 0; i < size; i++) {
        const item = vector.getItem(i);
        const value = typeof item === "number" ? item : toNumber(item, column.name, start + i);
        if (Number.isFinite(value)) target[start + i] = value;
        else {
          target[start + i] = Number.NaN;
          missing[c] ??= sharedUint8(result.rowCount);
          missing[c][start + i] =
            item === null ? MISSING.absent : Number.isNaN(value) ? MISSING.notANumber : MISSING.infinite;
        }
      }
    });
    start += size;
  }
  return columns.map((column, c) => {
    const reasons = missing[c]!;
    const base = { kind: "number", name: column.name, values: values[c]! } as const;
    return reasons === null ? base : { ...base, missing: reasons };
  });
}

function toNumber(item: DuckDBValue, column: string, row: number): number {
  if (item === null) return Number.NaN;
  if (typeof item === "boolean") return item ? 1 : 0;
  const tooLarge = (value: string) =>
    new InputError(
      `column ${column}, row ${row + 1}: ${value} needs more than 53 bits and would be rounded; CAST it to DOUBLE in the SQL if that is meant.`,
    );
  if (typeof item === "bigint") {
    if (item > LARGEST_EXACT || item < -LARGEST_EXACT) throw tooLarge(String(item));
    return Number(item);
  }
  if (item instanceof DuckDBDecimalValue) {
    if (item.value > LARGEST_EXACT || item.value < -LARGEST_EXACT || item.scale > 22) throw tooLarge(item.toString());
    return Number(item.value) / 10 ** item.scale; // both exact, so the quotient is correctly rounded
  }
  throw new TypeError(`column ${column}: a value of type ${typeof item} reached the number reader`);
}

/**
 * Reads columns of a table as categories in one scan: labels distinct and sorted by code unit, -1 for NULL. Dates read as ISO text.
 *
 * @param change applied to each distinct text, not to each cell; null makes it missing
 */
export async function readCategoryColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly { readonly name: string; readonly expression: string }[],
  change: (label: string) => string | null = (label) => label,
): Promise<CategoryColumn[]> {
  if (columns.length === 0) return [];
  const list = columns.map(({ expression }) => `CAST(${expression} AS VARCHAR)`).join(", ");
  const result = await connection.run(`SELECT ${list} FROM ${quoteName(table)}`);
  const codes = columns.map(() => sharedInt32(result.rowCount));
  const seen = columns.map(() => new Map<DuckDBValue, number>([[null, -1]]));
  let start = 0;
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    const size = chunk.rowCount;
    columns.forEach((_, c) => {
      const vector = chunk.getColumnVector(c);
      const [target, codeOf] = [codes[c]!, seen[c]!];
      for (let i = 0; i < size; i++) {
        const text = vector.getItem(i);
        let code = codeOf.get(text);
        if (code === undefined) {
          code = codeOf.size - 1;
          codeOf.set(text, code);
        }
        target[start + i] = code;
      }
    });
    start += size;
  }
  return columns.map(({ name }, c) => {
    const labels = [...seen[c]!.keys()].slice(1) as string[];
    return relabel({ kind: "category", name, codes: codes[c]!, labels }, change);
  });
}

export async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${quoteName(table)}`);
  return reader.value(0, 0) as number;
}
