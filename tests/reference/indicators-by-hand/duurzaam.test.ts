import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByHand, fourLocations, openByHand } from "../../support/sto-by-hand.ts";

// Indicators of a lasting offer on four locations; every expected value is worked out by hand beside it.

let hand: ByHand;
beforeAll(async () => {
  hand = await openByHand();
  await fourLocations(hand);
  // Suppressed: 1 to 4, middle 2.5.
  await hand.table("pupils", "vestiging school_year leerweg grade sector profile pupils*", [
    ["00AA01", 2018, "K", 3, "techniek", "BWI", 8],
    ["00AA01", 2018, "K", 3, "techniek", "PIE", 6],
    ["00AA01", 2019, "K", 3, "techniek", "BWI", 10],
    ["00AA01", 2019, "K", 3, "zorg en welzijn", "Z&W", 30],
    ["00AA02", 2019, "K", 3, "techniek", "BWI", 17],
    ["00AA02", 2019, "K", 4, "techniek", "BWI", "<5"],
    ["00BB01", 2019, "B", 3, "techniek", "BWI", "<5"],
    ["00BB02", 2019, "B", 3, "techniek", "PIE", 30],
    ["00BB02", 2018, "B", 3, "techniek", "PIE", 25],
    ["00BB02", 2018, null, 1, null, null, 75],
    ["00BB02", 2019, null, 1, null, null, 70],
  ]);
  await hand.table(
    "techniek_staff",
    "sto_regio_id schooljaar profielgroep fte personen* fte_55plus fte_bevoegd instroom_bedrijfsleven*",
    [
      ["R1", 2018, "hard", 20, 25, 5, 15, 2],
      ["R1", 2018, "zacht", 5, 5, 1, 4, 0],
      ["R1", 2019, "hard", 40, 50, 12, 30, "<5"],
      ["R1", 2019, "zacht", 10, 10, 2, 9, 5],
      ["R1", 2019, "overig", 70, 90, 20, 60, 3],
    ],
  );
});
afterAll(() => hand.close());

test("D1a: pupils of a profile in both years, by location and by region", async () => {
  const own = await hand.indicator("D1a");
  expect(own["00AA02 BWI 2019"]).toEqual([19.5, 18, 21]); // 17 + 1 to 4
  const region = await hand.indicator("D1a", "region");
  expect(region["R1 BWI 2019"]).toEqual([29.5, 28, 31]); // 10 + 19.5
});

test("D1b, D1c: of two offers in R1 (10 and 18 to 21) both are small at the middle, one for certain", async () => {
  expect((await hand.indicator("D1b", "region"))["R1 2019"]).toEqual([1, 0.5, 1]);
  expect((await hand.indicator("D1c", "region"))["R1 2019"]).toEqual([14.75, 14, 15.5]);
});

test("D1d: shares of BWI in R1 are 10 and 18 to 21; HHI over all profiles of R2 from 30 and 1 to 4", async () => {
  const [value, min, max] = (await hand.indicator("D1d", "region"))["R1 BWI 2019"] as number[];
  expect(value).toBeCloseTo((10 ** 2 + 19.5 ** 2) / 29.5 ** 2, 12);
  expect(min).toBeCloseTo((10 ** 2 + 18 ** 2) / 28 ** 2, 12);
  expect(max).toBeCloseTo((10 ** 2 + 21 ** 2) / 31 ** 2, 12);
  const all = (await hand.indicator("D1d_all", "region"))["R2 2019"] as number[];
  expect(all[1]).toBeCloseTo((30 ** 2 + 4 ** 2) / 34 ** 2, 12);
  expect(all[2]).toBeCloseTo((30 ** 2 + 1) / 31 ** 2, 12);
});

test("D1e: PIE at 00AA01 is gone in 2019, BWI stays; 2018 has no year before it", async () => {
  expect(await hand.indicator("D1e_profile")).toEqual({
    "00AA01 BWI 2019": 0,
    "00AA01 PIE 2019": 1,
    "00BB02 PIE 2019": 0,
  });
});

test("D1e survival: one of four ends in 2017, one of three in 2018", async () => {
  const years = (vestiging: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => [vestiging, from + i, "K", "techniek", 5]);
  await hand.table("exams", "vestiging exam_year leerweg sector candidates*", [
    ...years("00AA01", 2015, 2017),
    ...years("00AA02", 2015, 2018),
    ...years("00BB01", 2015, 2018),
    ...years("00BB02", 2016, 2016),
  ]);
  const survival = await hand.indicator("D1e_survival");
  expect(Object.keys(survival)).toEqual(["techniek 2017", "techniek 2018"]);
  expect(survival["techniek 2017"]).toBeCloseTo(3 / 4, 12);
  expect(survival["techniek 2018"]).toBeCloseTo((3 / 4) * (2 / 3), 12);
});

test("D1f: two locations with techniek in each region in 2019; pairs of location and profile", async () => {
  expect(await hand.indicator("D1f", "region")).toEqual({ "R1 2018": 1, "R1 2019": 2, "R2 2018": 1, "R2 2019": 2 });
  expect((await hand.indicator("D1f_pairs", "region"))["R1 2018"]).toBe(2);
});

describe("D2: near-by small offer", () => {
  test("within 10 km 00AA01 (10) and 00AA02 (18 to 21) are a pair, but not for certain", async () => {
    expect((await hand.indicator("D2", "region"))["R1 BWI 2019"]).toEqual([2, 0, 2]);
    expect((await hand.indicator("D2", "region"))["R2 BWI 2019"]).toEqual([0, 0, 0]);
    expect((await hand.indicator("D2"))["00AA01 BWI 2019"]).toEqual([1, 0, 1]);
  });
  test("5.56 km is not within 5 km", async () => {
    expect((await hand.indicator("D2_5km", "region"))["R1 BWI 2019"]).toEqual([0, 0, 0]);
  });
  test("D2b: the same elective, 8 and 1 to 4 pupils, counts at both; exam year is the second year", async () => {
    await hand.table("subjects", "vestigingscode schooljaar leerweg vakcode domein kandidaten*", [
      ["00AA01", 2018, "K", "1001", "techniek_keuzevak", 8],
      ["00AA02", 2018, "K", "1001", "techniek_keuzevak", "<5"],
      ["00AA02", 2018, "K", "1002", "techniek_keuzevak", 9],
      ["00BB01", 2018, "K", "1001", "techniek_keuzevak", 9],
    ]);
    expect(await hand.indicator("D2b", "region")).toEqual({ "R1 2019": [2, 2, 2], "R2 2019": [0, 0, 0] });
  });
});

describe("D3: teachers", () => {
  test("fte, its logarithm and its index", async () => {
    expect((await hand.indicator("D3a"))["R1 hard 2019"]).toBe(40);
    expect((await hand.indicator("D3a_log"))["R1 hard 2019"]).toBeCloseTo(Math.log(40), 12);
    // No such teachers: a row without a value, not the logarithm of nothing.
    expect((await hand.indicator("D3a_log"))["R1 avo 2019"]).toBeNull();
    expect(await hand.indicator("techniek_fte")).toEqual({ "R1 2018": 25, "R1 2019": 50 });
    expect(await hand.indicator("D3a_index")).toEqual({ "R1 2018": 100, "R1 2019": 200 });
  });
  test("pupils per fte: 10 + 18 to 21 pupils over 50 fte; R2 has no fte", async () => {
    const perFte = await hand.indicator("D3b");
    expect(perFte["R1 2019"]).toEqual([29.5 / 50, 28 / 50, 31 / 50]);
    expect(perFte["R2 2019"]).toBeUndefined();
  });
  test("55 and over: (12 + 2) / 50", async () => {
    expect((await hand.indicator("D3c"))["R1 2019"]).toBeCloseTo(0.28, 12);
  });
  test("D5: 50 − 5/12 × 14 + entrants in fte, (1 to 4) × 40/50 + 5 × 10/10", async () => {
    const [value, min, max] = (await hand.indicator("D5"))["R1 2019"] as number[];
    const stay = 50 - (5 / 12) * 14;
    expect(value).toBeCloseTo(stay + 2.5 * 0.8 + 5, 12);
    expect(min).toBeCloseTo(stay + 1 * 0.8 + 5, 12);
    expect(max).toBeCloseTo(stay + 4 * 0.8 + 5, 12);
  });
  test("staff per 100 pupils of an institution: fte, else persons times job size", async () => {
    await hand.table("staff", "brin year staff_group unit total mean_age mean_fte", [
      ["00BB", 2018, "onderwijsgevend personeel", "fte", 8, 44, null],
      ["00BB", 2018, "onderwijsgevend personeel", "persons", 11, 45, 0.7],
      ["00BB", 2019, "onderwijsgevend personeel", "persons", 12, 45, 0.5],
      ["00BB", 2018, "directie", "fte", 1, 50, null],
      // Suppressed: no value, rather than too low a one.
      ["00AA", 2019, "onderwijsgevend personeel", "fte", 30, 44, null],
      ["00AA", 2019, "onderwijsgevend personeel", "fte", null, 44, null],
      ["00BB", 2018, "onderwijsondersteunend personeel", "fte", 2, 50, null],
    ]);
    // 2018: 25 + 75 pupils; 2019: 1 to 4, 30 and 70.
    const own = await hand.indicator("D3d");
    expect(own["00BB 2018"]).toEqual([8, 8, 8]);
    expect(own["00AA 2019"]).toBeUndefined();
    const [value, min, max] = own["00BB 2019"] as number[];
    expect(value).toBeCloseTo((100 * 6) / 102.5, 12);
    expect(min).toBeCloseTo((100 * 6) / 104, 12);
    expect(max).toBeCloseTo((100 * 6) / 101, 12);
    expect((await hand.indicator("support_per_pupil"))["00BB 2018"]).toEqual([3, 3, 3]);
    expect(await hand.indicator("D3d_age")).toEqual({ "00AA 2019": 44, "00BB 2018": 44, "00BB 2019": 45 });
  });
});

test("D4: 32.5 technical pupils of 00BB now (30 and 1 to 4), vmbo forecast 100 → 80 → 50", async () => {
  await hand.table("forecast", "brin school_type school_year pupils", [
    ["00BB", "VMBO", 2019, 100],
    ["00BB", "VMBO", 2024, 80],
    ["00BB", "VMBO", 2029, 50],
    ["00BB", "HAVO", 2024, 999],
  ]);
  const expected = await hand.indicator("D4");
  expect(expected["00BB 5"]).toEqual([26, 24.8, 27.2]);
  expect(expected["00BB 10"]).toEqual([16.25, 15.5, 17]);
});
