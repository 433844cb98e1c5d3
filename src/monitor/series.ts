import type { NumberColumn } from "../core/table.ts";
import { rowsByPeriod } from "./describe.ts";
import { fitTrend } from "./trend.ts";

export interface Series {
  readonly series: readonly {
    readonly period: number;
    readonly value: number | null;
    readonly min: number | null;
    readonly max: number | null;
    readonly n: number;
  }[];
  /** Change of the last period against the baseline period; null when either is missing. */
  readonly baseline: number | null;
  readonly change: number | null;
  readonly theilSen: number | null;
  readonly leastSquares: number | null;
}

/** Null without rows. */
function weightedMean(values: Float64Array, weights: Float64Array | null, rows: readonly number[]): number | null {
  let sum = 0;
  let mass = 0;
  for (const row of rows) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * values[row]!;
    mass += weight;
  }
  return mass > 0 ? sum / mass : null;
}

/**
 * The weighted mean of an outcome per period with the bounds its intervals allow (weights at mid), its change against a baseline period and its trend.
 * Says what happened, not why: doelbereik, never doeltreffendheid.
 *
 * @param rows rows that count, e.g. the sample of a link
 */
export function nationalSeries(
  outcome: NumberColumn,
  weights: Float64Array | null,
  period: Float64Array,
  rows: readonly number[],
  baseline: number | null,
): Series {
  const inSample = new Set(rows);
  const series = [...rowsByPeriod(period)]
    .map(([level, all]) => {
      const used = all.filter(
        (row) => inSample.has(row) && Number.isFinite(outcome.values[row]!) && (weights === null || weights[row]! > 0),
      );
      return {
        period: level,
        value: weightedMean(outcome.values, weights, used),
        min: weightedMean(outcome.min ?? outcome.values, weights, used),
        max: weightedMean(outcome.max ?? outcome.values, weights, used),
        n: used.length,
      };
    })
    .filter(({ n }) => n > 0);
  const base = series.find((point) => point.period === baseline)?.value ?? null;
  const last = series[series.length - 1]?.value ?? null;
  return {
    series,
    baseline: base === null ? null : baseline,
    change: base === null || last === null ? null : last - base,
    ...fitTrend(
      series.map((point) => point.period),
      series.map((point) => point.value ?? Number.NaN),
    ),
  };
}
