import { type Column, MISSING, type MissingReason } from "../core/table.ts";
import { type Expression, visit } from "../formula/expression.ts";
import { columnsOfExpression } from "../formula/parse-formula.ts";
import type { Evaluated } from "./model-matrix-coding.ts";

/**
 * Why a row is incomplete: a reason of the data (`absent`, `suppressed` …), `undefined` (no number there: log(-1), 0/0), `infinite`
 * (log(0), 1/0) or `lag` (the unit has no row, or no value, that many periods earlier).
 */
export type DropReason = Exclude<MissingReason, "present"> | "undefined" | "lag";

/** Incomplete rows by the first thing they lack, in the order outcome, terms, offset, fixed effects, slopes, instruments. */
export interface DroppedRows {
  readonly reason: DropReason;
  /** The variable as the formula names it: `log(price)`, `region`. */
  readonly variable: string;
  readonly rows: number;
}

/** Which rows are complete so far, and what the others lacked first. */
export interface RowCheck {
  readonly table: ReadonlyMap<string, Column>;
  readonly complete: Uint8Array;
  /** In order of first appearance. */
  readonly dropped: Map<string, { readonly reason: DropReason; readonly variable: string; rows: number }>;
}

const REASONS = new Map<number, MissingReason>(
  (Object.keys(MISSING) as MissingReason[]).map((reason) => [MISSING[reason], reason]),
);

export function rowCheck(table: ReadonlyMap<string, Column>, rowCount: number): RowCheck {
  return { table, complete: new Uint8Array(rowCount).fill(1), dropped: new Map() };
}

/** Marks rows where the variable is NaN or infinite. */
export function checkNumbers(check: RowCheck, values: Float64Array, label: string, expression: Expression): void {
  const drop = dropper(check, label, expression);
  for (let row = 0; row < values.length; row++)
    if (!Number.isFinite(values[row]!)) drop(row, !Number.isNaN(values[row]!));
}

/** Marks rows where a level is missing. */
export function checkCodes(check: RowCheck, codes: Int32Array, label: string, expression: Expression): void {
  const drop = dropper(check, label, expression);
  for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) drop(row, false);
}

/** Marks rows where any part of a variable is missing. */
export function checkEvaluated(check: RowCheck, evaluated: Evaluated, label: string, expression: Expression): void {
  switch (evaluated.kind) {
    case "numeric":
      for (const { values } of evaluated.columns) checkNumbers(check, values, label, expression);
      return;
    case "levels":
      checkCodes(check, evaluated.levels.codes, label, expression);
      return;
    case "indicators":
      checkCodes(check, evaluated.factor.codes, label, expression);
      if (evaluated.by?.kind === "numbers") checkNumbers(check, evaluated.by.values, label, expression);
      if (evaluated.by?.kind === "levels") checkCodes(check, evaluated.by.codes, label, expression);
  }
}

/** Marks a row once, under the first variable that it lacks. */
function dropper(check: RowCheck, label: string, expression: Expression): (row: number, infinite: boolean) => void {
  const inputs = columnsOfExpression(expression).flatMap((name) => check.table.get(name) ?? []);
  const lags = usesLag(expression);
  return (row, infinite) => {
    if (check.complete[row] === 0) return;
    check.complete[row] = 0;
    const reason = lags ? "lag" : infinite ? "infinite" : missingInput(inputs, row);
    const key = `${reason} ${label}`;
    const entry = check.dropped.get(key);
    if (entry === undefined) check.dropped.set(key, { reason, variable: label, rows: 1 });
    else entry.rows++;
  };
}

/** The reason of the first input that is missing in the row; `undefined` when all are there, so that the function has no value. */
function missingInput(inputs: readonly Column[], row: number): DropReason {
  for (const column of inputs) {
    if (column.kind === "category") {
      if (column.codes[row]! < 0) return "absent";
      continue;
    }
    if (!Number.isNaN(column.values[row]!)) continue;
    const reason = REASONS.get(column.missing?.[row] ?? MISSING.absent);
    return reason === undefined || reason === "present" ? "absent" : reason;
  }
  return "undefined";
}

function usesLag(expression: Expression): boolean {
  let found = false;
  visit(expression, (part) => {
    if (part.kind === "call" && part.name === "lag") found = true;
  });
  return found;
}
