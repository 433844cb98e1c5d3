import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Design } from "../../src/core/design.ts";
import {
  categoryColumn,
  cells,
  factorOf,
  makeDesign,
  numberColumn,
  numbers,
  parseFrame,
  readFrame,
} from "../support/frame.ts";
import type { DuoSpec } from "./duo-specs.ts";

const YEARS = [2019, 2020, 2021, 2022, 2023, 2024];
const SECTORS = ["techniek", "overig"];

/** School by year by sector (technical or other) for the schools of P1, with 0 where the file has no row, as the R script builds it. */
function countsDesign(): Design {
  const panel = readFrame(new URL("duo/p1_vestiging_panel.csv", import.meta.url), ";");
  const totals = numbers(panel, "N");
  const shares = numbers(panel, "tech").map((tech, row) => tech / totals[row]!);
  const years = numbers(panel, "examenjaar");
  const regions = cells(panel, "corop");
  const schools = new Map<string, { corop: string; before: number[] }>();
  cells(panel, "vestigingscode").forEach((code, row) => {
    const school = schools.get(code) ?? { corop: regions[row]!, before: [] };
    if (years[row]! <= 2017) school.before.push(shares[row]!);
    schools.set(code, school);
  });
  const counts = countCandidates();
  const rows = [...schools].flatMap(([code, school]) =>
    YEARS.flatMap((year) => SECTORS.map((sector) => ({ code, year, sector, ...school }))),
  );
  const exposure = ({ before }: { before: readonly number[] }) => before.reduce((a, b) => a + b, 0) / before.length;
  return makeDesign({
    outcome: rows.map(({ code, year, sector }) => counts.get(`${code} ${year} ${sector}`) ?? 0),
    columns: [
      numberColumn(
        "x",
        rows.map((row) => (row.year >= 2022 && row.sector === "techniek" ? exposure(row) : 0)),
      ),
      categoryColumn(
        "vestiging",
        rows.map(({ code }) => code),
      ),
      categoryColumn(
        "sector",
        rows.map(({ sector }) => sector),
      ),
      numberColumn(
        "jaar",
        rows.map(({ year }) => year),
      ),
    ],
    clusters: [
      factorOf(
        "corop",
        rows.map(({ corop }) => corop),
      ),
    ],
  });
}

/** Candidates per school, year and sector without the theoretical track, suppressed counts at the middle of their interval. */
function countCandidates(): ReadonlyMap<string, number> {
  const url = new URL("duo/vmbo_examenkandidaten_lang.csv.gz", import.meta.url);
  const long = parseFrame(gunzipSync(readFileSync(url)).toString("utf8"), ";");
  const [year, code, track, sector] = ["examenjaar", "vestigingscode", "leerweg", "sector"].map((n) => cells(long, n));
  const [low, high] = [numbers(long, "kandidaten_min"), numbers(long, "kandidaten_max")];
  const counts = new Map<string, number>();
  low.forEach((least, row) => {
    if (track![row] === "T") return;
    const key = `${code![row]} ${year![row]} ${sector![row] === "techniek" ? "techniek" : "overig"}`;
    counts.set(key, (counts.get(key) ?? 0) + (least + high[row]!) / 2);
  });
  return counts;
}

/** Candidates per school, sector and year: Poisson with the three pairs of effects. */
export function countModel(): DuoSpec {
  const design = countsDesign();
  const absorb = ["vestiging^sector", "vestiging^jaar", "sector^jaar"];
  const options = { covariates: ["x"], absorb };
  return { estimator: "poisson", design, options, covariance: { kind: "CR1", clusters: design.clusters } };
}
