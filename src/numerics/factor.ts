import type { Column, Factor } from "../core/table.ts";

/** Rows of each level: `order[start[l] … start[l + 1])` are the rows of level l, ascending. */
export interface Grouping {
  readonly start: Int32Array;
  readonly order: Int32Array;
}

/**
 * The grouping a column defines: categories by code, numbers by distinct value in ascending order. Unused levels are left out.
 *
 * @throws RangeError when a row is missing: the design drops such rows before an estimator sees them.
 */
export function factorFromColumn(column: Column): Factor {
  if (column.kind === "number") return factorFromNumbers(column.name, column.values);
  return densify({ name: column.name, codes: column.codes, count: column.labels.length, labels: column.labels });
}

/** Whole numbers spread over less than this, or less than there are rows, are coded by a table instead of a sort. */
const TABLE_SIZE = 1 << 16;

/** Levels are the distinct values, ascending; labels are their decimal text. @throws RangeError on NaN. */
export function factorFromNumbers(name: string, values: Float64Array): Factor {
  const codes = new Int32Array(values.length);
  const levels = codeWholeNumbers(values, codes) ?? codeBySearch(name, values, codes);
  return { name, codes, count: levels.length, labels: Array.from(levels, String) };
}

/** Fills `codes` and returns the levels; null when a value is no whole number or they lie too far apart for a table. */
function codeWholeNumbers(values: Float64Array, codes: Int32Array): Float64Array | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.floor(value) !== value) return null;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low + 1;
  if (!(span <= Math.max(TABLE_SIZE, values.length) && Math.abs(low) < 2 ** 50)) return null;
  const code = new Int32Array(span).fill(-1);
  for (let i = 0; i < values.length; i++) code[values[i]! - low] = 0;
  let count = 0;
  for (let at = 0; at < span; at++) if (code[at] === 0) code[at] = count++;
  const levels = new Float64Array(count);
  for (let at = 0; at < span; at++) if (code[at]! >= 0) levels[code[at]!] = low + at;
  for (let i = 0; i < values.length; i++) codes[i] = code[values[i]! - low]!;
  return levels;
}

function codeBySearch(name: string, values: Float64Array, codes: Int32Array): Float64Array {
  const levels = distinctSorted(values);
  if (levels.length > 0 && Number.isNaN(levels[levels.length - 1]!))
    throw new RangeError(`factor ${name}: missing value`);
  for (let i = 0; i < values.length; i++) codes[i] = lowerBound(levels, values[i]!);
  return levels;
}

/** Distinct values in ascending order; NaN, if any, last. */
export function distinctSorted(values: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!;
    const isNew =
      count === 0 || (value !== sorted[count - 1]! && !(Number.isNaN(value) && Number.isNaN(sorted[count - 1]!)));
    if (isNew) sorted[count++] = value === 0 ? 0 : value;
  }
  return sorted.slice(0, count);
}

function lowerBound(levels: Float64Array, value: number): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (levels[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same grouping without levels that no row has; the order of levels is kept. @throws RangeError on a code below 0: missing */
export function densify(factor: Factor): Factor {
  const { name, labels, codes } = factor;
  const level = new Int32Array(factor.count);
  let lowest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < lowest) lowest = code;
    level[code] = 1;
  }
  if (lowest < 0) throw new RangeError(`factor ${name}: missing value`);
  let count = 0;
  for (let l = 0; l < factor.count; l++) level[l] = level[l] === 1 ? count++ : -1;
  if (count === factor.count) return factor;
  const dense = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) dense[i] = level[codes[i]!]!;
  return labels === undefined
    ? { name, codes: dense, count }
    : { name, codes: dense, count, labels: labels.filter((_, l) => level[l]! >= 0) };
}

/** The factor on a selection of rows, without the levels that disappear. All rows in order: the factor itself. */
export function takeFactor(factor: Factor, rows: Int32Array): Factor {
  if (isEveryRow(rows, factor.codes.length)) return factor;
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = factor.codes[rows[i]!]!;
  return densify({ ...factor, codes });
}

/** Whether `rows` is 0 … count − 1. */
function isEveryRow(rows: Int32Array, count: number): boolean {
  if (rows.length !== count) return false;
  for (let i = 0; i < count; i++) if (rows[i] !== i) return false;
  return true;
}

/** 0 … count − 1. */
export function everyRow(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}

/**
 * One level per combination that occurs, ordered by the first factor's level, then by first appearance.
 *
 * O(n + levels) per factor and no hashing: rows are visited level by level of the combination so far.
 */
export function combineFactors(name: string, factors: readonly Factor[]): Factor {
  const [first, ...rest] = factors;
  if (first === undefined) throw new RangeError("combineFactors: no factors");
  let codes: Int32Array = first.codes;
  let count = first.count;
  for (const next of rest) {
    const { start, order } = groupRows(codes, count);
    const combined = new Int32Array(codes.length);
    const mark = new Int32Array(next.count).fill(-1);
    const codeOf = new Int32Array(next.count);
    let total = 0;
    for (let level = 0; level < count; level++) {
      for (let p = start[level]!; p < start[level + 1]!; p++) {
        const other = next.codes[order[p]!]!;
        if (mark[other] !== level) {
          mark[other] = level;
          codeOf[other] = total++;
        }
        combined[order[p]!] = codeOf[other]!;
      }
    }
    codes = combined;
    count = total;
  }
  return { name, codes, count };
}

/** Counting sort of rows by level. O(n + levels). */
export function groupRows(codes: Int32Array, count: number): Grouping {
  const start = groupStarts(codes, count);
  return { start, order: orderRows(codes, start) };
}

/** `start` of a grouping: level l holds as many rows as start[l + 1] − start[l]. */
export function groupStarts(codes: Int32Array, count: number): Int32Array {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < codes.length; i++) start[codes[i]! + 1]!++;
  for (let level = 0; level < count; level++) start[level + 1]! += start[level]!;
  return start;
}

/** `order` of a grouping. */
export function orderRows(codes: Int32Array, start: Int32Array): Int32Array {
  const next = start.slice();
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]!]!++] = i;
  return order;
}

/** Whether every level of `inner` lies within one level of `outer`. Same rows, same order. */
export function isNested(inner: Factor, outer: Factor): boolean {
  if (inner.codes === outer.codes) return true;
  const home = new Int32Array(inner.count).fill(-1);
  for (let i = 0; i < inner.codes.length; i++) {
    const level = inner.codes[i]!;
    if (home[level] === -1) home[level] = outer.codes[i]!;
    else if (home[level] !== outer.codes[i]!) return false;
  }
  return true;
}

/**
 * Connected components of the bipartite graph whose edges are rows: the number of normalisations two sets of effects need.
 *
 * @returns component of each level of `b` (0-based, in order of first level) and how many there are
 */
export function connectedComponents(a: Factor, b: Factor): { readonly ofB: Int32Array; readonly count: number } {
  const parent = Int32Array.from({ length: a.count + b.count }, (_, node) => node);
  const find = (start: number): number => {
    let node = start;
    while (parent[node]! !== node) {
      parent[node] = parent[parent[node]!]!;
      node = parent[node]!;
    }
    return node;
  };
  for (let i = 0; i < a.codes.length; i++) {
    const left = find(a.codes[i]!);
    const right = find(a.count + b.codes[i]!);
    if (left < right) parent[right] = left;
    else parent[left] = right;
  }
  const component = new Int32Array(a.count + b.count).fill(-1);
  const ofB = new Int32Array(b.count);
  let count = 0;
  for (let level = 0; level < b.count; level++) {
    const root = find(a.count + level);
    if (component[root] === -1) component[root] = count++;
    ofB[level] = component[root]!;
  }
  return { ofB, count };
}
