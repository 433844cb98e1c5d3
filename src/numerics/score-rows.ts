import type { ScoreFactors } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";

/** Rows whose scores are handled together: k columns of them fit in the nearest cache. */
const TILE = 256;

/** Scores as a matrix, n × k row-major: the one handed in, or the product of its factors. */
export function scoreMatrix(scores: Float64Array | ScoreFactors): Float64Array {
  if (scores instanceof Float64Array) return scores;
  const { columns, multipliers } = scores;
  const k = columns.length;
  const n = multipliers.length;
  const matrix = new Float64Array(n * k);
  for (let from = 0; from < n; from += TILE) {
    const to = Math.min(n, from + TILE);
    columns.forEach((column, j) => {
      if (column === null) for (let i = from; i < to; i++) matrix[i * k + j] = Number.NaN;
      else for (let i = from; i < to; i++) matrix[i * k + j] = multipliers[i]! * column[i]!;
    });
  }
  return matrix;
}

/** Scores of the terms at these positions, in their order. */
export function pickScores(
  scores: Float64Array | ScoreFactors,
  size: number,
  positions: readonly number[],
): Float64Array | ScoreFactors {
  const k = positions.length;
  if (k === size && positions.every((position, j) => position === j)) return scores;
  if (!(scores instanceof Float64Array))
    return { ...scores, columns: positions.map((position) => scores.columns[position]!) };
  const rows = size === 0 ? 0 : scores.length / size;
  const picked = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) for (let j = 0; j < k; j++) picked[i * k + j] = scores[i * size + positions[j]!]!;
  return picked;
}

/** Sums of scores per level, levels × k row-major, without multiplying them out first. */
export function sumScores(scores: Float64Array | ScoreFactors, k: number, { codes, count }: Factor): Float64Array {
  const sums = new Float64Array(count * k);
  if (scores instanceof Float64Array) {
    let from = 0;
    for (let i = 0; i < codes.length; i++) {
      const to = codes[i]! * k;
      for (let j = 0; j < k; j++) sums[to + j]! += scores[from + j]!;
      from += k;
    }
    return sums;
  }
  const { columns, multipliers } = scores;
  for (let from = 0; from < codes.length; from += TILE) {
    const to = Math.min(codes.length, from + TILE);
    for (let j = 0; j < k; j++) {
      const column = columns[j];
      if (!column) continue;
      for (let i = from; i < to; i++) sums[codes[i]! * k + j]! += multipliers[i]! * column[i]!;
    }
  }
  columns.forEach((column, j) => {
    if (column === null) for (let level = 0; level < count; level++) sums[level * k + j] = Number.NaN;
  });
  return sums;
}
