import { factorSparse, type SparseColumns, solveSparse } from "./absorb-factor.ts";
import { type Elimination, minimumDegree } from "./absorb-ordering.ts";
import type { RestSystem } from "./absorb-rest.ts";
import { choleskyInPlace, choleskySolve } from "./cholesky.ts";
import { groupRows } from "./factor.ts";

/** Share of a level's weight at or below which a pivot is rounding. */
export const PIVOT_NOISE = 1e-11;

/** Solves for wide levels and hubs together, in place. */
export interface RestSolver {
  readonly redundant: number;
  solve(wide: Float64Array, hubs: Float64Array): void;
}

/**
 * A sparse factor of the wide part and a dense one of what it leaves of the hubs.
 *
 * @returns null when the factor would take more than `workLimit` multiplications
 */
export function directRestSolver(system: RestSystem, workLimit: number): RestSolver | null {
  const { wideCount, hubCount, cells, cross } = system;
  const elimination =
    wideCount === 0 ? null : minimumDegree({ size: wideCount, start: cells.start, members: cells.level }, workLimit);
  if (wideCount > 0 && (elimination === null || hubCount * elimination.rows.length > workLimit)) return null;
  const factor = elimination === null ? null : factorSparse(elimination, wideColumns(system));
  const work = new Float64Array(wideCount);
  const balance = system.width === 1 && elimination !== null ? componentBalance(system, elimination) : null;
  const solveWide = (b: Float64Array): void => {
    if (factor === null) return;
    balance?.(b);
    solveSparse(factor, b, work);
  };
  const { matrix, dropped, nullVectors } = hubFactor(system, solveWide);
  const shift = new Float64Array(wideCount);
  return {
    redundant: (factor?.dropped ?? 0) + dropped,
    solve(wide, hubs) {
      solveWide(wide);
      if (hubCount === 0) return;
      for (let i = 0; i < wideCount; i++) {
        const value = wide[i]!;
        if (value !== 0) for (let h = 0; h < hubCount; h++) hubs[h]! -= cross[i * hubCount + h]! * value;
      }
      for (const direction of nullVectors) removeAlong(direction, hubs);
      choleskySolve(matrix, hubCount, hubs);
      for (let i = 0; i < wideCount; i++) {
        let sum = 0;
        for (let h = 0; h < hubCount; h++) sum += cross[i * hubCount + h]! * hubs[h]!;
        shift[i] = sum;
      }
      solveWide(shift);
      for (let i = 0; i < wideCount; i++) wide[i]! -= shift[i]!;
    },
  };
}

/**
 * S_hh − S_hw S_ww⁻ S_wh, factored, and an orthonormal basis of its null space. A right-hand side has no part in the null space but rounding,
 * which must not be left to the levels that were dropped: levels along a null vector can differ by far more than what they add up to.
 */
function hubFactor(system: RestSystem, solveWide: (b: Float64Array) => void) {
  const { wideCount, hubCount, cross, layout, hubLevel } = system;
  const matrix = system.hubs.slice();
  const column = new Float64Array(wideCount);
  const noise = Math.max(PIVOT_NOISE, 10 * hubCount * Number.EPSILON);
  const threshold = Float64Array.from(hubLevel, (level) => noise * layout.restWeight[level]!);
  for (let h = 0; wideCount > 0 && h < hubCount; h++) {
    for (let i = 0; i < wideCount; i++) column[i] = cross[i * hubCount + h]!;
    solveWide(column);
    for (let i = 0; i < wideCount; i++) {
      const value = column[i]!;
      if (value === 0) continue;
      for (let a = h; a < hubCount; a++) matrix[a * hubCount + h]! -= cross[i * hubCount + a]! * value;
    }
  }
  const whole = matrix.slice();
  const flags = choleskyInPlace(matrix, hubCount, threshold);
  const dropped = flags.reduce((sum, flag) => sum + flag, 0);
  return { matrix, dropped, nullVectors: nullSpace(whole, matrix, flags) };
}

/** One vector per dropped row: 1 there, and on the kept rows what makes A times it vanish. Orthonormal. @param whole A, lower triangle */
function nullSpace(whole: Float64Array, factor: Float64Array, dropped: Uint8Array): Float64Array[] {
  const size = dropped.length;
  const basis: Float64Array[] = [];
  dropped.forEach((flag, d) => {
    if (flag === 0) return;
    const vector = new Float64Array(size);
    for (let i = 0; i < size; i++) if (dropped[i] === 0) vector[i] = -whole[Math.max(i, d) * size + Math.min(i, d)]!;
    choleskySolve(factor, size, vector);
    vector[d] = 1;
    for (let pass = 0; pass < 2; pass++) for (const earlier of basis) removeAlong(earlier, vector);
    const length = Math.hypot(...vector);
    for (let i = 0; i < size; i++) vector[i]! /= length;
    basis.push(vector);
  });
  return basis;
}

/** v ← v − its part along a direction of length 1. */
function removeAlong(direction: Float64Array, v: Float64Array): void {
  let along = 0;
  for (let i = 0; i < v.length; i++) along += direction[i]! * v[i]!;
  for (let i = 0; i < v.length; i++) v[i]! -= along * direction[i]!;
}

/** The same for one wide effect, whose null vectors are its components: their sums are made zero, each level taking part by its weight. */
function componentBalance(
  { layout, wideLevel }: RestSystem,
  { order, start, rows }: Elimination,
): (b: Float64Array) => void {
  const size = order.length;
  const componentOf = new Int32Array(size);
  let count = 0;
  for (let k = size - 1; k >= 0; k--) {
    // The first row below the diagonal is the column's parent in the elimination tree; a component is a tree.
    const isRoot = start[k] === start[k + 1];
    componentOf[order[k]!] = isRoot ? count++ : componentOf[order[rows[start[k]!]!]!]!;
  }
  const weight = Float64Array.from(wideLevel, (level) => layout.restWeight[level]!);
  const total = new Float64Array(count);
  for (let i = 0; i < size; i++) total[componentOf[i]!]! += weight[i]!;
  const sums = new Float64Array(count);
  return (b) => {
    sums.fill(0);
    for (let i = 0; i < size; i++) sums[componentOf[i]!]! += b[i]!;
    for (let i = 0; i < size; i++) b[i]! -= weight[i]! * (sums[componentOf[i]!]! / total[componentOf[i]!]!);
  };
}

/** Columns of S among wide levels, from cells: Σ w where rows share both levels, less Σ_g (Σ w)(Σ w) / Σ w over groups that meet both. */
function wideColumns({ layout, cells, wideCount, wideLevel, tuples, width }: RestSystem): SparseColumns {
  const { weights, groupWeight, restWeight } = layout;
  const byLevel = groupRows(cells.level, wideCount);
  const groupOf = new Int32Array(cells.level.length);
  for (let g = 0; g < groupWeight.length; g++) groupOf.fill(g, cells.start[g]!, cells.start[g + 1]!);
  const positions = tuples === null ? null : groupRows(tuples, wideCount);
  return {
    isLaplacian: width === 1,
    threshold: Float64Array.from(wideLevel, (level) => PIVOT_NOISE * restWeight[level]!),
    addColumn(j, out) {
      if (positions === null) out[j]! += restWeight[wideLevel[j]!]!;
      else {
        for (let q = positions.start[j]!; q < positions.start[j + 1]!; q++) {
          const p = Math.floor(positions.order[q]! / width);
          const weight = weights === null ? 1 : weights[p]!;
          for (let e = p * width; e < (p + 1) * width; e++) out[tuples![e]!]! += weight;
        }
      }
      for (let q = byLevel.start[j]!; q < byLevel.start[j + 1]!; q++) {
        const cell = byLevel.order[q]!;
        const g = groupOf[cell]!;
        const share = cells.weight[cell]! / groupWeight[g]!;
        for (let c = cells.start[g]!; c < cells.start[g + 1]!; c++) out[cells.level[c]!]! -= share * cells.weight[c]!;
      }
    },
  };
}
