import { openStream, shuffle } from "../../src/numerics/random.ts";

/** Share of pairs of changes that are in tension, and how often permuted units have at least as much of it. */
export interface OffDiagonal {
  /** Weighted share of units in tension, mean over the two ways to pair the halves. */
  readonly share: number;
  /** Mean share under permutation. */
  readonly expected: number;
  /** (1 + draws with at least this share) / (1 + draws): exact level (Phipson and Smyth 2010). */
  readonly p: number;
  /** Length U: each unit's own share (0, ½ or 1). */
  readonly own: Float64Array;
}

/**
 * How many units go up on one side and down on the other. The sides are compared across halves, so that noise of one period never stands on both
 * sides; the permutation deals the other side's changes, both halves together, to other units.
 *
 * @param a, b    [half][unit] changes
 * @param tension "opposite": signs that differ are in tension; "same": signs that agree
 */
export function offDiagonal(
  a: readonly [Float64Array, Float64Array],
  b: readonly [Float64Array, Float64Array],
  weights: Float64Array,
  tension: "opposite" | "same",
  draws: number,
  seed: number,
): OffDiagonal {
  const n = weights.length;
  const wanted = tension === "opposite" ? -1 : 1;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isTension = (x: number, y: number): number => (Math.sign(x) * Math.sign(y) === wanted ? 0.5 : 0);
  const ownAt = (i: number, j: number): number => isTension(a[0][i]!, b[1][j]!) + isTension(a[1][i]!, b[0][j]!);
  const shareOf = (order: Int32Array): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i]! * ownAt(i, order[i]!);
    return sum / total;
  };
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const share = shareOf(order);
  let atLeast = 0;
  let mean = 0;
  for (let replicate = 0; replicate < draws; replicate++) {
    const dealt = order.slice();
    shuffle(openStream({ seed, task: "off-diagonal", replicate }), dealt);
    const one = shareOf(dealt);
    // Shares are sums in another order: equal ones may differ in the last bits.
    if (one >= share - 1e-12) atLeast++;
    mean += one / draws;
  }
  return {
    share,
    expected: draws === 0 ? Number.NaN : mean,
    p: draws === 0 ? Number.NaN : (1 + atLeast) / (1 + draws),
    own: Float64Array.from(order, (i) => ownAt(i, i)),
  };
}
