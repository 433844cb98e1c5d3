import { type AbsorbedEffect, blockSystem, forEachLevel } from "./absorb-blocks.ts";
import { blockSchur } from "./absorb-blocks-solve.ts";
import { choleskyInPlace, choleskyInverse } from "./cholesky.ts";

/** Beyond this many parameters next to the largest effect the inverse they need is too large to form. */
export const LEVERAGE_LIMIT = 2000;

/**
 * Leverage of the absorbed effects alone: the diagonal of W^½ D (DᵀWD)⁻ Dᵀ W^½, where D holds the dummies (and slopes) of all effects.
 *
 *   h_i = w_i (|b_i|² + r_iᵀ S⁻ r_i),   r_i = row i of what the largest effect leaves of the others' columns
 *
 * with b_i the row of the largest effect's orthonormal columns. O(Σ_g n_g m_g²) for m_g parameters met in level g. It adds to the leverage of the
 * regressors after absorption, because those are orthogonal to D.
 *
 * @returns length n, between 0 and 1; null when the effects other than the largest have more than `LEVERAGE_LIMIT` parameters
 */
export function absorbedLeverage(
  effects: readonly AbsorbedEffect[],
  weights: Float64Array | null,
  rowCount: number,
): Float64Array | null {
  const leverage = new Float64Array(rowCount);
  if (effects.length === 0) return leverage;
  const system = blockSystem(effects, weights, rowCount);
  const size = system.restCount;
  if (size > LEVERAGE_LIMIT) return null;
  const { matrix, threshold } = blockSchur(system);
  choleskyInPlace(matrix, size, threshold);
  const inverse = choleskyInverse(matrix, size);
  const row = new Float64Array(size);
  const { eliminated, rest, order } = system;
  forEachLevel(system, ({ at, count, c }, from, to) => {
    for (let q = from; q < to; q++) {
      const i = order[q]!;
      let total = 0;
      for (let a = 0; a < count; a++) row[at[a]!] = 0;
      for (const { codes, basis, width, offset } of rest) {
        for (let j = 0; j < width; j++) row[offset + codes[i]! * width + j] = basis[j]![i]!;
      }
      eliminated.basis.forEach((column, b) => {
        const value = column[i]!;
        total += value * value;
        for (let a = 0; a < count; a++) row[at[a]!]! -= value * c[b]![at[a]!]!;
      });
      for (let a = 0; a < count; a++) {
        let sum = 0;
        for (let b = 0; b < count; b++) sum += inverse[at[a]! * size + at[b]!]! * row[at[b]!]!;
        total += row[at[a]!]! * sum;
      }
      leverage[i] = (weights === null ? 1 : weights[i]!) * total;
    }
  });
  return leverage;
}
