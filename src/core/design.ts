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
  | { readonly kind: "staggered"; readonly cohort: Float64Array };
