// npm run build && node tests/bench/import.mjs [rows]: imports a Parquet table (default 10 million rows) with the built command in a fresh process and prints
// { name, correct, milliseconds, peakMegabytes }. Correct: rows, sums and a checksum of the written file equal what the formulas of the table give.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

const PERIODS = 10;
const LIMIT_MEGABYTES = 2000;
const rows = Number(process.argv.slice(2).find((one) => one !== "--check") ?? 10_000_000);
const units = rows / PERIODS;
if (!Number.isInteger(units)) throw new Error(`rows must be a multiple of ${PERIODS}`);
const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-bench-import-"));

/** Runs the command with a line before it that leaves the highest memory of the process in a file. */
function run(args) {
  const peak = join(folder, "peak");
  const before = `import { writeFileSync } from "node:fs"; process.on("exit", () => writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const preload = `data:text/javascript,${encodeURIComponent(before)}`;
    const child = spawn(process.execPath, ["--import", preload, main, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const stdout = [];
    child.stdout.on("data", (chunk) => stdout.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const milliseconds = performance.now() - start;
      const peakMegabytes = Number(readFileSync(peak, "utf8")) / 1024;
      resolve({ code, stdout: Buffer.concat(stdout).toString(), milliseconds, peakMegabytes });
    });
  });
}

/** The table: unit u in period t has y = (7u + 3t) mod 1000 / 8, exact in binary; every 13th is missing. Rows are by period, so that no unit is sorted. */
async function writeTable(path) {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT i % ${units} AS unit, 2010 + i // ${units} AS year, CASE WHEN i % 13 = 0 THEN NULL ELSE ((7 * (i % ${units}) + 3 * (i // ${units})) % 1000) / 8.0 END AS y,
      'r' || (i % 40) AS region, i % 3 = 0 AS treated, DATE '2010-01-01' + CAST(i % 3000 AS INTEGER) AS day
    FROM range(${rows}) AS r(i)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** What the formulas give, added up in JavaScript: sums of whole numbers below 2^53 are exact. */
function expected() {
  let [unitSum, ySum, present, treated, regionSum, daySum] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const unit = i % units;
    const period = Math.floor(i / units);
    unitSum += unit;
    regionSum += i % 40;
    daySum += i % 3000;
    if (i % 3 === 0) treated++;
    if (i % 13 === 0) continue;
    present++;
    ySum += (7 * unit + 3 * period) % 1000;
  }
  return [rows, unitSum, ySum, present, treated, regionSum, daySum];
}

async function found(path) {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const reader =
    await connection.runAndReadAll(`SELECT count(*)::DOUBLE, sum(unit)::DOUBLE, sum(CAST(y * 8 AS BIGINT))::DOUBLE, count(y)::DOUBLE,
    (count(*) FILTER (treated))::DOUBLE, sum(CAST(region[2:] AS INTEGER))::DOUBLE, sum(day - DATE '2010-01-01')::DOUBLE FROM read_parquet('${path}')`);
  const order = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE FROM (SELECT unit, row_number() OVER () - 1 AS i FROM read_parquet('${path}')) WHERE unit <> i % ${units}`,
  );
  const row = reader.getRows()[0];
  connection.closeSync();
  instance.closeSync();
  return { sums: row, outOfOrder: order.value(0, 0) };
}

try {
  const source = join(folder, "table.parquet");
  await writeTable(source);
  const out = join(folder, "out");
  const { code, stdout, milliseconds, peakMegabytes } = await run(["import", source, "--out", out, "--json"]);
  if (code !== 0) throw new Error(`the command ended with ${code}`);
  const understood = JSON.parse(stdout);
  const { sums, outOfOrder } = await found(join(out, "data.parquet"));
  const [panel] = understood.keys.panels;
  const correct =
    JSON.stringify(sums) === JSON.stringify(expected()) &&
    outOfOrder === 0 &&
    understood.rows === rows &&
    panel?.unit === "unit" &&
    panel.period === "year" &&
    panel.units === units &&
    panel.balanced === true;
  const result = {
    name: `import parquet ${rows} rows`,
    correct,
    milliseconds: Math.round(milliseconds),
    peakMegabytes: Math.round(peakMegabytes),
  };
  console.log(JSON.stringify(result));
  process.exitCode = correct && peakMegabytes < LIMIT_MEGABYTES ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
