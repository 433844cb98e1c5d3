import type { Expression } from "../formula/expression.ts";
import type { Formula, FormulaTerm } from "../formula/formula.ts";
import { matchArguments } from "../formula/functions.ts";
import { printExpression, printLevel } from "../formula/print-expression.ts";
import { formulaError } from "../formula/problem.ts";
import { binLevels } from "./model-matrix-bins.ts";
import { type Indicators, selection, spread } from "./model-matrix-coding.ts";
import { type Evaluation, evaluate } from "./model-matrix-evaluate.ts";
import { constantsOf, type Levels, levelsOf } from "./model-matrix-values.ts";

type Call = Extract<Expression, { kind: "call" }>;
type Arguments = ReadonlyMap<string, Expression>;

/** Periods relative to the start, per row. */
interface Relative {
  /** NaN where cohort or period is missing, and for cohorts that never start within the periods. */
  readonly time: Float64Array;
  readonly missing: Uint8Array;
  /** By cohort: it never starts, or is seen before its start only; or is never seen before it. */
  readonly never: readonly boolean[];
  readonly always: readonly boolean[];
}

/** What rows of cohorts that never start count as when `.F` and `.L` are looked for. */
const PLACEHOLDER = -1;

/** @throws InputError where sunab() stands twice, in an interaction, or among instruments */
export function requireLoneSunab({ text, terms, instruments }: Formula): void {
  const calls = (list: readonly FormulaTerm[]) =>
    list.flatMap((term) =>
      term.variables.flatMap(({ expression }) =>
        expression.kind === "call" && expression.name === "sunab" ? [{ term, expression }] : [],
      ),
    );
  const [first, second] = calls(terms);
  const [instrument] = calls([...(instruments?.endogenous ?? []), ...(instruments?.instruments ?? [])]);
  if (instrument !== undefined)
    throw formulaError(text, instrument.expression.at, "sunab() belongs before the first bar");
  if (first !== undefined && first.term.variables.length > 1)
    throw formulaError(text, first.expression.at, "sunab() stands alone: it cannot be in an interaction");
  if (second !== undefined) throw formulaError(text, second.expression.at, "a formula has one sunab()");
}

/**
 * `sunab(cohort, period)`: an indicator for every cohort and period relative to its start, but for reference periods and cohorts, and what the
 * columns are shown as: averages by relative period, one average after the start (`att`), or themselves (`no_agg`). Sun and Abraham (2021), in fixest's dialect:
 *
 * - Numbers around 0 are relative periods already; others are periods, and cohorts that are none of them never start.
 * - Cohorts seen before their start only are references, as are those of `ref.c`; rows of cohorts never seen before it are incomplete.
 * - References among relative periods are `ref.p`, −1 by default; `.F` and `.L` are the first and last.
 * - `bin` groups cohorts and periods, `bin.c` and `bin.p` one of them, `bin.rel` relative periods.
 *
 * @throws InputError with a caret where nothing starts, a reference does not occur, or an argument is of the wrong kind
 */
export function evaluateSunab(call: Call, context: Evaluation, rowCount: number): Indicators {
  const { text } = context;
  const matched = matchArguments("sunab", call.arguments);
  const [cohortGiven, periodGiven] = [matched.get("cohort")!, matched.get("period")!];
  const levelsFor = (given: Expression, bins: readonly string[]): Levels =>
    bins.reduce(
      (levels, parameter) => {
        const bin = matched.get(parameter);
        return bin === undefined ? levels : binLevels(levels, bin, parameter, text);
      },
      levelsOf(spread(evaluate(given, context), rowCount)),
    );
  const cohorts = levelsFor(cohortGiven, ["bin", "bin.c"]);
  const periods = levelsFor(periodGiven, ["bin", "bin.p"]);
  const relative = relativePeriods(cohorts, periods, cohortGiven, text);
  const refs = selection(matched.get("ref.c"), cohorts, "ref.c", text);
  const isReference = relative.never.map((never, cohort) => never || refs?.[cohort] === true);

  const times = binTimes(relative, matched, text);
  const interacted = times.codes.map((code, row) =>
    code >= 0 && !isReference[cohorts.codes[row]!] && !relative.always[cohorts.codes[row]!] ? code : -1,
  );
  const left = referenceTimes(call, matched, times, relative, text);
  const occurs = new Uint8Array(times.labels.length);
  for (const code of interacted) if (code >= 0) occurs[code] = 1;
  if (!left.some((isLeft, code) => isLeft && occurs[code] === 1)) {
    const reference = matched.get("ref.p");
    const shown = times.labels.filter((_, code) => occurs[code] === 1);
    throw formulaError(
      text,
      (reference ?? call).at,
      shown.length === 0
        ? "sunab() has nothing to estimate: no cohort is seen before and after its start"
        : `the reference period ${reference === undefined ? "-1" : printExpression(reference)} does not occur; relative periods are ${shown.join(", ")}: choose with ref.p`,
    );
  }
  return {
    kind: "indicators",
    factor: { ...times, codes: placeRows(interacted, cohorts, relative) },
    factorName: printExpression(periodGiven),
    by: cohorts,
    byName: "cohort",
    left,
    leftBy: isReference,
    leaveFirst: false,
    automatic: false,
    ...averagesOf(matched, times, printExpression(periodGiven), text),
  };
}

/** Codes of the factor: any level for reference rows, which make no column; −1 where the row is incomplete or its cohort was always treated. */
function placeRows(interacted: Int32Array, cohorts: Levels, { missing, always }: Relative): Int32Array {
  return interacted.map((code, row) => (missing[row] === 1 || always[cohorts.codes[row]!] ? -1 : Math.max(code, 0)));
}

function relativePeriods(cohorts: Levels, periods: Levels, cohortGiven: Expression, text: string): Relative {
  const rows = cohorts.codes.length;
  const missing = Uint8Array.from(cohorts.codes, (code, row) => (code < 0 || periods.codes[row]! < 0 ? 1 : 0));
  const time = new Float64Array(rows).fill(Number.NaN);
  const { numbers } = periods;
  const isRelative = numbers?.includes(0) === true && Math.min(...numbers) < 0 && Math.max(...numbers) > 0;
  if (isRelative) {
    for (let row = 0; row < rows; row++) if (missing[row] === 0) time[row] = numbers[periods.codes[row]!]!;
  } else {
    const [starts, values] = comparable(cohorts, periods, cohortGiven, text);
    const known = new Set(values);
    if (!starts.some((start) => known.has(start))) {
      throw formulaError(
        text,
        cohortGiven.at,
        `no value of ${printExpression(cohortGiven)} is a period: sunab() needs the first treated period of every unit`,
      );
    }
    for (let row = 0; row < rows; row++) {
      if (missing[row] === 1) continue;
      const start = starts[cohorts.codes[row]!]!;
      // Free of the rounding of periods such as 2010.1.
      if (known.has(start)) time[row] = Math.round((values[periods.codes[row]!]! - start) * 1e9) / 1e9;
    }
  }
  const before = cohorts.labels.map(() => false);
  const after = cohorts.labels.map(() => false);
  for (let row = 0; row < rows; row++) {
    if (time[row]! < 0) before[cohorts.codes[row]!] = true;
    else if (time[row]! >= 0) after[cohorts.codes[row]!] = true;
  }
  return {
    time,
    missing,
    never: after.map((isAfter) => !isAfter),
    always: after.map((isAfter, cohort) => isAfter && !before[cohort]),
  };
}

/** Cohorts and periods on one scale: numbers, or places among the periods in order of their text. */
function comparable(
  cohorts: Levels,
  periods: Levels,
  cohortGiven: Expression,
  text: string,
): readonly [readonly number[], readonly number[]] {
  if (cohorts.numbers === undefined && periods.numbers === undefined) {
    const order = [...periods.labels].sort();
    return [cohorts.labels.map((label) => order.indexOf(label)), periods.labels.map((label) => order.indexOf(label))];
  }
  const numbersOf = ({ labels, numbers }: Levels) => (numbers === undefined ? labels.map(Number) : Array.from(numbers));
  const scales = [numbersOf(cohorts), numbersOf(periods)] as const;
  if (scales[1].some(Number.isNaN) || scales[0].every(Number.isNaN))
    throw formulaError(text, cohortGiven.at, "cohort and period are text and numbers: make both the same");
  return scales;
}

/** Relative periods as levels, grouped by `bin.rel`. */
function binTimes({ time }: Relative, matched: Arguments, text: string): Levels {
  const levels = levelsOf({ kind: "numbers", values: time, logical: false });
  const bin = matched.get("bin.rel");
  return bin === undefined ? levels : binLevels(levels, bin, "bin.rel", text);
}

/** Which relative periods are references. */
function referenceTimes(
  call: Call,
  matched: Arguments,
  { labels, numbers = new Float64Array(0) }: Levels,
  { time, missing }: Relative,
  text: string,
): readonly boolean[] {
  const hasPlaceholder = time.some((value, row) => Number.isNaN(value) && missing[row] === 0);
  const all = hasPlaceholder ? [...numbers, PLACEHOLDER] : [...numbers];
  const ends = new Map([
    [".F", Math.min(...all)],
    [".L", Math.max(...all)],
  ]);
  const given = matched.get("ref.p");
  const wanted = given === undefined ? [-1] : periodsOf(given, ends);
  if (!wanted.every(Number.isFinite))
    throw formulaError(text, (given ?? call).at, "ref.p takes relative periods, such as ref.p = c(.F, -1)");
  return labels.map((_, code) => wanted.includes(numbers[code]!));
}

/** The numbers of `c(.F + 0:2, -1)`; NaN for what is no number. */
function periodsOf(expression: Expression, ends: ReadonlyMap<string, number>): readonly number[] {
  switch (expression.kind) {
    case "number":
      return [expression.value];
    case "name":
      return [ends.get(expression.name) ?? Number.NaN];
    case "group":
      return periodsOf(expression.inner, ends);
    case "unary":
      return periodsOf(expression.operand, ends).map((value) => (expression.operator === "-" ? -value : value));
    case "binary": {
      const left = periodsOf(expression.left, ends);
      const right = periodsOf(expression.right, ends);
      if (expression.operator === ":") return rangeOf(left[0]!, right[0]!);
      const sign = expression.operator === "-" ? -1 : 1;
      const length = Math.max(left.length, right.length);
      return Array.from({ length }, (_, i) => left[i % left.length]! + sign * right[i % right.length]!);
    }
    case "call":
      return expression.arguments.flatMap(({ value }) => periodsOf(value, ends));
    case "string":
    case "logical":
    case "missing":
      return [Number.NaN];
  }
}

function rangeOf(from: number, to: number): readonly number[] {
  if (!(Math.abs(to - from) <= 10_000)) return [Number.NaN];
  const length = Math.floor(Math.abs(to - from) + 1e-10) + 1;
  return Array.from({ length }, (_, i) => (to >= from ? from + i : from - i));
}

/** What the columns of each relative period are shown as. */
function averagesOf(
  matched: Arguments,
  { labels, numbers = new Float64Array(0) }: Levels,
  name: string,
  text: string,
): Pick<Indicators, "averages"> {
  const isSet = (parameter: string): boolean => {
    const given = matched.get(parameter);
    if (given === undefined) return false;
    const [value, ...more] = constantsOf(given);
    if (typeof value !== "boolean" || more.length > 0)
      throw formulaError(text, given.at, `${parameter} of sunab() is TRUE or FALSE`);
    return value;
  };
  const [att, apart] = [isSet("att"), isSet("no_agg")];
  if (apart) return {};
  return {
    averages: labels.map((_, code) =>
      att ? (numbers[code]! >= 0 ? "ATT" : null) : `${name}::${printLevel(numbers[code]!)}`,
    ),
  };
}
