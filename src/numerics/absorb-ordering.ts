import { degreeQueue } from "./absorb-degree-queue.ts";

/** Sets of variables; `members[start[e] … start[e + 1])` are distinct. A symmetric matrix is nonzero only within sets. */
export interface Cliques {
  readonly size: number;
  readonly start: Int32Array;
  readonly members: Int32Array;
}

/** An elimination order and what elimination in that order fills. */
export interface Elimination {
  /** Variable eliminated at each position. */
  readonly order: Int32Array;
  /** Column k of the factor below its diagonal: `rows[start[k] … start[k + 1])`, positions, ascending. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** Entries of a factor beyond which none is made: memory. */
const LARGEST_FACTOR = 30_000_000;
/** Steps of ordering allowed per member, next to those in proportion to the factor's work. */
const STEPS_PER_MEMBER = 12;

/**
 * Approximate minimum degree (Amestoy, Davis and Duff 1996) for a matrix given by cliques, as the levels met by one group are after the
 * group's elimination. Since every entry lies in a clique, a variable's neighbours are always those of the cliques it is in: eliminating it
 * merges them into one, which is also the column's exact pattern. Ties go to the variable touched last, so the order is reproducible.
 *
 * @param workLimit multiplications the factorisation may take
 * @returns null once the factor is seen to need more than that
 */
export function minimumDegree(cliques: Cliques, workLimit: number): Elimination | null {
  const { size } = cliques;
  if (tooLarge(largestClique(cliques) - 1, workLimit) || leastWork(cliques) > 2 * workLimit) return null;
  const graph = cliqueGraph(cliques);
  const order = new Int32Array(size);
  const queue = degreeQueue(graph.degree);
  let work = 0;
  let filled = 0;
  let stepsLeft = STEPS_PER_MEMBER * cliques.members.length + 10 * size + workLimit / 50;
  for (let position = 0; position < size; position++) {
    const pivot = queue.takeSmallest();
    order[position] = pivot;
    const column = graph.merge(pivot, position);
    work += (column.length * (column.length + 3)) / 2;
    filled += column.length;
    if (work > workLimit || filled > LARGEST_FACTOR || tooLarge(column.length, workLimit)) return null;
    stepsLeft -= graph.updateDegrees(column, position, size - position - 1, queue.move);
    if (stepsLeft < 0) return null;
  }
  return { order, ...sortedColumns(order, graph.columns, filled) };
}

/** A clique has to be eliminated whole: about d³ / 6 multiplications whatever the order. */
function tooLarge(degree: number, workLimit: number): boolean {
  return degree ** 3 / 6 > workLimit;
}

function largestClique({ start }: Cliques): number {
  let largest = 0;
  for (let e = 0; e + 1 < start.length; e++) largest = Math.max(largest, start[e + 1]! - start[e]!);
  return largest;
}

/** Variables whose neighbours are counted to see early that a graph is hopeless. */
const SAMPLE = 64;

/**
 * A lower bound on the work of any order, up to the error of a sample: the factor has at least the graph's n d / 2 edges, d the mean degree,
 * and work is least when they are spread evenly, n (d / 2)² / 2.
 */
function leastWork({ size, start, members }: Cliques): number {
  const step = Math.max(1, Math.floor(size / SAMPLE));
  const cliquesOf = new Map<number, number[]>();
  for (let i = 0; i < size; i += step) cliquesOf.set(i, []);
  for (let e = 0; e + 1 < start.length; e++) {
    for (let q = start[e]!; q < start[e + 1]!; q++) {
      if (members[q]! % step === 0) cliquesOf.get(members[q]!)!.push(e);
    }
  }
  const seen = new Int32Array(size).fill(-1);
  let edges = 0;
  for (const [i, list] of cliquesOf) {
    seen[i] = i;
    for (const e of list) {
      for (let q = start[e]!; q < start[e + 1]!; q++) {
        if (seen[members[q]!] === i) continue;
        seen[members[q]!] = i;
        edges++;
      }
    }
  }
  const degree = edges / Math.max(1, cliquesOf.size);
  return (size * degree * degree) / 8;
}

/** The quotient graph: cliques first as given, then one per eliminated variable, numbered on. */
function cliqueGraph({ size, start, members }: Cliques) {
  const given = start.length - 1;
  const first = new Int32Array(size + 1);
  for (let e = 0; e < given; e++) {
    if (start[e + 1]! - start[e]! < 2) continue;
    for (let q = start[e]!; q < start[e + 1]!; q++) first[members[q]! + 1]!++;
  }
  for (let i = 0; i < size; i++) first[i + 1]! += first[i]!;
  const length = new Int32Array(size);
  // A variable's cliques: eliminating a neighbour takes at least one away and adds one, so the list never outgrows its place.
  const list = new Int32Array(first[size]!);
  const degree = new Int32Array(size);
  for (let e = 0; e < given; e++) {
    const others = start[e + 1]! - start[e]! - 1;
    if (others < 1) continue;
    for (let q = start[e]!; q <= start[e]! + others; q++) {
      const i = members[q]!;
      list[first[i]! + length[i]!++] = e;
      degree[i] = Math.min(size - 1, degree[i]! + others);
    }
  }
  const columns: Int32Array[] = [];
  const absorbed = new Uint8Array(given + size);
  const outside = new Int32Array(given + size);
  const countedAt = new Int32Array(given + size).fill(-1);
  const takenAt = new Int32Array(size).fill(-1);
  const scratch = new Int32Array(size);
  const cardinality = new Int32Array(given + size);
  for (let e = 0; e < given; e++) cardinality[e] = start[e + 1]! - start[e]!;

  /** Replaces the pivot's cliques by their union without the pivot. */
  const merge = (pivot: number, position: number): Int32Array => {
    let count = 0;
    takenAt[pivot] = position;
    const gather = (source: Int32Array, from: number, to: number): void => {
      for (let q = from; q < to; q++) {
        const i = source[q]!;
        if (takenAt[i] === position) continue;
        takenAt[i] = position;
        scratch[count++] = i;
      }
    };
    for (let q = first[pivot]!; q < first[pivot]! + length[pivot]!; q++) {
      const e = list[q]!;
      if (absorbed[e] === 1) continue;
      if (e < given) gather(members, start[e]!, start[e + 1]!);
      else gather(columns[e - given]!, 0, columns[e - given]!.length);
      absorbed[e] = 1;
    }
    const column = scratch.slice(0, count);
    columns.push(column);
    cardinality[given + position] = count;
    return column;
  };

  /**
   * Bounds on the degrees of the new clique's variables: the clique, and of every other clique what lies outside it. A clique that lies
   * inside adds nothing any more and is dropped.
   *
   * @returns steps taken
   */
  const updateDegrees = (
    column: Int32Array,
    position: number,
    remaining: number,
    move: (variable: number, degree: number) => void,
  ): number => {
    let steps = 0;
    for (const i of column) {
      steps += length[i]!;
      for (let q = first[i]!; q < first[i]! + length[i]!; q++) {
        const e = list[q]!;
        if (absorbed[e] === 1) continue;
        if (countedAt[e] !== position) {
          countedAt[e] = position;
          outside[e] = cardinality[e]!;
        }
        outside[e]!--;
      }
    }
    for (const i of column) {
      let kept = first[i]!;
      let bound = column.length - 1;
      for (let q = first[i]!; q < first[i]! + length[i]!; q++) {
        const e = list[q]!;
        if (absorbed[e] === 1) continue;
        if (outside[e] === 0) absorbed[e] = 1;
        else {
          bound += outside[e]!;
          list[kept++] = e;
        }
      }
      list[kept++] = given + position;
      length[i] = kept - first[i]!;
      degree[i] = Math.min(bound, degree[i]! + column.length - 1, remaining - 1);
      move(i, degree[i]!);
    }
    return steps;
  };
  return { degree, columns, merge, updateDegrees };
}

/** Patterns by variable turned into positions, ascending within a column: two counting passes. */
function sortedColumns(order: Int32Array, columns: readonly Int32Array[], filled: number) {
  const size = order.length;
  const position = new Int32Array(size);
  for (let k = 0; k < size; k++) position[order[k]!] = k;
  const rowStart = new Int32Array(size + 1);
  const start = new Int32Array(size + 1);
  columns.forEach((column, k) => {
    start[k + 1] = start[k]! + column.length;
    for (const i of column) rowStart[position[i]! + 1]!++;
  });
  for (let r = 0; r < size; r++) rowStart[r + 1]! += rowStart[r]!;
  const columnOf = new Int32Array(filled);
  const nextInRow = rowStart.slice(0, size);
  columns.forEach((column, k) => {
    for (const i of column) columnOf[nextInRow[position[i]!]!++] = k;
  });
  const rows = new Int32Array(filled);
  const nextInColumn = start.slice(0, size);
  for (let r = 0; r < size; r++) {
    for (let q = rowStart[r]!; q < rowStart[r + 1]!; q++) rows[nextInColumn[columnOf[q]!]!++] = r;
  }
  return { start, rows };
}
