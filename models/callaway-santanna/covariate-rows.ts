import type { Rows } from "../../src/estimate/gram.ts";
import type { Regressor } from "../../src/estimate/regressors.ts";
import { standardisedRows } from "../../src/estimate/standardised-rows.ts";
import type { Sample } from "./sample.ts";

/** Covariates per observation with a constant first. */
export interface CovariateRows extends Rows {
  /** They do not change within a unit, so that base periods do not matter. */
  readonly isConstant: boolean;
}

/** One row per observation of the sample, standardised over all of them. */
export function covariateRows({ rowOf, unitOf }: Sample, covariates: readonly Regressor[]): CovariateRows {
  const isConstant = covariates.every(({ values }) => {
    for (let o = 1; o < rowOf.length; o++) {
      if (unitOf[o] === unitOf[o - 1] && values[rowOf[o]!] !== values[rowOf[o - 1]!]) return false;
    }
    return true;
  });
  return { ...standardisedRows(covariates, rowOf), isConstant };
}
