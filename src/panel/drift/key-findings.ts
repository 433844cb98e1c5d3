import type { Table } from "../../core/table.ts";
import { cellText } from "../../indicators/rows.ts";
import type { Observation } from "../checks/check.ts";
import { type Cell, distinct, firstOf, listing } from "../checks/listing.ts";
import type { Match } from "./match.ts";

const EXAMPLES = 5;

/** Cells of rows as a listing of some columns. */
export function cellsOf(table: Table, rows: readonly number[], names: readonly string[]): [string, Cell[]][] {
  return names.map((name) => {
    const column = table.columns.get(name)!;
    const cell = (row: number): Cell =>
      column.kind === "number"
        ? Number.isFinite(column.values[row]!)
          ? column.values[row]!
          : null
        : cellText(column, row);
    return [name, rows.map(cell)];
  });
}

const keyText = (table: Table, row: number, key: readonly string[]): string =>
  key.map((name) => cellText(table.columns.get(name)!, row) ?? "–").join(" · ");

/** Rows that are in one version only. New keys in periods that were not there before are what a new year brings; gone keys never are. */
export function keyFindings(
  before: Table,
  after: Table,
  match: Match | null,
  period: string | null,
  asked: readonly string[] | null,
  repeats: readonly [number, number] | null,
): readonly Observation[] {
  if (match === null) {
    const [inBefore, inAfter] = repeats ?? [0, 0];
    return [
      asked === null
        ? {
            finding: { code: "drift-no-key", severity: "warning", values: {} },
            rows: () => listing([["column", [...before.columns.keys()]]]),
          }
        : {
            finding: {
              code: "drift-key-repeats",
              severity: "warning",
              values: { columns: asked, before: inBefore, after: inAfter },
            },
            rows: () => listing([["column", asked]]),
          },
    ];
  }
  const { key, rowBefore, gone } = match;
  const isNew = Array.from(rowBefore.keys()).filter((row) => rowBefore[row]! < 0);
  const observations: Observation[] = [];
  if (gone.length > 0)
    observations.push({
      finding: {
        code: "drift-keys-gone",
        severity: "warning",
        values: {
          rows: gone.length,
          goneShare: gone.length / before.rowCount,
          examples: gone.slice(0, EXAMPLES).map((row) => keyText(before, row, key)),
        },
      },
      rows: () => listing(cellsOf(before, gone, [...before.columns.keys()])),
    });
  if (isNew.length > 0) {
    const known = new Set(periodsIn(before, period));
    const later = isNew.filter((row) => !known.has(periodOf(after, period, row)));
    const latest = distinct(later.map((row) => periodOf(after, period, row))).filter(Number.isFinite);
    observations.push({
      finding: {
        code: "drift-keys-new",
        severity: period !== null && later.length === isNew.length ? "note" : "warning",
        values: {
          rows: isNew.length,
          within: period === null ? isNew.length : isNew.length - later.length,
          periods: firstOf(latest.map(String)),
          examples: isNew.slice(0, EXAMPLES).map((row) => keyText(after, row, key)),
        },
      },
      rows: () => listing(cellsOf(after, isNew, [...after.columns.keys()])),
    });
  }
  return observations;
}

/** Period of a row; NaN without periods. */
export function periodOf(table: Table, period: string | null, row: number): number {
  const column = period === null ? undefined : table.columns.get(period);
  return column?.kind === "number" ? column.values[row]! : Number.NaN;
}

/** Distinct periods of a version, ascending. */
export function periodsIn(table: Table, period: string | null): number[] {
  const column = period === null ? undefined : table.columns.get(period);
  return column?.kind === "number" ? distinct(column.values) : [];
}
