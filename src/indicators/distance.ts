/** Mean radius of the Earth in kilometres (IUGG R1): the one that published distances between school locations use. */
export const EARTH_RADIUS_KM = 6371.0088;

const RADIANS = Math.PI / 180;

/**
 * Great-circle distance between two points by the haversine formula (Sinnott 1984, "Virtues of the haversine"); accurate for near points.
 *
 * @param latitude, longitude  degrees, WGS84
 * @returns kilometres
 */
export function haversineKm(latitudeA: number, longitudeA: number, latitudeB: number, longitudeB: number): number {
  const latitude = Math.sin(((latitudeB - latitudeA) * RADIANS) / 2) ** 2;
  const longitude = Math.sin(((longitudeB - longitudeA) * RADIANS) / 2) ** 2;
  const h = latitude + Math.cos(latitudeA * RADIANS) * Math.cos(latitudeB * RADIANS) * longitude;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
}

/** Points on the globe in a k-d tree over their unit vectors: no trouble at the poles or at 180°. Built once, only read afterwards. */
export interface SpatialIndex {
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** n × 3 row-major unit vectors; NaN rows (unknown coordinates) are not in `order`. */
  readonly vectors: Float64Array;
  /** Point numbers in tree order: the middle of each half-open range splits it, on axis depth mod 3. */
  readonly order: Int32Array;
}

/** One found point: its number in the arrays handed in, and the distance in kilometres. */
export interface Neighbour {
  readonly point: number;
  readonly km: number;
}

/**
 * Indexes n points for searches by distance; building is O(n log² n). Points with a missing coordinate (NaN) are never found.
 *
 * @throws RangeError when the arrays differ in length, which is a bug in the caller
 */
export function indexPoints(latitude: Float64Array, longitude: Float64Array): SpatialIndex {
  const n = latitude.length;
  if (longitude.length !== n) throw new RangeError(`${n} latitudes and ${longitude.length} longitudes`);
  const vectors = new Float64Array(3 * n);
  const known: number[] = [];
  for (let i = 0; i < n; i++) {
    const phi = latitude[i]! * RADIANS;
    const lambda = longitude[i]! * RADIANS;
    vectors[3 * i] = Math.cos(phi) * Math.cos(lambda);
    vectors[3 * i + 1] = Math.cos(phi) * Math.sin(lambda);
    vectors[3 * i + 2] = Math.sin(phi);
    if (Number.isFinite(phi) && Number.isFinite(lambda)) known.push(i);
  }
  const order = Int32Array.from(known);
  const arrange = (from: number, to: number, axis: number): void => {
    if (to - from <= 1) return;
    order.subarray(from, to).sort((a, b) => vectors[3 * a + axis]! - vectors[3 * b + axis]! || a - b);
    const middle = (from + to) >> 1;
    arrange(from, middle, (axis + 1) % 3);
    arrange(middle + 1, to, (axis + 1) % 3);
  };
  arrange(0, order.length, 0);
  return { latitude, longitude, vectors, order };
}

/** Straight line through the unit sphere that belongs to an arc, with room for rounding: candidates are checked by haversine. */
function chordOf(km: number): number {
  return km >= Math.PI * EARTH_RADIUS_KM ? 2 : 2 * Math.sin(km / (2 * EARTH_RADIUS_KM)) + 1e-12;
}

/** Visits every indexed point whose chord to `target` may be at most `reach()`, nearer half first; `reach` may shrink on the way. */
function search(
  index: SpatialIndex,
  target: readonly [number, number, number],
  reach: () => number,
  visit: (point: number) => void,
): void {
  const { order, vectors } = index;
  const descend = (from: number, to: number, axis: 0 | 1 | 2): void => {
    if (from >= to) return;
    const middle = (from + to) >> 1;
    const point = order[middle]!;
    visit(point);
    const offset = target[axis] - vectors[3 * point + axis]!;
    const next = ((axis + 1) % 3) as 0 | 1 | 2;
    const below = (): void => descend(from, middle, next);
    const above = (): void => descend(middle + 1, to, next);
    if (offset <= 0) {
      below();
      if (-offset <= reach()) above();
    } else {
      above();
      if (offset <= reach()) below();
    }
  };
  descend(0, order.length, 0);
}

function unitVector(latitude: number, longitude: number): [number, number, number] {
  const phi = latitude * RADIANS;
  const lambda = longitude * RADIANS;
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/** Every indexed point at most `km` kilometres from a place (itself included when indexed), in the order of their numbers. */
export function within(index: SpatialIndex, latitude: number, longitude: number, km: number): Neighbour[] {
  const found: Neighbour[] = [];
  const chord = chordOf(km);
  search(
    index,
    unitVector(latitude, longitude),
    () => chord,
    (point) => {
      const distance = haversineKm(latitude, longitude, index.latitude[point]!, index.longitude[point]!);
      if (distance <= km) found.push({ point, km: distance });
    },
  );
  return found.sort((a, b) => a.point - b.point);
}

/** Every pair of indexed points at most `km` kilometres apart, once, as (i, j) with i < j, sorted by i, then j. */
export function pairsWithin(
  index: SpatialIndex,
  km: number,
): { readonly i: number; readonly j: number; readonly km: number }[] {
  const pairs: { i: number; j: number; km: number }[] = [];
  for (const i of Int32Array.from(index.order).sort()) {
    for (const { point: j, km: distance } of within(index, index.latitude[i]!, index.longitude[i]!, km))
      if (j > i) pairs.push({ i, j, km: distance });
  }
  return pairs;
}

/** The indexed point nearest to a place; of equally near points the one with the lowest number. Null when the index is empty or the place unknown. */
export function nearest(index: SpatialIndex, latitude: number, longitude: number): Neighbour | null {
  let best: Neighbour | null = null;
  let chord = Number.POSITIVE_INFINITY;
  search(
    index,
    unitVector(latitude, longitude),
    () => chord,
    (point) => {
      const km = haversineKm(latitude, longitude, index.latitude[point]!, index.longitude[point]!);
      if (best === null ? km >= 0 : km < best.km || (km === best.km && point < best.point)) {
        best = { point, km };
        chord = chordOf(km);
      }
    },
  );
  return best;
}
