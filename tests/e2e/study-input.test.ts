import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { LinkResult, StudyResult } from "../../src/result/schema.ts";
import { type CliEnd, runCli } from "../support/cli.ts";
import { changed, HEADER, ROWS, type StudyTexts, writeStudy } from "../support/csv-study.ts";

// Faults in the data and the files of a study, for `run` and `check`. Wrong input is exit 2 and touches nothing; what the data cannot answer is a
// finding of its link and never stops the run.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-study-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BEFORE = '{ "from": "an earlier run" }\n';

/** Runs a study in a folder of its own, over a result of an earlier run. Its files have to be as they were. */
async function run(name: string, texts: StudyTexts, args: readonly string[] = []): Promise<CliEnd> {
  const study = join(folder, name);
  writeStudy(study, texts);
  mkdirSync(join(study, "out"));
  writeFileSync(join(study, "out/result.json"), BEFORE);
  const end = await runCli(["run", ".", "--out", "out", "--workers", "0", "--format", "json", ...args], { cwd: study });
  for (const [path, text] of Object.entries(texts)) expect(readFileSync(join(study, path), "utf8")).toBe(text);
  return end;
}

function expectRefused(name: string, end: CliEnd, says: string): void {
  expect(end.stderr).toBe(`${says}\n`);
  expect(end.code).toBe(2);
  expect(end.stdout).toBe("");
  // The result of an earlier run is not lost, and nothing was put beside it.
  expect(readFileSync(join(folder, name, "out/result.json"), "utf8")).toBe(BEFORE);
  expect(readdirSync(join(folder, name, "out"))).toEqual(["result.json"]);
}

function linksOf(name: string): ReadonlyMap<string, LinkResult> {
  const result: StudyResult = JSON.parse(readFileSync(join(folder, name, "out/result.json"), "utf8"));
  return new Map(result.hypotheses.flatMap((hypothesis) => hypothesis.links).map((link) => [link.id, link]));
}

const withRow = (row: number, text: string): StudyTexts => changed({ "data/rows.csv": [ROWS[row]!, text] });

test("the small study itself is in order: its effect is the one it was made with", async () => {
  const end = await run("good", changed());
  expect(end.code).toBe(0);
  const link = linksOf("good").get("h1a")!;
  // Made with −0.5 per unit of dose; the noise is at most 0.05.
  expect(link.estimates[0]!.tau!.estimate).toBeGreaterThan(-0.55);
  expect(link.estimates[0]!.tau!.estimate).toBeLessThan(-0.45);
  expect(link.finding).toBe("supported");
});

describe.concurrent("wrong data: exit 2, with file, line and column where it is a cell", () => {
  const faults: readonly (readonly [name: string, texts: StudyTexts, says: string])[] = [
    [
      "empty",
      { ...changed(), "data/rows.csv": "" },
      "data/rows.csv is empty: expected a header line and rows below it.",
    ],
    [
      "header-only",
      { ...changed(), "data/rows.csv": `${HEADER}\n` },
      "data/rows.csv has a header and no rows below it.",
    ],
    [
      "not-a-number",
      withRow(1, "u0,2016,NaN,0,r0"),
      'data/rows.csv, line 3, column "y": "NaN" is no usable number; leave the cell empty if the value is unknown.',
    ],
    [
      "infinite",
      withRow(6, "u1,2015,11.5,Infinity,r1"),
      'data/rows.csv, line 8, column "dose": "Infinity" is no usable number; leave the cell empty if the value is unknown.',
    ],
    [
      "text",
      withRow(1, "u0,2016,twelve,0,r0"),
      [
        "indicator y: its value is text, but unit index asks for a number; cast it, or declare unit: category",
        'data/rows.csv, line 3, column "y": "twelve" is not a number, and so the whole column was read as text; correct the cell, or leave it empty if the value is unknown.',
      ].join("\n"),
    ],
    [
      "text-period",
      withRow(1, "u0,twenty,11.0,0,r0"),
      [
        'panel unit-year: "year" of u0 is not a number; a period is a year or another number',
        'data/rows.csv, line 3, column "year": "twenty" is not a number, and so the whole column was read as text; correct the cell, or leave it empty if the value is unknown.',
      ].join("\n"),
    ],
    [
      "duplicate",
      withRow(1, `${ROWS[1]!}\n${ROWS[1]!}`),
      "indicator y: more than one row for unit u0, year 2016; aggregate with GROUP BY unit, year",
    ],
    [
      "ragged",
      withRow(1, "u0,2016"),
      "data/rows.csv, line 3: 2 cells where the header has 5; add or remove a delimiter, or quote a cell that contains one.",
    ],
  ];
  test.each(faults)("%s", async (name, texts, says) => {
    expectRefused(name, await run(name, texts), says);
  });

  test("missing column", async () => {
    const end = await run("missing-column", changed({ "data/rows.csv": ["dose,region", "dosis,region"] }));
    expect(end.stderr).toMatch(/^indicator dose: .*"dose" not found.*dosis.* Its sources are rows\.\n$/);
    expect(end.code).toBe(2);
    expect(readFileSync(join(folder, "missing-column/out/result.json"), "utf8")).toBe(BEFORE);
  });
});

describe.concurrent("a study that asks for what its panel does not have: exit 2, with the place in the study", () => {
  const columns = "(columns: unit, year, y, dose, region)";
  const h1 = (...passages: readonly string[]): StudyTexts => changed({ "h1.yaml": passages });
  const faults: readonly (readonly [name: string, texts: StudyTexts, says: string])[] = [
    [
      "condition",
      h1("post: year >= 2018", "post: yaer >= 2018"),
      'h1.h1a.design.post: the condition "yaer >= 2018" cannot be evaluated on panel unit-year: Binder Error: Referenced column "yaer" not found in FROM clause! Candidate bindings: "year", "y", "dose". Its columns are unit, year, y, dose, region',
    ],
    [
      "labels-as-dose",
      h1("dose: dose", "dose: region"),
      'h1.h1a.design.dose: "region" holds labels, such as "r0", and numbers are needed; name another column of panel unit-year, or make its indicator return a number',
    ],
    [
      "labels-as-outcome",
      h1("outcome: y", "outcome: region"),
      'h1.h1a.outcome: "region" holds labels, such as "r0", and numbers are needed; name another column of panel unit-year, or make its indicator return a number',
    ],
    [
      "labels-as-weights",
      h1("cluster: region", "cluster: region\n      weights: region"),
      'h1.h1a.design.weights: "region" holds labels, such as "r0", and numbers are needed; name another column of panel unit-year, or make its indicator return a number',
    ],
    [
      "outcome-of-a-check",
      h1("checks: [leave-one-cluster-out", "checks: [{ placebo-outcome: { outcomes: [yy] } }, leave-one-cluster-out"),
      `h1.h1a.checks.placebo-outcome.outcome: panel unit-year has no column "yy" ${columns}`,
    ],
    [
      "formula",
      h1(
        "kind: dose\n      dose: dose\n",
        "kind: regression\n      formula: y ~ dosis | unit + year\n",
        "primary: { twfe: {} }\n      also:\n        - event-study: { reference: 2017 }",
        "primary: { ols: {} }",
        "    contrast: { from: 0, to: 1 }\n",
        "",
      ),
      "h1.h1a.design.formula: the formula names dosis, which is not a column; did you mean dose?",
    ],
  ];
  test.each(faults)("%s", async (name, texts, says) => {
    expectRefused(name, await run(name, texts), says);
  });

  test.each([
    ["sql-that-changes", "drop table rows", "only a SELECT statement is allowed"],
    [
      "sql-that-reads-files",
      "select unit, year, y as value from read_csv('data/rows.csv')",
      "disabled by configuration",
    ],
    ["sql-with-a-typo", "select unit, year, yy as value from rows", 'Referenced column "yy" not found'],
  ])("%s", async (name, sql, says) => {
    const end = await run(name, changed({ "indicators/y.yaml": ["select unit, year, y as value from rows", sql] }));
    expect(end.stderr).toMatch(/^indicator y: SQL/);
    expect(end.stderr).toContain(says);
    expect(end.code).toBe(2);
    expect(readFileSync(join(folder, name, "out/result.json"), "utf8")).toBe(BEFORE);
  });
});

describe.concurrent("what the data cannot answer: exit 0, not testable, with the reason", () => {
  const cases: readonly (readonly [name: string, texts: StudyTexts, code: string])[] = [
    ["filter", changed({ "h1.yaml": ["    outcome: y\n", "    outcome: y\n    window: year > 3000\n"] }), "no-rows"],
    ["one-cluster", changed({ "indicators/region.yaml": ["region as value", "'all' as value"] }), "one-cluster"],
    ["constant-dose", changed({ "indicators/dose.yaml": ["dose as value", "1.0 as value"] }), "no-treatment-variation"],
    ["never-after", changed({ "h1.yaml": ["post: year >= 2018", "post: year >= 3018"] }), "no-treatment-variation"],
    [
      "negative-weights",
      changed({
        "h1.yaml": ["cluster: region", "cluster: region\n      weights: y"],
        "indicators/y.yaml": ["y as value", "y - 99 as value"],
      }),
      "negative-weights",
    ],
  ];
  test.each(cases)("%s", async (name, texts, code) => {
    const end = await run(name, texts);
    expect(end.code).toBe(0);
    expect(end.stdout).toContain("not-testable");
    const link = linksOf(name).get("h1a")!;
    expect(link.finding).toBe("not-testable");
    expect(link.because.map((because) => [because.rule, because.values["code"]])).toEqual([["refused", code]]);
    expect(link.findings.filter((finding) => finding.severity === "refusal").map((finding) => finding.code)).toEqual([
      code,
    ]);
  });

  test("a reference year that does not occur spoils that estimate, not the link", async () => {
    expect((await run("reference", changed({ "h1.yaml": ["reference: 2017", "reference: 1999"] }))).code).toBe(0);
    const link = linksOf("reference").get("h1a")!;
    expect(link.finding).toBe("supported");
    expect(link.estimates[1]!.tau).toBeNull();
    expect(link.estimates[1]!.findings.map((finding) => finding.code)).toContain("reference-missing");
  });
});

describe.concurrent("tables that are not there", () => {
  test("the link is not testable and names the table, its columns and where it could come from", async () => {
    expect((await run("absent", changed())).code).toBe(0);
    const link = linksOf("absent").get("h1b")!;
    expect(link.finding).toBe("not-testable");
    expect(link.missing).toEqual([
      {
        source: "money",
        title: { nl: "Bedragen per eenheid", en: "Amounts by unit" },
        columns: ["unit", "year", "amount"],
        from: { nl: "De administratie", en: "The administration" },
        template: "money",
      },
    ]);
    expect(linksOf("absent").get("h1a")!.finding).toBe("supported");
  });

  test("no table at all: every link is listed, none is tested, the run ends well", async () => {
    const { "data/rows.csv": _, ...texts } = changed();
    const end = await run("no-tables", texts);
    expect(end.code).toBe(0);
    const links = linksOf("no-tables");
    expect([...links].map(([id, link]) => [id, link.finding, link.missing.map((table) => table.source)])).toEqual([
      ["h1a", "not-testable", ["rows"]],
      ["h1b", "not-testable", ["money"]],
    ]);
  });

  test("check and plan say which tables a link waits for", async () => {
    const study = join(folder, "waits");
    writeStudy(study);
    const check = await runCli(["check", "."], { cwd: study });
    expect(check.code).toBe(0);
    expect(check.stdout).toMatch(/h1 +h1a +primary +dose +testable\n/);
    expect(check.stdout).toMatch(/h1 +h1b +chain +– +not testable +money\n/);
    expect(check.stdout).toContain("2 links, 1 testable.\n1 of 2 tables are there.\n");
    const plan = await runCli(["plan", "."], { cwd: study });
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain("Not testable:\n  h1 h1b: needs money\n");
  });
});

describe.concurrent("reserved names are names like any other", () => {
  test("columns of the table, indicators, derived columns and panel columns", async () => {
    const reserved = changed({
      "data/rows.csv": [HEADER, "constructor,post,toString,__proto__,valueOf"],
      "study.yaml": [
        "columns: [y, dose, region]",
        "columns: [__proto__, constructor, post]",
        "unit: unit",
        "unit: toString",
      ],
      "indicators/y.yaml": [
        "id: y",
        "id: __proto__",
        "unit, year]",
        "toString, year]",
        "select unit, year, y as value from rows",
        'select "constructor" as "toString", post as year, "toString" as value from rows',
      ],
      "indicators/dose.yaml": [
        "id: dose",
        "id: constructor",
        "unit, year]",
        "toString, year]",
        "select unit, year, dose as value from rows",
        'select "constructor" as "toString", post as year, "__proto__" as value from rows',
      ],
      "indicators/region.yaml": [
        "id: region",
        "id: post",
        "keys: [unit]",
        "keys: [toString]",
        "select distinct unit, region as value from rows",
        'select distinct "constructor" as "toString", "valueOf" as value from rows',
      ],
      "h1.yaml": [
        "outcome: y",
        "outcome: __proto__",
        "dose: dose",
        "dose: constructor",
        "cluster: region",
        "cluster: post",
      ],
    });
    const ends = await Promise.all([run("reserved", reserved), run("plain", changed())]);
    expect(ends.map((end) => [end.code, end.stdout === ends[0]!.stdout])).toEqual([
      [0, true],
      [0, true],
    ]);
    const [ours, plain] = [linksOf("reserved").get("h1a")!, linksOf("plain").get("h1a")!];
    expect(ours.estimates.map((estimate) => estimate.effects)).toEqual(
      plain.estimates.map((estimate) => estimate.effects),
    );
    expect(ours.checks.map((check) => check.refits)).toEqual(plain.checks.map((check) => check.refits));
  });
});
