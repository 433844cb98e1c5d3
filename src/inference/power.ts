import { studentTQuantile } from "../numerics/student-t.ts";
import { alphaOf, criticalValue, oneSidedP } from "./intervals.ts";
import { noncentralTUpper } from "./noncentral.ts";

export const POWER = 0.8;

/**
 * The smallest effect that a two-sided test at the level finds with the given power: (t_{1−α/2, df} + t_{power, df})·se (Bloom 1995).
 * With many degrees of freedom, 95% and 80% that is 2.80·se. The shifted t stands in for the noncentral t, which moves the
 * answer by less than 1% from 10 degrees of freedom on; `powerOfT` is exact. NaN without a standard error.
 */
export function minimumDetectableEffect(se: number, df: number, level: number, power = POWER): number {
  if (!(se > 0 && Number.isFinite(se))) return Number.NaN;
  return (criticalValue(alphaOf(level), df) + studentTQuantile(power, df)) * se;
}

export interface Equivalence {
  /** p of H0: τ ≤ lower, and of H0: τ ≥ upper. */
  readonly pLower: number;
  readonly pUpper: number;
  /** The larger: equivalence is shown at α when it is ≤ α. */
  readonly p: number;
}

/** Two one-sided t tests that an effect lies between `lower` and `upper` (Schuirmann 1987). */
export function equivalenceTest(
  effect: { readonly estimate: number; readonly se: number; readonly df: number },
  lower: number,
  upper: number,
): Equivalence {
  const { estimate, se, df } = effect;
  const pLower = oneSidedP(estimate, se, df, lower, "greater");
  const pUpper = oneSidedP(estimate, se, df, upper, "less");
  return { pLower, pUpper, p: Math.max(pLower, pUpper) };
}

export interface PowerOptions {
  readonly alpha?: number;
  readonly sides?: "two" | "one";
  /** Two-sided: count rejections with the wrong sign too. */
  readonly wrongSign?: boolean;
}

/**
 * Exact power of a t test whose statistic is noncentral t: ncp = effect/se.
 *
 * Counts rejections with the right sign only, unless `wrongSign`.
 */
export function powerOfT(ncp: number, df: number, options: PowerOptions = {}): number {
  const { alpha = 0.05, sides = "two", wrongSign = false } = options;
  const critical = criticalValue(sides === "two" ? alpha : 2 * alpha, df);
  const right = noncentralTUpper(critical, df, ncp);
  return sides === "two" && wrongSign ? right + noncentralTUpper(critical, df, -ncp) : right;
}
