import type { Column } from "../core/table.ts";
import type { Expression } from "../formula/expression.ts";
import { printExpression, printLevel } from "../formula/print-expression.ts";
import { formulaError } from "../formula/problem.ts";

/** What an expression is worth: one value per row, or a single one (length 1) that holds for every row. */
export type Value = Numbers | Levels;

export interface Numbers {
  readonly kind: "numbers";
  /** NaN is missing. Logical values are 0 and 1. */
  readonly values: Float64Array;
  readonly logical: boolean;
}

export interface Levels {
  readonly kind: "levels";
  /** Indexes `labels`; -1 is missing. */
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  /** The number behind each label when the levels were made from numbers. */
  readonly numbers?: Float64Array;
}

/** A constant of a list such as `ref = c(2018, 2019)`; null is NA. */
export type Constant = number | string | boolean | null;

export function numbers(values: Float64Array, logical = false): Numbers {
  return { kind: "numbers", values, logical };
}

export function valueOfColumn(column: Column): Value {
  return column.kind === "number"
    ? numbers(column.values)
    : { kind: "levels", codes: column.codes, labels: column.labels };
}

/** 0 when the one value holds for every row, else 1: the step from row to row. */
export function stride(array: Float64Array | Int32Array): 0 | 1 {
  return array.length === 1 ? 0 : 1;
}

/** The numbers of a value. @throws InputError, caret under the expression, when it holds text */
export function numbersOf(value: Value, text: string, expression: Expression, what: string): Float64Array {
  if (value.kind === "numbers") return value.values;
  throw formulaError(text, expression.at, `${printExpression(expression)} holds text or levels, ${what} needs numbers`);
}

/**
 * Levels of a value as R's factor() makes them: distinct numbers in ascending order, FALSE before TRUE, categories as they are.
 * Numbers that print alike (15 digits) are one level.
 */
export function levelsOf(value: Value): Levels {
  if (value.kind === "levels") return value;
  const { values, logical } = value;
  const { codes, distinct } = numberCodes(values);
  const labels: string[] = [];
  const kept: number[] = [];
  const merged = Int32Array.from(distinct, (number) => {
    const label = logical ? (number === 0 ? "FALSE" : "TRUE") : printLevel(number);
    if (labels.at(-1) !== label) {
      labels.push(label);
      kept.push(number);
    }
    return labels.length - 1;
  });
  const unmerged = kept.length === distinct.length;
  return {
    kind: "levels",
    codes: unmerged ? codes : codes.map((code) => (code < 0 ? -1 : merged[code]!)),
    labels,
    numbers: Float64Array.from(kept),
  };
}

/** The distinct numbers in ascending order and the place of each value among them; -1 for NaN. */
function numberCodes(values: Float64Array): { readonly codes: Int32Array; readonly distinct: Float64Array } {
  const codes = new Int32Array(values.length);
  const found = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    const number = values[row]!;
    if (Number.isNaN(number)) {
      codes[row] = -1;
      continue;
    }
    let place = found.get(number);
    if (place === undefined) {
      place = found.size;
      found.set(number, place);
    }
    codes[row] = place;
  }
  const distinct = Float64Array.from(found.keys()).sort();
  const rank = new Int32Array(distinct.length);
  for (let code = 0; code < distinct.length; code++) rank[found.get(distinct[code]!)!] = code;
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = rank[codes[row]!]!;
  return { codes, distinct };
}

/** The constants of `2019`, `"a"`, `c(1, -2)`, `2015:2018`, in order. The parser has checked that it is one of these. */
export function constantsOf(expression: Expression): readonly Constant[] {
  switch (expression.kind) {
    case "number":
    case "string":
    case "logical":
      return [expression.value];
    case "missing":
      return [null];
    case "group":
      return constantsOf(expression.inner);
    case "unary": {
      const negative = expression.operator === "-";
      return constantsOf(expression.operand).map((constant) =>
        negative && typeof constant === "number" ? -constant : constant,
      );
    }
    case "binary":
      return range(constantsOf(expression.left)[0], constantsOf(expression.right)[0]);
    case "call":
      return expression.arguments.flatMap(({ value }) => constantsOf(value));
    case "name":
      return [];
  }
}

/** R's `from:to`, upwards or downwards; at most 10 000 numbers. */
function range(from: Constant | undefined, to: Constant | undefined): readonly number[] {
  if (typeof from !== "number" || typeof to !== "number" || !(Math.abs(to - from) <= 10_000)) return [];
  const length = Math.floor(Math.abs(to - from) + 1e-10) + 1;
  return Array.from({ length }, (_, i) => (to >= from ? from + i : from - i));
}

/** Does a level carry this constant? Numbers match levels made from numbers by value, and other levels by how they print. */
export function isLevel(levels: Levels, code: number, constant: Constant): boolean {
  if (constant === null) return false;
  if (typeof constant === "number") {
    const number = levels.numbers?.[code];
    return number === undefined ? levels.labels[code] === printLevel(constant) : number === constant;
  }
  const label = typeof constant === "boolean" ? (constant ? "TRUE" : "FALSE") : constant;
  return levels.labels[code] === label;
}
