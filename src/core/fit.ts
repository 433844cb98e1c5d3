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

/** n × k scores that nobody has multiplied out: score i of column j is multipliers[i] · columns[j][i]. */
export interface ScoreFactors {
  /** One per term; null where the column was not estimated, which makes its scores NaN. */
  readonly columns: readonly (Float64Array | null)[];
  /** w_i û_i. */
  readonly multipliers: Float64Array;
}

/**
 * What a standard error can be computed from.
 *
 * "scores" is a (weighted) least-squares fit after the absorbed effects are removed:
 *   scores n × k row-major, w_i x̃_i û_i, or their factors; bread k × k, (X̃ᵀWX̃)⁻¹;
 *   rowUnit length n: the design row of each score row (singletons are dropped, so it is not always 0 … n−1).
 *
 * "influence" says how each of n independent rows (units of a panel, else observations) moves the estimates:
 *   estimate_j − truth ≈ (1/n) Σ_i psi_ij, psi n × k row-major in outcome units, each column summing to zero;
 *   rowUnit length n: a design row of each unit, by which clusters are found.
 */
export type Uncertainty =
  | {
      readonly kind: "influence";
      readonly psi: Float64Array;
      readonly rowUnit: Int32Array;
      /** Present: psi is n × m and row i stands for psi_i · matrices[group[i]], each m × k row-major. */
      readonly loadings?: { readonly group: Int32Array; readonly matrices: readonly Float64Array[] };
      /** Equal copies that each row stands for (frequency weights), already in psi; absent means one each. */
      readonly frequency?: Float64Array;
      /** Draws of the multiplier bootstrap that errors and bands come from; absent or 0: the analytic variance. */
      readonly draws?: number;
    }
  | {
      readonly kind: "scores";
      readonly scores: Float64Array | ScoreFactors;
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
      /** Slopes that vary over an effect's levels, all levels together; absent without any. They count in K whether nested or not. */
      readonly slopeCoefficients?: number;
      /**
       * Length n, when the context asks for it: the diagonal of the weighted hat matrix, absorbed effects included. Null: too large to compute.
       * Of instrumental variables: of the second stage.
       */
      readonly leverage?: Float64Array | null;
      /** Observations each score row stands for (frequency weights); absent means one each. Rows then count that often in n and in HC sums. */
      readonly frequency?: Float64Array;
      /** σ² where the model fixes it (1 for Poisson and binomial): iid takes it instead of Σ w û² / (n − 1). */
      readonly dispersion?: number;
      /** What statistics are compared with; absent means t. Likelihood fits are normal whatever the number of clusters. */
      readonly distribution?: "t" | "normal";
    }
  | { readonly kind: "refit" };

/** A regression behind a fit, such as a first stage: its tests take the same errors as the fit. */
export interface AuxiliaryFit {
  /** What it explains: "first-stage" of this column. */
  readonly kind: "first-stage";
  readonly outcome: string;
  readonly terms: readonly Term[];
  readonly estimate: Float64Array;
  readonly uncertainty: Uncertainty;
  /** Positions of the terms that are tested jointly, and what Σ w û² is without them. */
  readonly tested: readonly number[];
  readonly restrictedSsr: number;
}

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
  /** Periods before the start in which treatment may already have effect: cells and event times from there on do not test parallel trends. */
  readonly anticipation?: number;
  /** What the fit says of itself beside its terms (deviance, a first-stage F), by stable kebab-case name; `df` and `p` where it is a test. */
  readonly statistics?: readonly FitStatistic[];
  /** Regressions whose tests belong to the fit; src/inference turns them into statistics under the chosen errors. */
  readonly auxiliary?: readonly AuxiliaryFit[];
}

export interface FitStatistic {
  readonly name: string;
  /** The column it is about, where there can be several of a name. */
  readonly of?: string;
  readonly value: number;
  readonly df?: readonly number[];
  readonly p?: number;
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
  /** Iterated fits: `achieved` is the largest change of any linear predictor in one further full step. */
  readonly convergence?: { readonly iterations: number; readonly converged: boolean; readonly achieved: number };
  /** Rows left out because their outcome is predicted perfectly, by what predicts it: levels of an effect, or a combination of columns. */
  readonly separated?: readonly {
    readonly by: string;
    readonly rows: number;
    /** Levels of an effect that predict perfectly; null for a combination of columns and effects. */
    readonly levels: number | null;
  }[];
}
