import { leastSquares } from "../numerics/least-squares.ts";

/**
 * The bandwidth of Bartlett's kernel that a single series asks for (Newey and West 1994); its whole part is the lag:
 *
 *   1.1447 ((s₁/s₀)²)^⅓ n^⅓,   s₀ = σ₀ + 2 Σ_{j≤m} σ_j,   s₁ = 2 Σ_{j≤m} j σ_j,   m = floor(3 ((n − 1)/100)^{2/9})
 *
 * where σ_j are the autocovariances of the sum over columns of the scores, prewhitened by a vector autoregression of order one without constant.
 *
 * @param columns scores in order of time, one array per column, without the intercept's
 * @returns null when it cannot be computed: fewer than three rows, no more rows than columns, scores without variation
 */
export function neweyWestBandwidth(columns: readonly Float64Array[]): number | null {
  const n = columns[0]?.length ?? 0;
  if (n < 3 || n - 1 <= columns.length) return null;
  const lagged = columns.map((column) => column.subarray(0, n - 1));
  const sum = new Float64Array(n - 1);
  for (const column of columns) {
    const { residuals } = leastSquares({
      columns: lagged,
      outcome: column.subarray(1),
      weights: null,
      intercept: false,
    });
    for (let t = 0; t < sum.length; t++) sum[t]! += residuals[t]!;
  }
  const m = Math.floor(3 * ((n - 1) / 100) ** (2 / 9));
  const covariances = Array.from({ length: m + 1 }, (_, j) => autocovariance(sum, j));
  const s0 = covariances.reduce((total, value, j) => total + (j === 0 ? value : 2 * value), 0);
  const s1 = covariances.reduce((total, value, j) => total + 2 * j * value, 0);
  const bandwidth = 1.1447 * ((s1 / s0) ** 2 * n) ** (1 / 3);
  return Number.isFinite(bandwidth) ? bandwidth : null;
}

function autocovariance(series: Float64Array, lag: number): number {
  let total = 0;
  for (let t = lag; t < series.length; t++) total += series[t]! * series[t - lag]!;
  return total / series.length;
}
