import type { Expression } from "./expression.ts";
import { ungroup, visit } from "./expression.ts";
import type { FormulaTerm, FormulaVariable } from "./formula.ts";
import { checkCalls } from "./functions.ts";
import { printExpression } from "./print-expression.ts";
import { formulaError } from "./problem.ts";

/** More than anybody estimates; stops `(a + b + …)^20` before it fills the memory. */
const MOST_TERMS = 5000;

export interface ExpandedTerms {
  readonly intercept: boolean;
  readonly terms: readonly FormulaTerm[];
  readonly offsets: readonly FormulaVariable[];
}

/** A term while it is built: the places of its variables in `variables`, ascending; the key is the places joined by a comma. */
type TermSet = Map<string, readonly number[]>;

interface Expansion {
  readonly text: string;
  readonly variables: FormulaVariable[];
  readonly places: Map<string, number>;
  readonly offsets: Map<string, FormulaVariable>;
  intercept: boolean;
}

/**
 * Expands the right-hand side of a formula as R's `terms()` does: `a*b` is a + b + a:b, `(a + b)^2` all interactions up to two, `-` removes,
 * `0 +` and `- 1` drop the intercept; repeated terms count once; main effects come before interactions.
 * Chambers & Hastie (1992), Statistical Models in S, section 2.3.
 *
 * @throws InputError with a caret under what is not a term
 */
export function expandTerms(text: string, expression: Expression): ExpandedTerms {
  const state: Expansion = { text, variables: [], places: new Map(), offsets: new Map(), intercept: true };
  const set = expandSum(state, expression, true);
  const ordered = [...set.values()].sort((a, b) => a.length - b.length);
  const terms = ordered.map((places) => termOf(places.map((place) => state.variables[place]!)));
  return { intercept: state.intercept, terms, offsets: [...state.offsets.values()] };
}

/** A term of these variables. */
export function termOf(variables: readonly FormulaVariable[]): FormulaTerm {
  return { label: variables.map(({ label }) => label).join(":"), variables };
}

/** A variable of a term or an outcome, after checking that its calls are known and that it names a column. */
export function variableOf(text: string, expression: Expression, asTerm: boolean): FormulaVariable {
  checkCalls(text, expression, asTerm);
  let names = 0;
  visit(expression, (part) => {
    if (part.kind === "name") names++;
  });
  if (names === 0) throw formulaError(text, expression.at, `${printExpression(expression)} names no column`);
  return { label: printExpression(expression), expression };
}

/** `adding` is false under a minus sign, where `1` removes the intercept and `0` restores it. */
function expandSum(state: Expansion, expression: Expression, adding: boolean): TermSet {
  switch (expression.kind) {
    case "group":
      return expandSum(state, expression.inner, adding);
    case "unary":
      if (expression.operator === "!") break;
      if (expression.operator === "+") return expandSum(state, expression.operand, adding);
      expandSum(state, expression.operand, !adding);
      return new Map();
    case "binary": {
      if (expression.operator === "+") {
        const left = expandSum(state, expression.left, adding);
        return union(state, left, expandSum(state, expression.right, adding), expression.at);
      }
      if (expression.operator === "-") {
        const left = expandSum(state, expression.left, adding);
        for (const key of expandSum(state, expression.right, !adding).keys()) left.delete(key);
        return left;
      }
      break;
    }
    case "number":
      if (expression.value !== 0 && expression.value !== 1) break;
      state.intercept = adding === (expression.value === 1);
      return new Map();
    case "call":
      if (expression.name === "offset") {
        const { label } = variableOf(state.text, expression, true);
        const inner = expression.arguments[0]!.value;
        if (adding) state.offsets.set(label, variableOf(state.text, inner, false));
        else state.offsets.delete(label);
        return new Map();
      }
      break;
  }
  return expandProduct(state, expression);
}

/** Terms that may stand inside an interaction: no intercept, no offset. */
function expandProduct(state: Expansion, expression: Expression): TermSet {
  const { text } = state;
  switch (expression.kind) {
    case "group":
      return expandProduct(state, expression.inner);
    case "binary":
      return expandBinary(state, expression);
    case "unary":
      if (expression.operator === "!") return single(state, expression);
      throw formulaError(text, expression.at, "a sign cannot stand in an interaction: write I(-x)");
    case "number":
      throw formulaError(
        text,
        expression.at,
        expression.value === 0 || expression.value === 1
          ? `${expression.value} sets the intercept and can only be added or removed, not interacted`
          : `a number is not a term (only 0 and 1 are, for the intercept): write I(2 * x) for arithmetic`,
      );
    case "string":
    case "logical":
    case "missing":
      throw formulaError(text, expression.at, `expected a column or function, got ${printExpression(expression)}`);
    case "call":
      if (expression.name === "offset") {
        throw formulaError(
          text,
          expression.at,
          "offset() has no coefficient, so it cannot be interacted: add it with +",
        );
      }
      return single(state, expression);
    case "name":
      return single(state, expression);
  }
}

function expandBinary(state: Expansion, expression: Extract<Expression, { kind: "binary" }>): TermSet {
  const { operator, left, right, at } = expression;
  switch (operator) {
    case "+":
      return union(state, expandProduct(state, left), expandProduct(state, right), at);
    case "-": {
      const kept = expandProduct(state, left);
      for (const key of expandProduct(state, right).keys()) kept.delete(key);
      return kept;
    }
    case ":":
      return cross(state, expandProduct(state, left), expandProduct(state, right), at);
    case "*": {
      const first = expandProduct(state, left);
      const second = expandProduct(state, right);
      return union(state, union(state, first, second, at), cross(state, first, second, at), at);
    }
    case "^":
      return power(state, expression);
    case "/":
      throw formulaError(
        state.text,
        at,
        "'/' is not an operator between terms: write I(a/b) to divide, a + a:b to nest",
      );
    case "%in%":
    case "%%":
    case "%/%":
      throw formulaError(state.text, at, `'${operator}' is not an operator between terms: write it inside I()`);
    default:
      return single(state, expression);
  }
}

function power(state: Expansion, expression: Extract<Expression, { kind: "binary" }>): TermSet {
  const exponent = ungroup(expression.right);
  if (exponent.kind !== "number" || !Number.isInteger(exponent.value) || exponent.value < 1) {
    throw formulaError(
      state.text,
      exponent.at,
      "between terms the exponent must be a whole number from 1: write I(x^y) for powers",
    );
  }
  const base = expandProduct(state, expression.left);
  if (base.size === 1 && exponent.value > 1) {
    // R reads x^2 as x crossed with itself, which is x; fixest as the square. Silence would be wrong for half of the readers.
    const only = ungroup(expression.left);
    const inner = only.kind === "name" || only.kind === "call" ? printExpression(only) : "x";
    throw formulaError(
      state.text,
      expression.at,
      `'^' crosses terms, and one term crossed with itself is itself: write I(${inner}^${exponent.value}) for the power`,
    );
  }
  let result = base;
  for (let i = 1; i < exponent.value; i++) {
    const crossed = cross(state, result, base, expression.at);
    if (crossed.size === result.size) break;
    result = crossed;
  }
  return result;
}

function single(state: Expansion, expression: Expression): TermSet {
  const variable = variableOf(state.text, expression, true);
  let place = state.places.get(variable.label);
  if (place === undefined) {
    place = state.variables.push(variable) - 1;
    state.places.set(variable.label, place);
  }
  return new Map([[String(place), [place]]]);
}

function union(state: Expansion, left: TermSet, right: TermSet, at: number): TermSet {
  return limited(state, new Map([...left, ...right]), at);
}

function cross(state: Expansion, left: TermSet, right: TermSet, at: number): TermSet {
  const crossed: TermSet = new Map();
  for (const first of left.values()) {
    for (const second of right.values()) {
      const places = [...new Set([...first, ...second])].sort((a, b) => a - b);
      crossed.set(places.join(","), places);
    }
    limited(state, crossed, at);
  }
  return crossed;
}

function limited(state: Expansion, set: TermSet, at: number): TermSet {
  if (set.size > MOST_TERMS) throw formulaError(state.text, at, `this expands to more than ${MOST_TERMS} terms`);
  return set;
}
