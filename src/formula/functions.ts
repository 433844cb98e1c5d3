import type { Argument, Expression } from "./expression.ts";
import { visit } from "./expression.ts";
import { nearest } from "./nearest.ts";
import { formulaError } from "./problem.ts";

interface FunctionRule {
  readonly usage: string;
  /** Parameters in R's order; arguments by position fill them, arguments by name must be among them. */
  readonly parameters: readonly string[];
  readonly required: number;
  /** Takes any number of further arguments. */
  readonly variadic?: true;
  /** "term": stands alone or in an interaction, not inside another function. "values": only where a list of constants is asked for. */
  readonly place?: "term" | "values";
  /** Parameters that take a number, text, TRUE, FALSE or `c(…)` of those; never a column. */
  readonly constants?: readonly string[];
  /** Of these, parameters that may also name the first and last period, `.F` and `.L`, and add to them. */
  readonly periods?: readonly string[];
  /** Of these, parameters that may also be `list(name = c(…), …)`. */
  readonly groups?: readonly string[];
  /** Arguments may have any name. */
  readonly anyName?: true;
}

/** The first and the last period in `ref.p = c(.F, -1)`. */
export const PERIOD_NAMES: ReadonlySet<string> = new Set([".F", ".L"]);

const elementwise = (name: string): [string, FunctionRule] => [
  name,
  { usage: `${name}(x)`, parameters: ["x"], required: 1 },
];

/** Every function a formula may call. Nothing else runs: a formula is parsed, never evaluated as code. */
export const FUNCTIONS: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ["I", { usage: "I(x^2)", parameters: ["x"], required: 1 }],
  ["log", { usage: "log(x) or log(x, base = 10)", parameters: ["x", "base"], required: 1 }],
  ...["log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs", "sin", "cos", "tan"].map(elementwise),
  ...["floor", "ceiling", "sign", "is.na", "as.numeric", "as.integer"].map(elementwise),
  ["round", { usage: "round(x, digits = 0)", parameters: ["x", "digits"], required: 1, constants: ["digits"] }],
  ["ifelse", { usage: "ifelse(test, yes, no)", parameters: ["test", "yes", "no"], required: 3 }],
  ["pmin", { usage: "pmin(x, 10)", parameters: [], required: 1, variadic: true }],
  ["pmax", { usage: "pmax(x, 0)", parameters: [], required: 1, variadic: true }],
  ["factor", { usage: "factor(x)", parameters: ["x"], required: 1 }],
  ["as.factor", { usage: "as.factor(x)", parameters: ["x"], required: 1 }],
  ["lag", { usage: "lag(x, 1)", parameters: ["x", "k"], required: 1, constants: ["k"] }],
  [
    "i",
    {
      usage: "i(year, treated, ref = 2019)",
      parameters: ["factor_var", "var", "ref", "keep", "ref2", "keep2"],
      required: 1,
      place: "term",
      constants: ["ref", "keep", "ref2", "keep2"],
    },
  ],
  [
    "poly",
    {
      usage: "poly(x, 2) or poly(x, 2, raw = TRUE)",
      parameters: ["x", "degree", "raw"],
      required: 1,
      place: "term",
      constants: ["degree", "raw"],
    },
  ],
  [
    "sunab",
    {
      usage: "sunab(cohort, period)",
      parameters: ["cohort", "period", "ref.c", "ref.p", "bin", "bin.rel", "bin.c", "bin.p", "att", "no_agg"],
      required: 2,
      place: "term",
      constants: ["ref.c", "ref.p", "bin", "bin.rel", "bin.c", "bin.p", "att", "no_agg"],
      periods: ["ref.p"],
      groups: ["bin", "bin.rel", "bin.c", "bin.p"],
    },
  ],
  ["offset", { usage: "offset(log(population))", parameters: ["object"], required: 1, place: "term" }],
  ["c", { usage: "c(2018, 2019)", parameters: [], required: 1, variadic: true, place: "values" }],
  [
    "list",
    { usage: "list(new = c(1, 2))", parameters: [], required: 1, variadic: true, place: "values", anyName: true },
  ],
]);

/** What other dialects call the same thing. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["l", "write lag(x, 1)"],
  ["f", "write lag(x, -1) for a lead"],
  ["d", "write I(x - lag(x))"],
  ["lead", "write lag(x, -1)"],
  ["ln", "write log(x)"],
  ["C", "write factor(x)"],
  ["interaction", "write a:b"],
  ["pow", "write I(x^2)"],
  ["square", "write I(x^2)"],
  ["is.null", "write is.na(x)"],
  ["sw", "estimate one model per formula"],
  ["sw0", "estimate one model per formula"],
  ["csw", "estimate one model per formula"],
  ["csw0", "estimate one model per formula"],
  ["relevel", "write i(x, ref = …)"],
]);

/** A call's arguments by parameter name; arguments by position fill the parameters that are not named, in R's order. */
export function matchArguments(name: string, list: readonly Argument[]): ReadonlyMap<string, Expression> {
  const free = [...(FUNCTIONS.get(name)?.parameters ?? [])];
  const matched = new Map<string, Expression>();
  for (const argument of list) {
    if (argument.name === null) continue;
    matched.set(argument.name, argument.value);
    const place = free.indexOf(argument.name);
    if (place >= 0) free.splice(place, 1);
  }
  for (const argument of list) {
    const parameter = argument.name === null ? free.shift() : undefined;
    if (parameter !== undefined) matched.set(parameter, argument.value);
  }
  return matched;
}

/** Is it a number, text, TRUE, FALSE, NA, a signed number or `c(…)` of those? */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case "number":
    case "string":
    case "logical":
    case "missing":
      return true;
    case "group":
      return isConstant(expression.inner);
    case "unary":
      return expression.operator !== "!" && isConstant(expression.operand);
    case "binary":
      return expression.operator === ":" && isConstant(expression.left) && isConstant(expression.right);
    case "call":
      return expression.name === "c" && expression.arguments.every(({ value }) => isConstant(value));
    case "name":
      return false;
  }
}

/** Is it a sum of constants and of the first or last period: `.F`, `.F + 0:2`, `c(.L, -1)`? */
function isPeriodList(expression: Expression): boolean {
  switch (expression.kind) {
    case "number":
      return true;
    case "name":
      return PERIOD_NAMES.has(expression.name);
    case "group":
      return isPeriodList(expression.inner);
    case "unary":
      return expression.operator !== "!" && isPeriodList(expression.operand);
    case "binary":
      return [":", "+", "-"].includes(expression.operator) && [expression.left, expression.right].every(isPeriodList);
    case "call":
      return expression.name === "c" && expression.arguments.every(({ value }) => isPeriodList(value));
    case "string":
    case "logical":
    case "missing":
      return false;
  }
}

function isGroupList(expression: Expression): boolean {
  return (
    expression.kind === "call" &&
    expression.name === "list" &&
    expression.arguments.every(({ value }) => isConstant(value))
  );
}

/** The names in an expression that stand for periods and not for columns. */
export function periodNames(expression: Expression): ReadonlySet<Expression> {
  const found = new Set<Expression>();
  if (expression.kind !== "call") return found;
  const matched = matchArguments(expression.name, expression.arguments);
  for (const parameter of FUNCTIONS.get(expression.name)?.periods ?? []) {
    const value = matched.get(parameter);
    if (value === undefined) continue;
    visit(value, (part) => {
      if (part.kind === "name" && PERIOD_NAMES.has(part.name)) found.add(part);
    });
  }
  return found;
}

/**
 * Checks every call in an expression: a known function, its number of arguments, their names, and whether it may stand there.
 *
 * @param asTerm the expression is a term or part of an interaction, where i(), poly(), sunab() and offset() may stand
 * @throws InputError with a caret under the call or argument
 */
export function checkCalls(text: string, expression: Expression, asTerm: boolean): void {
  const listPlaces = new Set<Expression>();
  visit(expression, (part) => {
    if (part.kind === "binary" && part.operator === "%in%") {
      if (!isConstant(part.right))
        throw formulaError(text, part.right.at, "expected constants after %in%, as in c(1, 2)");
      listPlaces.add(part.right);
    }
    if (part.kind === "binary" && part.operator === ":" && !listPlaces.has(part)) {
      throw formulaError(
        text,
        part.at,
        "':' makes interactions between terms: inside a function write '*' for a product",
      );
    }
    if (part.kind === "missing" && part === expression) throw formulaError(text, part.at, "expected a term, got NA");
    if (part.kind !== "call") return;
    checkCall(text, part, listPlaces, asTerm && part === expression);
  });
}

type Call = Extract<Expression, { kind: "call" }>;

function checkCall(text: string, call: Call, listPlaces: Set<Expression>, asTerm: boolean): void {
  const rule = FUNCTIONS.get(call.name);
  if (rule === undefined) throw formulaError(text, call.at, unknownFunction(call.name));
  if (rule.place === "term" && !asTerm) {
    throw formulaError(text, call.at, `${call.name}() must be a term of its own, not part of another expression`);
  }
  if (rule.place === "values" && !listPlaces.has(call)) {
    throw formulaError(
      text,
      call.at,
      call.name === "c"
        ? "c() lists constants, as in i(year, ref = c(2018, 2019)) or x %in% c(1, 2)"
        : `${call.name}() groups constants, as in sunab(start, year, bin = ${rule.usage})`,
    );
  }
  if (call.name === "c") for (const { value } of call.arguments) listPlaces.add(value);
  checkArguments(text, call, rule);
  const matched = matchArguments(call.name, call.arguments);
  // fixest reads i(year, 2019) as a reference, since a constant cannot be interacted with.
  const second = call.name === "i" ? matched.get("var") : undefined;
  if (second !== undefined && isConstant(second)) listPlaces.add(second);
  for (const parameter of rule.constants ?? []) {
    const value = matched.get(parameter);
    if (value === undefined) continue;
    const isSpecial =
      (rule.periods?.includes(parameter) === true && isPeriodList(value)) ||
      (rule.groups?.includes(parameter) === true && isGroupList(value));
    if (!isConstant(value) && !isSpecial) {
      throw formulaError(text, value.at, `${parameter} of ${call.name}() takes constants, not columns: ${rule.usage}`);
    }
    if (isSpecial) visit(value, (part) => listPlaces.add(part));
    else listPlaces.add(value);
  }
}

function checkArguments(text: string, call: Call, rule: FunctionRule): void {
  const { name, arguments: list } = call;
  const usage = `write ${rule.usage}`;
  const named = new Set<string>();
  for (const argument of list) {
    if (argument.name === null) continue;
    if (rule.anyName !== true && !rule.parameters.includes(argument.name)) {
      const meant = nearest(argument.name, rule.parameters);
      const hint = meant === null ? usage : `did you mean ${meant}?`;
      throw formulaError(text, argument.value.at, `${name}() has no argument ${argument.name} here; ${hint}`);
    }
    if (named.has(argument.name)) throw formulaError(text, argument.value.at, `${argument.name} is given twice`);
    named.add(argument.name);
  }
  const most = rule.variadic ? Number.POSITIVE_INFINITY : rule.parameters.length;
  if (list.length > most) {
    throw formulaError(text, list[most]!.value.at, `${name}() takes at most ${count(most)}; ${usage}`);
  }
  const matched = matchArguments(name, list);
  const missing = rule.parameters.slice(0, rule.required).some((parameter) => !matched.has(parameter));
  if (list.length < rule.required || missing) {
    throw formulaError(text, call.at, `${name}() needs ${count(rule.required)}; ${usage}`);
  }
}

function count(n: number): string {
  return n === 1 ? "1 argument" : `${n} arguments`;
}

function unknownFunction(name: string): string {
  const other = OTHER_NAMES.get(name);
  const meant = other === undefined ? nearest(name, FUNCTIONS.keys()) : null;
  const hint = other ?? (meant === null ? `known are ${[...FUNCTIONS.keys()].join(" ")}` : `did you mean ${meant}()?`);
  return `unknown function ${name}(): ${hint}`;
}
