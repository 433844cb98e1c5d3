import { mean, quantileSorted, sampleStandardDeviation } from "simple-statistics";
import type { Column, NumberColumn } from "../core/table.ts";

export interface Descriptive {
  readonly column: string;
  readonly period: number;
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
  readonly max: number | null;
  /** Share of cells whose count is an interval. */
  readonly intervals: number;
}

/** Rows of each period, ascending. */
export function rowsByPeriod(period: Float64Array): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (const level of Float64Array.from(new Set(period)).sort()) rows.set(level, []);
  period.forEach((value, row) => {
    rows.get(value)!.push(row);
  });
  return rows;
}

const isInterval = (column: NumberColumn, row: number): boolean =>
  column.min !== undefined && column.max !== undefined && column.min[row]! < column.max[row]!;

/** Descriptive statistics of every number column of these per period (quantiles: Hyndman and Fan's type 7, as R and simple-statistics 7.12 compute them). */
export function describePanel(columns: ReadonlyMap<string, Column>, period: Float64Array): readonly Descriptive[] {
  const periods = rowsByPeriod(period);
  const described: Descriptive[] = [];
  for (const [name, column] of columns) {
    if (column.kind !== "number") continue;
    for (const [level, rows] of periods) {
      const present = rows.filter((row) => Number.isFinite(column.values[row]!));
      const sorted = Float64Array.from(present, (row) => column.values[row]!).sort();
      const values = [...sorted];
      const n = values.length;
      described.push({
        column: name,
        period: level,
        n,
        mean: n > 0 ? mean(values) : null,
        sd: n > 1 ? sampleStandardDeviation(values) : null,
        min: n > 0 ? values[0]! : null,
        q25: n > 0 ? quantileSorted(values, 0.25) : null,
        median: n > 0 ? quantileSorted(values, 0.5) : null,
        q75: n > 0 ? quantileSorted(values, 0.75) : null,
        max: n > 0 ? values[n - 1]! : null,
        intervals: n > 0 ? present.filter((row) => isInterval(column, row)).length / n : 0,
      });
    }
  }
  return described;
}
