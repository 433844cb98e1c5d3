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

/** Rows whose signs are one byte: their 256 signed sums are tabulated once and looked up by every draw. */
const CHUNK = 8;
/** Words of random bits made at a time, per draw. */
const WORDS = 32;

/**
 * Signed sums Σ_i v_i x_i per group for `draws` independent vectors of Rademacher signs: draws × (groups × columns), row-major.
 *
 * Draw b takes its signs from the stream (seed, "multiplier-bootstrap", b), one bit per row in the order of groups, so nothing but the seed and the
 * rows decides them.
 */
export function signedSums(rows: SignedRows, draws: number, seed: number): Float64Array {
  const { values, columns, groups } = rows;
  const width = groups * columns;
  const sums = new Float64Array(draws * width);
  const streams = Array.from({ length: draws }, (_, replicate) =>
    openStream({ seed, task: "multiplier-bootstrap", replicate }),
  );
  const bits = new Uint32Array(draws * WORDS);
  const table = new Float64Array(256 * columns);
  let chunk = 0;
  for (const { group, members } of chunksOf(rows)) {
    const at = chunk % (4 * WORDS);
    if (at === 0) drawBits(streams, bits);
    tabulate(values, columns, members, table);
    const word = at >> 2;
    const shift = (at & 3) * 8;
    for (let draw = 0; draw < draws; draw++) {
      const from = ((bits[draw * WORDS + word]! >>> shift) & 255) * columns;
      const to = draw * width + group * columns;
      for (let c = 0; c < columns; c++) sums[to + c]! += table[from + c]!;
    }
    chunk++;
  }
  return sums;
}

function drawBits(streams: readonly RandomStream[], bits: Uint32Array): void {
  streams.forEach((stream, draw) => {
    for (let word = 0; word < WORDS; word++) bits[draw * WORDS + word] = nextWord(stream);
  });
}

/** Up to eight rows of one group at a time, groups in order. */
function* chunksOf({ values, columns, group, groups }: SignedRows): Generator<{ group: number; members: Int32Array }> {
  const n = columns === 0 ? 0 : values.length / columns;
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (let i = 0; i < n; i++) members[group === null ? 0 : group[i]!]!.push(i);
  for (const [g, list] of members.entries()) {
    for (let from = 0; from < list.length; from += CHUNK) {
      yield { group: g, members: Int32Array.from(list.slice(from, from + CHUNK)) };
    }
  }
}

/** table[mask] = Σ_i ± x_i, + where bit i of the mask is set; bits beyond the members change nothing. */
function tabulate(values: Float64Array, columns: number, members: Int32Array, table: Float64Array): void {
  for (let c = 0; c < columns; c++) {
    let total = 0;
    for (const row of members) total += values[row * columns + c]!;
    table[c] = -total;
  }
  for (let bit = 0; bit < CHUNK; bit++) {
    const row = bit < members.length ? members[bit]! * columns : -1;
    const size = 1 << bit;
    for (let mask = 0; mask < size; mask++) {
      const from = mask * columns;
      const to = (mask + size) * columns;
      for (let c = 0; c < columns; c++) table[to + c] = table[from + c]! + (row < 0 ? 0 : 2 * values[row + c]!);
    }
  }
}

/** The order statistic x_(⌈pB⌉) of sorted values: R's quantile type 1. NaN when empty. */
export function orderStatistic(sorted: Float64Array, p: number): number {
  // Of p B = 949.9999999999999 the statistic meant is the 950th.
  const position = Math.ceil(p * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, position)) - 1] ?? Number.NaN;
}
