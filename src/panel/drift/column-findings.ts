import type { Observation } from "../checks/check.ts";
import { type Cell, finite, firstOf, listing } from "../checks/listing.ts";
import { type ColumnDrift, DISTANCE, SHARE_APART, STABILITY } from "./columns.ts";

/** What to say of the columns that both versions have. */
export function columnFindings(columns: readonly ColumnDrift[]): readonly Observation[] {
  return columns.flatMap((column) => [
    ...codes(column, "drift-codes-gone"),
    ...codes(column, "drift-codes-new"),
    ...distribution(column),
    ...share(column, "drift-missing"),
    ...share(column, "drift-suppression"),
  ]);
}

function codes(column: ColumnDrift, code: "drift-codes-gone" | "drift-codes-new"): readonly Observation[] {
  const list = code === "drift-codes-gone" ? column.goneCodes : column.newCodes;
  if (list.length === 0) return [];
  const values = { column: column.name, number: list.length, codes: firstOf(list) };
  const rows = () => listing([[column.name, list]]);
  return code === "drift-codes-gone"
    ? [{ finding: { code: "drift-codes-gone", severity: "warning", values }, rows }]
    : [{ finding: { code: "drift-codes-new", severity: "note", values }, rows }];
}

function distribution(column: ColumnDrift): readonly Observation[] {
  const { stability, distance, beyondChance, quantiles } = column;
  const reaches = (level: "note" | "warning"): boolean =>
    (beyondChance.stability && stability >= STABILITY[level]) || (beyondChance.distance && distance >= DISTANCE[level]);
  // Labels come and go with their rows; how their shares move is said only where it is much.
  if (!reaches(column.kind === "number" ? "note" : "warning")) return [];
  return [
    {
      finding: {
        code: "drift-distribution",
        severity: reaches("warning") ? "warning" : "note",
        values: { column: column.name, stability, ...(Number.isFinite(distance) && { distance }) },
      },
      rows: () =>
        column.kind === "category"
          ? listing([
              ["column", [column.name]],
              ["stability index", [finite(stability)]],
            ])
          : listing([
              ["quantile", ["least", "25%", "median", "75%", "greatest"]],
              ["before", quantiles[0].map(finite)],
              ["after", quantiles[1].map(finite)],
              ["change", quantiles[0].map((before, at): Cell => finite(quantiles[1][at]! - before))],
            ]),
    },
  ];
}

function share(column: ColumnDrift, code: "drift-missing" | "drift-suppression"): readonly Observation[] {
  const [before, after] = code === "drift-missing" ? column.missing : column.suppressed;
  if (!(Math.abs(after - before) > SHARE_APART)) return [];
  const values = { column: column.name, beforeShare: before, afterShare: after };
  const rows = () =>
    listing([
      ["column", [column.name]],
      ["before", [before]],
      ["after", [after]],
    ]);
  return code === "drift-missing"
    ? [{ finding: { code: "drift-missing", severity: "warning", values }, rows }]
    : [{ finding: { code: "drift-suppression", severity: "warning", values }, rows }];
}
