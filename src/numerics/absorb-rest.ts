import type { EffectLayout } from "./absorb-layout.ts";

/**
 * The system S = Rᵀ W M R that is left after the largest effect is eliminated (absorb-schur.ts), in two parts: levels of effects with few
 * levels ("hubs": periods, regions), whose rows of S are full anyway, and all other levels ("wide"), whose part is sparse and kept as the
 * cells (group, level) it is made of.
 */
export interface RestSystem {
  readonly layout: EffectLayout;
  readonly wideCount: number;
  readonly hubCount: number;
  /** Level of the layout behind each wide level and hub. */
  readonly wideLevel: Int32Array;
  readonly hubLevel: Int32Array;
  /** Wide levels met by each group, once, with their Σ w. */
  readonly cells: Cells;
  /** Several wide effects: level of each per position, side by side. Null for one, where the cells say everything. */
  readonly tuples: Int32Array | null;
  /** Number of wide effects. */
  readonly width: number;
  /** S between wide levels and hubs, wideCount × hubCount. */
  readonly cross: Float64Array;
  /** S among hubs, hubCount × hubCount, lower triangle. */
  readonly hubs: Float64Array;
}

export interface Cells {
  /** Group g has the cells start[g] … start[g + 1]. */
  readonly start: Int32Array;
  readonly level: Int32Array;
  readonly weight: Float64Array;
}

/** Hubs are eliminated with a dense factor and a dense matrix next to the wide levels. */
const HUB_LIMIT = 500;
const CROSS_LIMIT = 4_000_000;
/** Multiplications for taking the wide levels out of the hubs' matrix. */
const CROSS_WORK = 2e8;

/** @param denseLimit no more hubs than this */
export function restSystem(layout: EffectLayout, denseLimit: number): RestSystem {
  const { rest, restStart, restCount } = layout;
  const isHub = chooseHubs(layout, Math.min(denseLimit, HUB_LIMIT));
  const number = new Int32Array(restCount);
  const wide: number[] = [];
  const hub: number[] = [];
  rest.forEach((_, e) => {
    const levels = isHub[e] ? hub : wide;
    for (let level = restStart[e]!; level < restStart[e + 1]!; level++) number[level] = levels.push(level) - 1;
  });
  const wideCodes = rest.filter((_, e) => !isHub[e]).map((codes) => renumber(codes, number));
  const hubCodes = rest.filter((_, e) => isHub[e]).map((codes) => renumber(codes, number));
  const cells = cellsOf(layout, wideCodes, wide.length);
  return {
    layout,
    wideCount: wide.length,
    hubCount: hub.length,
    wideLevel: Int32Array.from(wide),
    hubLevel: Int32Array.from(hub),
    cells,
    tuples: wideCodes.length > 1 ? interleave(wideCodes, layout.rowCount) : null,
    width: wideCodes.length,
    ...hubParts(layout, cells, wideCodes, hubCodes, wide.length, hub.length),
  };
}

/** Effects with the fewest levels, as long as their dense matrices stay small. */
function chooseHubs({ restStart, restCount }: EffectLayout, limit: number): boolean[] {
  const counts = Array.from(restStart.subarray(1), (end, e) => end - restStart[e]!);
  const isHub = counts.map(() => false);
  let total = 0;
  for (const e of counts.map((_, i) => i).sort((a, b) => counts[a]! - counts[b]! || a - b)) {
    total += counts[e]!;
    const cross = total * (restCount - total);
    if (total > limit || cross > CROSS_LIMIT || total * cross > CROSS_WORK) break;
    isHub[e] = true;
  }
  return isHub;
}

function renumber(codes: Int32Array, number: Int32Array): Int32Array {
  const out = new Int32Array(codes.length);
  for (let p = 0; p < out.length; p++) out[p] = number[codes[p]!]!;
  return out;
}

function interleave(columns: readonly Int32Array[], rowCount: number): Int32Array {
  const width = columns.length;
  const codes = new Int32Array(rowCount * width);
  columns.forEach((column, e) => {
    for (let p = 0; p < rowCount; p++) codes[p * width + e] = column[p]!;
  });
  return codes;
}

function cellsOf(layout: EffectLayout, columns: readonly Int32Array[], size: number): Cells {
  const { start: groupStart, weights, groupWeight, rowCount } = layout;
  const groups = groupWeight.length;
  const start = new Int32Array(groups + 1);
  const level = new Int32Array(rowCount * columns.length);
  const weight = new Float64Array(rowCount * columns.length);
  const cellOf = new Int32Array(size).fill(-1);
  let count = 0;
  for (let g = 0; g < groups; g++) {
    const from = count;
    for (let p = groupStart[g]!; p < groupStart[g + 1]!; p++) {
      const value = weights === null ? 1 : weights[p]!;
      for (const codes of columns) {
        const l = codes[p]!;
        if (cellOf[l]! < from) {
          cellOf[l] = count;
          level[count++] = l;
        }
        weight[cellOf[l]!]! += value;
      }
    }
    start[g + 1] = count;
  }
  return { start, level: level.subarray(0, count), weight: weight.subarray(0, count) };
}

/** S where hubs are involved: rows that share levels, less what shared groups explain. */
function hubParts(
  layout: EffectLayout,
  cells: Cells,
  wideCodes: readonly Int32Array[],
  hubCodes: readonly Int32Array[],
  wideCount: number,
  hubCount: number,
): Pick<RestSystem, "cross" | "hubs"> {
  const { start, weights, groupWeight } = layout;
  const cross = new Float64Array(wideCount * hubCount);
  const hubs = new Float64Array(hubCount * hubCount);
  const met = new Int32Array(hubCount);
  const sums = new Float64Array(hubCount);
  for (const [e, codes] of hubCodes.entries()) {
    for (const other of hubCodes.slice(0, e + 1)) addProducts(codes, other, weights, hubCount, hubs);
    for (const wide of wideCodes) addProducts(wide, codes, weights, hubCount, cross);
  }
  const pattern = hubPattern(hubCount, wideCount);
  for (let g = 0; hubCount > 0 && g < groupWeight.length; g++) {
    const count = sumGroup(hubCodes, weights, start[g]!, start[g + 1]!, sums, met);
    const mass = groupWeight[g]!;
    const [from, to] = [cells.start[g]!, cells.start[g + 1]!];
    for (let a = 0; a < count; a++) {
      const h = met[a]!;
      const share = sums[h]! / mass;
      for (let b = 0; b < count; b++) if (met[b]! <= h) hubs[h * hubCount + met[b]!]! -= share * sums[met[b]!]!;
    }
    if (pattern.isSame(sums, met, count)) {
      for (let q = from; q < to; q++) pattern.share[cells.level[q]!]! += cells.weight[q]! / mass;
    } else {
      for (let q = from; q < to; q++) {
        const row = cells.level[q]! * hubCount;
        const share = cells.weight[q]! / mass;
        for (let a = 0; a < count; a++) cross[row + met[a]!]! -= share * sums[met[a]!]!;
      }
    }
    for (let a = 0; a < count; a++) sums[met[a]!] = 0;
  }
  for (let i = 0; i < wideCount; i++) {
    for (let h = 0; h < hubCount; h++) cross[i * hubCount + h]! -= pattern.share[i]! * pattern.sums[h]!;
  }
  return { cross, hubs };
}

/** In a balanced panel every group meets the hubs alike: what wide levels share with such groups is added up first. */
function hubPattern(hubCount: number, wideCount: number) {
  const sums = new Float64Array(hubCount);
  let size = -1;
  return {
    /** Σ w per hub of the first group. */
    sums,
    /** Σ over the groups like it of the share a wide level has in the group. */
    share: new Float64Array(wideCount),
    isSame(other: Float64Array, met: Int32Array, count: number): boolean {
      if (size < 0) {
        sums.set(other);
        size = count;
      }
      if (count !== size) return false;
      for (let a = 0; a < count; a++) if (other[met[a]!] !== sums[met[a]!]) return false;
      return true;
    },
  };
}

/** matrix[row, column] += w for every position, by its two codes. */
function addProducts(
  rows: Int32Array,
  columns: Int32Array,
  weights: Float64Array | null,
  width: number,
  matrix: Float64Array,
): void {
  if (weights === null) for (let p = 0; p < rows.length; p++) matrix[rows[p]! * width + columns[p]!]! += 1;
  else for (let p = 0; p < rows.length; p++) matrix[rows[p]! * width + columns[p]!]! += weights[p]!;
}

/** Σ w per hub over a stretch of positions, and which hubs occur. @param sums zeros before @returns how many occur */
function sumGroup(
  hubCodes: readonly Int32Array[],
  weights: Float64Array | null,
  from: number,
  to: number,
  sums: Float64Array,
  met: Int32Array,
): number {
  let count = 0;
  for (let e = 0; e < hubCodes.length; e++) {
    const codes = hubCodes[e]!;
    for (let p = from; p < to; p++) {
      const h = codes[p]!;
      if (sums[h] === 0) met[count++] = h;
      sums[h]! += weights === null ? 1 : weights[p]!;
    }
  }
  return count;
}
