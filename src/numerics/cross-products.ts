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
  const first = new Float64Array(BLOCK);
  const second = new Float64Array(BLOCK);
  const tile = new Float64Array(4);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    // Two columns against two at a time: each value read is used twice. The last of an odd number of columns is its own partner.
    for (let a = 0; a < k; a += 2) {
      const a1 = Math.min(a + 1, k - 1);
      const left0 = weights === null ? columns[a]! : weigh(columns[a]!, weights, from, to, first);
      const left1 = weights === null ? columns[a1]! : weigh(columns[a1]!, weights, from, to, second);
      const at = weights === null ? from : 0;
      for (let b = 0; b <= a; b += 2) {
        const b1 = Math.min(b + 1, k - 1);
        dotTile(left0, left1, at, columns[b]!, columns[b1]!, from, to, tile);
        addTo(total, error, a * k + b, tile[0]!);
        if (b1 > b && b1 <= a) addTo(total, error, a * k + b1, tile[1]!);
        if (a1 > a) addTo(total, error, a1 * k + b, tile[2]!);
        if (a1 > a && b1 > b) addTo(total, error, a1 * k + b1, tile[3]!);
      }
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

/**
 * residuals ← y − X β, with what is left to explain, in one pass over the rows.
 *
 * @returns Xᵀ W r, one entry per column, then Σ w r²; summed as in `crossProducts`
 */
export function residualPass(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  weights: Float64Array | null,
  beta: Float64Array,
  residuals: Float64Array,
): Float64Array {
  const k = columns.length;
  const total = new Float64Array(k + 1);
  const error = new Float64Array(k + 1);
  const weighted = new Float64Array(BLOCK);
  const current = new Float64Array(BLOCK);
  for (let from = 0; from < outcome.length; from += BLOCK) {
    const to = Math.min(outcome.length, from + BLOCK);
    const size = to - from;
    for (let i = 0; i < size; i++) current[i] = outcome[from + i]!;
    for (let j = 0; j < k; j++) {
      const column = columns[j]!;
      const slope = beta[j]!;
      if (slope !== 0) for (let i = 0; i < size; i++) current[i]! -= slope * column[from + i]!;
    }
    for (let i = 0; i < size; i++) residuals[from + i] = current[i]!;
    if (weights === null) weighted.set(current);
    else for (let i = 0; i < size; i++) weighted[i] = weights[from + i]! * current[i]!;
    for (let j = 0; j < k; j++) addTo(total, error, j, blockDot(weighted, columns[j]!, from, to));
    addTo(total, error, k, blockDot(weighted, residuals, from, to));
  }
  for (let j = 0; j <= k; j++) total[j]! += error[j]!;
  return total;
}

/** The power of two nearest in exponent to a positive number; 0 stays 0. */
export function powerOfTwo(value: number): number {
  return value > 0 ? 2 ** Math.round(Math.log2(value)) : 0;
}

/** Σ w v², in blocks. */
export function weightedSquares(values: Float64Array, weights: Float64Array | null): number {
  return squaresAround(values, 0, weights);
}

/** Σ w (v − centre)², in blocks. */
export function squaresAround(values: Float64Array, centre: number, weights: Float64Array | null): number {
  const total = new Float64Array(1);
  const error = new Float64Array(1);
  for (let from = 0; from < values.length; from += BLOCK) {
    const to = Math.min(values.length, from + BLOCK);
    let even = 0;
    let odd = 0;
    for (let i = from; i < to; i++) {
      const value = values[i]! - centre;
      const square = value * (weights === null ? value : weights[i]! * value);
      if ((i & 1) === 0) even += square;
      else odd += square;
    }
    addTo(total, error, 0, even + odd);
  }
  return total[0]! + error[0]!;
}

function weigh(column: Float64Array, weights: Float64Array, from: number, to: number, out: Float64Array): Float64Array {
  for (let i = from; i < to; i++) out[i - from] = weights[i]! * column[i]!;
  return out;
}

/** out = [p·r, p·s, q·r, q·s] over rows `from` to `to` of r and s, and as many from `at` on of p and q. */
function dotTile(
  p: Float64Array,
  q: Float64Array,
  at: number,
  r: Float64Array,
  s: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let pr0 = 0;
  let ps0 = 0;
  let qr0 = 0;
  let qs0 = 0;
  let pr1 = 0;
  let ps1 = 0;
  let qr1 = 0;
  let qs1 = 0;
  const shift = at - from;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const p0 = p[i + shift]!;
    const q0 = q[i + shift]!;
    const r0 = r[i]!;
    const s0 = s[i]!;
    pr0 += p0 * r0;
    ps0 += p0 * s0;
    qr0 += q0 * r0;
    qs0 += q0 * s0;
    const p1 = p[i + shift + 1]!;
    const q1 = q[i + shift + 1]!;
    const r1 = r[i + 1]!;
    const s1 = s[i + 1]!;
    pr1 += p1 * r1;
    ps1 += p1 * s1;
    qr1 += q1 * r1;
    qs1 += q1 * s1;
  }
  if (i < to) {
    pr0 += p[i + shift]! * r[i]!;
    ps0 += p[i + shift]! * s[i]!;
    qr0 += q[i + shift]! * r[i]!;
    qs0 += q[i + shift]! * s[i]!;
  }
  out[0] = pr0 + pr1;
  out[1] = ps0 + ps1;
  out[2] = qr0 + qr1;
  out[3] = qs0 + qs1;
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
