/** Rows per block: k columns of a block stay in cache, and partial sums of blocks are added with compensation, in row order. */
const BLOCK = 512;

/**
 * Xᵀ W X of k columns, k × k row-major, exactly symmetric. Sums run over blocks in row order and block sums are added with
 * compensation, so the error does not grow with the number of rows.
 */
export function crossProducts(columns: readonly Float64Array[], weights: Float64Array | null): Float64Array {
  const k = columns.length;
  const rows = columns[0]?.length ?? 0;
  const total = new Float64Array(k * k);
  const error = new Float64Array(k * k);
  const weighted = new Float64Array(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    for (let a = 0; a < k; a++) {
      const left = weigh(columns[a]!, weights, from, to, weighted);
      for (let b = 0; b <= a; b++) addTo(total, error, a * k + b, blockDot(left, columns[b]!, from, to));
    }
  }
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const value = total[a * k + b]! + error[a * k + b]!;
      total[a * k + b] = value;
      total[b * k + a] = value;
    }
  }
  return total;
}

/** Xᵀ W u, one entry per column, summed as in `crossProducts`. */
export function scoreSums(
  columns: readonly Float64Array[],
  u: Float64Array,
  weights: Float64Array | null,
): Float64Array {
  const total = new Float64Array(columns.length);
  const error = new Float64Array(columns.length);
  const weighted = new Float64Array(BLOCK);
  for (let from = 0; from < u.length; from += BLOCK) {
    const to = Math.min(u.length, from + BLOCK);
    const left = weigh(u, weights, from, to, weighted);
    for (let a = 0; a < columns.length; a++) addTo(total, error, a, blockDot(left, columns[a]!, from, to));
  }
  for (let a = 0; a < total.length; a++) total[a]! += error[a]!;
  return total;
}

/** The power of two nearest in exponent to a positive number; 0 stays 0. */
export function powerOfTwo(value: number): number {
  return value > 0 ? 2 ** Math.round(Math.log2(value)) : 0;
}

/** Σ w v², in blocks. */
export function weightedSquares(values: Float64Array, weights: Float64Array | null): number {
  return crossProducts([values], weights)[0]!;
}

function weigh(
  column: Float64Array,
  weights: Float64Array | null,
  from: number,
  to: number,
  out: Float64Array,
): Float64Array {
  if (weights === null) out.set(column.subarray(from, to));
  else for (let i = from; i < to; i++) out[i - from] = weights[i]! * column[i]!;
  return out;
}

function blockDot(left: Float64Array, column: Float64Array, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const l = i - from;
    s0 += left[l]! * column[i]!;
    s1 += left[l + 1]! * column[i + 1]!;
    s2 += left[l + 2]! * column[i + 2]!;
    s3 += left[l + 3]! * column[i + 3]!;
  }
  for (; i < to; i++) s0 += left[i - from]! * column[i]!;
  return s0 + s1 + (s2 + s3);
}

/** Neumaier's compensated addition into total[p]; the lost part collects in error[p]. */
function addTo(total: Float64Array, error: Float64Array, p: number, value: number): void {
  const before = total[p]!;
  const after = before + value;
  error[p]! += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
  total[p] = after;
}
