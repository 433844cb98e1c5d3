import { symmetricEigen } from "./symmetric.ts";

/**
 * Σ_r (A s_r)(A s_r)ᵀ / d_r, k × k row-major and exactly symmetric. Terms that were not estimated (A is NaN on the diagonal) are left
 * out of the sum and come back as NaN.
 *
 * @param sums rows × k row-major
 * @param bread A, k × k row-major
 * @param divisor d per row; null is 1
 */
export function sumOfSquares(
  sums: Float64Array,
  k: number,
  bread: Float64Array,
  divisor: Float64Array | null,
): Float64Array {
  const used = Int32Array.from(estimatedTerms(bread, k));
  const m = used.length;
  const small = Float64Array.from({ length: m * m }, (_, p) => bread[used[Math.floor(p / m)]! * k + used[p % m]!]!);
  const row = new Float64Array(m);
  const psi = new Float64Array(m);
  const squares = new Float64Array(m * m);
  const rows = k === 0 ? 0 : sums.length / k;
  for (let r = 0; r < rows; r++) {
    const scale = divisor === null ? 1 : divisor[r]!;
    const from = r * k;
    for (let a = 0; a < m; a++) row[a] = sums[from + used[a]!]!;
    for (let a = 0; a < m; a++) {
      let value = 0;
      for (let b = 0; b < m; b++) value += small[a * m + b]! * row[b]!;
      psi[a] = value;
    }
    for (let a = 0; a < m; a++) {
      const left = psi[a]! / scale;
      for (let b = 0; b <= a; b++) squares[a * m + b]! += left * psi[b]!;
    }
  }
  const total = new Float64Array(k * k).fill(Number.NaN);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      total[used[a]! * k + used[b]!] = squares[a * m + b]!;
      total[used[b]! * k + used[a]!] = squares[a * m + b]!;
    }
  }
  return total;
}

/** Positions whose diagonal is a number. */
export function estimatedTerms(matrix: Float64Array, k: number): readonly number[] {
  return Array.from({ length: k }, (_, j) => j).filter((j) => !Number.isNaN(matrix[j * k + j]!));
}

/**
 * Sets negative eigenvalues to zero (Cameron, Gelbach and Miller 2011, section 2.3): a multi-way variance is a difference and need not be
 * positive semi-definite. Eigenvalues that are negative by rounding alone are left.
 *
 * @returns the matrix, and how many eigenvalues were set to zero
 */
export function repairNegativeEigenvalues(
  vcov: Float64Array,
  k: number,
): { readonly vcov: Float64Array; readonly repaired: number } {
  const used = estimatedTerms(vcov, k);
  const size = used.length;
  if (size === 0) return { vcov, repaired: 0 };
  const block = Float64Array.from({ length: size * size }, (_, p) => {
    return vcov[used[Math.floor(p / size)]! * k + used[p % size]!]!;
  });
  const { values, vectors } = symmetricEigen(block, size);
  const noise = 1e-12 * Math.max(Math.abs(values[0]!), Math.abs(values[size - 1]!));
  const repaired = values.filter((value) => value < -noise).length;
  if (repaired === 0) return { vcov, repaired };
  const out = vcov.slice();
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < size && values[j]! > 0; j++) {
        sum += values[j]! * vectors[a * size + j]! * vectors[b * size + j]!;
      }
      out[used[a]! * k + used[b]!] = sum;
      out[used[b]! * k + used[a]!] = sum;
    }
  }
  return { vcov: out, repaired };
}
