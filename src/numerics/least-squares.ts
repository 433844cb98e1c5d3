import { choleskyInPlace, choleskyInverse, choleskySolve } from "./cholesky.ts";
import { crossProducts, powerOfTwo, residualPass } from "./cross-products.ts";
import { leastSquaresByQr } from "./least-squares-qr.ts";
import { mean, sum, weightedMean } from "./sum.ts";

/** A weighted least-squares solution; positions count the intercept, when there is one, as 0. */
export interface LeastSquares {
  /** One per position; NaN where the column was dropped. */
  readonly coefficients: Float64Array;
  /** Positions estimated and positions dropped as collinear with earlier ones, ascending. */
  readonly kept: Int32Array;
  readonly dropped: Int32Array;
  /** kept × kept, row-major, (XᵀWX)⁻¹. */
  readonly bread: Float64Array;
  readonly residuals: Float64Array;
  /** Σ w û². */
  readonly weightedSsr: number;
  /** 1-norm condition number of the equilibrated cross-product; Infinity when columns are collinear. */
  readonly condition: number;
  readonly method: "cholesky" | "qr";
}

export interface LeastSquaresProblem {
  /** k columns of n rows. */
  readonly columns: readonly Float64Array[];
  readonly outcome: Float64Array;
  /** Positive, or null for 1. */
  readonly weights: Float64Array | null;
  readonly intercept: boolean;
  /**
   * A column is dropped when earlier columns leave at most this fraction of its norm. What absorbing effects left of the columns is only as
   * exact as the columns were, so a caller who absorbed raises it accordingly.
   */
  readonly tolerance?: number;
}

/** Past this condition number the cross-product has lost too many digits (NIST Wampler4 and 5 stand at 6e6): factor the rows instead. */
const CONDITION_LIMIT = 1e6;
export const RANK_TOLERANCE = 1e-12;

/**
 * Weighted least squares: min Σ w (y − X β)².
 *
 * Columns are centred when there is an intercept and scaled by powers of two (exact), so neither units nor origins matter. The normal
 * equations are solved by Cholesky with refinement on the rows; past a condition number of 1e6, or when a column looks collinear, the rows
 * are factored by Householder QR and the solution refined in twice the working precision (Björck 1967). Inputs are not written to.
 *
 * @throws RangeError when lengths disagree
 */
export function leastSquares(problem: LeastSquaresProblem): LeastSquares {
  const { columns, outcome, weights, intercept } = problem;
  const tolerance = problem.tolerance ?? RANK_TOLERANCE;
  if (columns.some((column) => column.length !== outcome.length) || (weights && weights.length !== outcome.length)) {
    throw new RangeError("leastSquares: lengths disagree");
  }
  const means = columns.map((column) => (intercept ? meanOf(column, weights) : 0));
  const centred = intercept ? columns.map((column, j) => subtract(column, means[j]!)) : columns;
  const outcomeMean = intercept ? meanOf(outcome, weights) : 0;
  const centredOutcome = intercept ? subtract(outcome, outcomeMean) : outcome;
  const normal = solveNormalEquations(centred, centredOutcome, weights);
  if (normal === null || normal.condition > CONDITION_LIMIT) {
    const design = intercept ? [new Float64Array(outcome.length).fill(1), ...columns] : columns;
    return leastSquaresByQr(design, outcome, weights, tolerance, normal?.condition ?? Number.POSITIVE_INFINITY);
  }
  if (!intercept) return normal;
  const totalWeight = weights === null ? outcome.length : sum(weights);
  return { ...normal, ...withIntercept(normal, means, outcomeMean, totalWeight) };
}

/** β₀ = ȳ − x̄ᵀβ, and its row of the inverse: Var = 1/W + x̄ᵀA x̄, Cov = −A x̄. */
function withIntercept(slopes: LeastSquares, means: readonly number[], outcomeMean: number, totalWeight: number) {
  const k = means.length;
  const size = k + 1;
  const bread = new Float64Array(size * size);
  const coefficients = new Float64Array(size);
  let constant = outcomeMean;
  let corner = 1 / totalWeight;
  for (let i = 0; i < k; i++) {
    coefficients[i + 1] = slopes.coefficients[i]!;
    constant -= means[i]! * slopes.coefficients[i]!;
    let border = 0;
    for (let j = 0; j < k; j++) {
      bread[(i + 1) * size + j + 1] = slopes.bread[i * k + j]!;
      border -= slopes.bread[i * k + j]! * means[j]!;
    }
    bread[(i + 1) * size] = border;
    bread[i + 1] = border;
    corner -= means[i]! * border;
  }
  coefficients[0] = constant;
  bread[0] = corner;
  return { coefficients, bread, kept: Int32Array.from({ length: size }, (_, p) => p) };
}

/** Null when a pivot says that a column may be collinear: rows have to decide. */
function solveNormalEquations(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  weights: Float64Array | null,
): LeastSquares | null {
  const k = columns.length;
  // The outcome is one column more: its products with the others are the right-hand side.
  const size = k + 1;
  const cross = crossProducts([...columns, outcome], weights);
  const scale = Float64Array.from({ length: k }, (_, j) => powerOfTwo(Math.sqrt(cross[j * size + j]!)));
  if (scale.some((value) => value === 0)) return null;
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) matrix[i * k + j] = cross[i * size + j]! / scale[i]! / scale[j]!;
  const factor = matrix.slice();
  const threshold = Float64Array.from({ length: k }, (_, j) => matrix[j * k + j]! / CONDITION_LIMIT);
  if (choleskyInPlace(factor, k, threshold).some((flag) => flag === 1)) return null;
  const inverse = choleskyInverse(factor, k);
  const condition = k === 0 ? 1 : oneNorm(matrix, k) * oneNorm(inverse, k);
  const coefficients = new Float64Array(k);
  const residuals = new Float64Array(outcome.length);
  const refine = (gradient: Float64Array): number => {
    const step = Float64Array.from(scale, (unit, j) => gradient[j]! / unit);
    choleskySolve(factor, k, step);
    let change = 0;
    for (let j = 0; j < k; j++) {
      const move = step[j]! / scale[j]!;
      const next = coefficients[j]! + move;
      if (next !== coefficients[j]!) change = Math.max(change, Math.abs(move / next));
      coefficients[j] = next;
    }
    return change;
  };
  refine(cross.subarray(k * size, k * size + k));
  let left = residualPass(columns, outcome, weights, coefficients, residuals);
  for (let step = 0; step < 2; step++) {
    const change = refine(left);
    // A last step of rounding size moves residuals by less than their own rounding.
    if (change > 4 * Number.EPSILON) left = residualPass(columns, outcome, weights, coefficients, residuals);
    if (change < 1e-14) break;
  }
  const bread = inverse.map((value, p) => value / scale[Math.floor(p / k)]! / scale[p % k]!);
  return {
    coefficients,
    kept: Int32Array.from({ length: k }, (_, p) => p),
    dropped: new Int32Array(0),
    bread,
    residuals,
    weightedSsr: left[k]!,
    condition,
    method: "cholesky",
  };
}

function meanOf(values: Float64Array, weights: Float64Array | null): number {
  return weights === null ? mean(values) : weightedMean(values, weights);
}

function subtract(values: Float64Array, constant: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i]! - constant;
  return out;
}

function oneNorm(matrix: Float64Array, size: number): number {
  let largest = 0;
  for (let j = 0; j < size; j++) {
    let total = 0;
    for (let i = 0; i < size; i++) total += Math.abs(matrix[i * size + j]!);
    largest = Math.max(largest, total);
  }
  return largest;
}
