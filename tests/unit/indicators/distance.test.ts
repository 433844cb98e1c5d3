import { describe, expect, test } from "vitest";
import {
  EARTH_RADIUS_KM,
  haversineKm,
  indexPoints,
  nearest,
  pairsWithin,
  within,
} from "../../../src/indicators/distance.ts";

// Closed forms by hand; sin, cos and asin round in the last few digits.
const EXACT = 1e-10;

/** Deterministic scatter over the Netherlands (and, for `spread` 1, over the whole globe). */
function scatter(n: number, spread: "netherlands" | "globe"): { latitude: Float64Array; longitude: Float64Array } {
  const fraction = (i: number, step: number): number => (i * step) % 1;
  return {
    latitude: Float64Array.from({ length: n }, (_, i) => {
      const u = fraction(i + 1, 0.618033988749895);
      return spread === "globe" ? 180 * u - 90 : 50.8 + 2.7 * u;
    }),
    longitude: Float64Array.from({ length: n }, (_, i) => {
      const u = fraction(i + 1, 0.7548776662466927);
      return spread === "globe" ? 360 * u - 180 : 3.4 + 3.8 * u;
    }),
  };
}

describe("haversineKm", () => {
  test("a quarter of the equator is a quarter of the circumference", () => {
    expect(haversineKm(0, 0, 0, 90)).toBeCloseTo((Math.PI / 2) * EARTH_RADIUS_KM, 8);
  });
  test("pole to pole is half the circumference, along any meridian", () => {
    expect(haversineKm(90, 12, -90, -77)).toBeCloseTo(Math.PI * EARTH_RADIUS_KM, 6);
  });
  test("one degree of latitude is radius × π / 180, and the distance is symmetric", () => {
    const degree = (EARTH_RADIUS_KM * Math.PI) / 180;
    expect(Math.abs(haversineKm(52, 5, 53, 5) - degree)).toBeLessThan(EXACT * degree);
    expect(haversineKm(53, 5, 52, 5)).toBe(haversineKm(52, 5, 53, 5));
  });
  test("crossing 180° is the short way round", () => {
    const degree = (EARTH_RADIUS_KM * Math.PI) / 180;
    expect(Math.abs(haversineKm(0, 179.5, 0, -179.5) - degree)).toBeLessThan(EXACT * degree);
  });
  test("agrees with the spherical law of cosines far from zero", () => {
    const radians = (degrees: number): number => (degrees * Math.PI) / 180;
    const cosine =
      Math.sin(radians(52)) * Math.sin(radians(40)) +
      Math.cos(radians(52)) * Math.cos(radians(40)) * Math.cos(radians(-74 - 5));
    expect(haversineKm(52, 5, 40, -74)).toBeCloseTo(EARTH_RADIUS_KM * Math.acos(cosine), 6);
  });
  test("a place is at no distance from itself, and an unknown place at none that is known", () => {
    expect(haversineKm(52.1, 5.1, 52.1, 5.1)).toBe(0);
    expect(haversineKm(Number.NaN, 5, 52, 5)).toBeNaN();
  });
});

describe("searches give what trying every pair gives", () => {
  for (const spread of ["netherlands", "globe"] as const) {
    const { latitude, longitude } = scatter(300, spread);
    longitude[7] = longitude[6]!; // two points in one place
    latitude[7] = latitude[6]!;
    latitude[11] = Number.NaN;
    const index = indexPoints(latitude, longitude);
    const reaches = spread === "globe" ? [0, 500, 3000, 25_000] : [0, 5, 10, 80];

    for (const km of reaches) {
      test(`${spread}: pairs within ${km} km`, () => {
        const expected: { i: number; j: number; km: number }[] = [];
        for (let i = 0; i < 300; i++)
          for (let j = i + 1; j < 300; j++) {
            const distance = haversineKm(latitude[i]!, longitude[i]!, latitude[j]!, longitude[j]!);
            if (distance <= km) expected.push({ i, j, km: distance });
          }
        expect(expected.length).toBeGreaterThan(0);
        expect(pairsWithin(index, km)).toEqual(expected);
      });
    }

    test(`${spread}: nearest`, () => {
      for (const [lat, lon] of [
        [52.37, 4.9],
        [51.4, 6.1],
        [-33, 151],
        [latitude[6]!, longitude[6]!],
      ] as const) {
        const all = [...latitude.keys()]
          .filter((point) => point !== 11)
          .map((point) => ({ point, km: haversineKm(lat, lon, latitude[point]!, longitude[point]!) }))
          .sort((a, b) => a.km - b.km || a.point - b.point);
        expect(nearest(index, lat, lon)).toEqual(all[0]);
      }
    });
  }

  test("a point is within reach of itself, one without coordinates of nothing", () => {
    const index = indexPoints(Float64Array.of(52, Number.NaN), Float64Array.of(5, 5));
    expect(within(index, 52, 5, 0)).toEqual([{ point: 0, km: 0 }]);
    expect(within(index, Number.NaN, 5, 100)).toEqual([]);
    expect(nearest(index, Number.NaN, 5)).toBeNull();
  });
  test("an empty index finds nothing", () => {
    const index = indexPoints(new Float64Array(0), new Float64Array(0));
    expect(pairsWithin(index, 10)).toEqual([]);
    expect(nearest(index, 52, 5)).toBeNull();
  });
  test("arrays of different length are the caller's mistake", () => {
    expect(() => indexPoints(new Float64Array(2), new Float64Array(3))).toThrow(RangeError);
  });
});
