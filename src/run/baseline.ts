import type { Design, TripleTiming } from "../core/design.ts";
import { combineFactors, factorFromNumbers } from "../numerics/factor.ts";

interface Moments {
  readonly mass: number;
  readonly mean: number;
  readonly variance: number;
}

function moments(values: Float64Array, weights: Float64Array | null, rows: readonly number[]): Moments {
  let mass = 0;
  let sum = 0;
  for (const row of rows) {
    const weight = weights === null ? 1 : weights[row]!;
    mass += weight;
    sum += weight * values[row]!;
  }
  const mean = sum / mass;
  let squares = 0;
  for (const row of rows) squares += (weights === null ? 1 : weights[row]!) * (values[row]! - mean) ** 2;
  return { mass, mean, variance: squares / mass };
}

/** An outcome with the exposure it is set against: two groups (0 and 1), or a dose. */
interface Compared {
  readonly outcome: Float64Array;
  readonly exposure: Float64Array;
  readonly isDose: boolean;
  readonly weights: Float64Array | null;
  /** Rows before the start. */
  readonly before: readonly number[];
}

/**
 * Standardised difference of the outcome before the start, in standard deviations (What Works Clearinghouse): between treated and other units, or, for a
 * dose, what a contrast of c goes with (slope of the outcome on the dose times c). The outcome of a triple difference is the gap between the groups of a
 * unit and period. NaN where there are no two groups to compare.
 *
 * @param postStart first period after the start
 * @param c         the declared contrast of exposure; 1 for two groups
 */
export function baselineDifference(design: Design, postStart: number | null, c: number): number {
  const compared = comparedBefore(design, postStart);
  if (compared === null) return Number.NaN;
  const { outcome, exposure, weights, before } = compared;
  if (compared.isDose) {
    const y = moments(outcome, weights, before);
    const x = moments(exposure, weights, before);
    let cross = 0;
    for (const row of before)
      cross += (weights === null ? 1 : weights[row]!) * (exposure[row]! - x.mean) * (outcome[row]! - y.mean);
    return ((cross / x.mass / x.variance) * c) / Math.sqrt(y.variance);
  }
  const treated = moments(
    outcome,
    weights,
    before.filter((row) => exposure[row] === 1),
  );
  const others = moments(
    outcome,
    weights,
    before.filter((row) => exposure[row] !== 1),
  );
  const pooled = (treated.variance * treated.mass + others.variance * others.mass) / (treated.mass + others.mass);
  return (treated.mean - others.mean) / Math.sqrt(pooled);
}

function comparedBefore(design: Design, postStart: number | null): Compared | null {
  const { timing, period } = design;
  if (postStart === null || period === null) return null;
  const before: number[] = [];
  period.values.forEach((value, row) => {
    if (value < postStart) before.push(row);
  });
  const rows = { outcome: design.outcome.values, weights: design.weights?.values ?? null, before };
  switch (timing.kind) {
    case "none":
      return null;
    case "dose":
      return { ...rows, exposure: timing.dose, isDose: true };
    case "two-by-two":
      return { ...rows, exposure: timing.treated, isDose: false };
    case "staggered":
      return { ...rows, exposure: timing.cohort.map((cohort) => (Number.isFinite(cohort) ? 1 : 0)), isDose: false };
    case "triple-difference":
      return gapsBefore(design, timing, before);
    default:
      return timing satisfies never;
  }
}

/** Weighted mean of the affected groups less that of the others, per unit and period that has both; a gap weighs what its rows do together. */
function gapsBefore(design: Design, timing: TripleTiming, before: readonly number[]): Compared | null {
  const { unit, period, outcome, weights } = design;
  if (unit === null || period === null) return null;
  const cell = combineFactors("", [unit, factorFromNumbers("", period.values)]);
  const sides = [0, 1].map(() => ({ mass: new Float64Array(cell.count), sum: new Float64Array(cell.count) }));
  const exposure = new Float64Array(cell.count);
  for (const row of before) {
    const { mass, sum } = sides[timing.affected[row]!]!;
    const at = cell.codes[row]!;
    const weight = weights?.values[row] ?? 1;
    mass[at]! += weight;
    sum[at]! += weight * outcome.values[row]!;
    exposure[at] = timing.exposure[row]!;
  }
  const [others, affected] = sides as [(typeof sides)[number], (typeof sides)[number]];
  return {
    outcome: affected.sum.map((sum, at) => sum / affected.mass[at]! - others.sum[at]! / others.mass[at]!),
    exposure,
    isDose: timing.exposure.some((value) => value !== 0 && value !== 1),
    weights: affected.mass.map((mass, at) => mass + others.mass[at]!),
    before: [...affected.mass.keys()].filter((at) => affected.mass[at]! > 0 && others.mass[at]! > 0),
  };
}
