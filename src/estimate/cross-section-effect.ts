import { addMean, addRegression, fitPart, fittedRows, meanRow, type Part } from "./cross-section-parts.ts";
import { multiply, type Rows, rowDot, sumRows } from "./gram.ts";
import type { EffectMethod } from "./panel-effect.ts";
import type { Propensity } from "./propensity.ts";

/** Two groups observed before and after, not necessarily the same units. Rows: treated before, treated after, comparison before, comparison after. */
export interface CrossSectionComparison {
  readonly x: Rows;
  readonly weights: Float64Array;
  /** Rows at which the four parts end; the last is the number of rows. */
  readonly ends: readonly [
    treatedBefore: number,
    treatedAfter: number,
    comparisonBefore: number,
    comparisonAfter: number,
  ];
}

/**
 * How "dr" counts what estimating the comparison group's regression before the start moves, β_C0 read at mean_T − mean^ω_C0: "exact" is its
 * derivative. did 2.5.1 (DRDID 1.2.3) enters the part mean_T0 − mean^ω_C0 with the opposite sign: "did" does the same, to compare with it. That part
 * vanishes in large samples when the propensity is right, because ω then balances covariates.
 */
export type DoublyRobustInfluence = "exact" | "did";

/**
 * Effect on the treated from repeated cross-sections (Sant'Anna and Zhao 2020; Abadie 2005 for "ipw").
 *
 *   reg      ȳ_T1 − ȳ_T0 − mean_T xᵀ(β_C1 − β_C0)
 *   ipw      Σ (w D − ω) (T − λ)/(λ(1 − λ)) y / Σ_T w                                λ: share of rows after the start
 *   std-ipw  (ȳ_T1 − ȳ_T0) − (ȳ^ω_C1 − ȳ^ω_C0)
 *   dr       std-ipw of y − xᵀβ_C,t, plus (mean_T − mean_T1) xᵀ(β_T1 − β_C1) − (mean_T − mean_T0) xᵀ(β_T0 − β_C0): locally efficient, τ₂
 *   dr-improved  dr with tilted odds and β_C weighted by them
 *
 * @param propensity over all rows; null for "reg"
 * @param influence  receives each row's contribution c: effect − truth ≈ Σ c_i, and Σ c_i = 0
 * @returns the effect; null when covariates are collinear within a part, NaN when a part has no row left
 */
export function crossSectionEffect(
  method: EffectMethod,
  comparison: CrossSectionComparison,
  propensity: Propensity | null,
  outcome: Float64Array,
  influence: Float64Array,
  convention: DoublyRobustInfluence = "exact",
): number | null {
  influence.fill(0);
  const { ends } = comparison;
  const before: Part = { from: 0, to: ends[0], sign: -1 };
  const after: Part = { from: ends[0], to: ends[1], sign: 1 };
  const others: readonly Part[] = [
    { from: ends[1], to: ends[2], sign: -1 },
    { from: ends[2], to: ends[3], sign: 1 },
  ];
  switch (method) {
    case "reg":
      return byRegression(comparison, outcome, influence, [before, after], others);
    case "ipw":
      return byPlainWeights(comparison, propensity!, outcome, influence);
    case "std-ipw":
      return byWeights(comparison, propensity!, outcome, influence, [before, after], others);
    case "dr":
    case "dr-improved":
      return doublyRobust(method, comparison, propensity!, outcome, influence, [before, after], others, convention);
    default:
      return method satisfies never;
  }
}

function byRegression(
  comparison: CrossSectionComparison,
  outcome: Float64Array,
  influence: Float64Array,
  treated: readonly Part[],
  others: readonly Part[],
): number | null {
  const { x, weights, ends } = comparison;
  let effect = 0;
  for (const part of treated) effect += part.sign * addMean(influence, outcome, weights, part, part.sign).mean;
  const all: Part = { from: 0, to: ends[1], sign: 1 };
  const point = meanRow(x, weights, all);
  for (const part of others) {
    const model = fitPart(x, outcome, weights, part);
    if (model === null) return null;
    const predicted = fittedRows(x, model.beta, all);
    effect -= part.sign * addMean(influence, predicted, weights, all, -part.sign).mean;
    addRegression(influence, x, outcome, weights, part, model, point, -part.sign);
  }
  return effect;
}

function byWeights(
  { x, weights }: CrossSectionComparison,
  propensity: Propensity,
  outcome: Float64Array,
  influence: Float64Array,
  treated: readonly Part[],
  others: readonly Part[],
): number {
  let effect = 0;
  for (const part of treated) effect += part.sign * addMean(influence, outcome, weights, part, part.sign).mean;
  const pull = new Float64Array(weights.length);
  for (const part of others) effect -= part.sign * addMean(pull, outcome, propensity.odds, part, part.sign).mean;
  addWeighting(influence, x, propensity, pull);
  return effect;
}

/** Adds −pull and what estimating the propensity moves: pull is each comparison row's part of the weighted comparison mean. */
function addWeighting(influence: Float64Array, x: Rows, propensity: Propensity, pull: Float64Array): void {
  for (let i = 0; i < pull.length; i++) influence[i]! -= pull[i]!;
  if (propensity.inverse === null || propensity.residuals === null) return;
  const direction = multiply(propensity.inverse, sumRows(x, pull, 0, pull.length));
  for (let i = 0; i < pull.length; i++) influence[i]! -= propensity.residuals[i]! * rowDot(x, i, direction);
}

function byPlainWeights(
  { x, weights, ends }: CrossSectionComparison,
  propensity: Propensity,
  outcome: Float64Array,
  influence: Float64Array,
): number {
  const n = weights.length;
  const isAfter = (i: number): boolean => (i >= ends[0] && i < ends[1]) || i >= ends[2];
  let total = 0;
  let after = 0;
  let mass = 0;
  for (let i = 0; i < n; i++) {
    total += weights[i]!;
    if (isAfter(i)) after += weights[i]!;
    if (i < ends[1]) mass += weights[i]!;
  }
  const share = after / total;
  const pull = new Float64Array(n);
  let effect = 0;
  let slope = 0;
  for (let i = 0; i < n; i++) {
    const weight = i < ends[1] ? weights[i]! : -propensity.odds[i]!;
    const value = (weight * outcome[i]!) / mass;
    const part = isAfter(i) ? value / share : -value / (1 - share);
    effect += part;
    slope -= isAfter(i) ? value / share ** 2 : value / (1 - share) ** 2;
    if (i < ends[1]) influence[i] = part;
    else pull[i] = -part;
  }
  for (let i = 0; i < n; i++) {
    if (i < ends[1]) influence[i]! -= (effect * weights[i]!) / mass;
    influence[i]! += (slope * weights[i]! * ((isAfter(i) ? 1 : 0) - share)) / total;
  }
  addWeighting(influence, x, propensity, pull);
  return effect;
}

function doublyRobust(
  method: "dr" | "dr-improved",
  { x, weights, ends }: CrossSectionComparison,
  propensity: Propensity,
  outcome: Float64Array,
  influence: Float64Array,
  treated: readonly Part[],
  others: readonly Part[],
  convention: DoublyRobustInfluence,
): number | null {
  const { odds } = propensity;
  const n = weights.length;
  const all: Part = { from: 0, to: ends[1], sign: 1 };
  const everyone = meanRow(x, weights, all);
  const pull = new Float64Array(n);
  let effect = 0;
  for (let time = 0; time < 2; time++) {
    const own = treated[time]!;
    const other = others[time]!;
    const otherWeights = method === "dr-improved" ? odds : weights;
    const ownModel = fitPart(x, outcome, weights, own);
    const otherModel = fitPart(x, outcome, otherWeights, other);
    if (ownModel === null || otherModel === null) return null;
    const { sign } = own;
    const residual = new Float64Array(n);
    for (const part of [own, other]) {
      for (let i = part.from; i < part.to; i++) residual[i] = outcome[i]! - rowDot(x, i, otherModel.beta);
    }
    effect += sign * addMean(influence, residual, weights, own, sign).mean;
    const reweighted = addMean(pull, residual, odds, other, sign);
    if (!(reweighted.mass > 0)) return Number.NaN;
    effect -= sign * reweighted.mean;
    // The local-efficiency part: effects predicted for all treated rows less those predicted for treated rows of this period.
    const gain = ownModel.beta.map((value, a) => value - otherModel.beta[a]!);
    const predicted = fittedRows(x, gain, all);
    effect += sign * addMean(influence, predicted, weights, all, sign).mean;
    effect -= sign * addMean(influence, predicted, weights, own, -sign).mean;
    if (method === "dr-improved") continue;
    const ownPoint = meanRow(x, weights, own);
    const otherPoint = meanRow(x, odds, other);
    const readOwn = everyone.map((value, a) => value - ownPoint[a]!);
    const readOther =
      convention === "did" && sign < 0
        ? everyone.map((value, a) => value - 2 * ownPoint[a]! + otherPoint[a]!)
        : everyone.map((value, a) => value - otherPoint[a]!);
    addRegression(influence, x, outcome, weights, own, ownModel, readOwn, sign);
    addRegression(influence, x, outcome, weights, other, otherModel, readOther, -sign);
  }
  addWeighting(influence, x, propensity, pull);
  return effect;
}
