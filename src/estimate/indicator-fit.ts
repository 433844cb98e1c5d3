import type { Design } from "../core/design.ts";
import type { FitContext } from "../core/estimator.ts";
import type { Diagnostics } from "../core/fit.ts";
import { absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import { type AbsorbedEffect, hasSlopes } from "../numerics/absorb-blocks.ts";
import { weightedSquares } from "../numerics/cross-products.ts";
import { countIndicators, type IndicatorSystem, indicatorScores, solveIndicators } from "./indicator-system.ts";
import {
  countedEffects,
  EXACT_FIT_RATIO,
  isExplained,
  type LinearFit,
  linearFit,
  requireFinite,
  type Scores,
} from "./linear-fit.ts";
import { fitFindings, fitMeasures } from "./linear-fit-report.ts";
import type { Regressor } from "./regressors.ts";
import { selectRows, take } from "./usable-rows.ts";

/** A linear model most of whose regressors are indicators that exclude each other, such as cohort × event time. */
export interface IndicatorModel {
  /** Per design row the cell it is in, −1 for none; every cell has an indicator. */
  readonly cells: { readonly codes: Int32Array; readonly names: readonly string[] };
  /** Further columns, after the indicators. */
  readonly regressors: readonly Regressor[];
  readonly absorb: readonly AbsorbedEffect[];
  /** Design rows to use, ascending; absent: all. */
  readonly rows?: Int32Array;
}

/** More levels than this of the smaller effect make a dense system dearer than absorbing column by column. */
const MOST_LEVELS = 500;

/**
 * The same fit as `linearFit` with a dummy column per cell, in one pass over the rows instead of one per column: with two effects the
 * cross-products of indicators are counts, their residuals on the effects a table per cell and period less a mean per unit. Falls back on
 * `linearFit` for other effects, for leverage and outcome weights, and wherever a column may be collinear, so that one place decides what is dropped.
 *
 * @returns columns: the cells, then the regressors
 */
export function indicatorFit(design: Design, model: IndicatorModel, context: FitContext): LinearFit {
  return countedFit(design, model, context) ?? linearFit(design, { ...model, ...expand(model) }, context);
}

function expand({ cells, regressors }: IndicatorModel): { regressors: readonly Regressor[]; intercept: false } {
  const dummies = cells.names.map((name, cell) => ({
    name,
    values: Float64Array.from(cells.codes, (code) => (code === cell ? 1 : 0)),
  }));
  return { regressors: [...dummies, ...regressors], intercept: false };
}

function countedFit(design: Design, model: IndicatorModel, context: FitContext): LinearFit | null {
  if (context.wantLeverage || context.wantOutcomeWeights || model.absorb.length !== 2) return null;
  if (model.absorb.some((effect) => hasSlopes(effect) || effect.slopeOnly === true)) return null;
  const usable = selectRows(design, model.absorb, model.rows ?? null);
  const { rows, weights, effects } = usable;
  const [many, few] = effects[0]!.count >= effects[1]!.count ? effects : [effects[1]!, effects[0]!];
  if (rows.length === 0 || few!.count > MOST_LEVELS) return null;
  requireFinite(design.outcome, rows);
  for (const regressor of model.regressors) requireFinite(regressor, rows);

  const absorption = prepareAbsorption(effects, weights, rows.length);
  const outcome = absorbColumn(absorption, take(design.outcome.values, rows));
  const regressors = model.regressors.map(({ values }) => absorbColumn(absorption, take(values, rows)));
  const absorbed = [outcome, ...regressors];
  if (absorption.method !== "exact" || regressors.some((column) => isExplained(column, false, "exact"))) return null;
  const cells = Int32Array.from(rows, (row) => model.cells.codes[row]!);
  const counted = countIndicators(many!, few!, cells, model.cells.names.length, weights);
  if (counted === null) return null;
  const system: IndicatorSystem = { ...counted, regressors: regressors.map(({ values }) => values) };
  const solution = solveIndicators(system, outcome.values);
  if (solution === null) return null;

  const exact =
    solution.weightedSsr <= EXACT_FIT_RATIO ** 2 * weightedSquares(take(design.outcome.values, rows), weights);
  const residuals = exact ? new Float64Array(rows.length) : solution.residuals;
  const ssr = exact ? 0 : solution.weightedSsr;
  const uncertainty: Scores = {
    kind: "scores",
    scores: indicatorScores(system, residuals),
    bread: solution.bread,
    rowUnit: rows,
    weightedSsr: ssr,
    coefficients: solution.coefficients.length,
    ...countedEffects(effects),
    redundantLevels: absorption.redundantLevels,
    ...(usable.frequency === null ? {} : { frequency: usable.frequency }),
  };
  const worst = absorbed.reduce((a, b) => (b.achieved > a.achieved ? b : a));
  const diagnostics: Diagnostics = {
    ssr,
    ...fitMeasures(ssr, take(design.outcome.values, rows), outcome, weights, false, true),
    dropped: [],
    singletons: usable.singletons,
    absorption: {
      method: absorption.method,
      iterations: absorbed.reduce((total, column) => total + column.iterations, 0),
      converged: worst.converged,
      achieved: worst.achieved,
    },
    condition: solution.condition,
  };
  return {
    names: [...model.cells.names, ...model.regressors.map(({ name }) => name)],
    estimate: solution.coefficients,
    uncertainty,
    diagnostics,
    findings: [...usable.findings, ...fitFindings(uncertainty, diagnostics, exact, absorption.tolerance)],
  };
}
