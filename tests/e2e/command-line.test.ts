import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { HEADER, ROWS, writeStudy } from "../support/csv-study.ts";

// What is wrong with a command line, a condition or an option: exit 2, and what would be right.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-arguments-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "f.csv"), `${[HEADER, ...ROWS].join("\n")}\n`);
writeStudy(join(folder, "small"));

const ESTIMATE = ["estimate", "twfe", "--data", "f.csv", "--outcome", "y", "--unit", "unit", "--period", "year"];
const DOSE = [...ESTIMATE, "--dose", "dose"];
const OLS = ["estimate", "ols", "--data", "f.csv"];

const wrong: readonly (readonly [name: string, args: readonly string[], says: readonly string[]])[] = [
  ["unknown command", ["rnu", "small"], ["unknown command 'rnu'", "Did you mean run?"]],
  [
    "unknown flag",
    [...DOSE, "--clusters", "region"],
    ["unknown option '--clusters'", "Did you mean --cluster?", "--help"],
  ],
  ["flag without its value", [...DOSE, "--cluster"], ["option '--cluster <columns>' argument missing"]],
  ["required flag left out", ["estimate", "twfe", "--outcome", "y"], ["required option '--data <file>' not specified"]],
  ["argument left out", ["run"], ["missing required argument 'study'"]],
  ["an argument too many", ["run", "small", "other"], ["too many arguments"]],
  [
    "unknown model",
    ["estimate", "callaway", "--data", "f.csv", "--outcome", "y"],
    ['there is no model "callaway"', "effectmeter models"],
  ],
  ["misspelt model", ["estimate", "twef", "--data", "f.csv", "--outcome", "y"], ['did you mean "twfe"?']],
  ["model that models does not know", ["models", "twef"], ['there is no model "twef"', "event-study"]],
  [
    "unknown --set key",
    [...DOSE, "--set", "absrob=unit"],
    ['twfe has no option "absrob"', "effectmeter models twfe lists its options"],
  ],
  ["--set without a value", [...DOSE, "--set", "absorb"], ['expected key=value, got "absorb"']],
  ["--set of the wrong kind", [...DOSE, "--set", "absorb=3"], ["option absorb of twfe"]],
  [
    "unknown small-sample key",
    [...DOSE, "--set", "ssc.adjk=false"],
    ["--set ssc.adjk: unknown; small-sample keys are ssc.adjK, ssc.K"],
  ],
  ["small-sample value", [...DOSE, "--set", "ssc.G=max"], ["--set ssc.G: expected min or conventional, got max"]],
  ["--level in per cent", [...DOSE, "--level", "95"], ['expected a number between 0.5 and 1, got "95"']],
  ["--level that is no number", [...DOSE, "--level", "high"], ['expected a number between 0.5 and 1, got "high"']],
  ["--seed", [...DOSE, "--seed", "-1"], ['expected a whole number from 0, got "-1"']],
  ["--memory", [...DOSE, "--memory", "much"], ['expected a size like 4GB, got "much"']],
  [
    "--se not available",
    [...DOSE, "--se", "HC6"],
    ["--se HC6: not available in this version; expected one of iid, HC0"],
  ],
  ["--se unknown", [...DOSE, "--se", "robust"], ["--se robust: not available", "expected one of iid, HC0"]],
  ["--se that needs clusters", [...DOSE, "--se", "CR1"], ["--se CR1 needs --cluster"]],
  [
    "--se that does not cluster",
    [...DOSE, "--se", "iid", "--cluster", "region"],
    ["--se iid does not cluster; leave out --cluster, or ask for CR1"],
  ],
  [
    "no outcome",
    ["estimate", "twfe", "--data", "f.csv", "--unit", "unit"],
    ["--outcome is missing: name the column to explain"],
  ],
  ["no timing", [...ESTIMATE], ["twfe needs a timing of the kind", "--treatment (and --post)"]],
  ["no unit", ["estimate", "twfe", "--data", "f.csv", "--outcome", "y", "--dose", "dose"], ["twfe needs --unit"]],
  ["a formula for another model", [...DOSE, "--formula", "y ~ dose"], ["--formula goes with ols, ", ", not twfe"]],
  ["a formula that does not parse", [...OLS, "--formula", "y ~ (dose"], ["y ~ (dose"]],
  ["a formula with an unknown column", [...OLS, "--formula", "y ~ dosis"], ["dosis"]],
  [
    "a condition on an unknown column",
    [...DOSE, "--where", "yaer > 2016"],
    [
      '--where: the condition "yaer > 2016" cannot be evaluated on f.csv',
      "Its columns are unit, year, y, dose, region",
    ],
  ],
  [
    "a condition that is text",
    [...DOSE, "--where", "region"],
    ['--where: the condition "region" cannot be evaluated on f.csv'],
  ],
  ["more than a condition", [...DOSE, "--where", "1); drop table data; --"], ["--where: the condition"]],
  [
    "a condition that reads a file",
    [...DOSE, "--where", "year in (select year from read_csv('f.csv'))"],
    ["--where: the condition", "disabled by configuration"],
  ],
  ["no study", ["run", "nostudy"], ["nostudy: no such folder; name the folder that holds study.yaml"]],
  ["a folder without a study", ["check", "."], [".: it holds no study.yaml"]],
  [
    "unknown hypothesis",
    ["run", "small", "--only", "h1,h11"],
    ["--only h11: the study has no such hypothesis; did you mean h1? (it has h1)"],
  ],
  ["--workers", ["run", "small", "--workers", "two"], ['expected a whole number from 0, got "two"']],
  ["--format", ["run", "small", "--format", "pdf"], ['expected some of html, md, csv, json, got "pdf"']],
  ["--lang", ["run", "small", "--lang", "fr"], ['expected some of nl, en, got "fr"']],
  ["--fail-on", ["run", "small", "--fail-on", "bad"], ["expected some of contradicted", 'got "bad"']],
  [
    "a result that is not there",
    ["report", "none.json"],
    ["none.json: cannot be read; name a result.json that effectmeter run wrote"],
  ],
  ["a result that is none", ["report", "f.csv"], ["f.csv: not JSON", "name a result.json that effectmeter run wrote"]],
  ["a schema that is none", ["schema", "panel"], ["Allowed choices are study, result"]],
];

describe.concurrent("exit 2 and a remedy", () => {
  test.each(wrong)("%s", async (_, args, says) => {
    const end = await runCli(args, { cwd: folder });
    for (const words of says) expect(end.stderr).toContain(words);
    expect(end.code).toBe(2);
    expect(end.stdout).toBe("");
    expect(end.stderr).not.toMatch(/\n\s+at |select effectmeter_row/);
  });
});

test("no command at all prints what there is", async () => {
  const end = await runCli([]);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain("Usage: effectmeter [options] [command]");
});
