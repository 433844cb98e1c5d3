/** Gamma-function building blocks the distributions share. Real positive arguments only. */

const HALF_LOG_TWO_PI = 0.9189385332046728;
const ONE_MINUS_EULER_GAMMA = 0.42278433509846713;

/** (ζ(k) − 1)/k for k = 2, 3, …: Taylor coefficients of log Γ at 2, up to sign (DLMF 5.7.3). */
const ZETA_TAIL = [
  0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986, 0.0028905103307415234,
  0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939, 9.945751278180853e-5, 4.492623673813314e-5,
  2.050721277567069e-5, 9.439488275268397e-6, 4.374866789907488e-6, 2.039215753801366e-6, 9.55141213040742e-7,
  4.492469198764566e-7, 2.1207184805554665e-7, 1.0043224823968099e-7, 4.7698101693639804e-8, 2.2711094608943164e-8,
  1.0838659214896955e-8, 5.183475041970047e-9, 2.4836745438024785e-9, 1.1921401405860912e-9, 5.731367241678862e-10,
  2.7595228851242334e-10, 1.330476437424449e-10, 6.4229645638381e-11, 3.1044247747322276e-11, 1.5021384080754142e-11,
];

/**
 * S(q) = Σ_{k≥0} q^k / (2k+3), for 0 ≤ q ≤ 1/9, so that atanh(r) = r + r³ S(r²).
 */
function atanhRemainder(q: number): number {
  let power = 1;
  let sum = 1 / 3;
  for (let k = 1; ; k++) {
    power *= q;
    const term = power / (2 * k + 3);
    if (!(term >= 1e-17)) return sum;
    sum += term;
  }
}

/**
 * log(1 + x) − x without cancellation, for x > −1.
 *
 * With r = x/(2+x), log(1+x) = 2 atanh(r) and 2r − x = −r x, so the difference is r (2 r² S(r²) − x).
 */
export function log1pMinusX(x: number): number {
  if (x < -0.5 || x > 1) return Math.log1p(x) - x;
  const r = x / (2 + x);
  const q = r * r;
  return r * (2 * q * atanhRemainder(q) - x);
}

/**
 * Stirling's error δ(z) = log Γ(z) − [(z − ½) log z − z + ½ log 2π], for z > 0, to about 1e-15 absolute.
 *
 * Asymptotic series for z ≥ 10 (DLMF 5.11.1); below, δ(z) = δ(z+1) + (z + ½) log((z+1)/z) − 1, where the step is
 * atanh(r)/r − 1 with r = 1/(2z+1).
 */
export function stirlingError(z: number): number {
  let shift = 0;
  while (z < 10) {
    if (z < 1) {
      shift += (z + 0.5) * (Math.log1p(z) - Math.log(z)) - 1;
    } else {
      const q = 1 / ((2 * z + 1) * (2 * z + 1));
      shift += q * atanhRemainder(q);
    }
    z += 1;
  }
  const v = 1 / (z * z);
  const series =
    1 / 12 -
    v *
      (1 / 360 -
        v * (1 / 1260 - v * (1 / 1680 - v * (1 / 1188 - v * (691 / 360360 - v * (1 / 156 - (v * 3617) / 122400))))));
  return shift + series / z;
}

/** log Γ(2 + z) for |z| ≤ ½, exact to rounding also near its zero at z = 0. */
function logGammaNearTwo(z: number): number {
  let sum = 0;
  for (let k = ZETA_TAIL.length - 1; k >= 0; k--) sum = ZETA_TAIL[k]! - z * sum;
  return z * (ONE_MINUS_EULER_GAMMA + z * sum);
}

/**
 * log Γ(z) for z > 0, relative error below 1e-14 (also near the zeros at 1 and 2).
 *
 * @returns Infinity at 0 and at Infinity, NaN for z < 0 or NaN
 */
export function logGamma(z: number): number {
  if (!(z >= 0)) return Number.NaN;
  if (z === 0 || z === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (z < 0.5) return logGammaNearTwo(z) - Math.log1p(z) - Math.log(z);
  if (z < 1.5) return logGammaNearTwo(z - 1) - Math.log1p(z - 1);
  if (z < 2.5) return logGammaNearTwo(z - 2);
  return (z - 0.5) * (Math.log(z) - 1) - 0.5 + HALF_LOG_TWO_PI + stirlingError(z);
}

/**
 * log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a+b), for finite a, b > 0, without the cancellation of that difference
 * when one argument is large: absolute error below 1e-14 · max(1, |log B|).
 *
 * @returns NaN when an argument is not positive and finite
 */
export function logBeta(a: number, b: number): number {
  if (!(a > 0 && b > 0 && a + b < Number.POSITIVE_INFINITY)) return Number.NaN;
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  const n = a + b;
  const powers = -small * Math.log1p(large / small) - large * Math.log1p(small / large);
  const scale = HALF_LOG_TWO_PI + 0.5 * (Math.log(n / large) - Math.log(small));
  return powers + scale + stirlingError(small) + (stirlingError(large) - stirlingError(n));
}

/**
 * a · [log(1 + d/a) − d/a]: how far x = a + d lies from a on the scale of a log-likelihood (never positive).
 *
 * The caller gives both x and d because each can be known to more digits than the other can be derived from it.
 * Loader (2000), "Fast and accurate computation of binomial probabilities", calls its negative the deviance part.
 */
export function deviance(a: number, x: number, d: number): number {
  const u = d / a;
  return u > -0.5 && u < 1 ? a * log1pMinusX(u) : a * Math.log(x / a) - d;
}
