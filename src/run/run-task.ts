import { findEstimator } from "../../models/index.ts";
import type { Design } from "../core/design.ts";
import type { Fit, FitStatistic } from "../core/fit.ts";
import { subsetDesign } from "../design/subset.ts";
import { auxiliaryTests } from "../inference/auxiliary-tests.ts";
import type { CovarianceOptions } from "../inference/covariance.ts";
import { type DependentOptions, dependentOptions } from "../inference/dependent.ts";
import { isLeverageKind } from "../inference/leverage.ts";
import { isDependence } from "../inference/standard-errors.ts";
import { varianceOf } from "./fit-variance.ts";
import { readPeriodTerms, targetWeights } from "./target.ts";
import type { Task, TaskOutcome } from "./task.ts";

/** Rows that stay when a task leaves out one cluster or one period. */
function remaining(design: Design, leaveOut: Task["leaveOut"]): Int32Array {
  const all = Int32Array.from({ length: design.rowCount }, (_, row) => row);
  if (leaveOut === null) return all;
  const stays =
    "cluster" in leaveOut
      ? (row: number): boolean => design.clusters[0]!.codes[row] !== leaveOut.cluster
      : (row: number): boolean => design.period!.values[row] !== leaveOut.period;
  return all.filter(stays);
}

/**
 * Range of Σ ω y over all y between `min` and `max`: Σ (ω⁺ min + ω⁻ max) and its mirror. Sharp for an estimator linear in the outcome, weights held.
 *
 * @param rows row of `min` and `max` for each element of omega
 */
function sharpBound(
  omega: Float64Array,
  rows: Int32Array,
  { min, max }: NonNullable<Task["outcomeBounds"]>,
): readonly [number, number] {
  let low = 0;
  let high = 0;
  for (let i = 0; i < omega.length; i++) {
    const weight = omega[i]!;
    const row = rows[i]!;
    low += weight * (weight > 0 ? min[row]! : max[row]!);
    high += weight * (weight > 0 ? max[row]! : min[row]!);
  }
  return [low, high];
}

/** What the covariance of a task reads beside the fit. */
function errorsOf({ covariance: choice, smallSample }: Task, design: Design): CovarianceOptions | DependentOptions {
  if (isDependence(choice)) return { ...dependentOptions(choice, design), smallSample };
  return { kind: choice, clusters: design.clusters, smallSample };
}

/** The fit's own statistics and those that depend on the errors chosen; absent when there are none. */
function statisticsOf(
  { statistics = [] }: Fit,
  tests: readonly FitStatistic[],
): { readonly statistics?: readonly FitStatistic[] } {
  const all = [...tests, ...statistics];
  return all.length === 0 ? {} : { statistics: all };
}

/** Fits one task and computes its variance: the one function that workers and the single thread call. Pure. */
export function runTask(task: Task): TaskOutcome {
  const estimator = findEstimator(task.estimator);
  if (estimator === undefined) throw new RangeError(`task ${task.id}: there is no estimator "${task.estimator}"`);
  const rows = remaining(task.design, task.leaveOut);
  const design = task.leaveOut === null ? task.design : subsetDesign(task.design, rows);
  const wantOutcomeWeights = task.outcomeBounds !== null;
  const errors = errorsOf(task, design);
  const wantLeverage = isLeverageKind(errors.kind);
  const fit = estimator.fit(design, task.options as never, { seed: task.seed, wantOutcomeWeights, wantLeverage });
  const { variance, suprema, statistics } = varianceOf(fit, errors, design, task.seed);
  const tests = auxiliaryTests(fit, errors);
  const terms = readPeriodTerms(fit.terms, task.periodName);
  const k = terms.length;
  const weights = targetWeights(task.target, terms, fit.terms, design);
  const sum = (of: (j: number) => number): number => {
    let total = 0;
    for (let j = 0; j < k; j++) if (weights![j] !== 0) total += weights![j]! * of(j);
    return total;
  };
  const vcov = variance.vcov;
  const target =
    weights === null
      ? { estimate: Number.NaN, se: Number.NaN, df: Number.NaN }
      : {
          estimate: sum((j) => fit.estimate[j]!),
          se: Math.sqrt(
            Math.max(
              sum((i) => sum((j) => vcov[i * k + j]!)),
              0,
            ),
          ),
          df: variance.df,
        };
  const bounds = task.outcomeBounds;
  const omega =
    bounds && weights && fit.outcomeWeights
      ? Float64Array.from({ length: design.rowCount }, (_, row) =>
          sum((j) => fit.outcomeWeights![j * design.rowCount + row]!),
        )
      : null;
  return {
    id: task.id,
    estimator: fit.estimator,
    revision: fit.revision,
    terms,
    estimate: fit.estimate,
    vcov,
    covariance: variance.convention,
    counts: fit.counts,
    diagnostics: fit.diagnostics,
    findings: [...fit.findings, ...variance.findings, ...tests.findings],
    ...statisticsOf(fit, [...tests.statistics, ...statistics]),
    target,
    reference: fit.reference ?? null,
    ...(fit.anticipation === undefined ? {} : { anticipation: fit.anticipation }),
    ...(suprema === undefined ? {} : { suprema }),
    sharpBound: omega && bounds ? sharpBound(omega, rows, bounds) : null,
  };
}
