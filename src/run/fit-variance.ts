import type { Design } from "../core/design.ts";
import type { Fit, FitStatistic, Term } from "../core/fit.ts";
import { type Covariance, type CovarianceOptions, covariance } from "../inference/covariance.ts";
import type { DependentOptions } from "../inference/dependent.ts";
import { influenceCovariance, preTest, type Suprema } from "../inference/influence.ts";

/** A fit's covariance, what its bands are drawn from where that was resampled, and tests that need the covariance. */
export interface FitVariance {
  readonly variance: Covariance;
  readonly suprema?: readonly Suprema[];
  readonly statistics: readonly FitStatistic[];
}

/**
 * The covariance of a fit by what it says its errors can be computed from.
 *
 * @param errors as chosen for regressions; a fit with influence functions takes their clusters and nothing else
 * @throws RangeError for a fit that can only be resampled
 */
export function varianceOf(
  fit: Fit,
  errors: CovarianceOptions | DependentOptions,
  design: Design,
  seed: number,
): FitVariance {
  const { uncertainty } = fit;
  switch (uncertainty.kind) {
    case "scores":
      return { variance: covariance(fit, errors), statistics: [] };
    case "influence": {
      const scale = deviation(design.outcome.values);
      const { suprema, ...variance } = influenceCovariance(fit, { clusters: design.clusters, scale, seed });
      return {
        variance,
        ...(suprema.length === 0 ? {} : { suprema }),
        statistics: parallelTrends(fit, variance.vcov),
      };
    }
    case "refit":
      throw new RangeError(`${fit.estimator}: errors of this kind are not available`);
    default:
      return uncertainty satisfies never;
  }
}

/** The joint test of cells before the start, where the fit shows cells. */
function parallelTrends({ terms, estimate, anticipation = 0 }: Fit, vcov: Float64Array): readonly FitStatistic[] {
  if (!terms.some((term: Term) => term.kind === "att-gt")) return [];
  const { statistic, q, p } = preTest(terms, estimate, vcov, anticipation);
  return q === 0 ? [] : [{ name: "pre-test", value: statistic * q, df: [q], p }];
}

/** Standard deviation around the mean. */
function deviation(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  const mean = total / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
