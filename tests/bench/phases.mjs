// One size in this process: writes a panel to a CSV file, then times loading, panel, design, fit and inference apart.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { findEstimator } from "../../dist/models/index.js";
import { buildDesign } from "../../dist/src/design/build-design.js";
import { covariance } from "../../dist/src/inference/covariance.js";
import { buildPanel } from "../../dist/src/panel/panel.js";
import { readTable } from "../../dist/src/tables/generic-table.js";

const PERIODS = 10;
const GATE = 1e-9;
const rows = Number(process.argv[2]);
const units = Math.round(rows / PERIODS);

// A small linear congruential generator: the data must be the same in every run, not good.
let state = 12345;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};

const dose = new Float64Array(units);
const y = new Float64Array(units * PERIODS);
const lines = ["unit,year,y,dose,region"];
for (let i = 0; i < units; i++) {
  dose[i] = noise();
  const effect = 4 * noise();
  for (let t = 0; t < PERIODS; t++) {
    y[i * PERIODS + t] = effect + 0.1 * t + (t >= 6 ? 0.5 * dose[i] : 0) + noise();
    lines.push(`u${i},${2010 + t},${y[i * PERIODS + t]},${dose[i]},r${i % 50}`);
  }
}
const folder = mkdtempSync(join(tmpdir(), "effectmeter-bench-"));
const file = join(folder, "panel.csv");
writeFileSync(file, `${lines.join("\n")}\n`);
lines.length = 0;

// Closed form on a balanced panel with one dose per unit: slope of the change of means on the dose.
function closedForm() {
  let meanDose = 0;
  let meanChange = 0;
  const change = new Float64Array(units);
  for (let i = 0; i < units; i++) {
    let before = 0;
    let after = 0;
    for (let t = 0; t < PERIODS; t++) {
      if (t >= 6) after += y[i * PERIODS + t];
      else before += y[i * PERIODS + t];
    }
    change[i] = after / 4 - before / 6;
    meanDose += dose[i] / units;
    meanChange += change[i] / units;
  }
  let cross = 0;
  let square = 0;
  for (let i = 0; i < units; i++) {
    cross += (dose[i] - meanDose) * (change[i] - meanChange);
    square += (dose[i] - meanDose) ** 2;
  }
  return cross / square;
}

const milliseconds = {};
async function timed(phase, work) {
  globalThis.gc?.();
  const start = performance.now();
  const value = await work();
  milliseconds[phase] = performance.now() - start;
  return value;
}

const { table } = await timed("loading", () => readTable(file, { numeric: ["y", "dose", "year"] }));
const part = (name) => ({
  id: name,
  table: {
    rowCount: table.rowCount,
    columns: new Map([
      ["unit", table.columns.get("unit")],
      ["year", table.columns.get("year")],
      ["value", table.columns.get(name)],
    ]),
  },
});
const panel = await timed("panel", () =>
  buildPanel({
    id: "bench",
    unit: ["unit"],
    period: "year",
    indicators: ["y", "dose", "region"].map(part),
    derived: new Map(),
  }),
);
const built = await timed("design", () => {
  const post = panel.period.map((year) => (year >= 2016 ? 1 : 0));
  const timing = { kind: "dose", name: "dose", dose: panel.columns.get("dose").values, post };
  return buildDesign(panel, new Uint8Array(panel.rowCount).fill(1), {
    outcome: "y",
    bound: null,
    timing,
    weights: null,
    clusters: ["region"],
    defined: new Map(),
  });
});
const twfe = findEstimator("twfe");
const fit = await timed("fit", () =>
  twfe.fit(built.design, twfe.options.parse({}), { seed: 1, wantOutcomeWeights: false }),
);
await timed("inference", () => covariance(fit, { kind: "CR1", clusters: built.design.clusters }));
rmSync(folder, { recursive: true });

const gate = Math.abs(fit.estimate[0] / closedForm() - 1);
console.log(
  JSON.stringify({
    rows,
    correct: gate < GATE,
    gate,
    milliseconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
