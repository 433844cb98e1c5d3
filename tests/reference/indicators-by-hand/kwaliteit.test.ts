import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByHand, fourLocations, openByHand } from "../../support/sto-by-hand.ts";

// Indicators of quality on four locations; every expected value is worked out by hand beside it.

let hand: ByHand;
beforeAll(async () => {
  hand = await openByHand();
  await fourLocations(hand);
  await hand.table("pupils", "vestiging school_year leerweg grade sector profile pupils*", [
    ["00AA01", 2018, "K", 3, "techniek", "BWI", 10],
    ["00AA01", 2019, "K", 4, "techniek", "BWI", 9],
    ["00AA01", 2019, "K", 3, "techniek", "BWI", 11],
    ["00AA02", 2018, "K", 3, "techniek", "PIE", "<5"],
    ["00AA02", 2019, "K", 4, "techniek", "PIE", "<5"],
    ["00AA02", 2019, "K", 4, "techniek", "BWI", 20],
    ["00BB01", 2018, "K", 3, "techniek", "PIE", 20],
  ]);
  await hand.table("ipto", "sto_regio_id schooljaar vakgroep lessen lessen_bevoegd", [
    ["R1", 2018, "techniek", 100, 60],
    ["R2", 2018, "techniek", 100, 80],
    ["R1", 2019, "techniek", 200, 180],
    ["R1", 2019, "avo", 50, 45],
  ]);
});
afterAll(() => hand.close());

describe("surveys", () => {
  beforeAll(async () => {
    // First wave 2018: 10 answers of mean 6 and 30 of mean 8, both with sd 1: mean 7.5, sd √((10 (1 + 2.25) + 30 (1 + 0.25)) / 40) = √1.75.
    const wave = (item: string, later: number): [string, number, string, number, number, number][] => [
      ["R1", 2018, item, 10, 6, 1],
      ["R2", 2018, item, 30, 8, 1],
      ["R1", 2021, item, 20, later, 1],
    ];
    await hand.table("survey_schools", "sto_regio_id schooljaar item n gemiddelde sd", [
      ...wave("vernieuwend_vermogen", 7.5 + Math.sqrt(1.75)),
      ...wave("faciliteiten_hard", 7.5),
      ...wave("faciliteiten_overig", 7.5 - 2 * Math.sqrt(1.75)),
      ["R1", 2018, "nascholing_uren", 10, 24, 5],
      ["R1", 2018, "samenwerking", 12, 2.5, 1],
      ["R1", 2018, "samenwerking_overig", 12, 1.5, 1],
      ["R1", 2018, "profielafspraken", 12, 0.75, 0.4],
      ["R1", 2021, "kennisdeling", 12, 7, 1],
    ]);
    await hand.table("survey_pupils", "sto_regio_id schooljaar item n gemiddelde sd", [
      ...wave("oordeel_onderwijs", 7.5 + Math.sqrt(1.75)),
      ...wave("oordeel_voorbereiding", 7.5),
      ...wave("motivatie_techniek", 7.5 - Math.sqrt(1.75)),
      ...wave("motivatie_algemeen", 7.5),
    ]);
    await hand.table("survey_firms", "sto_regio_id schooljaar item n gemiddelde sd", [
      ["R1", 2018, "samenwerking", 9, 3, 1],
    ]);
  });
  const near = (cell: unknown, value: number): void => expect(cell).toBeCloseTo(value, 12);

  test("Q1 and Q2a: standardised on all answers of the first wave", async () => {
    const own = await hand.indicator("Q1");
    near(own["R1 2018"], -1.5 / Math.sqrt(1.75));
    near(own["R2 2018"], 0.5 / Math.sqrt(1.75));
    near(own["R1 2021"], 1);
    const facilities = await hand.indicator("Q2a");
    near(facilities["R1 hard 2021"], 0);
    near(facilities["R1 overig 2021"], -2);
    // Not asked: a row without a value.
    expect(facilities["R1 zacht 2021"]).toBeNull();
  });
  test("Q5: the mean over the items asked; motivation apart", async () => {
    near((await hand.indicator("Q5"))["R1 2021"], 0.5);
    near((await hand.indicator("Q5_preparation"))["R1 2021"], 0);
    near((await hand.indicator("Q5_motivation"))["R1 2021"], -1);
    near((await hand.indicator("general_motivation"))["R1 2021"], 0);
  });
  test("items on their own scale, and numbers of answers", async () => {
    expect(await hand.indicator("Q3b")).toEqual({ "R1 2018": 24 });
    expect(await hand.indicator("Q4")).toEqual({ "R1 2018": 2.5 });
    expect(await hand.indicator("collaboration_outside")).toEqual({ "R1 2018": 1.5 });
    expect(await hand.indicator("Q4_agreements")).toEqual({ "R1 2018": 0.75 });
    expect(await hand.indicator("Q4_firms")).toEqual({ "R1 2018": 3 });
    expect((await hand.indicator("school_answers"))["R1 2021"]).toBe(20);
    expect((await hand.indicator("pupil_answers"))["R2 2018"]).toBe(30);
    expect(await hand.indicator("firm_answers")).toEqual({ "R1 2018": 9 });
  });
  test("an item without a wave of 2017 to 2019 has nothing to be compared with", async () => {
    expect(await hand.indicator("Q4_sharing")).toEqual({});
  });
  test("quality: only where all three are there, and R1 2018 is it: z of lessons −1 (0.6, mean 0.7, sd 0.1)", async () => {
    const quality = await hand.indicator("quality");
    near(quality["R1 2018"], (-3 / Math.sqrt(1.75) - 1) / 3);
    near(quality["R2 2018"], (1 / Math.sqrt(1.75) + 1) / 3);
    expect(quality["R1 2021"]).toBeUndefined();
  });
});

describe("money for inventory", () => {
  beforeAll(() =>
    hand.table("accounts", "sto_regio_id vestigingscode jaar soort bedrag", [
      ["R1", "00AA01", 2019, "inventaris", 1000],
      ["R1", "00AA02", 2019, "inventaris", 3000],
      ["R1", null, 2019, "inventaris", 500],
      ["R1", "00AA01", 2019, "personeel", 9999],
      ["R2", "00BB01", 2018, "inventaris", 2000],
    ]),
  );
  test("Q2b: 4500 euros over 9 + 11 + 20 + (1 to 4) technical pupils; 2000 over 20", async () => {
    const own = await hand.indicator("Q2b");
    expect(own["R1 2019"]).toEqual([4500 / 42.5, 4500 / 44, 4500 / 41]);
    expect(own["R2 2018"]).toEqual([100, 100, 100]);
  });
  test("close to each other: both of R1 have BWI, 5.56 km apart; 00BB01 is alone", async () => {
    const near = await hand.indicator("Q2b_near");
    expect(near["R1 2019"]).toEqual([4000 / 42.5, 4000 / 44, 4000 / 41]);
    expect(near["R2 2018"]).toEqual([0, 0, 0]);
  });
});

describe("teachers", () => {
  test("Q3a by subject group, and of techniek alone", async () => {
    expect((await hand.indicator("Q3a"))["R1 avo 2019"]).toBe(0.9);
    expect((await hand.indicator("Q3a"))["R2 avo 2018"]).toBeNull();
    expect(await hand.indicator("Q3a_techniek")).toEqual({ "R1 2018": 0.6, "R1 2019": 0.9, "R2 2018": 0.8 });
  });
  test("Q3c: of 60 teachers (1 to 4) + 5 from industry", async () => {
    await hand.table("techniek_staff", "sto_regio_id schooljaar profielgroep personen* instroom_bedrijfsleven*", [
      ["R1", 2019, "hard", 50, "<5"],
      ["R1", 2019, "zacht", 10, 5],
      ["R1", 2019, "overig", 90, 80],
    ]);
    expect(await hand.indicator("Q3c")).toEqual({ "R1 2019": [7.5 / 60, 6 / 60, 9 / 60] });
  });
  test("the open stand-in: mean over the rows of an institution", async () => {
    await hand.table("functiemix", "brin year share_bama_hboba", [
      ["00AA", 2019, 60],
      ["00AA", 2019, 70],
    ]);
    expect(await hand.indicator("Q3a_open")).toEqual({ "00AA 2019": 65 });
  });
});

describe("pupils and exams", () => {
  test("Q6a: 9 of 10 stay; 1 to 4 of 1 to 4 is between a quarter and four; who left altogether gives 0", async () => {
    expect(await hand.indicator("Q6a")).toEqual({
      "00AA01 BWI 2018": [0.9, 0.9, 0.9],
      "00AA02 PIE 2018": [1, 0.25, 4],
      "00BB01 PIE 2018": [0, 0, 0],
    });
    expect((await hand.indicator("third_year_profile"))["00AA02 PIE 2018"]).toEqual([2.5, 1, 4]);
  });
  test("Q6b: 18 of 20 passed; 1 to 4 of 6 is between a sixth and two thirds; no more than all", async () => {
    await hand.table("exams", "vestiging exam_year leerweg sector candidates* passed*", [
      ["00AA01", 2019, "K", "techniek", 20, 18],
      ["00AA02", 2019, "K", "techniek", 6, "<5"],
      ["00BB01", 2020, "K", "techniek", "<5", "<5"],
      ["00BB01", 2020, "K", "economie", 30, 10],
    ]);
    expect(await hand.indicator("Q6b")).toEqual({
      "00AA01 K 2019": [0.9, 0.9, 0.9],
      "00AA02 K 2019": [2.5 / 6, 1 / 6, 4 / 6],
      "00BB01 K 2020": [1, 0.25, 1],
    });
    expect((await hand.indicator("D1a_exam", "region"))["R1 K 2019"]).toEqual([26, 26, 26]);
  });
  test("Q6c: marks less the nation's by subject, year and track, weighted by exams", async () => {
    await hand.table("subject_marks", "vestiging exam_year leerweg school_type subject central_all* mark_central_all", [
      ["00AA01", 2019, "K", "VMBO KL", "Wiskunde", 10, 7],
      ["00AA02", 2019, "K", "VMBO KL", "Wiskunde", 30, 6],
      ["00AA01", 2019, "K", "VMBO KL", "Nask 1", 30, 6],
      ["00AA01", 2019, "K", "VMBO KL", "Engels", 40, 9],
      ["00AA02", 2019, null, "HAVO", "Wiskunde A", 30, 5],
    ]);
    // Nation: wiskunde 6.25, nask 6. 00AA01: (10 × 0.75 + 30 × 0) / 40; 00AA02: −0.25.
    const [value] = (await hand.indicator("Q6c"))["00AA01 2019"] as number[];
    expect(value).toBeCloseTo(7.5 / 40, 12);
    expect(((await hand.indicator("Q6c"))["00AA02 2019"] as number[])[0]).toBeCloseTo(-0.25, 12);
    expect((await hand.indicator("Q6c_exams"))["00AA01 2019"]).toEqual([40, 40, 40]);
  });
  test("Q6c by profile: less the nation's of the same profile, year and track", async () => {
    await hand.table("marks", "vestiging exam_year leerweg sector profile candidates* mark_central", [
      ["00AA01", 2019, "K", "techniek", "BWI", 10, 7],
      ["00AA02", 2019, "K", "techniek", "BWI", 10, 6],
      ["00AA02", 2019, "B", "techniek", "BWI", "<5", 6],
      ["00AA02", 2019, "K", "economie", "E&O", 10, 8],
    ]);
    // K: 6.5; B: one location, 0. 00AA02 BWI: −0.5 with 10 and 0 with 1 to 4.
    const own = await hand.indicator("Q6c_profile");
    const [value, min, max] = own["00AA02 BWI 2019"] as number[];
    expect(value).toBeCloseTo(-5 / 12.5, 12);
    expect(min).toBeCloseTo(-5 / 11, 12);
    expect(max).toBeCloseTo(-5 / 14, 12);
    expect(((await hand.indicator("Q6c_techniek"))["00AA01 2019"] as number[])[0]).toBeCloseTo(0.5, 12);
    expect((await hand.indicator("profile_candidates"))["00AA02 BWI 2019"]).toEqual([12.5, 11, 14]);
  });
  test("facilities: one of two is used by two locations; nobody uses the third", async () => {
    await hand.table("facilities", "sto_regio_id schooljaar locatie soort gebruikende_vestiging leerlingen*", [
      ["R1", 2021, "00AA01", "lasstraat", "00AA01", 30],
      ["R1", 2021, "00AA01", "lasstraat", "00AA02", "<5"],
      ["R1", 2021, "00AA02", "zaag", "00AA02", 10],
      ["R1", 2021, "00AA02", "oven", "00AA02", 0],
    ]);
    expect(await hand.indicator("facilities_shared")).toEqual({ "R1 2021": 0.5 });
    expect(await hand.indicator("facilities_count")).toEqual({ "R1 2021": 2 });
  });
});
