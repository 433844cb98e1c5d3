/** Mean radius of the earth (IUGG), km. */
const EARTH_RADIUS = 6371.0088;
/** Length of one degree of latitude in the flat distance, km: the round value of the reference. */
const KM_PER_DEGREE = 111;
const RADIANS = Math.PI / 180;

export type DistanceKind = "triangular" | "spherical";

/**
 * Distance in km between two places in degrees.
 *
 *   spherical   2R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), R = 6371.0088 (haversine)
 *   triangular  111 √(Δφ² + cos φ₁ cos φ₂ Δλ²), Δ in degrees: Pythagoras on the map, its limit for short distances
 */
export function placeDistance(
  distance: DistanceKind,
  latitude1: number,
  longitude1: number,
  latitude2: number,
  longitude2: number,
): number {
  const apart = Math.abs(longitude1 - longitude2) % 360;
  const dLongitude = Math.min(apart, 360 - apart);
  const dLatitude = latitude1 - latitude2;
  const shrink = Math.cos(latitude1 * RADIANS) * Math.cos(latitude2 * RADIANS);
  if (distance === "triangular") return KM_PER_DEGREE * Math.sqrt(dLatitude ** 2 + shrink * dLongitude ** 2);
  const a = Math.sin((dLatitude * RADIANS) / 2) ** 2 + shrink * Math.sin((dLongitude * RADIANS) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(a)));
}

export interface SpatialSum {
  /** m × m, exactly symmetric. */
  readonly sum: Float64Array;
  readonly places: number;
  /** Pairs of different places within the cutoff, and all pairs. */
  readonly near: number;
  readonly pairs: number;
}

/**
 * Σ_i Σ_j 1[d(i, j) ≤ cutoff] ψ_i ψ_jᵀ over all pairs of rows (Conley 1999 with a uniform kernel), whatever their period. Rows at one place are
 * summed first; pairs of places are sought within a band of latitude.
 *
 * @param psi n × m row-major
 * @param latitude, longitude degrees, per row
 */
export function conleySum(
  psi: Float64Array,
  m: number,
  latitude: Float64Array,
  longitude: Float64Array,
  cutoff: number,
  distance: DistanceKind,
): SpatialSum {
  const { sums, lat, lon } = sumPlaces(psi, m, latitude, longitude);
  const places = lat.length;
  const total = new Float64Array(m * m);
  const around = new Float64Array(m);
  // A degree of latitude is at least this long in both distances, with room for rounding.
  const band = (cutoff / Math.min(KM_PER_DEGREE, EARTH_RADIUS * RADIANS)) * (1 + 1e-9);
  let near = 0;
  for (let i = 0; i < places; i++) {
    for (let a = 0; a < m; a++) around[a] = sums[i * m + a]! / 2;
    for (let j = i + 1; j < places && lat[j]! - lat[i]! <= band; j++) {
      if (placeDistance(distance, lat[i]!, lon[i]!, lat[j]!, lon[j]!) > cutoff) continue;
      near++;
      for (let a = 0; a < m; a++) around[a]! += sums[j * m + a]!;
    }
    for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) total[a * m + b]! += sums[i * m + a]! * around[b]!;
  }
  const sum = total.map((value, p) => value + total[(p % m) * m + Math.floor(p / m)]!);
  return { sum, places, near, pairs: (places * (places - 1)) / 2 };
}

/** Sums of ψ per distinct place, in order of latitude, then longitude. */
function sumPlaces(psi: Float64Array, m: number, latitude: Float64Array, longitude: Float64Array) {
  const order = Int32Array.from(latitude.keys()).sort(
    (a, b) => latitude[a]! - latitude[b]! || longitude[a]! - longitude[b]! || a - b,
  );
  const lat: number[] = [];
  const lon: number[] = [];
  const sums: number[] = [];
  for (const row of order) {
    const last = lat.length - 1;
    if (last < 0 || lat[last] !== latitude[row] || lon[last] !== longitude[row]) {
      lat.push(latitude[row]!);
      lon.push(longitude[row]!);
      for (let a = 0; a < m; a++) sums.push(0);
    }
    for (let a = 0; a < m; a++) sums[(lat.length - 1) * m + a]! += psi[row * m + a]!;
  }
  return { lat, lon, sums };
}
