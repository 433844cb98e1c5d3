/**
 * Both tails of a continuous distribution at one point. One side is computed directly, as prefix × factor, and is
 * never the complement of the other; the other side is at least about ½, where 1 − value loses nothing.
 */
export interface Tails {
  /** The side computed directly. */
  readonly side: Side;
  /** Its probability. */
  readonly value: number;
  /** Its logarithm, finite also where `value` has underflowed. */
  readonly log: number;
  /** log(x · density(x)), the slope of the probability against log x. */
  readonly logSlope: number;
}

export type Side = "lower" | "upper";

/** Tails from log(x · density) and the ratio of the tail on `side` to it. */
export function tailsFrom(side: Side, logSlope: number, ratio: number): Tails {
  return {
    side,
    value: Math.min(1, Math.exp(logSlope) * ratio),
    log: Math.min(0, logSlope + Math.log(ratio)),
    logSlope,
  };
}

const NEGATIVE_INFINITY = Number.NEGATIVE_INFINITY;

/** At the lower end of the support: P(X ≤ x) = 0. */
export const atLowerEnd: Tails = { side: "lower", value: 0, log: NEGATIVE_INFINITY, logSlope: NEGATIVE_INFINITY };

/** At the upper end of the support: P(X > x) = 0. */
export const atUpperEnd: Tails = { side: "upper", value: 0, log: NEGATIVE_INFINITY, logSlope: NEGATIVE_INFINITY };

/** Outside the domain: everything is NaN. */
export const undefinedTails: Tails = { side: "lower", value: Number.NaN, log: Number.NaN, logSlope: Number.NaN };

/** Probability of the wanted side. */
export function tailProbability(tails: Tails, side: Side): number {
  return tails.side === side ? tails.value : 1 - tails.value;
}

/** Logarithm of the probability of the wanted side. */
export function tailLog(tails: Tails, side: Side): number {
  return tails.side === side ? tails.log : Math.log1p(-tails.value);
}

/** Bounds of log x for normal doubles x > 0; the few bits of a subnormal cannot be iterated on. */
const LOG_SMALLEST = -708.39;
const LOG_LARGEST = 709.78;
/** A Newton step this small, once taken, leaves an error below rounding. */
const LAST_STEP = 1e-10;

/**
 * The x > 0 whose tail on `side` has probability p: Newton's method on log probability against log x, where both ends
 * of every distribution here are nearly straight, inside a bracket that is halved whenever Newton does not at least
 * halve its step.
 *
 * @param tailsAt the distribution, with support x > 0
 * @param p       in (0, ½]: of the two tails, the caller passes the smaller
 * @param start   first guess, > 0
 * @returns 0 or Infinity when the quantile under- or overflows
 */
export function searchQuantile(tailsAt: (x: number) => Tails, side: Side, p: number, start: number): number {
  const target = Math.log(p);
  const sign = side === "lower" ? 1 : -1;
  let low = LOG_SMALLEST;
  let high = LOG_LARGEST;
  let x = start;
  let previous = high - low;
  for (let iteration = 0; iteration < 400; iteration++) {
    const tails = tailsAt(x);
    const log = tailLog(tails, side);
    const excess = sign * (log - target);
    if (excess === 0) return x;
    const w = Math.log(x);
    if (excess < 0) low = Math.max(low, w);
    else high = Math.min(high, w);
    if (high - low < 1e-15 * Math.max(1, Math.abs(high))) return edgeOr(x);
    let step = -excess / Math.exp(tails.logSlope - log);
    if (Math.abs(step) < LAST_STEP) return x * Math.exp(step);
    const inside = w + step > low && w + step < high;
    if (!(inside && Math.abs(step) <= previous / 2)) step = (low + high) / 2 - w;
    previous = Math.abs(step);
    x *= Math.exp(step);
  }
  throw new Error(`quantile search did not converge (p = ${p}, start = ${start})`);
}

function edgeOr(x: number): number {
  const w = Math.log(x);
  if (w < LOG_SMALLEST + 1e-9) return 0;
  return w > LOG_LARGEST - 1e-9 ? Number.POSITIVE_INFINITY : x;
}
