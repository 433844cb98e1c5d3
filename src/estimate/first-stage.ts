import type { AuxiliaryFit } from "../core/fit.ts";
import type { AbsorbedColumn } from "../numerics/absorb.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import { weightedSquares } from "../numerics/cross-products.ts";
import { type LeastSquares, leastSquares } from "../numerics/least-squares.ts";
import { addLeverage, countedEffects, type Scores, scoreFactors, spread } from "./linear-fit.ts";
import type { Regressor } from "./regressors.ts";
import type { UsableRows } from "./usable-rows.ts";

/** A linear model in which some columns are explained by instruments first. */
export interface InstrumentalModel {
  readonly endogenous: readonly Regressor[];
  /** Excluded from the equation. */
  readonly instruments: readonly Regressor[];
  /** Columns of the equation that serve as their own instruments. */
  readonly exogenous: readonly Regressor[];
  /** Ignored when effects are absorbed. */
  readonly intercept: boolean;
  readonly absorb: readonly AbsorbedEffect[];
}

/** What is rounding of a column: a fitted part this small is none, and so are residuals. */
const ROUNDING_RATIO = 1e-11;

/** Columns on the rows used, effects removed; and what every regression on them shares. */
export interface InstrumentalProblem {
  readonly usable: UsableRows;
  readonly outcome: AbsorbedColumn;
  readonly endogenous: readonly AbsorbedColumn[];
  readonly instruments: readonly AbsorbedColumn[];
  readonly exogenous: readonly AbsorbedColumn[];
  readonly intercept: boolean;
  readonly tolerance: number;
  readonly leverage: Float64Array | null | undefined;
  readonly redundantLevels: number;
}

export interface FirstStage {
  readonly solution: LeastSquares;
  readonly fitted: Float64Array;
  /** Exactly 0 where the instruments explain the column wholly. */
  readonly residuals: Float64Array;
  readonly keptInstruments: number;
  readonly auxiliary: AuxiliaryFit;
}

/** One endogenous column on the exogenous ones and the instruments, in that order, so that of collinear columns an instrument goes. */
export function firstStage(
  problem: InstrumentalProblem,
  model: InstrumentalModel,
  column: AbsorbedColumn,
  name: string,
): FirstStage {
  const { usable, intercept, tolerance } = problem;
  const { weights, rows } = usable;
  const columns = [...problem.exogenous, ...problem.instruments].map(({ values }) => values);
  const solution = leastSquares({ columns, outcome: column.values, weights, intercept, tolerance });
  const rounding = ROUNDING_RATIO * spreadOf(column.values, weights, intercept);
  const exact = Math.sqrt(solution.weightedSsr) <= rounding;
  const residuals = exact ? new Float64Array(rows.length) : solution.residuals;
  const fitted = column.values.map((value, i) => value - residuals[i]!);
  if (spreadOf(fitted, weights, intercept) <= rounding) fitted.fill(0);
  const restricted = leastSquares({
    columns: problem.exogenous.map(({ values }) => values),
    outcome: column.values,
    weights,
    intercept,
    tolerance,
  });
  const full = intercept ? [new Float64Array(rows.length).fill(1), ...columns] : columns;
  const excludedFrom = full.length - problem.instruments.length;
  const tested = [...solution.kept].filter((position) => position >= excludedFrom);
  const names = [
    ...(intercept ? ["(Intercept)"] : []),
    ...[...model.exogenous, ...model.instruments].map((regressor) => regressor.name),
  ];
  return {
    solution,
    fitted,
    residuals,
    keptInstruments: tested.length,
    auxiliary: {
      kind: "first-stage",
      outcome: name,
      terms: names.map((term) => ({ kind: "coefficient", name: term })),
      estimate: solution.coefficients,
      uncertainty: scoresOf(problem, full, residuals, exact ? 0 : solution.weightedSsr, solution),
      tested,
      restrictedSsr: restricted.weightedSsr,
    },
  };
}

/** Root of Σ w (x − x̄)², around 0 without an intercept. */
function spreadOf(values: Float64Array, weights: Float64Array | null, intercept: boolean): number {
  if (!intercept) return Math.sqrt(weightedSquares(values, weights));
  const alone = leastSquares({ columns: [], outcome: values, weights, intercept: true });
  return Math.sqrt(alone.weightedSsr);
}

/** What every variance of one of the regressions is computed from. */
export function scoresOf(
  { usable, leverage, redundantLevels }: InstrumentalProblem,
  columns: readonly Float64Array[],
  residuals: Float64Array,
  weightedSsr: number,
  solution: LeastSquares,
): Scores {
  const { weights, rows, frequency, effects } = usable;
  return {
    kind: "scores",
    scores: scoreFactors(columns, residuals, weights, solution),
    bread: spread(solution.bread, solution.kept, columns.length),
    rowUnit: rows,
    weightedSsr,
    coefficients: solution.kept.length,
    ...countedEffects(effects),
    redundantLevels,
    ...(frequency === null ? {} : { frequency }),
    ...(leverage === undefined ? {} : { leverage: addLeverage(leverage, columns, weights, solution) }),
  };
}
