import type { CategoryColumn } from "../src/core/table.ts";

/**
 * Whether a column of texts can be read in two ways that differ by a factor of a thousand: every number with a separator has it before exactly three last digits, and the
 * separator is not the usual decimal sign of such files. `125.000` in a file with `;` is 125 or 125,000; one `84.2`, `0.875` or `1.250.000` in the column decides.
 *
 * @param delimiter of the file; of a spreadsheet "", where numbers are numbers
 * @returns the first row in doubt, null when there is none
 */
export function ambiguousRow(column: CategoryColumn, delimiter: string): number | null {
  if (delimiter === "") return null;
  const sign = delimiter === "," ? "," : ".";
  const inDoubt = new RegExp(`^[+-]?[1-9]\\d{0,2}[${sign}]\\d{3}$`);
  const signed = column.labels.filter((label) => /\d[.,]|[.,]\d/.test(label));
  if (signed.length === 0 || !signed.every((label) => inDoubt.test(label))) return null;
  const codes = new Set(signed.map((label) => column.labels.indexOf(label)));
  return column.codes.findIndex((code) => codes.has(code));
}

/** What to do about a cell in doubt. */
export function ambiguousText(cell: string): string {
  const bare = cell.replace(/[.,]/, "");
  const whole = cell.replace(/[.,]\d+$/, "");
  return `"${cell}" can mean ${bare} or ${whole}, and no cell of the column decides; write thousands without a separator (${bare}), decimals with fewer or more than three digits`;
}
