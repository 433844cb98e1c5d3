import { type Grouping, groupRows } from "../numerics/factor.ts";
import {
  compiledSignedAdder,
  plainSignedAdder,
  type SignedAdder,
  TABLE_ROWS,
} from "../numerics/kernels/signed-adder.ts";
import { nextWord, openStream, type RandomStream } from "../numerics/random.ts";

/** Rows to be multiplied by random signs, in groups that are summed apart. */
export interface SignedRows {
  /** n × columns, row-major. */
  readonly values: Float64Array;
  readonly columns: number;
  /** Group of each row; null: one group. */
  readonly group: Int32Array | null;
  readonly groups: number;
}

/** Words of random bits made at a time, per draw. */
const WORDS = 32;
/** Draws whose sums are kept at hand together. */
const TOGETHER = 2048;
/** Additions, eight times over, from which the compiled kernel is worth its call; it gives the same bits. */
const WORTH_COMPILED = 1 << 18;

/**
 * Signed sums Σ_i v_i x_i per group for `draws` independent vectors of Rademacher signs: draws × (groups × columns), row-major.
 *
 * Draw b takes its signs from the stream (seed, "multiplier-bootstrap", b), one bit per row in the order of groups, so nothing but the seed and the
 * rows decides them.
 */
export function signedSums(rows: SignedRows, draws: number, seed: number): Float64Array {
  const { values, columns, groups } = rows;
  const members = groupRows(rows.group ?? new Int32Array(columns === 0 ? 0 : values.length / columns), groups);
  const sums = new Float64Array(draws * groups * columns);
  for (let first = 0; first < draws; first += TOGETHER) {
    const count = Math.min(TOGETHER, draws - first);
    const isLarge = values.length * count >= WORTH_COMPILED;
    const adder = (isLarge ? compiledSignedAdder : plainSignedAdder)(count, columns);
    const streams = Array.from({ length: count }, (_, draw) =>
      openStream({ seed, task: "multiplier-bootstrap", replicate: first + draw }),
    );
    fillSums(rows, members, adder, streams, sums.subarray(first * groups * columns));
  }
  return sums;
}

/** The sums of some draws. */
function fillSums(
  { values, columns, groups }: SignedRows,
  { start, order }: Grouping,
  adder: SignedAdder,
  streams: readonly RandomStream[],
  out: Float64Array,
): void {
  const draws = streams.length;
  const bits = new Uint32Array(draws * WORDS);
  let chunk = 0;
  for (let g = 0; g < groups; g++) {
    adder.sums.fill(0);
    for (let from = start[g]!; from < start[g + 1]!; from += TABLE_ROWS) {
      if (chunk % (4 * WORDS) === 0) drawBits(streams, bits);
      if (chunk % 4 === 0) adder.setBits(wordOf(bits, chunk, draws));
      takeRows(values, columns, order.subarray(from, Math.min(from + TABLE_ROWS, start[g + 1]!)), adder);
      adder.add(chunk % 4);
      chunk++;
    }
    for (let draw = 0; draw < draws; draw++) {
      const to = (draw * groups + g) * columns;
      for (let c = 0; c < columns; c++) out[to + c] = adder.sums[draw * adder.width + c]!;
    }
  }
}

/** The word of every draw that holds the signs of a chunk. */
function wordOf(bits: Uint32Array, chunk: number, draws: number): Uint32Array {
  const word = (chunk >> 2) % WORDS;
  return bits.subarray(word * draws, (word + 1) * draws);
}

/** The next words of every stream, word by word: `bits[word · draws + draw]`. */
function drawBits(streams: readonly RandomStream[], bits: Uint32Array): void {
  for (let draw = 0; draw < streams.length; draw++) {
    for (let word = 0; word < WORDS; word++) bits[word * streams.length + draw] = nextWord(streams[draw]!);
  }
}

/** The rows to add next; none where there are fewer than eight, whose bits then change nothing. */
function takeRows(values: Float64Array, columns: number, members: Int32Array, { rows, width }: SignedAdder): void {
  if (members.length < TABLE_ROWS) rows.fill(0);
  for (let m = 0; m < members.length; m++) {
    const from = members[m]! * columns;
    for (let c = 0; c < columns; c++) rows[m * width + c] = values[from + c]!;
  }
}

/** The order statistic x_(⌈pB⌉) of sorted values: R's quantile type 1. NaN when empty. */
export function orderStatistic(sorted: Float64Array, p: number): number {
  // Of p B = 949.9999999999999 the statistic meant is the 950th.
  const position = Math.ceil(p * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, position)) - 1] ?? Number.NaN;
}
