import type { CovarianceKind, Dependence, Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Counts, Diagnostics, FitStatistic, Term } from "../core/fit.ts";
import type { CovarianceConvention } from "../inference/covariance.ts";
import type { Suprema } from "../inference/influence.ts";
import type { SmallSample } from "../inference/small-sample.ts";

/** Which linear combination of a fit's terms a rule reads. */
export type Target =
  | { readonly kind: "overall" }
  /** `exact`: the one the specification names; else the first one, which in an event study stands for the average after the start. */
  | { readonly kind: "coefficient"; readonly name: string; readonly exact: boolean }
  | { readonly kind: "event-time"; readonly from: number; readonly to: number }
  | { readonly kind: "cohorts"; readonly cohorts: readonly number[] }
  | { readonly kind: "periods"; readonly periods: readonly number[] };

/** One fit with its inference, as plain data: what travels to a worker. Arrays of the design sit on shared memory. */
export interface Task {
  /** hypothesis/link/estimate. */
  readonly id: string;
  readonly estimator: string;
  /** As the estimator's schema returned them, defaults filled in. */
  readonly options: unknown;
  readonly design: Design;
  /** Rows to leave out: one level of the first cluster variable, or one period. */
  readonly leaveOut: { readonly cluster: number } | { readonly period: number } | null;
  readonly covariance: CovarianceKind | Dependence;
  /** Small-sample options that differ from the defaults. */
  readonly smallSample: Partial<SmallSample>;
  readonly target: Target;
  /** Ends of the outcome's intervals per design row: asks for the sharp bound of the target. */
  readonly outcomeBounds: { readonly min: Float64Array; readonly max: Float64Array } | null;
  /** Name of the period column: coefficients called `<period>::<number>` are read as effects of that period. */
  readonly periodName: string | null;
  readonly seed: number;
}

/** What a task returns: the fit without its large arrays, its variance, and the target. Plain data. */
export interface TaskOutcome {
  readonly id: string;
  readonly estimator: string;
  readonly revision: number;
  readonly terms: readonly Term[];
  readonly estimate: Float64Array;
  /** k × k row-major; NaN where it cannot be computed. */
  readonly vcov: Float64Array;
  readonly covariance: CovarianceConvention;
  readonly counts: Counts;
  readonly diagnostics: Diagnostics;
  readonly findings: readonly Finding[];
  /** What the fit says of itself beside its terms; absent when it says nothing. */
  readonly statistics?: readonly FitStatistic[];
  /** Per unit of exposure: c = 1. NaN when the target is not among the terms. */
  readonly target: { readonly estimate: number; readonly se: number; readonly df: number };
  /** Period or event time that is zero by construction; null outside event studies. */
  readonly reference: number | null;
  /** Periods before the start in which treatment may already have effect; absent: none. */
  readonly anticipation?: number;
  /** Largest |t| per bootstrap draw and kind of term, which bands are drawn from; absent without draws. */
  readonly suprema?: readonly Suprema[];
  /** Range of the target over all outcomes that the intervals allow, weights at mid; null when not asked or not linear. */
  readonly sharpBound: readonly [number, number] | null;
}
