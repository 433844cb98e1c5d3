import { InputError } from "../../core/errors.ts";
import type { NumberColumn, Table } from "../../core/table.ts";
import { takeRows } from "../rows.ts";
import { groupKeys, rowsByGroup } from "./places.ts";

/** Bisection steps: halves an interval of counts down to the last bit. */
const STEPS = 200;

/** Σx² / (Σx)²; NaN when nobody has anything. */
function herfindahl(x: readonly number[]): number {
  const total = x.reduce((sum, value) => sum + value, 0);
  const squares = x.reduce((sum, value) => sum + value * value, 0);
  return total > 0 ? squares / (total * total) : Number.NaN;
}

/**
 * The least Herfindahl index over all counts in a box. The index is quasi-convex on x ≥ 0 (its lower level sets are the convex cones
 * ‖x‖ ≤ c Σx), and where it is least every count is as near as its interval allows to m = Σx² / Σx, which bisection finds.
 */
export function lowestHerfindahl(low: readonly number[], high: readonly number[]): number {
  const at = (m: number): number[] => low.map((value, i) => Math.min(Math.max(m, value), high[i]!));
  let [below, above] = [Math.min(...low), Math.max(...high)];
  for (let step = 0; step < STEPS; step++) {
    const m = (below + above) / 2;
    const x = at(m);
    // Σ x (x − m) > 0: the counts are still larger than m on their own weight, so m has to rise.
    if (x.reduce((sum, value) => sum + value * (value - m), 0) > 0) below = m;
    else above = m;
  }
  return herfindahl(at((below + above) / 2));
}

/**
 * The greatest Herfindahl index over all counts in a box: quasi-convex, so at a corner. With at most `ENUMERATED` uncertain counts every corner is
 * tried. With more it is an upper bound that nothing in the box exceeds: for every total S, Σx² is at most the concave envelope of the corners that
 * put the counts with the largest middles at their upper ends (Lagrangian relaxation of Σx = S), and the bound is the greatest envelope(S) / S².
 */
export function highestHerfindahl(low: readonly number[], high: readonly number[]): number {
  const uncertain = low.map((_, i) => i).filter((i) => high[i]! > low[i]!);
  return uncertain.length <= ENUMERATED ? highestCorner(low, high, uncertain) : envelopeBound(low, high, uncertain);
}

const ENUMERATED = 12;

function highestCorner(low: readonly number[], high: readonly number[], uncertain: readonly number[]): number {
  const x = [...low];
  let best = herfindahl(x);
  for (let corner = 1; corner < 2 ** uncertain.length; corner++) {
    uncertain.forEach((i, bit) => {
      x[i] = (corner >> bit) & 1 ? high[i]! : low[i]!;
    });
    const value = herfindahl(x);
    if (!(value <= best)) best = value;
  }
  return best;
}

function envelopeBound(low: readonly number[], high: readonly number[], uncertain: readonly number[]): number {
  const middle = (i: number): number => low[i]! + high[i]!;
  const order = [...uncertain].sort((a, b) => middle(b) - middle(a) || a - b);
  let total = low.reduce((sum, value) => sum + value, 0);
  let squares = low.reduce((sum, value) => sum + value * value, 0);
  let best = total > 0 ? squares / (total * total) : Number.NaN;
  for (const i of order) {
    // Between two corners the envelope is squares + slope × (S − total); divided by S² it peaks at S = 2 (total − squares / slope).
    const slope = middle(i);
    const end = total + high[i]! - low[i]!;
    const peak = Math.min(Math.max(2 * (total - squares / slope), total), end);
    for (const s of [peak, end]) {
      const value = s > 0 ? (squares + slope * (s - total)) / (s * s) : Number.NaN;
      if (!(value <= best)) best = value;
    }
    squares += slope * (end - total);
    total = end;
  }
  return Math.min(best, 1);
}

/**
 * Herfindahl–Hirschman index of each group: Σ (x / Σx)², 1 for a single provider (Hirschman 1964, "The paternity of an index"). Where counts are
 * intervals, with its least and greatest value over everything the counts can be.
 *
 * @param table group columns, and `size`: a count, or an interval `size`, `size_min`, `size_max`, of at least 0; rows without a size are left out
 * @returns group columns, `hhi` (an interval where the sizes are) and `providers` (rows of the group with a size above 0)
 * @throws InputError when `size` is absent, text or negative
 */
export function concentration(at: string, table: Table): Table {
  const size = table.columns.get("size");
  if (size?.kind !== "number") throw new InputError(`${at}: its query must return a number column "size"`);
  const negative = size.values.findIndex((value, row) => (size.min?.[row] ?? value) < 0);
  if (negative >= 0) throw new InputError(`${at}: a size is ${size.values[negative]}; sizes are counts of at least 0`);
  const groups = [...table.columns.values()].filter((column) => column !== size);
  const keys = groupKeys(groups, table.rowCount).map((key, row) => (Number.isNaN(size.values[row]!) ? null : key));
  const rows = [...rowsByGroup(keys).values()];
  const take = (values: Float64Array, group: readonly number[]): number[] => group.map((row) => values[row]!);
  const hhi: NumberColumn = {
    kind: "number",
    name: "hhi",
    values: Float64Array.from(rows, (group) => herfindahl(take(size.values, group))),
    ...(size.min &&
      size.max && {
        min: Float64Array.from(rows, (group) => lowestHerfindahl(take(size.min!, group), take(size.max!, group))),
        max: Float64Array.from(rows, (group) => highestHerfindahl(take(size.min!, group), take(size.max!, group))),
      }),
  };
  const providers: NumberColumn = {
    kind: "number",
    name: "providers",
    values: Float64Array.from(rows, (group) => group.filter((row) => size.values[row]! > 0).length),
  };
  const first = rows.map((group) => group[0]!);
  const columns = [...groups.map((column) => takeRows(column, first)), hhi, providers];
  return { rowCount: rows.length, columns: new Map(columns.map((column) => [column.name, column])) };
}
