import type { SparseFactor } from "./absorb-factor.ts";
import type { RestSystem } from "./absorb-rest.ts";
import { openStream, type RandomStream, uniform } from "./random.ts";

/** Edges kept at the endpoint that is eliminated first, in one linked list per vertex; places are used again. */
interface EdgePool {
  readonly head: Int32Array;
  readonly next: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
  free: number;
}

/**
 * An approximate factor of the wide part of S, for conjugate gradients on graphs where an exact one is too large.
 *
 * Eliminating a vertex of a graph joins its neighbours all with all. Here d neighbours are joined by d − 1 edges drawn so that the expected
 * Laplacian is the exact one: in order of weight, neighbour i is joined to a later one, j with probability w_j / Σ_{l>i} w_l, by an edge of
 * weight w_i Σ_{l>i} w_l / Σ w (Kyng and Sachdeva 2016; Gao, Kyng and Spielman 2023). The graph never gets more edges than it has. Groups
 * are eliminated first, then levels from few edges to many. Several wide effects are taken apart: each one's Laplacian with the groups.
 * Draws come from a fixed stream, so the factor is the same every time.
 */
export function approximateFactor(system: RestSystem): SparseFactor {
  const { wideCount } = system;
  const stream = openStream({ seed: 0, task: "approximate-factor", replicate: 0 });
  const edges = groupEdges(system, stream);
  const order = byDegree(wideCount, edges);
  const position = new Int32Array(wideCount);
  for (let k = 0; k < wideCount; k++) position[order[k]!] = k;
  const pool = poolOf(wideCount, edges, position);
  const start = new Int32Array(wideCount + 1);
  const rows: number[] = [];
  const values: number[] = [];
  const diagonal = new Float64Array(wideCount);
  const merged = new Float64Array(wideCount);
  let dropped = 0;
  for (let k = 0; k < wideCount; k++) {
    const star = takeNeighbours(pool, k, merged);
    let total = 0;
    for (const weight of star.weight) total += weight;
    diagonal[k] = total;
    if (star.at.length === 0) dropped++;
    star.at.forEach((at, i) => {
      rows.push(at);
      values.push(-star.weight[i]! / total);
    });
    start[k + 1] = rows.length;
    sampleTree(star, total, stream, (a, b, weight) => {
      addEdge(pool, Math.min(a, b), Math.max(a, b), weight);
    });
  }
  return {
    elimination: { order, start, rows: Int32Array.from(rows) },
    values: Float64Array.from(values),
    diagonal,
    dropped,
  };
}

interface Star {
  /** Neighbours in ascending order of weight. */
  readonly at: readonly number[];
  readonly weight: readonly number[];
}

function starOf(at: readonly number[], weightOf: (at: number) => number): Star {
  const sorted = at.map((vertex) => ({ vertex, weight: weightOf(vertex) }));
  sorted.sort((a, b) => a.weight - b.weight || a.vertex - b.vertex);
  return { at: sorted.map(({ vertex }) => vertex), weight: sorted.map(({ weight }) => weight) };
}

/** Hands over the edges that stand for the clique among the neighbours; two neighbours need one edge and no draw. */
function sampleTree(
  { at, weight }: Star,
  total: number,
  stream: RandomStream,
  visit: (a: number, b: number, weight: number) => void,
): void {
  const cumulative = new Float64Array(at.length + 1);
  for (let i = 0; i < at.length; i++) cumulative[i + 1] = cumulative[i]! + weight[i]!;
  const end = cumulative[at.length]!;
  for (let i = 0; i + 1 < at.length; i++) {
    const later = end - cumulative[i + 1]!;
    let low = i + 1;
    if (i + 2 < at.length) {
      const target = cumulative[i + 1]! + uniform(stream) * later;
      let high = at.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (cumulative[middle + 1]! > target) high = middle;
        else low = middle + 1;
      }
    }
    visit(at[i]!, at[low]!, (weight[i]! * later) / total);
  }
}

/** What stands for the elimination of the groups: pairs of levels, `from`, `to`, `weight` side by side. */
function groupEdges({ layout, cells, width, wideCount, wideLevel }: RestSystem, stream: RandomStream) {
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  const effectOf = effectOfLevel(layout.restStart, wideLevel, wideCount);
  const weightAt = new Float64Array(wideCount);
  for (let g = 0; g < layout.groupWeight.length; g++) {
    const byEffect = new Map<number, number[]>();
    for (let q = cells.start[g]!; q < cells.start[g + 1]!; q++) {
      const level = cells.level[q]!;
      weightAt[level] = cells.weight[q]!;
      const effect = width === 1 ? 0 : effectOf[level]!;
      const levels = byEffect.get(effect);
      if (levels === undefined) byEffect.set(effect, [level]);
      else levels.push(level);
    }
    for (const levels of byEffect.values()) {
      if (levels.length < 2) continue;
      const star = starOf(levels, (level) => weightAt[level]!);
      sampleTree(star, layout.groupWeight[g]!, stream, (a, b, value) => {
        from.push(a);
        to.push(b);
        weight.push(value);
      });
    }
  }
  return { from, to, weight };
}

function effectOfLevel(restStart: Int32Array, wideLevel: Int32Array, wideCount: number): Int32Array {
  const effects = new Int32Array(wideCount);
  let effect = 0;
  for (let i = 0; i < wideCount; i++) {
    while (wideLevel[i]! >= restStart[effect + 1]!) effect++;
    effects[i] = effect;
  }
  return effects;
}

type Edges = ReturnType<typeof groupEdges>;

function byDegree(size: number, { from, to }: Edges): Int32Array {
  const degree = new Int32Array(size);
  from.forEach((vertex, e) => {
    degree[vertex]!++;
    degree[to[e]!]!++;
  });
  return Int32Array.from({ length: size }, (_, i) => i).sort((a, b) => degree[a]! - degree[b]! || a - b);
}

function poolOf(size: number, { from, to, weight }: Edges, position: Int32Array): EdgePool {
  const pool: EdgePool = {
    head: new Int32Array(size).fill(-1),
    next: Int32Array.from({ length: from.length }, (_, e) => (e + 1 < from.length ? e + 1 : -1)),
    to: new Int32Array(from.length),
    weight: new Float64Array(from.length),
    free: from.length > 0 ? 0 : -1,
  };
  from.forEach((vertex, e) => {
    const [a, b] = [position[vertex]!, position[to[e]!]!];
    addEdge(pool, Math.min(a, b), Math.max(a, b), weight[e]!);
  });
  return pool;
}

function addEdge(pool: EdgePool, first: number, second: number, weight: number): void {
  const place = pool.free;
  pool.free = pool.next[place]!;
  pool.to[place] = second;
  pool.weight[place] = weight;
  pool.next[place] = pool.head[first]!;
  pool.head[first] = place;
}

/** Takes a vertex's edges out of the pool; parallel ones become one. @param merged zeros, left as zeros */
function takeNeighbours(pool: EdgePool, vertex: number, merged: Float64Array): Star {
  const at: number[] = [];
  for (let place = pool.head[vertex]!; place >= 0; ) {
    const neighbour = pool.to[place]!;
    if (merged[neighbour] === 0) at.push(neighbour);
    merged[neighbour]! += pool.weight[place]!;
    const following = pool.next[place]!;
    pool.next[place] = pool.free;
    pool.free = place;
    place = following;
  }
  const star = starOf(at, (neighbour) => merged[neighbour]!);
  for (const neighbour of at) merged[neighbour] = 0;
  return star;
}
