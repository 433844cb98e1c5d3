import type { Design } from "../core/design.ts";
import type { FitContext } from "../core/estimator.ts";
import type { Finding } from "../core/finding.ts";
import type { AuxiliaryFit, Diagnostics, FitStatistic } from "../core/fit.ts";
import { type AbsorbedColumn, absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import { absorbedLeverage } from "../numerics/absorb-leverage.ts";
import { weightedSquares } from "../numerics/cross-products.ts";
import { type LeastSquares, leastSquares } from "../numerics/least-squares.ts";
import { hausmanStatistic, sarganStatistic } from "./instrumental-tests.ts";
import {
  addLeverage,
  countedEffects,
  EXACT_FIT_RATIO,
  isExplained,
  type LinearFit,
  outcomeWeights,
  rankTolerance,
  requireFinite,
  type Scores,
  scoreRows,
  spread,
} from "./linear-fit.ts";
import { emptyFit, fitFindings, fitMeasures } from "./linear-fit-report.ts";
import type { Regressor } from "./regressors.ts";
import { selectRows, take, type UsableRows } from "./usable-rows.ts";

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

/** Columns in this order: intercept, exogenous, endogenous (called `fit_x`). */
export interface InstrumentalFit extends LinearFit {
  readonly auxiliary: readonly AuxiliaryFit[];
  readonly statistics: readonly FitStatistic[];
}

/** What is rounding of a column: a fitted part this small is none, and so are residuals. */
const ROUNDING_RATIO = 1e-11;

/** Columns on the rows used, effects removed; and what every regression on them shares. */
interface Problem {
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

/**
 * Two-stage least squares after the absorbed effects are removed (Theil 1953; Basmann 1957).
 *
 *   x̂ = Z̃ (Z̃ᵀWZ̃)⁻¹ Z̃ᵀW x̃,  Z̃ = [exogenous, instruments];   β = (X̂ᵀWX̂)⁻¹ X̂ᵀW ỹ,  X̂ = [exogenous, x̂];   û = ỹ − X̃ β
 *
 * Score row i is w_i x̂_i û_i and the bread (X̂ᵀWX̂)⁻¹, so every variance of src/inference applies. R² are those of the second stage, as in
 * fixest; `ssr` is Σ w û².
 *
 * Findings: "under-identified" (refusal: fewer instruments than endogenous columns), "not-identified", and those of `linearFit`.
 *
 * @throws RangeError when a column holds a missing value
 */
export function instrumentalFit(design: Design, model: InstrumentalModel, context: FitContext): InstrumentalFit {
  const usable = selectRows(design, model.absorb, null);
  const { rows, weights } = usable;
  const { endogenous, instruments, exogenous } = model;
  for (const column of [design.outcome, ...endogenous, ...instruments, ...exogenous]) requireFinite(column, rows);
  const intercept = model.intercept && model.absorb.length === 0;
  const names = [
    ...(intercept ? ["(Intercept)"] : []),
    ...exogenous.map(({ name }) => name),
    ...endogenous.map(({ name }) => `fit_${name}`),
  ];
  if (rows.length === 0) return { ...emptyFit(names, usable), auxiliary: [], statistics: [] };

  const absorption = prepareAbsorption(usable.effects, weights, rows.length);
  const iterative = absorption.method === "conjugate-gradient";
  const absorb = ({ values }: { readonly values: Float64Array }) => {
    const column = absorbColumn(absorption, take(values, rows));
    if (isExplained(column, iterative, absorption.method)) column.values.fill(0);
    return column;
  };
  const outcome = absorbColumn(absorption, take(design.outcome.values, rows));
  const columns = [endogenous, instruments, exogenous].map((group) => group.map(absorb));
  const all = columns.flat();
  const problem: Problem = {
    usable,
    outcome,
    endogenous: columns[0]!,
    instruments: columns[1]!,
    exogenous: columns[2]!,
    intercept,
    tolerance: rankTolerance(all, iterative),
    leverage: context.wantLeverage ? absorbedLeverage(usable.effects, weights, rows.length) : undefined,
    redundantLevels: absorption.redundantLevels,
  };
  const first = problem.endogenous.map((column, e) => firstStage(problem, model, column, endogenous[e]!.name));
  const second = secondStage(problem, first);
  const outcomeSquares = weightedSquares(take(design.outcome.values, rows), weights);
  const exact = second.ssr <= EXACT_FIT_RATIO ** 2 * outcomeSquares;
  const residuals = exact ? new Float64Array(rows.length) : second.residuals;
  const ssr = exact ? 0 : second.ssr;

  const uncertainty = scoresOf(problem, second.columns, residuals, ssr, second.solution);
  const worst = [outcome, ...all].reduce((a, b) => (b.achieved > a.achieved ? b : a));
  const raw = take(design.outcome.values, rows);
  const diagnostics: Diagnostics = {
    ssr,
    ...fitMeasures(second.solution.weightedSsr, raw, outcome, weights, intercept, model.absorb.length > 0),
    dropped: [...droppedInstruments(first, model, intercept), ...Array.from(second.solution.dropped, (p) => names[p]!)],
    singletons: usable.singletons,
    absorption: {
      method: absorption.method,
      iterations: [outcome, ...all].reduce((total, column) => total + column.iterations, 0),
      converged: worst.converged,
      achieved: worst.achieved,
    },
    condition: Number.isFinite(second.solution.condition) ? second.solution.condition : null,
  };
  const identified = first[0]?.keptInstruments ?? 0;
  const findings = [
    ...usable.findings,
    ...identification(model, identified, second.solution, names),
    ...fitFindings(uncertainty, diagnostics, exact, absorption.tolerance),
  ];
  const tests = { intercept, tolerance: problem.tolerance, weights, uncertainty };
  const usableTests = findings.every(({ severity }) => severity !== "refusal") && !exact;
  const exogenousValues = problem.exogenous.map(({ values }) => values);
  const statistics = usableTests
    ? [
        hausmanStatistic({
          ...tests,
          outcome: outcome.values,
          exogenous: exogenousValues,
          endogenous: problem.endogenous.map(({ values }) => values),
          firstResiduals: first.map((stage) => stage.residuals),
        }),
        sarganStatistic({
          ...tests,
          residuals,
          instruments: [...exogenousValues, ...problem.instruments.map(({ values }) => values)],
          overidentified: identified - endogenous.length,
        }),
      ].filter((statistic) => statistic !== null)
    : [];
  const base = {
    names,
    estimate: second.solution.coefficients,
    uncertainty,
    diagnostics,
    findings,
    auxiliary: first.map(({ auxiliary }) => auxiliary),
    statistics,
  };
  if (!context.wantOutcomeWeights) return base;
  return { ...base, outcomeWeights: outcomeWeights(second.columns, weights, uncertainty, design.rowCount) };
}

interface FirstStage {
  readonly solution: LeastSquares;
  readonly fitted: Float64Array;
  /** Exactly 0 where the instruments explain the column wholly. */
  readonly residuals: Float64Array;
  readonly keptInstruments: number;
  readonly auxiliary: AuxiliaryFit;
}

/** One endogenous column on the exogenous ones and the instruments, in that order, so that of collinear columns an instrument goes. */
function firstStage(problem: Problem, model: InstrumentalModel, column: AbsorbedColumn, name: string): FirstStage {
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

/** û = e₂ − Σ β_e v_e with e₂ the residuals on fitted columns and v_e those of the first stage: no cancellation. */
function secondStage({ usable, exogenous, outcome, intercept, tolerance }: Problem, first: readonly FirstStage[]) {
  const { weights, rows } = usable;
  const columns = [...exogenous.map(({ values }) => values), ...first.map(({ fitted }) => fitted)];
  const solution = leastSquares({ columns, outcome: outcome.values, weights, intercept, tolerance });
  const residuals = solution.residuals.slice();
  const offset = (intercept ? 1 : 0) + exogenous.length;
  first.forEach((stage, e) => {
    const coefficient = solution.coefficients[offset + e]!;
    if (Number.isNaN(coefficient)) return;
    for (let i = 0; i < residuals.length; i++) residuals[i]! -= coefficient * stage.residuals[i]!;
  });
  return {
    solution,
    residuals,
    ssr: weightedSquares(residuals, weights),
    columns: intercept ? [new Float64Array(rows.length).fill(1), ...columns] : columns,
  };
}

function scoresOf(
  { usable, leverage, redundantLevels }: Problem,
  columns: readonly Float64Array[],
  residuals: Float64Array,
  weightedSsr: number,
  solution: LeastSquares,
): Scores {
  const { weights, rows, frequency, effects } = usable;
  return {
    kind: "scores",
    scores: scoreRows(columns, residuals, weights, solution),
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

function droppedInstruments(first: readonly FirstStage[], model: InstrumentalModel, intercept: boolean): string[] {
  const before = (intercept ? 1 : 0) + model.exogenous.length;
  return [...(first[0]?.solution.dropped ?? [])]
    .filter((position) => position >= before)
    .map((position) => model.instruments[position - before]!.name);
}

function identification(
  { endogenous, instruments }: InstrumentalModel,
  kept: number,
  solution: LeastSquares,
  names: readonly string[],
): readonly Finding[] {
  if (kept < endogenous.length) {
    const values = { endogenous: endogenous.length, instruments: kept, given: instruments.map(({ name }) => name) };
    return [{ code: "under-identified", severity: "refusal", values }];
  }
  const lost = [...solution.dropped].filter((position) => position >= names.length - endogenous.length);
  if (lost.length === 0) return [];
  const severity = lost.length === endogenous.length ? "refusal" : "warning";
  return [{ code: "not-identified", severity, values: { columns: lost.map((position) => names[position]!) } }];
}
