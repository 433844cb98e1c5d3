import type { Factor } from "../../src/core/table.ts";
import { groupRows } from "../../src/numerics/factor.ts";

/** Position of each value among ascending levels that contain it. Rows in order of time are found at once. */
export function positionsOf(values: Float64Array, levels: Float64Array): Int32Array {
  const out = new Int32Array(values.length);
  let guess = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    guess = guess + 1 < levels.length ? guess + 1 : 0;
    if (levels[guess] !== value) guess = search(levels, value);
    out[row] = guess;
  }
  return out;
}

function search(levels: Float64Array, value: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (levels[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows kept, by unit and then period. Rows that stand so already, as designs' do, are only looked at. */
export function sortByUnit(unit: Factor, at: Int32Array, keep: Uint8Array): Int32Array {
  const rows = new Int32Array(keep.length);
  let count = 0;
  let isSorted = true;
  for (let row = 0; row < keep.length; row++) {
    if (keep[row] === 0) continue;
    if (count > 0 && isSorted) {
      const before = rows[count - 1]!;
      const step = unit.codes[row]! - unit.codes[before]!;
      isSorted = step > 0 || (step === 0 && at[row]! > at[before]!);
    }
    rows[count++] = row;
  }
  const kept = rows.slice(0, count);
  if (isSorted) return kept;
  const { start, order } = groupRows(
    kept.map((row) => unit.codes[row]!),
    unit.count,
  );
  const sorted = order.map((position) => kept[position]!);
  for (let u = 0; u < unit.count; u++) {
    sorted.subarray(start[u]!, start[u + 1]!).sort((a, b) => at[a]! - at[b]! || a - b);
  }
  return sorted;
}

/** Rows of the units seen in every period, and how many units are not. */
export function completeUnits(
  codes: Int32Array,
  at: Int32Array,
  sorted: Int32Array,
  periods: number,
): "duplicates" | { readonly rows: Int32Array; readonly dropped: number } {
  const rows = new Int32Array(sorted.length);
  let count = 0;
  let dropped = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    for (; to < sorted.length && codes[sorted[to]!] === codes[sorted[from]!]; to++) {
      if (at[sorted[to]!] === at[sorted[to - 1]!]) return "duplicates";
    }
    if (to - from === periods) for (let p = from; p < to; p++) rows[count++] = sorted[p]!;
    else dropped++;
    from = to;
  }
  return { rows: rows.slice(0, count), dropped };
}
