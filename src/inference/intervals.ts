import type { ContrastEstimate } from "../core/check.ts";
import type { Interval } from "../core/effect.ts";
import { studentTQuantileUpper, studentTTwoSided, studentTUpper } from "../numerics/student-t.ts";

/**
 * α = 1 − level, free of the binary remainder: 1 − 0.95 is 0.05 and 1 − 0.9 is 0.1, so that a p of exactly 0.1 counts as reaching it.
 */
export function alphaOf(level: number): number {
  return Math.round((1 - level) * 1e12) / 1e12;
}

/** (estimate − nullValue)/se; NaN when se is 0 or not finite, because an error of zero is no test. */
export function tStatistic(estimate: number, se: number, nullValue = 0): number {
  return se > 0 && Number.isFinite(se) ? (estimate - nullValue) / se : Number.NaN;
}

/** Two-sided p of τ = nullValue by the t distribution with df degrees of freedom (Infinity: normal); NaN without a statistic. */
export function twoSidedP(estimate: number, se: number, df: number, nullValue = 0): number {
  const statistic = tStatistic(estimate, se, nullValue);
  return Number.isNaN(statistic) ? Number.NaN : studentTTwoSided(statistic, df);
}

/** P(T ≥ t) against τ ≤ nullValue ("greater") or P(T ≤ t) against τ ≥ nullValue ("less"). */
export function oneSidedP(
  estimate: number,
  se: number,
  df: number,
  nullValue: number,
  alternative: "greater" | "less",
): number {
  const statistic = tStatistic(estimate, se, nullValue);
  if (Number.isNaN(statistic)) return Number.NaN;
  return studentTUpper(alternative === "greater" ? statistic : -statistic, df);
}

/** Half-width in standard errors of a two-sided interval that leaves `alpha` outside. */
export function criticalValue(alpha: number, df: number): number {
  return studentTQuantileUpper(alpha / 2, df);
}

/** Two-sided t interval estimate ∓ t·se that leaves `alpha` outside; NaN at both ends when se is 0 or not finite. */
export function intervalAt(estimate: number, se: number, df: number, alpha: number): Interval {
  if (!(se > 0 && Number.isFinite(se))) return [Number.NaN, Number.NaN];
  const half = criticalValue(alpha, df) * se;
  return [estimate - half, estimate + half];
}

/** Two-sided t interval at a level, e.g. 0.95. */
export function confidenceInterval(estimate: number, se: number, df: number, level: number): Interval {
  return intervalAt(estimate, se, df, alphaOf(level));
}

/** The 1 − 2α interval: it lies inside (−δ, δ) exactly when both one-sided tests against ±δ reject at α (Schuirmann 1987). */
export function equivalenceInterval(estimate: number, se: number, df: number, level: number): Interval {
  return intervalAt(estimate, se, df, 2 * alphaOf(level));
}

/** An effect with its statistic and two-sided p against zero. */
export function contrastEstimate(estimate: number, se: number, df: number): ContrastEstimate {
  return { estimate, se, statistic: tStatistic(estimate, se), df, p: twoSidedP(estimate, se, df) };
}

/**
 * The effect aᵀτ with standard error √(aᵀVa).
 *
 * @param weights  a, length q
 * @param estimate τ, length q
 * @param vcov     V, q × q row-major
 */
export function linearContrast(
  weights: ArrayLike<number>,
  estimate: ArrayLike<number>,
  vcov: ArrayLike<number>,
  df: number,
): ContrastEstimate {
  const q = weights.length;
  let value = 0;
  let variance = 0;
  for (let i = 0; i < q; i++) {
    if (weights[i] === 0) continue;
    value += weights[i]! * estimate[i]!;
    for (let j = 0; j < q; j++) if (weights[j] !== 0) variance += weights[i]! * vcov[i * q + j]! * weights[j]!;
  }
  return contrastEstimate(value, Math.sqrt(Math.max(variance, 0)), df);
}
