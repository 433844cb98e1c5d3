/** The standard normal distribution. NaN in, NaN out; ±Infinity give the limits. */

import { twoProduct } from "./sum.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;

/** Rational Chebyshev approximations of Cody (1969, 1993 ANORM): numerator and denominator, highest power first. */
const CENTRE_TOP = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356];
const CENTRE_BOTTOM = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const MIDDLE_TOP = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const MIDDLE_BOTTOM = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
];
const FAR_TOP = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
];
const FAR_BOTTOM = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
];

/** Wichura (1988), algorithm AS 241 (PPND16): about 1 part in 10^16; highest power first. */
const QUANTILE_CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const QUANTILE_CENTRE_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const QUANTILE_NEAR_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const QUANTILE_NEAR_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const QUANTILE_FAR_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const QUANTILE_FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

function horner(coefficients: readonly number[], x: number): number {
  let value = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) value = value * x + coefficients[i]!;
  return value;
}

/** P(0 < Z < z) for |z| ≤ 0.67448975. */
function centralArea(z: number): number {
  const square = z * z;
  return (z * horner(CENTRE_TOP, square)) / horner(CENTRE_BOTTOM, square);
}

const CENTRE_LIMIT = 0.67448975;
const FAR_LIMIT = 5.656854249492381;

/** P(Z > z) exp(z²/2), for z > 0.67448975. */
function scaledTail(z: number): number {
  if (z < FAR_LIMIT) return horner(MIDDLE_TOP, z) / horner(MIDDLE_BOTTOM, z);
  const v = 1 / (z * z);
  return (ONE_OVER_ROOT_TWO_PI - (v * horner(FAR_TOP, v)) / horner(FAR_BOTTOM, v)) / z;
}

/** exp(−z²/2), with the rounding error of z² put back: it would cost 700 units in the last place at z = 37. */
function gaussian(z: number): number {
  const [square, rest] = twoProduct(z, z);
  return Math.exp(-0.5 * square) * (1 - 0.5 * rest);
}

/** P(Z > z), to 1e-15 relative until it underflows beyond z = 37.5. */
export function normalUpper(z: number): number {
  if (Math.abs(z) <= CENTRE_LIMIT) return 0.5 - centralArea(z);
  if (z < 0) return 1 - normalUpper(-z);
  return z === Number.POSITIVE_INFINITY ? 0 : scaledTail(z) * gaussian(z);
}

/** P(Z ≤ z). */
export function normalLower(z: number): number {
  return normalUpper(-z);
}

/** log P(Z > z), finite also where the probability underflows. */
export function normalLogUpper(z: number): number {
  if (z > CENTRE_LIMIT) {
    return z === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : Math.log(scaledTail(z)) - 0.5 * z * z;
  }
  return z < 0 ? Math.log1p(-normalUpper(-z)) : Math.log(normalUpper(z));
}

/** log P(Z ≤ z). */
export function normalLogLower(z: number): number {
  return normalLogUpper(-z);
}

/** P(|Z| ≥ |z|). */
export function normalTwoSided(z: number): number {
  return 2 * normalUpper(Math.abs(z));
}

/** Density φ(z). */
export function normalDensity(z: number): number {
  return Math.abs(z) === Number.POSITIVE_INFINITY ? 0 : ONE_OVER_ROOT_TWO_PI * gaussian(z);
}

/** log φ(z). */
export function normalLogDensity(z: number): number {
  return -0.5 * z * z - HALF_LOG_TWO_PI;
}

/**
 * The z with P(Z ≤ z) = p. −Infinity at 0, Infinity at 1, NaN outside [0, 1]. For p near 1 give the small upper
 * probability to {@link normalQuantileUpper} instead.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(QUANTILE_CENTRE_TOP, r)) / horner(QUANTILE_CENTRE_BOTTOM, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const z =
    r <= 5
      ? horner(QUANTILE_NEAR_TOP, r - 1.6) / horner(QUANTILE_NEAR_BOTTOM, r - 1.6)
      : horner(QUANTILE_FAR_TOP, r - 5) / horner(QUANTILE_FAR_BOTTOM, r - 5);
  return q < 0 ? -z : z;
}

/** The z with P(Z > z) = p. */
export function normalQuantileUpper(p: number): number {
  return 0 - normalQuantile(p);
}
