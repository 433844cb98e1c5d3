/** [s, r] with s = fl(a + b) and s + r = a + b exactly (Knuth's two-sum). */
export function twoSum(a: number, b: number): readonly [sum: number, rest: number] {
  const sum = a + b;
  const shadow = sum - a;
  return [sum, a - (sum - shadow) + (b - shadow)];
}

/** 2^27 + 1 splits a double into two halves of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;
/** Beyond this the splitting overflows. */
const SPLIT_LIMIT = 2 ** 996;

/**
 * [p, r] with p = fl(a b) and p + r = a b exactly, barring underflow (Dekker 1971). Where a factor is too large to
 * split or the product is not finite, r is 0.
 */
export function twoProduct(a: number, b: number): readonly [product: number, rest: number] {
  const product = a * b;
  return [product, productRest(a, b, product)];
}

function productRest(a: number, b: number, product: number): number {
  if (!(Math.abs(a) < SPLIT_LIMIT && Math.abs(b) < SPLIT_LIMIT && Number.isFinite(product))) return 0;
  const aShift = SPLITTER * a;
  const aHigh = aShift - (aShift - a);
  const aLow = a - aHigh;
  const bShift = SPLITTER * b;
  const bHigh = bShift - (bShift - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * Compensated sum in index order (Neumaier 1974): as if summed in twice the working precision and rounded once. The
 * same values in the same order give the same bits. Infinities and NaN propagate as in a plain sum; empty gives 0.
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    rest += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + rest : total;
}

/**
 * Compensated inner product Σ a_i b_i in index order: products are split without error and the sum is Neumaier's
 * (Ogita, Rump and Oishi 2005, Dot2).
 *
 * @throws RangeError when the lengths differ
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength(a, b);
  let total = 0;
  let rest = 0;
  for (let i = 0; i < a.length; i++) {
    const product = a[i]! * b[i]!;
    const next = total + product;
    rest += Math.abs(total) >= Math.abs(product) ? total - next + product : product - next + total;
    rest += productRest(a[i]!, b[i]!, product);
    total = next;
  }
  return Number.isFinite(total) ? total + rest : total;
}

/** Arithmetic mean by compensated summation; NaN when empty. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * Weighted mean Σ w_i x_i / Σ w_i by compensated summation; NaN when empty or when the weights sum to zero. A row of
 * weight zero still propagates its NaN: leaving rows out is the caller's decision.
 *
 * @throws RangeError when the lengths differ
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  const total = sum(weights);
  const weighted = dot(values, weights);
  return total === 0 ? Number.NaN : weighted / total;
}

function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) throw new RangeError(`lengths differ: ${a.length} and ${b.length}`);
}
