import type { EffectLayout } from "./absorb-layout.ts";

/** What is left of a column after its group means are removed. */
export interface Remainder {
  /** Σ w z². */
  squares: number;
  /** The largest |Σ w z| of any level, of the groups or of the rest, as a weighted mean of the level. */
  largest: number;
}

/** A remainder, and what the column was. */
export interface Opening extends Remainder {
  /** Σ w x / Σ w, and Σ w (x − mean)². */
  readonly mean: number;
  readonly spread: number;
}

/**
 * z ← x − its group means, with the sums of w z per level of the rest and the moments of x: everything the first pass over a column has to
 * find out, in one pass. A group is read from memory once and stays in cache for the rest.
 *
 * Each mean is taken twice: the second one removes what rounding left of the first, so that large unit effects cost no digits of what is
 * left. Moments of groups are pooled without cancellation (Chan, Golub and LeVeque 1983).
 *
 * @param column by design row; not written to
 * @param z      receives one value per position of the layout
 * @param sums   receives Σ w z per level of the rest
 */
export function openGroups(layout: EffectLayout, column: Float64Array, z: Float64Array, sums: Float64Array): Opening {
  const { order, start, weights, groupWeight } = layout;
  const source = order === null ? column : z;
  const level = openLevelSums(sums);
  const opening = { mean: 0, spread: 0, squares: 0, largest: 0 };
  let seen = 0;
  for (let g = 0; g < groupWeight.length; g++) {
    const from = start[g]!;
    const to = start[g + 1]!;
    const mass = groupWeight[g]!;
    if (order !== null) for (let p = from; p < to; p++) z[p] = column[order[p]!]!;
    const first = sumAround(source, 0, weights, from, to) / mass;
    const second = sumAround(source, first, weights, from, to) / mass;
    const squares = settle(layout, source, first, second, z, from, to, level.recent, opening);
    const gap = first + second - opening.mean;
    seen += mass;
    opening.mean += gap * (mass / seen);
    opening.spread += squares + gap * gap * mass * ((seen - mass) / seen);
    opening.squares += squares;
    if (to >= level.until) collect(level, to);
  }
  closeLevelSums(level);
  opening.largest = largestOfRest(layout, sums, opening.largest);
  return opening;
}

/**
 * z ← z − the effects of the rest at the levels given − the group means of that, in place and in one pass; `sums` as in `openGroups`.
 *
 * @param delta per level of the rest
 */
export function subtractEffects(
  layout: EffectLayout,
  delta: Float64Array,
  z: Float64Array,
  sums: Float64Array,
): Remainder {
  const { start, weights, groupWeight, rest } = layout;
  const last = rest.length - 1;
  const level = openLevelSums(sums);
  const remainder = { squares: 0, largest: 0 };
  for (let g = 0; g < groupWeight.length; g++) {
    const from = start[g]!;
    const to = start[g + 1]!;
    for (let e = 0; e < last; e++) subtractLevels(rest[e]!, delta, z, null, from, to);
    const first = subtractLevels(rest[last]!, delta, z, weights, from, to) / groupWeight[g]!;
    const second = sumAround(z, first, weights, from, to) / groupWeight[g]!;
    remainder.squares += settle(layout, z, first, second, z, from, to, level.recent, remainder);
    if (to >= level.until) collect(level, to);
  }
  closeLevelSums(level);
  remainder.largest = largestOfRest(layout, sums, remainder.largest);
  return remainder;
}

/**
 * Sums per level in stretches of rows, which are added up with compensation: the error does not grow with the number of rows, so one solution
 * for the other effects is mostly enough.
 */
interface LevelSums {
  readonly sums: Float64Array;
  readonly error: Float64Array;
  /** Sums since the last row that was collected, and the position at which to collect next. */
  readonly recent: Float64Array;
  until: number;
}

/** A stretch is long next to the number of levels, so that collecting costs little. */
const STRETCH = 4096;

function openLevelSums(sums: Float64Array): LevelSums {
  const zeros = (): Float64Array => new Float64Array(sums.length);
  return { sums: sums.fill(0), error: zeros(), recent: zeros(), until: Math.max(STRETCH, 8 * sums.length) };
}

/** Neumaier's addition of what is recent. */
function collect(level: LevelSums, position: number): void {
  const { sums, error, recent } = level;
  for (let l = 0; l < sums.length; l++) {
    const before = sums[l]!;
    const value = recent[l]!;
    const after = before + value;
    error[l]! += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    sums[l] = after;
    recent[l] = 0;
  }
  level.until = position + Math.max(STRETCH, 8 * sums.length);
}

function closeLevelSums(level: LevelSums): void {
  collect(level, 0);
  for (let l = 0; l < level.sums.length; l++) level.sums[l]! += level.error[l]!;
}

/** z ← z − delta at the codes. @returns Σ w z of what is left */
function subtractLevels(
  codes: Int32Array,
  delta: Float64Array,
  z: Float64Array,
  weights: Float64Array | null,
  from: number,
  to: number,
): number {
  let sum = 0;
  if (weights === null) {
    for (let p = from; p < to; p++) {
      const value = z[p]! - delta[codes[p]!]!;
      z[p] = value;
      sum += value;
    }
  } else {
    for (let p = from; p < to; p++) {
      const value = z[p]! - delta[codes[p]!]!;
      z[p] = value;
      sum += weights[p]! * value;
    }
  }
  return sum;
}

/** Σ w (v − centre) from `from` to `to`. */
function sumAround(
  values: Float64Array,
  centre: number,
  weights: Float64Array | null,
  from: number,
  to: number,
): number {
  let sum = 0;
  if (weights === null) for (let p = from; p < to; p++) sum += values[p]! - centre;
  else for (let p = from; p < to; p++) sum += weights[p]! * (values[p]! - centre);
  return sum;
}

/**
 * z ← source − first − second in one group. What is left enters the sums of the levels and, as the mean of the group, `remainder.largest`.
 *
 * @returns Σ w z² of the group
 */
function settle(
  { weights, rest }: EffectLayout,
  source: Float64Array,
  first: number,
  second: number,
  z: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
  remainder: Remainder,
): number {
  let sum = 0;
  let squares = 0;
  let mass = to - from;
  if (weights === null && rest.length === 1) {
    const codes = rest[0]!;
    for (let p = from; p < to; p++) {
      const value = source[p]! - first - second;
      z[p] = value;
      sum += value;
      squares += value * value;
      sums[codes[p]!]! += value;
    }
  } else {
    mass = 0;
    for (let p = from; p < to; p++) {
      const value = source[p]! - first - second;
      z[p] = value;
      const weight = weights === null ? 1 : weights[p]!;
      mass += weight;
      sum += weight * value;
      squares += weight * value * value;
    }
    for (let e = 0; e < rest.length; e++) addToLevels(rest[e]!, weights, z, from, to, sums);
  }
  // Written so that NaN stays.
  const size = Math.abs(sum / mass);
  if (!(size <= remainder.largest)) remainder.largest = size;
  return squares;
}

function addToLevels(
  codes: Int32Array,
  weights: Float64Array | null,
  z: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
): void {
  if (weights === null) for (let p = from; p < to; p++) sums[codes[p]!]! += z[p]!;
  else for (let p = from; p < to; p++) sums[codes[p]!]! += weights[p]! * z[p]!;
}

function largestOfRest({ restCount, restWeight }: EffectLayout, sums: Float64Array, largest: number): number {
  let result = largest;
  for (let l = 0; l < restCount; l++) result = Math.max(result, Math.abs(sums[l]! / restWeight[l]!));
  return result;
}
