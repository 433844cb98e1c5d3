/** One list of numbers of a reference entry, with ours beside it. */
export interface Comparison {
  /** Where in the entry's result, e.g. "coef" or "aggregations.dynamic.se"; its first part is a key of the result. */
  readonly key: string;
  readonly actual: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  /** Per number, what a difference is divided by; absent: the size of the expected number. */
  readonly relativeTo?: ArrayLike<number>;
}

/** Below this a difference is printed as this: rounding, which need not be the same on every machine. */
const ROUNDING = 1e-12;
/** From here on differences are printed to one digit: they are rounding or simulation of the reference, not of the last bits. */
const COARSE = 1e-4;

/**
 * The largest relative difference over all numbers. NaN must meet NaN, or the result is Infinity; a number whose reference is 0 is relative to the
 * largest of its list, and to 1 when all are 0.
 */
export function worstDifference(comparisons: readonly Comparison[]): number {
  return comparisons.reduce((worst, one) => Math.max(worst, difference(one)), 0);
}

export function difference({ actual, expected, relativeTo }: Comparison): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = Array.from(expected).reduce((a, b) => (Number.isNaN(b) ? a : Math.max(a, Math.abs(b))), 0);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const size = relativeTo?.[i] ?? (Math.abs(b) || largest || 1);
    const relative = Math.abs(a - b) / Math.abs(size);
    worst = Number.isNaN(relative) ? Number.POSITIVE_INFINITY : Math.max(worst, relative);
  }
  return worst;
}

export function countNumbers(comparisons: readonly Comparison[]): number {
  return comparisons.reduce((total, { expected }) => total + expected.length, 0);
}

/** A bound on a difference that machines agree on: the tolerance or a power of ten from 1e-12, one digit from 1e-4. */
export function printBound(value: number, tolerance: number): string {
  if (!Number.isFinite(value)) return "not comparable";
  const least = Math.min(ROUNDING, tolerance);
  if (value <= least) return `≤ ${printNumber(least)}`;
  const unit = Number(`1e${Math.floor(Math.log10(value))}`);
  const digit = Math.ceil(value / unit);
  const bound = unit * (value >= COARSE || digit <= 1 ? digit : 10);
  return `≤ ${printNumber(value <= tolerance ? Math.min(bound, tolerance) : bound)}`;
}

/** Two significant digits, e.g. 1e-8, 5.4e-2. */
export function printNumber(value: number): string {
  return Number(value.toPrecision(2)).toExponential();
}

/** A reference value as a list of numbers: NA is NaN, infinities are themselves, one number is a list of one. */
export function numbersOf(value: unknown): number[] {
  return [value].flat(Number.POSITIVE_INFINITY).map((one) => {
    if (typeof one === "number") return one;
    if (one === "Inf" || one === "-Inf") return one === "Inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    if (one === "NA" || one === "NaN") return Number.NaN;
    throw new Error(`not a number: ${String(one)}`);
  });
}

/** p moves 1 + t² times as much as t does, relatively, in the tails: its difference is relative to that much of p. */
export function tailScale(p: ArrayLike<number>, statistics: readonly number[]): number[] {
  return Array.from(p, (value, j) => value * (1 + statistics[j]! ** 2));
}

/** Both ends of an interval, each relative to the larger of the two: an end near 0 is a difference of larger numbers. */
export function intervalSizes(low: readonly number[], high: readonly number[]): number[] {
  return low.map((value, j) => Math.max(Math.abs(value), Math.abs(high[j]!)));
}
