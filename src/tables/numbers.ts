import { InputError } from "../core/errors.ts";
import { type CategoryColumn, MISSING, type NumberColumn } from "../core/table.ts";
import { sharedFloat64, sharedUint8 } from "./shared.ts";

/** Where the cells of a column come from, for errors. */
export interface CellSource {
  readonly file: string;
  /** Line of a row, 1-based. */
  line(row: number): number;
}

export interface NumberOptions {
  /** Delimiter of the file: decides what `1,234` means when the column alone does not. Default ",". */
  readonly delimiter?: string;
  /** Texts that mean "no value", beside empty cells, `-` and `.`. */
  readonly missing?: readonly string[];
  /** NaN and infinities: an error that names the line (default), or missing with its reason. */
  readonly specials?: "error" | "missing";
}

/** How numbers are written in a column. A column has one style; it is never guessed cell by cell. */
type Style = "point" | "point-thousands" | "comma" | "comma-thousands";

const BLANKS: readonly string[] = ["", "-", "."];
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;
const SPACES = "[ \\u00a0\\u202f]";
const WRITTEN: Readonly<Record<Style, RegExp>> = {
  point: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  comma: /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
  "point-thousands": new RegExp(`^[+-]?\\d{1,3}((,\\d{3})+|(${SPACES}\\d{3})+)(\\.\\d+)?$`),
  "comma-thousands": new RegExp(`^[+-]?\\d{1,3}((\\.\\d{3})+|(${SPACES}\\d{3})+)(,\\d+)?$`),
};

const GROUPING = { point: new RegExp(`,|${SPACES}`, "g"), comma: new RegExp(`\\.|${SPACES}`, "g") };

/** Styles to try, first fit wins: in a `;` file a comma is a decimal comma, elsewhere `1,234` is a thousand and more. */
function stylesFor(delimiter: string): readonly Style[] {
  return delimiter === ";"
    ? ["point", "comma", "comma-thousands", "point-thousands"]
    : ["point", "point-thousands", "comma", "comma-thousands"];
}

/**
 * Reads a text column as numbers. The decimal sign and thousands separators (`.` `,` space) are decided once per column: the first of
 * the possible styles in which every cell is a number. A trailing percent sign is dropped: the value stays in per cent.
 *
 * @returns NaN with reason `absent` where the cell is empty, `-`, `.` or one of `options.missing`
 * @throws InputError naming file, line, column, cell and remedy for text among the numbers, and for NaN or infinite cells
 */
export function parseNumbers(column: CategoryColumn, source: CellSource, options: NumberOptions = {}): NumberColumn {
  const style = fittingStyle(column, options) ?? nearestStyle(column, options);
  const parsed = column.labels.map((label) => parseCell(label, style, options));
  const strict = options.specials !== "missing";
  const bad = column.labels.map(
    (label, code) => typeof parsed[code] === "string" || (strict && isSpecial(label, options)),
  );
  const row = bad.includes(true) ? column.codes.findIndex((code) => code >= 0 && bad[code]!) : -1;
  if (row >= 0) throw new InputError(cellProblem(source, column, row, style));
  return fill(column, parsed as readonly number[], options);
}

/**
 * Whether a column is a number column: it has a number, and every cell is a number, blank, NaN or infinite in one style.
 * Codes written with leading zeros (`0106`) are text.
 */
export function looksNumeric(column: CategoryColumn, options: NumberOptions = {}): boolean {
  const style = fittingStyle(column, options);
  if (style === undefined) return false;
  let numbers = 0;
  for (const label of column.labels) {
    const value = parseCell(label, style, options);
    if (typeof value === "string" || isCode(label)) return false;
    if (Number.isFinite(value)) numbers++;
  }
  return numbers > 0;
}

/** The first cell that keeps a column from being numbers. */
export interface OddCell {
  /** 1-based. */
  readonly line: number;
  readonly cell: string;
}

/**
 * The cell to look at when a text column was probably meant as numbers: at most half of its filled cells are no numbers and none is a code with
 * leading zeros. Null for every other column.
 */
export function oddCell(column: CategoryColumn, source: CellSource, options: NumberOptions = {}): OddCell | null {
  const style = nearestStyle(column, options);
  const odd = column.labels.map((label) => typeof parseCell(label, style, options) === "string");
  if (column.labels.some(isCode)) return null;
  let [filled, failing, first] = [0, 0, -1];
  column.codes.forEach((code, row) => {
    if (code < 0) return;
    filled++;
    if (!odd[code]) return;
    failing++;
    if (first < 0) first = row;
  });
  if (first < 0 || 2 * failing > filled) return null;
  return { line: source.line(first), cell: column.labels[column.codes[first]!]! };
}

/** `0106` is a code, not a number; `0`, `0.5` and `0,5` are numbers. */
function isCode(label: string): boolean {
  return /^[+-]?0\d/.test(label.trim());
}

/** A number, NaN (blank or not a number), ±Infinity, or the text itself when it is none of these. */
function parseCell(label: string, style: Style, options: NumberOptions): number | string {
  const text = label.trim();
  if (isBlank(text, options) || NOT_A_NUMBER.test(text)) return Number.NaN;
  if (INFINITE.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const digits = text.replace(/\s*%$/, "");
  const plain = style.startsWith("comma") ? "comma" : "point";
  if (WRITTEN[plain].test(digits))
    return overflowed(Number(plain === "comma" ? digits.replace(",", ".") : digits), label);
  if (!WRITTEN[style].test(digits)) return label;
  const bare = digits.replace(GROUPING[plain], "");
  return overflowed(Number(bare.replace(",", ".")), label);
}

/** A number too large for a double is reported as text would be, not read as infinite. */
function overflowed(value: number, label: string): number | string {
  return Number.isFinite(value) ? value : label;
}

function isBlank(text: string, options: NumberOptions): boolean {
  return BLANKS.includes(text) || (options.missing ?? []).includes(text);
}

/** NaN or infinite, as text. */
function isSpecial(label: string, options: NumberOptions): boolean {
  const text = label.trim();
  return (NOT_A_NUMBER.test(text) || INFINITE.test(text)) && !isBlank(text, options);
}

/** The first style in which every cell is a number or blank. */
function fittingStyle(column: CategoryColumn, options: NumberOptions): Style | undefined {
  return stylesFor(options.delimiter ?? ",").find((style) =>
    column.labels.every((label) => typeof parseCell(label, style, options) === "number"),
  );
}

/** Where no style fits, the one in which most cells are numbers, so that the error names the odd cell out. */
function nearestStyle(column: CategoryColumn, options: NumberOptions): Style {
  const styles = stylesFor(options.delimiter ?? ",");
  const failures = styles.map(
    (style) => column.labels.filter((label) => typeof parseCell(label, style, options) === "string").length,
  );
  return styles[failures.indexOf(Math.min(...failures))]!;
}

function cellProblem(source: CellSource, column: CategoryColumn, row: number, style: Style): string {
  const cell = column.labels[column.codes[row]!]!;
  const where = `${source.file}, line ${source.line(row)}, column "${column.name}": "${cell}"`;
  if (isSpecial(cell, {})) return `${where} is no usable number; leave the cell empty if the value is unknown.`;
  const written = style.startsWith("comma") ? "a decimal comma" : "a decimal point";
  return `${where} is not a number (the column is written with ${written}); correct the cell, or leave it empty if the value is unknown.`;
}

function fill(column: CategoryColumn, parsed: readonly number[], options: NumberOptions): NumberColumn {
  const values = sharedFloat64(column.codes.length);
  let missing: Uint8Array | null = null;
  for (let row = 0; row < values.length; row++) {
    const code = column.codes[row]!;
    const value = code < 0 ? Number.NaN : parsed[code]!;
    if (Number.isFinite(value)) {
      values[row] = value;
      continue;
    }
    values[row] = Number.NaN;
    missing ??= sharedUint8(values.length);
    const infinite = !Number.isNaN(value);
    const named = code >= 0 && isSpecial(column.labels[code]!, options);
    missing[row] = infinite ? MISSING.infinite : named ? MISSING.notANumber : MISSING.absent;
  }
  const base = { kind: "number", name: column.name, values } as const;
  return missing === null ? base : { ...base, missing };
}
