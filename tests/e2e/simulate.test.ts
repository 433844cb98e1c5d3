import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type LinkResult, type StudyResult, studyResultSchema } from "../../src/result/schema.ts";
import { type CliEnd, runCli } from "../support/cli.ts";
import { writeTrapStudy } from "../support/trap-study.ts";

// A made-up country of 160 locations, and a small study on its exam files. Seeds were fixed before the results were looked at: 1 for all.
const folder = mkdtempSync(join(tmpdir(), "effectmeter-simulate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const CHOICE = 0.14;
/** One in 28.6 pupils chooses again in the fourth year, among everything on offer: so much of an effect on the first choice is left at the exam. */
const KEPT = 0.965;
const WITHIN = 3.3; // standard errors: 99.9% for one estimate

const simulate = (out: string, ...more: string[]): Promise<CliEnd> =>
  runCli(["simulate", "hypotheses/sto", "--out", at(out), "--size", "small", "--seed", "1", "--no-truth", ...more]);
const run = (root: string): Promise<CliEnd> =>
  runCli(["run", at("traps"), "--root", at(root), "--out", at(`run-${root}`), "--workers", "0"]);
const resultOf = (root: string): StudyResult =>
  studyResultSchema.parse(JSON.parse(readFileSync(at(`run-${root}/result.json`), "utf8")));
const linkOf = (root: string, id: string): LinkResult =>
  resultOf(root)
    .hypotheses.flatMap(({ links }) => links)
    .find((link) => link.id === id)!;
const status = (link: LinkResult, check: string): string | undefined =>
  link.checks.find(({ id }) => id === check)?.status;
const tau = (link: LinkResult) => link.estimates[0]!.tau!;

let board: CliEnd;
beforeAll(async () => {
  writeTrapStudy(at("traps"));
  // Closing moves shares too; without it the truth of the share is the planted size alone.
  writeFileSync(at("effects.yaml"), `choice: ${CHOICE}\nclosing: 0\n`);
  for (const end of [
    await simulate("planted", "--effects", at("effects.yaml"), "--traps", "mergers"),
    await simulate("none", "--effects", "none", "--traps", "convergence,suppression"),
  ])
    expect(end.code, end.stderr).toBe(0);
  board = await run("planted");
  expect(board.code, board.stderr).toBe(0);
  expect((await run("none")).code).toBe(0);
}, 300_000);

describe("everything made from these data says so", () => {
  test("mark, provenance, terminal, HTML, Markdown and CSV", () => {
    const mark = parse(readFileSync(at("planted/SYNTHETIC.yaml"), "utf8")) as Readonly<Record<string, unknown>>;
    expect(mark).toMatchObject({ synthetic: true, study: "sto", seed: 1, size: "small", traps: "mergers" });
    expect(resultOf("planted").provenance.synthetic).toMatchObject({ study: "sto", seed: "1", size: "small" });
    expect(board.stdout).toContain("SYNTHETIC DATA / SYNTHETISCHE GEGEVENS");
    const html = readFileSync(at("run-planted/report.html"), "utf8");
    expect(html).toMatch(/<title>Synthetische gegevens: /);
    for (const words of ["Synthetische gegevens.", "Synthetic data."]) expect(html).toContain(words);
    expect(readFileSync(at("run-planted/report.nl.md"), "utf8")).toMatch(/^\*\*Synthetische gegevens\.\*\*/);
    expect(readFileSync(at("run-planted/report.en.md"), "utf8")).toMatch(/^\*\*Synthetic data\.\*\*/);
    const lines = readFileSync(at("run-planted/effects.csv"), "utf8").trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/,data$/);
    for (const line of lines.slice(1)) expect(line).toMatch(/,synthetic data$/);
  });

  test("check, plan and indicator", async () => {
    for (const command of ["check", "plan"]) {
      const end = await runCli([command, at("traps"), "--root", at("planted")]);
      expect(end.stdout).toContain("SYNTHETIC DATA");
    }
    const end = await runCli([
      "indicator",
      "share",
      "--study",
      at("traps"),
      "--root",
      at("planted"),
      "--out",
      at("share.csv"),
    ]);
    expect(end.code, end.stderr).toBe(0);
    const [head, ...rows] = readFileSync(at("share.csv"), "utf8").trimEnd().split("\n");
    expect(head).toMatch(/,data$/);
    for (const row of rows) expect(row).toMatch(/,synthetic data$/);
  });
});

test("the study itself is testable on every table of the country but the few that are no school's", async () => {
  const end = await runCli(["check", "hypotheses/sto", "--root", at("planted")]);
  const lines = end.stdout.split("\n").filter((line) => / (testable|not testable)( |$)/.test(line.trimEnd()));
  expect(lines.length).toBeGreaterThan(20);
  for (const hypothesis of ["h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "t1", "t1r", "t2", "t3"])
    expect(
      lines.some((line) => line.startsWith(`${hypothesis} `) && !line.includes("not testable")),
      hypothesis,
    ).toBe(true);
});

test("the same seed writes the same bytes", async () => {
  expect((await simulate("again", "--effects", at("effects.yaml"), "--traps", "mergers")).code).toBe(0);
  expect(readFileSync(at("again/SYNTHETIC.yaml"), "utf8")).toBe(readFileSync(at("planted/SYNTHETIC.yaml"), "utf8"));
});

test("a planted effect on the share is found, within its error, and supported or indicated", () => {
  const link = linkOf("planted", "fixed");
  const { estimate, se } = tau(link);
  const truth = CHOICE * KEPT * link.estimates[0]!.contrast!;
  expect(Math.abs(estimate! - truth)).toBeLessThan(WITHIN * se!);
  expect(["supported", "indication"]).toContain(link.finding);
});

describe("traps are caught by the check meant for them", () => {
  test("a dose measured inside the window is refused", () => {
    const link = linkOf("planted", "moving");
    expect([...link.findings, ...link.estimates.flatMap(({ findings }) => findings)].map(({ code }) => code)).toContain(
      "dose-inside-window",
    );
    expect(["supported", "indication"]).not.toContain(link.finding);
  });

  test("displacement: groups that compete for the same pupils are refused as each other's comparison", () => {
    const link = linkOf("planted", "rivals");
    expect([...link.findings, ...link.estimates.flatMap(({ findings }) => findings)].map(({ code }) => code)).toContain(
      "competing-groups",
    );
    expect(link.finding).toBe("not-testable");
  });

  test("convergence fails the tests before the start, and is no support", () => {
    const link = linkOf("none", "fixed");
    expect(tau(link).estimate!).toBeLessThan(0);
    expect([status(link, "pre-trends"), status(link, "placebo-period")]).toContain("failed");
    expect(link.finding).not.toBe("supported");
  });

  test("suppression: outcomes are intervals, and its bounds were computed", () => {
    const link = linkOf("none", "fixed");
    expect(link.suppressedShare!).toBeGreaterThan(0.05);
    expect(status(link, "suppression-bounds")).not.toBe("not-available");
    expect(linkOf("planted", "fixed").suppressedShare).toBe(0);
  });
});

describe("refusals", () => {
  test("a folder with files of another origin is left alone", async () => {
    writeFileSync(at("traps/note.txt"), "mine");
    const end = await runCli(["simulate", "hypotheses/sto", "--out", at("traps"), "--size", "small", "--no-truth"]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain("holds files that no simulation made");
    expect(existsSync(at("traps/SYNTHETIC.yaml"))).toBe(false);
  });

  test("unknown effects, traps, roots and studies without a simulation", async () => {
    writeFileSync(at("wrong.yaml"), "wonders: 1\n");
    const ends = [
      await simulate("x", "--effects", at("wrong.yaml")),
      await simulate("x", "--effects", at("absent.yaml")),
      await simulate("x", "--traps", "gravity"),
      await runCli(["check", at("traps"), "--root", at("nowhere")]),
      await runCli(["simulate", at("traps"), "--out", at("x")]),
    ];
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    const said = ends.map(({ stderr }) => stderr);
    expect(said[0]).toContain('there is no effect "wonders"');
    expect(said[1]).toContain("expected none, planted, or a YAML file");
    expect(said[2]).toContain("there is no such trap; there is convergence");
    expect(said[3]).toContain("no such folder");
    expect(said[4]).toContain("it says how to make up data for this study");
  });
});
