import type { Design, Timing, TripleTiming } from "../core/design.ts";
import type { Column, Factor, NumberColumn } from "../core/table.ts";
import { factorFromColumn, takeFactor } from "../numerics/factor.ts";
import { type Panel, takeRows } from "../panel/panel.ts";

/** A link's design with every variant applied: names resolved to columns, conditions to 0/1 per panel row. */
export interface ResolvedDesign {
  readonly outcome: string;
  /** Take the outcome at an end of its intervals. */
  readonly bound: "min" | "max" | null;
  readonly timing:
    | { readonly kind: "none" }
    | { readonly kind: "two-by-two"; readonly treated: Float64Array; readonly post: Float64Array }
    | { readonly kind: "dose"; readonly name: string; readonly dose: Float64Array; readonly post: Float64Array }
    | { readonly kind: "staggered"; readonly cohort: Float64Array }
    | TripleTiming;
  /** The unit, where it is coarser than the panel's: per panel row, no row missing. Errors cluster by it when there are no other clusters. */
  readonly unit?: Factor;
  readonly weights: string | null;
  readonly clusters: readonly string[];
  /** 0/1 or other columns defined beside the panel's own, per panel row. */
  readonly defined: ReadonlyMap<string, Float64Array>;
}

export interface BuiltDesign {
  readonly design: Design;
  /** Panel row of each design row. */
  readonly panelRows: Int32Array;
  /** Ends of the outcome's intervals per design row; null when it has none. */
  readonly outcomeBounds: { readonly min: Float64Array; readonly max: Float64Array } | null;
  /** Rows that could not be used, by reason and column. */
  readonly unusable: readonly {
    readonly reason: "missing" | "zero-weight";
    readonly column: string;
    readonly panelRows: readonly number[];
  }[];
}

/**
 * The rows of a panel that a design can use, as estimators want them: no missing outcome, timing, weight or cluster; sorted by unit, then period (as the panel is).
 * Covariates and effects to absorb may still be missing: an estimator that uses them says so.
 *
 * @param keep     length panel.rowCount: rows of the sample and window
 * @param resolved columns named exist in the panel (the specification was checked)
 */
export function buildDesign(panel: Panel, keep: Uint8Array, resolved: ResolvedDesign): BuiltDesign {
  const outcomeColumn = panel.columns.get(resolved.outcome) as NumberColumn;
  const outcome = (resolved.bound === null ? undefined : outcomeColumn[resolved.bound]) ?? outcomeColumn.values;
  const weight = resolved.weights === null ? null : (panel.columns.get(resolved.weights) as NumberColumn).values;
  const clusters = resolved.clusters.map((name) => panel.columns.get(name)!);
  const timing = resolved.timing;

  const tests: { column: string; reason: "missing" | "zero-weight"; usable: (row: number) => boolean }[] = [
    { column: resolved.outcome, reason: "missing", usable: (row) => Number.isFinite(outcome[row]!) },
  ];
  if (timing.kind === "dose")
    tests.push({ column: timing.name, reason: "missing", usable: (row) => Number.isFinite(timing.dose[row]!) });
  if (timing.kind === "staggered")
    tests.push({ column: "cohort", reason: "missing", usable: (row) => !Number.isNaN(timing.cohort[row]!) });
  if (timing.kind === "triple-difference")
    tests.push({ column: timing.name, reason: "missing", usable: (row) => Number.isFinite(timing.exposure[row]!) });
  if (weight !== null && resolved.weights !== null) {
    const name = resolved.weights;
    tests.push({ column: name, reason: "missing", usable: (row) => Number.isFinite(weight[row]!) });
    tests.push({ column: name, reason: "zero-weight", usable: (row) => weight[row]! !== 0 });
  }
  clusters.forEach((column) => {
    tests.push({
      column: column.name,
      reason: "missing",
      usable: (row) => (column.kind === "category" ? column.codes[row]! >= 0 : Number.isFinite(column.values[row]!)),
    });
  });

  const lost = tests.map(({ column, reason }) => ({ column, reason, panelRows: [] as number[] }));
  const rows: number[] = [];
  for (let row = 0; row < panel.rowCount; row++) {
    if (keep[row] === 0) continue;
    const failed = tests.findIndex((test) => !test.usable(row));
    if (failed >= 0) lost[failed]!.panelRows.push(row);
    else rows.push(row);
  }

  const coarse = resolved.unit;
  if (coarse !== undefined)
    rows.sort((a, b) => coarse.codes[a]! - coarse.codes[b]! || panel.period[a]! - panel.period[b]! || a - b);
  const panelRows = Int32Array.from(rows);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(panelRows, (row) => values[row]!);
  const columns = new Map<string, Column>();
  for (const [name, column] of panel.columns) columns.set(name, takeRows(column, panelRows, name));
  for (const [name, values] of resolved.defined) columns.set(name, { kind: "number", name, values: pick(values) });
  columns.set(resolved.outcome, { kind: "number", name: resolved.outcome, values: pick(outcome) });
  if (timing.kind === "dose")
    columns.set(timing.name, { kind: "number", name: timing.name, values: pick(timing.dose) });
  const periods = pick(panel.period);
  const unit = takeFactor(coarse ?? { ...panel.unit, name: panel.unitName }, panelRows);

  const design: Design = {
    rowCount: panelRows.length,
    outcome: { name: resolved.outcome, values: pick(outcome) },
    unit,
    period: { name: panel.periodName, values: periods, levels: Float64Array.from(new Set(periods)).sort() },
    timing: pickTiming(timing, panelRows, pick),
    weights:
      weight === null || resolved.weights === null
        ? null
        : { name: resolved.weights, kind: "sampling", values: pick(weight) },
    clusters:
      clusters.length === 0 && coarse !== undefined
        ? [unit]
        : clusters.map((column) => factorFromColumn(takeRows(column, panelRows, column.name))),
    columns,
  };
  const { min, max } = outcomeColumn;
  return {
    design,
    panelRows,
    outcomeBounds: min && max ? { min: pick(min), max: pick(max) } : null,
    unusable: lost.filter((entry) => entry.panelRows.length > 0),
  };
}

function pickTiming(
  timing: ResolvedDesign["timing"],
  rows: Int32Array,
  pick: (values: Float64Array) => Float64Array,
): Timing {
  switch (timing.kind) {
    case "none":
      return { kind: "none" };
    case "two-by-two":
      return { kind: "two-by-two", treated: pick(timing.treated), post: pick(timing.post) };
    case "dose":
      return { kind: "dose", name: timing.name, dose: pick(timing.dose), post: pick(timing.post) };
    case "staggered":
      return { kind: "staggered", cohort: pick(timing.cohort) };
    case "triple-difference":
      return {
        ...timing,
        exposure: pick(timing.exposure),
        affected: pick(timing.affected),
        group: takeFactor(timing.group, rows),
        post: pick(timing.post),
      };
    default:
      return timing satisfies never;
  }
}
