/**
 * Fisher's F distribution with df1 and df2 degrees of freedom, fractional allowed. df2 = Infinity is χ²(df1)/df1,
 * df1 = Infinity is df2/χ²(df2); both infinite, or any not positive, give NaN. Below 0 the lower tail is 0.
 */

import { chiSquaredQuantile, chiSquaredQuantileUpper } from "./chi-squared.ts";
import { betaTails } from "./incomplete-beta.ts";
import { gammaTails } from "./incomplete-gamma.ts";
import {
  atLowerEnd,
  atUpperEnd,
  type Side,
  searchQuantile,
  type Tails,
  tailLog,
  tailProbability,
  undefinedTails,
} from "./tails.ts";

const INFINITE = Number.POSITIVE_INFINITY;

/** Tails at f, by X = df1 f / (df1 f + df2) ~ Beta(df1/2, df2/2); `logSlope` is against log f. */
export function fTails(f: number, df1: number, df2: number): Tails {
  if (Number.isNaN(f) || !(df1 > 0 && df2 > 0)) return undefinedTails;
  if (df1 === INFINITE || df2 === INFINITE) return limitTails(f, df1, df2);
  if (f <= 0) return atLowerEnd;
  if (f === INFINITE) return atUpperEnd;
  // whichever of odds and 1/odds cannot overflow
  const odds = f < 1 ? (df1 / df2) * f : df2 / df1 / f;
  const small = odds / (1 + odds);
  const large = 1 / (1 + odds);
  const [x, y] = f < 1 ? [small, large] : [large, small];
  // b x − a y, from f − 1 so that nothing is lost near the mean
  const d = f < 1 ? (df1 / 2) * y * (f - 1) : (df2 / 2) * x * ((f - 1) / f);
  return betaTails(df1 / 2, df2 / 2, x, y, d);
}

function limitTails(f: number, df1: number, df2: number): Tails {
  if (df1 === df2) return undefinedTails;
  const inside = Math.max(0, f);
  if (df2 === INFINITE) return gammaTails(df1 / 2, (inside * df1) / 2, (df1 / 2) * (inside - 1));
  if (inside === 0) return atLowerEnd;
  const mirrored = gammaTails(df2 / 2, df2 / 2 / inside, ((df2 / 2) * (1 - inside)) / inside);
  return { ...mirrored, side: mirrored.side === "lower" ? "upper" : "lower" };
}

/** P(F ≤ f). */
export function fLower(f: number, df1: number, df2: number): number {
  return tailProbability(fTails(f, df1, df2), "lower");
}

/** P(F > f): the p-value of a joint test. */
export function fUpper(f: number, df1: number, df2: number): number {
  return tailProbability(fTails(f, df1, df2), "upper");
}

/** log P(F ≤ f). */
export function fLogLower(f: number, df1: number, df2: number): number {
  return tailLog(fTails(f, df1, df2), "lower");
}

/** log P(F > f). */
export function fLogUpper(f: number, df1: number, df2: number): number {
  return tailLog(fTails(f, df1, df2), "upper");
}

/** The f with P(F ≤ f) = p; 0 at p = 0, Infinity at p = 1, NaN outside [0, 1]. */
export function fQuantile(p: number, df1: number, df2: number): number {
  return quantile(p, df1, df2, "lower");
}

/** The f with P(F > f) = p. */
export function fQuantileUpper(p: number, df1: number, df2: number): number {
  return quantile(p, df1, df2, "upper");
}

function quantile(p: number, df1: number, df2: number, side: Side): number {
  if (!(p >= 0 && p <= 1 && df1 > 0 && df2 > 0 && Math.min(df1, df2) < INFINITE)) return Number.NaN;
  const lower = side === "lower";
  if (df2 === INFINITE) return (lower ? chiSquaredQuantile(p, df1) : chiSquaredQuantileUpper(p, df1)) / df1;
  if (df1 === INFINITE) return df2 / (lower ? chiSquaredQuantileUpper(p, df2) : chiSquaredQuantile(p, df2));
  if (p > 0.5) return quantile(1 - p, df1, df2, lower ? "upper" : "lower");
  if (p === 0) return lower ? 0 : INFINITE;
  return searchQuantile((f) => fTails(f, df1, df2), side, p, 1);
}
