import { subtractMultiple } from "./compensated.ts";
import { powerOfTwo, weightedSquares } from "./cross-products.ts";
import type { LeastSquares } from "./least-squares.ts";
import { applyQ, applyQTransposed, type QrFactor, qrInPlace, solveUpper, solveUpperTransposed } from "./qr.ts";
import { dot } from "./sum.ts";

const MAX_REFINEMENTS = 10;

/**
 * Weighted least squares by Householder QR of the rows, then iterative refinement of the augmented system
 *
 *   [ I   X ] [ r ]   [ y ]
 *   [ Xᵀ  0 ] [ β ] = [ 0 ]
 *
 * with its residuals in twice the working precision (Björck 1967; Higham 2002, section 20.5): the result is the solution for the numbers as
 * given, as long as their condition number is below about 1e15.
 *
 * @param columns k columns of n rows, the intercept among them
 * @param condition known estimate for the result, or Infinity to have it estimated from R
 */
export function leastSquaresByQr(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  weights: Float64Array | null,
  tolerance: number,
  condition: number,
): LeastSquares {
  const rows = outcome.length;
  const root = weights?.map(Math.sqrt) ?? null;
  const scale = columns.map((column) => powerOfTwo(largest(column)));
  const scaled = columns.map((column, j) => scaledColumn(column, root, scale[j]!));
  const y = scaledColumn(outcome, root, 1);
  const qr = qrInPlace(
    scaled.map((column) => column.slice()),
    tolerance,
  );
  const rank = qr.kept.length;
  const used = Array.from(qr.kept, (position) => scaled[position]!);
  const { beta, residuals } = refine(qr, used, y);
  if (root !== null) for (let i = 0; i < rows; i++) residuals[i]! /= root[i]!;

  const coefficients = new Float64Array(columns.length).fill(Number.NaN);
  qr.kept.forEach((position, p) => {
    coefficients[position] = beta[p]! / scale[position]!;
  });
  const inverse = inverseOfGram(qr);
  const bread = inverse.map((value, p) => {
    return value / scale[qr.kept[Math.floor(p / rank)]!]! / scale[qr.kept[p % rank]!]!;
  });
  const isKept = new Set(qr.kept);
  const dropped = Int32Array.from([...columns.keys()].filter((position) => !isKept.has(position)));
  return {
    coefficients,
    kept: qr.kept,
    dropped,
    bread,
    residuals,
    weightedSsr: weightedSquares(residuals, weights),
    condition: dropped.length > 0 ? Number.POSITIVE_INFINITY : Math.min(condition, gramCondition(qr, inverse)),
    method: "qr",
  };
}

function largest(column: Float64Array): number {
  let value = 0;
  for (let i = 0; i < column.length; i++) value = Math.max(value, Math.abs(column[i]!));
  return value;
}

function scaledColumn(column: Float64Array, root: Float64Array | null, scale: number): Float64Array {
  const out = new Float64Array(column.length);
  if (scale === 0) return out;
  for (let i = 0; i < out.length; i++) out[i] = (root === null ? 1 : root[i]!) * (column[i]! / scale);
  return out;
}

/** Solves min |y − X β| and polishes β and r = y − X β together. */
function refine(qr: QrFactor, columns: readonly Float64Array[], y: Float64Array) {
  const rows = y.length;
  const rank = columns.length;
  const beta = new Float64Array(rank);
  const residuals = new Float64Array(rows);
  const f = new Float64Array(rows);
  const low = new Float64Array(rows);
  const g = new Float64Array(rank);
  let lastChange = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= MAX_REFINEMENTS; step++) {
    f.set(y);
    low.fill(0);
    for (let j = 0; j < rank; j++) subtractMultiple(f, low, beta[j]!, columns[j]!);
    subtractMultiple(f, low, 1, residuals);
    for (let i = 0; i < rows; i++) f[i]! += low[i]!;
    for (let j = 0; j < rank; j++) g[j] = -dot(columns[j]!, residuals);
    solveUpperTransposed(qr.r, rank, g);
    applyQTransposed(qr, f);
    const change = new Float64Array(rank);
    for (let j = 0; j < rank; j++) {
      change[j] = f[j]! - g[j]!;
      f[j] = g[j]!;
    }
    solveUpper(qr.r, rank, change);
    applyQ(qr, f);
    const size = norm(change);
    if (!(size < 0.5 * lastChange)) break;
    for (let j = 0; j < rank; j++) beta[j]! += change[j]!;
    for (let i = 0; i < rows; i++) residuals[i]! += f[i]!;
    if (size === 0) break;
    lastChange = size;
  }
  return { beta, residuals };
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** (RᵀR)⁻¹ = R⁻¹ R⁻ᵀ. */
function inverseOfGram(qr: QrFactor): Float64Array {
  const rank = qr.kept.length;
  const inverseR = new Float64Array(rank * rank);
  const column = new Float64Array(rank);
  for (let j = 0; j < rank; j++) {
    column.fill(0);
    column[j] = 1;
    solveUpper(qr.r, rank, column);
    for (let i = 0; i <= j; i++) inverseR[i * rank + j] = column[i]!;
  }
  const inverse = new Float64Array(rank * rank);
  for (let a = 0; a < rank; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = a; j < rank; j++) sum += inverseR[a * rank + j]! * inverseR[b * rank + j]!;
      inverse[a * rank + b] = sum;
      inverse[b * rank + a] = sum;
    }
  }
  return inverse;
}

/** 1-norm condition number of the Gram matrix after its columns are scaled to length one. */
function gramCondition(qr: QrFactor, inverse: Float64Array): number {
  const rank = qr.kept.length;
  const length = Float64Array.from({ length: rank }, (_, j) => {
    let sum = 0;
    for (let i = 0; i <= j; i++) sum += qr.r[i * rank + j]! ** 2;
    return Math.sqrt(sum);
  });
  let gram = 0;
  let inverted = 0;
  for (let b = 0; b < rank; b++) {
    let gramColumn = 0;
    let inverseColumn = 0;
    for (let a = 0; a < rank; a++) {
      let product = 0;
      for (let i = 0; i <= Math.min(a, b); i++) product += qr.r[i * rank + a]! * qr.r[i * rank + b]!;
      gramColumn += Math.abs(product / length[a]! / length[b]!);
      inverseColumn += Math.abs(inverse[a * rank + b]! * length[a]! * length[b]!);
    }
    gram = Math.max(gram, gramColumn);
    inverted = Math.max(inverted, inverseColumn);
  }
  return rank === 0 ? 1 : gram * inverted;
}
