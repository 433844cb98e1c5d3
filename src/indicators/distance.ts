import { around } from "geokdbush";
import KDBush from "kdbush";

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

/** Points on the globe in a k-d tree. Built once, only read afterwards. */
export interface SpatialIndex {
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Numbers of the points that have coordinates, ascending; null when there are none. */
  readonly known: Int32Array;
  readonly tree: KDBush | null;
}

/** One found point: its number in the arrays handed in, and the distance in kilometres. */
export interface Neighbour {
  readonly point: number;
  readonly km: number;
}

/**
 * The tree measures on a sphere of another radius (6371 km) and rounds in its own way: it proposes points a little further than asked, and
 * haversineKm decides.
 */
const SLACK = 1.0001;
/** Kilometres that rounding can cost a distance on the globe. */
const ROUNDING_KM = 1e-6;

/**
 * Indexes n points for searches by distance. Points with a missing coordinate (NaN) are never found.
 *
 * @throws RangeError when the arrays differ in length, which is a bug in the caller
 */
export function indexPoints(latitude: Float64Array, longitude: Float64Array): SpatialIndex {
  const n = latitude.length;
  if (longitude.length !== n) throw new RangeError(`${n} latitudes and ${longitude.length} longitudes`);
  const known = Int32Array.from(
    Array.from({ length: n }, (_, i) => i).filter(
      (i) => Number.isFinite(latitude[i]!) && Number.isFinite(longitude[i]!),
    ),
  );
  if (known.length === 0) return { latitude, longitude, known, tree: null };
  const tree = new KDBush(known.length);
  for (const i of known) tree.add(longitude[i]!, latitude[i]!);
  return { latitude, longitude, known, tree: tree.finish() };
}

/** Every indexed point at most `km` kilometres from a place (itself included when indexed), in the order of their numbers. */
export function within(index: SpatialIndex, latitude: number, longitude: number, km: number): Neighbour[] {
  const { tree, known } = index;
  if (tree === null || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return [];
  // Further than half the circumference there is nothing; a larger arc would wrap round.
  const reach = Math.min(km * SLACK + ROUNDING_KM, Math.PI * 6371);
  return around(tree, longitude, latitude, Number.POSITIVE_INFINITY, reach)
    .map((id) => {
      const point = known[id]!;
      return { point, km: haversineKm(latitude, longitude, index.latitude[point]!, index.longitude[point]!) };
    })
    .filter((neighbour) => neighbour.km <= km)
    .sort((a, b) => a.point - b.point);
}

/** Every pair of indexed points at most `km` kilometres apart, once, as (i, j) with i < j, sorted by i, then j. */
export function pairsWithin(
  index: SpatialIndex,
  km: number,
): { readonly i: number; readonly j: number; readonly km: number }[] {
  const pairs: { i: number; j: number; km: number }[] = [];
  for (const i of index.known) {
    for (const { point: j, km: distance } of within(index, index.latitude[i]!, index.longitude[i]!, km))
      if (j > i) pairs.push({ i, j, km: distance });
  }
  return pairs;
}

/** The indexed point nearest to a place; of equally near points the one with the lowest number. Null when the index is empty or the place unknown. */
export function nearest(index: SpatialIndex, latitude: number, longitude: number): Neighbour | null {
  const { tree, known } = index;
  if (tree === null || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  const first = known[around(tree, longitude, latitude, 1)[0]!]!;
  const km = haversineKm(latitude, longitude, index.latitude[first]!, index.longitude[first]!);
  const candidates = within(index, latitude, longitude, km * SLACK + ROUNDING_KM);
  return candidates.reduce((best, candidate) => (candidate.km < best.km ? candidate : best));
}
