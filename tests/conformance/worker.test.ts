import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runTasks, WORKER_FILE } from "../../src/run/pool.ts";
import { runTask } from "../../src/run/run-task.ts";
import { shareDesign } from "../../src/run/shared-design.ts";
import type { Task, TaskOutcome } from "../../src/run/task.ts";
import { bytesOfData, cases, optionsOf, panelFor } from "../support/estimator-cases.ts";
import { panelDesign } from "../support/panels.ts";

const tasks = cases.map(({ name, estimator, kind }): Task => {
  const design = panelDesign(kind, panelFor({ name, estimator, kind }));
  return {
    id: name,
    estimator: estimator.id,
    options: optionsOf(estimator),
    design: shareDesign(design, new Set(design.columns.keys())),
    leaveOut: null,
    covariance: "CR1",
    smallSample: {},
    target: { kind: "overall" },
    outcomeBounds: null,
    periodName: null,
    seed: 1,
  };
});

describe("a worker gives the same bytes", () => {
  test.each([1, 2])("with %d workers, every estimator on every timing", async (workers) => {
    expect(existsSync(WORKER_FILE), "build first: workers load built files").toBe(true);
    const run = { workerFile: WORKER_FILE, runHere: runTask };
    const here = await runTasks<Task, TaskOutcome>(tasks, { ...run, workers: 0 });
    const there = await runTasks<Task, TaskOutcome>(tasks, { ...run, workers });
    expect(here.map((end) => end?.ok)).toEqual(tasks.map(() => true));
    tasks.forEach(({ id }, t) => {
      expect([id, bytesOfData(there[t])]).toEqual([id, bytesOfData(here[t])]);
    });
  });
});
