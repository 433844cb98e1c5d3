/** P(exactly k of the n(n − 1)/2 pairs are out of order) for k = 0, 1, …: all n! orders equally likely. Kendall (1938). */
export function inversionProbabilities(n: number): Float64Array {
  let known = Float64Array.of(1);
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array((size * (size - 1)) / 2 + 1);
    for (let k = 0; k < next.length; k++)
      for (let own = 0; own < size; own++)
        if (k - own >= 0 && k - own < known.length) next[k]! += known[k - own]! / size;
    known = next;
  }
  return known;
}

/** Slopes between all pairs of points, ascending; change of y per unit of x. Values of x are distinct. */
export function pairwiseSlopes(x: readonly number[], y: readonly number[]): Float64Array {
  const slopes: number[] = [];
  for (let j = 1; j < x.length; j++) for (let i = 0; i < j; i++) slopes.push((y[j]! - y[i]!) / (x[j]! - x[i]!));
  return Float64Array.from(slopes).sort();
}

/**
 * Distribution-free interval of the median slope: the slopes ranked c + 1 from either end, c the greatest number with P(K ≤ c) ≤ (1 − level)/2, where K counts
 * pairs out of order when nothing changes. Exact for independent errors without ties (Sen 1968; Hollander, Wolfe and Chicken 2014, section 9.3).
 *
 * @returns null when even the whole range of slopes does not reach the level: with fewer than five points at 95%
 */
export function slopeInterval(
  x: readonly number[],
  y: readonly number[],
  level: number,
): readonly [number, number] | null {
  if (x.length < 2) return null;
  const probabilities = inversionProbabilities(x.length);
  let beyond = 0;
  let c = -1;
  while (c + 1 < probabilities.length && beyond + probabilities[c + 1]! <= (1 - level) / 2)
    beyond += probabilities[++c]!;
  if (c < 0) return null;
  const slopes = pairwiseSlopes(x, y);
  return [slopes[c]!, slopes[slopes.length - 1 - c]!];
}
