import type { Column } from "../core/table.ts";

/** A key column as codes into distinct texts: joins compare small integers, not texts. -1 is missing. */
export interface KeyCodes {
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

/** Codes of a key column; a number is its shortest text, so that 2015 joins "2015". */
export function keyCodes(column: Column): KeyCodes {
  if (column.kind === "category") return column;
  const codeOf = new Map<number, number>();
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const known = codeOf.get(value);
    if (known !== undefined) return known;
    codeOf.set(value, codeOf.size);
    return codeOf.size - 1;
  });
  return { codes, labels: Array.from(codeOf.keys(), String) };
}

/** Dense numbers for pairs (before, own): an array where pairs are few enough to address directly, else a map. */
interface PairNumbers {
  readonly find: (pair: number) => number | undefined;
  readonly add: (pair: number) => number;
  readonly size: () => number;
}

function pairNumbers(pairs: number, rowCount: number): PairNumbers {
  let size = 0;
  if (pairs > 8 * rowCount + 1024) {
    const numbers = new Map<number, number>();
    const add = (pair: number): number => {
      numbers.set(pair, size);
      return size++;
    };
    return { find: (pair) => numbers.get(pair), add, size: () => size };
  }
  const numbers = new Int32Array(pairs);
  const add = (pair: number): number => {
    numbers[pair] = ++size;
    return size - 1;
  };
  return { find: (pair) => (numbers[pair]! > 0 ? numbers[pair]! - 1 : undefined), add, size: () => size };
}

/** Combinations of keys in use: a dense number per row, and a row that has it. */
export interface Combined {
  readonly codes: Int32Array;
  readonly firstRow: readonly number[];
}

/** Numbers the combinations of several keys in order of first appearance; -1 where any key is missing. */
export function combineKeys(keys: readonly KeyCodes[], rowCount: number): Combined {
  let codes = new Int32Array(rowCount);
  let count = 1;
  let firstRow: number[] = [];
  for (const key of keys) {
    const radix = key.labels.length;
    const numbers = pairNumbers(count * radix, rowCount);
    const next = new Int32Array(rowCount).fill(-1);
    firstRow = [];
    for (let row = 0; row < rowCount; row++) {
      const own = key.codes[row]!;
      if (codes[row]! < 0 || own < 0) continue;
      const pair = codes[row]! * radix + own;
      const known = numbers.find(pair);
      if (known === undefined) firstRow.push(row);
      next[row] = known ?? numbers.add(pair);
    }
    codes = next;
    count = numbers.size();
  }
  return { codes, firstRow };
}

/**
 * Where rows of one table stand in another, by their keys. Missing keys match missing keys.
 *
 * @param own     keys of the table that is looked up in, one row a combination
 * @param theirs  the same keys of the table whose rows are looked up
 * @param onTwice called with a row of `own` whose combination an earlier row has; expected to throw
 * @returns for each row of the second table the row of the first, -1 where there is none
 */
export function matchRows(
  own: readonly KeyCodes[],
  ownRows: number,
  theirs: readonly KeyCodes[],
  theirRows: number,
  onTwice: (row: number) => never,
): Int32Array {
  let ownCodes = new Int32Array(ownRows);
  let theirCodes = new Int32Array(theirRows);
  let count = 1;
  own.forEach((key, k) => {
    const other = theirs[k]!;
    const partOf = translate(key, other.labels);
    const radix = other.labels.length + key.labels.length + 1;
    const numbers = pairNumbers(count * radix, ownRows);
    ownCodes = ownCodes.map((before, row) => {
      const label = key.codes[row]!;
      const pair = before * radix + (label < 0 ? 0 : partOf[label]!);
      return numbers.find(pair) ?? numbers.add(pair);
    });
    theirCodes = theirCodes.map((before, row) =>
      before < 0 ? -1 : (numbers.find(before * radix + other.codes[row]! + 1) ?? -1),
    );
    count = numbers.size();
  });
  const rowOf = new Int32Array(count).fill(-1);
  ownCodes.forEach((code, row) => {
    if (rowOf[code]! >= 0) onTwice(row);
    rowOf[code] = row;
  });
  return theirCodes.map((code) => (code < 0 ? -1 : rowOf[code]!));
}

/** Code + 1 of each label among `labels`; a label that is not there continues the count, so that it matches nothing but itself. */
function translate(key: KeyCodes, labels: readonly string[]): Int32Array {
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  let beyond = labels.length;
  return Int32Array.from(key.labels, (label) => (codeOf.get(label) ?? beyond++) + 1);
}
