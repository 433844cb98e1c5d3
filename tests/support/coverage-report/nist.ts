import { fitNist } from "../../reference/nist-specs.ts";
import type { Comparison } from "./comparison.ts";
import { numbersOf } from "./comparison.ts";
import type { ReferenceEntry } from "./measure.ts";

/** Certified values have fifteen digits: no agreement can be known to be closer. */
const CERTIFIED_DIGITS = 15;

function compute(entry: ReferenceEntry) {
  const { fit, v } = fitNist(entry);
  const ssr = fit.diagnostics.ssr!;
  return {
    coef: fit.estimate,
    se: v.se,
    residual_sd: [Math.sqrt(ssr / v.df)],
    r_squared: [fit.diagnostics.rSquared!],
    ssr: [ssr],
    df_resid: [v.df],
    n: [fit.counts.observations],
  };
}

/**
 * Coefficients, errors, residuals and R². What is certified as 0 (errors of exact polynomials) is relative to what it would be if the outcome's
 * whole size were residual.
 */
export function compareNist(entry: ReferenceEntry): Comparison[] {
  const [size, rows] = [numbersOf(entry.result["ess"])[0]!, numbersOf(entry.result["n"])[0]!];
  const scale: Readonly<Record<string, number>> = {
    ssr: size,
    residual_sd: Math.sqrt(size / rows),
    se: Math.sqrt(size / rows),
  };
  return Object.entries(compute(entry)).map(([key, actual]) => {
    const expected = numbersOf(entry.result[key]);
    const relativeTo = expected.map((value) => Math.abs(value) || (scale[key] ?? 1));
    return { key, actual, expected, relativeTo };
  });
}

/** Correct digits of the worst coefficient, error, and of the residual sd and R², rounded down; null where 0 is certified. */
export interface CertifiedDigits {
  readonly id: string;
  readonly difficulty: string;
  readonly terms: number;
  readonly coefficients: number | null;
  readonly errors: number | null;
  readonly residual: number | null;
  readonly rSquared: number | null;
}

export function certifiedDigits(entry: ReferenceEntry): CertifiedDigits {
  const ours = compute(entry);
  const digits = (key: "coef" | "se" | "residual_sd" | "r_squared") =>
    worstDigits(ours[key], numbersOf(entry.result[key]));
  return {
    id: entry.id,
    difficulty: /difficulty: (\w+)/.exec(entry.options)?.[1] ?? "",
    terms: numbersOf(entry.result["coef"]).length,
    coefficients: digits("coef"),
    errors: digits("se"),
    residual: digits("residual_sd"),
    rSquared: digits("r_squared"),
  };
}

/** ⌊−log10(|a − b| / |b|)⌋, the smallest over the list. */
function worstDigits(actual: ArrayLike<number>, certified: readonly number[]): number | null {
  if (certified.every((value) => value === 0)) return null;
  const each = certified.map((b, j) => -Math.log10(Math.abs(actual[j]! - b) / Math.abs(b)));
  return Math.floor(Math.min(CERTIFIED_DIGITS, ...each));
}
