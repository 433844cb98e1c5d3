import type { Factor } from "../core/table.ts";

/** Whether some level has a single row. */
export function hasSingletons(effects: readonly Factor[]): boolean {
  return effects.some(({ codes, count }) => {
    const rows = new Int32Array(count);
    for (let i = 0; i < codes.length; i++) rows[codes[i]!]!++;
    return rows.includes(1);
  });
}

/**
 * Rows left after levels with a single row are dropped, repeatedly: dropping one row can leave another alone (Correia 2015).
 * A singleton says nothing about the coefficients, and keeping it understates clustered standard errors.
 *
 * @param frequency how many observations each row stands for; a row that stands for several is not a singleton. Null: one each.
 * @returns rows kept, ascending
 */
export function dropSingletons(
  effects: readonly Factor[],
  rowCount: number,
  frequency: Float64Array | null,
): Int32Array {
  const rowsLeft = effects.map((effect) => new Int32Array(effect.count));
  // The sum of the row numbers left in a level is that row's number once only one is left.
  const rowSum = effects.map((effect) => new Float64Array(effect.count));
  effects.forEach((effect, e) => {
    for (let i = 0; i < rowCount; i++) {
      rowsLeft[e]![effect.codes[i]!]!++;
      rowSum[e]![effect.codes[i]!]! += i;
    }
  });
  const dropped = new Uint8Array(rowCount);
  const queue: number[] = [];
  const enqueueIfAlone = (e: number, level: number): void => {
    if (rowsLeft[e]![level] !== 1) return;
    const row = rowSum[e]![level]!;
    if (dropped[row] === 1 || (frequency !== null && frequency[row]! > 1)) return;
    dropped[row] = 1;
    queue.push(row);
  };
  effects.forEach((effect, e) => {
    for (let level = 0; level < effect.count; level++) enqueueIfAlone(e, level);
  });
  for (let head = 0; head < queue.length; head++) {
    const row = queue[head]!;
    effects.forEach((effect, e) => {
      const level = effect.codes[row]!;
      rowsLeft[e]![level]!--;
      rowSum[e]![level]! -= row;
      enqueueIfAlone(e, level);
    });
  }
  const kept = new Int32Array(rowCount - queue.length);
  let next = 0;
  for (let i = 0; i < rowCount; i++) if (dropped[i] === 0) kept[next++] = i;
  return kept;
}
