/** Bins of the population stability index: deciles of the earlier version. */
const BINS = 10;
/** A bin without rows counts as this share, so that the index stays finite. */
const FLOOR = 1e-4;

/** Quantiles by linear interpolation (type 7) of sorted values; NaN of none. */
export function quantile(sorted: Float64Array, share: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const at = share * (n - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, n - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/**
 * Population stability index Σ (aᵢ − bᵢ) ln(aᵢ / bᵢ) over shares of two versions in the same bins. By custom under 0.1 is stable and from 0.25 on a shift
 * (Siddiqi 2006).
 */
export function stabilityIndex(before: readonly number[], after: readonly number[]): number {
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const [b, a] = [total(before), total(after)];
  if (a === 0 || b === 0) return Number.NaN;
  return before.reduce((sum, count, bin) => {
    const [x, y] = [Math.max(count / b, FLOOR), Math.max(after[bin]! / a, FLOOR)];
    return sum + (y - x) * Math.log(y / x);
  }, 0);
}

/**
 * The stability index that two samples of one distribution exceed in 5% of cases: it is about χ² with bins − 1 degrees of freedom times 1/n + 1/m (Yurdakul 2018),
 * whose quantile is taken by Wilson and Hilferty (1931).
 */
export function chanceStability(bins: number, n: number, m: number): number {
  const df = Math.max(1, bins - 1);
  const cube = 1 - 2 / (9 * df) + 1.645 * Math.sqrt(2 / (9 * df));
  return df * cube ** 3 * (1 / n + 1 / m);
}

/** Rows of two sorted versions in the deciles of the first; equal deciles are one bin. */
export function decileCounts(before: Float64Array, after: Float64Array): readonly [number[], number[]] {
  const edges = [
    ...new Set(
      Array.from({ length: BINS - 1 }, (_, bin) => quantile(before, (bin + 1) / BINS)).filter(Number.isFinite),
    ),
  ];
  const count = (values: Float64Array): number[] => {
    const counts = new Array<number>(edges.length + 1).fill(0);
    let bin = 0;
    for (const value of values) {
      while (bin < edges.length && value > edges[bin]!) bin++;
      counts[bin]!++;
    }
    return counts;
  };
  return [count(before), count(after)];
}

/** Kolmogorov–Smirnov distance of two sorted versions: the largest difference of their distribution functions; NaN when one is empty. */
export function largestDistance(before: Float64Array, after: Float64Array): number {
  const [n, m] = [before.length, after.length];
  if (n === 0 || m === 0) return Number.NaN;
  let [i, j, distance] = [0, 0, 0];
  while (i < n && j < m) {
    const value = Math.min(before[i]!, after[j]!);
    while (i < n && before[i]! <= value) i++;
    while (j < m && after[j]! <= value) j++;
    distance = Math.max(distance, Math.abs(i / n - j / m));
  }
  return distance;
}

/** The distance that two samples of one distribution exceed in 5% of cases, for large n and m (Smirnov 1948). */
export const chanceDistance = (n: number, m: number): number => 1.358 * Math.sqrt((n + m) / (n * m));
