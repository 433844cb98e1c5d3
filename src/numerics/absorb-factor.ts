import type { Elimination } from "./absorb-ordering.ts";

/** P S Pᵀ = L D Lᵀ, with L unit lower triangular in the elimination's positions; d = 0 where a variable follows from earlier ones. */
export interface SparseFactor {
  readonly elimination: Elimination;
  /** Entries of L below the diagonal, in the places of `elimination.rows`. */
  readonly values: Float64Array;
  readonly diagonal: Float64Array;
  /** Variables with d = 0. */
  readonly dropped: number;
}

export interface SparseColumns {
  /** Adds column j of S, all of it, to `out` (by variable). Entries outside the elimination's pattern must be zero. */
  addColumn(j: number, out: Float64Array): void;
  /**
   * Whether every row of S sums to zero and what is off the diagonal is not positive: a Laplacian. Elimination keeps it one, so pivots are
   * taken as minus the sum of the rest of their column. Then no subtraction occurs and each entry has full relative accuracy, however badly
   * connected the graph (Grassmann, Taksar and Heyman 1985); one variable of every component is dropped.
   */
  readonly isLaplacian: boolean;
  /** Pivots at or below it are rounding; not used for a Laplacian. By variable. */
  readonly threshold: Float64Array;
}

/** Column by column, each one from the earlier columns that reach it ("left-looking"; Davis 2006, section 4.8). */
export function factorSparse(elimination: Elimination, columns: SparseColumns): SparseFactor {
  const { order, start, rows } = elimination;
  const size = order.length;
  const values = new Float64Array(rows.length);
  const diagonal = new Float64Array(size);
  const position = new Int32Array(size);
  for (let k = 0; k < size; k++) position[order[k]!] = k;
  const byVariable = new Float64Array(size);
  const column = new Float64Array(size);
  // What is added for variables that are eliminated already stays in `byVariable`, where nothing reads it again.
  // Column k waits at the row its next entry is in; `upTo[k]` is that entry's place.
  const waiting = new Int32Array(size).fill(-1);
  const nextWaiting = new Int32Array(size);
  const upTo = new Int32Array(size);
  let dropped = 0;
  const waitAt = (k: number, place: number): void => {
    if (place === start[k + 1]!) return;
    upTo[k] = place;
    nextWaiting[k] = waiting[rows[place]!]!;
    waiting[rows[place]!] = k;
  };
  for (let j = 0; j < size; j++) {
    const variable = order[j]!;
    columns.addColumn(variable, byVariable);
    let pivot = byVariable[variable]!;
    byVariable[variable] = 0;
    for (let q = start[j]!; q < start[j + 1]!; q++) {
      const i = order[rows[q]!]!;
      column[rows[q]!] = byVariable[i]!;
      byVariable[i] = 0;
    }
    for (let k = waiting[j]!; k >= 0; ) {
      const following = nextWaiting[k]!;
      const place = upTo[k]!;
      const multiplier = values[place]! * diagonal[k]!;
      pivot -= values[place]! * multiplier;
      const end = start[k + 1]!;
      for (let q = place + 1; q < end; q++) column[rows[q]!]! -= values[q]! * multiplier;
      waitAt(k, place + 1);
      k = following;
    }
    if (columns.isLaplacian) {
      pivot = 0;
      for (let q = start[j]!; q < start[j + 1]!; q++) pivot -= column[rows[q]!]!;
    }
    const isKept = pivot > (columns.isLaplacian ? 0 : columns.threshold[variable]!);
    diagonal[j] = isKept ? pivot : 0;
    if (!isKept) dropped++;
    for (let q = start[j]!; q < start[j + 1]!; q++) {
      values[q] = isKept ? column[rows[q]!]! / pivot : 0;
      column[rows[q]!] = 0;
    }
    if (isKept) waitAt(j, start[j]!);
  }
  return { elimination, values, diagonal, dropped };
}

/** Replaces b, by variable, by a solution of S x = b; dropped variables get 0. @param work scratch of the same length */
export function solveSparse(
  { elimination, values, diagonal }: SparseFactor,
  b: Float64Array,
  work: Float64Array,
): void {
  const { order, start, rows } = elimination;
  const size = order.length;
  for (let k = 0; k < size; k++) work[k] = b[order[k]!]!;
  for (let k = 0; k < size; k++) {
    const value = work[k]!;
    if (value === 0) continue;
    for (let q = start[k]!; q < start[k + 1]!; q++) work[rows[q]!]! -= values[q]! * value;
  }
  for (let k = size - 1; k >= 0; k--) {
    if (diagonal[k] === 0) {
      b[order[k]!] = work[k] = 0;
      continue;
    }
    let value = work[k]! / diagonal[k]!;
    for (let q = start[k]!; q < start[k + 1]!; q++) value -= values[q]! * work[rows[q]!]!;
    work[k] = value;
    b[order[k]!] = value;
  }
}
