import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByHand, fourLocations, openByHand } from "../../support/sto-by-hand.ts";

// Indicators of an accessible offer on four locations; every expected value is worked out by hand beside it.

/** Distances of `fourLocations`, printed with four decimals. */
const KM = 1e-4;

let hand: ByHand;
beforeAll(async () => {
  hand = await openByHand();
  await fourLocations(hand);
  await hand.table("pupils", "vestiging school_year leerweg grade sector profile pupils* pupils_female*", [
    ["00AA01", 2019, "K", 3, "techniek", "BWI", 10, 1],
    ["00AA01", 2019, "K", 3, "zorg en welzijn", "Z&W", 30, 25],
    ["00AA02", 2019, "K", 3, "zorg en welzijn", "Z&W", "<5", 0],
    ["00AA02", 2019, "K", 4, "zorg en welzijn", "Z&W", 20, 15],
    ["00BB01", 2019, "K", 3, "techniek", "PIE", 15, 0],
    ["00BB01", 2019, "K", 3, "techniek", "MVI", 5, 0],
    ["00BB02", 2019, "K", 3, "zorg en welzijn", "Z&W", 40, 0],
    ["00BB02", 2019, "B", 3, "techniek", "PIE", 12, 0],
  ]);
});
afterAll(() => hand.close());

test("K1a: profiles of a location, and of a region together", async () => {
  expect(await hand.indicator("K1a")).toEqual({ "00AA01 2019": 1, "00BB01 2019": 2, "00BB02 2019": 1 });
  expect(await hand.indicator("K1a", "region")).toEqual({ "R1 2019": 1, "R2 2019": 2 });
});

describe("K1b, K1c: hard techniek within 10 km in the same track", () => {
  test("00AA02 has it 5.56 km away; 00BB02 has none in track K within 22 km, though it has PIE in track B", async () => {
    const own = await hand.indicator("K1b");
    expect(own["00AA02 K 2019"]).toEqual([1, 1, 1]);
    expect(own["00BB02 K 2019"]).toEqual([0, 0, 0]);
    expect(own["00BB02 B 2019"]).toEqual([1, 1, 1]);
    // R2, track K: 20 within reach, 40 without.
    expect((await hand.indicator("K1b", "region"))["R2 K 2019"]).toEqual([20 / 60, 20 / 60, 20 / 60]);
  });
  test("in any track 00BB02 has it itself", async () => {
    expect((await hand.indicator("K1b_any", "region"))["R2 K 2019"]).toEqual([1, 1, 1]);
  });
  test("a suppressed count moves reach: of the country 40 + 20 + 20 + (1 to 4) within, 40 without", async () => {
    const [value, min, max] = (await hand.indicator("K1b", "nl"))["NL K 2019"] as number[];
    expect(value).toBeCloseTo(82.5 / 122.5, 12);
    expect(min).toBeCloseTo(81 / 121, 12);
    expect(max).toBeCloseTo(84 / 124, 12);
  });
  test("mean distance of R1: 40 pupils at 0 km and 21 to 24 at 5.5597 km", async () => {
    const [value, min, max] = (await hand.indicator("K1c", "region"))["R1 K 2019"] as number[];
    expect(Math.abs(value! - (22.5 * 5.5597) / 62.5)).toBeLessThan(KM);
    expect(Math.abs(min! - (21 * 5.5597) / 61)).toBeLessThan(KM);
    expect(Math.abs(max! - (24 * 5.5597) / 64)).toBeLessThan(KM);
  });
  test("closing the two small hard providers of track K one by one: each costs its own pupils and neighbours", async () => {
    const reach = await hand.indicator("T2_closures");
    // People in K: 40, 22.5, 20 and 40. PIE of 00BB01 (15) serves 20, BWI of 00AA01 (10) serves 62.5: the first goes first.
    expect(reach["K 2019 1"]).toBeCloseTo(62.5 / 122.5, 12);
    expect(reach["K 2019 2"]).toBeCloseTo(0, 12);
  });
});

describe("K2: electives", () => {
  beforeAll(async () => {
    await hand.table("exams", "vestiging exam_year leerweg sector candidates*", [
      ["00AA01", 2019, "K", "techniek", 10],
      ["00AA01", 2019, "K", "zorg en welzijn", 30],
      ["00AA02", 2019, "K", "zorg en welzijn", 20],
      ["00AA02", 2020, "K", "zorg en welzijn", 25],
    ]);
    await hand.table("subjects", "vestigingscode schooljaar leerweg vakcode domein kandidaten*", [
      ["00AA01", 2018, "K", "1001", "techniek_keuzevak", 12],
      ["00AA01", 2018, "K", "2001", "overig_keuzevak", 8],
      ["00AA02", 2018, "K", "2001", "overig_keuzevak", 10],
      ["00AA02", 2018, "K", "1001", "techniek_keuzevak", "<5"],
      ["00AA02", 2019, "K", "1001", "techniek_keuzevak", 6],
      ["00AA02", 2019, "K", "1002", "techniek_keuzevak", 9],
      ["00AA02", 2019, "K", "2002", "overig_keuzevak", 7],
    ]);
  });
  test("K2a: electives over candidates of the exam year, which is the second year", async () => {
    const own = await hand.indicator("K2a");
    expect(own["00AA01 2019"]).toEqual([12 / 40, 12 / 40, 12 / 40]);
    expect(own["00AA02 2019"]).toEqual([2.5 / 20, 1 / 20, 4 / 20]);
    expect((await hand.indicator("K2a", "region"))["R1 2019"]).toEqual([14.5 / 60, 13 / 60, 16 / 60]);
  });
  test("at locations that never had techniek: 00AA02 only", async () => {
    expect(await hand.indicator("K2a_outside")).toEqual({
      "00AA02 2019": [2.5 / 20, 1 / 20, 4 / 20],
      "00AA02 2020": [15 / 25, 15 / 25, 15 / 25],
    });
    expect((await hand.indicator("other_electives_outside"))["00AA02 2020"]).toEqual([7 / 25, 7 / 25, 7 / 25]);
  });
  test("K2b: different electives with five pupils or more; new ones had nobody the year before", async () => {
    expect(await hand.indicator("K2b")).toEqual({
      "00AA01 2019": [1, 1, 1],
      "00AA02 2019": [0, 0, 0],
      "00AA02 2020": [2, 2, 2],
    });
    expect(await hand.indicator("K2b_new")).toEqual({ "00AA02 2020": 1 });
    expect(await hand.indicator("other_new")).toEqual({ "00AA02 2020": 1 });
  });
  test("size and composition of candidates", async () => {
    expect(((await hand.indicator("log_bg"))["00AA01 2019"] as number[])[0]).toBeCloseTo(Math.log(40), 12);
    expect((await hand.indicator("share_bb", "region"))["R1 2019"]).toEqual([0, 0, 0]);
  });
});

describe("flow to mbo", () => {
  beforeAll(async () => {
    await hand.table(
      "transitions",
      "sto_regio_id cohort herkomst mbo_opleiding mbo_domein mbo_niveau gediplomeerden* na_een_jaar_gewisseld*",
      [
        ["R1", 2019, "hard", "a", "techniek", 2, 30, "<5"],
        ["R1", 2019, "hard", "b", "zorg", 4, 10, 1],
        ["R1", 2019, "zacht", "a", "techniek", 3, 10, 2],
        ["R1", 2019, "tl", "a", "techniek", 4, "<5", 0],
        ["R1", 2019, "tl", "b", "groen", 4, 20, 0],
      ],
    );
    await hand.table("job_prospects", "opleiding basisjaar baankans", [
      ["a", 2019, 0.9],
      ["b", 2019, 0.6],
      ["a", 2022, 0.99],
    ]);
  });
  test("K4a by origin and by level, a ratio at its own extremes", async () => {
    const share = await hand.indicator("K4a");
    expect(share["R1 hard 2019"]).toEqual([0.75, 0.75, 0.75]);
    expect(share["R1 tl 2019"]).toEqual([2.5 / 22.5, 1 / 21, 4 / 24]);
    expect((await hand.indicator("K4a_level"))["R1 hard 4 2019"]).toEqual([0, 0, 0]);
    expect((await hand.indicator("mbo_care_green"))["R1 tl 2019"]).toEqual([20 / 22.5, 20 / 24, 20 / 21]);
    expect((await hand.indicator("mbo_graduates"))["R1 tl 2019"]).toEqual([22.5, 21, 24]);
    expect((await hand.indicator("mbo_graduates_region"))["R1 2019"]).toEqual([72.5, 71, 74]);
  });
  test("K3 at the first base year: (42.5 × 0.9 + 30 × 0.6) / 72.5, with 41 to 44 in a", async () => {
    const [value, min, max] = (await hand.indicator("K3"))["R1 2019"] as number[];
    expect(value).toBeCloseTo((42.5 * 0.9 + 30 * 0.6) / 72.5, 12);
    expect(min).toBeCloseTo((41 * 0.9 + 30 * 0.6) / 71, 12);
    expect(max).toBeCloseTo((44 * 0.9 + 30 * 0.6) / 74, 12);
  });
  test("Q6d: of 50 from technical profiles 1 + 2 + (1 to 4) dropped out or switched", async () => {
    expect((await hand.indicator("Q6d"))["R1 2019"]).toEqual([5.5 / 50, 4 / 50, 7 / 50]);
  });
  test("inflow of the whole country, technical by the name of the main group", async () => {
    await hand.table("mbo_inflow", "year previous_vo main_group new_in_mbo*", [
      [2021, "vmbo kader", "Bouw en infra", 30],
      [2021, "vmbo kader", "Techniek en procesindustrie", "<5"],
      [2021, "vmbo kader", "Zorg en welzijn", 60],
    ]);
    expect(await hand.indicator("K4a_open")).toEqual({ "vmbo kader 2021": [32.5 / 92.5, 31 / 91, 34 / 94] });
  });
});

describe("the choice of techniek", () => {
  test("K4b and K4c in the third year", async () => {
    expect((await hand.indicator("K4b"))["00AA01 2019"]).toEqual([0.25, 0.25, 0.25]);
    // R1: 10 of 10 + 30 + (1 to 4).
    expect((await hand.indicator("K4b", "region"))["R1 2019"]).toEqual([10 / 42.5, 10 / 44, 10 / 41]);
    expect((await hand.indicator("K4c", "region"))["R1 2019"]).toEqual([1 / 26, 1 / 26, 1 / 26]);
  });
  test("K5: supply PIE 27/32 and MVI 5/32, demand PIE 0.5 and M&T 0.5", async () => {
    await hand.table("vacancies", "sto_regio_id jaar vakgebied vacatures*", [
      ["R2", 2019, "PIE", 100],
      ["R2", 2019, "M&T", 100],
    ]);
    // |27/32 − 1/2| + 5/32 + 1/2 = 1, so 1 − 1/2.
    for (const bound of (await hand.indicator("K5"))["R2 2019"] as number[]) expect(bound).toBeCloseTo(0.5, 12);
    expect((await hand.indicator("vacancies_per_pupil"))["R2 2019"]).toEqual([200 / 32, 200 / 32, 200 / 32]);
  });
  test("K5 with 1 to 4 vacancies in PIE beside 10 in M&T: PIE of the demand is between 1/11 and 4/14", async () => {
    await hand.table("vacancies", "sto_regio_id jaar vakgebied vacatures*", [
      ["R2", 2019, "PIE", "<5"],
      ["R2", 2019, "M&T", 10],
    ]);
    const [value, min, max] = (await hand.indicator("K5"))["R2 2019"] as number[];
    // PIE: 27/32 against demand; MVI 5/32 against 0; M&T 0 against the rest.
    expect(value).toBeCloseTo(1 - (27 / 32 - 2.5 / 12.5 + 5 / 32 + 10 / 12.5) / 2, 12);
    expect(min).toBeCloseTo(1 - (27 / 32 - 1 / 11 + 5 / 32 + 10 / 11) / 2, 12);
    expect(max).toBeCloseTo(1 - (27 / 32 - 4 / 14 + 5 / 32 + 10 / 14) / 2, 12);
  });
  test("K4d by nask 1 in the theoretical track", async () => {
    await hand.table("exams", "vestiging exam_year leerweg sector candidates*", [
      ["00AA01", 2019, "T", "techniek", 40],
    ]);
    await hand.table("subject_marks", "vestiging exam_year leerweg school_type subject central_all*", [
      ["00AA01", 2019, "T", "VMBO TL", "Natuur- en scheikunde 1", 16],
      ["00AA01", 2019, "T", "VMBO TL", "Natuur- en scheikunde 2", 12],
    ]);
    expect((await hand.indicator("K4d_nask"))["00AA01 2019"]).toEqual([0.4, 0.4, 0.4]);
  });
});
