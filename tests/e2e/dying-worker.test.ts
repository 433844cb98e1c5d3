import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { StudyResult } from "../../src/result/schema.ts";
import { runStudy } from "../../src/run/run-study.ts";
import { writeStudy } from "../support/csv-study.ts";

// A thread that dies takes its task with it. The task is tried once more on a new thread; when that dies too, its link says so and the run goes on.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-dying-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeStudy(folder);

const workerFile = fileURLToPath(new URL("../support/workers/dying-study-worker.mjs", import.meta.url));

async function run(changes: { readonly workerFile?: string }): Promise<StudyResult> {
  return runStudy({
    path: folder,
    only: [],
    workers: 2,
    seed: undefined,
    memory: undefined,
    keepIn: undefined,
    signal: undefined,
    command: "test",
    onPhase: () => {},
    onStep: () => {},
    ...changes,
  });
}

/** A run in which a thread dies on one task: on its first try, or on every one. */
async function runDying(task: string, mark?: string): Promise<StudyResult> {
  process.env["DYING_TASK"] = task;
  if (mark !== undefined) process.env["DYING_MARK"] = mark;
  return run({ workerFile });
}
afterEach(() => {
  delete process.env["DYING_TASK"];
  delete process.env["DYING_MARK"];
});

const linkOf = (result: StudyResult) => result.hypotheses[0]!.links[0]!;
let normal: StudyResult;
beforeAll(async () => {
  normal = await run({});
});

test.each(["h1/h1a/primary", "h1/h1a/leave-one-cluster-out-3"])(
  "%s dies once: nothing of the result shows it",
  async (task) => {
    const mark = join(folder, `${task.replaceAll("/", "-")}.mark`);
    const result = await runDying(task, mark);
    expect(existsSync(mark)).toBe(true);
    expect({ ...result, provenance: null }).toEqual({ ...normal, provenance: null });
    expect(linkOf(result).finding).toBe("supported");
  },
);

test("the primary estimate dies every time: its link is not testable and says which task of which link", async () => {
  const result = await runDying("h1/h1a/primary");
  const link = linkOf(result);
  expect(link.finding).toBe("not-testable");
  expect(link.findings).toEqual([
    { code: "worker-died", severity: "refusal", values: { task: "h1/h1a/primary" }, where: null },
  ]);
  expect(link.because[0]).toMatchObject({ rule: "refused", values: { code: "worker-died", task: "h1/h1a/primary" } });
  expect(result.study.incomplete).toBe(false);
  // What did not depend on it is there.
  expect(link.estimates[1]!.effects).toEqual(linkOf(normal).estimates[1]!.effects);
  expect(result.hypotheses[0]!.links[1]).toEqual(normal.hypotheses[0]!.links[1]);
});

test("an alternative estimate dies every time: it alone has no number", async () => {
  const link = linkOf(await runDying("h1/h1a/also-1"));
  expect(link.finding).toBe("supported");
  expect(link.estimates[0]).toEqual(linkOf(normal).estimates[0]);
  expect(link.estimates[1]).toMatchObject({ effects: [], tau: null });
  expect(link.estimates[1]!.findings.map(({ code, values }) => [code, values["task"]])).toEqual([
    ["worker-died", "h1/h1a/also-1"],
  ]);
});

test("a refit of a check dies every time: the check says so and is not passed on what is left", async () => {
  const task = "h1/h1a/leave-one-cluster-out-3";
  const link = linkOf(await runDying(task));
  const [check, other] = link.checks;
  expect(link.finding).toBe("supported");
  expect(check!.id).toBe("leave-one-cluster-out");
  expect(check!.status).toBe("uninformative");
  expect(check!.refits.map((refit) => refit.estimate === null)).toEqual([false, false, true, false]);
  expect(check!.findings).toEqual([{ code: "worker-died", severity: "refusal", values: { task }, where: null }]);
  expect(other).toEqual(linkOf(normal).checks[1]);
});
