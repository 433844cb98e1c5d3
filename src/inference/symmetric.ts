/**
 * Small symmetric matrices (variances of a handful of effects). Eigenvalues by cyclic Jacobi rotations: slow for large q, accurate to the last
 * digits relative to the largest, and always in the same order of operations.
 */

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** q × q row-major: column j belongs to values[j]. */
  readonly vectors: Float64Array;
}

/** Eigenvalues and orthonormal eigenvectors of a symmetric q × q matrix (Golub & Van Loan, §8.5). The input is not changed. */
export function symmetricEigen(matrix: ArrayLike<number>, q: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(q * q);
  for (let i = 0; i < q; i++) v[i * q + i] = 1;
  for (let sweep = 0; sweep < 60 && offDiagonal(a, q) > 0; sweep++) {
    for (let i = 0; i < q - 1; i++) for (let j = i + 1; j < q; j++) rotate(a, v, q, i, j);
  }
  const order = Array.from({ length: q }, (_, i) => i).sort((x, y) => a[y * q + y]! - a[x * q + x]! || x - y);
  const values = Float64Array.from(order, (i) => a[i * q + i]!);
  const vectors = new Float64Array(q * q);
  for (let row = 0; row < q; row++) for (let j = 0; j < q; j++) vectors[row * q + j] = v[row * q + order[j]!]!;
  return { values, vectors };
}

/** Sum of absolute off-diagonal entries that still matter beside the diagonal. */
function offDiagonal(a: Float64Array, q: number): number {
  let total = 0;
  for (let i = 0; i < q; i++) {
    for (let j = i + 1; j < q; j++) {
      const entry = Math.abs(a[i * q + j]!);
      if (entry > 1e-18 * Math.sqrt(Math.abs(a[i * q + i]! * a[j * q + j]!)) + 1e-300) total += entry;
    }
  }
  return total;
}

function rotate(a: Float64Array, v: Float64Array, q: number, i: number, j: number): void {
  const off = a[i * q + j]!;
  if (off === 0) return;
  const theta = (a[j * q + j]! - a[i * q + i]!) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < q; k++) {
    const ki = a[k * q + i]!;
    const kj = a[k * q + j]!;
    a[k * q + i] = c * ki - s * kj;
    a[k * q + j] = s * ki + c * kj;
  }
  for (let k = 0; k < q; k++) {
    const ik = a[i * q + k]!;
    const jk = a[j * q + k]!;
    a[i * q + k] = c * ik - s * jk;
    a[j * q + k] = s * ik + c * jk;
    const vi = v[k * q + i]!;
    const vj = v[k * q + j]!;
    v[k * q + i] = c * vi - s * vj;
    v[k * q + j] = s * vi + c * vj;
  }
  a[i * q + j] = 0;
  a[j * q + i] = 0;
}

export interface Correlation {
  /** Rows with a positive finite variance, ascending. */
  readonly kept: readonly number[];
  /** Their standard errors. */
  readonly scale: Float64Array;
  /** kept × kept row-major, ones on the diagonal. */
  readonly matrix: Float64Array;
}

/** Correlations of the rows of a variance that have one: rows with zero or no variance are left out. */
export function correlationOf(vcov: ArrayLike<number>, q: number): Correlation {
  const kept: number[] = [];
  for (let i = 0; i < q; i++) if (vcov[i * q + i]! > 0 && Number.isFinite(vcov[i * q + i]!)) kept.push(i);
  const k = kept.length;
  const scale = Float64Array.from(kept, (i) => Math.sqrt(vcov[i * q + i]!));
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    matrix[i * k + i] = 1;
    for (let j = 0; j < i; j++) {
      const value = vcov[kept[i]! * q + kept[j]!]! / (scale[i]! * scale[j]!);
      matrix[i * k + j] = value;
      matrix[j * k + i] = value;
    }
  }
  return { kept, scale, matrix };
}

/** An eigenvalue of a q × q correlation matrix counts as zero below this: rounding of the variance it was made from, with room. */
export function rankTolerance(q: number, largest: number): number {
  return Math.max(q, 1) * 1e-11 * Math.max(largest, 0);
}
