import type { Design } from "../core/design.ts";
import type { Counts } from "../core/fit.ts";

/** Counts over the rows a fit used. Rows with a frequency weight count that often as observations; units, periods and cohorts are distinct. */
export function countDesign(design: Design, rowUnit: Int32Array): Counts {
  const { unit, period, timing, weights } = design;
  const { units, treatedUnits } = countUnits(design, rowUnit);
  let observations = rowUnit.length;
  if (weights?.kind === "frequency") {
    observations = 0;
    for (let i = 0; i < rowUnit.length; i++) observations += weights.values[rowUnit[i]!]!;
  }
  return {
    observations,
    units: unit === null ? null : units,
    treatedUnits: unit === null || timing.kind === "none" ? null : treatedUnits,
    periods: period === null ? null : countDistinct(period.values, rowUnit),
    cohorts: timing.kind === "staggered" ? countDistinct(timing.cohort, rowUnit, Number.POSITIVE_INFINITY) : null,
  };
}

/** Units with a row among those used, and how many of them are treated in one of these rows. */
function countUnits(design: Design, rowUnit: Int32Array): { readonly units: number; readonly treatedUnits: number } {
  const { unit } = design;
  if (unit === null) return { units: 0, treatedUnits: 0 };
  const isSeen = new Uint8Array(unit.count);
  const isEver = new Uint8Array(unit.count);
  let units = 0;
  let treatedUnits = 0;
  for (let i = 0; i < rowUnit.length; i++) {
    const row = rowUnit[i]!;
    const code = unit.codes[row]!;
    if (isSeen[code] === 0) {
      isSeen[code] = 1;
      units++;
    }
    if (isEver[code] === 0 && isTreated(design, row)) {
      isEver[code] = 1;
      treatedUnits++;
    }
  }
  return { units, treatedUnits };
}

/**
 * Distinct values in the rows used, but for one that does not count. Values that follow each other as before, as periods within units do, are
 * recognised by the value before them, so that a set is asked only about the others.
 */
export function countDistinct(values: Float64Array, rows: Int32Array, except = Number.NaN): number {
  const position = new Map<number, number>();
  const value: number[] = [];
  const follows: number[] = [];
  let last = 0;
  for (let i = 0; i < rows.length; i++) {
    const current = values[rows[i]!]!;
    const guess = follows[last]!;
    if (value[guess] === current) {
      last = guess;
      continue;
    }
    let at = position.get(current);
    if (at === undefined) {
      at = value.length;
      position.set(current, at);
      value.push(current);
      follows.push(0);
    }
    follows[last] = at;
    last = at;
  }
  return position.size - (position.has(except) ? 1 : 0);
}

/** Whether the unit of this row is ever treated, or has a dose other than 0. */
function isTreated(design: Design, row: number): boolean {
  const { timing } = design;
  switch (timing.kind) {
    case "none":
      return false;
    case "two-by-two":
      return timing.treated[row] !== 0;
    case "dose":
      return timing.dose[row] !== 0;
    case "staggered":
      return Number.isFinite(timing.cohort[row]!);
    case "triple-difference":
      return timing.exposure[row] !== 0;
    default:
      return timing satisfies never;
  }
}
