import type { Expression } from "../formula/expression.ts";
import { printLevel } from "../formula/print-expression.ts";
import { formulaError } from "../formula/problem.ts";
import { type Constant, constantsOf, isLevel, type Levels } from "./model-matrix-values.ts";

/**
 * Levels grouped into fewer, as fixest's `bin` writes it:
 *
 *   c(2, 3), 2:3                       these become one level, called by the first value that is named and occurs
 *   list(early = 2:3, late = c(5, 6))  several groups; a name that is a number is the new value of a numeric level
 *   "bin::2"                           numbers by multiples: 4 and 5 become 4
 *   "!bin::2", "!!bin::2"              so many values that follow each other, counted from the first, or from the last
 *
 * @throws InputError, caret under the argument, where a value is no level, text meets numbers, or the pattern is another one
 */
export function binLevels(levels: Levels, given: Expression, parameter: string, text: string): Levels {
  const fail = (problem: string, at = given.at): never => {
    throw formulaError(text, at, `${parameter}: ${problem}`);
  };
  if (given.kind === "string") return binByPattern(levels, given.value, fail);
  const groups =
    given.kind === "call" && given.name === "list"
      ? given.arguments.map(({ name, value }) => ({ name, values: constantsOf(value), at: value.at }))
      : [{ name: null, values: constantsOf(given), at: given.at }];
  const target = levels.labels.map((_, code): number | string => levels.numbers?.[code] ?? levels.labels[code]!);
  for (const { name, values, at } of groups) {
    const codes = values.flatMap((value) => codesOf(levels, value));
    if (codes.length === 0)
      fail(`${values.map(String).join(", ")}: not among the levels, which are ${shortList(levels.labels)}`, at);
    const named = name === null ? target[codes[0]!]! : levels.numbers === undefined ? name : Number(name);
    if (typeof named === "number" && Number.isNaN(named))
      fail(`"${name}" names a group of numbers: the name has to be a number too`, at);
    for (const code of codes) target[code] = named;
  }
  return relabel(levels, target);
}

function codesOf(levels: Levels, value: Constant): readonly number[] {
  return levels.labels.flatMap((_, code) => (isLevel(levels, code, value) ? [code] : []));
}

function binByPattern(levels: Levels, pattern: string, fail: (problem: string) => never): Levels {
  const parts = /^(!{0,2})bin::(\d+(?:\.\d+)?)$/.exec(pattern);
  if (parts === null)
    return fail(`"${pattern}" is not known here; write c(…), list(new = c(…)), "bin::2", "!bin::2" or "!!bin::2"`);
  const size = Number(parts[2]);
  const way = parts[1]!;
  if (!(size > 0) || (way !== "" && !Number.isInteger(size))) return fail(`groups of ${parts[2]} are not possible`);
  const { labels, numbers } = levels;
  if (way === "") {
    if (numbers === undefined) return fail(`"${pattern}" is for numbers; these are text: write "!bin::${parts[2]}"`);
    return relabel(
      levels,
      Array.from(numbers, (value) => Math.floor(value / size) * size),
    );
  }
  // Each level takes the value of the first one in its group.
  const last = labels.length - 1;
  const groupStart = (level: number): number =>
    way === "!" ? level - (level % size) : Math.max(0, last + 1 - size * (Math.floor((last - level) / size) + 1));
  const heads = labels.map((_, level) => groupStart(level));
  return relabel(
    levels,
    heads.map((head) => numbers?.[head] ?? labels[head]!),
  );
}

/** Levels with a new value each; equal values become one, in ascending order. */
function relabel({ codes, numbers }: Levels, target: readonly (number | string)[]): Levels {
  const isNumeric = numbers !== undefined;
  const distinct = [...new Set(target)].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const place = new Map(distinct.map((value, code) => [value, code]));
  const labels = distinct.map((value) => (typeof value === "number" ? printLevel(value) : value));
  return {
    kind: "levels",
    codes: codes.map((code) => (code < 0 ? -1 : place.get(target[code]!)!)),
    labels,
    ...(isNumeric ? { numbers: Float64Array.from(distinct, Number) } : {}),
  };
}

function shortList(labels: readonly string[]): string {
  return labels.slice(0, 10).join(", ") + (labels.length > 10 ? ", …" : "");
}
