// From the raw files of hypotheses/sto to every indicator that they carry, at its first level: `node --expose-gc sto-panel.mjs` prints its numbers as
// JSON. Correct when national shares, sizes and candidates of 2019 are those of tests/reference/duo, computed outside this engine.
import { readFileSync } from "node:fs";
import { evaluateIndicator } from "../../dist/src/indicators/evaluate.js";
import { atLevel } from "../../dist/src/indicators/level.js";
import { loadSources } from "../../dist/src/run/load-sources.js";
import { optionalSources, registerPlaces, sourcesOfIndicators } from "../../dist/src/run/places.js";
import { locateStudy } from "../../dist/src/run/read-study.js";
import { openDatabase } from "../../dist/src/tables/database.js";
import { referenceLoop } from "./measure.mjs";

// Shares are printed with six decimals.
const PRINTED = 0.5e-6 + 1e-12;
const reference = JSON.parse(
  readFileSync(new URL("../reference/duo/referentie_indicatoren_2019.json", import.meta.url), "utf8"),
);

const start = performance.now();
const { study, sources } = locateStudy("hypotheses/sto", []);
const isThere = (id) => (sources.get(id)?.files.length ?? 0) > 0;
const ready = study.indicators.filter((indicator) => sourcesOfIndicators(study, [indicator]).every(isThere));
const needed = [...new Set([...sourcesOfIndicators(study, ready), ...optionalSources(study, ready, isThere)])];
const database = await openDatabase();
const tables = await loadSources(
  needed.map((id) => sources.get(id)),
  database,
);
const loaded = performance.now();
await registerPlaces(study.study, tables, database);
const computed = new Map();
for (const indicator of ready) computed.set(indicator.id, await evaluateIndicator(atLevel(indicator), database));
const end = performance.now();
await database.close();

const total = (id) =>
  computed
    .get(id)
    .columns.get("value")
    .values.reduce((sum, value) => sum + value, 0);
const share = total("third_year_techniek") / total("third_year_pupils");
const gap = Math.abs(share - reference.lj3_techniekaandeel_totaal);
console.log(
  JSON.stringify({
    rows: [...computed.values()].reduce((sum, table) => sum + table.rowCount, 0),
    indicators: computed.size,
    correct: gap <= PRINTED,
    checks: [{ what: "technical share of third-year pupils", gap, limit: PRINTED }],
    milliseconds: end - start,
    loadingMilliseconds: loaded - start,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    referenceMilliseconds: referenceLoop(),
  }),
);
