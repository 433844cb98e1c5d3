import type { EffectLayout } from "./absorb-layout.ts";
import type { SchurSolver } from "./absorb-schur.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";

/**
 * Solves exactly for the levels of the second of two effects, once the first is eliminated.
 *
 * The system is the Laplacian of the graph in which levels are joined by the groups they share. One level of every connected component is
 * pinned to 0; the factor is dense and made once. O(Σ_g levels met by group g²) to build, where groups in a row that meet the same levels
 * count once; O(levels³ / 3) to factor.
 */
export function laplacianSolver(layout: EffectLayout): SchurSolver {
  const size = layout.restCount;
  const matrix = laplacian(layout);
  const threshold = new Float64Array(size);
  // The last level of a component is pinned: rows are factored in order, so the pivots before it are all positive.
  for (const level of lastOfComponents(matrix, size)) threshold[level] = Number.POSITIVE_INFINITY;
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

/** The lower triangle. Its diagonal is minus the sum of the rest of its row, which has no cancellation. */
function laplacian({ start, rest, weights, groupWeight, restCount: size }: EffectLayout): Float64Array {
  const codes = rest[0]!;
  const matrix = new Float64Array(size * size);
  const levels = new Int32Array(size);
  const sums = new Float64Array(size);
  const seenIn = new Int32Array(size).fill(-1);
  for (let g = 0; g < groupWeight.length; ) {
    const next = weights === null ? endOfRun(codes, start, g) : g + 1;
    const count = collect(codes, weights, start[g]!, start[g + 1]!, g, levels, sums, seenIn);
    const scale = (next - g) / groupWeight[g]!;
    for (let a = 1; a < count; a++) {
      const row = levels[a]! * size;
      const share = sums[levels[a]!]! * scale;
      for (let b = 0; b < a; b++) matrix[row + levels[b]!]! -= sums[levels[b]!]! * share;
    }
    g = next;
  }
  // Groups list their levels in any order: the two triangles add up to the lower one.
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      matrix[i * size + j]! += matrix[j * size + i]!;
      matrix[j * size + i] = 0;
      matrix[i * size + i]! -= matrix[i * size + j]!;
      matrix[j * size + j]! -= matrix[i * size + j]!;
    }
  }
  return matrix;
}

/** The first group after `g` whose rows are not at the same levels, in the same order: in a balanced panel there is none. */
function endOfRun(codes: Int32Array, start: Int32Array, g: number): number {
  const from = start[g]!;
  const size = start[g + 1]! - from;
  let next = g + 1;
  for (; next < start.length - 1; next++) {
    const at = start[next]!;
    if (start[next + 1]! - at !== size) break;
    let same = 0;
    while (same < size && codes[at + same] === codes[from + same]) same++;
    if (same < size) break;
  }
  return next;
}

/** Fills `levels` with the levels that rows `from` to `to` meet, and `sums` (by level) with Σ w of each. @returns how many levels */
function collect(
  codes: Int32Array,
  weights: Float64Array | null,
  from: number,
  to: number,
  group: number,
  levels: Int32Array,
  sums: Float64Array,
  seenIn: Int32Array,
): number {
  let count = 0;
  for (let p = from; p < to; p++) {
    const level = codes[p]!;
    const weight = weights === null ? 1 : weights[p]!;
    if (seenIn[level] === group) sums[level]! += weight;
    else {
      seenIn[level] = group;
      sums[level] = weight;
      levels[count++] = level;
    }
  }
  return count;
}

/** The last level of every connected component of the graph whose edges are the non-zeros below the diagonal. */
function lastOfComponents(matrix: Float64Array, size: number): readonly number[] {
  const isReached = new Uint8Array(size);
  const last: number[] = [];
  const waiting = new Int32Array(size);
  for (let root = size - 1; root >= 0; root--) {
    if (isReached[root] === 1) continue;
    last.push(root);
    isReached[root] = 1;
    waiting[0] = root;
    for (let count = 1; count > 0; ) {
      const level = waiting[--count]!;
      for (let other = 0; other < size; other++) {
        const edge = other < level ? matrix[level * size + other]! : matrix[other * size + level]!;
        if (edge === 0 || isReached[other] === 1) continue;
        isReached[other] = 1;
        waiting[count++] = other;
      }
    }
  }
  return last;
}
