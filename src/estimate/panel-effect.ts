import { inverseGram, multiply, type Rows, regress, rowDot, sumRows } from "./gram.ts";
import type { Propensity } from "./propensity.ts";

/** How covariates enter a comparison of two groups: the outcome regression, the propensity (normalised or not), both, or both improved. */
export type EffectMethod = "reg" | "ipw" | "std-ipw" | "dr" | "dr-improved";

/** Two groups of units seen twice; treated units are the first `treated` rows. */
export interface PanelComparison {
  readonly x: Rows;
  readonly weights: Float64Array;
  readonly treated: number;
}

/** What covariates need beyond the outcome: shared by every pair of periods with the same groups, covariates and weights. */
export interface PanelNuisance {
  readonly method: EffectMethod;
  /** Null for the outcome regression alone. */
  readonly propensity: Propensity | null;
  /** (Σ ω x xᵀ)⁻¹ over comparison rows; null for weighting alone. */
  readonly gram: Float64Array | null;
}

/**
 * Prepares the outcome regression of a comparison. `null` when its covariates are collinear among comparison rows.
 *
 * @param propensity of the same rows; null for "reg"
 */
export function panelNuisance(
  method: EffectMethod,
  comparison: PanelComparison,
  propensity: Propensity | null,
): PanelNuisance | null {
  if (method === "ipw" || method === "std-ipw") return { method, propensity, gram: null };
  const weights = method === "dr-improved" ? propensity!.odds : comparison.weights;
  const gram = inverseGram(comparison.x, weights, comparison.treated, comparison.weights.length);
  return gram === null ? null : { method, propensity, gram };
}

/**
 * Effect on the treated of two groups seen twice, from the change of each unit's outcome (Sant'Anna and Zhao 2020).
 *
 *   reg          Σ_T w (Δ − xᵀβ) / Σ_T w                                       β: regression of Δ on x among comparison units
 *   ipw          (Σ_T w Δ − Σ_C ω Δ) / Σ_T w                                   ω = w p/(1 − p); Abadie (2005)
 *   std-ipw      Σ_T w Δ / Σ_T w − Σ_C ω Δ / Σ_C ω                             normalised, after Hájek
 *   dr           Σ_T w (Δ − xᵀβ) / Σ_T w − Σ_C ω (Δ − xᵀβ) / Σ_C ω             consistent if either model holds
 *   dr-improved  dr with tilted odds and β weighted by them                    errors unmoved by estimating them
 *
 * @param change    Δ per row
 * @param influence receives each row's contribution c: effect − truth ≈ Σ c_i, and Σ c_i = 0; estimating β and p is part of it
 * @returns the effect; NaN when no comparison row is left after trimming
 */
export function panelEffect(
  comparison: PanelComparison,
  { method, propensity, gram }: PanelNuisance,
  change: Float64Array,
  influence: Float64Array,
): number {
  const { x, weights, treated } = comparison;
  const n = weights.length;
  const regressionWeights = method === "dr-improved" ? propensity!.odds : weights;
  const beta = gram === null ? null : regress(x, change, regressionWeights, gram, treated, n);
  const residual = beta === null ? change : residuals(x, change, beta);
  const own = weightedMean(residual, weights, 0, treated);
  for (let i = 0; i < treated; i++) influence[i] = (weights[i]! * (residual[i]! - own.mean)) / own.mass;

  if (propensity === null) {
    influence.fill(0, treated, n);
    addRegression(
      influence,
      comparison,
      residual,
      gram!,
      sumRows(x, scaled(weights, 1 / own.mass, treated), 0, treated),
    );
    return own.mean;
  }
  const { odds } = propensity;
  const other = weightedMean(residual, odds, treated, n);
  if (!(other.mass > 0)) return Number.NaN;
  const normalised = method !== "ipw";
  const mass = normalised ? other.mass : own.mass;
  const centre = normalised ? other.mean : 0;
  const pull = new Float64Array(n);
  for (let i = treated; i < n; i++) {
    pull[i] = (odds[i]! * (residual[i]! - centre)) / mass;
    influence[i] = -pull[i]!;
  }
  const effect = normalised ? own.mean - other.mean : own.mean - (other.mean * other.mass) / own.mass;
  // Without normalisation the contributions sum to zero around the effect, not around the treated mean.
  if (!normalised) {
    for (let i = 0; i < treated; i++) influence[i] = (weights[i]! * (residual[i]! - effect)) / own.mass;
  }
  if (propensity.inverse !== null && propensity.residuals !== null) {
    const direction = multiply(propensity.inverse, sumRows(x, pull, treated, n));
    for (let i = 0; i < n; i++) influence[i]! -= propensity.residuals[i]! * rowDot(x, i, direction);
  }
  if (method === "dr") {
    const gap = sumRows(x, scaled(weights, 1 / own.mass, treated), 0, treated);
    const reweighted = sumRows(x, odds, treated, n);
    for (let a = 0; a < gap.length; a++) gap[a]! -= reweighted[a]! / other.mass;
    addRegression(influence, comparison, residual, gram!, gap);
  }
  return effect;
}

/** Adds −w e xᵀ (Σ w x xᵀ)⁻¹ m to comparison rows: what estimating β moves when the effect reads xᵀβ at m. */
function addRegression(
  influence: Float64Array,
  { x, weights, treated }: PanelComparison,
  residual: Float64Array,
  gram: Float64Array,
  mean: Float64Array,
): void {
  const direction = multiply(gram, mean);
  for (let i = treated; i < weights.length; i++) {
    influence[i]! -= weights[i]! * residual[i]! * rowDot(x, i, direction);
  }
}

function residuals(x: Rows, outcome: Float64Array, beta: Float64Array): Float64Array {
  const out = new Float64Array(outcome.length);
  for (let i = 0; i < out.length; i++) out[i] = outcome[i]! - rowDot(x, i, beta);
  return out;
}

function scaled(weights: Float64Array, factor: number, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = weights[i]! * factor;
  return out;
}

/** Σ ω v / Σ ω and Σ ω over rows `from` to `to`. */
function weightedMean(values: Float64Array, weights: Float64Array, from: number, to: number) {
  let mass = 0;
  let total = 0;
  for (let i = from; i < to; i++) {
    mass += weights[i]!;
    total += weights[i]! * values[i]!;
  }
  return { mass, mean: total / mass };
}
