import { ORIGIN, openKernels } from "./open-kernels.ts";

/** Rows whose signs are one byte. */
export const TABLE_ROWS = 8;

/** Sums of signed rows for several draws at once, eight rows at a time. */
export interface SignedAdder {
  /** Entries per row: the columns asked for, and one of padding where their number is odd. */
  readonly width: number;
  /** 8 × width: the rows to add next, to be filled by the caller; zeros for rows there are not, and in the padding. */
  readonly rows: Float64Array;
  /** draws × width. */
  readonly sums: Float64Array;
  /** The next four bytes of signs of every draw. */
  setBits(bits: Uint32Array): void;
  /** sums_b ← sums_b + Σ_i ± rows_i, + where bit i of byte `at` (0 to 3) of draw b's bits is set. */
  add(at: number): void;
}

const even = (columns: number): number => columns + (columns & 1);

/** table[0] = −Σ rows: no bit is set. */
function startTable(table: Float64Array, rows: Float64Array, width: number): void {
  for (let c = 0; c < width; c++) {
    let total = 0;
    for (let at = c; at < rows.length; at += width) total += rows[at]!;
    table[c] = -total;
  }
}

/** table[mask] = Σ_i ± rows_i for the other masks: each from the one without its highest bit. */
function fillTable(table: Float64Array, rows: Float64Array, width: number): void {
  for (let bit = 0; bit < TABLE_ROWS; bit++) {
    const size = width << bit;
    for (let from = 0; from < size; from += width) {
      for (let c = 0; c < width; c++) table[size + from + c] = table[from + c]! + 2 * rows[bit * width + c]!;
    }
  }
}

/** The adder in TypeScript: for a few sums, and what the compiled one is held to. */
export function plainSignedAdder(draws: number, columns: number): SignedAdder {
  const width = even(columns);
  const table = new Float64Array(256 * width);
  const rows = new Float64Array(TABLE_ROWS * width);
  const sums = new Float64Array(draws * width);
  const signs = new Uint32Array(draws);
  return {
    width,
    rows,
    sums,
    setBits: (bits) => signs.set(bits),
    add(at) {
      startTable(table, rows, width);
      fillTable(table, rows, width);
      for (let draw = 0; draw < draws; draw++) {
        const from = ((signs[draw]! >>> (8 * at)) & 255) * width;
        const to = draw * width;
        for (let c = 0; c < width; c++) sums[to + c]! += table[from + c]!;
      }
    },
  };
}

/** The adder by the compiled kernels, to the same bits. Its arrays are the kernels' memory: valid until somebody else opens it. */
export function compiledSignedAdder(draws: number, columns: number): SignedAdder {
  const width = even(columns);
  const tableAt = ORIGIN;
  const rowsAt = tableAt + 256 * width * 8;
  const sumsAt = rowsAt + TABLE_ROWS * width * 8;
  const bitsAt = sumsAt + draws * width * 8;
  const { kernels, numbers, words } = openKernels(bitsAt + draws * 4 - ORIGIN);
  numbers.fill(0, tableAt / 8, bitsAt / 8);
  const table = numbers.subarray(tableAt / 8, rowsAt / 8);
  const rows = numbers.subarray(rowsAt / 8, sumsAt / 8);
  return {
    width,
    rows,
    sums: numbers.subarray(sumsAt / 8, bitsAt / 8),
    setBits: (bits) => words.set(bits, bitsAt / 4),
    add(at) {
      startTable(table, rows, width);
      kernels.fillTable(tableAt, rowsAt, width * 8);
      kernels.addSigned(sumsAt, tableAt, width * 8, bitsAt, 8 * at, draws);
    },
  };
}
