import type { Design, Timing } from "../core/design.ts";
import type { Column } from "../core/table.ts";
import { takeFactor } from "../numerics/factor.ts";
import { takeRows } from "../panel/panel.ts";

/** The design on some of its rows, in their order. What leave-one-out refits use; the design handed in is not changed. */
export function subsetDesign(design: Design, rows: Int32Array): Design {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const columns = new Map<string, Column>();
  for (const [name, column] of design.columns) columns.set(name, takeRows(column, rows, name));
  const periods = design.period === null ? null : pick(design.period.values);
  return {
    rowCount: rows.length,
    outcome: { name: design.outcome.name, values: pick(design.outcome.values) },
    unit: design.unit === null ? null : takeFactor(design.unit, rows),
    period:
      design.period === null || periods === null
        ? null
        : { name: design.period.name, values: periods, levels: Float64Array.from(new Set(periods)).sort() },
    timing: subsetTiming(design.timing, rows, pick),
    weights: design.weights === null ? null : { ...design.weights, values: pick(design.weights.values) },
    clusters: design.clusters.map((factor) => takeFactor(factor, rows)),
    columns,
  };
}

function subsetTiming(timing: Timing, rows: Int32Array, pick: (values: Float64Array) => Float64Array): Timing {
  switch (timing.kind) {
    case "none":
      return timing;
    case "two-by-two":
      return { ...timing, treated: pick(timing.treated), post: pick(timing.post) };
    case "dose":
      return { ...timing, dose: pick(timing.dose), post: pick(timing.post) };
    case "staggered":
      return { ...timing, cohort: pick(timing.cohort) };
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
