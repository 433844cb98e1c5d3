import { haversineKm, indexPoints, within } from "../../indicators/distance.ts";
import type { Evidence, UnitPlace } from "./evidence.ts";

/** How two units lie to each other; null and NaN where it is not known of both. */
export interface Relation {
  readonly km: number;
  readonly sameAddress: boolean | null;
  readonly sameInstitution: boolean | null;
  readonly sameBoard: boolean | null;
  readonly sameArea: boolean | null;
}

/** Finds who can be whose successor. */
export interface Geography {
  /** Units that share address, institution, board or area with a unit, or lie within reach of it; itself left out, in code-unit order. */
  readonly around: (unit: string) => readonly string[];
  /** As the old unit was known before a period, and the new one from it on. */
  readonly relation: (old: string, next: string, period: number) => Relation;
}

type Known = Omit<UnitPlace, "period">;

const NOWHERE: Known = {
  address: null,
  latitude: Number.NaN,
  longitude: Number.NaN,
  institution: null,
  board: null,
  area: null,
};

/** Each fact from the first place that has it; both coordinates from one place. */
function firstKnown(places: readonly UnitPlace[]): Known {
  const text = (key: "address" | "institution" | "board" | "area"): string | null =>
    places.find((place) => place[key] !== null)?.[key] ?? null;
  const point = places.find(({ latitude, longitude }) => Number.isFinite(latitude) && Number.isFinite(longitude));
  return {
    address: text("address"),
    latitude: point?.latitude ?? Number.NaN,
    longitude: point?.longitude ?? Number.NaN,
    institution: text("institution"),
    board: text("board"),
    area: text("area"),
  };
}

/** Latest place before the period first, then undated ones, then later ones. `places` is sorted: undated first, then by period. */
function asKnownBefore(places: readonly UnitPlace[], period: number): Known {
  const earlier = places.filter((place) => !(place.period >= period)).reverse();
  return firstKnown([...earlier, ...places.filter((place) => place.period >= period)]);
}

/** Earliest place from the period on first, then earlier ones from the latest back, undated ones last. */
function asKnownFrom(places: readonly UnitPlace[], period: number): Known {
  const later = places.filter((place) => place.period >= period);
  return firstKnown([...later, ...places.filter((place) => !(place.period >= period)).reverse()]);
}

const same = (a: string | null, b: string | null): boolean | null => (a === null || b === null ? null : a === b);

/**
 * Looks up neighbours by address, institution, board, area and distance.
 *
 * @param reachKm how far apart units may be that share nothing else
 */
export function geographyOf({ places }: Evidence, reachKm: number): Geography {
  const units = [...places.keys()].sort();
  const sharing = new Map<string, string[]>();
  const keys = (unit: string): string[] =>
    (["address", "institution", "board", "area"] as const).flatMap((kind) => [
      ...new Set(places.get(unit)!.flatMap((place) => (place[kind] === null ? [] : [`${kind} ${place[kind]}`]))),
    ]);
  for (const unit of units)
    for (const key of keys(unit)) {
      const sharers = sharing.get(key) ?? [];
      sharers.push(unit);
      sharing.set(key, sharers);
    }
  const points = units.flatMap((unit) =>
    places
      .get(unit)!
      .filter(({ latitude }) => Number.isFinite(latitude))
      .map(({ latitude, longitude }) => ({ unit, latitude, longitude })),
  );
  const index = indexPoints(
    Float64Array.from(points, ({ latitude }) => latitude),
    Float64Array.from(points, ({ longitude }) => longitude),
  );
  return {
    around(unit) {
      const found = new Set<string>();
      const own = places.get(unit) ?? [];
      if (own.length > 0) for (const key of keys(unit)) for (const other of sharing.get(key)!) found.add(other);
      for (const { latitude, longitude } of own)
        for (const { point } of within(index, latitude, longitude, reachKm)) found.add(points[point]!.unit);
      found.delete(unit);
      return [...found].sort();
    },
    relation(old, next, period) {
      const a = places.has(old) ? asKnownBefore(places.get(old)!, period) : NOWHERE;
      const b = places.has(next) ? asKnownFrom(places.get(next)!, period) : NOWHERE;
      return {
        km: haversineKm(a.latitude, a.longitude, b.latitude, b.longitude),
        sameAddress: same(a.address, b.address),
        sameInstitution: same(a.institution, b.institution),
        sameBoard: same(a.board, b.board),
        sameArea: same(a.area, b.area),
      };
    },
  };
}
