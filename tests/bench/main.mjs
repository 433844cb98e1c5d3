// npm run bench [-- rows …]: time per phase, memory and growth, each size in a fresh process. Prints a table; --json prints the numbers.
// A size whose estimate disagrees with the closed form is reported as wrong and no time is shown for it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const REPEATS = 3;
const args = process.argv.slice(2);
const asJson = args.includes("--json");
const sizes = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const rows = sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000];
const phases = ["loading", "panel", "design", "fit", "inference"];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const results = [];
for (const size of rows) {
  const runs = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const child = spawnSync(
      process.execPath,
      ["--expose-gc", fileURLToPath(new URL("./phases.mjs", import.meta.url)), String(size)],
      { encoding: "utf8", maxBuffer: 1e8 },
    );
    if (child.status !== 0) {
      process.stderr.write(child.stderr);
      process.exit(1);
    }
    runs.push(JSON.parse(child.stdout));
  }
  const wrong = runs.find((run) => !run.correct);
  results.push({
    rows: size,
    correct: wrong === undefined,
    gate: runs[0].gate,
    milliseconds: wrong
      ? null
      : Object.fromEntries(phases.map((phase) => [phase, median(runs.map((run) => run.milliseconds[phase]))])),
    peakMegabytes: median(runs.map((run) => run.peakMegabytes)),
  });
}

if (asJson) console.log(JSON.stringify(results, null, 2));
else {
  console.log(`Median of ${REPEATS} fresh processes, ms (ns per row)`);
  console.log(["rows", ...phases, "peak MB"].map((head) => head.padStart(18)).join(""));
  for (const result of results) {
    const cells = result.correct
      ? phases.map(
          (phase) =>
            `${result.milliseconds[phase].toFixed(1)} (${((result.milliseconds[phase] * 1e6) / result.rows).toFixed(0)})`,
        )
      : phases.map(() => "WRONG RESULT");
    console.log(
      [result.rows, ...cells, result.peakMegabytes.toFixed(0)].map((cell) => String(cell).padStart(18)).join(""),
    );
  }
}
process.exit(results.every((result) => result.correct) ? 0 : 1);
