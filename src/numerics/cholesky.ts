/**
 * Cholesky factor of a symmetric positive semi-definite matrix, rows and columns in their own order, dependent ones skipped.
 *
 * L Lᵀ = A on the kept rows. A row whose remaining pivot is at or below its threshold is redundant given earlier rows: its L row and
 * column are zero and `choleskySolve` gives it 0.
 *
 * @param matrix size × size row-major; the lower triangle is read and replaced by L
 * @param threshold length size: pivots at or below it are dropped (0 accepts any positive pivot)
 * @returns 1 per dropped row
 */
export function choleskyInPlace(matrix: Float64Array, size: number, threshold: Float64Array): Uint8Array {
  const dropped = new Uint8Array(size);
  for (let from = 0; from < size; from += ROWS) {
    const to = Math.min(size, from + ROWS);
    // Rows of a block depend on each other only within the block: against earlier rows they go together, which reads L once per block.
    for (let j = 0; j < from; j++) {
      if (to - from === ROWS) fillFour(matrix, size, from, j, dropped[j] === 1);
      else for (let i = from; i < to; i++) fillOne(matrix, size, i, j, dropped[j] === 1);
    }
    for (let i = from; i < to; i++) {
      for (let j = from; j < i; j++) fillOne(matrix, size, i, j, dropped[j] === 1);
      const row = i * size;
      const pivot = matrix[row + i]! - dot(matrix, row, row, i);
      if (pivot > threshold[i]!) matrix[row + i] = Math.sqrt(pivot);
      else {
        dropped[i] = 1;
        matrix.fill(0, row, row + i + 1);
      }
    }
  }
  return dropped;
}

const ROWS = 4;

/** L[i, j] from the entries to its left. */
function fillOne(matrix: Float64Array, size: number, i: number, j: number, isDropped: boolean): void {
  const p = i * size + j;
  if (isDropped) matrix[p] = 0;
  else matrix[p] = (matrix[p]! - dot(matrix, i * size, j * size, j)) / matrix[j * size + j]!;
}

/** L[i … i + 3, j]. */
function fillFour(matrix: Float64Array, size: number, i: number, j: number, isDropped: boolean): void {
  const a = i * size;
  const b = a + size;
  const c = b + size;
  const d = c + size;
  const row = j * size;
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let k = 0; k < j; k++) {
    const right = matrix[row + k]!;
    sa += matrix[a + k]! * right;
    sb += matrix[b + k]! * right;
    sc += matrix[c + k]! * right;
    sd += matrix[d + k]! * right;
  }
  const scale = isDropped ? 0 : 1 / matrix[row + j]!;
  matrix[a + j] = (matrix[a + j]! - sa) * scale;
  matrix[b + j] = (matrix[b + j]! - sb) * scale;
  matrix[c + j] = (matrix[c + j]! - sc) * scale;
  matrix[d + j] = (matrix[d + j]! - sd) * scale;
}

function dot(matrix: Float64Array, a: number, b: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += matrix[a + k]! * matrix[b + k]!;
    s1 += matrix[a + k + 1]! * matrix[b + k + 1]!;
    s2 += matrix[a + k + 2]! * matrix[b + k + 2]!;
    s3 += matrix[a + k + 3]! * matrix[b + k + 3]!;
  }
  for (; k < length; k++) s0 += matrix[a + k]! * matrix[b + k]!;
  return s0 + s1 + (s2 + s3);
}

/** Solves L Lᵀ x = rhs in place, with L of `choleskyInPlace`; dropped rows get 0. */
export function choleskySolve(factor: Float64Array, size: number, rhs: Float64Array): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const pivot = factor[row + i]!;
    if (pivot === 0) {
      rhs[i] = 0;
      continue;
    }
    let sum = rhs[i]!;
    for (let k = 0; k < i; k++) sum -= factor[row + k]! * rhs[k]!;
    rhs[i] = sum / pivot;
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const pivot = factor[row + i]!;
    if (pivot === 0) continue;
    const x = rhs[i]! / pivot;
    rhs[i] = x;
    for (let k = 0; k < i; k++) rhs[k]! -= factor[row + k]! * x;
  }
}

/** (L Lᵀ)⁻¹, size × size row-major and exactly symmetric; rows and columns of dropped rows are 0. */
export function choleskyInverse(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    column.fill(0);
    if (factor[j * size + j] === 0) continue;
    column[j] = 1;
    choleskySolve(factor, size, column);
    for (let i = j; i < size; i++) {
      inverse[i * size + j] = column[i]!;
      inverse[j * size + i] = column[i]!;
    }
  }
  return inverse;
}
