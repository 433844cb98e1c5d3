import type { Design } from "../core/design.ts";
import type { FitContext } from "../core/estimator.ts";
import type { Finding } from "../core/finding.ts";
import type { AuxiliaryFit, Diagnostics, FitStatistic } from "../core/fit.ts";
import { absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import { absorbedLeverage } from "../numerics/absorb-leverage.ts";
import { weightedSquares } from "../numerics/cross-products.ts";
import { type LeastSquares, leastSquares } from "../numerics/least-squares.ts";
import {
  type FirstStage,
  firstStage,
  type InstrumentalModel,
  type InstrumentalProblem,
  scoresOf,
} from "./first-stage.ts";
import { hausmanStatistic, sarganStatistic } from "./instrumental-tests.ts";
import {
  EXACT_FIT_RATIO,
  isExplained,
  type LinearFit,
  outcomeWeights,
  rankTolerance,
  requireFinite,
  type Scores,
} from "./linear-fit.ts";
import { emptyFit, fitFindings, fitMeasures } from "./linear-fit-report.ts";
import { onRows, selectRows } from "./usable-rows.ts";

/** Columns in this order: intercept, exogenous, endogenous (called `fit_x`). */
export interface InstrumentalFit extends LinearFit {
  readonly auxiliary: readonly AuxiliaryFit[];
  readonly statistics: readonly FitStatistic[];
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
    const column = absorbColumn(absorption, onRows(values, rows));
    if (isExplained(column, iterative, absorption.method)) column.values.fill(0);
    return column;
  };
  const raw = onRows(design.outcome.values, rows);
  const outcome = absorbColumn(absorption, raw);
  const columns = [endogenous, instruments, exogenous].map((group) => group.map(absorb));
  const all = columns.flat();
  const problem: InstrumentalProblem = {
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
  const outcomeSquares = weightedSquares(raw, weights);
  const exact = second.ssr <= EXACT_FIT_RATIO ** 2 * outcomeSquares;
  const residuals = exact ? new Float64Array(rows.length) : second.residuals;
  const ssr = exact ? 0 : second.ssr;

  const uncertainty = scoresOf(problem, second.columns, residuals, ssr, second.solution);
  const worst = [outcome, ...all].reduce((a, b) => (b.achieved > a.achieved ? b : a));
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
  const computable = findings.every(({ severity }) => severity !== "refusal") && !exact;
  const tested = { problem, first, uncertainty, residuals, overidentified: identified - endogenous.length };
  const base = {
    names,
    estimate: second.solution.coefficients,
    uncertainty,
    diagnostics,
    findings,
    auxiliary: first.map(({ auxiliary }) => auxiliary),
    statistics: computable ? specificationTests(tested) : [],
  };
  if (!context.wantOutcomeWeights) return base;
  return { ...base, outcomeWeights: outcomeWeights(second.columns, weights, uncertainty, design.rowCount) };
}

/** Wu–Hausman, and Sargan where there are more instruments than needed. */
function specificationTests({
  problem,
  first,
  uncertainty,
  residuals,
  overidentified,
}: {
  readonly problem: InstrumentalProblem;
  readonly first: readonly FirstStage[];
  readonly uncertainty: Scores;
  readonly residuals: Float64Array;
  readonly overidentified: number;
}): readonly FitStatistic[] {
  const { intercept, tolerance, usable, outcome } = problem;
  const shared = { intercept, tolerance, weights: usable.weights, uncertainty };
  const exogenous = problem.exogenous.map(({ values }) => values);
  const instruments = [...exogenous, ...problem.instruments.map(({ values }) => values)];
  const hausman = hausmanStatistic({
    ...shared,
    outcome: outcome.values,
    exogenous,
    endogenous: problem.endogenous.map(({ values }) => values),
    firstResiduals: first.map((stage) => stage.residuals),
  });
  return [hausman, sarganStatistic({ ...shared, residuals, instruments, overidentified })].filter(
    (statistic) => statistic !== null,
  );
}

/** û = e₂ − Σ β_e v_e with e₂ the residuals on fitted columns and v_e those of the first stage: no cancellation. */
function secondStage(
  { usable, exogenous, outcome, intercept, tolerance }: InstrumentalProblem,
  first: readonly FirstStage[],
) {
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
