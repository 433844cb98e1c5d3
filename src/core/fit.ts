import type { Finding } from "./finding.ts";
import type { Factor } from "./table.ts";

/** What one number of a fit means. Shared code switches on `kind`, never on the estimator. */
export type Term =
  | { readonly kind: "att-gt"; readonly cohort: number; readonly period: number }
  | { readonly kind: "event-time"; readonly eventTime: number }
  | { readonly kind: "cohort"; readonly cohort: number }
  | { readonly kind: "calendar"; readonly period: number }
  | { readonly kind: "overall" }
  | { readonly kind: "coefficient"; readonly name: string };

/**
 * What a standard error can be computed from.
 *
 * "scores" is a (weighted) least-squares fit after the absorbed effects are removed:
 *   scores n × k row-major, w_i x̃_i û_i; bread k × k, (X̃ᵀWX̃)⁻¹;
 *   rowUnit length n: the design row of each score row (singletons are dropped, so it is not always 0 … n−1).
 */
export type Uncertainty =
  | { readonly kind: "influence"; readonly psi: Float64Array; readonly rowUnit: Int32Array }
  | {
      readonly kind: "scores";
      readonly scores: Float64Array;
      readonly bread: Float64Array;
      readonly rowUnit: Int32Array;
      /** Σ w û². */
      readonly weightedSsr: number;
      /** Estimated coefficients, without absorbed effects, without dropped columns. */
      readonly coefficients: number;
      /** Absorbed effects on the score rows, in the order they were named; empty without absorption. */
      readonly effects: readonly Factor[];
      /** Levels of the absorbed effects that are redundant in addition to one per effect after the first (further connected components). */
      readonly redundantLevels: number;
      /** Observations each score row stands for (frequency weights); absent means one each. Rows then count that often in n and in HC sums. */
      readonly frequency?: Float64Array;
    }
  | { readonly kind: "refit" };

export interface Counts {
  readonly observations: number;
  readonly units: number | null;
  readonly treatedUnits: number | null;
  readonly periods: number | null;
  readonly cohorts: number | null;
}

/** What an estimator returns: k terms with their estimates and what their errors can be computed from. */
export interface Fit {
  readonly estimator: string;
  readonly revision: number;
  readonly terms: readonly Term[];
  /** Length k, outcome units per unit of the term; NaN where a finding says why. */
  readonly estimate: Float64Array;
  readonly uncertainty: Uncertainty;
  readonly counts: Counts;
  readonly diagnostics: Diagnostics;
  readonly findings: readonly Finding[];
  /**
   * k × n row-major over the design's rows: estimate_j = Σ_i outcomeWeights[j, i] · outcome_i. Only when the context asks for it and the estimator is linear.
   * Suppression bounds are computed from it.
   */
  readonly outcomeWeights?: Float64Array;
  /** Event studies: the period or event time that every calendar or event-time term is relative to. */
  readonly reference?: number;
}

export interface Diagnostics {
  /** Residual sum of squares (weighted), R² and within R² of regressions; null elsewhere. */
  readonly ssr: number | null;
  readonly rSquared: number | null;
  readonly withinRSquared: number | null;
  /** Columns dropped as collinear, by name. */
  readonly dropped: readonly string[];
  /** Rows left out as singletons of an absorbed effect. */
  readonly singletons: number;
  /** How the effects were absorbed; `achieved` is max over levels |Σ w x̃| relative to the scale of x. */
  readonly absorption: {
    readonly method: "none" | "exact" | "direct" | "conjugate-gradient";
    readonly iterations: number;
    readonly converged: boolean;
    readonly achieved: number;
  };
  /** Estimated condition number of the equilibrated cross-product. */
  readonly condition: number | null;
}
