import type { Descriptive } from "./describe.ts";
import type { Point } from "./summarise.ts";

/** Which numbers may not be shown: counts of people from 1 up to the minimum, and whatever rests on fewer of them. */
export interface Disclosure {
  /** Smallest count that may be shown; 0 or 1 hides nothing. */
  readonly minimum: number;
  /** Whether the values themselves are counts of people. */
  readonly isCount: boolean;
}

const isSmall = (value: number, minimum: number): boolean => value > 0 && value < minimum;

/** Points that may be shown, and how many may not. A suppressed count, whose interval reaches below the minimum, has a middle that gives nothing away. */
export function discloseSeries(
  points: readonly Point[],
  { minimum, isCount }: Disclosure,
): { readonly points: readonly Point[]; readonly hidden: number } {
  const shown = isCount ? points.filter(({ value, min, max }) => min < max || !isSmall(value, minimum)) : points;
  return { points: shown, hidden: points.length - shown.length };
}

/** Rows whose weight, the number of people behind them, may be shown. */
export function discloseRows(
  rows: readonly number[],
  weights: Float64Array | null,
  minimum: number,
): readonly number[] {
  return weights === null ? rows : rows.filter((row) => !isSmall(weights[row]!, minimum));
}

/** Statistics of fewer rows than the minimum are left out, and so is every one that is itself a small count. */
export function discloseDescriptive(row: Descriptive, { minimum, isCount }: Disclosure): Descriptive {
  const show = (value: number | null): number | null =>
    value === null || row.n < minimum || (isCount && isSmall(value, minimum)) ? null : value;
  const { mean, sd, min, q25, median, q75, max } = row;
  return {
    ...row,
    mean: show(mean),
    sd: row.n < minimum ? null : sd,
    min: show(min),
    q25: show(q25),
    median: show(median),
    q75: show(q75),
    max: show(max),
  };
}
