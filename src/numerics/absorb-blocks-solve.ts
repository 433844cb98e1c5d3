import type { Block, BlockSystem } from "./absorb-blocks.ts";
import { blockSums, forEachLevel, removeEliminated, subtractBlocks } from "./absorb-blocks.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";

/** S by its lower triangle, and the pivots below which a parameter follows from earlier ones. */
export function blockSchur(system: BlockSystem): {
  readonly matrix: Float64Array;
  readonly threshold: Float64Array;
} {
  const { rest, restCount: size, weights, rowCount } = system;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < rowCount; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    rest.forEach((left, e) => {
      for (let a = 0; a < left.width; a++) {
        const row = left.offset + left.codes[i]! * left.width + a;
        const value = weight * left.basis[a]![i]!;
        for (let f = 0; f <= e; f++) {
          const right = rest[f]!;
          const width = f === e ? a + 1 : right.width;
          for (let b = 0; b < width; b++) {
            matrix[row * size + right.offset + right.codes[i]! * right.width + b]! += value * right.basis[b]![i]!;
          }
        }
      }
    });
  }
  forEachLevel(system, ({ at, count, c }) => {
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        const high = Math.max(at[a]!, at[b]!);
        const low = Math.min(at[a]!, at[b]!);
        for (const products of c) matrix[high * size + low]! -= products[high]! * products[low]!;
      }
    }
  });
  // Columns have norm 1, so what is left of one is its share.
  const noise = Math.max(1e-11, 10 * size * Number.EPSILON);
  return { matrix, threshold: new Float64Array(size).fill(noise) };
}

export interface BlockSolver {
  readonly method: "exact" | "direct" | "conjugate-gradient";
  /** Parameters, of any block, that add nothing to the others; for conjugate gradients only those seen within a level. */
  readonly redundant: number;
  /** Replaces b by a solution; returns iterations. */
  solve(b: Float64Array, target: number): number;
}

/** Dense Cholesky up to `denseLimit` parameters, conjugate gradients beyond. */
export function blockSolver(system: BlockSystem, denseLimit: number, maxIterations: number): BlockSolver {
  const { restCount: size, eliminated } = system;
  if (size === 0) return { method: "exact", redundant: eliminated.empty, solve: () => 0 };
  if (size > denseLimit) return iterativeSolver(system, maxIterations);
  const { matrix, threshold } = blockSchur(system);
  const dropped = choleskyInPlace(matrix, size, threshold);
  return {
    method: "direct",
    redundant: eliminated.empty + dropped.reduce((sum, flag) => sum + flag, 0),
    solve(b) {
      choleskySolve(matrix, size, b);
      return 0;
    },
  };
}

function iterativeSolver(system: BlockSystem, maxIterations: number): BlockSolver {
  const { restCount: size, rowCount, rest, eliminated } = system;
  const residual = new Float64Array(size);
  const direction = new Float64Array(size);
  const image = new Float64Array(size);
  const rows = new Float64Array(rowCount);
  const apply = (): void => {
    rows.fill(0);
    subtractBlocks(system, direction, rows);
    removeEliminated(system, rows);
    blockSums(system, rows, image);
    for (let p = 0; p < size; p++) image[p] = -image[p]!;
  };
  return {
    method: "conjugate-gradient",
    redundant: rest.reduce((sum, block) => sum + block.empty, eliminated.empty),
    solve(b, target) {
      residual.set(b);
      direction.set(b);
      b.fill(0);
      let rho = squares(residual);
      let iterations = 0;
      while (iterations < maxIterations && rho > 0 && largestMean(rest, residual) > target) {
        apply();
        const curvature = direction.reduce((sum, value, p) => sum + value * image[p]!, 0);
        if (!(curvature > 0)) break;
        const step = rho / curvature;
        for (let p = 0; p < size; p++) {
          b[p]! += step * direction[p]!;
          residual[p]! -= step * image[p]!;
        }
        const next = squares(residual);
        for (let p = 0; p < size; p++) direction[p] = residual[p]! + (next / rho) * direction[p]!;
        rho = next;
        iterations++;
      }
      return iterations;
    },
  };
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function largestMean(rest: readonly Block[], sums: Float64Array): number {
  let largest = 0;
  for (const { count, width, offset, rootWeight } of rest) {
    for (let level = 0; level < count; level++) {
      for (let j = 0; j < width; j++) {
        largest = Math.max(largest, Math.abs(sums[offset + level * width + j]! / rootWeight[level]!));
      }
    }
  }
  return largest;
}
