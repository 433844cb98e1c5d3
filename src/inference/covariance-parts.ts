import type { Factor } from "../core/table.ts";
import { symmetricEigen } from "./symmetric.ts";

/** Sums of score rows per level: rows × k in, levels × k out, both row-major. */
export function sumByLevel(scores: Float64Array, k: number, factor: Factor): Float64Array {
  const sums = new Float64Array(factor.count * k);
  for (let i = 0; i < factor.codes.length; i++) {
    const to = factor.codes[i]! * k;
    for (let j = 0; j < k; j++) sums[to + j]! += scores[i * k + j]!;
  }
  return sums;
}

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
  const used = estimatedTerms(bread, k);
  const psi = new Float64Array(used.length);
  const total = new Float64Array(k * k).fill(Number.NaN);
  for (const a of used) for (const b of used) total[a * k + b] = 0;
  const rows = k === 0 ? 0 : sums.length / k;
  for (let r = 0; r < rows; r++) {
    const scale = divisor === null ? 1 : divisor[r]!;
    for (let a = 0; a < used.length; a++) {
      let value = 0;
      for (const b of used) value += bread[used[a]! * k + b]! * sums[r * k + b]!;
      psi[a] = value;
    }
    for (let a = 0; a < used.length; a++) {
      const left = psi[a]! / scale;
      for (let b = 0; b <= a; b++) total[used[a]! * k + used[b]!]! += left * psi[b]!;
    }
  }
  for (const a of used) for (const b of used) if (b > a) total[a * k + b] = total[b * k + a]!;
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
