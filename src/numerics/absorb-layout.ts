import type { Factor } from "../core/table.ts";
import { groupStarts, orderRows } from "./factor.ts";
import { sum } from "./sum.ts";

/**
 * Effects arranged for elimination: rows in order of the largest effect ("groups"), the other effects ("rest") numbered consecutively.
 * Sorted copies are made only when the rows of a group do not lie together already; groups then stand in the order of their rows.
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
  /** First level of each further effect, and the end. */
  readonly restStart: Int32Array;
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
  const runs = runStarts(groups.codes, groups.count);
  const start = runs ?? groupStarts(groups.codes, groups.count);
  const order = runs === null ? orderRows(groups.codes, start) : null;
  const sortedWeights = weights === null || order === null ? weights : permute(weights, order);
  let offset = 0;
  const rest: Int32Array[] = [];
  const restStart = [0];
  effects.forEach((effect, e) => {
    if (e === largest) return;
    rest.push(shiftedCodes(effect.codes, order, offset));
    offset += effect.count;
    restStart.push(offset);
  });
  const groupWeight = new Float64Array(groups.count);
  for (let g = 0; g < groups.count; g++) groupWeight[g] = sumWeights(sortedWeights, start[g]!, start[g + 1]!);
  const restWeight = new Float64Array(offset);
  for (const codes of rest) {
    if (sortedWeights === null) for (let p = 0; p < rowCount; p++) restWeight[codes[p]!]! += 1;
    else for (let p = 0; p < rowCount; p++) restWeight[codes[p]!]! += sortedWeights[p]!;
  }
  return {
    rowCount,
    order,
    start,
    weights: sortedWeights,
    groupWeight,
    rest,
    restStart: Int32Array.from(restStart),
    restCount: offset,
    restWeight,
    totalWeight: sum(groupWeight),
  };
}

function sumWeights(weights: Float64Array | null, from: number, to: number): number {
  if (weights === null) return to - from;
  let total = 0;
  for (let p = from; p < to; p++) total += weights[p]!;
  return total;
}

/** Where each level starts when its rows lie together, levels in the order they stand in; null when some level is in several places. */
function runStarts(codes: Int32Array, count: number): Int32Array | null {
  const start = new Int32Array(count + 1);
  const isSeen = new Uint8Array(count);
  let runs = 0;
  for (let i = 0; i < codes.length; i++) {
    if (i > 0 && codes[i] === codes[i - 1]) continue;
    if (isSeen[codes[i]!] === 1) return null;
    isSeen[codes[i]!] = 1;
    start[runs++] = i;
  }
  start[count] = codes.length;
  return runs === count ? start : null;
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
