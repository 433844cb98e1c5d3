/** Why a cell has no number. */
export type CellProblem = "no-comparison" | "not-observed" | "ill-conditioned" | "no-overlap";

/** Estimates of K cells and what moves them. */
export interface CellEstimates {
  /** Length K; NaN where there is a problem. */
  readonly estimate: Float64Array;
  readonly problem: readonly (CellProblem | null)[];
  /** Comparison units trimmed for their propensity, per cell. */
  readonly trimmed: Int32Array;
  readonly influence: CellInfluence;
}

/**
 * Influence of n units on K cells as a product: psi_i = basis_i · loadings[cohort of i], basis n × m and each loading m × K, row-major, scaled
 * so that estimate − truth ≈ (1/n) Σ psi. Without covariates m is a few columns per period, whatever the number of cells.
 */
export interface CellInfluence {
  readonly basis: Float64Array;
  readonly columns: number;
  readonly loadings: readonly Float64Array[];
  /** Column that holds each unit's weight, and the one that holds it where the unit is seen in period t: what cohort shares are means of. */
  readonly weightColumn: number;
  readonly presenceColumn: (time: number) => number;
}
