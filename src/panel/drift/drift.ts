import type { Column, Table } from "../../core/table.ts";
import type { Observation } from "../checks/check.ts";
import { columnFindings } from "./column-findings.ts";
import { type ColumnDrift, columnDrift } from "./columns.ts";
import { keyFindings } from "./key-findings.ts";
import { findKey, holdsYears, type Match, matchVersions, repeatedRows } from "./match.ts";
import { revisions } from "./revisions.ts";
import { shapeFindings } from "./shape-findings.ts";

/** What changed between two versions of one table. */
export interface Drift {
  readonly rows: readonly [before: number, after: number];
  /** Columns that match rows; null when nothing tells them apart. */
  readonly key: readonly string[] | null;
  /** Column of years, by which revisions are counted. */
  readonly period: string | null;
  readonly columns: readonly ColumnDrift[];
  /** Cells of matched rows that differ, by column; columns without any are left out. */
  readonly revised: ReadonlyMap<string, number>;
  readonly observations: readonly Observation[];
}

export interface DriftOptions {
  /** Columns that tell rows apart; found when not given. Each is in both versions. */
  readonly key?: readonly string[] | undefined;
}

/**
 * Compares two versions of a table: rows, columns, keys that are gone or new, values that were revised, distributions, missing and suppressed cells, and codes.
 * Thresholds are those of columns.ts; what may be expected is a note, what may break a series a warning.
 */
export function compareTables(before: Table, after: Table, options: DriftOptions = {}): Drift {
  const both = [...before.columns.keys()].filter((name) => kindOf(before, name) === kindOf(after, name));
  const asked = options.key;
  const repeats = asked === undefined ? null : ([repeatedRows(before, asked), repeatedRows(after, asked)] as const);
  const key = asked === undefined ? findKey(before, after) : repeats!.every((rows) => rows === 0) ? asked : null;
  const match: Match | null = key === null ? null : matchVersions(before, after, key);
  const period = periodColumn(before, after, both);
  const columns = both.map((name) =>
    columnDrift(name, before.columns.get(name)!, after.columns.get(name)!, [before, after]),
  );
  const revised = match === null ? [] : revisions(before, after, match, period, both);
  return {
    rows: [before.rowCount, after.rowCount],
    key,
    period,
    columns,
    revised: new Map(revised.map(({ column, rows }) => [column, rows])),
    observations: [
      ...shapeFindings(before, after),
      ...keyFindings(before, after, match, period, asked ?? null, repeats),
      ...revised.map(({ observation }) => observation),
      ...columnFindings(columns.filter(({ name }) => name !== period)),
    ],
  };
}

const kindOf = (table: Table, name: string): Column["kind"] | undefined => table.columns.get(name)?.kind;

/** The first column that holds years in both versions. */
function periodColumn(before: Table, after: Table, names: readonly string[]): string | null {
  return names.find((name) => holdsYears(before.columns.get(name)) && holdsYears(after.columns.get(name))) ?? null;
}
