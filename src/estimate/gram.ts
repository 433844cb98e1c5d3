import { choleskyInPlace, choleskyInverse } from "../numerics/cholesky.ts";

/** Rows of a few regressors: `values` is rows × columns, row-major, with the constant among the columns. */
export interface Rows {
  readonly values: Float64Array;
  readonly columns: number;
}

/**
 * What the other columns may leave of a column's sum of squares at the least. Below it more than ten digits cancel and a fit would be noise.
 */
const PIVOT = 1e-10;

/**
 * (Σ ω x xᵀ)⁻¹ over rows `from` to `to`, columns × columns row-major, after scaling columns to length one.
 *
 * @param weights ω per row of `x`
 * @returns null when a column follows from the others but for rounding, or there are too few rows: the caller reports it, nothing is dropped
 */
export function inverseGram(x: Rows, weights: Float64Array, from: number, to: number): Float64Array | null {
  const { columns: p, values } = x;
  const gram = new Float64Array(p * p);
  for (let i = from; i < to; i++) {
    const row = i * p;
    const weight = weights[i]!;
    for (let a = 0; a < p; a++) {
      const left = weight * values[row + a]!;
      for (let b = 0; b <= a; b++) gram[a * p + b]! += left * values[row + b]!;
    }
  }
  const scale = Float64Array.from({ length: p }, (_, a) => Math.sqrt(gram[a * p + a]!));
  if (!scale.every((length) => length > 0 && Number.isFinite(length))) return null;
  for (let a = 0; a < p; a++) for (let b = 0; b <= a; b++) gram[a * p + b]! /= scale[a]! * scale[b]!;
  if (choleskyInPlace(gram, p, new Float64Array(p).fill(PIVOT)).includes(1)) return null;
  const inverse = choleskyInverse(gram, p);
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) inverse[a * p + b]! /= scale[a]! * scale[b]!;
  return inverse;
}

/** Σ factor_i x_i over rows `from` to `to`, one entry per column. */
export function sumRows(x: Rows, factor: Float64Array, from: number, to: number): Float64Array {
  const { columns: p, values } = x;
  const total = new Float64Array(p);
  for (let i = from; i < to; i++) {
    const value = factor[i]!;
    for (let a = 0; a < p; a++) total[a]! += value * values[i * p + a]!;
  }
  return total;
}

/** A v, for A columns × columns row-major. */
export function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const p = vector.length;
  const out = new Float64Array(p);
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) out[a]! += matrix[a * p + b]! * vector[b]!;
  return out;
}

/** x_iᵀ v. */
export function rowDot(x: Rows, i: number, vector: Float64Array): number {
  const { columns: p, values } = x;
  let total = 0;
  for (let a = 0; a < p; a++) total += values[i * p + a]! * vector[a]!;
  return total;
}

/**
 * Weighted least squares of `outcome` on x over rows `from` to `to`, polished once on the residuals.
 *
 * @param inverse of `inverseGram` on the same rows and weights
 */
export function regress(
  x: Rows,
  outcome: Float64Array,
  weights: Float64Array,
  inverse: Float64Array,
  from: number,
  to: number,
): Float64Array {
  const beta = new Float64Array(x.columns);
  for (let pass = 0; pass < 2; pass++) {
    const step = multiply(inverse, gradientAt(x, outcome, weights, beta, from, to));
    for (let a = 0; a < beta.length; a++) beta[a]! += step[a]!;
  }
  return beta;
}

/** Σ ω x (outcome − xᵀβ). */
function gradientAt(
  x: Rows,
  outcome: Float64Array,
  weights: Float64Array,
  beta: Float64Array,
  from: number,
  to: number,
): Float64Array {
  const { columns: p, values } = x;
  const gradient = new Float64Array(p);
  for (let i = from; i < to; i++) {
    const residual = weights[i]! * (outcome[i]! - rowDot(x, i, beta));
    const row = i * p;
    for (let a = 0; a < p; a++) gradient[a]! += residual * values[row + a]!;
  }
  return gradient;
}
