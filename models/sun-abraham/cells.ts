import type { Design } from "../../src/core/design.ts";
import { eventTimeOf } from "../../src/estimate/att-gt.ts";
import type { Sample } from "./sample.ts";

/** One interaction: a cohort in a period that is not a reference of it. */
export interface Cell {
  readonly cohort: number;
  readonly period: number;
  readonly name: string;
}

export interface Cells {
  /** By cohort, then period. */
  readonly list: readonly Cell[];
  /** Per design row its cell; −1 for comparison units, reference periods and rows outside the sample. */
  readonly codes: Int32Array;
}

/** The interactions of cohort and event time that the sample's rows are in (Sun and Abraham 2021, equation 27). */
export function planCells(design: Design, { rows, start, cohorts, references }: Sample): Cells {
  const { values, levels } = design.period!;
  const weights = design.weights?.values;
  const cohortAt = new Map(Array.from(cohorts, (cohort, g) => [cohort, g]));
  const periodAt = new Map(Array.from(levels, (level, t) => [level, t]));
  const isReference = Array.from(cohorts, (cohort) =>
    Array.from(levels, (period) => references.get(cohort)!.includes(eventTimeOf({ cohort, period }))),
  );
  const pair = new Int32Array(design.rowCount).fill(-1);
  const seen = new Uint8Array(cohorts.length * levels.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (start[row] === Infinity || weights?.[row] === 0) continue;
    const g = cohortAt.get(start[row]!)!;
    const t = periodAt.get(values[row]!)!;
    if (isReference[g]![t]) continue;
    pair[row] = g * levels.length + t;
    seen[pair[row]!] = 1;
  }
  const list: Cell[] = [];
  const codeOf = new Int32Array(seen.length).fill(-1);
  cohorts.forEach((cohort, g) => {
    levels.forEach((period, t) => {
      if (seen[g * levels.length + t] === 0) return;
      codeOf[g * levels.length + t] = list.length;
      list.push({ cohort, period, name: `${cohort} @ ${period}` });
    });
  });
  for (let row = 0; row < pair.length; row++) if (pair[row]! >= 0) pair[row] = codeOf[pair[row]!]!;
  return { list, codes: pair };
}
