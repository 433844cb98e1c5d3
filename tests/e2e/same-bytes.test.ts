import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StudyResult } from "../../src/result/schema.ts";
import { type CliEnd, reproducibleText, runCli } from "../support/cli.ts";
import { changed, HEADER, tableRows, writeStudy } from "../support/csv-study.ts";

// A result depends on the study, its data and the seed; not on the number of threads, nor on whether the run was interrupted on its way.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-bytes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the STO study with 0, 1, 2 and 5 workers", () => {
  const counts = [0, 1, 2, 5];
  const ends: CliEnd[] = [];
  beforeAll(async () => {
    for (const workers of counts) {
      const out = join(folder, `sto-${workers}`);
      const args = ["--only", "h5,h1", "--format", "json", "--workers", String(workers), "--out", out];
      ends.push(await runCli(["run", "hypotheses/sto", ...args]));
    }
  });

  test("all ran", () => {
    expect(ends.map((end) => end.code)).toEqual([0, 0, 0, 0]);
    expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
  });

  test.each(counts.slice(1))("%i workers give the bytes of one thread", (workers) => {
    const one = reproducibleText(join(folder, "sto-0/result.json"));
    expect(one.length).toBeGreaterThan(100_000);
    expect(reproducibleText(join(folder, `sto-${workers}/result.json`)) === one).toBe(true);
  });
});

describe("Ctrl-C", () => {
  // Some 160 fits of 6,000 rows: long enough to be interrupted twice, anywhere.
  const REFITS = 150;
  const study = join(folder, "large");
  const out = join(study, "out");
  const partial = join(out, ".partial");
  const kept = (): readonly string[] =>
    existsSync(partial) ? readdirSync(partial).filter((name) => name.endsWith(".bin")) : [];
  const run = (workers: number, to: string, until?: () => boolean): Promise<CliEnd> =>
    runCli(["run", ".", "--out", to, "--format", "json", "--workers", String(workers)], {
      cwd: study,
      ...(until && { signal: { name: "SIGINT", when: until } }),
    });
  const resultIn = (to: string): StudyResult => JSON.parse(readFileSync(join(study, to, "result.json"), "utf8"));

  beforeAll(async () => {
    writeStudy(study, {
      ...changed(),
      "data/rows.csv": `${[HEADER, ...tableRows(1000, REFITS)].join("\n")}\n`,
    });
    expect((await run(1, "whole")).code).toBe(0);
  });

  test("keeps what is done, exits 130, and the same command goes on to the same bytes", async () => {
    const first = await run(0, "out", () => kept().length >= 2);
    expect(first.code).toBe(130);
    expect(first.stderr).toContain(`interrupted: what was finished is kept in ${join("out", ".partial")}`);
    expect(first.stdout).toContain("Incomplete: the run was interrupted.");
    expect(resultIn("out").study.incomplete).toBe(true);
    const afterFirst = new Map(kept().map((name) => [name, statSync(join(partial, name)).mtimeMs]));
    expect(afterFirst.size).toBeGreaterThanOrEqual(2);
    expect(afterFirst.size).toBeLessThan(REFITS);

    // Interrupted again further on, in threads: what was kept is not computed again.
    const second = await run(2, "out", () => kept().length > afterFirst.size + 2);
    expect(second.code).toBe(130);
    expect(resultIn("out").study.incomplete).toBe(true);
    expect(kept().length).toBeGreaterThan(afterFirst.size);
    expect(kept().length).toBeLessThan(REFITS);
    for (const [name, time] of afterFirst) expect(statSync(join(partial, name)).mtimeMs).toBe(time);

    const last = await run(1, "out");
    expect(last.code).toBe(0);
    expect(resultIn("out").study.incomplete).toBe(false);
    expect(existsSync(partial)).toBe(false);
    expect(reproducibleText(join(out, "result.json")) === reproducibleText(join(study, "whole/result.json"))).toBe(
      true,
    );
  });

  test("what an interrupted run could not finish is not taken for a result", async () => {
    const end = await run(0, "early", () => existsSync(join(study, "early/.partial")));
    expect(end.code).toBe(130);
    const { hypotheses } = resultIn("early");
    const checks = hypotheses[0]!.links[0]!.checks.flatMap((check) => check.refits);
    const unfinished = checks.filter((refit) => refit.estimate === null);
    expect(hypotheses[0]!.finding === "not-testable" || unfinished.length > 0).toBe(true);
  });
});
