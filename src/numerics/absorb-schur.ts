import type { Factor } from "../core/table.ts";
import type { EffectLayout } from "./absorb-layout.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";
import { connectedComponents } from "./factor.ts";

/**
 * The system that is left after the largest effect is eliminated: S δ = b with S = Rᵀ W M R, where R holds the dummies of the other
 * effects and M removes group means. S is singular; any solution will do, because only R δ − its group means is used.
 */
export interface SchurSolver {
  readonly method: "direct" | "conjugate-gradient";
  /** Levels that add nothing to the earlier ones. */
  readonly redundant: number;
  /**
   * Replaces b by a solution. `target` is the largest |level mean of what remains| an iteration may leave; a direct solve ignores it.
   *
   * @returns iterations used (0 for a direct solve)
   */
  solve(b: Float64Array, target: number): number;
}

/** Solves with a dense Cholesky factor, made once. O(Σ_g levels met by group g²) to build, O(restCount³ / 3) to factor. */
export function directSolver(layout: EffectLayout, effects: readonly Factor[]): SchurSolver {
  const size = layout.restCount;
  const { matrix, threshold } = effects.length === 2 ? laplacian(layout, effects) : schurMatrix(layout);
  const dropped = choleskyInPlace(matrix, size, threshold);
  return {
    method: "direct",
    redundant: dropped.reduce((sum, flag) => sum + flag, 0),
    solve(b) {
      choleskySolve(matrix, size, b);
      return 0;
    },
  };
}

/**
 * Two effects: S is the Laplacian of the graph in which levels are joined by the groups they share. Its diagonal is taken as minus the
 * sum of the rest of its row, which has no cancellation, and one level of every connected component is pinned to 0.
 */
function laplacian(layout: EffectLayout, effects: readonly Factor[]) {
  const size = layout.restCount;
  const matrix = new Float64Array(size * size);
  forEachGroup(layout, (levels, sums, count, weight) => {
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < a; b++) {
        const high = Math.max(levels[a]!, levels[b]!);
        const low = Math.min(levels[a]!, levels[b]!);
        matrix[high * size + low]! -= sums[levels[a]!]! * (sums[levels[b]!]! / weight);
      }
    }
  });
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      matrix[i * size + i]! -= matrix[i * size + j]!;
      matrix[j * size + j]! -= matrix[i * size + j]!;
    }
  }
  const [first, second] = effects as readonly [Factor, Factor];
  const [groups, rest] = second.count > first.count ? [second, first] : [first, second];
  const { ofB, count } = connectedComponents(groups, rest);
  const threshold = new Float64Array(size);
  const pinned = new Uint8Array(count);
  // The last level of a component is pinned: rows are factored in order, so the pivots before it are all positive.
  for (let level = size - 1; level >= 0; level--) {
    if (pinned[ofB[level]!] === 1) continue;
    pinned[ofB[level]!] = 1;
    threshold[level] = Number.POSITIVE_INFINITY;
  }
  return { matrix, threshold };
}

/** Three or more effects: no graph says which levels are redundant, so pivots that are rounding noise next to the level's weight are dropped. */
function schurMatrix(layout: EffectLayout) {
  const size = layout.restCount;
  const matrix = new Float64Array(size * size);
  const { rest, weights } = layout;
  for (let p = 0; p < layout.rowCount; p++) {
    const weight = weights === null ? 1 : weights[p]!;
    for (let e = 0; e < rest.length; e++) {
      for (let f = 0; f <= e; f++) matrix[rest[e]![p]! * size + rest[f]![p]!]! += weight;
    }
  }
  forEachGroup(layout, (levels, sums, count, weight) => {
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        const high = Math.max(levels[a]!, levels[b]!);
        const low = Math.min(levels[a]!, levels[b]!);
        matrix[high * size + low]! -= sums[levels[a]!]! * (sums[levels[b]!]! / weight);
      }
    }
  });
  const noise = Math.max(1e-11, 10 * size * Number.EPSILON);
  return { matrix, threshold: layout.restWeight.map((weight) => noise * weight) };
}

/** Visits groups with the levels of the rest they meet and Σ w per level (in `sums`, by level). */
function forEachGroup(
  layout: EffectLayout,
  visit: (levels: Int32Array, sums: Float64Array, count: number, groupWeight: number) => void,
): void {
  const { start, rest, weights, groupWeight, restCount } = layout;
  const levels = new Int32Array(restCount);
  const sums = new Float64Array(restCount);
  const seenIn = new Int32Array(restCount).fill(-1);
  for (let g = 0; g < groupWeight.length; g++) {
    let count = 0;
    for (let p = start[g]!; p < start[g + 1]!; p++) {
      const weight = weights === null ? 1 : weights[p]!;
      for (const codes of rest) {
        const level = codes[p]!;
        if (seenIn[level] !== g) {
          seenIn[level] = g;
          sums[level] = 0;
          levels[count++] = level;
        }
        sums[level]! += weight;
      }
    }
    visit(levels, sums, count, groupWeight[g]!);
  }
}

/**
 * Solves by conjugate gradients on S, never formed, preconditioned by its diagonal. The residual b − S δ is the vector of level sums that
 * remain, so the iteration stops on the quantity that certifies the absorption.
 */
export function conjugateGradientSolver(
  layout: EffectLayout,
  effects: readonly Factor[],
  maxIterations: number,
): SchurSolver {
  const size = layout.restCount;
  const inverseDiagonal = schurDiagonalInverse(layout);
  const residual = new Float64Array(size);
  const direction = new Float64Array(size);
  const image = new Float64Array(size);
  const preconditioned = new Float64Array(size);
  const codes = interleave(layout);
  const value = new Float64Array(layout.rowCount);
  return {
    method: "conjugate-gradient",
    redundant: pairwiseRedundant(effects),
    solve(b, target) {
      const delta = b;
      residual.set(b);
      delta.fill(0);
      let rho = precondition(inverseDiagonal, residual, preconditioned);
      direction.set(preconditioned);
      let iterations = 0;
      while (iterations < maxIterations && rho > 0 && largestMean(layout, residual) > target) {
        applySchur(layout, codes, direction, value, image);
        const curvature = innerProduct(direction, image);
        if (!(curvature > 0)) break;
        const step = rho / curvature;
        for (let l = 0; l < size; l++) {
          delta[l]! += step * direction[l]!;
          residual[l]! -= step * image[l]!;
        }
        const next = precondition(inverseDiagonal, residual, preconditioned);
        const momentum = next / rho;
        for (let l = 0; l < size; l++) direction[l] = preconditioned[l]! + momentum * direction[l]!;
        rho = next;
        iterations++;
      }
      return iterations;
    },
  };
}

function schurDiagonalInverse(layout: EffectLayout): Float64Array {
  const diagonal = layout.restWeight.slice();
  forEachGroup(layout, (levels, sums, count, weight) => {
    for (let a = 0; a < count; a++) diagonal[levels[a]!]! -= sums[levels[a]!]! * (sums[levels[a]!]! / weight);
  });
  return diagonal.map((value, l) => (value > 1e-11 * layout.restWeight[l]! ? 1 / value : 0));
}

/** Without a factorisation the rank is not known; each further effect has at least one redundancy per component it forms with the largest. */
function pairwiseRedundant(effects: readonly Factor[]): number {
  const largest = effects.reduce((best, effect) => (effect.count > best.count ? effect : best));
  return effects.reduce((sum, e) => sum + (e === largest ? 0 : connectedComponents(largest, e).count), 0);
}

/** Levels of the rest side by side per position: `codes[p · width + e]`, so that a row is one stretch of memory. */
function interleave(layout: EffectLayout): Int32Array {
  const width = layout.rest.length;
  if (width === 1) return layout.rest[0]!;
  const codes = new Int32Array(layout.rowCount * width);
  layout.rest.forEach((column, e) => {
    for (let p = 0; p < layout.rowCount; p++) codes[p * width + e] = column[p]!;
  });
  return codes;
}

/** out = Rᵀ W M R v. @param value scratch, one per position */
function applySchur(
  layout: EffectLayout,
  codes: Int32Array,
  v: Float64Array,
  value: Float64Array,
  out: Float64Array,
): void {
  const { start, weights, groupWeight } = layout;
  const width = layout.rest.length;
  out.fill(0);
  for (let g = 0; g < groupWeight.length; g++) {
    const from = start[g]!;
    const to = start[g + 1]!;
    let sum = 0;
    for (let p = from; p < to; p++) {
      let total = 0;
      for (let q = p * width; q < (p + 1) * width; q++) total += v[codes[q]!]!;
      value[p] = total;
      sum += weights === null ? total : weights[p]! * total;
    }
    const mean = sum / groupWeight[g]!;
    for (let p = from; p < to; p++) {
      const rest = weights === null ? value[p]! - mean : weights[p]! * (value[p]! - mean);
      for (let q = p * width; q < (p + 1) * width; q++) out[codes[q]!]! += rest;
    }
  }
}

function precondition(inverseDiagonal: Float64Array, residual: Float64Array, out: Float64Array): number {
  let rho = 0;
  for (let l = 0; l < out.length; l++) {
    out[l] = inverseDiagonal[l]! * residual[l]!;
    rho += out[l]! * residual[l]!;
  }
  return rho;
}

function largestMean(layout: EffectLayout, sums: Float64Array): number {
  let largest = 0;
  for (let l = 0; l < sums.length; l++) largest = Math.max(largest, Math.abs(sums[l]! / layout.restWeight[l]!));
  return largest;
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += a[l]! * b[l]!;
  return sum;
}
