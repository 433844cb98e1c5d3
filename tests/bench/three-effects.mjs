// node tests/bench/three-effects.mjs [repeats]: absorption of an outcome and a regressor by three effects, ids coded, and the least-squares fit.
// Each case in fresh processes; prints JSON [{ name, correct, milliseconds, peakMegabytes }]. A case that fails its gate shows no time.
//
// The gate, by code of its own: (1) every level of every effect sums to zero in what is left of outcome and regressor; (2) of an outcome that
// is 0.5 × regressor + effects without noise exactly 0.5 × the absorbed regressor is left, in every row.
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { absorbColumn, prepareAbsorption } from "../../dist/src/numerics/absorb.js";
import { leastSquares } from "../../dist/src/numerics/least-squares.js";

const GATE = 1e-8;
const PERIODS = 10;

let state = 12345;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};
const pick = (count) => Math.floor((noise() + 0.5) * count);
const codes = (rows, of) => Int32Array.from({ length: rows }, (_, i) => of(i));
const unitOf = (i) => Math.floor(i / PERIODS);
const periodOf = (i) => i % PERIODS;

const cases = {
  // A firm drawn for every row.
  "random firms, 1e6 rows": () => {
    const rows = 1_000_000;
    return [codes(rows, unitOf), codes(rows, periodOf), codes(rows, () => pick(4348))];
  },
  // Three unordered ids.
  "random ids, 1e6 rows": () => {
    const rows = 1_000_000;
    return [100_000, 20, 10_000].map((count) => codes(rows, () => pick(count)));
  },
  // Units stay with their firm or move anywhere.
  "mobile units, 1e6 rows": () => {
    const rows = 1_000_000;
    const firm = codes(rows, () => pick(5000));
    for (let i = 0; i < rows; i++) if (periodOf(i) > 0 && noise() > -0.35) firm[i] = firm[i - 1];
    return [codes(rows, unitOf), codes(rows, periodOf), firm];
  },
  // Each unit moves to the next firm half way: firms form one path.
  "chain of 1e4 firms, 1e5 rows": () => {
    const rows = 100_000;
    return [codes(rows, unitOf), codes(rows, periodOf), codes(rows, (i) => unitOf(i) + (periodOf(i) >= 5 ? 1 : 0))];
  },
  // Each unit has four rows and firms overlap in two, in drawn periods: one path, and nothing follows from the periods.
  "chain of 5e4 firms, 1e5 rows": () => {
    const rows = 100_000;
    return [codes(rows, (i) => i >> 2), codes(rows, () => pick(PERIODS)), codes(rows, (i) => (i + 1) >> 1)];
  },
  // Firms numbered through the rows, the hard case of fixest's benchmarks.
  "firms in a ring, 1e6 rows": () => {
    const rows = 1_000_000;
    return [codes(rows, unitOf), codes(rows, periodOf), codes(rows, (i) => i % 4348)];
  },
};

function dense(name, values) {
  const seen = new Int32Array(values.reduce((a, b) => Math.max(a, b), 0) + 1);
  for (const value of values) seen[value] = 1;
  let count = 0;
  for (let value = 0; value < seen.length; value++) seen[value] = seen[value] === 1 ? count++ : -1;
  return { name, codes: values.map((value) => seen[value]), count };
}

/** The largest |sum| of a level per row of it, next to the root mean square. */
function largestLevelMean(effects, values) {
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  let largest = 0;
  for (const effect of effects) {
    const sums = new Float64Array(effect.count);
    const rows = new Float64Array(effect.count);
    for (let i = 0; i < values.length; i++) {
      sums[effect.codes[i]] += values[i];
      rows[effect.codes[i]]++;
    }
    for (let level = 0; level < effect.count; level++) {
      largest = Math.max(largest, Math.abs(sums[level] / rows[level]) / rms);
    }
  }
  return largest;
}

function runCase(name) {
  const effects = cases[name]().map((values, e) => dense(`effect ${e}`, values));
  const rows = effects[0].codes.length;
  const size = effects.map(({ count }) => Float64Array.from({ length: count }, noise));
  const regressor = new Float64Array(rows);
  const exact = new Float64Array(rows);
  const outcome = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const effect = effects.reduce((sum, { codes: level }, e) => sum + size[e][level[i]], 0);
    regressor[i] = effect + noise();
    exact[i] = 0.5 * regressor[i] - 2 * effect;
    outcome[i] = exact[i] + noise();
  }
  globalThis.gc?.();
  const start = performance.now();
  const absorption = prepareAbsorption(effects, null, rows);
  const y = absorbColumn(absorption, outcome);
  const x = absorbColumn(absorption, regressor);
  const fit = leastSquares({ columns: [x.values], outcome: y.values, weights: null, intercept: false });
  const milliseconds = performance.now() - start;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;

  const left = absorbColumn(absorption, exact).values;
  const planted = left.reduce((worst, value, i) => Math.max(worst, Math.abs(value - 0.5 * x.values[i])), 0);
  const sums = Math.max(largestLevelMean(effects, x.values), largestLevelMean(effects, y.values));
  const correct =
    y.converged && x.converged && sums < GATE && planted < GATE && Math.abs(fit.coefficients[0] - 0.5) < 0.1;
  return { correct, gate: { sums, planted }, milliseconds, peakMegabytes };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

if (process.argv[2] === "--case") console.log(JSON.stringify(runCase(process.argv[3])));
else {
  const repeats = Number(process.argv[2] ?? 3);
  const results = Object.keys(cases).map((name) => {
    const runs = Array.from({ length: repeats }, () => {
      const child = spawnSync(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url), "--case", name], {
        encoding: "utf8",
      });
      if (child.status !== 0) throw new Error(child.stderr);
      return JSON.parse(child.stdout);
    });
    const correct = runs.every((run) => run.correct);
    return {
      name,
      correct,
      gate: runs[0].gate,
      milliseconds: correct ? median(runs.map((run) => run.milliseconds)) : null,
      peakMegabytes: median(runs.map((run) => run.peakMegabytes)),
    };
  });
  console.log(JSON.stringify(results, null, 2));
  process.exitCode = results.every(({ correct }) => correct) ? 0 : 1;
}
