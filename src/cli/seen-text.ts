import { findingSentence } from "../messages/findings.ts";
import type { Seen } from "../run/check-data.ts";
import { colour } from "./colour.ts";
import { flatColumns } from "./rows-text.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

/** Rows shown at the terminal; --out and --json give all of them. */
const SHOWN = 30;
const WIDTH = 110;

const MARKS = { refusal: colour.red, warning: colour.yellow, note: colour.dim } as const;

/** What was seen, a paragraph each: severity, code, where, and the sentence that says what to do. */
export function shownSeen(seen: readonly Seen[]): string {
  return seen
    .map(({ finding, places }) => {
      const head = `${MARKS[finding.severity](finding.severity)}  ${colour.bold(finding.code)}  ${colour.dim(places.join(", "))}`;
      return `${head}\n${wrap(findingSentence(finding, "en"), WIDTH, "  ")}`;
    })
    .join("\n");
}

const digits = (cell: string | number | null): string =>
  cell === null ? "–" : typeof cell === "number" ? Number(cell.toPrecision(6)).toString() : cell;

/** One finding with the first of its rows. */
export function shownRows(one: Seen): string {
  const table = one.rows!();
  const columns = flatColumns(table).filter(({ name }) => name !== "files");
  const rows = Math.min(table.rowCount, SHOWN);
  const files = table.columns.get("files");
  return [
    shownSeen([one]),
    "",
    textTable(
      columns.map(({ name, isNumber }) => ({ head: name, align: isNumber ? "right" : "left" })),
      Array.from({ length: rows }, (_, row) => columns.map(({ cell }) => digits(cell(row)))),
    ),
    ...(table.rowCount > rows ? [colour.dim(`… ${table.rowCount - rows} more rows; --out file.csv writes all`)] : []),
    ...(files?.kind === "category" && table.rowCount > 0 ? [colour.dim(`from ${files.labels.join(", ")}`)] : []),
  ].join("\n");
}
