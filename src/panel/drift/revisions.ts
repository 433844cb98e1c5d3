import type { Column, Table } from "../../core/table.ts";
import { cellText } from "../../indicators/rows.ts";
import type { Observation } from "../checks/check.ts";
import { type Cell, distinct, firstOf, listing } from "../checks/listing.ts";
import { cellsOf, periodOf, periodsIn } from "./key-findings.ts";
import type { Match } from "./match.ts";

/** Revised cells of one column. */
export interface Revision {
  readonly column: string;
  readonly rows: number;
  readonly observation: Observation;
}

/**
 * Values of matched rows that differ, by column, with the largest change and how many in which period. Only in the latest period of the version before:
 * a note, since the latest year is often provisional; else a warning.
 */
export function revisions(
  before: Table,
  after: Table,
  match: Match,
  period: string | null,
  names: readonly string[],
): readonly Revision[] {
  const latest = periodsIn(before, period).at(-1) ?? Number.NaN;
  return names
    .filter((name) => !match.key.includes(name))
    .flatMap((name) => {
      const [old, now] = [before.columns.get(name)!, after.columns.get(name)!];
      const rows = Array.from(match.rowBefore.keys()).filter((row) => {
        const was = match.rowBefore[row]!;
        return was >= 0 && !isSame(old, was, now, row);
      });
      if (rows.length === 0) return [];
      const periods = rows.map((row) => periodOf(after, period, row));
      const others = periods.filter((p) => p !== latest).length;
      const change = (row: number): number => Math.abs(difference(old, match.rowBefore[row]!, now, row) ?? 0);
      const largest = rows.reduce((most, row) => Math.max(most, change(row)), 0);
      const byPeriod = distinct(periods.filter(Number.isFinite)).map(
        (p) => `${p}: ${periods.filter((other) => other === p).length}`,
      );
      const observation: Observation = {
        finding: {
          code: "drift-revised",
          severity: period !== null && others === 0 ? "note" : "warning",
          values: {
            column: name,
            rows: rows.length,
            revisedShare: rows.length / match.rowBefore.filter((was) => was >= 0).length,
            periods: firstOf(byPeriod),
            ...(largest > 0 && { largest }),
          },
        },
        rows: () =>
          listing([
            ...cellsOf(after, rows, match.key),
            [`${name} before`, rows.map((row) => shown(old, match.rowBefore[row]!))],
            [`${name} after`, rows.map((row) => shown(now, row))],
            ["change", rows.map((row) => difference(old, match.rowBefore[row]!, now, row))],
          ]),
      };
      return [{ column: name, rows: rows.length, observation }];
    });
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** Equal cells: the same label, or the same number with the same ends of its interval. */
function isSame(old: Column, was: number, now: Column, row: number): boolean {
  if (old.kind === "category" || now.kind === "category") return cellText(old, was) === cellText(now, row);
  return (
    same(old.values[was]!, now.values[row]!) &&
    same(old.min?.[was] ?? old.values[was]!, now.min?.[row] ?? now.values[row]!) &&
    same(old.max?.[was] ?? old.values[was]!, now.max?.[row] ?? now.values[row]!)
  );
}

function difference(old: Column, was: number, now: Column, row: number): number | null {
  if (old.kind === "category" || now.kind === "category") return null;
  const change = now.values[row]! - old.values[was]!;
  return Number.isFinite(change) ? change : null;
}

/** A cell as a reader knows it: an interval with its ends. */
function shown(column: Column, row: number): Cell {
  if (column.kind === "category") return cellText(column, row);
  const { min, max, values } = column;
  if (min && max && max[row]! > min[row]!) return `${min[row]}–${max[row]}`;
  return Number.isFinite(values[row]!) ? values[row]! : null;
}
