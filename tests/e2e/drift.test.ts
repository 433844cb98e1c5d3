import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT, runCli } from "../support/cli.ts";

// Two versions of small tables, and of DUO's exam file with a few cells changed in its text.

const cwd = mkdtempSync(join(tmpdir(), "effectmeter-drift-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const OLD = "school,year,name,pupils\na,2019,Alpha,10\na,2020,Alpha,20\nb,2019,Beta,30\nb,2020,Beta,40\n";
const NEW =
  "school,year,name,pupils\na,2019,Alpha,10\na,2020,Alpha,22\nb,2019,Beta,30\nb,2020,Beta,40\na,2021,Alpha,25\n";

beforeAll(() => {
  for (const [path, text] of Object.entries({
    "old.csv": OLD,
    "new.csv": NEW,
    "v1/t.csv": OLD,
    "v1/gone.csv": OLD,
    "v2/t.csv": NEW,
  })) {
    mkdirSync(join(cwd, path, ".."), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
});

const drift = (...args: readonly string[]) => runCli(["drift", ...args], { cwd });

describe("two files", () => {
  test("a provisional year and a new one are notes: shown with the key that was found", async () => {
    const { code, stdout, stderr } = await drift("old.csv", "new.csv");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("4 → 5 rows, rows matched by school, year");
    expect(stdout).toMatch(/^pupils +0\.0% +0\.0% +25 +/m);
    expect(stdout).toContain(
      "1 values of pupils were revised (25.0% of the rows in both versions), by period 2020: 1; the",
    );
    expect(stdout).toContain("1 rows are new, in new periods 2021; 0 of them in periods that were there already");
  });
  test("as JSON, every number of it", async () => {
    const [only] = JSON.parse((await drift("old.csv", "new.csv", "--json")).stdout);
    expect(only).toMatchObject({
      table: "csv",
      files: { before: ["old.csv"], after: ["new.csv"] },
      rows: { before: 4, after: 5 },
      key: ["school", "year"],
      period: "year",
    });
    const pupils = only.columns.find(({ column }: { column: string }) => column === "pupils");
    expect(pupils).toMatchObject({ type: "number", missing: [0, 0], suppressed: [0, 0], revised: 1 });
    // Quartiles of 10 20 30 40 and of 10 22 25 30 40.
    expect(pupils.quantiles).toEqual([
      [10, 17.5, 25, 32.5, 40],
      [10, 22, 25, 30, 40],
    ]);
  });
  test("--explain lists the rows, on the terminal and in a file", async () => {
    const shown = await drift("old.csv", "new.csv", "--explain", "drift-revised");
    expect(shown.stdout).toMatch(/^a +2020 +20 +22 +2$/m);
    await drift("old.csv", "new.csv", "--explain", "drift-revised", "--out", "revised.csv");
    expect(readFileSync(join(cwd, "revised.csv"), "utf8")).toBe(
      "where,school,year,pupils before,pupils after,change\ncsv,a,2020,20,22,2\n",
    );
  });
  test("--fail-on ends with 4 and names what was found; equal versions never do", async () => {
    const failed = await drift("old.csv", "new.csv", "--fail-on", "warning");
    // A fifth row is 25% more rows.
    expect({ code: failed.code, stderr: failed.stderr }).toEqual({ code: 4, stderr: "--fail-on: drift-rows\n" });
    const same = await drift("old.csv", "old.csv", "--fail-on", "note");
    expect(same.code).toBe(0);
    expect(same.stdout).toContain("Nothing changed that has to be said.");
  });
  test("wrong input is exit 2 with what to do", async () => {
    expect(await drift("old.csv", "newer.csv")).toEqual({
      code: 2,
      stdout: "",
      stderr: "newer.csv: no such file or folder; name the two versions to compare\n",
    });
    const key = await drift("old.csv", "new.csv", "--key", "schol,year");
    expect(key.code).toBe(2);
    expect(key.stderr).toBe(
      "--key schol: csv has no such column in both versions; did you mean school? (both have school, year, name, pupils)\n",
    );
    const code = await drift("old.csv", "new.csv", "--explain", "drift-missing");
    expect(code.code).toBe(2);
    expect(code.stderr).toBe(
      "--explain drift-missing: nothing of this code was found; there is drift-keys-new, drift-revised, drift-rows\n",
    );
  });
});

test("two folders are compared table by table; one that is gone is a warning", async () => {
  const drifts = JSON.parse((await drift("v1", "v2", "--json")).stdout);
  expect(drifts.map(({ table }: { table: string }) => table)).toEqual(["gone.csv", "t.csv"]);
  expect(drifts[0].findings[0]).toMatchObject({ code: "drift-table-gone", severity: "warning" });
  expect(drifts[1].rows).toEqual({ before: 4, after: 5 });
});

test("DUO's exam file is recognised, its key found, and changes of single cells are found in their year", async () => {
  const raw = join(ROOT, "data/duo/raw/examenkandidaten-en-geslaagden-2019-2024.csv.gz");
  const lines = gunzipSync(readFileSync(raw)).toString("latin1").split("\r\n");
  const at = lines[0]!.split(";").indexOf('"EXAMENKANDIDATEN SCHOOLJAAR 2023-2024 - TOTAAL"');
  const large = lines.findIndex((line, i) => i > 0 && Number(line.split(";")[at]?.replaceAll('"', "")) > 40);
  const cells = lines[large]!.split(";");
  const was = Number(cells[at]!.replaceAll('"', ""));
  cells[at] = `"${was + 3}"`;
  // One row changed, and another left out: five exam years of one programme at one location.
  const now = lines.map((line, i) => (i === large ? cells.join(";") : line)).filter((_, i) => i !== large + 1);
  writeFileSync(join(cwd, "exams-1.csv"), lines.join("\r\n"), "latin1");
  writeFileSync(join(cwd, "exams-2.csv"), now.join("\r\n"), "latin1");
  const [exams] = JSON.parse((await drift("exams-1.csv", "exams-2.csv", "--json")).stdout);
  expect(exams.table).toBe("duo/exams");
  expect(exams.key).toEqual(["vestiging", "exam_year", "inspection_code"]);
  const revised = exams.findings.filter(({ code }: { code: string }) => code === "drift-revised");
  expect(
    revised.map(({ severity, values }: { severity: string; values: object }) => ({ severity, ...values })),
  ).toEqual([
    expect.objectContaining({ severity: "note", column: "candidates", rows: 1, periods: ["2024: 1"], largest: 3 }),
  ]);
  expect(exams.rows.before - exams.rows.after).toBe(5);
});
