import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { InputError } from "../../core/errors.ts";
import type { CategoryColumn } from "../../core/table.ts";
import { connect } from "../database.ts";
import { encodeCategories } from "../shared.ts";
import { type DatabaseColumn, quoteName, readingOf, writeTable } from "../vectors.ts";
import { type ForeignFile, isoColumn } from "./foreign.ts";

/** What a source says about a column before its cells are looked at. */
export type StagedType = "cells" | "text" | "number" | "boolean" | "date" | "moment";

/** One column of a source, in a database. */
export interface StagedColumn {
  readonly name: string;
  /** SQL over the relation. `cells` and `text` are VARCHAR: cells have no type of their own, text is declared to be text. */
  readonly expression: string;
  readonly type: StagedType;
  /** Integers that a double may not hold. */
  readonly mayBeTooLarge?: true;
  readonly label: string | null;
  /** Label by code. */
  readonly valueLabels: ReadonlyMap<string, string>;
  /** SQL of the code that says why a cell is missing, as text; null when there are none. */
  readonly reason: string | null;
}

/** A source that a database can scan, without its rows in JavaScript. */
export interface Staged {
  readonly connection: DuckDBConnection;
  /** What stands after FROM. */
  readonly relation: string;
  readonly rowCount: number;
  readonly columns: readonly StagedColumn[];
  /** How the source was read: format, encoding, sheet …, in the order to print. */
  readonly facts: readonly (readonly [string, string | number])[];
  readonly delimiter: string;
  readonly label: string | null;
  /** Column that the source itself declares as weight. */
  readonly weight: string | null;
  readonly notes: readonly string[];
  /** Where a row, counted from 0, is in the source: `line 12`. */
  where(row: number): string;
}

export interface StagingOptions {
  /** Limit of the database, e.g. "1GB"; beyond it the database writes to `folder`. */
  readonly memory: string;
  /** An existing folder for temporary files. */
  readonly folder: string;
}

/** A database for staging: bounded memory, the rest in temporary files. */
export function stagingDatabase({ memory, folder }: StagingOptions): ReturnType<typeof connect> {
  return connect({ threads: "2", memory_limit: memory, temp_directory: folder, preserve_insertion_order: "true" });
}

/** Puts what a statistics package's file holds into a table `rows`. @throws InputError when a date is none */
export async function stageForeign(
  connection: DuckDBConnection,
  file: ForeignFile,
): Promise<Pick<Staged, "relation" | "columns">> {
  const stored: DatabaseColumn[] = [];
  const store = (column: DatabaseColumn, prefix: string): string => {
    const name = `${prefix}${stored.length}`;
    stored.push({ ...column, name });
    return name;
  };
  const columns = file.columns.map((foreign): StagedColumn => {
    const { name, column, calendar, reasons } = foreign;
    const isDate = column.kind === "number" && calendar !== null;
    const kept = isDate ? isoColumn(file.path, name, column, calendar) : column;
    const expression = store(kept, "c");
    const withTime = isDate && (kept as CategoryColumn).labels.some((label) => label.includes("T"));
    return {
      name,
      expression: isDate ? `CAST(${expression} AS ${withTime ? "TIMESTAMP" : "DATE"})` : expression,
      type: isDate ? (withTime ? "moment" : "date") : column.kind === "number" ? "number" : "text",
      label: foreign.label,
      valueLabels: foreign.valueLabels,
      reason: reasons === null ? null : store(reasonColumn(reasons.codes, reasons.rows), "r"),
    };
  });
  await writeTable(connection, "rows", stored, file.rowCount);
  return { relation: "rows", columns };
}

function reasonColumn(codes: readonly string[], rows: Uint8Array): CategoryColumn {
  return encodeCategories(
    "reason",
    Array.from(rows, (code) => (code === 0 ? null : codes[code - 1]!)),
  );
}

/**
 * The columns of a relation whose types the source declares (Parquet, JSON, a database server).
 *
 * @param source how to call it in an error
 * @throws InputError naming every column that is neither number, text nor date
 */
export async function declaredColumns(
  connection: DuckDBConnection,
  relation: string,
  source: string,
): Promise<readonly StagedColumn[]> {
  const statement = await connection.prepare(`SELECT * FROM ${relation}`);
  const columns: StagedColumn[] = [];
  const problems: string[] = [];
  for (let index = 0; index < statement.columnCount; index++) {
    const name = statement.columnName(index);
    const type = statement.columnType(index);
    const declared = declaredType(type, quoteName(name));
    if (declared === null)
      problems.push(
        `${source}: column "${name}" has type ${type.toString()}, which is neither number, text nor date; leave it out or convert it.`,
      );
    else columns.push({ name, ...declared, label: null, valueLabels: new Map(), reason: null });
  }
  statement.destroySync();
  if (problems.length > 0) throw new InputError(problems);
  return columns;
}

/** Types of integers beyond 53 bits. */
const LARGE: ReadonlySet<string> = new Set(["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"]);

function declaredType(
  type: DuckDBType,
  column: string,
): Pick<StagedColumn, "type" | "expression" | "mayBeTooLarge"> | null {
  const name = type.toString();
  if (name === "BOOLEAN") return { type: "boolean", expression: column };
  if (name === "DATE") return { type: "date", expression: column };
  if (name === "TIMESTAMP WITH TIME ZONE") return { type: "moment", expression: `timezone('UTC', ${column})` };
  if (name.startsWith("TIMESTAMP")) return { type: "moment", expression: `CAST(${column} AS TIMESTAMP)` };
  if (name === "TIME") return { type: "text", expression: `CAST(${column} AS VARCHAR)` };
  const reading = readingOf(type);
  if (LARGE.has(name)) return { type: "number", expression: column, mayBeTooLarge: true };
  if (reading === "number")
    return { type: "number", expression: name.startsWith("DECIMAL") ? `CAST(${column} AS DOUBLE)` : column };
  return reading === "text" ? { type: "text", expression: `CAST(${column} AS VARCHAR)` } : null;
}
