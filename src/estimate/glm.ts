import { z } from "zod";
import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { FitContext } from "../core/estimator.ts";
import type { Finding } from "../core/finding.ts";
import type { Diagnostics, Fit } from "../core/fit.ts";
import { absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import { leastSquares } from "../numerics/least-squares.ts";
import { assembleFit, coefficientTerms, refusedFit } from "./assemble.ts";
import { centreColumns, uncentre } from "./glm-centre.ts";
import type { GlmFamily } from "./glm-family.ts";
import { type GlmProblem, type GlmSolution, iterateGlm } from "./glm-iterate.ts";
import { convergenceFinding, convergenceOf, glmStatistics } from "./glm-report.ts";
import { type GlmRows, selectGlmRows } from "./glm-rows.ts";
import {
  countedEffects,
  isExplained,
  type LinearFit,
  leverageOf,
  rankTolerance,
  type Scores,
  spread,
} from "./linear-fit.ts";
import { fitFindings } from "./linear-fit-report.ts";
import { regressionOptions } from "./regression-options.ts";
import { expandCovariates, type Regressor, resolveEffects } from "./regressors.ts";
import { take } from "./usable-rows.ts";

/** Options that the likelihood models share. */
export const glmOptions = z.strictObject({
  ...regressionOptions,
  offset: z
    .string()
    .optional()
    .describe("Column added to the linear predictor with coefficient one, such as the log of a population"),
});

export type GlmOptions = z.infer<typeof glmOptions>;

/** To what the absorption of the last step is held. */
const ABSORPTION_TOLERANCE = 1e-10;

/**
 * A likelihood model with absorbed effects: one "coefficient" term per column, in units of the linear predictor, with deviance,
 * likelihoods, pseudo-R² and information criteria as statistics.
 *
 * Score row i is x̃_i ∂ℓ_i/∂η, the bread the inverse expected information after the effects are removed at the final weights; statistics
 * are normal, as those of fixest's fepois and feglm. Rows whose outcome is predicted perfectly are left out and reported (`selectGlmRows`).
 * A maximum that was not reached is a refusal.
 *
 * @throws InputError when a column does not exist; RangeError when the outcome, the offset or a regressor holds a missing value
 */
export function fitGlm(
  estimator: { readonly id: string; readonly revision: number },
  design: Design,
  options: GlmOptions,
  family: GlmFamily,
  context: FitContext,
): Fit {
  const regressors = expandCovariates(design, options.covariates);
  const absorb = resolveEffects(design, options.absorb);
  const offset = offsetOf(design, options.offset);
  for (const column of [design.outcome, ...regressors, ...(offset === null ? [] : [offset])]) requireFinite(column);
  const refuse = (code: string, values: Finding["values"]): Finding => ({ code, severity: "refusal", values });
  const impossible = design.outcome.values.filter((y) => !family.isPossible(y)).length;
  if (impossible > 0) {
    const values = { rows: impossible, outcome: design.outcome.name, family: family.id };
    return refusedFit(estimator, design, [], [refuse("outcome-not-possible", values)]);
  }
  const intercept = options.intercept && absorb.length === 0;
  const selected = selectGlmRows(design, family, absorb, regressors, intercept);
  const { usable } = selected;
  if (usable.rows.length === 0) {
    const fit = refusedFit(estimator, design, [], [...usable.findings, refuse("no-rows", {})]);
    return withReport(fit, selected, null);
  }
  const problem: GlmProblem = {
    family,
    outcome: take(design.outcome.values, usable.rows),
    columns: regressors.map(({ values }) => take(values, usable.rows)),
    intercept,
    effects: usable.effects,
    weights: usable.weights,
    offset: offset === null ? null : take(offset.values, usable.rows),
  };
  const kept = independentColumns(problem);
  const { columns, means } = centreColumns(
    kept.map((j) => problem.columns[j]!),
    intercept,
  );
  const reduced = { ...problem, columns };
  const solution = iterateGlm(reduced);
  const convergence = convergenceFinding(reduced, solution, selected.decided);
  if (convergence?.severity === "refusal") {
    return withReport(refusedFit(estimator, design, [], [...usable.findings, convergence]), selected, solution);
  }
  const names = [...(intercept ? ["(Intercept)"] : []), ...regressors.map(({ name }) => name)];
  const positions = intercept ? [0, ...kept.map((j) => j + 1)] : kept;
  const linear = linearFitOf(names, positions, means, solution, selected, context.wantLeverage === true);
  const terms = coefficientTerms(linear, [...names.keys()]);
  const findings = convergence === null ? [] : [convergence];
  if (terms.length === 0) findings.push(refuse("nothing-estimated", { covariates: options.covariates }));
  const fit = withReport(assembleFit(estimator, design, linear, terms, findings), selected, solution);
  return { ...fit, statistics: glmStatistics(reduced, solution, linear.uncertainty) };
}

function offsetOf(design: Design, name: string | undefined): Regressor | null {
  if (name === undefined) return null;
  const column = design.columns.get(name);
  if (column === undefined) throw new InputError(`offset: there is no column "${name}"`);
  if (column.kind !== "number") throw new InputError(`offset: the column "${name}" does not hold numbers`);
  return { name, values: column.values };
}

function requireFinite({ name, values }: Regressor): void {
  const row = values.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    throw new RangeError(`${name}: row ${row} is missing or not finite; rows like it are left out before a fit`);
  }
}

/** Columns that earlier ones and the effects do not explain, by position. Which these are does not depend on the weights. */
function independentColumns({ columns, effects, weights, intercept, outcome }: GlmProblem): readonly number[] {
  const absorption = prepareAbsorption(effects, weights, outcome.length);
  const iterative = absorption.method === "conjugate-gradient";
  const absorbed = columns.map((column) => absorbColumn(absorption, column));
  const left = absorbed.map((c) => (isExplained(c, iterative, absorption.method) ? c.values.fill(0) : c.values));
  const { kept } = leastSquares({
    columns: left,
    outcome: new Float64Array(outcome.length),
    weights,
    intercept,
    tolerance: rankTolerance(absorbed, iterative),
  });
  return intercept ? Array.from(kept.subarray(1), (position) => position - 1) : [...kept];
}

/** The last step of the iteration in the form of a weighted regression over all columns, those that were dropped as NaN. */
function linearFitOf(
  names: readonly string[],
  positions: readonly number[],
  means: readonly number[],
  last: GlmSolution,
  { usable }: GlmRows,
  wantLeverage: boolean,
): LinearFit {
  const { scores, absorption, absorbed } = last;
  const n = scores.length;
  const size = names.length;
  const intercept = positions.length > means.length;
  const withConstant = (own: readonly Float64Array[]) => (intercept ? [new Float64Array(n).fill(1), ...own] : own);
  const leverage = (): Float64Array | null =>
    leverageOf(withConstant(last.columns), { ...usable, weights: last.information }, last.solution);
  const { solution, columns: raw } = uncentre(last, means, intercept);
  const columns = withConstant(raw);
  const rows = new Float64Array(n * size).fill(Number.NaN);
  const estimate = new Float64Array(size).fill(Number.NaN);
  positions.forEach((position, j) => {
    estimate[position] = solution.coefficients[j]!;
    for (let i = 0; i < n; i++) rows[i * size + position] = scores[i]! * columns[j]![i]!;
  });
  const uncertainty: Scores = {
    kind: "scores",
    scores: rows,
    bread: spread(solution.bread, Int32Array.from(positions), size),
    rowUnit: usable.rows,
    weightedSsr: solution.weightedSsr,
    coefficients: positions.length,
    ...countedEffects(usable.effects),
    redundantLevels: absorption.redundantLevels,
    dispersion: 1,
    distribution: "normal",
    ...(usable.frequency === null ? {} : { frequency: usable.frequency }),
    ...(wantLeverage ? { leverage: leverage() } : {}),
  };
  const achieved = absorbed.reduce((worst, column) => Math.max(worst, column.achieved), 0);
  const diagnostics: Diagnostics = {
    ssr: null,
    rSquared: null,
    withinRSquared: null,
    dropped: names.filter((_, position) => !positions.includes(position)),
    singletons: usable.singletons,
    absorption: {
      method: absorption.method,
      iterations: last.absorptionIterations,
      converged: achieved <= ABSORPTION_TOLERANCE,
      achieved,
    },
    condition: Number.isFinite(solution.condition) ? solution.condition : null,
  };
  const findings = [...usable.findings, ...fitFindings(uncertainty, diagnostics, false, ABSORPTION_TOLERANCE)];
  return { names, estimate, uncertainty, diagnostics, findings };
}

function withReport(fit: Fit, { usable, separated }: GlmRows, solution: GlmSolution | null): Fit {
  const diagnostics: Diagnostics = {
    ...fit.diagnostics,
    singletons: usable.singletons,
    ...(solution === null ? {} : { convergence: convergenceOf(solution) }),
    separated,
  };
  return { ...fit, diagnostics };
}
