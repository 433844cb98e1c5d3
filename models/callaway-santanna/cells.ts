import type { Options } from "./options.ts";
import type { Sample } from "./sample.ts";

/** One comparison ATT(g, t): a cohort and its comparison groups between a base period and a period. Positions, not values. */
export interface Cell {
  readonly cohort: number;
  readonly time: number;
  readonly base: number;
  /** Positions of the cohorts that stand in for untreated outcomes; the number of cohorts stands for never treated. */
  readonly comparison: readonly number[];
}

/**
 * The cells of a sample, by cohort, then period (Callaway and Sant'Anna 2021, section 2).
 *
 * From g − anticipation on, the base period is the last one before that. Earlier cells are relative to the period before them ("varying":
 * tests of parallel trends period by period) or to that same base ("universal", where the base period itself is a cell of zero). Base periods
 * are those that were observed, whatever the gaps.
 *
 * Not-yet-treated units are those whose cohort starts later than both periods of the cell, anticipation included.
 */
export function planCells(
  { levels, cohorts }: Pick<Sample, "levels" | "cohorts">,
  { comparison, basePeriod, anticipation }: Pick<Options, "comparison" | "basePeriod" | "anticipation">,
): readonly Cell[] {
  const never = cohorts.length;
  const cells: Cell[] = [];
  cohorts.forEach((start, cohort) => {
    const last = levels.findLastIndex((level) => level < start - anticipation);
    levels.forEach((level, time) => {
      const isBefore = level < start - anticipation;
      if (isBefore && basePeriod === "varying" && time === 0) return;
      const base = isBefore && basePeriod === "varying" ? time - 1 : last;
      const until = Math.max(level, levels[base]!) + anticipation;
      const later = [...cohorts.keys()].filter((other) => other !== cohort && cohorts[other]! > until);
      cells.push({ cohort, time, base, comparison: comparison === "never-treated" ? [never] : [...later, never] });
    });
  });
  return cells;
}
