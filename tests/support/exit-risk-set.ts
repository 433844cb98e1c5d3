import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { cells, numbers, parseFrame } from "./frame.ts";

/** One row per (vestiging, sector group) at risk of ending its offer in an exam year. */
export interface RiskRow {
  readonly vestiging: string;
  readonly group: string;
  readonly year: number;
  readonly exit: 0 | 1;
  /** Candidates in the year before; 2.5 for a suppressed cell. */
  readonly lagCandidates: number;
}

const TRACKS = ["B", "K", "G", "LWT"];
const FIRST_YEAR = 2015;
const LAST_YEAR = 2024;

/**
 * The risk set of tests/reference/duo/referentieschattingen_h1.R, built from the long table of exam candidates: a group is alive in a year when
 * it has candidates (a suppressed cell counts), at risk in a year when it was alive the year before, and exits when it no longer is.
 */
export function exitRiskSet(): readonly RiskRow[] {
  const url = new URL("../reference/duo/vmbo_examenkandidaten_lang.csv.gz", import.meta.url);
  const frame = parseFrame(gunzipSync(readFileSync(url)).toString("utf8"), ";");
  const [codes, sectors, tracks] = ["vestigingscode", "sector", "leerweg"].map((name) => cells(frame, name));
  const years = numbers(frame, "examenjaar");
  const low = numbers(frame, "kandidaten_min");
  const high = numbers(frame, "kandidaten_max");
  const candidates = new Map<string, Map<number, { max: number; mid: number }>>();
  for (let row = 0; row < years.length; row++) {
    if (!TRACKS.includes(tracks![row]!)) continue;
    const sector = sectors![row]!;
    const group = sector === "economie" || sector === "intersectoraal" ? "economie+intersectoraal" : sector;
    const key = `${codes![row]!}\t${group}`;
    const byYear = candidates.get(key) ?? new Map<number, { max: number; mid: number }>();
    const cell = byYear.get(years[row]!) ?? { max: 0, mid: 0 };
    cell.max += high[row]!;
    cell.mid += low[row] === high[row] ? high[row]! : 2.5;
    byYear.set(years[row]!, cell);
    candidates.set(key, byYear);
  }
  const rows: RiskRow[] = [];
  for (const key of [...candidates.keys()].sort()) {
    const [vestiging = "", group = ""] = key.split("\t");
    const byYear = candidates.get(key)!;
    const alive = (year: number) => (byYear.get(year)?.max ?? 0) > 0;
    for (let year = FIRST_YEAR + 1; year <= LAST_YEAR; year++) {
      if (!alive(year - 1)) continue;
      rows.push({ vestiging, group, year, exit: alive(year) ? 0 : 1, lagCandidates: byYear.get(year - 1)!.mid });
    }
  }
  return rows;
}
