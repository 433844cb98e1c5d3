import type { EffectSpec, Simulation } from "./spec.ts";

/** Sizes of effects by id: 0 plants none. */
export type EffectSizes = ReadonlyMap<string, number>;

/** What one unit is exposed to. */
export interface Exposure {
  readonly share: number;
  /** Mean share of the units of its region. */
  readonly area: number;
  readonly dose: number;
}

/** The sizes a simulation declares, all 0 for "none", or those with some replaced. @throws RangeError at an effect it does not declare */
export function effectSizes(
  simulation: Simulation,
  chosen: "none" | "planted" | ReadonlyMap<string, number>,
): EffectSizes {
  const sizes = new Map(simulation.effects.map(({ id, size }) => [id, chosen === "none" ? 0 : size]));
  if (typeof chosen === "string") return sizes;
  for (const [id, size] of chosen) {
    if (!sizes.has(id)) throw new RangeError(`there is no effect "${id}"; there is ${[...sizes.keys()].join(", ")}`);
    sizes.set(id, size);
  }
  return sizes;
}

/** Multiple of the size in a year: 0 before the first, 1 after, or what the steps say. */
function timesIn(
  effect: EffectSpec,
  year: number,
  early: { readonly year: number; readonly times: number } | null,
): number {
  if (early !== null && year === early.year) return early.times;
  if (effect.steps === undefined) return year >= effect.from ? 1 : 0;
  return effect.steps.filter(({ from }) => year >= from).at(-1)?.times ?? 0;
}

/**
 * The sum of effects at a unit in a year: Σ size × exposure × multiple of the year.
 *
 * @param named ids of the effects that act on the process
 * @param early a year before the start in which part of every effect already shows; null for none
 */
export function effectAt(
  simulation: Simulation,
  sizes: EffectSizes,
  named: readonly string[],
  exposure: Exposure,
  year: number,
  early: { readonly year: number; readonly times: number } | null,
): number {
  let sum = 0;
  for (const id of named) {
    const effect = simulation.effects.find((one) => one.id === id)!;
    const per = effect.exposure === "one" ? 1 : exposure[effect.exposure];
    sum += sizes.get(id)! * per * timesIn(effect, year, early);
  }
  return sum;
}
