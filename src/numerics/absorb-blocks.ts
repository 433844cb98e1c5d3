import type { Factor } from "../core/table.ts";
import { groupRows } from "./factor.ts";

/** An effect to absorb: a constant per level unless `slopeOnly`, and per column of `slopes` a slope per level (`unit[trend]`). */
export interface AbsorbedEffect extends Factor {
  readonly slopes?: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly slopeOnly?: boolean;
}

export function hasSlopes(effect: AbsorbedEffect): boolean {
  return (effect.slopes?.length ?? 0) > 0;
}

/** One effect as columns that are orthonormal under the weights within each level: parameter (level, j) is level · width + j. */
export interface Block {
  readonly codes: Int32Array;
  readonly count: number;
  readonly width: number;
  /** width columns of n rows; zero in levels where the column follows from earlier ones. */
  readonly basis: readonly Float64Array[];
  /** Position of the first parameter among those of the rest; unused for the eliminated block. */
  readonly offset: number;
  /** sqrt(Σ w) per level. */
  readonly rootWeight: Float64Array;
  /** Parameters without a column of their own. */
  readonly empty: number;
}

/**
 * Effects with slopes, arranged as in absorb-layout.ts for effects without: the largest is eliminated exactly, level by level (a projection on
 * its orthonormal columns), and S = Bᵀ W M B of the others' columns B is solved.
 */
export interface BlockSystem {
  readonly rowCount: number;
  readonly weights: Float64Array | null;
  readonly eliminated: Block;
  /** Rows by level of the eliminated block. */
  readonly start: Int32Array;
  readonly order: Int32Array;
  readonly rest: readonly Block[];
  readonly restCount: number;
  /** Whether constants lie in the span, so that a column may be centred first. */
  readonly spansConstant: boolean;
}

/** What of a slope's column must be left within a level, relative to the column, before it counts as a column of its own. */
const WITHIN_LEVEL = 1e-11;

/** @param effects dense over the same rows; @param weights positive, or null for 1 */
export function blockSystem(
  effects: readonly AbsorbedEffect[],
  weights: Float64Array | null,
  rowCount: number,
): BlockSystem {
  let offset = 0;
  const size = (effect: AbsorbedEffect) => effect.count * widthOf(effect);
  const largest = effects.reduce((best, effect, e) => (size(effect) > size(effects[best]!) ? e : best), 0);
  const blocks = effects.map((effect, e) => {
    const block = blockOf(effect, weights, e === largest ? 0 : offset);
    if (e !== largest) offset += block.count * block.width;
    return block;
  });
  const eliminated = blocks[largest]!;
  const { start, order } = groupRows(eliminated.codes, eliminated.count);
  return {
    rowCount,
    weights,
    eliminated,
    start,
    order,
    rest: blocks.filter((_, e) => e !== largest),
    restCount: offset,
    spansConstant: effects.some((effect) => effect.slopeOnly !== true),
  };
}

function widthOf(effect: AbsorbedEffect): number {
  return (effect.slopes?.length ?? 0) + (effect.slopeOnly === true ? 0 : 1);
}

function blockOf(effect: AbsorbedEffect, weights: Float64Array | null, offset: number): Block {
  const { codes, count } = effect;
  const rootWeight = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) rootWeight[codes[i]!]! += weights === null ? 1 : weights[i]!;
  for (let level = 0; level < count; level++) rootWeight[level] = Math.sqrt(rootWeight[level]!);
  const columns = [
    ...(effect.slopeOnly === true ? [] : [new Float64Array(codes.length).fill(1)]),
    ...(effect.slopes ?? []).map(({ values }) => values.slice()),
  ];
  let empty = 0;
  columns.forEach((column, j) => {
    const before = levelNorms(codes, count, column, weights);
    // Twice: the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < j; l++) removeAlong(codes, count, columns[l]!, column, weights);
    }
    const after = levelNorms(codes, count, column, weights);
    for (let level = 0; level < count; level++) {
      const kept = after[level]! > WITHIN_LEVEL * before[level]!;
      if (!kept) empty++;
      after[level] = kept ? 1 / after[level]! : 0;
    }
    for (let i = 0; i < column.length; i++) column[i]! *= after[codes[i]!]!;
  });
  return { codes, count, width: columns.length, basis: columns, offset, rootWeight, empty };
}

function levelNorms(codes: Int32Array, count: number, column: Float64Array, weights: Float64Array | null) {
  const norms = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) norms[codes[i]!]! += (weights === null ? 1 : weights[i]!) * column[i]! ** 2;
  return norms.map(Math.sqrt);
}

/** column ← column − direction (Σ_level w direction column), where direction is orthonormal within levels. */
function removeAlong(
  codes: Int32Array,
  count: number,
  direction: Float64Array,
  column: Float64Array,
  weights: Float64Array | null,
): void {
  const along = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) {
    along[codes[i]!]! += (weights === null ? 1 : weights[i]!) * direction[i]! * column[i]!;
  }
  for (let i = 0; i < codes.length; i++) column[i]! -= direction[i]! * along[codes[i]!]!;
}

/** z ← M z in place: what the eliminated block leaves, twice against rounding. */
export function removeEliminated({ eliminated, weights }: BlockSystem, z: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of eliminated.basis) removeAlong(eliminated.codes, eliminated.count, direction, z, weights);
  }
}

/** out_p = Σ w b_p z for every parameter p of the rest. */
export function blockSums({ rest, weights }: BlockSystem, z: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (const { codes, basis, width, offset } of rest) {
    basis.forEach((column, j) => {
      for (let i = 0; i < z.length; i++) {
        out[offset + codes[i]! * width + j]! += (weights === null ? 1 : weights[i]!) * column[i]! * z[i]!;
      }
    });
  }
}

/** z ← z − Σ_p δ_p b_p, in place. */
export function subtractBlocks({ rest }: BlockSystem, delta: Float64Array, z: Float64Array): void {
  for (const { codes, basis, width, offset } of rest) {
    basis.forEach((column, j) => {
      for (let i = 0; i < z.length; i++) z[i]! -= delta[offset + codes[i]! * width + j]! * column[i]!;
    });
  }
}

/** The largest |Σ w b z| over all parameters, divided by sqrt(Σ w) of the level: for a constant the level's mean. */
export function largestBlockSum(system: BlockSystem, z: Float64Array): number {
  let largest = 0;
  for (const block of [system.eliminated, ...system.rest]) {
    for (const direction of block.basis) {
      const sums = new Float64Array(block.count);
      for (let i = 0; i < z.length; i++) {
        sums[block.codes[i]!]! += (system.weights === null ? 1 : system.weights[i]!) * direction[i]! * z[i]!;
      }
      for (let l = 0; l < block.count; l++) largest = Math.max(largest, Math.abs(sums[l]! / block.rootWeight[l]!));
    }
  }
  return largest;
}

/** Parameters of the rest met by one level of the eliminated block, and their products with its columns. */
export interface MetParameters {
  readonly at: Int32Array;
  readonly count: number;
  /** c[j][p] = Σ w b_j b_p over the level's rows, for parameter p of the rest. */
  readonly c: readonly Float64Array[];
}

/** Visits the levels of the eliminated block in order. The object handed over is reused. */
export function forEachLevel(
  { eliminated, start, order, rest, restCount, weights }: BlockSystem,
  visit: (met: MetParameters, from: number, to: number) => void,
): void {
  const at = new Int32Array(restCount);
  const c = eliminated.basis.map(() => new Float64Array(restCount));
  const seenIn = new Int32Array(restCount).fill(-1);
  for (let level = 0; level < eliminated.count; level++) {
    let count = 0;
    for (let q = start[level]!; q < start[level + 1]!; q++) {
      const i = order[q]!;
      const weight = weights === null ? 1 : weights[i]!;
      for (const { codes, basis, width, offset } of rest) {
        for (let j = 0; j < width; j++) {
          const p = offset + codes[i]! * width + j;
          if (seenIn[p] !== level) {
            seenIn[p] = level;
            at[count++] = p;
            for (const products of c) products[p] = 0;
          }
          for (let b = 0; b < c.length; b++) c[b]![p]! += weight * eliminated.basis[b]![i]! * basis[j]![i]!;
        }
      }
    }
    visit({ at, count, c }, start[level]!, start[level + 1]!);
  }
}
