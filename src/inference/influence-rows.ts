import type { Uncertainty } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";
import { combineFactors, groupRows } from "../numerics/factor.ts";
import { sumScores } from "../numerics/score-rows.ts";

export type Influence = Extract<Uncertainty, { kind: "influence" }>;

/** ψ written out, n × k row-major. */
export function influenceRows(influence: Influence, k: number): Float64Array {
  const { psi, loadings, rowUnit } = influence;
  if (loadings === undefined) return psi;
  const n = rowUnit.length;
  const columns = columnsOf(influence, k);
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++)
    addProduct(psi, i * columns, columns, loadings.matrices[loadings.group[i]!]!, k, out, i * k);
  return out;
}

/** Σ_i ψ_i ψ_iᵀ. With loadings L: Σ_g L_gᵀ (Σ_{i∈g} b_i b_iᵀ) L_g, which never writes ψ out. */
export function rowSquares(influence: Influence, k: number): Float64Array {
  const { psi, loadings, frequency } = influence;
  if (loadings === undefined) return gram(psi, k, frequency ?? null);
  const columns = columnsOf(influence, k);
  const squares = squaresByGroup(psi, columns, loadings.group, loadings.matrices.length, frequency ?? null);
  const total = new Float64Array(k * k);
  loadings.matrices.forEach((matrix, g) => {
    const square = mirrored(squares[g]!, columns);
    const half = new Float64Array(columns * k);
    for (let a = 0; a < columns; a++) addProduct(square, a * columns, columns, matrix, k, half, a * k);
    for (let c = 0; c < columns; c++) {
      for (let j = 0; j < k; j++) {
        const value = matrix[c * k + j]!;
        if (value === 0) continue;
        for (let l = 0; l <= j; l++) total[j * k + l]! += value * half[c * k + l]!;
      }
    }
  });
  return mirrored(total, k);
}

/** Rows whose products are added together: an entry of the total is then read and written once for all of them. */
const TOGETHER = 4;

/** Σ_{i∈g} b_i b_iᵀ / f_i for every group, lower triangles of columns × columns. */
function squaresByGroup(
  rows: Float64Array,
  columns: number,
  group: Int32Array,
  groups: number,
  frequency: Float64Array | null,
): readonly Float64Array[] {
  const { start, order } = groupRows(group, groups);
  const batch = new Float64Array(TOGETHER * columns);
  const scaled = frequency === null ? batch : new Float64Array(TOGETHER * columns);
  return Array.from({ length: groups }, (_, g) => {
    const into = new Float64Array(columns * columns);
    for (let from = start[g]!; from < start[g + 1]!; from += TOGETHER) {
      const size = Math.min(TOGETHER, start[g + 1]! - from);
      if (size < TOGETHER) batch.fill(0);
      for (let r = 0; r < size; r++) {
        const row = order[from + r]!;
        const at = row * columns;
        for (let c = 0; c < columns; c++) batch[c * TOGETHER + r] = rows[at + c]!;
        if (frequency === null) continue;
        for (let c = 0; c < columns; c++) scaled[c * TOGETHER + r] = rows[at + c]! / frequency[row]!;
      }
      addProducts(into, scaled, batch, columns);
    }
    return into;
  });
}

/** into ← into + left rightᵀ, lower triangle, for columns × `TOGETHER`; rows of zeros on the left are skipped. */
function addProducts(into: Float64Array, left: Float64Array, right: Float64Array, columns: number): void {
  for (let a = 0; a < columns; a++) {
    const l0 = left[4 * a]!;
    const l1 = left[4 * a + 1]!;
    const l2 = left[4 * a + 2]!;
    const l3 = left[4 * a + 3]!;
    if (l0 === 0 && l1 === 0 && l2 === 0 && l3 === 0) continue;
    const row = a * columns;
    for (let b = 0; b <= a; b++) {
      const r = 4 * b;
      into[row + b]! += l0 * right[r]! + l1 * right[r + 1]! + (l2 * right[r + 2]! + l3 * right[r + 3]!);
    }
  }
}

/** S_c, clusters × k row-major: rows are summed per cluster and group before they meet their loadings. */
export function clusterSums(influence: Influence, k: number, factor: Factor): Float64Array {
  const { psi, loadings } = influence;
  if (loadings === undefined) return sumScores(psi, k, factor);
  const columns = columnsOf(influence, k);
  const group: Factor = { name: "group", codes: loadings.group, count: loadings.matrices.length };
  const pairs = combineFactors("pair", [factor, group]);
  const sums = sumScores(psi, columns, pairs);
  const out = new Float64Array(factor.count * k);
  const done = new Uint8Array(pairs.count);
  for (let i = 0; i < pairs.codes.length; i++) {
    const pair = pairs.codes[i]!;
    if (done[pair] === 1) continue;
    done[pair] = 1;
    addProduct(sums, pair * columns, columns, loadings.matrices[loadings.group[i]!]!, k, out, factor.codes[i]! * k);
  }
  return out;
}

/** Σ_r s_r s_rᵀ / d_r. */
export function gram(rows: Float64Array, k: number, divisor: Float64Array | null): Float64Array {
  const total = new Float64Array(k * k);
  for (let r = 0; r * k < rows.length; r++) {
    const scale = divisor === null ? 1 : 1 / divisor[r]!;
    for (let a = 0; a < k; a++) {
      const left = rows[r * k + a]! * scale;
      if (left === 0) continue;
      for (let b = 0; b <= a; b++) total[a * k + b]! += left * rows[r * k + b]!;
    }
  }
  return mirrored(total, k);
}

/** Entries per row of `psi`: k, or m with loadings. */
export function columnsOf({ psi, loadings, rowUnit }: Influence, k: number): number {
  return loadings === undefined ? k : rowUnit.length === 0 ? 0 : psi.length / rowUnit.length;
}

/** out[at …] += row · matrix, for a row of `columns` entries and a matrix of columns × k. */
export function addProduct(
  rows: Float64Array,
  from: number,
  columns: number,
  matrix: Float64Array,
  k: number,
  out: Float64Array,
  at: number,
): void {
  for (let c = 0; c < columns; c++) {
    const value = rows[from + c]!;
    if (value === 0) continue;
    for (let j = 0; j < k; j++) out[at + j]! += value * matrix[c * k + j]!;
  }
}

function mirrored(lower: Float64Array, size: number): Float64Array {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) lower[b * size + a] = lower[a * size + b]!;
  return lower;
}
