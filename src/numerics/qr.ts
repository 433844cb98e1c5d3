/** Householder QR of columns in their own order, dependent columns skipped. */
export interface QrFactor {
  /** Positions of the columns kept, ascending. */
  readonly kept: Int32Array;
  /** One reflector per kept column, length rows; the first p entries of reflector p are 0. */
  readonly reflectors: readonly Float64Array[];
  /** 2 / vᵀv of each reflector. */
  readonly beta: Float64Array;
  /** rank × rank, row-major, upper triangle. */
  readonly r: Float64Array;
}

/**
 * Householder QR (Golub and Van Loan, algorithm 5.2.1) that leaves out a column when what earlier columns do not explain
 * is at most `tolerance` times its norm: rank is decided in the given order, so the later of two collinear columns goes.
 *
 * @param columns k columns of n rows; overwritten
 */
export function qrInPlace(columns: readonly Float64Array[], tolerance: number): QrFactor {
  const rows = columns[0]?.length ?? 0;
  const kept: number[] = [];
  const reflectors: Float64Array[] = [];
  const beta: number[] = [];
  const rColumns: Float64Array[] = [];
  columns.forEach((column, position) => {
    const rank = kept.length;
    const original = norm(column, 0);
    for (let p = 0; p < rank; p++) reflect(reflectors[p]!, beta[p]!, p, column);
    const remaining = norm(column, rank);
    if (!(remaining > tolerance * original) || rank >= rows) return;
    const diagonal = column[rank]! > 0 ? -remaining : remaining;
    const rColumn = new Float64Array(rank + 1);
    for (let p = 0; p < rank; p++) rColumn[p] = column[p]!;
    rColumn[rank] = diagonal;
    column.fill(0, 0, rank);
    column[rank]! -= diagonal;
    const length = norm(column, rank);
    kept.push(position);
    reflectors.push(column);
    beta.push(2 / (length * length));
    rColumns.push(rColumn);
  });
  const rank = kept.length;
  const r = new Float64Array(rank * rank);
  rColumns.forEach((column, j) => {
    for (let i = 0; i <= j; i++) r[i * rank + j] = column[i]!;
  });
  return { kept: Int32Array.from(kept), reflectors, beta: Float64Array.from(beta), r };
}

function norm(values: Float64Array, from: number): number {
  let scale = 0;
  for (let i = from; i < values.length; i++) scale = Math.max(scale, Math.abs(values[i]!));
  if (scale === 0) return 0;
  let sum = 0;
  for (let i = from; i < values.length; i++) {
    const ratio = values[i]! / scale;
    sum += ratio * ratio;
  }
  return scale * Math.sqrt(sum);
}

/** x ← (I − β v vᵀ) x, where v starts at row `from`. */
function reflect(v: Float64Array, beta: number, from: number, x: Float64Array): void {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += v[i]! * x[i]!;
  const factor = beta * sum;
  if (factor === 0) return;
  for (let i = from; i < x.length; i++) x[i]! -= factor * v[i]!;
}

/** x ← Qᵀ x. */
export function applyQTransposed(qr: QrFactor, x: Float64Array): void {
  for (let p = 0; p < qr.kept.length; p++) reflect(qr.reflectors[p]!, qr.beta[p]!, p, x);
}

/** x ← Q x. */
export function applyQ(qr: QrFactor, x: Float64Array): void {
  for (let p = qr.kept.length - 1; p >= 0; p--) reflect(qr.reflectors[p]!, qr.beta[p]!, p, x);
}

/** R x = b, in place in the first `rank` entries of b. */
export function solveUpper(r: Float64Array, rank: number, b: Float64Array): void {
  for (let i = rank - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let j = i + 1; j < rank; j++) sum -= r[i * rank + j]! * b[j]!;
    b[i] = sum / r[i * rank + i]!;
  }
}

/** Rᵀ x = b, in place in the first `rank` entries of b. */
export function solveUpperTransposed(r: Float64Array, rank: number, b: Float64Array): void {
  for (let i = 0; i < rank; i++) {
    let sum = b[i]!;
    for (let j = 0; j < i; j++) sum -= r[j * rank + i]! * b[j]!;
    b[i] = sum / r[i * rank + i]!;
  }
}
