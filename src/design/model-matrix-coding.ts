import type { Expression } from "../formula/expression.ts";
import type { FormulaTerm, FormulaVariable } from "../formula/formula.ts";
import { isConstant, matchArguments } from "../formula/functions.ts";
import { interactedFactor } from "../formula/parse-formula.ts";
import { printExpression, printName } from "../formula/print-expression.ts";
import { formulaError } from "../formula/problem.ts";
import { type Evaluation, evaluate } from "./model-matrix-evaluate.ts";
import { orthogonalPolynomials, rawPolynomials } from "./model-matrix-poly.ts";
import { evaluateSunab } from "./model-matrix-sunab.ts";
import {
  type Constant,
  constantsOf,
  isLevel,
  type Levels,
  levelsOf,
  type Numbers,
  numbersOf,
  type Value,
  valueOfColumn,
} from "./model-matrix-values.ts";

/** A variable evaluated on all rows, before it is known which rows are complete. */
export type Evaluated =
  /** One column, or several (poly). */
  | {
      readonly kind: "numeric";
      readonly columns: readonly { readonly suffix: string; readonly values: Float64Array }[];
    }
  | { readonly kind: "levels"; readonly levels: Levels }
  | Indicators;

/** `i(factor, variable, ref = …)`: one column per level that is kept, times the variable when it is a number. */
export interface Indicators {
  readonly kind: "indicators";
  readonly factor: Levels;
  readonly factorName: string;
  readonly by: Numbers | Levels | null;
  readonly byName: string;
  /** By code of the factor, and of `by` when that has levels: not a column. */
  readonly left: readonly boolean[];
  readonly leftBy: readonly boolean[];
  /** `ref = TRUE`: leave out the first level that occurs. */
  readonly leaveFirst: boolean;
  /** No reference named: as a main effect the first level is left out, as fixest does. */
  readonly automatic: boolean;
  /** Of sunab(): by code of the factor, the average that the columns of this level are shown as; null where they are not shown at all. */
  readonly averages?: readonly (string | null)[];
}

type Call = Extract<Expression, { kind: "call" }>;

/**
 * Evaluates a variable of a term.
 *
 * @throws InputError with a caret, where evaluate() does and for poly() and i() whose arguments do not fit the data
 */
export function evaluateVariable(variable: FormulaVariable, context: Evaluation, rowCount: number): Evaluated {
  const { expression } = variable;
  if (expression.kind === "call") {
    if (expression.name === "i") return evaluateIndicators(expression, context, rowCount);
    if (expression.name === "poly")
      return { kind: "numeric", columns: evaluatePolynomial(expression, context, rowCount) };
    if (expression.name === "sunab") return evaluateSunab(expression, context, rowCount);
  }
  const value = spread(evaluate(expression, context), rowCount);
  if (value.kind === "numbers" && !value.logical)
    return { kind: "numeric", columns: [{ suffix: "", values: value.values }] };
  if (value.kind === "levels") return { kind: "levels", levels: value };
  // Both levels of a logical count, whether they occur or not, as in R.
  const codes = Int32Array.from(value.values, (x) => (Number.isNaN(x) ? -1 : x));
  return {
    kind: "levels",
    levels: { kind: "levels", codes, labels: ["FALSE", "TRUE"], numbers: Float64Array.of(0, 1) },
  };
}

/** A value that is the same in every row, repeated. */
export function spread(value: Value, rowCount: number): Value {
  if (value.kind === "numbers") {
    if (value.values.length === rowCount) return value;
    return { ...value, values: new Float64Array(rowCount).fill(value.values[0]!) };
  }
  if (value.codes.length === rowCount) return value;
  return { ...value, codes: new Int32Array(rowCount).fill(value.codes[0]!) };
}

function evaluatePolynomial(call: Call, context: Evaluation, rowCount: number) {
  const { text } = context;
  const matched = matchArguments("poly", call.arguments);
  const x = matched.get("x")!;
  const given = numbersOf(spread(evaluate(x, context), rowCount), text, x, "poly()");
  const values = given.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const degreeGiven = matched.get("degree");
  const degree = degreeGiven === undefined ? 1 : constantsOf(degreeGiven)[0];
  if (typeof degree !== "number" || !Number.isInteger(degree) || degree < 1 || degree > 20) {
    throw formulaError(text, degreeGiven?.at ?? call.at, "the degree of poly() must be a whole number from 1 to 20");
  }
  const rawGiven = matched.get("raw");
  const raw = rawGiven !== undefined && constantsOf(rawGiven)[0] === true;
  const columns = raw ? rawPolynomials(values, degree) : orthogonalPolynomials(values, degree);
  if (columns === null) {
    throw formulaError(text, call.at, `poly() of degree ${degree} needs more than ${degree} distinct values`);
  }
  return columns.map((column, k) => ({ suffix: degree === 1 ? "" : String(k + 1), values: column }));
}

function evaluateIndicators(call: Call, context: Evaluation, rowCount: number): Indicators {
  const matched = new Map(matchArguments("i", call.arguments));
  const second = matched.get("var");
  // i(year, 2019): a constant cannot be interacted with, so it is the reference.
  if (second !== undefined && isConstant(second)) {
    matched.delete("var");
    if (!matched.has("ref")) matched.set("ref", second);
  }
  const factorGiven = matched.get("factor_var")!;
  const factor = levelsOf(spread(evaluate(factorGiven, context), rowCount));
  const { by, byName } = interacted(call, matched.get("var"), context, rowCount);
  const ref = matched.get("ref");
  const leaveFirst = ref !== undefined && isLogical(constantsOf(ref));
  const select = (parameter: string, levels: Levels) =>
    selection(matched.get(parameter), levels, parameter, context.text);
  const refs = leaveFirst ? null : select("ref", factor);
  const keep = select("keep", factor);
  const byLevels = by?.kind === "levels" ? by : null;
  const refs2 = byLevels && select("ref2", byLevels);
  const keep2 = byLevels && select("keep2", byLevels);
  return {
    kind: "indicators",
    factor,
    factorName: printExpression(factorGiven),
    by,
    byName,
    left: factor.labels.map((_, code) => refs?.[code] === true || keep?.[code] === false),
    leftBy: (byLevels?.labels ?? []).map((_, code) => refs2?.[code] === true || keep2?.[code] === false),
    leaveFirst: leaveFirst && constantsOf(ref!)[0] === true,
    automatic: by?.kind !== "numbers" && !["ref", "keep", "ref2", "keep2"].some((name) => matched.has(name)),
  };
}

function isLogical(constants: readonly Constant[]): boolean {
  return constants.length === 1 && typeof constants[0] === "boolean";
}

/** The second argument of i(): numbers (logical values count as 0 and 1), or levels. */
function interacted(call: Call, given: Expression | undefined, context: Evaluation, rowCount: number) {
  if (given === undefined) return { by: null, byName: "" };
  const prefixed = interactedFactor(call);
  if (prefixed !== null) {
    return { by: levelsOf(valueOfColumn(context.table.get(prefixed.column)!)), byName: printName(prefixed.column) };
  }
  return { by: spread(evaluate(given, context), rowCount), byName: printExpression(given) };
}

/** Which levels the constants name; null when the argument is not given. Text may be the beginning of a level, when of only one. */
export function selection(
  given: Expression | undefined,
  levels: Levels,
  parameter: string,
  text: string,
): readonly boolean[] | null {
  if (given === undefined) return null;
  const chosen = levels.labels.map(() => false);
  for (const constant of constantsOf(given)) {
    let found = levels.labels.flatMap((_, code) => (isLevel(levels, code, constant) ? [code] : []));
    if (found.length === 0 && typeof constant === "string" && constant !== "") {
      found = levels.labels.flatMap((label, code) => (label.startsWith(constant) ? [code] : []));
    }
    if (found.length !== 1) {
      const shown = levels.labels.slice(0, 10).join(", ") + (levels.labels.length > 10 ? ", …" : "");
      const problem = found.length === 0 ? "is not a level" : "is the beginning of several levels";
      throw formulaError(text, given.at, `${parameter} = ${constant ?? "NA"} ${problem}; the levels are ${shown}`);
    }
    chosen[found[0]!] = true;
  }
  return chosen;
}

/**
 * Which factors of which term are coded by contrasts, by R's rule: a factor of a term is, when some earlier term contains the rest of the
 * term (for a main effect: always); without an intercept the first factor of all is not. Chambers & Hastie (1992), p. 38.
 *
 * @param isFactor whether a variable (by label) has levels
 * @returns by term: the labels of the variables coded by contrasts
 */
export function contrastsOf(
  terms: readonly FormulaTerm[],
  intercept: boolean,
  isFactor: (label: string) => boolean,
): readonly ReadonlySet<string>[] {
  const members = terms.map((term) => new Set(term.variables.map(({ label }) => label)));
  let firstFactor = !intercept;
  return members.map((labels, place) => {
    const coded = new Set<string>();
    for (const label of labels) {
      if (!isFactor(label)) continue;
      const rest = [...labels].filter((other) => other !== label);
      const earlier = members.slice(0, place);
      const marginal = rest.length === 0 || earlier.some((term) => rest.every((other) => term.has(other)));
      if (marginal && !firstFactor) coded.add(label);
      firstFactor = false;
    }
    return coded;
  });
}
