import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { LinkResult, StudyResult } from "../../src/result/schema.ts";
import { type CliEnd, runCli } from "../support/cli.ts";
import { changed, HEADER, ROWS, type StudyTexts, writeStudy } from "../support/csv-study.ts";

// Checks of panels and designs before anything is fitted, the rows behind them, dated treatments and the clock of an outcome, on a study of one
// small table (12 units in 6 years) that each test spoils in one place.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-checks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface SeenJson {
  readonly code: string;
  readonly severity: string;
  readonly places: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly sentence: { readonly nl: string; readonly en: string };
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
}

let made = 0;
/** Runs a command in the folder of a study of its own. */
function inStudy(texts: StudyTexts, args: readonly string[]): Promise<CliEnd> {
  const cwd = join(folder, `s${++made}`);
  writeStudy(cwd, texts);
  return runCli(args, { cwd });
}

async function seenIn(texts: StudyTexts, args: readonly string[] = []): Promise<readonly SeenJson[]> {
  const end = await inStudy(texts, ["check", ".", "--data", "--json", ...args]);
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return JSON.parse(end.stdout);
}

const table = (rows: readonly string[]): string => `${[HEADER, ...rows].join("\n")}\n`;
const withRows = (rows: readonly string[], changes = {}): StudyTexts => ({
  ...changed(changes),
  "data/rows.csv": table(rows),
});
/** u0 without 2019 and 2020. */
const LEAVING = ROWS.filter((row) => !/^u0,20(19|20)/.test(row));

describe("check --data", () => {
  test("an orderly study has nothing odd, and the command says what was looked at", async () => {
    const end = await inStudy(changed(), ["check", ".", "--data"]);
    expect(end).toEqual({
      code: 0,
      stderr: "",
      stdout: "Nothing odd was found.\n\n1 designs on 1 panels were looked at.\n",
    });
  });

  test("without --data no table is read", async () => {
    const end = await inStudy({ ...changed(), "data/rows.csv": "not,a,table\n" }, ["check", "."]);
    expect(end.code).toBe(0);
    expect(end.stdout).toContain("1 of 2 tables are there.");
  });

  test("a unit that leaves: where, how much weight stays, and in both languages what to do", async () => {
    // 11 of 12 units stay; six have a dose above the median, 0.375, and all of those stay; u0 is one of the other six.
    const [seen, ...others] = await seenIn(withRows(LEAVING));
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ code: "composition-change", severity: "warning", places: ["h1a"] });
    expect(seen!.values).toEqual({
      units: 12,
      entering: 0,
      leaving: 1,
      presentShare: 11 / 12,
      treatedShare: 1,
      untreatedShare: 5 / 6,
    });
    expect(seen!.sentence.nl).toContain("91,7% van het gewicht");
    expect(seen!.sentence.en).toContain("91.7% of the weight");
  });

  test("--explain lists the rows at the terminal, as JSON and as CSV", async () => {
    const texts = withRows(LEAVING);
    const text = await inStudy(texts, ["check", ".", "--explain", "composition-change"]);
    expect(text.stdout).toMatch(/^unit {2}side +first +last +periods +of +mean weight$/m);
    expect(text.stdout).toMatch(/^u0 +comparison +2015 +2018 +4 +6 +1$/m);
    const json = await inStudy(texts, ["check", ".", "--explain", "composition-change", "--json"]);
    expect(JSON.parse(json.stdout)[0].rows).toEqual([
      { unit: "u0", side: "comparison", first: 2015, last: 2018, periods: 4, of: 6, "mean weight": 1 },
    ]);
    const csv = await inStudy(texts, ["check", ".", "--explain", "composition-change", "--out", "leaving.csv"]);
    expect(csv.stdout).toBe("leaving.csv: 1 rows\n");
    expect(readFileSync(join(folder, `s${made}`, "leaving.csv"), "utf8")).toBe(
      "where,unit,side,first,last,periods,of,mean weight\nh1a,u0,comparison,2015,2018,4,6,1\n",
    );
  });

  test("rows of the panel come with the files they were computed from", async () => {
    const weighted = changed({
      "study.yaml": ["columns: [y, dose, region]", "columns: [y, dose, region, w]"],
      "h1.yaml": ["      cluster: region\n", "      cluster: region\n      weights: w\n"],
    });
    const texts: StudyTexts = {
      ...weighted,
      "indicators/w.yaml": (weighted["indicators/dose.yaml"] ?? "")
        .replaceAll("dose", "w")
        .replace("w as value", "year - 2000.0 as value")
        .replace("unit: share", "unit: index"),
    };
    const end = await inStudy(texts, ["check", ".", "--explain", "weights-change-in-unit", "--json"]);
    const [seen] = JSON.parse(end.stdout) as SeenJson[];
    expect(seen!.values).toEqual({ column: "w", units: 12, of: 12, times: 2 });
    expect(seen!.rows!.length).toBe(72);
    expect(seen!.rows![0]).toEqual({ unit: "u0", year: 2015, w: 15, files: "data/rows.csv" });
  });

  test("a code that no check has is an error that names those there are; one that was not seen is none", async () => {
    const wrong = await inStudy(changed(), ["check", ".", "--explain", "composition"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("--explain composition: no check of the panel has this code");
    expect(wrong.stderr).toContain("composition-change, constant-columns");
    const nothing = await inStudy(changed(), ["check", ".", "--explain", "unit-gaps"]);
    expect(nothing).toMatchObject({
      code: 0,
      stdout: "Nothing to list: no periods that a unit lacks between its first and last (unit-gaps).\n",
    });
    const out = await inStudy(changed(), ["check", ".", "--out", "x.csv"]);
    expect(out).toMatchObject({
      code: 2,
      stderr: "--out goes with --explain: name the finding whose rows to write\n",
    });
  });
});

const linkOf = (text: string, id: string): LinkResult =>
  (JSON.parse(text) as StudyResult).hypotheses.flatMap(({ links }) => links).find((link) => link.id === id)!;

describe("a dose measured inside the window", () => {
  const inside = (reason: string) =>
    changed({
      "study.yaml": [
        "    columns: [y, dose, region]\n",
        "    columns: [y, dose, region]\n    derived: { d0: { mean: dose, over: [2018, 2018] } }\n",
      ],
      "h1.yaml": ["      dose: dose\n", `      dose: d0\n${reason}`],
    });
  test("is refused, and the refusal names the years", async () => {
    const end = await inStudy(inside(""), ["run", ".", "--workers", "0", "--json"]);
    const link = linkOf(end.stdout, "h1a");
    expect(link).toMatchObject({ tested: false, finding: "not-testable" });
    expect(link.findings).toContainEqual({
      code: "dose-inside-window",
      severity: "refusal",
      values: { dose: "d0", periods: ["2018"] },
      where: null,
    });
  });
  test("with a reason it is estimated; the reason stands in the result, in both reports, and on the terminal", async () => {
    const texts = inside("      allow_dose_inside_window: the dose never changes\n");
    const end = await inStudy(texts, ["run", ".", "--workers", "0", "--json", "--out", "out"]);
    const link = linkOf(end.stdout, "h1a");
    expect(link.tested).toBe(true);
    expect(link.findings).toContainEqual({
      code: "dose-inside-window-allowed",
      severity: "warning",
      values: { dose: "d0", periods: ["2018"], reason: "the dose never changes" },
      where: null,
    });
    for (const file of ["report.html", "report.en.md", "report.nl.md"])
      expect(readFileSync(join(folder, `s${made}`, "out", file), "utf8")).toContain("the dose never changes");
    expect(end.stderr).toContain("warnings about the data: dose-inside-window-allowed; effectmeter check . --data");
  });
});

const RESPONDS = `responds:
  after: 1
  because: { nl: De keuze valt een jaar eerder, en: The choice is made a year before }
`;
const y = changed()["indicators/y.yaml"]!;
const CLOCK =
  'treatment: { source: money, unit: unit, level: unit, dates: { announced: "2016-05-01", started: "2018-01-01" } }\n';

describe("when the outcome can respond", () => {
  const texts: StudyTexts = {
    ...changed({ "study.yaml": ["panels:\n", `${CLOCK}panels:\n`] }),
    "indicators/y.yaml": `${y}${RESPONDS}`,
  };
  test("a start before that is a warning; years that could show the announcement are a note", async () => {
    const seen = await seenIn(texts);
    expect(seen.map(({ code, severity, values }) => ({ code, severity, ...values }))).toEqual([
      {
        code: "post-before-response",
        severity: "warning",
        outcome: "y",
        start: 2018,
        period: 2019,
        date: "2018-01-01",
      },
      {
        code: "announced-before-start",
        severity: "note",
        outcome: "y",
        periods: ["2017"],
        start: 2018,
        date: "2016-05-01",
      },
    ]);
  });
  test("plan prints the clock and what was seen", async () => {
    const { stdout, code } = await inStudy(texts, ["plan", "."]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^y +2016-05-01 → 2017 +– +2018-01-01 → 2019 +2018 +h1a$/m);
    expect(stdout).toContain("warning post-before-response: h1a");
    expect(stdout).toContain("and 1 notes; effectmeter check <study> --data says what to do about each");
  });
});

describe("a dated treatment table", () => {
  const STUDY =
    "treatment: { source: money, unit: unit, level: unit, announced: known, started: start, dose: amount }\n";
  /** The units u0 … u11 with a start in `year` of every third one, and an amount. */
  const money = (rows: readonly string[]): string => `unit,known,start,amount\n${rows.join("\n")}\n`;
  const RIGHT = money(
    Array.from({ length: 12 }, (_, u) =>
      u % 3 === 0 ? `u${u},,,${u}` : `u${u},2016-06-01,201${6 + (u % 3)}-02-01,${u}`,
    ),
  );
  const designed = (design: string, estimate: string, data: string | null): StudyTexts => ({
    ...changed({
      "study.yaml": ["panels:\n", `${STUDY}panels:\n`, "columns: [unit, year, amount]", "columns: [unit, start]"],
      "h1.yaml": [
        "    contrast: { from: 0, to: 1 }\n",
        design === "staggered" ? "" : "    contrast: { from: 0, to: 1 }\n",
        "      kind: dose\n      dose: dose\n      post: year >= 2018\n",
        design === "staggered"
          ? "      kind: staggered\n      cohort: $cohort\n"
          : "      kind: dose\n      dose: $dose\n      post: year >= 2018\n",
        "      primary: { twfe: {} }\n      also:\n        - event-study: { reference: 2017 }\n    checks: [leave-one-cluster-out, leave-one-period-out]\n",
        `      primary: { ${estimate}: {} }\n`,
      ],
    }),
    "indicators/y.yaml": `${y}${RESPONDS}`,
    ...(data === null ? {} : { "data/money.csv": data }),
  });

  test("gives designs the first period that can show the start", async () => {
    // Started in 2017 (u1, u4, u7, u10) or 2018 (u2, u5, u8, u11); y shows it a year later.
    const end = await inStudy(designed("staggered", "callaway-santanna", RIGHT), ["plan", "."]);
    expect(end.stderr).toBe("");
    expect(end.stdout).toContain("h1a  2018: 4, 2019: 4, never: 4");
    const run = await inStudy(designed("staggered", "callaway-santanna", RIGHT), [
      "run",
      ".",
      "--workers",
      "0",
      "--json",
    ]);
    const link = linkOf(run.stdout, "h1a");
    expect(link.tested).toBe(true);
    expect(link.findings).toContainEqual({
      code: "cohort-sizes",
      severity: "warning",
      values: { limit: 5, cohorts: ["2018 (4)", "2019 (4)", "never (4)"], of: 3 },
      where: null,
    });
  });

  test("gives designs the dose, measured when it was announced", async () => {
    const run = await inStudy(designed("dose", "twfe", RIGHT), ["run", ".", "--workers", "0", "--json"]);
    const link = linkOf(run.stdout, "h1a");
    // Announced in 2016, a year of the window.
    expect(link.findings).toContainEqual({
      code: "dose-inside-window",
      severity: "refusal",
      values: { dose: "$dose", periods: ["2016"] },
      where: null,
    });
  });

  test("that is not there makes a link that needs it not testable, by name", async () => {
    const run = await inStudy(designed("staggered", "callaway-santanna", null), [
      "run",
      ".",
      "--workers",
      "0",
      "--json",
    ]);
    const link = linkOf(run.stdout, "h1a");
    expect(link.finding).toBe("not-testable");
    expect(link.missing.map(({ source }) => source)).toEqual(["money"]);
  });

  test("with faults stops the run: each with its unit and a remedy", async () => {
    const wrong = money(["u0,2019-01-01,2018-01-01,5", "u1,,2018-02-31,-4", "u0,,,1"]);
    const end = await inStudy(designed("staggered", "callaway-santanna", wrong), ["check", ".", "--data"]);
    expect(end.code).toBe(2);
    expect(end.stderr.split("\n")).toEqual([
      "treatment, table money, unit u0: announced on 2019-01-01 comes after started on 2018-01-01; correct one of them, or leave it empty",
      'treatment, table money, unit u1: start is "2018-02-31"; write a day that exists as YYYY-MM-DD, e.g. 2020-01-01',
      "treatment, table money, unit u1: the dose amount is -4; a dose is a number from 0",
      "treatment, table money, unit u0: occurs more than once; a unit has one row: remove one, or add them up",
      "",
    ]);
  });

  test("$cohort without responds, and names that the study does not have, are errors of the files", async () => {
    const texts = designed("staggered", "callaway-santanna", RIGHT);
    const silent = await inStudy({ ...texts, "indicators/y.yaml": y }, ["check", ".", "--data"]);
    expect(silent.code).toBe(2);
    expect(silent.stderr).toContain("add responds: { after: …, because: … } to indicators/y.yaml");
    const none = await inStudy({ ...texts, "study.yaml": texts["study.yaml"]!.replace("started: start, ", "") }, [
      "check",
      ".",
    ]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('design.cohort: expected one of the panel\'s columns, got "$cohort"');
    const source = await inStudy(
      { ...texts, "study.yaml": texts["study.yaml"]!.replace("source: money,", "source: mony,") },
      ["check", "."],
    );
    expect(source.stderr).toContain(
      'treatment.source: expected one of the study\'s sources, got "mony"; did you mean "money"?',
    );
  });
});

describe("estimate on one file", () => {
  test("says what the checks of a panel see, beside what the model says", async () => {
    const cwd = join(folder, "one");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "rows.csv"), table(LEAVING));
    const asked = [
      "estimate",
      "event-study",
      "--data",
      "rows.csv",
      "--outcome",
      "y",
      "--unit",
      "unit",
      "--period",
      "year",
    ];
    const end = await runCli([...asked, "--dose", "dose", "--cluster", "region", "--set", "reference=2017", "--json"], {
      cwd,
    });
    expect(end.stderr).toBe("");
    expect(JSON.parse(end.stdout).findings).toContainEqual({
      code: "composition-change",
      severity: "warning",
      values: { units: 12, entering: 0, leaving: 1, presentShare: 11 / 12, treatedShare: 1, untreatedShare: 5 / 6 },
      where: null,
    });
  });
});
