/**
 * Student's t distribution. df > 0 may be fractional, huge or Infinity (the normal distribution); df ≤ 0 or NaN give
 * NaN. ±Infinity give the limits.
 */

import { fTails } from "./f.ts";
import { normalDensity, normalLogUpper, normalQuantile, normalTwoSided, normalUpper } from "./normal.ts";
import { logBeta } from "./special.ts";
import { searchQuantile, type Tails, tailLog, tailProbability, tailsFrom } from "./tails.ts";

/** From here on t⁴/(4 df), the relative distance to the normal tail, is below rounding wherever p > 1e-300. */
const NORMAL_DF = 1e22;

/**
 * Tails of |T| at t ≥ 0: those of F(1, df) at t². Where t² could overflow, one term of the series in df/t² is exact:
 * P(|T| > t) = (df/t²)^b / (b B(½, b)), b = df/2. `logSlope` is against log t.
 */
function absoluteTails(t: number, df: number): Tails {
  if (t < 1e100) {
    const tails = fTails(t * t, 1, df);
    return { ...tails, logSlope: tails.logSlope + Math.LN2 };
  }
  const b = df / 2;
  return tailsFrom("upper", Math.LN2 + 2 * b * (Math.log(df) / 2 - Math.log(t)) - logBeta(0.5, b), 1 / df);
}

/** P(|T| ≥ |t|): the two-sided p-value. */
export function studentTTwoSided(t: number, df: number): number {
  if (df >= NORMAL_DF) return normalTwoSided(t);
  return tailProbability(absoluteTails(Math.abs(t), df), "upper");
}

/** log P(|T| ≥ |t|), finite also where the probability underflows. */
export function studentTLogTwoSided(t: number, df: number): number {
  if (df >= NORMAL_DF) return Math.min(0, Math.LN2 + normalLogUpper(Math.abs(t)));
  return tailLog(absoluteTails(Math.abs(t), df), "upper");
}

/** P(T > t). */
export function studentTUpper(t: number, df: number): number {
  if (df >= NORMAL_DF) return normalUpper(t);
  const half = studentTTwoSided(t, df) / 2;
  return t < 0 ? 1 - half : half;
}

/** P(T ≤ t). */
export function studentTLower(t: number, df: number): number {
  return studentTUpper(-t, df);
}

/** log P(T > t). */
export function studentTLogUpper(t: number, df: number): number {
  if (df >= NORMAL_DF) return normalLogUpper(t);
  if (t < 0) return Math.log1p(-studentTTwoSided(t, df) / 2);
  return studentTLogTwoSided(t, df) - Math.LN2;
}

/** log P(T ≤ t). */
export function studentTLogLower(t: number, df: number): number {
  return studentTLogUpper(-t, df);
}

/** Density at t. */
export function studentTDensity(t: number, df: number): number {
  if (df >= NORMAL_DF) return normalDensity(t);
  if (!(df > 0)) return Number.NaN;
  const ratio = Math.abs(t) / Math.sqrt(df);
  const logKernel = ratio < 1e100 ? Math.log1p(ratio * ratio) : 2 * Math.log(ratio);
  return Math.exp(-((df + 1) / 2) * logKernel - logBeta(0.5, df / 2)) / Math.sqrt(df);
}

/**
 * The t with P(T ≤ t) = p; ∓Infinity at p = 0 and 1, NaN outside [0, 1]. For p near 1 give the small upper probability
 * to {@link studentTQuantileUpper} instead.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1 && df > 0)) return Number.NaN;
  if (df >= NORMAL_DF) return normalQuantile(p);
  const t = absoluteQuantile(p < 0.5 ? p : 1 - p, Math.abs(p - 0.5), df);
  return p < 0.5 ? -t : t;
}

/** The t with P(T > t) = p. */
export function studentTQuantileUpper(p: number, df: number): number {
  return 0 - studentTQuantile(p, df);
}

/** The t ≥ 0 with P(T > t) = tail, P(0 < T ≤ t) = ½ − tail = centre; solved for the smaller of the two. */
function absoluteQuantile(tail: number, centre: number, df: number): number {
  if (tail === 0) return Number.POSITIVE_INFINITY;
  if (centre === 0) return 0;
  const start = Math.max(1e-3, Math.abs(normalQuantile(tail)));
  const tailsAt = (t: number): Tails => absoluteTails(t, df);
  return tail < centre
    ? searchQuantile(tailsAt, "upper", 2 * tail, start)
    : searchQuantile(tailsAt, "lower", 2 * centre, start);
}
