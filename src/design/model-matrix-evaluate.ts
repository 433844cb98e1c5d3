import type { Column } from "../core/table.ts";
import type { Expression } from "../formula/expression.ts";
import { matchArguments } from "../formula/functions.ts";
import { printExpression } from "../formula/print-expression.ts";
import { formulaError } from "../formula/problem.ts";
import { ARITHMETIC, and, COMPARISON, ELEMENTWISE, flag, or, pick, round, zip } from "./model-matrix-arithmetic.ts";
import {
  constantsOf,
  isLevel,
  type Levels,
  levelsOf,
  numbers,
  numbersOf,
  stride,
  type Value,
  valueOfColumn,
} from "./model-matrix-values.ts";

/** What expressions are evaluated on. */
export interface Evaluation {
  /** The formula, for error messages. */
  readonly text: string;
  readonly table: ReadonlyMap<string, Column>;
  /** For each row the row of the same unit `periods` earlier, or -1; throws when there is no panel. */
  readonly lagRows: (periods: number, at: number) => Int32Array;
}

type Call = Extract<Expression, { kind: "call" }>;
type Binary = Extract<Expression, { kind: "binary" }>;

/**
 * The value of an expression, row by row, with R's rules for missing and logical values. Columns are not copied: results may be the
 * table's own arrays.
 *
 * @throws InputError with a caret where text meets arithmetic or a panel is missing
 */
export function evaluate(expression: Expression, context: Evaluation): Value {
  switch (expression.kind) {
    case "number":
      return numbers(Float64Array.of(expression.value));
    case "logical":
      return numbers(Float64Array.of(flag(expression.value)), true);
    case "missing":
      return numbers(Float64Array.of(Number.NaN), true);
    case "string":
      return { kind: "levels", codes: Int32Array.of(0), labels: [expression.value] };
    case "name":
      return valueOfColumn(context.table.get(expression.name)!);
    case "group":
      return evaluate(expression.inner, context);
    case "unary": {
      const { operator, operand } = expression;
      const values = numbersOf(evaluate(operand, context), context.text, operand, `'${operator}'`);
      if (operator === "+") return numbers(values);
      if (operator === "-") return numbers(values.map((x) => -x));
      return numbers(
        values.map((x) => (Number.isNaN(x) ? x : flag(x === 0))),
        true,
      );
    }
    case "binary":
      return evaluateBinary(expression, context);
    case "call":
      return evaluateCall(expression, context);
  }
}

function evaluateBinary(expression: Binary, context: Evaluation): Value {
  const { operator, left, right } = expression;
  const first = evaluate(left, context);
  if (operator === "%in%") return evaluateMembership(first, expression, context);
  const second = evaluate(right, context);
  if ((operator === "==" || operator === "!=") && (first.kind === "levels" || second.kind === "levels")) {
    return compareLevels(first, second, expression, context);
  }
  const what = `'${operator}'`;
  const a = numbersOf(first, context.text, left, what);
  const b = numbersOf(second, context.text, right, what);
  const compare = COMPARISON.get(operator);
  if (compare !== undefined) {
    return numbers(
      zip(a, b, (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : flag(compare(x, y)))),
      true,
    );
  }
  if (operator === "&" || operator === "|") return numbers(zip(a, b, operator === "&" ? and : or), true);
  return numbers(zip(a, b, ARITHMETIC.get(operator)!));
}

/** `==` and `!=` where at least one side is text: by label. A number column is not compared with text, a number constant is. */
function compareLevels(first: Value, second: Value, expression: Binary, context: Evaluation): Value {
  const { left, right, operator } = expression;
  const [a, b] = [labelled(first, left, context), labelled(second, right, context)];
  const places = new Map(a.labels.map((label, code) => [label, code]));
  const translated = b.labels.map((label) => places.get(label) ?? -2);
  const stepA = stride(a.codes);
  const stepB = stride(b.codes);
  const result = new Float64Array(stepA === 0 ? b.codes.length : a.codes.length);
  for (let i = 0; i < result.length; i++) {
    const codeA = a.codes[i * stepA]!;
    const codeB = b.codes[i * stepB]!;
    result[i] = codeA < 0 || codeB < 0 ? Number.NaN : flag((codeA === translated[codeB]) === (operator === "=="));
  }
  return numbers(result, true);
}

function labelled(value: Value, expression: Expression, { text }: Evaluation): Levels {
  if (value.kind === "levels") return value;
  if (stride(value.values) === 0) return levelsOf(value);
  const name = printExpression(expression);
  throw formulaError(text, expression.at, `${name} holds numbers and is compared with text: leave out the quotes`);
}

/** `x %in% c(…)`: never missing, as in R. */
function evaluateMembership(value: Value, { left, right }: Binary, { text }: Evaluation): Value {
  const list = constantsOf(right);
  if (value.kind === "levels") {
    const holds = value.labels.map((_, code) => list.some((constant) => isLevel(value, code, constant)));
    return numbers(
      Float64Array.from(value.codes, (code) => flag(code < 0 ? list.includes(null) : holds[code]!)),
      true,
    );
  }
  const textual = list.find((constant) => typeof constant === "string");
  if (textual !== undefined) {
    const name = printExpression(left);
    throw formulaError(text, right.at, `${name} holds numbers and is compared with "${textual}": leave out the quotes`);
  }
  const wanted = new Set(list.map((constant) => (typeof constant === "boolean" ? flag(constant) : constant)));
  return numbers(
    value.values.map((x) => flag(wanted.has(Number.isNaN(x) ? null : x))),
    true,
  );
}

function evaluateCall(call: Call, context: Evaluation): Value {
  const { text } = context;
  const matched = matchArguments(call.name, call.arguments);
  const list = call.name === "ifelse" ? [...matched.values()] : call.arguments.map(({ value }) => value);
  const argument = matched.get("x") ?? list[0]!;
  switch (call.name) {
    case "I":
      return evaluate(argument, context);
    case "factor":
    case "as.factor":
      return levelsOf(evaluate(argument, context));
    case "is.na":
      return isMissing(evaluate(argument, context));
    case "ifelse":
      return choose(call, context);
    case "pmin":
    case "pmax": {
      const arrays = list.map((part) => numbersOf(evaluate(part, context), text, part, `${call.name}()`));
      return numbers(arrays.reduce((a, b) => zip(a, b, call.name === "pmin" ? Math.min : Math.max)));
    }
    case "log":
      return logarithm(call, context);
    case "round": {
      const digits = matched.get("digits");
      const places = digits === undefined ? 0 : constantsOf(digits)[0];
      if (typeof places !== "number" || !Number.isInteger(places) || Math.abs(places) > 15) {
        throw formulaError(text, digits?.at ?? call.at, "digits of round() must be a whole number from -15 to 15");
      }
      return numbers(numbersOf(evaluate(argument, context), text, argument, "round()").map((x) => round(x, places)));
    }
    case "lag":
      return lag(call, context);
    default: {
      const compute = ELEMENTWISE.get(call.name);
      if (compute === undefined) throw formulaError(text, call.at, `${call.name}() cannot be evaluated here`);
      return numbers(numbersOf(evaluate(argument, context), text, argument, `${call.name}()`).map((x) => compute(x)));
    }
  }
}

function isMissing(value: Value): Value {
  return value.kind === "numbers"
    ? numbers(
        value.values.map((x) => flag(Number.isNaN(x))),
        true,
      )
    : numbers(
        Float64Array.from(value.codes, (code) => flag(code < 0)),
        true,
      );
}

function logarithm(call: Call, context: Evaluation): Value {
  const matched = matchArguments("log", call.arguments);
  const x = matched.get("x")!;
  const base = matched.get("base");
  const values = numbersOf(evaluate(x, context), context.text, x, "log()");
  if (base === undefined) return numbers(values.map((v) => Math.log(v)));
  const bases = numbersOf(evaluate(base, context), context.text, base, "the base of log()");
  return numbers(
    zip(values, bases, (v, b) => (b === 10 ? Math.log10(v) : b === 2 ? Math.log2(v) : Math.log(v) / Math.log(b))),
  );
}

/** ifelse(): missing where the test is. Both answers must be numbers, or both text. */
function choose(call: Call, context: Evaluation): Value {
  const { text } = context;
  const matched = matchArguments("ifelse", call.arguments);
  const [test, yes, no] = [matched.get("test")!, matched.get("yes")!, matched.get("no")!];
  const tests = numbersOf(evaluate(test, context), text, test, "the test of ifelse()");
  const [a, b] = [evaluate(yes, context), evaluate(no, context)];
  if (a.kind === "numbers" && b.kind === "numbers") {
    return numbers(pick(tests, a.values, b.values, Float64Array, Number.NaN), a.logical && b.logical);
  }
  const first = textOrMissing(a, yes, text);
  const second = textOrMissing(b, no, text);
  const labels = [...new Set([...first.labels, ...second.labels])].sort();
  const places = new Map(labels.map((label, code) => [label, code]));
  const recode = ({ codes, labels: own }: Levels) => codes.map((code) => (code < 0 ? -1 : places.get(own[code]!)!));
  return { kind: "levels", codes: pick(tests, recode(first), recode(second), Int32Array, -1), labels };
}

function textOrMissing(value: Value, expression: Expression, text: string): Levels {
  if (value.kind === "levels") return value;
  const missing = value.values.every((x) => Number.isNaN(x));
  if (missing) return { kind: "levels", codes: new Int32Array(value.values.length).fill(-1), labels: [] };
  throw formulaError(text, expression.at, "one answer of ifelse() is text and the other numbers: make both the same");
}

function lag(call: Call, context: Evaluation): Value {
  const matched = matchArguments("lag", call.arguments);
  const shift = matched.get("k");
  const periods = shift === undefined ? 1 : constantsOf(shift)[0];
  if (typeof periods !== "number" || !Number.isFinite(periods)) {
    throw formulaError(
      context.text,
      shift?.at ?? call.at,
      "k of lag() must be a number of periods (negative for a lead)",
    );
  }
  const value = evaluate(matched.get("x")!, context);
  const rows = context.lagRows(periods, call.at);
  if (value.kind === "numbers") {
    const { values } = value;
    if (stride(values) === 0 && rows.length !== 1) return value;
    return numbers(
      Float64Array.from(rows, (row) => (row < 0 ? Number.NaN : values[row]!)),
      value.logical,
    );
  }
  if (stride(value.codes) === 0 && rows.length !== 1) return value;
  return { ...value, codes: Int32Array.from(rows, (row) => (row < 0 ? -1 : value.codes[row]!)) };
}
