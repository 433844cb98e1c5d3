import type { Factor } from "../core/table.ts";
import type { Levels } from "./model-matrix-values.ts";

/** Below this many pairs of levels a table is smaller than a hash map. */
const SMALL_TABLE = 1 << 22;

/** Levels that occur in complete rows, numbered from 0 without gaps; -1 in other rows. */
export function denseFactor(name: string, { codes, labels }: Levels, complete: Uint8Array): Factor {
  const places = new Int32Array(labels.length).fill(-1);
  for (let row = 0; row < codes.length; row++) if (complete[row] === 1 && codes[row]! >= 0) places[codes[row]!] = 0;
  const used: string[] = [];
  for (let code = 0; code < places.length; code++) {
    if (places[code] === -1) continue;
    places[code] = used.length;
    used.push(labels[code]!);
  }
  const dense = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    dense[row] = complete[row] === 1 && codes[row]! >= 0 ? places[codes[row]!]! : -1;
  }
  return { name, codes: dense, count: used.length, labels: used };
}

/** One level per combination that occurs (`region^year`), numbered by first appearance; -1 where either is -1. */
export function combineFactors(name: string, first: Factor, second: Factor): Factor {
  const pairs = first.count * second.count;
  const small = pairs <= Math.max(SMALL_TABLE, 4 * first.codes.length);
  const table = small ? new Int32Array(pairs).fill(-1) : null;
  const map = new Map<number, number>();
  const codes = new Int32Array(first.codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const a = first.codes[row]!;
    const b = second.codes[row]!;
    if (a < 0 || b < 0) {
      codes[row] = -1;
      continue;
    }
    const pair = a * second.count + b;
    let code = table === null ? (map.get(pair) ?? -1) : table[pair]!;
    if (code === -1) {
      code = count++;
      if (table === null) map.set(pair, code);
      else table[pair] = code;
    }
    codes[row] = code;
  }
  return { name, codes, count };
}

/** The factor on some of its rows, with the levels that are left numbered again without gaps, in the same order. */
export function selectFactor(factor: Factor, rows: Int32Array): Factor {
  const places = new Int32Array(factor.count).fill(-1);
  for (const row of rows) if (factor.codes[row]! >= 0) places[factor.codes[row]!] = 0;
  let count = 0;
  for (let code = 0; code < places.length; code++) if (places[code] === 0) places[code] = count++;
  const codes = rows.map((row) => (factor.codes[row]! < 0 ? -1 : places[factor.codes[row]!]!));
  const { name, labels } = factor;
  if (labels === undefined) return { name, codes, count };
  return { name, codes, count, labels: labels.filter((_, code) => places[code]! >= 0) };
}
