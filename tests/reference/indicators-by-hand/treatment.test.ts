import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByHand, fourLocations, openByHand } from "../../support/sto-by-hand.ts";

// Money, exposure and controls on four locations; every expected value is worked out by hand beside it.

let hand: ByHand;
beforeAll(async () => {
  hand = await openByHand();
  await fourLocations(hand);
  await hand.table("pupils", "vestiging school_year leerweg grade sector profile lwoo pupils*", [
    ["00AA01", 2017, "K", 3, "techniek", "BWI", "J", 10],
    ["00AA01", 2017, "G", 4, "techniek", "PIE", "N", 4],
    ["00AA01", 2017, "K", 3, "techniek", "MVI", "N", 50],
    ["00AA01", 2018, "K", 3, "techniek", "BWI", "N", 20],
    ["00AA01", 2018, "G", 3, "techniek", "PIE", "N", 10],
    ["00AA01", 2018, "K", 3, "zorg en welzijn", "Z&W", "N", 70],
    ["00AA02", 2018, "K", 3, "zorg en welzijn", "Z&W", "N", 100],
    ["00BB01", 2018, "K", 3, "techniek", "BWI", "N", 5],
    ["00BB01", 2018, "K", 3, "zorg en welzijn", "Z&W", "N", 95],
    ["00AA01", 2019, "K", 3, "techniek", "BWI", null, 40],
    ["00AA01", 2019, "K", 4, "techniek", "BWI", null, 10],
  ]);
  await hand.table("sto_region", "vestigingscode sto_regio_id startdatum subsidie_2020_2023", [
    ["00AA01", "R1", "2020-01-01", 800_000],
    ["00AA02", "R1", "2020-01-01", 800_000],
    ["00BB01", "R2", "2020-08-15", 400_000],
  ]);
});
afterAll(() => hand.close());

describe("money", () => {
  test("start: 1 January 2020 lies in school year 2019, August in 2020", async () => {
    expect(await hand.indicator("start", "region")).toEqual({ R1: 2019, R2: 2020 });
  });
  test("run-up money: 10 × 1500 + 4 × 750 and 20 × 3078 + 10 × 1539, soft profiles left out", async () => {
    const amount = 15_000 + 3_000 + 61_560 + 15_390;
    expect(await hand.indicator("announced")).toEqual({ "00AA01": amount, "00BB01": 5 * 3078 });
    const dose = await hand.indicator("dose_a");
    expect(dose["00AA01"]).toBeCloseTo(amount / 1000 / 100, 12);
    expect(dose["00AA02"]).toBe(0);
  });
  test("subsidy: 800,000 over four years and 200 pupils of 2018 is 1,000 euros a year", async () => {
    const dose = await hand.indicator("dose_b", "region");
    expect(dose["R1"]).toBeCloseTo(1, 12);
    expect(dose["R2"]).toBeCloseTo(1, 12);
    expect((await hand.indicator("dose_b", "vestiging"))["00AA02"]).toBeCloseTo(1, 12);
  });
  test("short of techniek: 30 of 200 is not, 5 of 100 is", async () => {
    expect(await hand.indicator("poor", "region")).toEqual({ R1: 0, R2: 1 });
  });
  test("technical profiles", async () => {
    expect(await hand.indicator("tech")).toEqual({
      BWI: "techniek",
      MVI: "techniek",
      PIE: "techniek",
      "Z&W": "anders",
    });
  });
});

describe("exposure", () => {
  beforeAll(() =>
    hand.table("exams", "vestiging exam_year leerweg sector candidates*", [
      ["00AA01", 2015, "K", "techniek", 10],
      ["00AA01", 2015, "K", "economie", 30],
      ["00AA01", 2017, "K", "techniek", 30],
      ["00AA01", 2017, "K", "economie", 10],
      ["00AA01", 2018, "K", "techniek", 99],
      ["00AA02", 2017, "K", "economie", 60],
    ]),
  );
  test("the mean of the years given: (0.25 + 0.75) / 2, and of the area (0.25 + 0.3) / 2", async () => {
    expect(await hand.indicator("exposure")).toEqual({ "00AA01": 0.5, "00AA02": 0 });
    expect((await hand.indicator("exposure", "brin"))["00AA"]).toBeCloseTo(0.275, 12);
    expect((await hand.indicator("exposure_area"))["00AA02"]).toBeCloseTo(0.275, 12);
    expect((await hand.indicator("region"))["00AA02"]).toBe("R1");
  });
  test("hours of acquaintance in 2020 and 2021 per pupil of 2019: (30 × 4 + (1 to 4) × 10) / 50", async () => {
    await hand.table("activities", "vestigingscode schooljaar leerlingen* uren", [
      ["00AA01", 2020, 30, 4],
      ["00AA01", 2021, "<5", 10],
      ["00AA01", 2022, 999, 9],
    ]);
    expect(await hand.indicator("activity_hours")).toEqual({ "00AA01": [145 / 50, 130 / 50, 160 / 50] });
  });
});

describe("controls", () => {
  test("share with learning support, where the file has it", async () => {
    const share = await hand.indicator("share_lwoo");
    expect(share["00AA01 2017"]).toEqual([10 / 64, 10 / 64, 10 / 64]);
    expect(share["00AA01 2019"]).toBeUndefined();
  });
  test("figures of CBS by area: COROP and municipality, yearly periods only", async () => {
    const row = (region: string, measure: string, title: string | null, value: number, kind = "JJ") => [
      ...[measure, title, kind, 2019, region, region.slice(0, 2), value],
    ];
    await hand.table("key_figures", "measure measure_title period_kind year region region_kind value", [
      row("CR01", "k_10Tot15Jaar_6", "10 tot 15 jaar", 5_000),
      row("CR01", "k_15Tot20Jaar_7", "15 tot 20 jaar", 7_000),
      row("CR01", "TotaleBevolking_1", "Totale bevolking", 100_000),
      row("CR01", "Bevolkingsdichtheid_57", "Bevolkingsdichtheid", 450),
      row("CR01", "BFNijverheidEnEnergie_150", "B-F Nijverheid en energie", 20_000),
      row("GM0001", "k_10Tot15Jaar_6", "10 tot 15 jaar", 900),
      row("NL01", "k_10Tot15Jaar_6", "10 tot 15 jaar", 900_000),
    ]);
    expect(await hand.indicator("youth", "corop")).toEqual({ "CR01 2019": 5_000 });
    expect(await hand.indicator("youth", "gemeente")).toEqual({ "0001 2019": 900 });
    expect(await hand.indicator("youth", "nl")).toEqual({ "NL 2019": 900_000 });
    expect(await hand.indicator("density", "corop")).toEqual({ "CR01 2019": 450 });
    expect(await hand.indicator("technical_jobs", "corop")).toEqual({ "CR01 2019": 0.2 });
    await hand.table("youth_labour", "measure measure_title period_kind year region region_kind value", [
      row("CR01", "Werkloosheidspercentage_14", "Werkloosheidspercentage", 7),
      row("CR01", "Werkloosheidspercentage_14", "Werkloosheidspercentage", 9, "KW"),
    ]);
    expect(await hand.indicator("youth_unemployment", "corop")).toEqual({ "CR01 2019": 7 });
  });
  test("mergers and moves, by the school year of the day", async () => {
    await hand.table("predecessors", "vestigingscode_oud vestigingscode_nieuw datum", [
      ["00AA09", "00AA01", "2021-08-01"],
      ["00AA08", "00AA01", "2021-02-01"],
    ]);
    expect(await hand.indicator("merger")).toEqual({
      "00AA01 2020": 1,
      "00AA01 2021": 1,
      "00AA08 2020": 1,
      "00AA09 2021": 1,
    });
  });
});
