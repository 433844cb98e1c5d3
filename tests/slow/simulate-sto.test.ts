import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { LinkResult, StudyResult } from "../../src/result/schema.ts";
import { runStudy } from "../../src/run/run-study.ts";
import { simulate } from "../../src/run/simulate.ts";

// The whole study on a country with a known truth: every planted effect is found, and where nothing is planted nothing is.
const folder = mkdtempSync(join(tmpdir(), "effectmeter-sto-simulated-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WITHIN = 3.3; // standard errors: 99.9% for one estimate
/**
 * Links whose comparison fails in a country where offers close at the same rate everywhere: what falls in proportion falls most where there is most, so that
 * counts of providers and of near-by pairs, in levels, are no parallel trends. Their estimates are off without any effect; that is the country, not the estimator.
 */
const PROPORTIONAL = ["h1c-count", "h1b-near", "t1r-duplicates", "h3c"];

const made = (name: string, options: { size: "small" | "full"; effects: string; seed: number; truth: boolean }) =>
  simulate({
    path: "hypotheses/sto",
    out: join(folder, name),
    traps: ["mergers"],
    memory: undefined,
    onPhase: () => {},
    ...options,
  });
const run = (name: string): Promise<StudyResult> =>
  runStudy({
    path: "hypotheses/sto",
    root: join(folder, name),
    only: [],
    workers: 0,
    seed: undefined,
    memory: undefined,
    keepIn: undefined,
    signal: undefined,
    command: "test",
    onPhase: () => {},
    onStep: () => {},
  });
const linksOf = (result: StudyResult): readonly LinkResult[] => result.hypotheses.flatMap(({ links }) => links);

test("a full country: truths are recovered, and the primary links of all nine hypotheses find their effect", async () => {
  const { truths } = await made("full", { size: "full", effects: "planted", seed: 2026, truth: true });
  expect(truths.length).toBeGreaterThan(40);
  const off = truths.filter(
    ({ link, truth, estimate, se }) =>
      !PROPORTIONAL.includes(link) && se! > 0 && Math.abs(estimate! - truth) > WITHIN * se!,
  );
  expect(off.map(({ link }) => link)).toEqual([]);
  const file = parse(readFileSync(join(folder, "full/truth.yaml"), "utf8")) as { links: Record<string, unknown> };
  expect(Object.keys(file.links)).toEqual(truths.map(({ link }) => link));

  const result = await run("full");
  const primaries = linksOf(result).filter((link) => link.role === "primary");
  expect(primaries.length).toBe(9);
  for (const link of primaries) expect(["supported", "indication"], link.id).toContain(link.finding);
  // Displacement: who is won for techniek is lost elsewhere, so the care share reacts and its placebo must not pass as untouched.
  const choice = linksOf(result).find(({ id }) => id === "h5b")!;
  expect(choice.checks.find(({ id }) => id === "placebo-group")?.status).toBe("failed");
});

test("without effects, no more is supported than chance allows", async () => {
  let [tested, supported] = [0, 0];
  for (const seed of [1, 2, 3]) {
    await made(`none-${seed}`, { size: "small", effects: "none", seed, truth: false });
    const directional = linksOf(await run(`none-${seed}`)).filter(
      (link) =>
        link.tested &&
        link.design?.post != null &&
        ["increase", "decrease"].includes(link.expect) &&
        !PROPORTIONAL.includes(link.id),
    );
    tested += directional.length;
    supported += directional.filter((link) => link.finding === "supported").length;
  }
  // Supported asks for a 95% interval on the expected side of zero: 2.5% by chance in each of the tested links.
  expect(tested).toBeGreaterThan(90);
  expect(supported).toBeLessThanOrEqual(tested * 0.025 + WITHIN * Math.sqrt(tested * 0.025 * 0.975));
});
