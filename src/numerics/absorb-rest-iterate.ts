import { approximateFactor } from "./absorb-approximate.ts";
import { type SparseFactor, solveSparse } from "./absorb-factor.ts";
import type { RestSystem } from "./absorb-rest.ts";
import { PIVOT_NOISE } from "./absorb-rest-direct.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";

/** z ← an approximation of S_ww⁻ r. */
type Preconditioner = (r: Float64Array, z: Float64Array) => void;

/** After so many iterations the pace so far says whether the diagonal will do. */
const TRIAL = 16;
const PATIENCE = 60;

/**
 * Conjugate gradients on what the hubs leave of the wide part, with hubs eliminated exactly. The residual is the vector of level sums that
 * remain, so the iteration stops on the quantity that certifies the absorption.
 *
 * The diagonal is preconditioner enough for well-connected levels (some ten iterations). A column that is not on its way after `TRIAL`
 * iterations goes on with an approximate factor of the graph, made when first needed. What is done for one column does not depend on others.
 *
 * @returns solves in place, wide levels and hubs; iterations used
 */
export function iterativeRestSolver(system: RestSystem, maxIterations: number) {
  const { wideCount: size, hubCount, cross, layout, wideLevel } = system;
  const hubFactor = factorHubs(system);
  const apply = operator(system);
  const weight = Float64Array.from(wideLevel, (level) => layout.restWeight[level]!);
  const shift = new Float64Array(hubCount);
  const vectors = {
    residual: new Float64Array(size),
    direction: new Float64Array(size),
    image: new Float64Array(size),
    preconditioned: new Float64Array(size),
  };
  /** out ← out − S_wh S_hh⁻ s, where s is in `shift`. */
  const removeHubs = (out: Float64Array): void => {
    choleskySolve(hubFactor, hubCount, shift);
    subtractProduct(cross, hubCount, shift, out);
  };
  const applyReduced = (v: Float64Array, out: Float64Array): void => {
    apply(v, out);
    if (hubCount === 0) return;
    productTransposed(cross, hubCount, v, shift);
    removeHubs(out);
  };
  const diagonal = diagonalPreconditioner(system, weight);
  let approximate: Preconditioner | null = null;

  return (wide: Float64Array, hubs: Float64Array, target: number): number => {
    const { residual } = vectors;
    residual.set(wide);
    wide.fill(0);
    if (hubCount > 0) {
      shift.set(hubs);
      removeHubs(residual);
    }
    const goal = { weight, target, energy: target * target * layout.totalWeight };
    const trial = conjugateGradients(applyReduced, diagonal, wide, vectors, goal, maxIterations, true);
    let iterations = trial.iterations;
    if (!trial.done && iterations < maxIterations) {
      approximate ??= factorPreconditioner(approximateFactor(system));
      const left = maxIterations - iterations;
      iterations += conjugateGradients(applyReduced, approximate, wide, vectors, goal, left, false).iterations;
    }
    if (hubCount > 0) {
      productTransposed(cross, hubCount, wide, shift);
      for (let h = 0; h < hubCount; h++) hubs[h]! -= shift[h]!;
      choleskySolve(hubFactor, hubCount, hubs);
    }
    return iterations;
  };
}

interface Vectors {
  /** b − S δ, kept up to date. */
  readonly residual: Float64Array;
  readonly direction: Float64Array;
  readonly image: Float64Array;
  readonly preconditioned: Float64Array;
}

/**
 * When to stop. rᵀ M⁻¹ r, for a preconditioner M near S, is the weighted sum of squares of what the error in δ does to the rows: on a badly
 * connected graph that can be large while the mean of every level is small.
 */
interface Goal {
  readonly weight: Float64Array;
  /** Largest mean of a level that may be left. */
  readonly target: number;
  /** Largest rᵀ M⁻¹ r that may be left. */
  readonly energy: number;
}

/** @param onTrial gives up after `TRIAL` iterations unless their pace reaches the goal within `PATIENCE` */
function conjugateGradients(
  apply: (v: Float64Array, out: Float64Array) => void,
  precondition: Preconditioner,
  delta: Float64Array,
  { residual, direction, image, preconditioned }: Vectors,
  goal: Goal,
  maxIterations: number,
  onTrial: boolean,
): { readonly iterations: number; readonly done: boolean } {
  const initial = largestMean(goal.weight, residual);
  precondition(residual, preconditioned);
  direction.set(preconditioned);
  let rho = innerProduct(residual, preconditioned);
  let left = initial;
  let iterations = 0;
  // Rounding can keep the second half of the goal out of reach; once the first is reached it gets as long again.
  let limit = maxIterations;
  while (iterations < limit && rho > 0 && !(left <= goal.target && rho <= goal.energy)) {
    if (onTrial && iterations === TRIAL) {
      if (!(Math.log(left / initial) * PATIENCE < Math.log(goal.target / initial) * TRIAL)) break;
    }
    apply(direction, image);
    const curvature = innerProduct(direction, image);
    if (!(curvature > 0)) break;
    const step = rho / curvature;
    for (let l = 0; l < delta.length; l++) {
      delta[l]! += step * direction[l]!;
      residual[l]! -= step * image[l]!;
    }
    precondition(residual, preconditioned);
    const next = innerProduct(residual, preconditioned);
    const momentum = next / rho;
    for (let l = 0; l < delta.length; l++) direction[l] = preconditioned[l]! + momentum * direction[l]!;
    rho = next;
    left = largestMean(goal.weight, residual);
    iterations++;
    if (left <= goal.target) limit = Math.min(limit, 2 * iterations + TRIAL);
  }
  return { iterations, done: left <= goal.target && rho <= goal.energy };
}

function factorHubs({ hubs, hubCount, hubLevel, layout }: RestSystem): Float64Array {
  const matrix = hubs.slice();
  const noise = Math.max(PIVOT_NOISE, 10 * hubCount * Number.EPSILON);
  const threshold = Float64Array.from(hubLevel, (level) => noise * layout.restWeight[level]!);
  choleskyInPlace(matrix, hubCount, threshold);
  return matrix;
}

/** v ↦ S_ww v. */
function operator(system: RestSystem): (v: Float64Array, out: Float64Array) => void {
  const { layout, tuples, width } = system;
  if (tuples === null) return cellOperator(system);
  const { start, weights, groupWeight } = layout;
  const value = new Float64Array(layout.rowCount);
  return (v, out) => {
    out.fill(0);
    for (let g = 0; g < groupWeight.length; g++) {
      const from = start[g]!;
      const to = start[g + 1]!;
      let sum = 0;
      for (let p = from; p < to; p++) {
        let total = 0;
        for (let q = p * width; q < (p + 1) * width; q++) total += v[tuples[q]!]!;
        value[p] = total;
        sum += weights === null ? total : weights[p]! * total;
      }
      const mean = sum / groupWeight[g]!;
      for (let p = from; p < to; p++) {
        const rest = weights === null ? value[p]! - mean : weights[p]! * (value[p]! - mean);
        for (let q = p * width; q < (p + 1) * width; q++) out[tuples[q]!]! += rest;
      }
    }
  };
}

/** With one wide effect rows of a cell go together, and groups that meet one level add nothing. */
function cellOperator({ layout, cells }: RestSystem): (v: Float64Array, out: Float64Array) => void {
  const { groupWeight } = layout;
  const { level, weight } = cells;
  const groups = Int32Array.from(groupWeight.keys()).filter((g) => cells.start[g + 1]! - cells.start[g]! > 1);
  return (v, out) => {
    out.fill(0);
    for (let a = 0; a < groups.length; a++) {
      const g = groups[a]!;
      const from = cells.start[g]!;
      const to = cells.start[g + 1]!;
      let sum = 0;
      for (let q = from; q < to; q++) sum += weight[q]! * v[level[q]!]!;
      const mean = sum / groupWeight[g]!;
      for (let q = from; q < to; q++) out[level[q]!]! += weight[q]! * (v[level[q]!]! - mean);
    }
  };
}

function diagonalPreconditioner({ layout, cells }: RestSystem, levelWeight: Float64Array): Preconditioner {
  const diagonal = levelWeight.slice();
  for (let g = 0; g < layout.groupWeight.length; g++) {
    for (let q = cells.start[g]!; q < cells.start[g + 1]!; q++) {
      diagonal[cells.level[q]!]! -= cells.weight[q]! * (cells.weight[q]! / layout.groupWeight[g]!);
    }
  }
  const inverse = diagonal.map((value, l) => (value > PIVOT_NOISE * levelWeight[l]! ? 1 / value : 0));
  return (r, z) => {
    for (let l = 0; l < z.length; l++) z[l] = inverse[l]! * r[l]!;
  };
}

function factorPreconditioner(factor: SparseFactor): Preconditioner {
  const work = new Float64Array(factor.diagonal.length);
  return (r, z) => {
    z.set(r);
    solveSparse(factor, z, work);
  };
}

/** out ← out − A s, A row-major with as many columns as s has entries. */
function subtractProduct(matrix: Float64Array, columns: number, s: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let h = 0; h < columns; h++) sum += matrix[i * columns + h]! * s[h]!;
    out[i]! -= sum;
  }
}

/** out ← Aᵀ v. */
function productTransposed(matrix: Float64Array, columns: number, v: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < v.length; i++) {
    const value = v[i]!;
    for (let h = 0; h < columns; h++) out[h]! += matrix[i * columns + h]! * value;
  }
}

function largestMean(weight: Float64Array, sums: Float64Array): number {
  let largest = 0;
  for (let l = 0; l < sums.length; l++) largest = Math.max(largest, Math.abs(sums[l]! / weight[l]!));
  return largest;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += a[l]! * b[l]!;
  return sum;
}
