import { type ExpandedTerms, expandTerms, variableOf } from "./expand-terms.ts";
import { type Expression, visit } from "./expression.ts";
import type { FixedEffect, Formula, FormulaTerm, FormulaVariable } from "./formula.ts";
import { matchArguments, periodNames } from "./functions.ts";
import { accept, isSymbol, parsePart, peek, type Reader, readerOf, unexpected } from "./parse-expression.ts";
import { mergeFixedEffects, parseFixedEffects } from "./parse-fixed-effects.ts";
import { printExpression, printName } from "./print-expression.ts";
import { formulaError } from "./problem.ts";

/**
 * Reads a formula in the dialect of R and fixest: `log(y) ~ x1*x2 + i(year, treated, ref = 2019) | unit + region^year | endo ~ z`.
 * The parts after the bars are optional; `~ a + b` has no outcome. Nothing is evaluated: what is not in the list of known functions and
 * operators is an error.
 *
 * @throws InputError showing the formula with a caret under the offending character, what was expected and what to write
 */
export function parseFormula(text: string): Formula {
  const reader = readerOf(text);
  const outcome = isSymbol(peek(reader), "~") ? null : parseOutcome(reader);
  if (!accept(reader, "~")) throw unexpected(reader, "an operator or '~' after the outcome");
  const right = parsePart(reader);
  const next = peek(reader);
  if (next.kind !== "end" && !isSymbol(next, "|")) throw unexpected(reader, "an operator, '|' or the end");
  const main = expandTerms(text, right);
  for (const term of main.terms) {
    if (term.label !== outcome?.label) continue;
    throw formulaError(
      text,
      term.variables[0]!.expression.at,
      `${term.label} is the outcome: remove it from the right-hand side`,
    );
  }
  let fixedEffects: readonly FixedEffect[] = [];
  let instruments: Formula["instruments"] = null;
  if (accept(reader, "|")) {
    if (!isInstrumentPart(reader)) {
      fixedEffects = mergeFixedEffects(parseFixedEffects(reader));
      if (accept(reader, "|")) instruments = parseInstruments(reader);
    } else {
      instruments = parseInstruments(reader);
    }
  }
  if (peek(reader).kind !== "end") throw unexpected(reader, whatMayFollow(reader));
  return { text, outcome, ...main, fixedEffects, instruments };
}

function parseOutcome(reader: Reader): FormulaVariable {
  const variable = variableOf(reader.text, parsePart(reader), false);
  if (isSymbol(peek(reader), "|")) throw unexpected(reader, "'~' after the outcome (a logical '|' goes inside I())");
  return variable;
}

function whatMayFollow(reader: Reader): string {
  return isSymbol(peek(reader), "|")
    ? "the end (clusters and weights are options, not parts of the formula)"
    : "an operator or the end";
}

/** Does a `~` come before the next bar or the end? */
function isInstrumentPart(reader: Reader): boolean {
  for (const token of reader.tokens.slice(reader.position)) {
    if (isSymbol(token, "~")) return true;
    if (isSymbol(token, "|")) return false;
  }
  return false;
}

function parseInstruments(reader: Reader): Formula["instruments"] {
  const endogenous = termsOnly(reader, "endogenous variable");
  if (!accept(reader, "~")) {
    throw unexpected(reader, isSymbol(peek(reader), "|") ? "'~' between endogenous variables and instruments" : "'~'");
  }
  return { endogenous, instruments: termsOnly(reader, "instrument") };
}

function termsOnly(reader: Reader, what: string): readonly FormulaTerm[] {
  const { at } = peek(reader);
  const { terms, offsets } = expandTerms(reader.text, parsePart(reader));
  if (offsets.length > 0) throw formulaError(reader.text, at, `offset() belongs before the first bar`);
  if (terms.length === 0) throw formulaError(reader.text, at, `expected at least one ${what}`);
  return terms;
}

/**
 * Every column that a formula names, in the order of outcome, terms, offsets, fixed effects, instruments; each once. Terms
 * that were removed again do not count (`a + b - b` names only a). Unit and period, which lag() needs, are not in a formula.
 */
export function columnsOf(formula: Formula): readonly string[] {
  const names = new Set<string>();
  const add = (variable: FormulaVariable) => {
    for (const name of columnsOfExpression(variable.expression)) names.add(name);
  };
  const addTerms = (terms: readonly FormulaTerm[]) => {
    for (const { variables } of terms) variables.forEach(add);
  };
  if (formula.outcome !== null) add(formula.outcome);
  addTerms(formula.terms);
  formula.offsets.forEach(add);
  for (const { factors, slopes } of formula.fixedEffects) for (const name of [...factors, ...slopes]) names.add(name);
  addTerms(formula.instruments?.endogenous ?? []);
  addTerms(formula.instruments?.instruments ?? []);
  return [...names];
}

/** The columns an expression names, each once, left to right. In `i(a, i.b)` the prefix of b only says that it is a factor; `.F` and `.L` of sunab() are periods. */
export function columnsOfExpression(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const prefixed = interactedFactor(expression);
  const periods = periodNames(expression);
  visit(expression, (part) => {
    if (part.kind === "name" && !periods.has(part))
      names.add(part === prefixed?.expression ? prefixed.column : part.name);
  });
  return [...names];
}

/** The `i.b` in `i(a, i.b)`: b as a factor even when it holds numbers. Null when there is none. */
export function interactedFactor(
  expression: Expression,
): { readonly expression: Expression; readonly column: string } | null {
  if (expression.kind !== "call" || expression.name !== "i") return null;
  const second = matchArguments("i", expression.arguments).get("var");
  if (second?.kind !== "name" || !/^i\../.test(second.name)) return null;
  return { expression: second, column: second.name.slice(2) };
}

/** The formula in one canonical line; reading it gives the same terms. */
export function printFormula(formula: Formula): string {
  const parts = [`${formula.outcome === null ? "" : `${formula.outcome.label} `}~ ${printTerms(formula)}`];
  if (formula.fixedEffects.length > 0) parts.push(formula.fixedEffects.map(printFixedEffect).join(" + "));
  if (formula.instruments !== null) {
    const { endogenous, instruments } = formula.instruments;
    parts.push(`${listTerms(endogenous).join(" + ")} ~ ${listTerms(instruments).join(" + ")}`);
  }
  return parts.join(" | ");
}

function printTerms({ intercept, terms, offsets }: ExpandedTerms): string {
  const list = listTerms(terms);
  for (const { expression } of offsets) list.push(`offset(${printExpression(expression)})`);
  if (!intercept) list.unshift("0");
  return list.length === 0 ? "1" : list.join(" + ");
}

/**
 * The terms one by one. The names of interactions depend on which variable comes first in the formula; where the expanded terms would
 * change that, all variables are named once in front and taken out again: `a + b + c - (a + b + c)`.
 */
function listTerms(terms: readonly FormulaTerm[]): string[] {
  const list = terms.map(({ variables }) => variables.map(printVariable).join(":"));
  const variables = new Map(terms.flatMap((term) => term.variables.map((variable) => [variable.label, variable])));
  const mentioned = new Map([...variables.keys()].map((label, place) => [label, place]));
  const agrees = terms.every((term) => {
    const places = term.variables.map(({ label }) => mentioned.get(label)!);
    return places.every((place, i) => i === 0 || places[i - 1]! < place);
  });
  if (agrees) return list;
  const ordered = [...variables.values()].sort((a, b) => a.expression.at - b.expression.at);
  const all = ordered.map(printVariable).join(" + ");
  return [`${all} - (${all})`, ...list];
}

function printVariable({ label, expression }: FormulaVariable): string {
  return needsGroup(expression) ? `(${label})` : label;
}

function needsGroup(expression: Expression): boolean {
  return expression.kind === "binary" || expression.kind === "unary";
}

function printFixedEffect({ factors, slopes, slopeOnly }: FixedEffect): string {
  const levels = factors.map(printName).join("^");
  if (slopes.length === 0) return levels;
  const list = slopes.map(printName).join(", ");
  return slopeOnly ? `${levels}[[${list}]]` : `${levels}[${list}]`;
}
