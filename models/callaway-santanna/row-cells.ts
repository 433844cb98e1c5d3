import {
  type CrossSectionComparison,
  crossSectionEffect,
  type DoublyRobustInfluence,
} from "../../src/estimate/cross-section-effect.ts";
import type { EffectMethod } from "../../src/estimate/panel-effect.ts";
import { logitPropensity, type Propensity } from "../../src/estimate/propensity.ts";
import { groupRows } from "../../src/numerics/factor.ts";
import type { CellEstimates, CellProblem } from "./cell-estimates.ts";
import type { Cell } from "./cells.ts";
import type { CovariateRows } from "./covariate-rows.ts";
import { closeInfluence, openInfluence } from "./dense-influence.ts";
import { takeRows } from "./panel-cells.ts";
import type { Sample } from "./sample.ts";

/**
 * Cells with covariates where units are not seen in every period, or rows are repeated cross-sections: each is a comparison of four groups of
 * observations on their own covariates and weights; contributions of a unit's observations are summed.
 *
 * @param outcome per observation
 */
export function estimateRowCells(
  sample: Sample,
  cells: readonly Cell[],
  outcome: Float64Array,
  x: CovariateRows,
  method: EffectMethod,
  convention: DoublyRobustInfluence,
): CellEstimates {
  const { levels, cohortOf, unitOf, timeOf, units } = sample;
  const periods = levels.length;
  const groups = groupRows(
    unitOf.map((unit, o) => cohortOf[unit]! * periods + timeOf[o]!),
    (sample.cohorts.length + 1) * periods,
  );
  const of = (cohort: number, time: number): readonly number[] => {
    const group = cohort * periods + time;
    return Array.from(groups.order.subarray(groups.start[group]!, groups.start[group + 1]!));
  };
  const dense = openInfluence(sample, cells.length);
  const estimate = new Float64Array(cells.length).fill(Number.NaN);
  const trimmed = new Int32Array(cells.length);
  const problem = cells.map((cell, k): CellProblem | null => {
    const parts = [
      of(cell.cohort, cell.base),
      of(cell.cohort, cell.time),
      cell.comparison.flatMap((cohort) => of(cohort, cell.base)),
      cell.comparison.flatMap((cohort) => of(cohort, cell.time)),
    ];
    if (parts[0]!.length === 0 || parts[1]!.length === 0) return "not-observed";
    if (parts[2]!.length === 0 || parts[3]!.length === 0) return "no-comparison";
    if (cell.time === cell.base) {
      estimate[k] = 0;
      return null;
    }
    const observations = Int32Array.from(parts.flat());
    const comparison: CrossSectionComparison = {
      x: takeRows(x, observations),
      weights: Float64Array.from(observations, (o) => sample.weight[o]!),
      ends: endsOf(parts),
    };
    let propensity: Propensity | null = null;
    if (method !== "reg") {
      const fitted = logitPropensity(comparison.x, comparison.weights, comparison.ends[1]);
      if (typeof fitted === "string") return fitted === "singular" ? "ill-conditioned" : "no-overlap";
      propensity = fitted;
      trimmed[k] = fitted.trimmed;
    }
    const influence = new Float64Array(observations.length);
    const values = Float64Array.from(observations, (o) => outcome[o]!);
    const effect = crossSectionEffect(method, comparison, propensity, values, influence, convention);
    if (effect === null) return "ill-conditioned";
    if (Number.isNaN(effect)) return "no-overlap";
    estimate[k] = effect;
    for (let i = 0; i < influence.length; i++) {
      dense.basis[unitOf[observations[i]!]! * dense.columns + k]! += units * influence[i]!;
    }
    return null;
  });
  return { estimate, problem, trimmed, influence: closeInfluence(sample, cells.length, dense) };
}

function endsOf(parts: readonly (readonly number[])[]): CrossSectionComparison["ends"] {
  const [a, b, c, d] = parts.map((part) => part.length) as [number, number, number, number];
  return [a, a + b, a + b + c, a + b + c + d];
}
