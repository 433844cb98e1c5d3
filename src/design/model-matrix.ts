import { InputError } from "../core/errors.ts";
import type { Column, Factor } from "../core/table.ts";
import type { FixedEffect, Formula, FormulaTerm, FormulaVariable } from "../formula/formula.ts";
import { nearest } from "../formula/nearest.ts";
import { columnsOf } from "../formula/parse-formula.ts";
import { printName } from "../formula/print-expression.ts";
import { type Evaluated, evaluateVariable, spread } from "./model-matrix-coding.ts";
import { columnsOfTerms, type MatrixColumn } from "./model-matrix-columns.ts";
import { combineFactors, denseFactor, selectFactor } from "./model-matrix-effects.ts";
import { type Evaluation, evaluate } from "./model-matrix-evaluate.ts";
import { lagLookup } from "./model-matrix-lag.ts";
import {
  checkCodes,
  checkEvaluated,
  checkNumbers,
  type DroppedRows,
  type RowCheck,
  rowCheck,
} from "./model-matrix-rows.ts";
import { requireLoneSunab } from "./model-matrix-sunab.ts";
import { type Levels, levelsOf, numbersOf, valueOfColumn } from "./model-matrix-values.ts";

export type { MatrixColumn } from "./model-matrix-columns.ts";
export type { DroppedRows, DropReason } from "./model-matrix-rows.ts";

/** A slope that varies over the levels of a factor: `unit[[trend]]`. */
export interface VaryingSlope {
  readonly name: string;
  readonly factor: Factor;
  readonly values: Float64Array;
}

/**
 * A formula met a table: every array has `rowCount` entries, in the table's row order, and counts only where `complete` is 1. Columns may
 * be the table's own arrays; nothing writes to them. Collinear columns are all there: the estimator drops them.
 */
export interface ModelMatrix {
  readonly rowCount: number;
  /** Null for a one-sided formula. */
  readonly outcome: MatrixColumn | null;
  /** Exogenous columns, `(Intercept)` first when there is one (never with fixed effects). */
  readonly columns: readonly MatrixColumn[];
  /** Levels to absorb, numbered over complete rows; -1 elsewhere. Without those of `unit[[trend]]`. */
  readonly fixedEffects: readonly Factor[];
  readonly slopes: readonly VaryingSlope[];
  readonly instruments: {
    readonly endogenous: readonly MatrixColumn[];
    readonly instruments: readonly MatrixColumn[];
  } | null;
  /** Sum of all offset() terms; null without any. */
  readonly offset: Float64Array | null;
  /** 1 where nothing that the formula uses is missing or infinite. */
  readonly complete: Uint8Array;
  /** Adds up to the number of incomplete rows. */
  readonly dropped: readonly DroppedRows[];
}

/**
 * Evaluates a formula on columns: outcome, coded columns named as R and fixest name them, factors to absorb, and which rows are complete.
 * Factor levels are those of complete rows (categories by code unit, numbers ascending) under treatment contrasts; poly() is orthogonal
 * over all rows where its argument is present, as in R; lag() goes by unit and value of the period.
 *
 * @param table   columns of `rowCount` rows each
 * @param options names of the unit and period columns, needed by lag()
 * @throws InputError listing columns that the table lacks; or with a caret where the formula does not fit the data (text in arithmetic,
 *   an unknown reference level, a factor with one level, lag() without a panel, sunab() in an interaction)
 */
export function buildModelMatrix(
  formula: Formula,
  table: ReadonlyMap<string, Column>,
  rowCount: number,
  options: { readonly unit?: string; readonly period?: string } = {},
): ModelMatrix {
  requireColumns(formula, table);
  requireLoneSunab(formula);
  const context: Evaluation = { text: formula.text, table, lagRows: lagLookup(formula.text, table, options) };
  const check = rowCheck(table, rowCount);
  const { outcome, fixedEffects, instruments } = formula;
  // The order of these steps is the order in which incomplete rows are attributed.
  const outcomeValues = outcome === null ? null : evaluateNumbers(outcome, "the outcome", context, check);
  const terms = evaluateTerms(formula.terms, context, check);
  const offset = sum(formula.offsets.map((variable) => evaluateNumbers(variable, "an offset", context, check)));
  const effects = evaluateEffects(fixedEffects, context, check);
  const endogenous = evaluateTerms(instruments?.endogenous ?? [], context, check);
  const excluded = evaluateTerms(instruments?.instruments ?? [], context, check);

  const { complete } = check;
  const absorbing = fixedEffects.length > 0;
  const columns = columnsOfTerms(formula.terms, terms, complete, formula.intercept || absorbing);
  const intercept = { name: "(Intercept)", values: new Float64Array(rowCount).fill(1) };
  return {
    rowCount,
    outcome: outcome === null || outcomeValues === null ? null : { name: outcome.label, values: outcomeValues },
    columns: formula.intercept && !absorbing ? [intercept, ...columns] : columns,
    ...absorb(fixedEffects, effects, complete),
    instruments: instruments && {
      endogenous: columnsOfTerms(instruments.endogenous, endogenous, complete, true),
      instruments: columnsOfTerms(instruments.instruments, excluded, complete, true),
    },
    offset,
    complete,
    dropped: [...check.dropped.values()],
  };
}

/** The rows that are complete, ascending. */
export function completeRows({ complete }: ModelMatrix): Int32Array {
  const rows = new Int32Array(complete.length);
  let count = 0;
  for (let row = 0; row < complete.length; row++) if (complete[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}

/** The matrix on some of its rows, in the order given: arrays are copied, levels that are left are numbered again without gaps. */
export function selectRows(matrix: ModelMatrix, rows: Int32Array): ModelMatrix {
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!]!;
    return picked;
  };
  const column = (whole: MatrixColumn): MatrixColumn => ({ ...whole, values: pick(whole.values) });
  const { outcome, instruments, offset } = matrix;
  return {
    rowCount: rows.length,
    outcome: outcome && column(outcome),
    columns: matrix.columns.map(column),
    fixedEffects: matrix.fixedEffects.map((factor) => selectFactor(factor, rows)),
    slopes: matrix.slopes.map(({ name, factor, values }) => ({
      name,
      factor: selectFactor(factor, rows),
      values: pick(values),
    })),
    instruments: instruments && {
      endogenous: instruments.endogenous.map(column),
      instruments: instruments.instruments.map(column),
    },
    offset: offset && pick(offset),
    complete: Uint8Array.from(rows, (row) => matrix.complete[row]!),
    dropped: matrix.dropped,
  };
}

/** @throws InputError with a line per column that the table lacks, and the column that may be meant */
export function requireColumns(formula: Formula, table: ReadonlyMap<string, Column>): void {
  const problems = columnsOf(formula)
    .filter((name) => !table.has(name))
    .map((name) => {
      const meant = nearest(name, table.keys());
      return `the formula names ${printName(name)}, which is not a column${meant === null ? "" : `; did you mean ${printName(meant)}?`}`;
    });
  if (problems.length > 0) throw new InputError(problems);
}

function evaluateNumbers(variable: FormulaVariable, what: string, context: Evaluation, check: RowCheck): Float64Array {
  const { label, expression } = variable;
  const value = spread(evaluate(expression, context), check.complete.length);
  const values = numbersOf(value, context.text, expression, what);
  checkNumbers(check, values, label, expression);
  return values;
}

function evaluateTerms(
  terms: readonly FormulaTerm[],
  context: Evaluation,
  check: RowCheck,
): ReadonlyMap<string, Evaluated> {
  const variables = new Map<string, Evaluated>();
  for (const variable of terms.flatMap((term) => term.variables)) {
    const { label, expression } = variable;
    if (variables.has(label)) continue;
    const evaluated = evaluateVariable(variable, context, check.complete.length);
    checkEvaluated(check, evaluated, label, expression);
    variables.set(label, evaluated);
  }
  return variables;
}

function sum(arrays: readonly Float64Array[]): Float64Array | null {
  const [first, ...rest] = arrays;
  if (first === undefined) return null;
  const total = first.slice();
  for (const values of rest) for (let row = 0; row < total.length; row++) total[row]! += values[row]!;
  return total;
}

interface EvaluatedEffects {
  readonly levels: ReadonlyMap<string, Levels>;
  readonly slopes: ReadonlyMap<string, Float64Array>;
}

/** The columns of the fixed-effects part. @throws InputError for a slope on text */
function evaluateEffects(effects: readonly FixedEffect[], { table }: Evaluation, check: RowCheck): EvaluatedEffects {
  const levels = new Map<string, Levels>();
  const slopes = new Map<string, Float64Array>();
  for (const name of new Set(effects.flatMap((effect) => effect.factors))) {
    const value = levelsOf(valueOfColumn(table.get(name)!));
    checkCodes(check, value.codes, name, { kind: "name", name, at: 0 });
    levels.set(name, value);
  }
  for (const name of new Set(effects.flatMap((effect) => effect.slopes))) {
    const column = table.get(name)!;
    if (column.kind !== "number")
      throw new InputError(`the slope ${printName(name)} holds text: a slope needs numbers`);
    checkNumbers(check, column.values, name, { kind: "name", name, at: 0 });
    slopes.set(name, column.values);
  }
  return { levels, slopes };
}

function absorb(
  effects: readonly FixedEffect[],
  { levels, slopes: columns }: EvaluatedEffects,
  complete: Uint8Array,
): Pick<ModelMatrix, "fixedEffects" | "slopes"> {
  const fixedEffects: Factor[] = [];
  const slopes: VaryingSlope[] = [];
  for (const { label, factors, slopes: names, slopeOnly } of effects) {
    const parts = factors.map((name) => denseFactor(name, levels.get(name)!, complete));
    const factor = parts.reduce((first, second) => combineFactors(label, first, second));
    if (!slopeOnly) fixedEffects.push(factor);
    for (const name of names)
      slopes.push({ name: `${label}[[${printName(name)}]]`, factor, values: columns.get(name)! });
  }
  return { fixedEffects, slopes };
}
