import type { Design } from "../core/design.ts";

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

/**
 * Standardised difference of the outcome before the start, in standard deviations (What Works Clearinghouse): between treated and other units, or, for a
 * dose, what a contrast of c goes with (slope of the outcome on the dose times c). NaN where there are no two groups to compare.
 *
 * @param postStart first period after the start
 * @param c         the declared contrast of exposure; 1 for two groups
 */
export function baselineDifference(design: Design, postStart: number | null, c: number): number {
  const { timing, period } = design;
  if (postStart === null || period === null) return Number.NaN;
  const weights = design.weights?.values ?? null;
  const before: number[] = [];
  period.values.forEach((value, row) => {
    if (value < postStart) before.push(row);
  });
  const outcome = design.outcome.values;
  if (timing.kind === "dose") {
    const y = moments(outcome, weights, before);
    const x = moments(timing.dose, weights, before);
    let cross = 0;
    for (const row of before)
      cross += (weights === null ? 1 : weights[row]!) * (timing.dose[row]! - x.mean) * (outcome[row]! - y.mean);
    return ((cross / x.mass / x.variance) * c) / Math.sqrt(y.variance);
  }
  const exposed =
    timing.kind === "two-by-two"
      ? timing.treated
      : timing.kind === "staggered"
        ? timing.cohort.map((cohort) => (Number.isFinite(cohort) ? 1 : 0))
        : null;
  if (exposed === null) return Number.NaN;
  const treated = moments(
    outcome,
    weights,
    before.filter((row) => exposed[row] === 1),
  );
  const others = moments(
    outcome,
    weights,
    before.filter((row) => exposed[row] !== 1),
  );
  const pooled = (treated.variance * treated.mass + others.variance * others.mass) / (treated.mass + others.mass);
  return (treated.mean - others.mean) / Math.sqrt(pooled);
}
