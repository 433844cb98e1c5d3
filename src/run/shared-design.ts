import type { Design, Timing } from "../core/design.ts";
import type { Column, Factor } from "../core/table.ts";

function shareFloat64(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

function shareInt32(values: Int32Array): Int32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

/** Labels of factors stay behind: workers compute with codes, and posting would copy every label. */
const shareFactor = (factor: Factor): Factor => ({
  name: factor.name,
  codes: shareInt32(factor.codes),
  count: factor.count,
});

/** Labels of a named column stay: they become names of coefficients, and count its levels. */
function shareColumn(column: Column): Column {
  if (column.kind === "category") return { ...column, codes: shareInt32(column.codes) };
  return { kind: "number", name: column.name, values: shareFloat64(column.values) };
}

function shareTiming(timing: Timing): Timing {
  switch (timing.kind) {
    case "none":
      return timing;
    case "two-by-two":
      return { ...timing, treated: shareFloat64(timing.treated), post: shareFloat64(timing.post) };
    case "dose":
      return { ...timing, dose: shareFloat64(timing.dose), post: shareFloat64(timing.post) };
    case "staggered":
      return { ...timing, cohort: shareFloat64(timing.cohort) };
    case "triple-difference":
      return {
        ...timing,
        exposure: shareFloat64(timing.exposure),
        affected: shareFloat64(timing.affected),
        group: shareFactor(timing.group),
        post: shareFloat64(timing.post),
      };
    default:
      return timing satisfies never;
  }
}

/**
 * The design with its arrays on shared memory, so that posting it to a worker copies nothing large.
 *
 * @param named columns that the task's options can name; the others are left behind
 */
export function shareDesign(design: Design, named: ReadonlySet<string>): Design {
  const columns = new Map<string, Column>();
  for (const [name, column] of design.columns) if (named.has(name)) columns.set(name, shareColumn(column));
  return {
    rowCount: design.rowCount,
    outcome: { name: design.outcome.name, values: shareFloat64(design.outcome.values) },
    unit: design.unit === null ? null : shareFactor(design.unit),
    period:
      design.period === null
        ? null
        : { ...design.period, values: shareFloat64(design.period.values), levels: shareFloat64(design.period.levels) },
    timing: shareTiming(design.timing),
    weights: design.weights === null ? null : { ...design.weights, values: shareFloat64(design.weights.values) },
    clusters: design.clusters.map(shareFactor),
    columns,
  };
}
