import type { Argument, BinaryOperator, Expression, UnaryOperator } from "./expression.ts";
import { formulaError } from "./problem.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Deeper nesting than a person writes; keeps the parser and what walks its result within the stack. */
const DEEPEST = 200;
const LONGEST = 4000;

/** R's precedence (help(Syntax)), higher binds tighter. */
const BINARY: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map(
  (
    [
      ["|", 1],
      ["&", 2],
      ["<", 4],
      [">", 4],
      ["<=", 4],
      [">=", 4],
      ["==", 4],
      ["!=", 4],
      ["+", 5],
      ["-", 5],
      ["*", 6],
      ["/", 6],
      ["%%", 7],
      ["%/%", 7],
      ["%in%", 7],
      [":", 8],
      ["^", 10],
    ] as const
  ).map(([operator, strength]) => [operator, [operator, strength]]),
);
const UNARY: ReadonlyMap<string, readonly [UnaryOperator, number]> = new Map([
  ["-", ["-", 9]],
  ["+", ["+", 9]],
  ["!", ["!", 3]],
]);
const COMPARISON = 4;

/** Reads from a token to the next: state of one parse. */
export interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  position: number;
}

/** @throws InputError for a text that cannot be cut into tokens, or of more than `LONGEST` of them */
export function readerOf(text: string): Reader {
  const tokens = tokenize(text);
  const last = tokens[LONGEST];
  if (last !== undefined)
    throw formulaError(text, last.at, `the formula is too long (more than ${LONGEST} words and signs)`);
  return { text, tokens, position: 0 };
}

export function peek(reader: Reader): Token {
  return reader.tokens[reader.position]!;
}

/** Steps over a symbol if it is the next token. */
export function accept(reader: Reader, symbol: string): boolean {
  if (!isSymbol(peek(reader), symbol)) return false;
  reader.position++;
  return true;
}

export function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === "symbol" && token.value === symbol;
}

/** @throws InputError saying what was expected and what stands there, caret under it */
export function unexpected(reader: Reader, expected: string): Error {
  const token = peek(reader);
  const got = token.kind === "end" ? "the end" : `'${reader.text.slice(token.at, token.end)}'`;
  return formulaError(reader.text, token.at, `expected ${expected}, got ${got}`);
}

/**
 * Reads one expression up to `~`, a closing bracket, a comma or the end. A `|` outside parentheses is the bar between the parts of a
 * formula and ends it too.
 *
 * @throws InputError with a caret
 */
export function parsePart(reader: Reader): Expression {
  return parseBinary(reader, 2, 0);
}

function parseBinary(reader: Reader, weakest: number, depth: number): Expression {
  if (depth > DEEPEST)
    throw formulaError(reader.text, peek(reader).at, "this is nested too deeply to read: simplify it");
  let left = parsePrefix(reader, depth);
  let compared = false;
  for (;;) {
    const token = peek(reader);
    const rule = token.kind === "symbol" ? BINARY.get(token.value) : undefined;
    if (rule === undefined) {
      if (token.kind === "symbol" && token.value.startsWith("%")) {
        throw formulaError(reader.text, token.at, `unknown operator ${token.value}: known are %in%, %% and %/%`);
      }
      return left;
    }
    const [operator, strength] = rule;
    if (strength < weakest) return left;
    if (strength === COMPARISON) {
      if (compared) throw formulaError(reader.text, token.at, "comparisons cannot be chained: write a < b & b < c");
      compared = true;
    }
    reader.position++;
    // '^' is right-associative and its exponent may carry a sign.
    const right = parseBinary(reader, operator === "^" ? strength : strength + 1, depth + 1);
    left = { kind: "binary", operator, left, right, at: token.at };
  }
}

function parsePrefix(reader: Reader, depth: number): Expression {
  const token = peek(reader);
  const rule = token.kind === "symbol" ? UNARY.get(token.value) : undefined;
  if (rule === undefined) return parseOperand(reader, depth);
  reader.position++;
  const [operator, strength] = rule;
  return { kind: "unary", operator, operand: parseBinary(reader, strength, depth + 1), at: token.at };
}

function parseOperand(reader: Reader, depth: number): Expression {
  const token = peek(reader);
  if (token.kind === "number" || token.kind === "string") {
    reader.position++;
    return token.kind === "number"
      ? { kind: "number", value: token.value, at: token.at }
      : { kind: "string", value: token.value, at: token.at };
  }
  if (token.kind === "name") {
    reader.position++;
    if (accept(reader, "(")) {
      return { kind: "call", name: token.value, arguments: parseArguments(reader, depth), at: token.at };
    }
    if (isSymbol(peek(reader), "[")) {
      throw unexpected(
        reader,
        `an operator after ${token.value} (varying slopes, unit[trend], stand after the first bar)`,
      );
    }
    return token.quoted
      ? { kind: "name", name: token.value, at: token.at }
      : parseWord(reader.text, token.value, token.at);
  }
  if (accept(reader, "(")) {
    const inner = parseBinary(reader, 1, depth + 1);
    if (!accept(reader, ")")) throw unexpected(reader, "an operator or ')'");
    return { kind: "group", inner, at: token.at };
  }
  throw unexpected(reader, "a column, number or function");
}

function parseWord(text: string, word: string, at: number): Expression {
  switch (word) {
    case "TRUE":
    case "FALSE":
      return { kind: "logical", value: word === "TRUE", at };
    case "NA":
      return { kind: "missing", at };
    case "Inf":
      return { kind: "number", value: Number.POSITIVE_INFINITY, at };
    case "NaN":
      return { kind: "number", value: Number.NaN, at };
    case ".":
      throw formulaError(text, at, "'.' (all other columns) is not supported: name the columns");
    case "NULL":
      throw formulaError(text, at, "NULL is not part of formulas: leave the term out");
    default:
      return { kind: "name", name: word, at };
  }
}

function parseArguments(reader: Reader, depth: number): readonly Argument[] {
  const list: Argument[] = [];
  if (accept(reader, ")")) return list;
  for (;;) {
    const token = peek(reader);
    const next = reader.tokens[reader.position + 1];
    const isName = token.kind === "name" || (token.kind === "string" && token.value !== "");
    const named = isName && next !== undefined && isSymbol(next, "=");
    if (named) reader.position += 2;
    list.push({ name: named ? token.value : null, value: parseBinary(reader, 1, depth + 1) });
    if (accept(reader, ")")) return list;
    if (accept(reader, ",")) continue;
    if (isSymbol(peek(reader), "=")) throw unexpected(reader, "',' or ')' (equality is written ==)");
    throw unexpected(reader, "an operator, ',' or ')'");
  }
}
