import { fQuantileUpper } from "../numerics/f.ts";
import { normalLower, normalQuantileUpper } from "../numerics/normal.ts";
import { studentTQuantileUpper } from "../numerics/student-t.ts";
import { noncentralFUpper } from "./noncentral.ts";
import { type PowerOptions, powerOfT } from "./power.ts";

/** Power of textbook designs, for planning before there is a panel. Sizes need not be whole numbers, so that they can be solved for. */

/** Two groups of n and n2 (default n) with the same standard deviation, compared by a t test. */
export function powerTwoSample(
  design: { readonly n: number; readonly n2?: number; readonly difference: number; readonly sd: number },
  options: PowerOptions = {},
): number {
  const { n, n2 = n, difference, sd } = design;
  return powerOfT(difference / (sd * Math.sqrt(1 / n + 1 / n2)), n + n2 - 2, options);
}

/** One group of n, or n pairs with `sd` of their differences, against zero by a t test. */
export function powerOneSample(
  design: { readonly n: number; readonly difference: number; readonly sd: number },
  options: PowerOptions = {},
): number {
  const { n, difference, sd } = design;
  return powerOfT((Math.sqrt(n) * difference) / sd, n - 1, options);
}

/** Two proportions, n in each group, by the normal test with pooled variance under the null (Fleiss, Levin & Paik 2003, §4.2). */
export function powerTwoProportions(n: number, p1: number, p2: number, alpha = 0.05): number {
  const pooled = Math.sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
  const apart = Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return normalLower((Math.sqrt(n) * Math.abs(p1 - p2) - normalQuantileUpper(alpha / 2) * pooled) / apart);
}

/** F test of a regression: u numerator and v denominator degrees of freedom, Cohen's f² (λ = f²(u + v + 1)). */
export function powerOfF(u: number, v: number, f2: number, alpha = 0.05): number {
  return noncentralFUpper(fQuantileUpper(alpha, u, v), u, v, f2 * (u + v + 1));
}

/** One-way analysis of variance: n per group, variances between and within groups (λ = (groups − 1)·n·between/within). */
export function powerAnova(
  design: { readonly groups: number; readonly n: number; readonly between: number; readonly within: number },
  alpha = 0.05,
): number {
  const { groups, n, between, within } = design;
  const df1 = groups - 1;
  const df2 = (n - 1) * groups;
  return noncentralFUpper(fQuantileUpper(alpha, df1, df2), df1, df2, (df1 * n * between) / within);
}

/** A correlation r in n pairs against zero, by Fisher's z with its bias r/(2(n − 1)) (Cohen 1988, §12.7). */
export function powerCorrelation(n: number, r: number, alpha = 0.05): number {
  const t = studentTQuantileUpper(alpha / 2, n - 2);
  const critical = Math.atanh(Math.sqrt((t * t) / (t * t + n - 2)));
  const z = Math.atanh(r) + r / (2 * (n - 1));
  const root = Math.sqrt(n - 3);
  return normalLower((z - critical) * root) + normalLower((-z - critical) * root);
}

/**
 * The x in [low, high] at which an increasing function reaches `target`, by bisection to the last digits.
 *
 * @throws RangeError when the target is not reached in the range
 */
export function solveIncreasing(value: (x: number) => number, target: number, low: number, high: number): number {
  let lower = low;
  let upper = high;
  if (!(value(lower) <= target && target <= value(upper))) {
    throw new RangeError(`${target} is not reached between ${low} and ${high}`);
  }
  for (let step = 0; step < 200; step++) {
    const middle = (lower + upper) / 2;
    if (middle <= lower || middle >= upper) break;
    if (value(middle) < target) lower = middle;
    else upper = middle;
  }
  return (lower + upper) / 2;
}
