import type { Draws } from "./draws.ts";
import type { Simulation, SizeName } from "./spec.ts";

/** A made-up region of the programme. */
export interface Region {
  readonly id: string;
  readonly name: string;
  /** From 1. */
  readonly round: number;
  /** 0-based. */
  readonly corop: number;
  readonly lat: number;
  readonly lon: number;
  /** Yearly growth of its cohorts. */
  readonly growth: number;
}

/** A made-up location of a school. */
export interface Unit {
  readonly index: number;
  /** Key in the files: institution and two digits. */
  readonly code: string;
  readonly brin: string;
  readonly board: string;
  readonly region: number;
  readonly municipality: number;
  readonly rmc: number;
  readonly postcode: string;
  readonly lat: number;
  readonly lon: number;
}

/** The middle of the map, in degrees, and how far regions lie apart. */
const MIDDLE = { lat: 52.1, lon: 5.6 };
const SPREAD = { lat: 0.65, lon: 0.85 };
/** Spread of locations within their region, degrees of latitude; longitudes are a third shorter. */
const NEAR = 0.06;

const letters = (value: number): string => String.fromCharCode(65 + (Math.floor(value / 26) % 26), 65 + (value % 26));
const code2 = (value: number): string => String(value).padStart(2, "0");

/** Regions on a jittered grid, in order of round; neighbours share a COROP area. */
export function makeRegions(simulation: Simulation, size: SizeName, draws: Draws): readonly Region[] {
  const { rounds, corop } = simulation.sizes[size];
  const count = rounds.reduce((sum, regions) => sum + regions, 0);
  const across = Math.ceil(Math.sqrt(count));
  // Rounds are dealt over the map, so that a round is no part of the country.
  const order = Array.from({ length: count }, (_, index) => ({ index, key: draws.uniform("region/round", index) }))
    .sort((a, b) => a.key - b.key)
    .map(({ index }) => index);
  const roundOf = new Map<number, number>();
  let dealt = 0;
  rounds.forEach((regions, round) => {
    for (const index of order.slice(dealt, dealt + regions)) roundOf.set(index, round + 1);
    dealt += regions;
  });
  return Array.from({ length: count }, (_, index) => {
    const [row, column] = [Math.floor(index / across), index % across];
    const at = (step: number) => (across === 1 ? 0 : (2 * step) / (across - 1) - 1);
    return {
      id: String(index + 1),
      name: `Synthetische regio ${index + 1}`,
      round: roundOf.get(index)!,
      corop: Math.floor((index * corop) / count),
      lat: MIDDLE.lat + SPREAD.lat * at(row) + 0.05 * draws.normal("region/lat", index),
      lon: MIDDLE.lon + SPREAD.lon * at(column) + 0.08 * draws.normal("region/lon", index),
      growth: simulation.growth.mean + simulation.growth.sd * draws.normal("region/growth", index),
    };
  });
}

/** Locations spread over the regions in turn; one to three of them make an institution. No code of them exists. */
export function makeUnits(
  simulation: Simulation,
  size: SizeName,
  regions: readonly Region[],
  draws: Draws,
): readonly Unit[] {
  const { units, municipalities, rmc } = simulation.sizes[size];
  const inRegion = new Map<number, number>();
  let institutions = 0;
  const open = new Map<number, { brin: string; next: number; room: number }>();
  return Array.from({ length: units }, (_, index) => {
    const region = index % regions.length;
    const place = regions[region]!;
    inRegion.set(region, (inRegion.get(region) ?? 0) + 1);
    let school = open.get(region);
    if (school === undefined || school.room === 0) {
      const number = institutions++;
      school = {
        brin: `9${Math.floor(number / 676) % 10}${letters(number % 676)}`,
        next: 0,
        room: 1 + Math.floor(3 * draws.uniform("unit/room", index)),
      };
      open.set(region, school);
    }
    school.room--;
    const code = `${school.brin}${code2(school.next++)}`;
    // Two municipalities a region on average; every one of them lies in one region.
    const perRegion = Math.max(1, Math.floor(municipalities / regions.length));
    const municipality = region * perRegion + (inRegion.get(region)! % perRegion);
    return {
      index,
      code,
      brin: school.brin,
      board: String(90000 + region),
      region,
      municipality,
      rmc: Math.floor((place.corop * rmc) / simulation.sizes[size].corop),
      postcode: `${1000 + ((region * 100 + inRegion.get(region)!) % 8999)}${letters(index)}`,
      lat: place.lat + NEAR * draws.normal("unit/lat", index),
      lon: place.lon + 1.5 * NEAR * draws.normal("unit/lon", index),
    };
  });
}
