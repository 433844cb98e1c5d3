// npm run bench [-- --json] [--gate] [--only id,id] [rows …]: what fits cost, each in a fresh process, beside what they may cost.
// A case whose numbers disagree with an independent computation is reported as wrong, no time is shown for it, and the exit code is 1. A time
// over its limit is shown as missed; only with --gate does that count.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CASES, REFERENCE } from "./cases.mjs";
import { formatReport } from "./report.mjs";

const REPEATS = 3;
const GROWTH_UNITS = [500, 5_000, 50_000, 500_000];
const PHASES = ["loading", "panel", "design", "fit", "inference"];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1].split(",") : null;
const isWanted = (id) => only === null || only.includes(id);
const sizes = args.filter((arg) => /^\d+$/.test(arg)).map(Number);

/** Runs a script of this folder and reads its JSON; a script that fails ends everything. */
function runScript(name, ...given) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const options = { encoding: "utf8", maxBuffer: 1e8 };
  const child = spawnSync(process.execPath, ["--expose-gc", file, ...given.map(String)], options);
  if (child.status !== 0) {
    process.stderr.write(child.stderr);
    process.exit(1);
  }
  return JSON.parse(child.stdout);
}

/** The first run is checked and not timed: others have to give the same bytes, or pass the check themselves where the script always checks. */
function runCase({
  id,
  title,
  gate,
  gateMegabytes = null,
  reference,
  script = "run-case.mjs",
  given = [id],
  read = (run) => run,
}) {
  process.stderr.write(`${id} …\n`);
  const checked = read(runScript(script, ...given, "--check"));
  const runs = Array.from({ length: REPEATS }, () => read(runScript(script, ...given)));
  const same = runs.every(({ digest }) => digest === checked.digest);
  const times = runs.map(({ milliseconds }) => milliseconds);
  const medianOf = (name) => (runs[0][name] === undefined ? null : median(runs.map((run) => run[name])));
  const milliseconds = median(times);
  const peakMegabytes = medianOf("peakMegabytes");
  const correct = same && [checked, ...runs].every((run) => run.correct);
  const bytes = checked.digest === undefined ? [] : [{ what: "same bytes in every run", gap: same ? 0 : 1, limit: 0 }];
  return {
    id,
    title,
    rows: checked.rows,
    correct,
    checks: [...checked.checks, ...bytes],
    gate,
    gateMegabytes,
    reference,
    peakMegabytes,
    milliseconds: correct ? milliseconds : null,
    fastest: correct ? Math.min(...times) : null,
    slowest: correct ? Math.max(...times) : null,
    cpuMilliseconds: medianOf("cpuMilliseconds"),
    codingMilliseconds: medianOf("codingMilliseconds"),
    referenceMilliseconds: medianOf("referenceMilliseconds"),
    missed: (gate !== null && milliseconds > gate) || (gateMegabytes !== null && peakMegabytes > gateMegabytes),
  };
}

/** Slope of log time on log rows. */
function exponent(points) {
  const at = points.map(({ rows, milliseconds }) => [Math.log(rows), Math.log(milliseconds)]);
  const mean = (axis) => at.reduce((sum, point) => sum + point[axis], 0) / at.length;
  const [x, y] = [mean(0), mean(1)];
  const cross = at.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return cross / at.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function runGrowth(kind) {
  process.stderr.write(`growth of ${kind} …\n`);
  const points = GROWTH_UNITS.map((units) => runScript("growth.mjs", kind, units));
  return { kind, points, exponent: exponent(points) };
}

/** From a CSV file to errors, phase by phase. */
function runPhases(rows) {
  process.stderr.write(`phases of ${rows} rows …\n`);
  const runs = Array.from({ length: REPEATS }, () => runScript("phases.mjs", rows));
  const correct = runs.every((run) => run.correct);
  const medians = PHASES.map((phase) => [phase, median(runs.map((run) => run.milliseconds[phase]))]);
  return {
    rows,
    correct,
    gate: runs[0].gate,
    milliseconds: correct ? Object.fromEntries(medians) : null,
    peakMegabytes: median(runs.map((run) => run.peakMegabytes)),
  };
}

const results = {
  reference: REFERENCE,
  repeats: REPEATS,
  cases: CASES.filter(({ id }) => isWanted(id)).map(runCase),
  growth: ["ols", "cs"].filter((kind) => isWanted(`growth-${kind}`)).map(runGrowth),
  phases: isWanted("phases") ? (sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]).map(runPhases) : [],
};
console.log(args.includes("--json") ? JSON.stringify(results, null, 2) : formatReport(results, PHASES));
const isWrong = [...results.cases, ...results.phases].some(({ correct }) => !correct);
const isMissed = args.includes("--gate") && results.cases.some(({ missed }) => missed);
process.exit(isWrong || isMissed ? 1 : 0);
