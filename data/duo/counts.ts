import { InputError } from "../../src/core/errors.ts";
import { type CategoryColumn, MISSING, type NumberColumn } from "../../src/core/table.ts";
import { parseNumbers } from "../../src/tables/numbers.ts";
import { labelAt, relabel, sharedFloat64, sharedUint8 } from "../../src/tables/shared.ts";
import { ambiguousRow, ambiguousText } from "../ambiguous-numbers.ts";
import type { RecognisedFile } from "./layouts.ts";

/** A published count: an interval of persons; NaN with a `MISSING` code when there is none. */
export interface Count {
  readonly min: number;
  readonly max: number;
  readonly missing: number;
}

export const ZERO: Count = { min: 0, max: 0, missing: MISSING.present };
/** The count of a column that a file does not have. */
export const MISSING_COUNT: Count = { min: Number.NaN, max: Number.NaN, missing: MISSING.notApplicable };
const ABSENT: Count = { min: Number.NaN, max: Number.NaN, missing: MISSING.absent };
const SUPPRESSED: Count = { min: Number.NaN, max: Number.NaN, missing: MISSING.suppressed };

/**
 * A count as DUO writes it: digits are exact, a true zero is `0`; `<5` is 1 to 4; blank, `-` and `.` are missing; `*`, `**` and `-1` are
 * suppressed without a bound. Thousands may be grouped: a count has no decimals, so `1.234` can mean nothing else.
 *
 * @param delimiter of the file the text comes from
 * @returns null when the text is none of these
 */
export function parseCount(text: string | null, delimiter = ";"): Count | null {
  if (text === null || text === "-" || text === ".") return ABSENT;
  if (text === "*" || text === "**" || text === "-1") return SUPPRESSED;
  const below = /^<\s*(\d+)$/.exec(text)?.[1];
  if (below !== undefined && Number(below) >= 2) return { min: 1, max: Number(below) - 1, missing: MISSING.present };
  const digits = withoutThousands(text, delimiter);
  return /^\d{1,9}$/.test(digits) ? { min: Number(digits), max: Number(digits), missing: MISSING.present } : null;
}

const GROUPED_BY_POINT = /^\d{1,3}(\.\d{3}|[ \u00a0\u202f]\d{3})+$/;
const GROUPED_BY_COMMA = /^\d{1,3}(,\d{3})+$/;

/** `1.234` and `1 234` are a thousand and more, in a file with commas between its cells `1,234` is; `12.0` is a whole number as some tools write it. */
function withoutThousands(text: string, delimiter: string): string {
  if (GROUPED_BY_POINT.test(text) || (delimiter === "," && GROUPED_BY_COMMA.test(text))) return text.replace(/\D/g, "");
  return text.replace(/\.0$/, "");
}

/** The counts of a column by row. @throws InputError naming file, line, column and cell when a cell is no count */
export function countsOf(source: RecognisedFile, column: CategoryColumn): (row: number) => Count {
  const byCode = column.labels.map((label) => parseCount(label, source.file.delimiter));
  const row = byCode.includes(null) ? column.codes.findIndex((code) => code >= 0 && byCode[code] === null) : -1;
  if (row >= 0) {
    const bad = column.codes[row]!;
    throw new InputError(
      `${source.where(row)}, column "${column.name}": "${column.labels[bad]}" is not a count; expected digits, <5, or an empty cell.`,
    );
  }
  return (row) => {
    const code = column.codes[row]!;
    return code < 0 ? ABSENT : byCode[code]!;
  };
}

/**
 * A column of measures: numbers with decimals, per cents and averages. Suppressed cells (`*`, `**`, `-1`, `<5`) are missing with that reason; `,0` and `.0` are averages
 * of nothing and missing.
 *
 * @param scale "large" for numbers of people, which have no three decimals: `1.204` is then a thousand and more
 * @throws InputError naming file, line, column and cell when a cell is no number, or can be read in two ways
 */
export function measureColumn(
  source: RecognisedFile,
  name: string,
  published: CategoryColumn,
  scale: "any" | "large" = "any",
): NumberColumn {
  const doubt = ambiguousRow(published, source.file.delimiter);
  if (doubt !== null && scale === "any")
    throw new InputError(
      `${source.where(doubt)}, column "${published.name}": ${ambiguousText(labelAt(published, doubt)!)}.`,
    );
  const column = doubt === null ? published : relabel(published, (label) => label.replace(/(?<=\d)[.,](?=\d{3}$)/, ""));
  const isHidden = (label: string) => /^(\*{1,2}|-1|<\s*\d+)$/.test(label);
  const numbers = parseNumbers(
    relabel(column, (label) => (isHidden(label) ? null : label)),
    source.cells,
    { delimiter: source.file.delimiter || ";", missing: [",0", ".0", ",0%", ".0%"] },
  );
  const hidden = column.labels.map(isHidden);
  if (!hidden.includes(true)) return { ...numbers, name };
  const missing = numbers.missing ?? sharedUint8(numbers.values.length);
  column.codes.forEach((code, row) => {
    if (code >= 0 && hidden[code]) missing[row] = MISSING.suppressed;
  });
  return { ...numbers, name, missing };
}

export function isSuppressed(count: Count): boolean {
  return count.missing === MISSING.suppressed || count.min < count.max;
}

/** Sum of two counts, an interval again; missing when either is. */
export function addCounts(a: Count, b: Count): Count {
  return { min: a.min + b.min, max: a.max + b.max, missing: Math.max(a.missing, b.missing) };
}

/**
 * The count of one sex, narrowed by the total and the other sexes: total − others, in intervals, where it agrees with what is published.
 * Where a file has no column for unknown sex, that is taken as 0; it was in all but 28 of 23,857 fully visible cells of 2020-2024.
 * A remainder outside the published interval shows that there were pupils of unknown sex: then nothing is narrowed.
 */
export function narrowBySum(own: Count, total: Count, others: readonly Count[]): Count {
  if (own.min === own.max) return own;
  const rest = others.reduce(addCounts, ZERO);
  const min = Math.max(own.min, total.min - rest.max);
  const max = Math.min(own.max, total.max - rest.min);
  return min <= max ? { ...own, min, max } : own; // also false when anything is NaN
}

/** An interval column and how to fill it, row by row: `values` is the middle of each interval. */
export function countBuffer(
  name: string,
  length: number,
): { readonly column: NumberColumn; set(row: number, count: Count): void } {
  const [values, min, max] = [sharedFloat64(length), sharedFloat64(length), sharedFloat64(length)];
  const missing = sharedUint8(length);
  return {
    column: { kind: "number", name, values, min, max, missing },
    set: (row, count) => {
      values[row] = (count.min + count.max) / 2;
      min[row] = count.min;
      max[row] = count.max;
      missing[row] = count.missing;
    },
  };
}

/** A column of numbers that a file does not have. */
export function missingColumn(name: string, length: number): NumberColumn {
  return {
    kind: "number",
    name,
    values: sharedFloat64(length).fill(Number.NaN),
    missing: sharedUint8(length).fill(MISSING.notApplicable),
  };
}

/** Counts as an interval column. */
export function countColumn(name: string, counts: readonly Count[]): NumberColumn {
  const buffer = countBuffer(name, counts.length);
  counts.forEach((count, row) => {
    buffer.set(row, count);
  });
  return buffer.column;
}

/** Exact numbers as a column; NaN is not applicable. */
export function exactColumn(name: string, numbers: readonly number[]): NumberColumn {
  const values = sharedFloat64(numbers.length);
  values.set(numbers);
  if (!numbers.some(Number.isNaN)) return { kind: "number", name, values };
  const missing = sharedUint8(numbers.length);
  numbers.forEach((value, row) => {
    if (Number.isNaN(value)) missing[row] = MISSING.notApplicable;
  });
  return { kind: "number", name, values, missing };
}
