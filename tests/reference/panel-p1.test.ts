import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { NumberColumn } from "../../src/core/table.ts";
import { openConditions } from "../../src/panel/conditions.ts";
import { buildPanel, type Panel } from "../../src/panel/panel.ts";
import { drawSample, type Sample, type SampleDeclaration } from "../../src/panel/sample.ts";
import { exitRiskSet } from "../support/exit-risk-set.ts";
import { cells, type Frame, numbers } from "../support/frame.ts";
import { openSto, readRaw, readReference, readReferenceJson, rowsOf, type StoTables } from "../support/sto-study.ts";

// The estimation sample P1, made in R from the derived long table (tests/reference/duo/referentieschattingen.R), against the study's indicators,
// panel and sample as its files declare them. The CSV prints fifteen digits.
const PRINTED = 1e-14;
// Shares computed here in another order of operations.
const ROUNDING = 1e-12;

const VOCATIONAL = ["B", "K", "G", "LWT"];

let sto: StoTables;
beforeAll(async () => {
  sto = await openSto(["exams", "locations"]);
});
afterAll(() => sto.database.close());

async function panelOf(id: string): Promise<Panel> {
  const declared = sto.study.panels[id]!;
  const indicators = await Promise.all(
    declared.columns.map(async (column) => ({ id: column, table: await sto.indicator(column) })),
  );
  const unit = typeof declared.unit === "string" ? [declared.unit] : declared.unit;
  return buildPanel({
    id,
    unit,
    period: declared.period,
    indicators,
    derived: new Map(Object.entries(declared.derived)),
  });
}

interface LinkFile {
  readonly links: readonly { readonly id: string; readonly sample: SampleDeclaration }[];
}

async function sampleOf(panel: Panel, hypothesis: string, link: string): Promise<Sample> {
  const file = parse(
    readFileSync(new URL(`../../hypotheses/sto/${hypothesis}.yaml`, import.meta.url), "utf8"),
  ) as LinkFile;
  const { sample } = file.links.find((one) => one.id === link)!;
  return drawSample(
    panel,
    { ...sample, require: sample.require ?? [] },
    await openConditions(panel, sto.database),
    link,
  );
}

const column = (panel: Panel, name: string): NumberColumn => panel.columns.get(name) as NumberColumn;

describe("sample of h5b", () => {
  let panel: Panel;
  let sample: Sample;
  let reference: Frame;
  beforeAll(async () => {
    panel = await panelOf("vestiging-year");
    sample = await sampleOf(panel, "h5", "h5b");
    reference = readReference("p1_vestiging_panel.csv");
  });

  test("its rows are those of P1: 392 locations in ten years", () => {
    const kept = [...sample.keep.keys()].filter((row) => sample.keep[row] === 1);
    const key = (row: number): string => `${panel.unit.labels![panel.unit.codes[row]!]!} ${panel.period[row]!}`;
    const years = numbers(reference, "examenjaar");
    expect(kept.length).toBe(3920);
    expect(kept.map(key).sort()).toEqual(
      cells(reference, "vestigingscode")
        .map((code, row) => `${code} ${years[row]!}`)
        .sort(),
    );
  });

  test("candidates, share, exposure and area are those of P1", () => {
    const years = numbers(reference, "examenjaar");
    const at = new Map(
      [...sample.keep.keys()].map((row) => [
        `${panel.unit.labels![panel.unit.codes[row]!]!} ${panel.period[row]!}`,
        row,
      ]),
    );
    const corop = panel.columns.get("corop");
    if (corop?.kind !== "category") throw new Error("corop is a category");
    const expected = {
      N: numbers(reference, "N"),
      tech: numbers(reference, "tech"),
      sh: numbers(reference, "sh"),
      d0: numbers(reference, "d0"),
    };
    cells(reference, "vestigingscode").forEach((code, i) => {
      const row = at.get(`${code} ${years[i]!}`)!;
      const technical = column(panel, "tech_candidates").values[row]!;
      expect(column(panel, "bg_candidates").values[row]).toBe(expected.N[i]);
      // A location without technical candidates has no row in that indicator.
      expect(Number.isNaN(technical) ? 0 : technical).toBe(expected.tech[i]);
      expect(Math.abs(column(panel, "K4b_exam").values[row]! - expected.sh[i]!)).toBeLessThan(PRINTED);
      expect(Math.abs(column(panel, "d0").values[row]! - expected.d0[i]!)).toBeLessThan(PRINTED);
      expect(corop.labels[corop.codes[row]!]).toBe(`CR${cells(reference, "corop")[i]!.padStart(2, "0")}`);
    });
  });

  test("the ledger accounts for every row and location that left", () => {
    // Counted from the long table: locations with vocational candidates, then those without a known area, and so on.
    const steps = sample.ledger.map(({ step, rows, units, rowsLeft, unitsLeft }) => ({
      step,
      rows,
      units,
      rowsLeft,
      unitsLeft,
    }));
    expect(steps).toEqual([
      { step: "population", rows: 0, units: 0, rowsLeft: 5689, unitsLeft: 737 },
      { step: "missing", rows: 259, units: 95, rowsLeft: 5430, unitsLeft: 642 },
      { step: "each-period", rows: 359, units: 24, rowsLeft: 5071, unitsLeft: 618 },
      { step: "unbalanced", rows: 1151, units: 226, rowsLeft: 3920, unitsLeft: 392 },
    ]);
  });
});

describe("exam indicators against the derived long table", () => {
  interface Sums {
    part: [number, number];
    rest: [number, number];
  }

  /** Sums of [min, max] by location and exam year, over cells that `counted` names; `part` where `inPart`. */
  function sums(
    counted: (leerweg: string, year: number) => boolean,
    inPart: (sector: string) => boolean,
  ): Map<string, Sums> {
    const long = readReference("vmbo_examenkandidaten_lang.csv.gz");
    const [codes, leerwegen, sectors] = ["vestigingscode", "leerweg", "sector"].map((name) => cells(long, name));
    const [years, min, max] = ["examenjaar", "kandidaten_min", "kandidaten_max"].map((name) => numbers(long, name));
    const found = new Map<string, Sums>();
    codes!.forEach((code, row) => {
      if (!counted(leerwegen![row]!, years![row]!)) return;
      const key = `${code} ${years![row]!}`;
      const own = found.get(key) ?? { part: [0, 0], rest: [0, 0] };
      const side = inPart(sectors![row]!) ? own.part : own.rest;
      side[0] += min![row]!;
      side[1] += max![row]!;
      found.set(key, own);
    });
    return found;
  }

  const keyOf = (row: ReadonlyMap<string, unknown>): string =>
    `${row.get("vestiging") as string} ${row.get("exam_year") as number}`;
  const track =
    (letters: readonly string[]) =>
    (leerweg: string): boolean =>
      letters.includes(leerweg);

  const shares = [
    ["K4b_exam", track(VOCATIONAL), "techniek"],
    ["K4b_bb_exam", track(["B", "LWT"]), "techniek"],
    ["K4b_kb_exam", track(["K"]), "techniek"],
    ["K4b_gl_exam", track(["G"]), "techniek"],
    ["K4d_exam", (leerweg: string, year: number): boolean => leerweg === "T" && year >= 2019, "techniek"],
    ["groen_share_exam", track(VOCATIONAL), "landbouw"],
    ["zw_share_exam", track(VOCATIONAL), "zorg en welzijn"],
  ] as const;
  for (const [id, counted, sector] of shares) {
    test(`${id}: share at its own extremes`, async () => {
      const expected = sums(counted, (one) => one === sector);
      const rows = rowsOf(await sto.indicator(id));
      expect(rows.map(keyOf).sort()).toEqual([...expected.keys()].sort());
      for (const row of rows) {
        const { part, rest } = expected.get(keyOf(row))!;
        const middle = (part[0] + part[1]) / (part[0] + part[1] + rest[0] + rest[1]);
        expect(Math.abs((row.get("value") as number) - middle)).toBeLessThan(ROUNDING);
        expect(Math.abs((row.get("value_min") as number) - part[0] / (part[0] + rest[1]))).toBeLessThan(ROUNDING);
        expect(Math.abs((row.get("value_max") as number) - part[1] / (part[1] + rest[0]))).toBeLessThan(ROUNDING);
      }
    });
  }

  const counts = [
    ["bg_candidates", VOCATIONAL, null],
    ["tech_candidates", VOCATIONAL, "techniek"],
    ["bb_candidates", ["B", "LWT"], null],
    ["kb_candidates", ["K"], null],
    ["gl_candidates", ["G"], null],
    ["tl_candidates", ["T"], null],
  ] as const;
  for (const [id, leerwegen, sector] of counts) {
    test(`${id}: counts as intervals`, async () => {
      const expected = sums(track(leerwegen), (one) => sector === null || one === sector);
      for (const [key, { part }] of expected) if (part[1] === 0) expected.delete(key);
      const rows = rowsOf(await sto.indicator(id));
      expect(rows.length).toBe(expected.size);
      for (const row of rows) {
        const { part } = expected.get(keyOf(row))!;
        expect([row.get("value_min"), row.get("value"), row.get("value_max")]).toEqual([
          part[0],
          (part[0] + part[1]) / 2,
          part[1],
        ]);
      }
    });
  }

  test("45% of the locations with techniek have a suppressed technical cell in 2020-2024, none before", async () => {
    // 45%: as the description of the files states, for locations with 10 or more vocational candidates.
    const size = new Map(
      rowsOf(await sto.indicator("bg_candidates")).map((row) => [keyOf(row), row.get("value") as number]),
    );
    const rows = rowsOf(await sto.indicator("tech_candidates")).filter((row) => size.get(keyOf(row))! >= 10);
    const isInterval = (row: ReadonlyMap<string, unknown>): boolean => row.get("value_max") !== row.get("value_min");
    const late = rows.filter((row) => (row.get("exam_year") as number) >= 2020);
    expect(Math.round((100 * late.filter(isInterval).length) / late.length)).toBe(45);
    expect(rows.filter((row) => (row.get("exam_year") as number) < 2020).some(isInterval)).toBe(false);
  });
});

describe("girls", () => {
  /** Girls by location and year from the raw text of 2014-2019, in which nothing is suppressed: column "… - VROUW" of the vocational codes. */
  function girlsInRawFile(): Map<string, { tech: number; all: number }> {
    const raw = readRaw("examenkandidaten-en-geslaagden-2014-2019.csv.gz");
    const names = [...raw.keys()];
    const codes = new Set(["26", "27", "28", "29", ...Array.from({ length: 16 }, (_, i) => String(30 + i))]);
    const technical = new Set(["30", "34", "38", "42"]);
    const found = new Map<string, { tech: number; all: number }>();
    cells(raw, "INSPECTIECODE").forEach((code, row) => {
      if (!codes.has(code)) return;
      for (const year of [2015, 2016, 2017, 2018, 2019]) {
        const name = names.find(
          (one) => one.startsWith(`EXAMENKANDIDATEN SCHOOLJAAR ${year - 1}-${year}`) && one.endsWith("VROUW"),
        )!;
        const n = Number(cells(raw, name)[row]);
        const key = `${cells(raw, "VESTIGINGSNUMMER")[row]!} ${year}`;
        const own = found.get(key) ?? { tech: 0, all: 0 };
        own.all += n;
        if (technical.has(code)) own.tech += n;
        found.set(key, own);
      }
    });
    return found;
  }

  test("K4c and the number of girls of 2015-2019 are those of the raw file", async () => {
    const expected = girlsInRawFile();
    const number = new Map(
      rowsOf(await sto.indicator("bg_girls")).map((row) => [
        `${row.get("vestiging")} ${row.get("exam_year")}`,
        row.get("value"),
      ]),
    );
    const early = rowsOf(await sto.indicator("K4c_exam")).filter((row) => (row.get("exam_year") as number) <= 2019);
    expect(early.length).toBe([...expected.values()].filter(({ all }) => all > 0).length);
    for (const row of early) {
      const key = `${row.get("vestiging")} ${row.get("exam_year")}`;
      const { tech, all } = expected.get(key)!;
      expect(number.get(key)).toBe(all);
      expect(Math.abs((row.get("value") as number) - tech / all)).toBeLessThan(ROUNDING);
    }
  });
});

describe("exit of offer (H1)", () => {
  interface Hazard {
    readonly risk_rows: number;
    readonly vestigingen: number;
    readonly models: {
      readonly hazard_table: readonly { groep: string; examenjaar: number; at_risk: number; exits: number }[];
    };
  }

  test("the hazard table by group and year is the reference's", async () => {
    const reference = readReferenceJson("referentieschattingen_h1.json") as Hazard;
    const rows = rowsOf(await sto.indicator("D1e_exit"));
    expect(rows.length).toBe(reference.risk_rows);
    expect(new Set(rows.map((row) => row.get("vestiging"))).size).toBe(reference.vestigingen);
    const table = reference.models.hazard_table.map(({ groep, examenjaar }) => {
      const own = rows.filter((row) => row.get("sector_group") === groep && row.get("exam_year") === examenjaar);
      return {
        groep,
        examenjaar,
        at_risk: own.length,
        exits: own.reduce((sum, row) => sum + (row.get("value") as number), 0),
      };
    });
    expect(table).toEqual(reference.models.hazard_table);
    expect(table.length).toBe(4 * 9);
  });

  test("each row and the candidates of the year before are those of the risk set built from the long table", async () => {
    const expected = new Map(exitRiskSet().map((row) => [`${row.vestiging} ${row.group} ${row.year}`, row]));
    const key = (row: ReadonlyMap<string, unknown>): string =>
      `${row.get("vestiging")} ${row.get("sector_group")} ${row.get("exam_year")}`;
    const [exits, before] = [
      rowsOf(await sto.indicator("D1e_exit")),
      rowsOf(await sto.indicator("candidates_previous")),
    ];
    expect(exits.length).toBe(expected.size);
    expect(before.map(key)).toEqual(exits.map(key));
    exits.forEach((row, i) => {
      expect(row.get("value")).toBe(expected.get(key(row))?.exit);
      expect(before[i]!.get("value")).toBe(expected.get(key(row))?.lagCandidates);
    });
  });

  test("entries are exits with time running backwards", async () => {
    // Alive now and not before: by hand from the risk set, whose rows are "alive before". Alive now = a risk row of the next year.
    const risk = exitRiskSet();
    const alive = new Set(risk.map((row) => `${row.vestiging} ${row.group} ${row.year - 1}`));
    const entries = rowsOf(await sto.indicator("D1e_entry"));
    for (const row of entries) {
      const [offer, year] = [`${row.get("vestiging")} ${row.get("sector_group")}`, row.get("exam_year") as number];
      if (year < 2024) expect(alive.has(`${offer} ${year}`)).toBe(true);
      expect(row.get("value")).toBe(alive.has(`${offer} ${year - 1}`) ? 0 : 1);
    }
    const beforeLast = entries.filter((row) => (row.get("exam_year") as number) < 2024);
    expect(beforeLast.length).toBe([...alive].filter((key) => !key.endsWith(" 2015")).length);
  });
});

describe("COROP areas", () => {
  const byYear = (rows: ReturnType<typeof rowsOf>): Map<number, number> => {
    const sums = new Map<number, number>();
    for (const row of rows) {
      const year = row.get("exam_year") as number;
      sums.set(year, (sums.get(year) ?? 0) + (row.get("value") as number));
    }
    return sums;
  };

  test("locations with techniek add up to the national number, but for one that cannot be placed in two years", async () => {
    const national = readReference("vmbo_aanbod_vestigingen_per_sector.csv.gz");
    const techniek = numbers(national, "techniek");
    const placed = byYear(rowsOf(await sto.indicator("D1f_exam")));
    const lost = [...numbers(national, "examenjaar")].map((year, row) => techniek[row]! - placed.get(year)!);
    expect(Math.min(...lost)).toBe(0);
    expect(Math.max(...lost)).toBeLessThanOrEqual(1);
    expect(lost.filter((n) => n > 0).length).toBeLessThanOrEqual(2);
  });

  test("at least 99.5% of the candidates are placed in an area in every year", async () => {
    const national = byYear(rowsOf(await sto.indicator("bg_candidates")));
    const placed = byYear(rowsOf(await sto.indicator("bg_candidates", "corop")));
    for (const [year, all] of national) expect(placed.get(year)! / all).toBeGreaterThan(0.995);
  });

  test("share × candidates = size × locations: both are the technical candidates of the area", async () => {
    const key = (row: ReadonlyMap<string, unknown>): string => `${row.get("corop")} ${row.get("exam_year")}`;
    const of = async (id: string): Promise<Map<string, number>> =>
      new Map(rowsOf(await sto.indicator(id, "corop")).map((row) => [key(row), row.get("value") as number]));
    const [share, candidates, size, locations] = await Promise.all(
      ["K4b_exam", "bg_candidates", "D1c_exam", "D1f_exam"].map(of),
    );
    expect(share!.size).toBe(400);
    for (const [area, value] of share!)
      expect(Math.abs(value * candidates!.get(area)! - (size!.get(area) ?? 0) * locations!.get(area)!)).toBeLessThan(
        1e-9,
      );
  });

  test("D1b counts locations with fewer than 20 technical candidates", async () => {
    // National number of small locations by hand from the long table through tech_candidates, in years in which all are placed.
    const [small, locations] = [rowsOf(await sto.indicator("D1b_exam")), rowsOf(await sto.indicator("D1f_exam"))];
    const n = new Map(
      locations.map((row) => [`${row.get("corop")} ${row.get("exam_year")}`, row.get("value") as number]),
    );
    const technical = rowsOf(await sto.indicator("tech_candidates")).filter((row) => row.get("exam_year") === 2017);
    const counted = small
      .filter((row) => row.get("exam_year") === 2017)
      .reduce((sum, row) => sum + (row.get("value") as number) * n.get(`${row.get("corop")} 2017`)!, 0);
    expect(counted).toBeCloseTo(technical.filter((row) => (row.get("value") as number) < 20).length, 9);
  });
});
