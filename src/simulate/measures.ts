import type { Draws } from "./draws.ts";
import { type EffectSizes, type Exposure, effectAt } from "./effects.ts";
import type { Simulation } from "./spec.ts";

type MeasureSpec = Simulation["measures"][number];

/**
 * A series of one entity, year by year: mean + own level + trend + shock of the year (the same for all) + remainder with carry-over + effects.
 *
 *   y(i,t) = m + a(i) + b (t − t0) + s(t) + e(i,t) + Σ effects,   e(i,t) = ρ e(i,t−1) + √(1 − ρ²) σ z(i,t)
 *
 * @returns one value per year of the measure, kept within its limits
 */
export function measureSeries(
  simulation: Simulation,
  measure: MeasureSpec,
  entity: string,
  exposure: Exposure,
  sizes: EffectSizes,
  early: { readonly year: number; readonly times: number } | null,
  draws: Draws,
): Float64Array {
  const [first, last] = measure.years;
  const name = `measure/${measure.id}`;
  const level = measure.unit_sd * draws.normal(`${name}/level/${entity}`);
  const values = new Float64Array(last - first + 1);
  let rest = 0;
  for (let year = first; year <= last; year++) {
    const fresh = measure.noise_sd * draws.normal(`${name}/noise/${entity}`, year);
    rest = year === first ? fresh : measure.carry * rest + Math.sqrt(1 - measure.carry ** 2) * fresh;
    const value =
      measure.mean +
      level +
      measure.trend * (year - first) +
      measure.shock_sd * draws.normal(`${name}/shock`, year) +
      rest +
      effectAt(simulation, sizes, measure.effects, exposure, year, early);
    values[year - first] = Math.min(
      measure.max ?? Number.POSITIVE_INFINITY,
      Math.max(measure.min ?? Number.NEGATIVE_INFINITY, value),
    );
  }
  return values;
}
