import type { Factor } from "../core/table.ts";
import { groupRows } from "./factor.ts";

/**
 * Effects arranged for elimination: rows in order of the largest effect ("groups"), the other effects ("rest") numbered consecutively.
 * Sorted copies are made only when the rows are not in group order already.
 */
export interface EffectLayout {
  readonly rowCount: number;
  /** Design row of each position; null when positions are rows. */
  readonly order: Int32Array | null;
  /** Positions of group g: start[g] … start[g + 1]. */
  readonly start: Int32Array;
  /** Weight per position; null is 1. */
  readonly weights: Float64Array | null;
  /** Σ w per group. */
  readonly groupWeight: Float64Array;
  /** Per further effect: level of each position, numbered from that effect's offset on. */
  readonly rest: readonly Int32Array[];
  readonly restCount: number;
  /** Σ w per level of the rest. */
  readonly restWeight: Float64Array;
  readonly totalWeight: number;
}

/** @param effects at least one, each dense over the same rows; @param weights positive, or null */
export function layOutEffects(effects: readonly Factor[], weights: Float64Array | null): EffectLayout {
  const largest = effects.reduce((best, effect, e) => (effect.count > effects[best]!.count ? e : best), 0);
  const groups = effects[largest]!;
  const rowCount = groups.codes.length;
  const sorted = isAscending(groups.codes);
  const grouping = groupRows(groups.codes, groups.count);
  const order = sorted ? null : grouping.order;
  const sortedWeights = weights === null || order === null ? weights : permute(weights, order);
  let offset = 0;
  const rest: Int32Array[] = [];
  effects.forEach((effect, e) => {
    if (e === largest) return;
    rest.push(shiftedCodes(effect.codes, order, offset));
    offset += effect.count;
  });
  const groupWeight = new Float64Array(groups.count);
  const restWeight = new Float64Array(offset);
  let totalWeight = 0;
  for (let g = 0; g < groups.count; g++) {
    for (let p = grouping.start[g]!; p < grouping.start[g + 1]!; p++) {
      const weight = sortedWeights === null ? 1 : sortedWeights[p]!;
      groupWeight[g]! += weight;
      for (const codes of rest) restWeight[codes[p]!]! += weight;
    }
    totalWeight += groupWeight[g]!;
  }
  return {
    rowCount,
    order,
    start: grouping.start,
    weights: sortedWeights,
    groupWeight,
    rest,
    restCount: offset,
    restWeight,
    totalWeight,
  };
}

function isAscending(codes: Int32Array): boolean {
  for (let i = 1; i < codes.length; i++) if (codes[i]! < codes[i - 1]!) return false;
  return true;
}

function permute(values: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let p = 0; p < out.length; p++) out[p] = values[order[p]!]!;
  return out;
}

function shiftedCodes(codes: Int32Array, order: Int32Array | null, offset: number): Int32Array {
  if (order === null && offset === 0) return codes;
  const out = new Int32Array(codes.length);
  for (let p = 0; p < out.length; p++) out[p] = codes[order === null ? p : order[p]!]! + offset;
  return out;
}

/** z ← z − group means, in place. The mean is taken twice: the second one removes what rounding left of the first. */
export function removeGroupMeans(layout: EffectLayout, z: Float64Array): void {
  const { start, weights, groupWeight } = layout;
  for (let g = 0; g < groupWeight.length; g++) {
    const from = start[g]!;
    const to = start[g + 1]!;
    for (let pass = 0; pass < 2; pass++) {
      let sum = 0;
      if (weights === null) for (let p = from; p < to; p++) sum += z[p]!;
      else for (let p = from; p < to; p++) sum += weights[p]! * z[p]!;
      const mean = sum / groupWeight[g]!;
      for (let p = from; p < to; p++) z[p]! -= mean;
    }
  }
}

/** out_l = Σ over positions in level l of w z, for every level of the rest. */
export function restSums(layout: EffectLayout, z: Float64Array, out: Float64Array): void {
  const { rest, weights } = layout;
  out.fill(0);
  for (const codes of rest) {
    if (weights === null) for (let p = 0; p < z.length; p++) out[codes[p]!]! += z[p]!;
    else for (let p = 0; p < z.length; p++) out[codes[p]!]! += weights[p]! * z[p]!;
  }
}

/** z ← z − Σ effects of the rest at the given levels, in place. */
export function subtractRest(layout: EffectLayout, delta: Float64Array, z: Float64Array): void {
  for (const codes of layout.rest) for (let p = 0; p < z.length; p++) z[p]! -= delta[codes[p]!]!;
}

/** The largest |Σ w z| of any level, as a weighted mean of the level. */
export function largestLevelMean(layout: EffectLayout, z: Float64Array, scratch: Float64Array): number {
  let largest = 0;
  restSums(layout, z, scratch);
  for (let l = 0; l < layout.restCount; l++) largest = Math.max(largest, Math.abs(scratch[l]! / layout.restWeight[l]!));
  const { start, weights, groupWeight } = layout;
  for (let g = 0; g < groupWeight.length; g++) {
    let sum = 0;
    for (let p = start[g]!; p < start[g + 1]!; p++) sum += weights === null ? z[p]! : weights[p]! * z[p]!;
    largest = Math.max(largest, Math.abs(sum / groupWeight[g]!));
  }
  return largest;
}

/** sqrt(Σ w z² / Σ w), with z scaled first so that squares neither overflow nor vanish. */
export function weightedRms(layout: EffectLayout, z: Float64Array): number {
  let scale = 0;
  for (let p = 0; p < z.length; p++) scale = Math.max(scale, Math.abs(z[p]!));
  if (scale === 0) return 0;
  const { weights } = layout;
  let sum = 0;
  for (let p = 0; p < z.length; p++) {
    const ratio = z[p]! / scale;
    sum += (weights === null ? 1 : weights[p]!) * ratio * ratio;
  }
  return scale * Math.sqrt(sum / layout.totalWeight);
}
