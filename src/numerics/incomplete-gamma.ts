import { tailIntegral } from "./quadrature.ts";
import { deviance, log1pMinusX, stirlingError } from "./special.ts";
import { atLowerEnd, atUpperEnd, type Tails, tailLog, tailProbability, tailsFrom, undefinedTails } from "./tails.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** From this shape on the density is close enough to normal for quadrature to beat series and continued fraction. */
const QUADRATURE_SHAPE = 100;
const MAX_TERMS = 10_000;

/**
 * Tails of the gamma distribution with shape a and scale 1 at x.
 *
 * P(a,x) and Q(a,x) are x^a e^−x / Γ(a) times a ratio. The first is written as √(a/2π) exp(−deviance − δ(a)), which
 * keeps its relative accuracy for any a; the ratio is a positive series below the mean, Legendre's continued fraction
 * above it (DLMF 8.7.1, 8.9.2), and for a ≥ 100 a quadrature with no cancelling terms.
 *
 * @param d x − a, given separately because the caller may know it more exactly
 * @returns all NaN unless 0 < a < ∞ and x ≥ 0
 */
export function gammaTails(a: number, x: number, d: number = x - a): Tails {
  if (!(a > 0 && a < Number.POSITIVE_INFINITY && x >= 0)) return undefinedTails;
  if (x === 0) return atLowerEnd;
  if (x === Number.POSITIVE_INFINITY) return atUpperEnd;
  const logSlope = 0.5 * Math.log(a) - HALF_LOG_TWO_PI + deviance(a, x, d) - stirlingError(a);
  if (a >= QUADRATURE_SHAPE) return tailsFrom(d < 0 ? "lower" : "upper", logSlope, quadratureRatio(a, d));
  return d < 1 ? tailsFrom("lower", logSlope, lowerSeries(a, x)) : tailsFrom("upper", logSlope, upperFraction(a, d));
}

/** Σ x^n / (a (a+1) … (a+n)): the ratio for P. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) return sum;
  }
  throw new Error(`incomplete gamma series did not converge at a = ${a}, x = ${x}`);
}

/** 1/(d+1 − 1(1−a)/(d+3 − 2(2−a)/(d+5 − …))), d = x − a: the ratio for Q, by Lentz's method. */
function upperFraction(a: number, d: number): number {
  let f = d + 1;
  let c = f;
  let e = 0;
  for (let m = 1; m < MAX_TERMS; m++) {
    const numerator = m * (a - m);
    const denominator = d + 1 + 2 * m;
    e = 1 / (denominator + numerator * e);
    c = denominator + numerator / c;
    f *= c * e;
    if (Math.abs(c * e - 1) < 2e-16) return 1 / f;
  }
  throw new Error(`incomplete gamma fraction did not converge at a = ${a}, x − a = ${d}`);
}

/**
 * Ratio for the tail away from the mean: ∫ exp(−E(u)) du / (1 ± u), where E is the fall of a log x − x over a distance
 * u x. Both parts of E are positive, so nothing cancels however large a is.
 */
function quadratureRatio(a: number, d: number): number {
  const away = d < 0 ? -1 : 1;
  const slope = Math.abs(d);
  return tailIntegral(
    (u) => slope * u - a * log1pMinusX(away * u),
    (u) => 1 / (1 + away * u),
    slope,
    a,
    d < 0 ? 1 : Number.POSITIVE_INFINITY,
  );
}

/** P(a, x), the regularised lower incomplete gamma function; NaN unless 0 < a < ∞ and x ≥ 0. */
export function gammaP(a: number, x: number): number {
  return tailProbability(gammaTails(a, x), "lower");
}

/** Q(a, x) = 1 − P(a, x), accurate when tiny. */
export function gammaQ(a: number, x: number): number {
  return tailProbability(gammaTails(a, x), "upper");
}

/** log P(a, x). */
export function logGammaP(a: number, x: number): number {
  return tailLog(gammaTails(a, x), "lower");
}

/** log Q(a, x). */
export function logGammaQ(a: number, x: number): number {
  return tailLog(gammaTails(a, x), "upper");
}
