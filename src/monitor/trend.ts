import { PolynomialRegression, TheilSenRegression } from "ml-regression";

export interface Trend {
  /** Median of the slopes between all pairs of years; change per period. Theil (1950), Sen (1968). Null with fewer than three points. */
  readonly theilSen: number | null;
  /** Slope of a straight line by least squares, change per period. */
  readonly leastSquares: number | null;
}

/**
 * Median slope over all pairs of points. With an even number of pairs ml-regression takes the lower of the two middle slopes; on the mirrored series that is
 * minus the upper one, and Sen (1968) takes their mean.
 */
function medianSlope(x: readonly number[], y: readonly number[]): number {
  const mirrored = y.map((value) => -value);
  return (new TheilSenRegression(x, y).slope - new TheilSenRegression(x, mirrored).slope) / 2;
}

/** Straight-line trends of a short national series. Periods are distinct. Description only: no standard error, because yearly points are not independent. */
export function fitTrend(periods: readonly number[], values: readonly number[]): Trend {
  const points = periods
    .map((period, index) => ({ period, value: values[index] ?? Number.NaN }))
    .filter(({ value }) => Number.isFinite(value));
  if (points.length < 3) return { theilSen: null, leastSquares: null };
  // Years near 2000 cost digits in the normal equations of the polynomial fit.
  const origin = points[0]!.period;
  const x = points.map(({ period }) => period - origin);
  const y = points.map(({ value }) => value);
  return {
    theilSen: medianSlope(x, y),
    leastSquares: new PolynomialRegression(x, y, 1).coefficients[1] ?? null,
  };
}
