import type { Block, BlockSystem } from "./absorb-blocks.ts";
import { blockSums, forEachLevel, removeEliminated, subtractBlocks } from "./absorb-blocks.ts";
import { factorSparse, type SparseColumns, solveSparse } from "./absorb-factor.ts";
import { minimumDegree } from "./absorb-ordering.ts";
import { PIVOT_NOISE } from "./absorb-rest-direct.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";
import { groupRows } from "./factor.ts";

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

/** Beyond this a sparse factor is tried before a dense one. */
const SMALL = 300;

/**
 * A dense factor up to `denseLimit` parameters, unless a sparse one takes no more than `workLimit` multiplications; conjugate gradients beyond.
 */
export function blockSolver(
  system: BlockSystem,
  denseLimit: number,
  workLimit: number,
  maxIterations: number,
): BlockSolver {
  const { restCount: size, eliminated } = system;
  if (size === 0) return { method: "exact", redundant: eliminated.empty, solve: () => 0 };
  const sparse = size > Math.min(SMALL, denseLimit) ? sparseSolver(system, workLimit) : null;
  if (sparse !== null) return sparse;
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

/** @returns null when a sparse factor would take more than `workLimit` multiplications */
function sparseSolver(system: BlockSystem, workLimit: number): BlockSolver | null {
  const { restCount: size, eliminated } = system;
  const cells = blockCells(system);
  const elimination = minimumDegree({ size, start: cells.start, members: cells.at }, workLimit);
  if (elimination === null) return null;
  const factor = factorSparse(elimination, blockColumns(system, cells));
  const work = new Float64Array(size);
  return {
    method: "direct",
    redundant: eliminated.empty + factor.dropped,
    solve(b) {
      solveSparse(factor, b, work);
      return 0;
    },
  };
}

/** What `forEachLevel` visits, kept: level g of the eliminated block meets the parameters at[start[g] … start[g + 1]). */
interface BlockCells {
  readonly start: Int32Array;
  readonly at: Int32Array;
  /** Per column of the eliminated block: its product with each parameter met. */
  readonly products: readonly Float64Array[];
}

function blockCells(system: BlockSystem): BlockCells {
  const { eliminated, rest, rowCount } = system;
  const room = rowCount * rest.reduce((sum, { width }) => sum + width, 0);
  const start = new Int32Array(eliminated.count + 1);
  const at = new Int32Array(room);
  const products = eliminated.basis.map(() => new Float64Array(room));
  let level = 0;
  let filled = 0;
  forEachLevel(system, (met) => {
    for (let a = 0; a < met.count; a++) {
      const p = met.at[a]!;
      at[filled] = p;
      for (let b = 0; b < products.length; b++) products[b]![filled] = met.c[b]![p]!;
      filled++;
    }
    start[++level] = filled;
  });
  return { start, at: at.subarray(0, filled), products };
}

/** Columns of S: Σ w b_j b_k over the rows of j's level, less what the eliminated block explains of both. */
function blockColumns({ rest, restCount, weights }: BlockSystem, cells: BlockCells): SparseColumns {
  const byParameter = groupRows(cells.at, restCount);
  const levelOf = new Int32Array(cells.at.length);
  for (let g = 0; g + 1 < cells.start.length; g++) levelOf.fill(g, cells.start[g]!, cells.start[g + 1]!);
  const rows = rest.map(({ codes, count }) => groupRows(codes, count));
  return {
    isLaplacian: false,
    // Columns have norm 1, so what is left of one is its share.
    threshold: new Float64Array(restCount).fill(PIVOT_NOISE),
    addColumn(j, out) {
      const e = rest.findIndex(({ offset, count, width }) => j < offset + count * width);
      const { offset, width, basis } = rest[e]!;
      const level = Math.floor((j - offset) / width);
      const own = basis[j - offset - level * width]!;
      for (let q = rows[e]!.start[level]!; q < rows[e]!.start[level + 1]!; q++) {
        const i = rows[e]!.order[q]!;
        const value = (weights === null ? 1 : weights[i]!) * own[i]!;
        for (const block of rest) {
          const first = block.offset + block.codes[i]! * block.width;
          for (let b = 0; b < block.width; b++) out[first + b]! += value * block.basis[b]![i]!;
        }
      }
      for (let q = byParameter.start[j]!; q < byParameter.start[j + 1]!; q++) {
        const cell = byParameter.order[q]!;
        const g = levelOf[cell]!;
        for (const products of cells.products) {
          const share = products[cell]!;
          for (let c = cells.start[g]!; c < cells.start[g + 1]!; c++) out[cells.at[c]!]! -= share * products[c]!;
        }
      }
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
