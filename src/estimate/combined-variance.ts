import type { Term } from "../core/fit.ts";
import { choleskyInPlace, choleskySolve } from "../numerics/cholesky.ts";
import { scoreMatrix } from "../numerics/score-rows.ts";
import type { Scores } from "./linear-fit.ts";

/** A term that is a linear combination of columns of a linear fit: Σ_p weights[p] × column positions[p]. Without positions it is NaN. */
export interface CombinedTerm {
  readonly term: Term;
  readonly positions: readonly number[];
  readonly weights: readonly number[];
}

/**
 * What rows add to the influence on terms beside the regression, such as the estimated weights of averages: score row i adds scale[i] × vectors[group[i]],
 * nothing where its group is −1.
 */
export interface AddedInfluence {
  readonly group: Int32Array;
  readonly scale: Float64Array;
  /** One per group, length k. */
  readonly vectors: readonly Float64Array[];
}

/** A term whose variance other terms leave at most this part of is a combination of them. */
const DEPENDENT = 1e-12;

/**
 * Bread and scores over all terms, as `combineTerms` says.
 *
 * @param size columns of the fit that `given` belongs to
 * @param live positions of the terms that have an estimate; the bread of the others is NaN
 */
export function combineVariance(
  given: Scores,
  size: number,
  combined: readonly CombinedTerm[],
  live: readonly number[],
  added: AddedInfluence | null,
): Pick<Scores, "bread" | "scores"> {
  const k = combined.length;
  const l = live.length;
  const terms = live.map((j) => combined[j]!);
  // A B, l × size.
  const half = new Float64Array(l * size);
  terms.forEach(({ positions, weights }, a) => {
    positions.forEach((position, p) => {
      for (let column = 0; column < size; column++) {
        const value = given.bread[position * size + column]!;
        if (!Number.isNaN(value)) half[a * size + column]! += weights[p]! * value;
      }
    });
  });
  const matrix = new Float64Array(l * l);
  for (let a = 0; a < l; a++) {
    for (let b = 0; b <= a; b++) {
      const { positions, weights } = terms[b]!;
      let value = 0;
      positions.forEach((position, p) => {
        value += weights[p]! * half[a * size + position]!;
      });
      matrix[a * l + b] = value;
      matrix[b * l + a] = value;
    }
  }
  const extra = added === null ? null : { ...added, vectors: added.vectors.map((v) => pickLive(v, live)) };
  const squares = extra === null ? new Float64Array(l * l) : squaresOf(extra, given, l);
  for (let p = 0; p < matrix.length; p++) matrix[p]! += squares[p]!;
  const bread = new Float64Array(k * k).fill(Number.NaN);
  live.forEach((row, a) => {
    live.forEach((column, b) => {
      bread[row * k + column] = matrix[a * l + b]!;
    });
  });
  const owners = columnOwners(given, size, terms);
  const parts =
    owners === null ? solveParts(given, size, l, half, matrix, extra) : ownParts(owners, terms, squares, extra);
  return { bread, scores: addParts(given, size, k, live, parts, extra) };
}

/** Scores as a sum: rows of `from` move column to term; `groups` is what each group of the added influence adds, over the live terms. */
interface ScoreParts {
  /** Either columns that are terms by themselves, or a matrix live terms × columns. */
  readonly columns: readonly { readonly term: number; readonly column: number }[] | Float64Array;
  readonly groups: readonly Float64Array[];
}

/** Where every estimated column is a term by itself: which one. Null where some column is not. */
function columnOwners(
  { bread }: Scores,
  size: number,
  terms: readonly CombinedTerm[],
): readonly { readonly term: number; readonly column: number }[] | null {
  const owners: { term: number; column: number }[] = [];
  for (let column = 0; column < size; column++) {
    if (Number.isNaN(bread[column * size + column]!)) continue;
    const term = terms.findIndex(
      ({ positions, weights }) => positions.length === 1 && positions[0] === column && weights[0] === 1,
    );
    if (term < 0) return null;
    owners.push({ term, column });
  }
  return owners;
}

/** Every column is a term: t solves V t = ξ, and the cells that the other terms are made of give up A₁ᵀ t. */
function ownParts(
  owners: readonly { readonly term: number; readonly column: number }[],
  terms: readonly CombinedTerm[],
  squares: Float64Array,
  extra: AddedInfluence | null,
): ScoreParts {
  const termOf = new Map(owners.map(({ term, column }) => [column, term]));
  const groups = solveAll(squares, terms.length, extra?.vectors ?? []).map((t) => {
    const part = t.slice();
    terms.forEach(({ positions, weights }, a) => {
      if (t[a] === 0) return;
      positions.forEach((position, p) => {
        part[termOf.get(position)!]! -= weights[p]! * t[a]!;
      });
    });
    return part;
  });
  return { columns: owners, groups };
}

/** M⁻ A B, column by column, and M⁻ ξ, group by group. */
function solveParts(
  { bread }: Scores,
  size: number,
  l: number,
  half: Float64Array,
  matrix: Float64Array,
  extra: AddedInfluence | null,
): ScoreParts {
  const sides = Array.from({ length: size }, (_, column) =>
    Float64Array.from({ length: l }, (__, a) =>
      Number.isNaN(bread[column * size + column]!) ? 0 : half[a * size + column]!,
    ),
  );
  const solved = solveAll(matrix, l, [...sides, ...(extra?.vectors ?? [])]);
  const columns = new Float64Array(l * size);
  for (let a = 0; a < l; a++)
    for (let column = 0; column < size; column++) columns[a * size + column] = solved[column]![a]!;
  return { columns, groups: solved.slice(size) };
}

/** Solutions of a positive semi-definite system, 0 in rows that follow from earlier ones. */
function solveAll(matrix: Float64Array, l: number, sides: readonly Float64Array[]): readonly Float64Array[] {
  const factor = matrix.slice();
  const threshold = Float64Array.from({ length: l }, (_, a) => DEPENDENT * matrix[a * l + a]!);
  choleskyInPlace(factor, l, threshold);
  return sides.map((side) => {
    const solution = side.slice();
    choleskySolve(factor, l, solution);
    return solution;
  });
}

function addParts(
  { scores: given, rowUnit, bread }: Scores,
  size: number,
  k: number,
  live: readonly number[],
  { columns, groups }: ScoreParts,
  extra: AddedInfluence | null,
): Float64Array {
  const n = rowUnit.length;
  const scores = scoreMatrix(given);
  const out = new Float64Array(n * k);
  const l = live.length;
  if (columns instanceof Float64Array) {
    const used = [...Array(size).keys()].filter((column) => !Number.isNaN(bread[column * size + column]!));
    const m = used.length;
    const from = Int32Array.from(used);
    const mixing = Float64Array.from({ length: l * m }, (_, p) => columns[Math.floor(p / m) * size + from[p % m]!]!);
    const row = new Float64Array(m);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < m; c++) row[c] = scores[i * size + from[c]!]!;
      for (let a = 0; a < l; a++) out[i * k + live[a]!] = dot(mixing, a * m, row);
    }
  } else {
    const from = Int32Array.from(columns, ({ column }) => column);
    const to = Int32Array.from(columns, ({ term }) => live[term]!);
    for (let i = 0; i < n; i++) {
      for (let o = 0; o < from.length; o++) out[i * k + to[o]!] = scores[i * size + from[o]!]!;
    }
  }
  if (extra === null) return out;
  for (let i = 0; i < n; i++) {
    const part = groups[extra.group[i]!];
    if (part === undefined) continue;
    for (let a = 0; a < l; a++) out[i * k + live[a]!]! += extra.scale[i]! * part[a]!;
  }
  return out;
}

/** Σ_c a[at + c] b[c]. */
function dot(a: Float64Array, at: number, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  let c = 0;
  for (; c + 1 < b.length; c += 2) {
    even += a[at + c]! * b[c]!;
    odd += a[at + c + 1]! * b[c + 1]!;
  }
  return c < b.length ? even + odd + a[at + c]! * b[c]! : even + odd;
}

function pickLive(vector: Float64Array, live: readonly number[]): Float64Array {
  return Float64Array.from(live, (j) => vector[j]!);
}

/** V = Σ ξ ξᵀ / (f σ̂²). An exact fit has no σ̂²: there the squares count as they are, so that V keeps its rank. */
function squaresOf(
  { group, scale, vectors }: AddedInfluence,
  { frequency, weightedSsr, rowUnit }: Scores,
  l: number,
): Float64Array {
  const observations = frequency?.reduce((a, b) => a + b, 0) ?? rowUnit.length;
  const variance = weightedSsr > 0 ? weightedSsr / (observations - 1) : 1;
  const times = new Float64Array(vectors.length);
  for (let i = 0; i < group.length; i++) {
    if (group[i]! >= 0) times[group[i]!]! += (scale[i]! * scale[i]!) / (frequency === undefined ? 1 : frequency[i]!);
  }
  const squares = new Float64Array(l * l);
  vectors.forEach((vector, g) => {
    for (let a = 0; a < l; a++) {
      const left = (times[g]! / variance) * vector[a]!;
      if (left !== 0) for (let b = 0; b < l; b++) squares[a * l + b]! += left * vector[b]!;
    }
  });
  return squares;
}
