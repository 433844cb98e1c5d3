import { InputError } from "../../core/errors.ts";
import { quoteText } from "../vectors.ts";
import {
  BLANK_CELLS,
  DATE_STYLES,
  type DateStyle,
  dateIn,
  isBelow,
  isCode,
  isNumberIn,
  isOneOf,
  isSpecial,
  largestBelow,
  numberIn,
  STYLES,
  type Style,
  stylesFor,
  trimmedCell,
  WORD_MEANINGS,
} from "./cell-sql.ts";
import type { Staged, StagedColumn } from "./staged.ts";

export type ColumnType = "number" | "text" | "boolean" | "date" | "moment";

/** What one column was found to be, and the SQL of its value. */
export interface Interpreted {
  readonly column: StagedColumn;
  readonly type: ColumnType;
  /** SQL over the relation; NULL where there is no value. */
  readonly value: string;
  /** Bounds of the value where cells such as `<5` occur; whole numbers. */
  readonly bounds: { readonly min: string; readonly max: string; readonly lowest: 0 | 1 } | null;
  /** SQL of the code that stands where a value is missing for a reason; null when there are none. */
  readonly reason: string | null;
  /** How its cells are written, where that is more than one way: "decimal comma". */
  readonly written: string | null;
  readonly notes: readonly string[];
}

/** Codes that the caller says mean no value: for every column (null), or one. */
export type MissingCodes = readonly { readonly column: string | null; readonly code: string }[];

type Counts = ReadonlyMap<string, number>;

const WORDS = [...WORD_MEANINGS.keys()];
const WRITTEN: Readonly<Record<Style, string | null>> = {
  point: null,
  comma: "with a decimal comma",
  "point-thousands": "with thousands apart and a decimal point",
  "comma-thousands": "with thousands apart and a decimal comma",
};
const WRITTEN_DATE: Readonly<Record<DateStyle, string | null>> = {
  iso: null,
  moment: null,
  "day-first": "day first (31-1-2020)",
  "month-first": "month first (1/31/2020)",
  "school-year": "as a school year (2019-2020 is read as 2019)",
};

/**
 * Decides per column what its cells are. A column is numbers when every cell that is not blank is a number in one style, or one of the words by which publishers
 * hide numbers; text that a source declares as text stays text unless it holds such words among numbers. Codes with leading zeros are text.
 *
 * @throws InputError when a code is for a column that is not there
 */
export async function interpretColumns(staged: Staged, missing: MissingCodes): Promise<readonly Interpreted[]> {
  for (const { column } of missing)
    if (column !== null && !staged.columns.some(({ name }) => name === column))
      throw new InputError(
        `--missing names column "${column}", which is not there; there is ${staged.columns.map(({ name }) => name).join(", ")}.`,
      );
  const found: Interpreted[] = [];
  for (const column of staged.columns) {
    const codes = missing.filter((one) => one.column === null || one.column === column.name).map(({ code }) => code);
    found.push(
      column.type === "cells" || column.type === "text"
        ? await interpretTexts(staged, column, codes)
        : typed(column, column.type, codes),
    );
  }
  return found;
}

/** A column whose source says what it is. NaN, which several programs write for a missing double, is missing. */
function typed(column: StagedColumn, type: ColumnType, codes: readonly string[]): Interpreted {
  const { expression } = column;
  const numbers = codes.map(Number).filter((code) => Number.isFinite(code));
  if (type !== "number" || numbers.length === 0)
    return { column, type, value: expression, bounds: null, reason: column.reason, written: null, notes: [] };
  const isMissing = `${expression} IN (${numbers.join(", ")})`;
  const own = `CASE WHEN ${isMissing} THEN CAST(CAST(${expression} AS DOUBLE) AS VARCHAR) END`;
  const shown = numbers.reduce(
    (sql, code) => `CASE WHEN ${expression} = ${code} THEN ${quoteText(String(code))} ELSE ${sql} END`,
    own,
  );
  return {
    column,
    type,
    value: `CASE WHEN ${isMissing} THEN NULL ELSE ${expression} END`,
    bounds: null,
    reason: column.reason === null ? shown : `coalesce(${column.reason}, ${shown})`,
    written: null,
    notes: [],
  };
}

async function interpretTexts(staged: Staged, column: StagedColumn, codes: readonly string[]): Promise<Interpreted> {
  const cell = trimmedCell(column.expression);
  const counts = await countCells(staged, cell, codes);
  const at = (name: string) => counts.get(name)!;
  const valued = at("filled") - at("blank") - at("code");
  const isDeclared = column.type === "text";
  const words = at("below") + at("words") + at("special");
  const style = stylesFor(staged.delimiter).find((one) => at(one) > 0 && at(one) + words === valued);
  const isNumber = style !== undefined && at("leading zeros") === 0 && (!isDeclared || words > 0);
  if (isNumber) return numbersOf(staged, column, cell, style, codes, counts);
  const date = isDeclared || valued === 0 ? undefined : DATE_STYLES.find((one) => at(one) === valued);
  const isAmbiguous = date === "day-first" && at("month-first") === valued && at("slashed") > 0;
  if (date !== undefined && !isAmbiguous) return datesOf(column, cell, date, codes);
  const missing = isOneOf(cell, [...codes, "NA"]);
  const type = !isDeclared && at("filled") === at("NA") + at("code") ? "number" : "text";
  return {
    column,
    type,
    value: type === "number" ? "CAST(NULL AS DOUBLE)" : `CASE WHEN ${missing} THEN NULL ELSE ${cell} END`,
    bounds: null,
    reason: joined(column.reason, codeCells(cell, codes, at("code"))),
    written: null,
    notes: [
      ...(isAmbiguous
        ? [
            `column ${column.name} has dates like 3/4/2020, of which nothing says whether the day or the month comes first: left as text.`,
          ]
        : []),
      ...(isDeclared ? [] : await oddCells(staged, column, cell, codes, counts, valued)),
    ],
  };
}

/** How many cells are what. `blank` also counts what means no value in any column of numbers. */
async function countCells(staged: Staged, cell: string, codes: readonly string[]): Promise<Counts> {
  const conditions: readonly (readonly [string, string])[] = [
    ["filled", "t IS NOT NULL"],
    ["blank", isOneOf("t", BLANK_CELLS)],
    ["NA", isOneOf("t", ["NA"])],
    ["code", `${isOneOf("t", codes)} AND NOT ${isOneOf("t", BLANK_CELLS)}`],
    ["leading zeros", isCode("t")],
    ["below", isBelow("t")],
    ["words", isOneOf("t", WORDS)],
    ["special", isSpecial("t")],
    ["slashed", "contains(t, '/')"],
    ...STYLES.map((style) => [style, `${isNumberIn("t", style)} AND NOT ${isOneOf("t", codes)}`] as const),
    ...DATE_STYLES.map((style) => [style, `${dateIn("t", style)} IS NOT NULL`] as const),
  ];
  const list = conditions.map(([, sql]) => `count(*) FILTER (${sql})::DOUBLE`).join(", ");
  const reader = await staged.connection.runAndReadAll(
    `SELECT ${list} FROM (SELECT ${cell} AS t FROM ${staged.relation})`,
  );
  const row = reader.getRows()[0]! as number[];
  return new Map(conditions.map(([name], index) => [name, row[index]!]));
}

async function numbersOf(
  staged: Staged,
  column: StagedColumn,
  cell: string,
  style: Style,
  codes: readonly string[],
  counts: Counts,
): Promise<Interpreted> {
  const at = (name: string) => counts.get(name)!;
  const isCodeCell = isOneOf(cell, codes);
  const number = `CASE WHEN ${isCodeCell} THEN NULL ELSE ${numberIn(cell, style)} END`;
  const bounded = at("below") > 0 ? await boundsOf(staged, number) : null;
  const words = [
    ...(at("words") > 0 ? [isOneOf(cell, WORDS)] : []),
    ...(at("special") > 0 ? [isSpecial(cell)] : []),
    ...(at("below") > 0 && bounded === null ? [isBelow(cell)] : []),
    ...(at("code") > 0 ? [isCodeCell] : []),
  ];
  const reason = words.length === 0 ? null : `CASE WHEN ${words.join(" OR ")} THEN ${cell} END`;
  const common = {
    column,
    type: "number",
    reason: joined(column.reason, reason),
    written: WRITTEN[style],
    notes: [],
  } as const;
  if (bounded === null) return { ...common, value: number, bounds: null };
  const max = `coalesce(${number}, ${largestBelow(cell)})`;
  const min = `CASE WHEN ${isBelow(cell)} THEN least(${bounded.lowest}, ${max}) ELSE ${number} END`;
  return { ...common, value: `((${min}) + (${max})) / 2`, bounds: { min, max, lowest: bounded.lowest } };
}

/** `<5` is a count between bounds only where all other cells are counts. A column that writes its zeros means at least 1 by it. */
async function boundsOf(staged: Staged, number: string): Promise<{ readonly lowest: 0 | 1 } | null> {
  const reader = await staged.connection.runAndReadAll(
    `SELECT bool_and(n >= 0 AND n = floor(n)), bool_or(n = 0) FROM (SELECT ${number} AS n FROM ${staged.relation})`,
  );
  const [isCount, hasZero] = reader.getRows()[0]! as [boolean | null, boolean | null];
  return isCount === true ? { lowest: hasZero === true ? 1 : 0 } : null;
}

function datesOf(column: StagedColumn, cell: string, style: DateStyle, codes: readonly string[]): Interpreted {
  const value = `CASE WHEN ${isOneOf(cell, codes)} THEN NULL ELSE ${dateIn(cell, style)} END`;
  return {
    column,
    type: style === "school-year" ? "number" : style === "moment" ? "moment" : "date",
    value,
    bounds: null,
    reason: joined(column.reason, codeCells(cell, codes, codes.length)),
    written: WRITTEN_DATE[style],
    notes: [],
  };
}

function codeCells(cell: string, codes: readonly string[], count: number): string | null {
  return count === 0 ? null : `CASE WHEN ${isOneOf(cell, codes)} THEN ${cell} END`;
}

function joined(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `coalesce(${first}, ${second})`;
}

/** A text column of which at least half of the cells are numbers: the first cell that keeps it from being numbers. */
async function oddCells(
  staged: Staged,
  { name }: StagedColumn,
  cell: string,
  codes: readonly string[],
  counts: Counts,
  valued: number,
): Promise<string[]> {
  const styles = [...stylesFor(staged.delimiter)].sort((a, b) => counts.get(b)! - counts.get(a)!);
  const best = styles[0]!;
  const numbers = counts.get(best)!;
  if (numbers === 0 || counts.get("leading zeros")! > 0 || 2 * numbers < valued) return [];
  const isOdd = `t IS NOT NULL AND NOT (${isNumberIn("t", best)}) AND NOT ${isOneOf("t", [...BLANK_CELLS, ...WORDS, ...codes])} AND NOT ${isBelow("t")} AND NOT ${isSpecial("t")}`;
  const reader = await staged.connection.runAndReadAll(
    `SELECT n::DOUBLE, t FROM (SELECT ${cell} AS t, row_number() OVER () - 1 AS n FROM ${staged.relation}) WHERE ${isOdd} ORDER BY n LIMIT 1`,
  );
  const [first] = reader.getRows() as unknown as (readonly [number, string])[];
  if (first === undefined) return [];
  return [
    `column ${name} is text because of ${valued - numbers} cells that are no numbers, the first "${first[1]}" on ${staged.where(first[0])}; correct them, or say --missing '${name}=${first[1]}' if it means no value.`,
  ];
}
