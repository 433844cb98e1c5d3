import type { Column, Factor } from "./table.ts";

/** Errors that need nothing but the fit and its clusters. HC2 to HC5 correct by leverage. */
export const COVARIANCE_KINDS = ["iid", "HC0", "HC1", "HC2", "HC3", "HC4", "HC4m", "HC5", "CR0", "CR1"] as const;
export type CovarianceKind = (typeof COVARIANCE_KINDS)[number];

/** Errors that depend on each other over time or space, and on what; columns by name, of the design. */
export type Dependence =
  /** Newey–West within units, or over time where there are no units. A lag of null is chosen: of a single series from its scores, else from the number of periods. */
  | { readonly kind: "NW"; readonly lag: number | null }
  /** Driscoll–Kraay: within periods across units, and over time. */
  | { readonly kind: "DK"; readonly lag: number | null }
  /** Conley: within `cutoff` kilometres; coordinates in degrees. */
  | {
      readonly kind: "conley";
      readonly cutoff: number;
      readonly distance: "triangular" | "spherical";
      readonly latitude: string;
      readonly longitude: string;
    };
export type DependentKind = Dependence["kind"];

/** Timing of a dose or two-by-two design: which periods count as after the start. Length n, 0 or 1. */
export type PostIndicator = Float64Array;

/**
 * What an estimator is handed: n rows without missing values in anything it uses, sorted by unit then period when there are units.
 * Plain data, so it can be posted to a worker; nothing in it is ever written to.
 */
export interface Design {
  readonly rowCount: number;
  readonly outcome: { readonly name: string; readonly values: Float64Array };
  /** Panel axes; null where the data are not a panel. */
  readonly unit: Factor | null;
  /** Period of each row (a year, say) and the distinct periods in ascending order. */
  readonly period: { readonly name: string; readonly values: Float64Array; readonly levels: Float64Array } | null;
  readonly timing: Timing;
  /** Positive; null means every row counts once. */
  readonly weights: {
    readonly name: string;
    readonly kind: "sampling" | "frequency";
    readonly values: Float64Array;
  } | null;
  /** Ways of clustering; none, one or several. */
  readonly clusters: readonly Factor[];
  /** Every column that an option may name: covariates, effects to absorb. Same n rows. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** Who is treated, when, and how much. */
export type Timing =
  | { readonly kind: "none" }
  /** `treated` and `post` are 0 or 1 per row. */
  | { readonly kind: "two-by-two"; readonly treated: Float64Array; readonly post: PostIndicator }
  /** A dose per unit (constant over time, in `dose` per row) that starts to matter when `post` turns 1. */
  | { readonly kind: "dose"; readonly name: string; readonly dose: Float64Array; readonly post: PostIndicator }
  /** First treated period per row, constant within a unit; Infinity = never treated. */
  | { readonly kind: "staggered"; readonly cohort: Float64Array }
  | TripleTiming;

/** Groups within units, one row per unit, group and period; the policy reaches the affected groups of exposed units after the start. */
export interface TripleTiming {
  readonly kind: "triple-difference";
  /** Name of the exposure: a dose, or "treated". */
  readonly name: string;
  /** Per row: 1 in treated units and 0 in others, or the unit's dose. */
  readonly exposure: Float64Array;
  /** Per row, 0 or 1: its group is affected. */
  readonly affected: Float64Array;
  /** The groups that are compared within a unit and period. */
  readonly group: Factor;
  /** Of an exposed row by its own unit's start; starts that differ between units are staggered. */
  readonly post: PostIndicator;
  /** What the groups add up to in the data that the rows were taken from, groups that were left out included; null where nothing is known or fixed. */
  readonly addingUp: AddingUp | null;
  /** Labels of the groups on either side; null where nobody needs telling. */
  readonly sides: { readonly affected: readonly string[]; readonly against: readonly string[] } | null;
}

/** How the outcomes of the groups of one unit and period depend on each other: where their sum is fixed, one group can only rise at the others' expense. */
export interface AddingUp {
  /**
   * "constant": the same sum everywhere, as of shares or percentages. "fixed": a sum per unit that does not change over time, as of counts of a fixed
   * number. "within-one": shares whose sum is never above 1, so that they may be parts of one whole.
   */
  readonly kind: "constant" | "fixed" | "within-one";
  /** The sum, where it is the same everywhere; NaN otherwise. */
  readonly total: number;
  /** Unit-periods with at least two groups that were added up. */
  readonly cells: number;
}
