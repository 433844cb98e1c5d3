// Oracle: tables that the makers of the study computed from the same raw files with other software (tests/reference/duo, see its README).

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { findReader } from "../../data/index.ts";
import type { SourceTable } from "../../src/core/source.ts";
import type { Table } from "../../src/core/table.ts";
import { type Database, openDatabase } from "../../src/tables/database.ts";
import { rowsOf, sameTable } from "../support/table-rows.ts";

const raw = (name: string) => fileURLToPath(new URL(`../../data/duo/raw/${name}.csv.gz`, import.meta.url));
const EXAMS = [raw("examenkandidaten-en-geslaagden-2014-2019"), raw("examenkandidaten-en-geslaagden-2019-2024")];

/** Published with six decimals; ours are exact ratios. */
const SIX_DECIMALS = 0.5e-6 + 1e-12;

function derived(name: string): string[][] {
  const bytes = readFileSync(new URL(`./duo/${name}.csv.gz`, import.meta.url));
  const lines = gunzipSync(bytes).toString("utf8").trimEnd().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(";"));
}

const byText = (a: readonly string[], b: readonly string[]) => (a.join(";") < b.join(";") ? -1 : 1);
const asText = (table: Table) =>
  rowsOf(table)
    .map((row) => row.map(String))
    .sort(byText);

let database: Database;
let exams: SourceTable;

beforeAll(async () => {
  database = await openDatabase();
  exams = await findReader("duo/exams").read(EXAMS);
  await database.register("exams", exams.table);
});

describe("exam candidates against the derived tables", () => {
  test("one row per location, year, leerweg and sector: all 45,365 equal", async () => {
    const ours = await database.query(`
      SELECT exam_year, vestiging, municipality, leerweg, sector, candidates_min AS low, candidates_max AS high
      FROM exams WHERE school_type = 'VMBO' AND candidates_max > 0`);
    const expected = derived("vmbo_examenkandidaten_lang").sort(byText);
    expect(expected).toHaveLength(45_365);
    expect(asText(ours)).toEqual(expected);
  });

  test("national sums, locations and suppressed cells", async () => {
    const ours = await database.query(`
      SELECT exam_year, leerweg, sector, sum(candidates_min) AS low, sum(candidates_max) AS high,
             count(DISTINCT vestiging) AS locations, count(*) FILTER (candidates_min < candidates_max) AS suppressed
      FROM exams WHERE school_type = 'VMBO' AND candidates_max > 0 GROUP BY ALL`);
    expect(asText(ours)).toEqual(derived("vmbo_examenkandidaten_landelijk").sort(byText));
  });

  test("locations with at least one vocational candidate, per sector", async () => {
    const sectors = ["techniek", "economie", "zorg en welzijn", "landbouw", "intersectoraal"];
    const counts = sectors.map((sector) => `count(DISTINCT vestiging) FILTER (sector = '${sector}') AS "${sector}"`);
    const ours = await database.query(`
      SELECT exam_year, ${counts.join(", ")}, count(DISTINCT vestiging) AS "all"
      FROM exams WHERE leerweg IN ('B', 'K', 'G', 'LWT') AND candidates_max > 0 GROUP BY exam_year`);
    expect(asText(ours)).toEqual(derived("vmbo_aanbod_vestigingen_per_sector").sort(byText));
  });

  test("the order of the files does not matter", async () => {
    const reversed = await findReader("duo/exams").read(EXAMS.toReversed());
    expect(sameTable(reversed.table, exams.table)).toBe(true);
  });

  test("28 fully visible cells in which the sexes do not add up are reported (domain notes, 1.2)", () => {
    expect(exams.findings.find((finding) => finding.code === "sexes-differ-from-total")?.values["cells"]).toBe(28);
  });

  test("suppression starts in exam year 2020", () => {
    expect(exams.findings.find((finding) => finding.code === "suppressed-counts")?.values["first_period"]).toBe(2020);
  });
});

describe("pupils against the reference indicators of 1 October 2019", () => {
  const reference = JSON.parse(
    readFileSync(new URL("./duo/referentie_indicatoren_2019.json", import.meta.url), "utf8"),
  ) as {
    lj3_techniekaandeel: Record<string, number>;
    lj3_techniekaandeel_totaal: number;
    profielen: Record<string, { vestigingen: number; leerlingen: number }>;
  };
  const technical = "profile IN ('BWI', 'PIE', 'M&T', 'MVI', 'MaT', 'VRT')";

  beforeAll(async () => {
    const pupils = await findReader("duo/pupils").read([raw("leerlingen-vo-per-vestiging-naar-onderwijstype-2019")]);
    await database.register("pupils", pupils.table);
  });

  test("locations and pupils per profile, grades 3 and 4 of B, K and G", async () => {
    const profiles = Object.keys(reference.profielen)
      .map((profile) => `'${profile}'`)
      .join(", ");
    const table = await database.query(`
      SELECT profile, count(DISTINCT vestiging) AS locations, sum(pupils) AS number FROM pupils
      WHERE leerweg IN ('B', 'K', 'G') AND grade IN (3, 4) AND profile IN (${profiles}) GROUP BY profile`);
    const expected = Object.entries(reference.profielen).map(([profile, { vestigingen, leerlingen }]) => [
      profile,
      vestigingen,
      leerlingen,
    ]);
    expect(rowsOf(table).sort(byProfile)).toEqual(expected.sort(byProfile));
  });

  test("technical share in the third year", async () => {
    const share = `sum(pupils) FILTER (${technical}) / sum(pupils)`;
    const where = "WHERE grade = 3 AND leerweg IN ('B', 'K', 'G')";
    const perLeerweg = await database.query(
      `SELECT leerweg || 'L' AS leerweg, ${share} AS share FROM pupils ${where} GROUP BY leerweg`,
    );
    expect(perLeerweg.rowCount).toBe(3);
    for (const [leerweg, value] of rowsOf(perLeerweg))
      expect(Math.abs((value as number) - reference.lj3_techniekaandeel[leerweg as string]!)).toBeLessThan(
        SIX_DECIMALS,
      );
    const [[total]] = rowsOf(await database.query(`SELECT ${share} AS share FROM pupils ${where}`)) as [[number]];
    expect(Math.abs(total - reference.lj3_techniekaandeel_totaal)).toBeLessThan(SIX_DECIMALS);
  });
});

function byProfile(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}
