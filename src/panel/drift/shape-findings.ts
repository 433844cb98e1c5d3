import type { Table } from "../../core/table.ts";
import type { Observation } from "../checks/check.ts";
import { listing } from "../checks/listing.ts";

/** A change of the number of rows by more than this share is a warning. */
const ROWS_APART = 0.1;

/** Rows and columns: how many, which are new, gone, or of another type. */
export function shapeFindings(before: Table, after: Table): readonly Observation[] {
  const [old, now] = [[...before.columns.keys()], [...after.columns.keys()]];
  const added = now.filter((name) => !before.columns.has(name));
  const removed = old.filter((name) => !after.columns.has(name));
  const kind = (table: Table, name: string): string =>
    table.columns.get(name)!.kind === "number" ? "numbers" : "text";
  const retyped = old.filter((name) => after.columns.has(name) && kind(before, name) !== kind(after, name));
  const names = (list: readonly string[]) => () => listing([["column", list]]);
  const observations: Observation[] = [];
  if (before.rowCount !== after.rowCount) {
    const apart = Math.abs(after.rowCount / before.rowCount - 1);
    observations.push({
      finding: {
        code: "drift-rows",
        severity: apart > ROWS_APART ? "warning" : "note",
        values: { before: before.rowCount, after: after.rowCount },
      },
      rows: () =>
        listing([
          ["version", ["before", "after"]],
          ["rows", [before.rowCount, after.rowCount]],
        ]),
    });
  }
  if (removed.length > 0)
    observations.push({
      finding: { code: "drift-columns-removed", severity: "warning", values: { columns: removed } },
      rows: names(removed),
    });
  if (retyped.length > 0)
    observations.push({
      finding: { code: "drift-columns-retyped", severity: "warning", values: { columns: retyped } },
      rows: () =>
        listing([
          ["column", retyped],
          ["before", retyped.map((name) => kind(before, name))],
          ["after", retyped.map((name) => kind(after, name))],
        ]),
    });
  if (added.length > 0)
    observations.push({
      finding: { code: "drift-columns-added", severity: "note", values: { columns: added } },
      rows: names(added),
    });
  return observations;
}
