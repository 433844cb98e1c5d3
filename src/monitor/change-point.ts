import { fillNormal, openStream } from "../numerics/random.ts";

/** Fewest points on either side of a change, and in all: fewer say nothing. */
const LEAST_SIDE = 3;
export const LEAST_POINTS = 8;
export const DRAWS = 1999;
/** Residuals of a straight line that are only rounding, relative to the values. */
const ROUNDING = 1e-12;

export interface ChangePoint {
  /** First period after the change. */
  readonly period: number;
  /** sup-F; null when two lines fit without any residual. */
  readonly statistic: number | null;
  readonly p: number;
}

/** Sum of squared residuals of a straight line through rows from … to − 1. */
function lineResidual(x: ArrayLike<number>, y: ArrayLike<number>, from: number, to: number): number {
  const n = to - from;
  let [meanX, meanY] = [0, 0];
  for (let i = from; i < to; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let [xx, xy] = [0, 0];
  for (let i = from; i < to; i++) {
    xx += (x[i]! - meanX) ** 2;
    xy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  const slope = xy / xx;
  let squares = 0;
  for (let i = from; i < to; i++) squares += (y[i]! - meanY - slope * (x[i]! - meanX)) ** 2;
  return squares;
}

/**
 * sup-F of one change in level and slope: the greatest F of two lines against one over all dates that leave three points on either side (Quandt 1960, Andrews 1993).
 *
 * @param x distinct, ascending; y as long; at least six points
 * @returns the row where the second line starts, and F; Infinity when two lines fit exactly, 0 when one does
 */
export function supF(x: ArrayLike<number>, y: ArrayLike<number>): { readonly at: number; readonly f: number } {
  const n = x.length;
  const one = lineResidual(x, y, 0, n);
  let size = 0;
  for (let i = 0; i < n; i++) size += y[i]! ** 2;
  const nothing = ROUNDING ** 2 * size;
  let best = { at: LEAST_SIDE, f: 0 };
  if (one <= nothing) return best;
  for (let at = LEAST_SIDE; at <= n - LEAST_SIDE; at++) {
    const two = lineResidual(x, y, 0, at) + lineResidual(x, y, at, n);
    const f = two <= nothing ? Number.POSITIVE_INFINITY : (one - two) / 2 / (two / (n - 4));
    if (f > best.f) best = { at, f };
  }
  return best;
}

/** sup-F of `DRAWS` series of independent normal errors on these dates. One line and its scale drop out, so no unknown is left. */
function nullDistribution(x: readonly number[]): Float64Array {
  const noise = new Float64Array(x.length);
  return Float64Array.from({ length: DRAWS }, (_, replicate) => {
    fillNormal(openStream({ seed: 0, task: "monitor/sup-f", replicate }), noise);
    return supF(x, noise).f;
  });
}

/** A finder of change-points that computes the null distribution of each set of dates once. */
export function changePointFinder(): (periods: readonly number[], values: readonly number[]) => ChangePoint | null {
  const known = new Map<string, Float64Array>();
  /**
   * The likeliest date of a change in level or slope, and how often so large a sup-F comes from a straight line with independent normal errors: the
   * Monte-Carlo test of Dufour (2006), p = (1 + #{F* ≥ F}) / (draws + 1), exact under that assumption. Null with fewer than eight points.
   */
  return (periods, values) => {
    if (periods.length < LEAST_POINTS) return null;
    const x = periods.map((period) => period - periods[0]!);
    const key = x.join();
    const distribution = known.get(key) ?? nullDistribution(x);
    known.set(key, distribution);
    const { at, f } = supF(x, values);
    const asLarge = distribution.reduce((count, draw) => count + (draw >= f ? 1 : 0), 0);
    return {
      period: periods[at]!,
      statistic: Number.isFinite(f) ? f : null,
      p: (1 + asLarge) / (DRAWS + 1),
    };
  };
}
