import { betaUpper } from "../numerics/beta.ts";
import { normalUpper } from "../numerics/normal.ts";
import { gaussLegendre } from "../numerics/quadrature.ts";
import { logGamma } from "../numerics/special.ts";

const RULE = gaussLegendre(24);
const PANELS = 16;
/** The range of integration ends where the density has fallen by e^−40, below rounding. */
const NEGLIGIBLE_EXPONENT = 40;

/**
 * P(T > t) for T = (Z + ncp)/√(V/df), the noncentral t: ∫ Φ̄(t·s − ncp) f(s) ds over the distribution of s = √(V/df), in log s, where the density
 * is smooth for every df. Sixteen panels of 24 Gauss nodes, to about 1e-13 absolute. df ≥ 1, or Infinity (normal).
 */
export function noncentralTUpper(t: number, df: number, ncp: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalUpper(t - ncp);
  if (!(df >= 1)) return Number.NaN;
  const low = edge(df, -1);
  const high = edge(df, 1);
  // log of 2 (df/2)^(df/2) / Γ(df/2), what the density of log s has besides s^df e^(−df·s²/2)
  const constant = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  const half = (high - low) / PANELS / 2;
  let total = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    const middle = low + (2 * panel + 1) * half;
    for (let i = 0; i < RULE.nodes.length; i++) {
      const logS = middle + half * RULE.nodes[i]!;
      const s = Math.exp(logS);
      const density = Math.exp(constant + df * logS - (df * s * s) / 2);
      total += RULE.weights[i]! * half * density * normalUpper(t * s - ncp);
    }
  }
  return Math.min(1, total);
}

/** Where df·(v − (e^2v − 1)/2), the log density of v = log s relative to its peak at 0, falls to −40 on one side. */
function edge(df: number, side: -1 | 1): number {
  let inside = 0;
  let outside = side * (NEGLIGIBLE_EXPONENT / df + 20);
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    if (df * (middle - Math.expm1(2 * middle) / 2) > -NEGLIGIBLE_EXPONENT) inside = middle;
    else outside = middle;
  }
  return outside;
}

/**
 * P(F > f) for the noncentral F with noncentrality λ: a Poisson(λ/2) mixture of beta tails,
 * Σ_j e^(−λ/2)(λ/2)^j/j! · P(B > x), B ~ Beta(df1/2 + j, df2/2), x = df1·f/(df1·f + df2).
 * Summed outward from the mode of the Poisson weights until they no longer count.
 */
export function noncentralFUpper(f: number, df1: number, df2: number, lambda: number): number {
  const x = (df1 * f) / (df1 * f + df2);
  const rate = lambda / 2;
  const term = (j: number): number => {
    const weight = rate === 0 ? (j === 0 ? 1 : 0) : Math.exp(j * Math.log(rate) - rate - logGamma(j + 1));
    return weight === 0 ? 0 : weight * betaUpper(x, df1 / 2 + j, df2 / 2);
  };
  const reach = Math.ceil(12 * Math.sqrt(rate) + 40);
  const mode = Math.floor(rate);
  let total = 0;
  for (let j = Math.max(0, mode - reach); j <= mode + reach; j++) total += term(j);
  return Math.min(1, total);
}
