import type { Design } from "../../src/core/design.ts";
import { distinctSorted, groupRows } from "../../src/numerics/factor.ts";

/** Units seen before and after the start, treated ones first. */
export interface SeenTwice {
  /** Last design row before the start of each unit: covariates and weights are taken there. */
  readonly rows: Int32Array;
  readonly treated: number;
  /** Mean outcome after the start less mean outcome before. */
  readonly change: Float64Array;
  /** Units left out because they are not seen in every period. */
  readonly dropped: number;
  /** All design rows of the units that stay, ascending. */
  readonly used: Int32Array;
  /** Name of a way of clustering that changes within a unit; null when none does. */
  readonly moving: string | null;
}

/**
 * The units of a two-by-two panel. Null when rows are repeated cross-sections: no units, or no treated or no untreated unit seen on both sides.
 *
 * @param rows usable design rows, ascending
 */
export function takeTwice(design: Design, rows: Int32Array): SeenTwice | null {
  if (design.unit === null || design.timing.kind !== "two-by-two") return null;
  const { treated, post } = design.timing;
  const time = design.period?.values ?? post;
  const periods = distinctSorted(Float64Array.from(rows, (row) => time[row]!)).length;
  const { start, order } = groupRows(
    rows.map((row) => design.unit!.codes[row]!),
    design.unit.count,
  );
  const groups: { row: number; change: number }[][] = [[], []];
  const used: number[] = [];
  const seen = [false, false];
  let dropped = 0;
  let moving: string | null = null;
  for (let unit = 0; unit < design.unit.count; unit++) {
    const own = Array.from(order.subarray(start[unit]!, start[unit + 1]!), (position) => rows[position]!);
    if (own.length === 0) continue;
    const before = own.filter((row) => post[row] === 0);
    const after = own.filter((row) => post[row] === 1);
    const group = treated[own[0]!] === 0 ? 0 : 1;
    if (before.length > 0 && after.length > 0) seen[group] = true;
    if (own.length !== periods || before.length === 0 || after.length === 0) {
      dropped++;
      continue;
    }
    const last = before.reduce((latest, row) => (time[row]! >= time[latest]! ? row : latest));
    groups[group]!.push({ row: last, change: meanOf(design, after) - meanOf(design, before) });
    used.push(...own);
    moving ??= design.clusters.find(({ codes }) => own.some((row) => codes[row] !== codes[own[0]!]))?.name ?? null;
  }
  if (!seen[0] || !seen[1]) return null;
  const units = [...groups[1]!, ...groups[0]!];
  return {
    rows: Int32Array.from(units, ({ row }) => row),
    treated: groups[1]!.length,
    change: Float64Array.from(units, ({ change }) => change),
    dropped,
    used: Int32Array.from(used).sort(),
    moving,
  };
}

function meanOf(design: Design, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + design.outcome.values[row]!, 0) / rows.length;
}
