import type { Interval } from "../core/effect.ts";
import { alphaOf, intervalAt } from "./intervals.ts";

export const ADJUSTMENTS = [
  "none",
  "bonferroni",
  "holm",
  "hochberg",
  "hommel",
  "benjamini-hochberg",
  "benjamini-yekutieli",
] as const;
export type Adjustment = (typeof ADJUSTMENTS)[number];

/**
 * p-values adjusted for m tests: reject where the adjusted p ≤ α.
 *
 * Bonferroni; Holm (1979), step-down; Hochberg (1988), step-up; Hommel (1988), by Simes tests of every intersection; these control the chance
 * of any false rejection. Benjamini & Hochberg (1995) and Benjamini & Yekutieli (2001) control the expected share of false rejections.
 *
 * @param p values in [0, 1]; NaN stays NaN and does not count
 * @param m number of tests; default those that are not NaN. More than that means tests whose p is not shown: they are taken as 1
 * @throws RangeError when m is smaller than the number of p-values, which is a bug in the caller
 */
export function adjustPValues(p: ArrayLike<number>, method: Adjustment, m?: number): Float64Array {
  const index: number[] = [];
  for (let i = 0; i < p.length; i++) if (!Number.isNaN(p[i]!)) index.push(i);
  index.sort((a, b) => p[a]! - p[b]! || a - b);
  const sorted = index.map((i) => p[i]!);
  const tests = m ?? sorted.length;
  if (tests < sorted.length) throw new RangeError(`${sorted.length} p-values cannot come from ${tests} tests`);
  const adjusted = adjustSorted(sorted, method, tests);
  const out = new Float64Array(p.length).fill(Number.NaN);
  for (let rank = 0; rank < index.length; rank++) out[index[rank]!] = Math.min(1, adjusted[rank]!);
  return out;
}

/** The adjustment on ascending p-values; entries may exceed 1. */
function adjustSorted(p: readonly number[], method: Adjustment, m: number): number[] {
  switch (method) {
    case "none":
      return [...p];
    case "bonferroni":
      return p.map((value) => m * value);
    case "holm":
      return runningMax(p.map((value, i) => (m - i) * value));
    case "hochberg":
      return runningMin(p.map((value, i) => (m - i) * value));
    case "hommel":
      return hommel(p, m);
    case "benjamini-hochberg":
      return runningMin(p.map((value, i) => (m / (i + 1)) * value));
    case "benjamini-yekutieli": {
      const harmonic = harmonicSum(m);
      return runningMin(p.map((value, i) => ((harmonic * m) / (i + 1)) * value));
    }
    default:
      return method satisfies never;
  }
}

function runningMax(values: readonly number[]): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  return values.map((value) => (highest = Math.max(highest, value)));
}

function runningMin(values: readonly number[]): number[] {
  const out = [...values];
  for (let i = out.length - 2; i >= 0; i--) out[i] = Math.min(out[i]!, out[i + 1]!);
  return out;
}

function harmonicSum(m: number): number {
  let total = 0;
  for (let i = 1; i <= m; i++) total += 1 / i;
  return total;
}

/**
 * Hommel's adjusted p: the largest Simes p over the intersections that contain the hypothesis. Of those of size s it is the one with the s − 1 largest
 * p-values and the hypothesis itself, or the s largest when the hypothesis is among them (Wright 1992).
 */
function hommel(p: readonly number[], m: number): number[] {
  const all = [...p, ...new Array<number>(m - p.length).fill(1)];
  const out = [...all];
  for (let size = m; size >= 2; size--) {
    let simes = Number.POSITIVE_INFINITY;
    for (let j = 2; j <= size; j++) simes = Math.min(simes, (size * all[m - size + j - 1]!) / j);
    for (let i = 0; i < m; i++) out[i] = Math.max(out[i]!, Math.min(simes, size * all[Math.min(i, m - size)]!));
  }
  return out.slice(0, p.length);
}

export interface SimultaneousIntervals {
  /** What they promise: joint coverage, or the expected share of selected intervals that miss (false coverage rate). */
  readonly kind: "bonferroni" | "false-coverage-rate";
  /** One per estimate; null where the estimate was not selected, because the promise is about selected ones only. */
  readonly intervals: readonly (Interval | null)[];
}

/**
 * The intervals that match an adjustment, where they exist.
 *
 * Bonferroni: 1 − α/m for each, joint coverage 1 − α. Benjamini–Hochberg and –Yekutieli: 1 − Rα/m for the R rejected (divided by Σ 1/i for
 * Yekutieli), false coverage rate α (Benjamini & Yekutieli 2005). Holm, Hochberg and Hommel have no dual two-sided interval: null, and none is invented.
 *
 * @param effects estimate, standard error and degrees of freedom, in the order of p
 * @param p       unadjusted two-sided p-values; NaN is not selected
 */
export function simultaneousIntervals(
  effects: readonly { readonly estimate: number; readonly se: number; readonly df: number }[],
  p: ArrayLike<number>,
  method: Adjustment,
  level: number,
  m: number = effects.length,
): SimultaneousIntervals | null {
  const alpha = alphaOf(level);
  if (method === "bonferroni") {
    const intervals = effects.map(({ estimate, se, df }) => intervalAt(estimate, se, df, alpha / m));
    return { kind: "bonferroni", intervals };
  }
  if (method !== "benjamini-hochberg" && method !== "benjamini-yekutieli") return null;
  const selected = Array.from(adjustPValues(p, method, m), (value) => value <= alpha);
  const count = selected.filter(Boolean).length;
  const share = (count * alpha) / (method === "benjamini-hochberg" ? m : m * harmonicSum(m));
  const intervals = effects.map(({ estimate, se, df }, i) =>
    selected[i] === true ? intervalAt(estimate, se, df, share) : null,
  );
  return { kind: "false-coverage-rate", intervals };
}
