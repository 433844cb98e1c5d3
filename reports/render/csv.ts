import type { StudyResult } from "../../src/result/schema.ts";
import { type TidyEffect, tidyEffects } from "../../src/result/tidy-effects.ts";

const COLUMNS = [
  "hypothesis",
  "link",
  "estimate_id",
  "model",
  "role",
  "outcome",
  "term_kind",
  "term",
  "estimate",
  "se",
  "statistic",
  "df",
  "p",
  "p_adjusted",
  "ci_lo",
  "ci_hi",
  "band_lo",
  "band_hi",
  "reference",
  "n_obs",
  "n_units",
  "n_clusters",
] as const satisfies readonly (keyof TidyEffect)[];

/**
 * Every number of every estimate, one row each: effects in outcome units per unit of the term, then τ at the declared contrast
 * (term kind `contrast`). Effects of made-up data say so in a last column, `data`. Numbers have full precision and a decimal point; absent ones are empty. RFC 4180: CRLF, a header, quotes doubled.
 */
export function effectsCsv(result: StudyResult): string {
  const isSynthetic = result.provenance.synthetic !== undefined;
  const marked = (cells: readonly string[], mark: string) => (isSynthetic ? [...cells, mark] : cells);
  const rows = tidyEffects(result).map((effect) =>
    marked(
      COLUMNS.map((column) => cell(effect[column])),
      "synthetic data",
    ),
  );
  return [marked(COLUMNS, "data"), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
