import { tailIntegral } from "./quadrature.ts";
import { deviance, log1pMinusX, stirlingError } from "./special.ts";
import { twoProduct, twoSum } from "./sum.ts";
import { atLowerEnd, atUpperEnd, type Tails, tailLog, tailProbability, tailsFrom, undefinedTails } from "./tails.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** When both shapes reach this the density is close enough to normal for quadrature to beat the fraction. */
const QUADRATURE_SHAPE = 100;
const MAX_TERMS = 100_000;

/**
 * Tails of the beta distribution with shapes a, b at x, with y = 1 − x.
 *
 * I_x(a,b) is x^a y^b / B(a,b) times a ratio. The first is written with deviances and Stirling errors (Loader 2000), so
 * large shapes cost no digits. The ratio is the continued fraction of DiDonato and Morris (1992, eq. 9), or a
 * quadrature with no cancelling terms when both shapes are large.
 *
 * `logSlope` is log(x^a y^b / B), the slope against log(x/y).
 *
 * @param y 1 − x; at least one of x and y must carry full relative precision where it is small
 * @param d b x − a y = (a+b) x − a, the distance from the mean in counts. Given separately: recomputed from a rounded
 *          x it would lose the digits that decide far tails at large shapes
 * @returns all NaN unless a and b are positive and finite and x, y ≥ 0
 */
export function betaTails(a: number, b: number, x: number, y: number, d: number): Tails {
  const n = a + b;
  if (!(a > 0 && b > 0 && n < Number.POSITIVE_INFINITY && x >= 0 && y >= 0)) return undefinedTails;
  if (x === 0) return atLowerEnd;
  if (y === 0) return atUpperEnd;
  const large = Math.max(a, b);
  const logScale = 0.5 * (Math.log(Math.min(a, b)) + Math.log(large / n)) - HALF_LOG_TWO_PI;
  const stirling = stirlingError(n) - stirlingError(large) - stirlingError(Math.min(a, b));
  const logSlope = logScale + stirling + deviance(a, n * x, d) + deviance(b, n * y, -d);
  if (Math.min(a, b) >= QUADRATURE_SHAPE) {
    return d < 0
      ? tailsFrom("lower", logSlope, quadratureRatio(b, a, y, x, -d))
      : tailsFrom("upper", logSlope, quadratureRatio(a, b, x, y, d));
  }
  return d + 2 * x < 1
    ? tailsFrom("lower", logSlope, fraction(a, b, x, d))
    : tailsFrom("upper", logSlope, fraction(b, a, y, -d));
}

/** The ratio for I_x(a,b) where x is below about the mean; d = (a+b) x − a. Lentz's method. */
function fraction(a: number, b: number, x: number, d: number): number {
  let f = (a * (1 - d)) / (a + 1);
  let c = f;
  let e = 0;
  for (let m = 1; m < MAX_TERMS; m++) {
    const k = a + 2 * m - 1;
    const numerator = ((a + m - 1) / k) * ((m * x) / k) * (a + b + m - 1) * (b - m) * x;
    const denominator = m + (m * (b - m) * x) / k + ((a + m) / (k + 2)) * (1 - d + m * (2 - x));
    e = 1 / (denominator + numerator * e);
    c = denominator + numerator / c;
    f *= c * e;
    if (Math.abs(c * e - 1) < 2e-16) return 1 / f;
  }
  throw new Error(`incomplete beta fraction did not converge at a = ${a}, b = ${b}, x = ${x}`);
}

/**
 * Ratio for the upper tail, d ≥ 0: ∫ exp(−E(u)) du / ((1 + r u)(1 − u)) / x, r = y/x, where E is the fall of
 * a log x + b log y as y shrinks by u y. Its three parts are all positive, so nothing cancels however large the shapes.
 */
function quadratureRatio(a: number, b: number, x: number, y: number, d: number): number {
  const r = y / x;
  const slope = d / x;
  return (
    tailIntegral(
      (u) => slope * u - a * log1pMinusX(r * u) - b * log1pMinusX(-u),
      (u) => 1 / ((1 + r * u) * (1 - u)),
      slope,
      a * r * r + b,
      1,
    ) / x
  );
}

/** b x − a (1 − x) with one rounding at the end. */
function distanceFromMean(a: number, b: number, x: number): number {
  const [y, yRest] = twoSum(1, -x);
  const [bx, bxRest] = twoProduct(b, x);
  const [ay, ayRest] = twoProduct(a, y);
  const [d, dRest] = twoSum(bx, -ay);
  return d + (dRest + (bxRest - ayRest) - a * yRest);
}

/** Tails of Beta(a, b) at x: 0 below the support, 1 above it. NaN in, NaN out. */
export function betaTailsAt(x: number, a: number, b: number): Tails {
  if (Number.isNaN(x)) return undefinedTails;
  const inside = Math.min(1, Math.max(0, x));
  return betaTails(a, b, inside, 1 - inside, distanceFromMean(a, b, inside));
}

/** I_x(a, b), the regularised incomplete beta function, 0 ≤ x ≤ 1; NaN unless a, b are positive and finite. */
export function incompleteBeta(x: number, a: number, b: number): number {
  return tailProbability(betaTailsAt(x, a, b), "lower");
}

/** 1 − I_x(a, b), accurate when tiny. */
export function incompleteBetaComplement(x: number, a: number, b: number): number {
  return tailProbability(betaTailsAt(x, a, b), "upper");
}

/** log I_x(a, b). */
export function logIncompleteBeta(x: number, a: number, b: number): number {
  return tailLog(betaTailsAt(x, a, b), "lower");
}

/** log(1 − I_x(a, b)). */
export function logIncompleteBetaComplement(x: number, a: number, b: number): number {
  return tailLog(betaTailsAt(x, a, b), "upper");
}
