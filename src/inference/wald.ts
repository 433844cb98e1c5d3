import { chiSquaredUpper } from "../numerics/chi-squared.ts";
import { fUpper } from "../numerics/f.ts";
import { correlationOf, rankTolerance, symmetricEigen } from "./symmetric.ts";

export interface WaldTest {
  /** F = W/q, compared with F(q, df). */
  readonly statistic: number;
  /** Directions tested: the rank of the variance, at most the number of terms. */
  readonly q: number;
  /** Terms that were asked for, and those left out because they have no variance. */
  readonly terms: number;
  readonly withoutVariance: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Joint test that q effects are all zero: W = τᵀV⁺τ, F = W/rank ~ F(rank, df); df = Infinity is χ².
 *
 * A variance of lower rank than q (more effects than clusters, say) is inverted on its own range, on the scale of correlations so that units do
 * not matter, and `q` says how many directions were tested. Terms without variance are left out and counted. Nothing left to test: p is NaN.
 *
 * @param estimate τ, length q
 * @param vcov     V, q × q row-major
 */
export function waldTest(estimate: ArrayLike<number>, vcov: ArrayLike<number>, df: number): WaldTest {
  const terms = estimate.length;
  const { kept, scale, matrix } = correlationOf(vcov, terms);
  const k = kept.length;
  const { values, vectors } = symmetricEigen(matrix, k);
  const tolerance = rankTolerance(k, values[0] ?? 0);
  let wald = 0;
  let rank = 0;
  for (let j = 0; j < k; j++) {
    if (!(values[j]! > tolerance)) continue;
    let projection = 0;
    for (let i = 0; i < k; i++) projection += (vectors[i * k + j]! * estimate[kept[i]!]!) / scale[i]!;
    wald += (projection * projection) / values[j]!;
    rank++;
  }
  const statistic = rank > 0 ? wald / rank : Number.NaN;
  const p = df === Number.POSITIVE_INFINITY ? chiSquaredUpper(wald, rank) : fUpper(statistic, rank, df);
  return { statistic, q: rank, terms, withoutVariance: terms - k, df, p: rank > 0 ? p : Number.NaN };
}

/**
 * The square submatrix of the given rows.
 *
 * @param vcov q × q row-major
 */
export function submatrix(vcov: ArrayLike<number>, q: number, rows: readonly number[]): Float64Array {
  const k = rows.length;
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) out[i * k + j] = vcov[rows[i]! * q + rows[j]!]!;
  return out;
}
