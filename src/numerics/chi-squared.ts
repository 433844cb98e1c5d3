/**
 * The χ² distribution. df > 0 may be fractional; df ≤ 0, df = Infinity or NaN give NaN. Below 0 the lower tail is 0,
 * at Infinity the upper tail is 0.
 */

import { gammaTails } from "./incomplete-gamma.ts";
import { normalQuantile } from "./normal.ts";
import { type Side, searchQuantile, type Tails, tailLog, tailProbability } from "./tails.ts";

function tailsAt(x: number, df: number): Tails {
  const inside = Math.max(0, x);
  return gammaTails(df / 2, inside / 2, (inside - df) / 2);
}

/** P(X ≤ x). */
export function chiSquaredLower(x: number, df: number): number {
  return tailProbability(tailsAt(x, df), "lower");
}

/** P(X > x): the p-value of a Wald statistic x. */
export function chiSquaredUpper(x: number, df: number): number {
  return tailProbability(tailsAt(x, df), "upper");
}

/** log P(X ≤ x). */
export function chiSquaredLogLower(x: number, df: number): number {
  return tailLog(tailsAt(x, df), "lower");
}

/** log P(X > x). */
export function chiSquaredLogUpper(x: number, df: number): number {
  return tailLog(tailsAt(x, df), "upper");
}

/** The x with P(X ≤ x) = p; 0 at p = 0, Infinity at p = 1, NaN outside [0, 1]. */
export function chiSquaredQuantile(p: number, df: number): number {
  return quantile(p, df, "lower");
}

/** The x with P(X > x) = p. */
export function chiSquaredQuantileUpper(p: number, df: number): number {
  return quantile(p, df, "upper");
}

function quantile(p: number, df: number, side: Side): number {
  if (!(p >= 0 && p <= 1 && df > 0 && df < Number.POSITIVE_INFINITY)) return Number.NaN;
  if (p > 0.5) return quantile(1 - p, df, side === "lower" ? "upper" : "lower");
  if (p === 0) return side === "lower" ? 0 : Number.POSITIVE_INFINITY;
  // Wilson and Hilferty (1931): the cube root is nearly normal.
  const z = side === "lower" ? normalQuantile(p) : -normalQuantile(p);
  const root = 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df));
  return searchQuantile((x) => tailsAt(x, df), side, p, root > 0.1 ? df * root ** 3 : df);
}
