import type { CategoryColumn, NumberColumn, Table } from "../core/table.ts";
import { cellText, takeRows } from "../indicators/rows.ts";
import { type Descriptive, describePanel, rowsByPeriod } from "./describe.ts";
import type { Point } from "./summarise.ts";

/** Which keys of an indicator's table are what. */
export interface TableShape {
  /** Key of the areas. */
  readonly area: string | null;
  readonly period: string;
  /** Further keys: profile, leerweg. */
  readonly dimensions: readonly string[];
}

/** How rows of one period become one number. Weights are one per row of the table. */
export type Aggregate =
  | { readonly kind: "mean" }
  | { readonly kind: "sum" }
  | { readonly kind: "weighted"; readonly weights: Float64Array };

/** Rows of a table that belong together, and by which labels. */
export interface RowGroup {
  readonly labels: readonly string[];
  readonly rows: readonly number[];
}

/** Rows by the labels of some keys, in code-unit order of the labels. */
export function groupRows(table: Table, keys: readonly string[]): readonly RowGroup[] {
  const columns = keys.map((key) => table.columns.get(key)!);
  const groups = new Map<string, { labels: string[]; rows: number[] }>();
  for (let row = 0; row < table.rowCount; row++) {
    const labels = columns.map((column) => cellText(column, row) ?? "");
    const key = JSON.stringify(labels);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { labels, rows: [row] });
    else known.rows.push(row);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group);
}

/** How many areas a table has; 1 when it has no key of areas. */
export function countAreas(table: Table, { area }: TableShape): number {
  const column = area === null ? undefined : table.columns.get(area);
  if (column === undefined) return 1;
  if (column.kind === "number") return new Set(column.values).size;
  return new Set((column as CategoryColumn).codes).size;
}

const numberAt = (table: Table, name: string): NumberColumn => table.columns.get(name) as NumberColumn;

/**
 * One point per period from some rows: their sum, mean or weighted mean at mid, min and max, weights as they are. Rows without a value or with no weight do not
 * count; a period without rows has no point.
 */
export function pointsOf(
  table: Table,
  shape: TableShape,
  rows: readonly number[],
  aggregate: Aggregate,
): readonly Point[] {
  const { values, min = values, max = values } = numberAt(table, "value");
  const period = numberAt(table, shape.period).values;
  const weightOf = (row: number): number => (aggregate.kind === "weighted" ? aggregate.weights[row]! : 1);
  const points: Point[] = [];
  for (const [level, at] of rowsByPeriod(Float64Array.from(rows, (row) => period[row]!))) {
    const used = at.map((index) => rows[index]!).filter((row) => Number.isFinite(values[row]!) && weightOf(row) > 0);
    if (used.length === 0) continue;
    const mass = aggregate.kind === "sum" ? 1 : used.reduce((sum, row) => sum + weightOf(row), 0);
    const of = (column: Float64Array): number =>
      used.reduce((sum, row) => sum + weightOf(row) * column[row]!, 0) / mass;
    points.push({ period: level, value: of(values), min: of(min), max: of(max), n: used.length });
  }
  return points;
}

/** Descriptive statistics over some rows, per period. */
export function describeRows(table: Table, shape: TableShape, rows: readonly number[]): readonly Descriptive[] {
  const value = takeRows(numberAt(table, "value"), rows);
  const period = Float64Array.from(rows, (row) => numberAt(table, shape.period).values[row]!);
  return describePanel(new Map([["value", value]]), period);
}

/** The values of another table at the rows of this one, by the keys they share; NaN where it has none. */
export function valuesAt(table: Table, other: Table, keys: readonly string[]): Float64Array {
  const keyOf = (from: Table, row: number): string =>
    JSON.stringify(keys.map((key) => cellText(from.columns.get(key)!, row)));
  const rows = new Map<string, number>();
  for (let row = 0; row < other.rowCount; row++) rows.set(keyOf(other, row), row);
  const { values } = numberAt(other, "value");
  return Float64Array.from({ length: table.rowCount }, (_, row) => {
    const at = rows.get(keyOf(table, row));
    return at === undefined ? Number.NaN : values[at]!;
  });
}
