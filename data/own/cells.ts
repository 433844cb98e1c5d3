import { InputError } from "../../src/core/errors.ts";
import { type CategoryColumn, type Column, MISSING, type NumberColumn } from "../../src/core/table.ts";
import type { TemplateColumn } from "../../src/core/template.ts";
import { type CellSource, parseNumbers } from "../../src/tables/numbers.ts";
import { labelAt, relabel, sharedFloat64, sharedUint8 } from "../../src/tables/shared.ts";
import { ambiguousRow, ambiguousText } from "../ambiguous-numbers.ts";
import { type Count, countColumn, parseCount } from "../duo/counts.ts";

/** Something wrong with a cell; `text` goes after "file, line n, ". */
export interface CellProblem {
  readonly row: number;
  readonly text: string;
}

interface CellsRead {
  readonly column: Column;
  readonly problems: readonly CellProblem[];
}

/** A cell's value, or what was expected instead. */
type Parsed<Value> = { readonly value: Value } | { readonly expected: string };

const BLANKS = ["-", ".", "NA"];

/** Reads a column of texts as its template says. Empty cells, `-`, `.` and `NA` are missing. */
export function readCells(
  published: CategoryColumn,
  column: TemplateColumn,
  source: CellSource,
  delimiter: string,
): CellsRead {
  const text = relabel(published, (label) => (BLANKS.includes(label) ? null : label));
  const absent = column.required ? missingCells(text, column) : [];
  const read = readPresent(text, column, source, delimiter);
  const outside = read.column.kind === "number" ? outOfRange(read.column, column) : [];
  return { column: { ...read.column, name: column.name }, problems: [...absent, ...read.problems, ...outside] };
}

function readPresent(text: CategoryColumn, column: TemplateColumn, source: CellSource, delimiter: string): CellsRead {
  switch (column.type) {
    case "text":
      return checkedTexts(text, column, (label) => textCell(label, column));
    case "date":
      return checkedTexts(text, column, dateCell);
    case "year":
      return numbersOf(text, column, (label) => yearCell(label));
    case "whole":
      return numbersOf(text, column, (label) => wholeCell(label, delimiter));
    case "count":
      return countsOf(text, column, delimiter);
    case "number":
      return decimalsOf(text, source, delimiter);
    default:
      return column.type satisfies never;
  }
}

function missingCells(text: CategoryColumn, column: TemplateColumn): CellProblem[] {
  return Array.from(text.codes, (code, row) =>
    code < 0 ? { row, text: `column "${column.name}": the cell is empty; every row needs a value.` } : null,
  ).filter((problem) => problem !== null);
}

/** One problem for each label that cannot be read, at the first row that has it. */
function problemsOf<Value>(
  text: CategoryColumn,
  column: TemplateColumn,
  parsed: readonly Parsed<Value>[],
): CellProblem[] {
  return parsed.flatMap((one, code) => {
    if ("value" in one) return [];
    const rows = text.codes.reduce((count, other) => count + (other === code ? 1 : 0), 0);
    const times = rows === 1 ? "" : ` (in ${rows} rows, first here)`;
    const row = text.codes.indexOf(code);
    return [{ row, text: `column "${column.name}": "${text.labels[code]}"${times}; expected ${one.expected}.` }];
  });
}

function checkedTexts(
  text: CategoryColumn,
  column: TemplateColumn,
  parse: (label: string) => Parsed<string>,
): CellsRead {
  const parsed = text.labels.map(parse);
  const byLabel = new Map(text.labels.map((label, code) => [label, parsed[code]!]));
  return {
    column: relabel(text, (label) => {
      const one = byLabel.get(label)!;
      return "value" in one ? one.value : null;
    }),
    problems: problemsOf(text, column, parsed),
  };
}

function textCell(label: string, { codes, pattern }: TemplateColumn): Parsed<string> {
  if (codes !== null) {
    const known =
      codes.find(({ code }) => code === label) ?? codes.find(({ code }) => code.toLowerCase() === label.toLowerCase());
    return known === undefined
      ? { expected: `one of ${codes.map(({ code }) => code).join(", ")}` }
      : { value: known.code };
  }
  return pattern === null || new RegExp(`^(?:${pattern})$`).test(label)
    ? { value: label }
    : { expected: `a text like ${pattern} (regular expression)` };
}

/** `2020-01-31` or `31-1-2020` as `2020-01-31`. */
function dateCell(label: string): Parsed<string> {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(label);
  const dutch = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(label);
  const [year, month, day] = (iso?.slice(1) ?? dutch?.slice(1).reverse() ?? []).map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  const isDay = date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return isDay ? { value: date.toISOString().slice(0, 10) } : { expected: "a day like 2020-01-31" };
}

/** `2019`, or `2019-2020` and `2019/20` as 2019. */
function yearCell(label: string): Parsed<number> {
  const match = /^(\d{4})(?:\s*[-/]\s*(\d{2}|\d{4}))?$/.exec(label.replace(/\.0$/, ""));
  const first = Number(match?.[1] ?? Number.NaN);
  const fits = match?.[2] === undefined || Number(match[2]) % 100 === (first + 1) % 100;
  return first >= 1900 && first <= 2200 && fits
    ? { value: first }
    : { expected: "a year like 2019, or a school year like 2019-2020" };
}

function wholeCell(label: string, delimiter: string): Parsed<number> {
  const count = parseCount(label.replace(/^-/, ""), delimiter);
  const isExact = count !== null && count.min === count.max;
  return isExact ? { value: label.startsWith("-") ? -count.min : count.min } : { expected: "a whole number" };
}

function numbersOf(text: CategoryColumn, column: TemplateColumn, parse: (label: string) => Parsed<number>): CellsRead {
  const parsed = text.labels.map(parse);
  const values = sharedFloat64(text.codes.length);
  const missing = sharedUint8(text.codes.length);
  text.codes.forEach((code, row) => {
    const one = code < 0 ? undefined : parsed[code]!;
    values[row] = one !== undefined && "value" in one ? one.value : Number.NaN;
    if (code < 0) missing[row] = MISSING.absent;
  });
  return {
    column: { kind: "number", name: text.name, values, missing },
    problems: problemsOf(text, column, parsed),
  };
}

function countsOf(text: CategoryColumn, column: TemplateColumn, delimiter: string): CellsRead {
  const parsed = text.labels.map((label): Parsed<Count> => {
    const count = parseCount(label, delimiter);
    const isHidden = count !== null && count.min !== count.max;
    if (count === null || (isHidden && !column.suppressed))
      return { expected: `a whole number${column.suppressed ? ", or <5 for one to four" : ""}` };
    return { value: count };
  });
  const unknown: Count = { min: Number.NaN, max: Number.NaN, missing: MISSING.absent };
  const counts = Array.from(text.codes, (code) => {
    const one = code < 0 ? undefined : parsed[code]!;
    return one !== undefined && "value" in one ? one.value : unknown;
  });
  return { column: countColumn(text.name, counts), problems: problemsOf(text, column, parsed) };
}

/** Numbers with decimals: how they are written is decided once for the column, so the first cell that does not fit is the problem. */
function decimalsOf(text: CategoryColumn, source: CellSource, delimiter: string): CellsRead {
  const doubt = ambiguousRow(text, delimiter);
  if (doubt !== null)
    return {
      column: nothing(text),
      problems: [{ row: doubt, text: `column "${text.name}": ${ambiguousText(labelAt(text, doubt)!)}.` }],
    };
  try {
    return { column: parseNumbers(text, source, { delimiter: delimiter || ";" }), problems: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const line = Number(/, line (\d+), column/.exec(error.message)?.[1]);
    const row = Array.from(text.codes, (_, index) => index).find((index) => source.line(index) === line) ?? 0;
    return { column: nothing(text), problems: [{ row, text: error.message.replace(/^.*?, line \d+, /, "") }] };
  }
}

/** In place of numbers that could not be read. */
function nothing({ name, codes }: CategoryColumn): NumberColumn {
  return { kind: "number", name, values: sharedFloat64(codes.length).fill(Number.NaN) };
}

function outOfRange(numbers: NumberColumn, { name, minimum, maximum, type }: TemplateColumn): CellProblem[] {
  const low = minimum ?? (type === "count" ? 0 : Number.NEGATIVE_INFINITY);
  const high = maximum ?? Number.POSITIVE_INFINITY;
  return Array.from(numbers.values, (value, row) => {
    if (Number.isNaN(value) || (value >= low && value <= high)) return null;
    const range = maximum === null ? `at least ${low}` : minimum === null ? `at most ${high}` : `${low} to ${high}`;
    return { row, text: `column "${name}": ${value} is out of range; expected ${range}.` };
  }).filter((problem) => problem !== null);
}
