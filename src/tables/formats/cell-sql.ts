import { quoteText } from "../vectors.ts";

/** SQL about the texts of cells. The rules are those of `numbers.ts`, which reads the tables of a study. */

/** White space around a cell, as JavaScript's trim takes it away. */
const WHITE =
  " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/** The text of a cell without white space around it; NULL when nothing is left. */
export function trimmedCell(expression: string): string {
  return `nullif(trim(${expression}, ${quoteText(WHITE)}), '')`;
}

/** How numbers are written in a column. */
export const STYLES = ["point", "comma", "point-thousands", "comma-thousands"] as const;
export type Style = (typeof STYLES)[number];

const SPACE = "[ \u00a0\u202f]";
const PERCENT = "\\s*%?";
const PATTERNS: Readonly<Record<Style, string>> = {
  point: `[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?${PERCENT}`,
  comma: `[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?${PERCENT}`,
  "point-thousands": `[+-]?[0-9]{1,3}((,[0-9]{3})+|(${SPACE}[0-9]{3})+)(\\.[0-9]+)?${PERCENT}`,
  "comma-thousands": `[+-]?[0-9]{1,3}((\\.[0-9]{3})+|(${SPACE}[0-9]{3})+)(,[0-9]+)?${PERCENT}`,
};

/** In a `;` file a comma is a decimal comma, elsewhere `1,234` is a thousand and more. */
export function stylesFor(delimiter: string): readonly Style[] {
  return delimiter === ";"
    ? ["point", "comma", "comma-thousands", "point-thousands"]
    : ["point", "point-thousands", "comma", "comma-thousands"];
}

const matches = (cell: string, pattern: string): string => `regexp_full_match(${cell}, ${quoteText(pattern)})`;

/** Whether a cell is a number in a style: plain, or with its thousands apart. */
export function isNumberIn(cell: string, style: Style): string {
  const plain = style.startsWith("comma") ? "comma" : "point";
  return plain === style
    ? matches(cell, PATTERNS[style])
    : `(${matches(cell, PATTERNS[plain])} OR ${matches(cell, PATTERNS[style])})`;
}

/** The number that a cell is in a style; NULL for every other cell. */
export function numberIn(cell: string, style: Style): string {
  const isComma = style.startsWith("comma");
  const apart = style === "point-thousands" ? "," : style === "comma-thousands" ? "." : "";
  const bare = `regexp_replace(${cell}, ${quoteText(`[%\\s\u00a0\u202f${apart}]`)}, '', 'g')`;
  const point = isComma ? `replace(${bare}, ',', '.')` : bare;
  return `CASE WHEN ${isNumberIn(cell, style)} THEN TRY_CAST(${point} AS DOUBLE) END`;
}

/** `0106` is a code, not a number. */
export function isCode(cell: string): string {
  return `regexp_matches(${cell}, '^[+-]?0[0-9]')`;
}

/** Cells that mean no value in a column of numbers or dates; in a column of texts only `NA` does. */
export const BLANK_CELLS: readonly string[] = ["NA", "-", "."];
/** Cells by which publishers hide a number. */
const HIDDEN: readonly string[] = ["*", "**", "***", "x", "X", "c", "C", "#"];
/** Cells by which publishers and programs say that there is no number. */
const UNAVAILABLE: readonly string[] = [
  "..",
  "...",
  ":",
  "?",
  "N/A",
  "n/a",
  "#N/A",
  "#N/B",
  "NULL",
  "null",
  "n.b.",
  "n.v.t.",
];

export const WORD_MEANINGS: ReadonlyMap<string, "suppressed" | "not available"> = new Map([
  ...HIDDEN.map((word) => [word, "suppressed"] as const),
  ...UNAVAILABLE.map((word) => [word, "not available"] as const),
]);

const list = (words: Iterable<string>): string => [...words].map(quoteText).join(", ");

export function isOneOf(cell: string, words: readonly string[]): string {
  return words.length === 0 ? "false" : `${cell} IN (${list(words)})`;
}

/** NaN and infinite, as programs write them. */
export function isSpecial(cell: string): string {
  return matches(cell, "(?i)[+-]?(nan|inf|infinity)");
}

/** `<5`, `< 5`, `<=5`, `≤5`: a number below a limit. */
export function isBelow(cell: string): string {
  return matches(cell, "(<=?|≤)\\s*[0-9]{1,9}");
}

/** The largest number that such a cell can stand for, of whole numbers. */
export function largestBelow(cell: string): string {
  const limit = `TRY_CAST(regexp_extract(${cell}, '[0-9]+') AS DOUBLE)`;
  return `CASE WHEN ${isBelow(cell)} THEN ${limit} - CASE WHEN regexp_matches(${cell}, '=|≤') THEN 0 ELSE 1 END END`;
}

/** How dates are written in a column. */
export const DATE_STYLES = ["iso", "moment", "day-first", "month-first", "school-year"] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** The date, the moment or (of a school year such as `2019-2020`) the first year of a cell; NULL for every other cell. */
export function dateIn(cell: string, style: DateStyle): string {
  const only = (pattern: string, value: string) => `CASE WHEN ${matches(cell, pattern)} THEN ${value} END`;
  const parts = `regexp_replace(${cell}, '[/.]', '-', 'g')`;
  switch (style) {
    case "iso":
      return only("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", `CAST(try_strptime(${cell}, '%Y-%m-%d') AS DATE)`);
    case "moment":
      return only(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?Z?",
        `TRY_CAST(replace(replace(${cell}, 'T', ' '), 'Z', '') || CASE WHEN length(${cell}) < 18 THEN ':00' ELSE '' END AS TIMESTAMP)`,
      );
    case "day-first":
      return only("[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}", `CAST(try_strptime(${parts}, '%d-%m-%Y') AS DATE)`);
    case "month-first":
      return only("[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", `CAST(try_strptime(${parts}, '%m-%d-%Y') AS DATE)`);
    case "school-year": {
      const first = `CAST(left(${cell}, 4) AS DOUBLE)`;
      const follows = `CAST(right(${cell}, 2) AS INTEGER) = (CAST(left(${cell}, 4) AS INTEGER) + 1) % 100`;
      return `CASE WHEN ${matches(cell, "(19|20|21)[0-9]{2}\\s*[-/]\\s*([0-9]{2}|(19|20|21)[0-9]{2})")} AND ${follows} THEN ${first} END`;
    }
    default:
      return style satisfies never;
  }
}
