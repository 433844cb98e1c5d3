import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Task, TaskOutcome } from "../../../src/run/task.ts";
import { openTaskStore, taskKey } from "../../../src/run/task-store.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";
import { columnFrom } from "../../support/tables.ts";

let folder = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "effectmeter-store-")), "tasks");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** A fresh task each time, so that a test may change one number of it. */
const makeTask = (options: unknown = { covariates: [] }): Task => ({
  id: "h1/l1/primary",
  estimator: "twfe",
  options,
  design: makeDesign({
    outcome: [1, 2, 3, 4],
    unit: factorOf("unit", ["a", "a", "b", "b"]),
    period: [1, 2, 1, 2],
    weights: { kind: "sampling", values: [1, 1, 1, 1] },
    timing: { kind: "dose", name: "d", dose: Float64Array.of(1, 1, 2, 2), post: Float64Array.of(0, 1, 0, 1) },
    clusters: [factorOf("region", ["n", "n", "s", "s"])],
    columns: [columnFrom("x", [5, 6, 7, 8]), columnFrom("kind", ["p", "q", "p", "q"])],
  }),
  leaveOut: null,
  covariance: "CR1",
  smallSample: {},
  target: { kind: "overall" },
  outcomeBounds: { min: Float64Array.of(0, 1, 2, 3), max: Float64Array.of(1, 2, 3, 4) },
  periodName: "period",
  seed: 1,
});

const outcome: TaskOutcome = {
  id: "h1/l1/primary",
  estimator: "twfe",
  revision: 1,
  terms: [{ kind: "overall" }, { kind: "event-time", eventTime: -1 }],
  estimate: Float64Array.of(0.1 + 0.2, Number.NaN),
  vcov: Float64Array.of(1, -0, Number.NaN, 4),
  covariance: {
    kind: "CR1",
    observations: 4,
    parameters: 2,
    factorK: 1.5,
    parts: [{ ways: ["region"], sign: 1, clusters: 2, factorG: 2 }],
    df: Number.POSITIVE_INFINITY,
    smallSample: { adjK: true, K: "nonnested", exactK: false, adjG: true, G: "min", tdf: "min" },
    repaired: false,
  },
  counts: { observations: 4, units: 2, treatedUnits: null, periods: 2, cohorts: null },
  diagnostics: {
    ssr: 1e-300,
    rSquared: null,
    withinRSquared: null,
    dropped: ["x"],
    singletons: 0,
    absorption: { method: "exact", iterations: 0, converged: true, achieved: 0 },
    condition: Number.POSITIVE_INFINITY,
  },
  findings: [{ code: "few-clusters", severity: "warning", values: { clusters: 2, names: ["é", "ü"] } }],
  target: { estimate: Number.NaN, se: Number.NEGATIVE_INFINITY, df: Number.NaN },
  reference: null,
  sharpBound: [Number.NEGATIVE_INFINITY, 3],
};

const open = (revision = 1, version = "1.0.0") => openTaskStore(folder, () => revision, version);

describe("what was written is read back to the bit", () => {
  test("NaN, infinities, minus zero and accents too, and by a store opened later", () => {
    open().write(makeTask(), outcome);
    expect(open().read(makeTask())).toStrictEqual(outcome);
    expect(Object.is(open().read(makeTask())!.vcov[1], -0)).toBe(true);
  });

  test("what was written last counts", () => {
    const store = open();
    store.write(makeTask(), outcome);
    store.write(makeTask(), { ...outcome, reference: 2019 });
    expect(store.read(makeTask())?.reference).toBe(2019);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("the folder is made by the first outcome, not before", () => {
    const store = open();
    expect(store.read(makeTask())).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    store.write(makeTask(), outcome);
    expect(existsSync(folder)).toBe(true);
  });
});

describe("an outcome belongs to one task, one revision and one version", () => {
  test("of the store", () => {
    open().write(makeTask(), outcome);
    expect(open(2).read(makeTask())).toBeUndefined();
    expect(open(1, "1.0.1").read(makeTask())).toBeUndefined();
    expect(open().read({ ...makeTask(), id: "h1/l1/also-1" })).toBeUndefined();
  });

  const key = (task: Task) => taskKey(task, 1, "1.0.0");

  test("the same content has the same key, on shared memory too and whatever the order of its keys", () => {
    const task = makeTask({ a: 1, b: [2] });
    expect(key(makeTask({ b: [2], a: 1 }))).toBe(key(task));
    const shared = new Float64Array(new SharedArrayBuffer(32));
    shared.set(task.design.outcome.values);
    expect(key({ ...task, design: { ...task.design, outcome: { name: "y", values: shared } } })).toBe(key(task));
  });

  test("any element of any array changes the key", () => {
    const arrays = (task: Task): (Float64Array | Int32Array)[] => {
      const { design, outcomeBounds } = task;
      if (design.timing.kind !== "dose") throw new Error("the test's design has a dose");
      const columns = [...design.columns.values()].map((column) =>
        column.kind === "number" ? column.values : column.codes,
      );
      return [
        design.outcome.values,
        design.unit!.codes,
        design.period!.values,
        design.period!.levels,
        design.timing.dose,
        design.timing.post,
        design.weights!.values,
        design.clusters[0]!.codes,
        ...columns,
        outcomeBounds!.min,
        outcomeBounds!.max,
      ];
    };
    const keys = new Set([key(makeTask())]);
    let changes = 0;
    arrays(makeTask()).forEach((array, which) => {
      for (let i = 0; i < array.length; i++) {
        const task = makeTask();
        arrays(task)[which]![i]! += 1;
        keys.add(key(task));
        changes++;
      }
    });
    expect(changes).toBe(11 * 4 + 2);
    expect(keys.size).toBe(1 + changes);
  });

  test("a value that equals another by == but not by bits changes the key", () => {
    const task = makeTask();
    const zeros = [0, -0].map((zero) => ({
      ...task,
      outcomeBounds: { ...task.outcomeBounds!, min: Float64Array.of(zero, 1, 2, 3) },
    }));
    expect(key(zeros[0]!)).not.toBe(key(zeros[1]!));
  });

  test("any part of the task changes the key", () => {
    const task = makeTask();
    const others: Task[] = [
      { ...task, estimator: "event-study" },
      { ...task, leaveOut: { cluster: 0 } },
      { ...task, leaveOut: { period: 0 } },
      { ...task, covariance: "CR0" },
      { ...task, smallSample: { adjK: false } },
      { ...task, smallSample: { adjG: false } },
      { ...task, target: { kind: "coefficient", name: "x", exact: false } },
      { ...task, target: { kind: "periods", periods: [1] } },
      { ...task, outcomeBounds: null },
      { ...task, periodName: null },
      { ...task, seed: 2 },
      { ...task, design: { ...task.design, columns: new Map([...task.design.columns].reverse()) } },
      { ...task, design: { ...task.design, outcome: { ...task.design.outcome, name: "z" } } },
    ];
    expect(new Set([task, ...others].map(key)).size).toBe(1 + others.length);
  });

  test("options that would read alike are kept apart", () => {
    const options: unknown[] = [
      {},
      [],
      null,
      undefined,
      { a: 1 },
      { a: "1" },
      { a: true },
      { a: null },
      { a: undefined },
      { a: [1] },
      { a: [[1], []] },
      { a: [[], [1]] },
      { a: { b: 1 }, c: 2 },
      { a: { b: 1, c: 2 } },
      { a: "1;", b: "2" },
      { a: '1;"b":string:"2' },
      { a: "x", b: "y" },
      { a: 'x";"b":string:"y' },
      { "a:number": 1 },
      { covariates: ["a,b"] },
      { covariates: ["a", "b"] },
    ];
    expect(new Set(options.map((option) => key(makeTask(option)))).size).toBe(options.length);
  });
});

describe("an entry that cannot be read counts as absent", () => {
  test.each([
    ["empty", Buffer.alloc(0)],
    ["something else", Buffer.from("not an outcome")],
    ["cut off", Buffer.from([0xff, 0x0f, 0x6f, 0x22, 0x02, 0x69])],
  ])("%s", (_, content) => {
    const store = open();
    store.write(makeTask(), outcome);
    writeFileSync(join(folder, readdirSync(folder)[0]!), content);
    expect(store.read(makeTask())).toBeUndefined();
    // The task runs again, and its outcome takes the place.
    store.write(makeTask(), outcome);
    expect(store.read(makeTask())).toStrictEqual(outcome);
  });
});

test("clear removes everything, and may be called when there is nothing", () => {
  const store = open();
  store.clear();
  store.write(makeTask(), outcome);
  store.clear();
  expect(existsSync(folder)).toBe(false);
  expect(store.read(makeTask())).toBeUndefined();
});
