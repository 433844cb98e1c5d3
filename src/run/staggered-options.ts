import type { AnyEstimator, StaggeredPart } from "../core/estimator.ts";

/** What stands where neither the estimate nor its design says anything. */
const DEFAULTS: Readonly<Record<StaggeredPart, unknown>> = {
  comparison: "never-treated",
  anticipation: 0,
  covariates: [],
};

/**
 * An estimate's options with those a staggered design declares for it: the estimate's own win, then the design's, then the defaults, so that a result
 * holds what was used. Options of estimators that take none of them are returned as they are.
 */
export function withStaggered(
  estimator: Pick<AnyEstimator, "needs">,
  options: Readonly<Record<string, unknown>>,
  design: Readonly<Partial<Record<StaggeredPart, unknown>>>,
): Readonly<Record<string, unknown>> {
  const { staggered = [] } = estimator.needs;
  const declared = staggered.map((part) => [part, options[part] ?? design[part] ?? DEFAULTS[part]]);
  return { ...options, ...Object.fromEntries(declared) };
}
