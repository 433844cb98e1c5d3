import { formulaError } from "./problem.ts";

export type Token =
  | {
      readonly kind: "name";
      readonly value: string;
      readonly quoted: boolean;
      readonly at: number;
      readonly end: number;
    }
  | { readonly kind: "number"; readonly value: number; readonly at: number; readonly end: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number; readonly end: number }
  | { readonly kind: "symbol"; readonly value: string; readonly at: number; readonly end: number }
  | { readonly kind: "end"; readonly at: number; readonly end: number };

// An underscore may start a name here: a column called `_id` or `__proto__` needs no backticks.
const NAME = /(?:[\p{L}_]|\.(?!\p{Nd}))[\p{L}\p{M}\p{Nd}._]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?/y;
const SYMBOL = /%[^%\s]*%|<=|>=|==|!=|\*\*|[-~|+*/^:<>!&()[\],=]/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
]);

/** What users of R write and this dialect does not have, with what to write instead. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["<-", "'<-' assigns in R: write 'x < -1' with a space for a comparison"],
  ["->", "'->' assigns in R: formulas hold no assignments"],
  ["||", "'||' compares single values in R: write '|', inside I() or ifelse()"],
  ["&&", "'&&' compares single values in R: write '&'"],
  ["|>", "'|>' (the pipe) is not part of formulas: write f(x)"],
  ["::", "'::' is not part of formulas: write i(factor, variable) for fixest's variable::factor"],
  ["$", "'$' is not part of formulas: name the column alone, x instead of data$x"],
  ["@", "'@' is not part of formulas: name the column alone"],
  [";", "';' is not part of formulas: write one formula"],
  ["{", "'{' is not part of formulas: use parentheses"],
  ["}", "'}' is not part of formulas: use parentheses"],
  ["\\", "'\\' is not part of formulas: they define no functions"],
];

/**
 * Cuts a formula into names, numbers, strings and symbols; the last token is `end`.
 *
 * @throws InputError with a caret under the first character that fits nowhere
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: "end", at: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, at: number): Token {
  const first = text[at]!;
  if (first === "`") {
    const { value, end } = readQuoted(text, at, "a column name");
    if (value === "") throw formulaError(text, at, "expected a column name between the backticks");
    return { kind: "name", value, quoted: true, at, end };
  }
  if (first === '"' || first === "'") return { kind: "string", ...readQuoted(text, at, "a text"), at };
  for (const [symbol, remedy] of REFUSED) if (text.startsWith(symbol, at)) throw formulaError(text, at, remedy);
  const name = match(NAME, text, at);
  if (name !== null) return { kind: "name", value: name, quoted: false, at, end: at + name.length };
  const number = match(NUMBER, text, at);
  if (number !== null) return { kind: "number", value: Number(number.replace("L", "")), at, end: at + number.length };
  const symbol = match(SYMBOL, text, at);
  if (symbol === null) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    throw formulaError(
      text,
      at,
      `unexpected ${JSON.stringify(character)}: put column names that hold it in \`backticks\``,
    );
  }
  return { kind: "symbol", value: symbol === "**" ? "^" : symbol, at, end: at + symbol.length };
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function readQuoted(text: string, at: number, what: string): { readonly value: string; readonly end: number } {
  const quote = text[at]!;
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i]!;
    if (character === quote) return { value, end: i + 1 };
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escaped = ESCAPES.get(text[++i] ?? "");
    if (escaped === undefined) throw formulaError(text, i - 1, "unknown escape: write \\\\ for a backslash");
    value += escaped;
  }
  throw formulaError(text, at, `the ${quote} that opens ${what} is never closed`);
}
