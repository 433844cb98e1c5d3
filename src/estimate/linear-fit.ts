import type { Design } from "../core/design.ts";
import type { FitContext } from "../core/estimator.ts";
import type { Finding } from "../core/finding.ts";
import type { Diagnostics, ScoreFactors, Uncertainty } from "../core/fit.ts";
import { type AbsorbedColumn, type Absorption, absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import { absorbedLeverage } from "../numerics/absorb-leverage.ts";
import { type LeastSquares, leastSquares, RANK_TOLERANCE } from "../numerics/least-squares.ts";
import { sum } from "../numerics/sum.ts";
import { emptyFit, fitFindings, fitMeasures } from "./linear-fit-report.ts";
import type { Regressor } from "./regressors.ts";
import { onRows, requireFinite, selectRows, type UsableRows } from "./usable-rows.ts";

export { requireFinite } from "./usable-rows.ts";

export type Scores = Extract<Uncertainty, { kind: "scores" }>;

/** A linear model over the rows of a design. */
export interface LinearModel {
  /** In order of preference: of collinear columns the later ones are dropped. */
  readonly regressors: readonly Regressor[];
  /** Adds "(Intercept)" as the first column; ignored when effects are absorbed. */
  readonly intercept: boolean;
  /** Effects to remove, over all design rows. */
  readonly absorb: readonly AbsorbedEffect[];
  /** Design rows to use, ascending; absent: all. */
  readonly rows?: Int32Array;
}

/** Everything of a `Fit` but what its columns mean. One entry per column, intercept first when there is one. */
export interface LinearFit {
  readonly names: readonly string[];
  /** NaN where the column was dropped. */
  readonly estimate: Float64Array;
  /** Over all columns; dropped ones hold NaN. */
  readonly uncertainty: Scores;
  readonly diagnostics: Diagnostics;
  readonly findings: readonly Finding[];
  readonly outcomeWeights?: Float64Array;
}

/** What absorption may leave of a column, relative to its spread, before the column counts as explained by the effects. */
const ABSORBED_RATIO = 1e-11;
const ABSORBED_RATIO_ITERATIVE = 1e-8;
/** The same relative to the column as given: what rounding of its own digits leaves. */
const ROUNDING_RATIO = 1e-14;
/** Residuals at or below this fraction of the outcome are rounding: the fit is exact. */
export const EXACT_FIT_RATIO = 16 * Number.EPSILON;

/**
 * Weighted least squares after the absorbed effects are removed, with what standard errors are computed from.
 *
 * β = (X̃ᵀWX̃)⁻¹ X̃ᵀW ỹ, where x̃ and ỹ are residuals on the effects (Frisch and Waugh 1933; Lovell 1963); score row i is w_i x̃_i û_i. Rows of
 * weight zero and singletons are left out and reported. Design arrays are not written to.
 *
 * @throws RangeError when the outcome or a regressor holds a missing value, or a weight is negative or not finite
 */
export function linearFit(design: Design, model: LinearModel, context: FitContext): LinearFit {
  const usable = selectRows(design, model.absorb, model.rows ?? null);
  const { rows, weights } = usable;
  const intercept = model.intercept && model.absorb.length === 0;
  const names = [...(intercept ? ["(Intercept)"] : []), ...model.regressors.map((regressor) => regressor.name)];
  if (rows.length === 0) return emptyFit(names, usable);

  const absorption = prepareAbsorption(usable.effects, weights, rows.length);
  const iterative = absorption.method === "conjugate-gradient";
  const raw = onRows(design.outcome.values, rows);
  const outcome = absorbFinite(absorption, design.outcome, rows);
  const regressors = model.regressors.map((regressor) => absorbFinite(absorption, regressor, rows));
  const columns = regressors.map((r) => (isExplained(r, iterative, absorption.method) ? r.values.fill(0) : r.values));
  const solution = leastSquares({
    columns,
    outcome: outcome.values,
    weights,
    intercept,
    tolerance: rankTolerance(regressors, iterative),
  });
  const outcomeSquares = outcome.rmsRaw ** 2 * (weights === null ? rows.length : sum(weights));
  const exact = solution.weightedSsr <= EXACT_FIT_RATIO ** 2 * outcomeSquares;
  const residuals = exact ? new Float64Array(rows.length) : solution.residuals;
  const ssr = exact ? 0 : solution.weightedSsr;

  const full = intercept ? [new Float64Array(rows.length).fill(1), ...columns] : columns;
  const uncertainty: Scores = {
    kind: "scores",
    scores: scoreFactors(full, residuals, weights, solution),
    bread: spread(solution.bread, solution.kept, full.length),
    rowUnit: rows,
    weightedSsr: ssr,
    coefficients: solution.kept.length,
    ...countedEffects(usable.effects),
    redundantLevels: absorption.redundantLevels,
    ...(usable.frequency === null ? {} : { frequency: usable.frequency }),
    ...(context.wantLeverage ? { leverage: leverageOf(full, usable, solution) } : {}),
  };
  const dropped = Array.from(solution.dropped, (position) => names[position]!);
  const worst = [outcome, ...regressors].reduce((a, b) => (b.achieved > a.achieved ? b : a));
  const diagnostics: Diagnostics = {
    ssr,
    ...fitMeasures(ssr, raw, outcome, weights, intercept, model.absorb.length > 0),
    dropped,
    singletons: usable.singletons,
    absorption: {
      method: absorption.method,
      iterations: [outcome, ...regressors].reduce((total, column) => total + column.iterations, 0),
      converged: worst.converged,
      achieved: worst.achieved,
    },
    condition: Number.isFinite(solution.condition) ? solution.condition : null,
  };
  const findings = [...usable.findings, ...fitFindings(uncertainty, diagnostics, exact, absorption.tolerance)];
  const base = { names, estimate: solution.coefficients, uncertainty, diagnostics, findings };
  if (!context.wantOutcomeWeights) return base;
  return { ...base, outcomeWeights: outcomeWeights(full, weights, uncertainty, design.rowCount) };
}

/** What K is counted from: effects with a level each, and how many slopes vary over levels. */
export function countedEffects(effects: readonly AbsorbedEffect[]): Pick<Scores, "effects" | "slopeCoefficients"> {
  const slopes = effects.reduce((total, effect) => total + effect.count * (effect.slopes?.length ?? 0), 0);
  if (slopes === 0) return { effects };
  const withLevels = effects.filter((effect) => effect.slopeOnly !== true);
  return {
    effects: withLevels.map(({ slopes: _, slopeOnly: __, ...factor }) => factor),
    slopeCoefficients: slopes,
  };
}

/** Leverage of every row, absorbed effects included; null when it is too large to compute. */
export function leverageOf(
  columns: readonly Float64Array[],
  { effects, weights, rows }: Pick<UsableRows, "effects" | "weights" | "rows">,
  solution: Pick<LeastSquares, "kept" | "bread">,
): Float64Array | null {
  return addLeverage(absorbedLeverage(effects, weights, rows.length), columns, weights, solution);
}

/** h_i = w_i x̃_iᵀ A x̃_i plus the leverage of the absorbed effects; null when the latter is (it was too large to compute). */
export function addLeverage(
  absorbed: Float64Array | null,
  columns: readonly Float64Array[],
  weights: Float64Array | null,
  { kept, bread }: Pick<LeastSquares, "kept" | "bread">,
): Float64Array | null {
  if (absorbed === null) return null;
  const leverage = absorbed.slice();
  for (let i = 0; i < leverage.length; i++) {
    let own = 0;
    for (let a = 0; a < kept.length; a++) {
      const left = columns[kept[a]!]![i]!;
      for (let b = 0; b < kept.length; b++) own += left * bread[a * kept.length + b]! * columns[kept[b]!]![i]!;
    }
    leverage[i]! += (weights === null ? 1 : weights[i]!) * own;
  }
  return leverage;
}

/** @throws RangeError when a value is missing or not finite: found by what absorption measures, and looked for only then */
function absorbFinite(absorption: Absorption, column: Regressor, rows: Int32Array): AbsorbedColumn {
  const absorbed = absorbColumn(absorption, onRows(column.values, rows));
  if (!Number.isFinite(absorbed.rmsRaw)) requireFinite(column, rows);
  return absorbed;
}

/** A column that the effects explain but for rounding. */
export function isExplained(column: AbsorbedColumn, iterative: boolean, method: string): boolean {
  if (method === "none") return false;
  const ratio = iterative ? ABSORBED_RATIO_ITERATIVE : ABSORBED_RATIO;
  return column.rmsAfter <= Math.max(ratio * column.rmsCentred, ROUNDING_RATIO * column.rmsRaw);
}

/** Removing effects leaves rounding of the size of the column as given: collinearity cannot be judged more finely than that. */
export function rankTolerance(columns: readonly AbsorbedColumn[], iterative: boolean): number {
  const amplified = columns.reduce((worst, { rmsRaw, rmsAfter }) => {
    return rmsAfter > 0 ? Math.max(worst, (ROUNDING_RATIO * rmsRaw) / rmsAfter) : worst;
  }, RANK_TOLERANCE);
  return Math.min(1e-6, iterative ? Math.max(ABSORBED_RATIO_ITERATIVE, amplified) : amplified);
}

/** The factors of the scores w x û; columns that were dropped are null. */
export function scoreFactors(
  columns: readonly Float64Array[],
  residuals: Float64Array,
  weights: Float64Array | null,
  { dropped }: Pick<LeastSquares, "dropped">,
): ScoreFactors {
  return {
    columns: columns.map((column, j) => (dropped.includes(j) ? null : column)),
    multipliers: weights === null ? residuals : residuals.map((residual, i) => weights[i]! * residual),
  };
}

/** A kept × kept matrix placed in size × size, NaN elsewhere. */
export function spread(matrix: Float64Array, kept: Int32Array, size: number): Float64Array {
  const out = new Float64Array(size * size).fill(Number.NaN);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      out[row * size + column] = matrix[a * kept.length + b]!;
    });
  });
  return out;
}

/** estimate_j = Σ_i weights[j, i] outcome_i: (X̃ᵀWX̃)⁻¹ X̃ᵀW, k × design rows, 0 for rows left out, NaN for dropped columns. */
export function outcomeWeights(
  columns: readonly Float64Array[],
  weights: Float64Array | null,
  { bread, rowUnit }: Scores,
  rowCount: number,
): Float64Array {
  const k = columns.length;
  const out = new Float64Array(k * rowCount);
  for (let j = 0; j < k; j++) {
    const target = out.subarray(j * rowCount, (j + 1) * rowCount);
    if (Number.isNaN(bread[j * k + j]!)) {
      target.fill(Number.NaN);
      continue;
    }
    columns.forEach((column, l) => {
      const factor = bread[j * k + l]!;
      if (Number.isNaN(factor)) return;
      for (let i = 0; i < rowUnit.length; i++) {
        target[rowUnit[i]!]! += factor * (weights === null ? 1 : weights[i]!) * column[i]!;
      }
    });
  }
  return out;
}
