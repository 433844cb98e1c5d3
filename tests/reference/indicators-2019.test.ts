import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { indexPoints, pairsWithin } from "../../src/indicators/distance.ts";
import { openSto, readReferenceJson, rowsOf, type StoTables } from "../support/sto-study.ts";

// Offer, size, near-by small offer, reach and concentration on 1 October 2019, computed outside this engine from the same public
// files: tests/reference/duo/referentie_indicatoren_2019.json. Shares are printed there with six decimals, counts exactly.
const PRINTED = 0.5e-6 + 1e-12;
const TECHNICAL = ["BWI", "PIE", "M&T", "MVI", "MaT"];
const HARD = ["BWI", "PIE", "M&T"];

interface Reference {
  readonly lj3_techniekaandeel: Readonly<Record<string, number>>;
  readonly lj3_techniekaandeel_totaal: number;
  readonly profielen: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly aandeel_leerlingen_bb_kb_met_harde_techniek_binnen_10km_van_vestiging: number;
  readonly aandeel_leerlingen_gl_met_harde_techniek_binnen_10km_van_vestiging: number;
  readonly vestigingen_beroepsgericht: number;
  readonly vestigingen_harde_techniek: number;
  readonly vestigingen_techniek_profiel: number;
  readonly hhi_corop_profiel: Readonly<Record<string, number>>;
  readonly aandeel_leerlingen_met_harde_techniek_in_zelfde_leerweg_binnen_10km_van_vestiging: Readonly<
    Record<string, number>
  >;
}
const reference = readReferenceJson("referentie_indicatoren_2019.json") as Reference;
const leerwegen = { BL: "B", KL: "K", GL: "G" } as const;

let sto: StoTables;
beforeAll(async () => {
  sto = await openSto(["pupils", "locations", "coordinates", "exams"]);
});
afterAll(() => sto.database.close());

type Row = ReturnType<typeof rowsOf>[number];
const rows = async (id: string): Promise<readonly Row[]> => rowsOf(await sto.indicator(id));
const value = (row: Row, name = "value"): number => row.get(name) as number;
const text = (row: Row, name: string): string => row.get(name) as string;
const total = (some: readonly Row[]): number => some.reduce((sum, row) => sum + value(row), 0);

describe("technical share in the third year", () => {
  test("by leerweg and together", async () => {
    const [pupils, technical] = [await rows("third_year_pupils"), await rows("third_year_techniek")];
    for (const [printed, leerweg] of Object.entries(leerwegen)) {
      const of = (some: readonly Row[]): number => total(some.filter((row) => text(row, "leerweg") === leerweg));
      expect(Math.abs(of(technical) / of(pupils) - reference.lj3_techniekaandeel[printed]!)).toBeLessThan(PRINTED);
    }
    expect(Math.abs(total(technical) / total(pupils) - reference.lj3_techniekaandeel_totaal)).toBeLessThan(PRINTED);
  });

  test("K4b of locations, weighted by pupils, is the national share", async () => {
    const weight = new Map<string, number>();
    for (const row of await rows("third_year_pupils"))
      weight.set(text(row, "vestiging"), (weight.get(text(row, "vestiging")) ?? 0) + value(row));
    let [part, whole] = [0, 0];
    for (const row of await rows("K4b")) {
      part += value(row) * weight.get(text(row, "vestiging"))!;
      whole += weight.get(text(row, "vestiging"))!;
    }
    expect(Math.abs(part / whole - reference.lj3_techniekaandeel_totaal)).toBeLessThan(PRINTED);
  });

  test("no count of 2019 is suppressed, so no share is an interval", async () => {
    for (const row of await rows("K4b")) expect(row.get("value_max")).toBe(row.get("value_min"));
  });
});

describe("profiles", () => {
  for (const [profile, expected] of Object.entries(reference.profielen)) {
    test(`${profile}: locations, pupils, median, small, near-by small`, async () => {
      const offer = (await rows("D1a")).filter((row) => row.get("profile") === profile);
      const sizes = offer.map((row) => value(row)).sort((a, b) => a - b);
      const middle = sizes.length / 2;
      const median = Number.isInteger(middle) ? (sizes[middle - 1]! + sizes[middle]!) / 2 : sizes[Math.floor(middle)]!;
      expect(offer.length).toBe(expected["vestigingen"]);
      expect(total(offer)).toBe(expected["leerlingen"]);
      expect(median).toBe(expected["mediaan"]);
      expect(sizes.filter((size) => size < 20).length).toBe(expected["klein_lt20"]);
      for (const [id, key] of [
        ["D2_5km", "5km"],
        ["D2", "10km"],
      ] as const) {
        const near = (await rows(id)).filter((row) => row.get("profile") === profile);
        expect(total(near)).toBe(expected[`naburig_klein_vestigingen_${key}`]);
      }
    });

    test(`${profile}: pairs of near-by small offers, by the spatial index, touch the locations that the SQL marks`, async () => {
      const place = new Map(
        rowsOf(await sto.query("select vestiging, lat, lon from coordinates")).map((row) => [
          text(row, "vestiging"),
          row,
        ]),
      );
      const small = (await rows("D1a"))
        .filter((row) => row.get("profile") === profile && value(row) < 20)
        .map((row) => text(row, "vestiging"));
      const coordinate = (name: string): Float64Array =>
        Float64Array.from(small, (vestiging) => (place.get(vestiging)?.get(name) as number | undefined) ?? Number.NaN);
      const index = indexPoints(coordinate("lat"), coordinate("lon"));
      for (const [id, km] of [
        ["D2_5km", 5],
        ["D2", 10],
      ] as const) {
        const pairs = pairsWithin(index, km);
        const marked = (await rows(id))
          .filter((row) => row.get("profile") === profile && value(row) === 1)
          .map((row) => text(row, "vestiging"));
        expect(pairs.length).toBe(expected[`naburig_klein_paren_${km}km`]);
        expect([...new Set(pairs.flatMap(({ i, j }) => [small[i]!, small[j]!]))].sort()).toEqual(marked);
      }
    });
  }
});

describe("offer", () => {
  test("locations with vocational pupils, with hard techniek, with one of the five technical profiles", async () => {
    const locations = (some: readonly Row[]): number => new Set(some.map((row) => row.get("vestiging"))).size;
    const offer = await rows("D1a");
    expect(locations(await rows("bg_pupils"))).toBe(reference.vestigingen_beroepsgericht);
    expect(locations(offer.filter((row) => HARD.includes(text(row, "profile"))))).toBe(
      reference.vestigingen_harde_techniek,
    );
    expect(locations(offer.filter((row) => TECHNICAL.includes(text(row, "profile"))))).toBe(
      reference.vestigingen_techniek_profiel,
    );
  });

  test("with the vakmanschapsroute, which is technical too, five locations more", async () => {
    // 281: stated in the notes that come with the reference file.
    expect((await rows("K1a")).length).toBe(281);
  });

  test("D1b and D1c are the share of small offer and the mean size of D1a", async () => {
    const area = new Map(
      rowsOf(await sto.query("select vestiging, corop from locations")).map((row) => [
        row.get("vestiging"),
        row.get("corop"),
      ]),
    );
    const sizes = new Map<unknown, number[]>();
    for (const row of await rows("D1a")) {
      const corop = area.get(row.get("vestiging") as string);
      if (![...TECHNICAL, "VRT"].includes(text(row, "profile")) || corop == null) continue;
      sizes.set(corop, [...(sizes.get(corop) ?? []), value(row)]);
    }
    const [small, mean] = [await rows("D1b"), await rows("D1c")];
    expect(small.map((row) => row.get("corop"))).toEqual([...sizes.keys()].sort());
    small.forEach((row, i) => {
      const own = sizes.get(row.get("corop"))!;
      expect(value(row)).toBeCloseTo(own.filter((size) => size < 20).length / own.length, 12);
      expect(value(mean[i]!)).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 10);
    });
  });
});

test("concentration by COROP area and hard profile", async () => {
  const hhi = (await rows("D1d")).filter((row) => HARD.includes(text(row, "profile")));
  const computed = new Map(hhi.map((row) => [`${text(row, "corop")}|${text(row, "profile")}`, value(row)]));
  expect([...computed.keys()].sort()).toEqual(Object.keys(reference.hhi_corop_profiel).sort());
  for (const [key, expected] of Object.entries(reference.hhi_corop_profiel))
    expect(Math.abs(computed.get(key)! - expected), key).toBeLessThan(PRINTED);
});

describe("reach of hard techniek within 10 km of the school", () => {
  async function reach(id: string, leerweg: readonly string[]): Promise<number> {
    const pupils = new Map(
      (await rows("bg_pupils")).map((row) => [`${text(row, "vestiging")} ${text(row, "leerweg")}`, value(row)]),
    );
    let [within, all] = [0, 0];
    for (const row of await rows(id)) {
      if (!leerweg.includes(text(row, "leerweg"))) continue;
      const n = pupils.get(`${text(row, "vestiging")} ${text(row, "leerweg")}`)!;
      all += n;
      within += n * value(row);
    }
    return within / all;
  }

  test("in the same leerweg", async () => {
    const expected = reference.aandeel_leerlingen_met_harde_techniek_in_zelfde_leerweg_binnen_10km_van_vestiging;
    for (const [printed, leerweg] of Object.entries(leerwegen))
      expect(Math.abs((await reach("K1b", [leerweg])) - expected[printed]!), printed).toBeLessThan(PRINTED);
  });

  test("in any vocational leerweg", async () => {
    expect(
      Math.abs(
        (await reach("K1b_any", ["B", "K"])) -
          reference.aandeel_leerlingen_bb_kb_met_harde_techniek_binnen_10km_van_vestiging,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      Math.abs(
        (await reach("K1b_any", ["G"])) - reference.aandeel_leerlingen_gl_met_harde_techniek_binnen_10km_van_vestiging,
      ),
    ).toBeLessThan(PRINTED);
  });
});
