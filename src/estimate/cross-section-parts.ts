import { inverseGram, multiply, type Rows, regress, rowDot, sumRows } from "./gram.ts";

/** Rows of one group at one side of the start. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** +1 after the start, −1 before. */
  readonly sign: 1 | -1;
}

/** Σ w and Σ w v / Σ w. */
export interface Mean {
  readonly mass: number;
  readonly mean: number;
}

/** Coefficients of a part's regression, and (Σ w x xᵀ)⁻¹. */
export interface PartModel {
  readonly beta: Float64Array;
  readonly gram: Float64Array;
}

/** Regression of the outcome on x within a part; null when covariates are collinear there. */
export function fitPart(x: Rows, outcome: Float64Array, weights: Float64Array, part: Part): PartModel | null {
  const gram = inverseGram(x, weights, part.from, part.to);
  return gram === null ? null : { gram, beta: regress(x, outcome, weights, gram, part.from, part.to) };
}

/** The weighted mean over a part; adds sign × each row's contribution to it. */
export function addMean(
  influence: Float64Array,
  values: Float64Array,
  weights: Float64Array,
  { from, to }: Part,
  sign: number,
): Mean {
  let mass = 0;
  let total = 0;
  for (let i = from; i < to; i++) {
    mass += weights[i]!;
    total += weights[i]! * values[i]!;
  }
  const mean = total / mass;
  for (let i = from; i < to; i++) influence[i]! += (sign * weights[i]! * (values[i]! - mean)) / mass;
  return { mass, mean };
}

/** Adds sign × w e xᵀ (Σ w x xᵀ)⁻¹ m: what estimating a part's coefficients moves when they are read at m. */
export function addRegression(
  influence: Float64Array,
  x: Rows,
  outcome: Float64Array,
  weights: Float64Array,
  part: Part,
  model: PartModel,
  point: Float64Array,
  sign: number,
): void {
  const direction = multiply(model.gram, point);
  for (let i = part.from; i < part.to; i++) {
    const residual = outcome[i]! - rowDot(x, i, model.beta);
    influence[i]! += sign * weights[i]! * residual * rowDot(x, i, direction);
  }
}

/** Weighted mean of x over a part. */
export function meanRow(x: Rows, weights: Float64Array, { from, to }: Part): Float64Array {
  let mass = 0;
  for (let i = from; i < to; i++) mass += weights[i]!;
  return sumRows(x, weights, from, to).map((value) => value / mass);
}

/** xᵀβ on the rows of a part, 0 elsewhere. */
export function fittedRows(x: Rows, beta: Float64Array, { from, to }: Part): Float64Array {
  const out = new Float64Array(to);
  for (let i = from; i < to; i++) out[i] = rowDot(x, i, beta);
  return out;
}
