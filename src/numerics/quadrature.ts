/** Nodes and weights of Gauss–Legendre quadrature on [−1, 1]; exact for polynomials of degree 2n − 1. */
export interface GaussRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss–Legendre rule with n nodes, by Newton's method on the Legendre recurrence (DLMF 18.9.1). */
export function gaussLegendre(n: number): GaussRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 8; iteration++) {
      let before = 1;
      let value = x;
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

const RULE = gaussLegendre(20);
const PANELS = 4;
const NEGLIGIBLE_EXPONENT = 40;

/**
 * ∫_0^L w(s) exp(−E(s)) ds for a convex E with E(0) = 0 and slowly varying w: the tail of a nearly normal density
 * relative to its value at the edge. Four panels of 20 Gauss nodes up to where E passes 40 (e^−40 is below half a
 * unit in the last place) reach 1e-15.
 *
 * @param slope     E'(0) ≥ 0
 * @param curvature E''(0) > 0; with `slope` it only sizes the first guess of the range
 * @param limit     L, where the density ends; Infinity allowed
 */
export function tailIntegral(
  exponent: (s: number) => number,
  weight: (s: number) => number,
  slope: number,
  curvature: number,
  limit: number,
): number {
  // The root of slope s + curvature s²/2 = 40, arranged so that no slope overflows it to zero.
  const discriminant = Math.hypot(slope, Math.sqrt(2 * NEGLIGIBLE_EXPONENT * curvature));
  let range = Math.min(limit, NEGLIGIBLE_EXPONENT / (slope / 2 + discriminant / 2));
  while (range < limit && exponent(range) < NEGLIGIBLE_EXPONENT) range = Math.min(limit, 1.25 * range);
  const half = range / (2 * PANELS);
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    const centre = (2 * panel + 1) * half;
    for (let i = 0; i < RULE.nodes.length; i++) {
      const s = centre + half * RULE.nodes[i]!;
      sum += RULE.weights[i]! * weight(s) * Math.exp(-exponent(s));
    }
  }
  return half * sum;
}
