/**
 * The beta distribution with shapes a and b, both positive and finite (otherwise NaN). Below 0 the lower tail is 0,
 * above 1 the upper tail is 0.
 */

import { fQuantile, fQuantileUpper } from "./f.ts";
import { betaTailsAt } from "./incomplete-beta.ts";
import { tailLog, tailProbability } from "./tails.ts";

/** P(X ≤ x). */
export function betaLower(x: number, a: number, b: number): number {
  return tailProbability(betaTailsAt(x, a, b), "lower");
}

/** P(X > x). */
export function betaUpper(x: number, a: number, b: number): number {
  return tailProbability(betaTailsAt(x, a, b), "upper");
}

/** log P(X ≤ x). */
export function betaLogLower(x: number, a: number, b: number): number {
  return tailLog(betaTailsAt(x, a, b), "lower");
}

/** log P(X > x). */
export function betaLogUpper(x: number, a: number, b: number): number {
  return tailLog(betaTailsAt(x, a, b), "upper");
}

/** The x with P(X ≤ x) = p; NaN outside [0, 1]. */
export function betaQuantile(p: number, a: number, b: number): number {
  return fromRatio(fQuantile(p, 2 * a, 2 * b), a, b);
}

/** The x with P(X > x) = p. */
export function betaQuantileUpper(p: number, a: number, b: number): number {
  return fromRatio(fQuantileUpper(p, 2 * a, 2 * b), a, b);
}

/** x from F = (b/a) x/(1 − x). */
function fromRatio(f: number, a: number, b: number): number {
  if (!(a + b < Number.POSITIVE_INFINITY)) return Number.NaN;
  const odds = f * (a / b);
  return odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds);
}
