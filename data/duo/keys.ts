import { InputError } from "../../src/core/errors.ts";
import type { CategoryColumn } from "../../src/core/table.ts";
import { labelAt } from "../../src/tables/shared.ts";
import { BRIN, type RecognisedFile, VESTIGING } from "./layouts.ts";

/**
 * The six-character key of a location from the four shapes DUO publishes: `00AH` with `00AH17`, `17`, or `7` (leading zero lost) or `0`.
 *
 * @returns null when the two do not make a key
 */
export function vestigingKey(brin: string, code: string): string | null {
  const institution = brin.toUpperCase();
  const location = code.toUpperCase();
  const key =
    location.length === 6 && location.startsWith(institution) ? location : institution + location.padStart(2, "0");
  return /^\d{2}[A-Z]{2}\d{2}$/.test(key) ? key : null;
}

/** The key of each row. @throws InputError naming the line when a row has none */
export function vestigingKeys(source: RecognisedFile): string[] {
  const [brin, code] = [source.column(...BRIN), source.column(...VESTIGING)];
  return Array.from({ length: source.file.rowCount }, (_, row) => {
    const [institution, location] = [labelAt(brin, row) ?? "", labelAt(code, row) ?? ""];
    const key = vestigingKey(institution, location);
    if (key === null)
      throw new InputError(
        `${source.where(row)}: "${institution}" and "${location}" make no location key; expected like 00AH and 00AH17, or 00AH and 17.`,
      );
    return key;
  });
}

/**
 * The four-character key of an institution, per row.
 *
 * @throws InputError naming the line when a cell is none
 */
export function brinKeys(source: RecognisedFile): string[] {
  const column = source.column(...BRIN);
  return Array.from({ length: source.file.rowCount }, (_, row) => {
    const brin = (labelAt(column, row) ?? "").toUpperCase();
    if (!/^\d{2}[A-Z]{2}$/.test(brin))
      throw new InputError(
        `${source.where(row)}, column "${column.name}": "${brin}" is no institution; expected like 00AH.`,
      );
    return brin;
  });
}

/**
 * Whole numbers of a column that may not be empty: years and grades.
 *
 * @throws InputError naming line and cell when one is no whole number between `low` and `high`
 */
export function wholeNumbers(source: RecognisedFile, column: CategoryColumn, low: number, high: number): number[] {
  return Array.from({ length: source.file.rowCount }, (_, row) => {
    const cell = labelAt(column, row) ?? "";
    const value = /^\d{1,4}(\.0)?$/.test(cell) ? Number(cell) : Number.NaN;
    if (!(value >= low && value <= high))
      throw new InputError(
        `${source.where(row)}, column "${column.name}": "${cell}" is not a whole number from ${low} to ${high}.`,
      );
    return value;
  });
}

/** `7`, `07` and `CR07` to `CR07`; null when the code is none of these. */
export function coropCode(code: string): string | null {
  const digits = /^(?:CR)?(\d{1,2})$/i.exec(code)?.[1];
  return digits === undefined ? null : `CR${digits.padStart(2, "0")}`;
}

/** A code of digits with its leading zeros; other codes unchanged. */
export function paddedCode(code: string | null, width: number): string | null {
  return code !== null && /^\d+$/.test(code) ? code.padStart(width, "0") : code;
}

/** Text of every row, null when missing. */
export function textOf(column: CategoryColumn): (string | null)[] {
  return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
}

/** Texts of columns by row: of one that the layout asks for, and of one that may be absent and then is missing throughout. */
export function textsOf(source: RecognisedFile): {
  readonly text: (...spellings: readonly string[]) => (string | null)[];
  readonly optional: (...spellings: readonly string[]) => (string | null)[];
} {
  const nothing = (): null[] => Array.from({ length: source.file.rowCount }, () => null);
  return {
    text: (...spellings) => textOf(source.column(...spellings)),
    optional: (...spellings) => {
      const column = source.optional(...spellings);
      return column === undefined ? nothing() : textOf(column);
    },
  };
}

/**
 * Refuses keys that occur twice.
 *
 * @param rowOf row of the file that each key belongs to; by default the same
 * @throws InputError naming both lines
 */
export function requireUnique(
  source: RecognisedFile,
  keys: readonly string[],
  what: string,
  rowOf: readonly number[] = keys.map((_, row) => row),
): void {
  const first = new Map<string, number>();
  keys.forEach((key, index) => {
    const row = rowOf[index]!;
    const earlier = first.get(key);
    if (earlier !== undefined)
      throw new InputError(
        `${source.where(row)}: ${what} occurs twice (${key.replaceAll("\u0000", ", ")}; first on line ${source.file.sourceLine(earlier)}); remove one of the rows.`,
      );
    first.set(key, row);
  });
}

/** One key of several parts; no published text has the separator in it. */
export function joinKey(...parts: readonly (string | number | null)[]): string {
  return parts.map((part) => part ?? "").join("\u0000");
}
