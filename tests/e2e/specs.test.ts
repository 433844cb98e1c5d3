import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT, runCli } from "../support/cli.ts";

// Every problem of every file of a study at once, at its line and column, before any table is read.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-specs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync(join(ROOT, "hypotheses/sto"), join(folder, "hypotheses/sto"), { recursive: true });

/** Replaces the first occurrence after a mark and returns line:column of the word that is now wrong. */
function spoil(file: string, after: string, from: string, to: string, word = to): string {
  const path = join(folder, "hypotheses/sto", file);
  const text = readFileSync(path, "utf8");
  const at = text.indexOf(from, text.indexOf(after));
  if (at < 0 || !text.includes(after)) throw new Error(`${file} has no ${JSON.stringify(from)} after ${after}`);
  const spoilt = text.slice(0, at) + to + text.slice(at + from.length);
  writeFileSync(path, spoilt);
  const before = spoilt.slice(0, at + to.indexOf(word)).split("\n");
  return `hypotheses/sto/${file}:${before.length}:${before.at(-1)!.length + 1}`;
}

const expectedProblems = [
  `${spoil("h1.yaml", "id: h1b\n", "outcome: D1c_exam", "outcom: D1c_exam")} links[1].outcom: unknown key; did you mean "outcome"?`,
  `${spoil("h1.yaml", "id: h1c\n", "sector-offer-year", "sector-ofer-year")} links[3].panel: expected one of the study's panels, got "sector-ofer-year"; did you mean "sector-offer-year"?`,
  `${spoil("h2.yaml", "id: h2c\n", "[subjects]", "[subject]", "subject")} links[2].needs[0]: expected one of the study's sources, got "subject"; did you mean "subjects"?`,
  `${spoil("h5.yaml", "id: h5a\n", "increase", "incraese")} links[0].expect: expected one of increase, decrease, no-increase, no-decrease, no-change, dip-then-rise, got "incraese"; did you mean "increase"?`,
  `${spoil("h5.yaml", "id: h5b\n", "dose", "dif-in-dif")} links[1].design.kind: expected one of dose, two-by-two, staggered, regression, triple-difference, synthetic-control, interrupted-time-series, trade-off, descriptive, got "dif-in-dif"; did you mean "two-by-two"?`,
  `${spoil("h9.yaml", "id: h9\n", "goal: kwaliteit", "goal: [kwaliteit\nclaims: x", "claims")} a list opened with [ is not closed, or its lines are indented too little`,
  `${spoil("indicators/K4b_exam.yaml", "unit:", "share", "shares")} unit: expected one of share, count, mark, score, index, hazard, log, category, flag, got "shares"; did you mean "share"?`,
  `${spoil("study.yaml", "families:", "holm", "hol")} families.primary.adjust: expected one of none, bonferroni, holm, hochberg, benjamini-hochberg, benjamini-yekutieli, got "hol"; did you mean "holm"?`,
];

test.each(["check", "plan", "run"])("%s names them all and exits 2", async (command) => {
  const end = await runCli([command, "hypotheses/sto"], { cwd: folder });
  expect(end.stderr.trimEnd().split("\n")).toEqual(expectedProblems);
  expect(end.code).toBe(2);
  expect(end.stdout).toBe("");
});

test("only the problems of the files, whatever else the command line asks", async () => {
  const end = await runCli(["run", "hypotheses/sto/study.yaml", "--only", "h5", "--json"], { cwd: folder });
  expect(end.stderr.trimEnd().split("\n")).toEqual(expectedProblems);
  expect(end.code).toBe(2);
});
