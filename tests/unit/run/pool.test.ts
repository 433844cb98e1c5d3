import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunTasksOptions, runTasks, type TaskEnd } from "../../../src/run/pool.ts";

interface TestTask {
  readonly action: "double" | "throw" | "die" | "die-once" | "never";
  readonly value?: number | string;
  /** Milliseconds before the answer. */
  readonly after?: number;
  /** File that gets one letter per attempt. */
  readonly log?: string;
}

const workerFile = fileURLToPath(new URL("../../support/workers/test-worker.mjs", import.meta.url));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "effectmeter-pool-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const attempts = (log: string) => (existsSync(log) ? readFileSync(log, "utf8").length : 0);
const double = (value: number, after = 0): TestTask => ({ action: "double", value, after });
const value = (of: number): TaskEnd<number> => ({ ok: true, value: of });

function runHere({ action, value: given }: TestTask): number {
  if (action === "throw") throw new RangeError(String(given));
  return Number(given) * 2;
}

const run = (tasks: readonly TestTask[], rest: Partial<RunTasksOptions<TestTask, number>> = {}) =>
  runTasks<TestTask, number>(tasks, { workers: 2, workerFile, runHere, ...rest });

describe.each([0, 1, 2, 8])("with %d workers", (workers) => {
  test("ends come in the order of the tasks, whichever is done first", async () => {
    const done: number[] = [];
    const ends = await run([double(1, 80), double(2), double(3, 20), double(4)], {
      workers,
      onDone: (index) => done.push(index),
    });
    expect(ends).toEqual([2, 4, 6, 8].map(value));
    expect([...done].sort()).toEqual([0, 1, 2, 3]);
  });

  test("an error of a task is its end, and no other task's", async () => {
    // Words of the message that also occur when a worker dies: only the thread itself can say that it died.
    const ends = await run(
      [double(1), { action: "throw", value: "the heap of cheap workers was terminated" }, double(3)],
      { workers },
    );
    expect(ends).toEqual([
      value(2),
      { ok: false, message: "the heap of cheap workers was terminated", died: false },
      value(6),
    ]);
  });

  test("after an abort the remaining ends are missing", async () => {
    const controller = new AbortController();
    const rest: TestTask[] = workers === 0 ? [double(2), double(3)] : [{ action: "never" }, { action: "never" }];
    const told: number[] = [];
    const ends = await run([double(1), ...rest], {
      workers,
      signal: controller.signal,
      onDone: (index) => {
        told.push(index);
        controller.abort();
      },
    });
    expect(ends).toEqual([value(2), undefined, undefined]);
    expect(told).toEqual([0]);
  });

  test("nothing is done when the abort came before", async () => {
    expect(await run([double(1), double(2)], { workers, signal: AbortSignal.abort() })).toEqual([undefined, undefined]);
  });

  test("an error of the listener is the caller's, not the task's", async () => {
    const told: TaskEnd<number>[] = [];
    const onDone = (_: number, end: TaskEnd<number>) => {
      told.push(end);
      throw new Error("disk full");
    };
    await expect(run([double(1)], { workers, onDone })).rejects.toThrow("disk full");
    expect(told).toEqual([value(2)]);
  });

  test("no tasks, no ends", async () => {
    expect(await run([], { workers })).toEqual([]);
  });
});

test("after an error of the listener no further task is started", async () => {
  const log = join(folder, "listener");
  let told = 0;
  const onDone = () => {
    if (++told === 1) throw new Error("disk full");
  };
  const tasks = Array.from({ length: 20 }, (): TestTask => ({ ...double(1, 5), log }));
  await expect(run(tasks, { onDone })).rejects.toThrow("disk full");
  // The other worker may have been at its task; neither takes a third.
  const wait = new Promise((resolve) => setTimeout(resolve, 200));
  await wait;
  expect(attempts(log)).toBeLessThanOrEqual(3);
});

test("an error is not tried again", async () => {
  const log = join(folder, "throw");
  await run([{ action: "throw", value: "no", log }]);
  expect(attempts(log)).toBe(1);
});

describe("a worker that dies", () => {
  test("once is replaced, and its task done by the next", async () => {
    const log = join(folder, "once");
    const ends = await run([double(1), { action: "die-once", value: 5, log }, double(3)], { workers: 1 });
    expect(ends).toEqual([value(2), value(10), value(6)]);
    expect(attempts(log)).toBe(2);
  });

  test("always is reported, and the other tasks still finish", async () => {
    const log = join(folder, "always");
    const ends = await run([double(1, 20), { action: "die", log }, double(3, 20), double(4), double(5)]);
    expect(ends.filter((_, index) => index !== 1)).toEqual([2, 6, 8, 10].map(value));
    expect(ends[1]).toMatchObject({ ok: false, died: true });
    expect(attempts(log)).toBe(2);
  });

  test("with every task is reported for every task", async () => {
    const ends = await run([{ action: "die" }, { action: "die" }, { action: "die" }]);
    expect(ends).toHaveLength(3);
    for (const end of ends) expect(end).toMatchObject({ ok: false, died: true });
  });
});

test("a worker file that is not there ends every task instead of hanging", async () => {
  const ends = await run([double(1), double(2)], { workerFile: join(folder, "no-such-worker.mjs") });
  for (const end of ends) expect(end).toMatchObject({ ok: false, died: true });
});
