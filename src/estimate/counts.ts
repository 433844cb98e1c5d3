import type { Design } from "../core/design.ts";
import type { Counts } from "../core/fit.ts";

/** Counts over the rows a fit used. Rows with a frequency weight count that often as observations; units, periods and cohorts are distinct. */
export function countDesign(design: Design, rowUnit: Int32Array): Counts {
  const { unit, period, timing, weights } = design;
  const frequency = weights?.kind === "frequency" ? weights.values : null;
  const units = new Set<number>();
  const treatedUnits = new Set<number>();
  const periods = new Set<number>();
  const cohorts = new Set<number>();
  let observations = 0;
  for (const row of rowUnit) {
    observations += frequency === null ? 1 : frequency[row]!;
    if (period !== null) periods.add(period.values[row]!);
    if (unit !== null) {
      units.add(unit.codes[row]!);
      if (isTreated(design, row)) treatedUnits.add(unit.codes[row]!);
    }
    if (timing.kind === "staggered" && Number.isFinite(timing.cohort[row]!)) cohorts.add(timing.cohort[row]!);
  }
  return {
    observations,
    units: unit === null ? null : units.size,
    treatedUnits: unit === null || timing.kind === "none" ? null : treatedUnits.size,
    periods: period === null ? null : periods.size,
    cohorts: timing.kind === "staggered" ? cohorts.size : null,
  };
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
    default:
      return timing satisfies never;
  }
}
