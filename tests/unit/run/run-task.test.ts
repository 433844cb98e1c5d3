import { describe, expect, test } from "vitest";
import type { Design, Timing } from "../../../src/core/design.ts";
import { runTask } from "../../../src/run/run-task.ts";
import { shareDesign } from "../../../src/run/shared-design.ts";
import type { Task } from "../../../src/run/task.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";
import { bytesOf } from "../../support/tables.ts";

/** Closed forms by hand, and the same arithmetic on other rows: rounding only. */
const ROUNDING = 12;

interface Row {
  readonly unit: string;
  readonly period: number;
  readonly y: number;
  readonly treated: number;
  readonly post: number;
  readonly dose?: number;
  readonly weight?: number;
}

function designOf(rows: readonly Row[], kind: "two-by-two" | "dose"): Design {
  const column = (key: "treated" | "post" | "dose" | "weight") =>
    Float64Array.from(rows, (row) => row[key] ?? Number.NaN);
  const unit = factorOf(
    "unit",
    rows.map((row) => row.unit),
  );
  const timing: Timing =
    kind === "dose"
      ? { kind, name: "dose", dose: column("dose"), post: column("post") }
      : { kind, treated: column("treated"), post: column("post") };
  return makeDesign({
    outcome: rows.map((row) => row.y),
    unit,
    period: rows.map((row) => row.period),
    timing,
    clusters: [unit],
    ...(rows[0]?.weight !== undefined && { weights: { kind: "sampling", values: column("weight") } as const }),
  });
}

const taskOf = (design: Design, rest: Partial<Task> = {}): Task => ({
  id: "h1/l1/primary",
  estimator: "twfe",
  options: { covariates: [] },
  design,
  leaveOut: null,
  covariance: "CR0",
  smallSample: {},
  target: { kind: "overall" },
  outcomeBounds: null,
  periodName: "period",
  seed: 1,
  ...rest,
});

/** Changes: treated 3 and 5, never treated 1 and 2. */
const changes = [
  ["a", 1, 10, 3],
  ["b", 1, 20, 5],
  ["c", 0, 30, 1],
  ["d", 0, 40, 2],
] as const;
const twoByTwo: readonly Row[] = changes.flatMap(([unit, treated, level, change]) => [
  { unit, treated, period: 1, post: 0, y: level },
  { unit, treated, period: 2, post: 1, y: level + change },
]);

describe("two groups, two periods, by hand", () => {
  const effect = (3 + 5) / 2 - (1 + 2) / 2;
  // Residual changes: ±1 among the two treated, ±0.5 among the two others; Σ e²/n² within each group.
  const variance = (1 + 1) / 2 ** 2 + (0.25 + 0.25) / 2 ** 2;

  test.each(["twfe", "two-by-two"])("%s", (estimator) => {
    const outcome = runTask(taskOf(designOf(twoByTwo, "two-by-two"), { estimator }));
    expect(outcome.id).toBe("h1/l1/primary");
    expect(outcome.estimator).toBe(estimator);
    expect(outcome.terms).toEqual([{ kind: "overall" }]);
    expect(outcome.target.estimate).toBeCloseTo(effect, ROUNDING);
    expect(outcome.target.se).toBeCloseTo(Math.sqrt(variance), ROUNDING);
    // Four clusters.
    expect(outcome.target.df).toBe(4 - 1);
    expect(outcome.vcov[0]).toBeCloseTo(variance, ROUNDING);
    expect(outcome.counts).toMatchObject({ observations: 8, units: 4, treatedUnits: 2, periods: 2 });
    expect(outcome.reference).toBeNull();
    expect(outcome.sharpBound).toBeNull();
  });

  test("CR1 multiplies by (n − 1)/(n − K) · G/(G − 1), K = treatment + two periods", () => {
    const outcome = runTask(taskOf(designOf(twoByTwo, "two-by-two"), { covariance: "CR1" }));
    expect(outcome.target.se ** 2).toBeCloseTo(variance * ((8 - 1) / (8 - 3)) * (4 / 3), ROUNDING);
  });
});

describe("a target over several terms", () => {
  // Period 2 is the reference. Treated less other units, as a change from it: period 1: (1−2) − (5−5) = −1; 3: 4 − 1 = 3; 4: 7 − 2 = 5.
  const paths = [
    ["a", 1, [1, 2, 6, 9]],
    ["b", 1, [1, 2, 6, 9]],
    ["c", 0, [5, 5, 6, 7]],
    ["d", 0, [5, 5, 6, 7]],
  ] as const;
  const rows: readonly Row[] = paths.flatMap(([unit, treated, path]) =>
    path.map((y, t) => ({ unit, treated, period: t + 1, post: t >= 2 ? 1 : 0, y })),
  );
  const study = { estimator: "event-study", options: { window: "all", outside: "exclude", covariates: [] } };

  test("is the mean of the effects after the start", () => {
    const outcome = runTask(taskOf(designOf(rows, "two-by-two"), study));
    expect(outcome.terms).toEqual([1, 3, 4].map((period) => ({ kind: "calendar", period })));
    [-1, 3, 5].forEach((expected, j) => {
      expect(outcome.estimate[j]).toBeCloseTo(expected, ROUNDING);
    });
    expect(outcome.target.estimate).toBeCloseTo((3 + 5) / 2, ROUNDING);
    expect(outcome.reference).toBe(2);
  });

  test("its variance is w′Vw: units differ now, and the target is the same as that of one averaged outcome", () => {
    // Unit a gains 1 more in period 3 and 3 more in period 4; c gains 1 more in period 4.
    const noisy = rows.map((row) => ({
      ...row,
      y:
        row.y +
        (row.unit === "a" && row.period >= 3 ? 2 * row.period - 5 : 0) +
        (row.unit === "c" && row.period === 4 ? 1 : 0),
    }));
    const outcome = runTask(taskOf(designOf(noisy, "two-by-two"), study));
    // Mean change after the start against period 2: a (5 + 10)/2, b (4 + 7)/2, c (1 + 3)/2, d (1 + 2)/2.
    const [a, b, c, d] = [15 / 2, 11 / 2, 4 / 2, 3 / 2];
    expect(outcome.target.estimate).toBeCloseTo((a + b) / 2 - (c + d) / 2, ROUNDING);
    const spread = ((a - b) / 2) ** 2 * 2 + ((c - d) / 2) ** 2 * 2;
    expect(outcome.target.se).toBeCloseTo(Math.sqrt(spread / 2 ** 2), ROUNDING);
  });

  test("that no term belongs to is NaN, and the fit is still there", () => {
    const outcome = runTask(
      taskOf(designOf(rows, "two-by-two"), { ...study, target: { kind: "cohorts", cohorts: [3] } }),
    );
    expect(outcome.target).toEqual({ estimate: Number.NaN, se: Number.NaN, df: Number.NaN });
    expect(outcome.estimate).toHaveLength(3);
  });
});

/** Three periods, four units with doses, weights and no pattern. */
const doseRows: readonly Row[] = [
  ["a", 0.1, [3, 1, 4], 1],
  ["b", 0.5, [1, 5, 9], 2],
  ["c", 0.9, [2, 6, 5], 3],
].flatMap(([unit, dose, path, weight]) =>
  (path as number[]).map((y, t) => ({
    unit: unit as string,
    dose: dose as number,
    weight: weight as number,
    period: t + 1,
    post: t >= 1 ? 1 : 0,
    treated: 0,
    y,
  })),
);

describe("leaving out is fitting a design that never had those rows", () => {
  const rows = [
    ...doseRows,
    ...doseRows.map((row) => ({ ...row, unit: `${row.unit}2`, dose: row.dose! / 3 + 0.2, y: 2 * row.y + row.period })),
  ];
  const design = designOf(rows, "dose");

  test.each(design.clusters[0]!.labels!.map((label, cluster) => [label, cluster] as const))(
    "cluster %s",
    (label, cluster) => {
      const without = runTask(taskOf(design, { leaveOut: { cluster } }));
      const filtered = runTask(
        taskOf(
          designOf(
            rows.filter((row) => row.unit !== label),
            "dose",
          ),
        ),
      );
      expect(without).toEqual(filtered);
      expect(without.counts.units).toBe(5);
    },
  );

  test.each([1, 2, 3])("period %d", (period) => {
    const without = runTask(taskOf(design, { leaveOut: { period } }));
    expect(without).toEqual(
      runTask(
        taskOf(
          designOf(
            rows.filter((row) => row.period !== period),
            "dose",
          ),
        ),
      ),
    );
    expect(without.counts.periods).toBe(2);
  });

  test("a cluster that does not exist leaves everything in", () => {
    expect(runTask(taskOf(design, { leaveOut: { cluster: 99 } }))).toEqual(runTask(taskOf(design)));
  });
});

describe("the sharp bound is the range over every corner of the intervals", () => {
  // Half-width of each cell's interval; two cells are known.
  const half = [1, 0.5, 2, 0, 1.5, 1, 0.25, 0, 3];
  const bounds = {
    min: Float64Array.from(doseRows, (row, i) => row.y - half[i]!),
    max: Float64Array.from(doseRows, (row, i) => row.y + half[i]! / 2),
  };

  /** Fits all 2⁹ outcomes whose cells lie at an end of their interval. */
  function enumerate(rest: Partial<Task>): readonly [number, number] {
    const n = doseRows.length;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let corner = 0; corner < 2 ** n; corner++) {
      const rows = doseRows.map((row, i) => ({ ...row, y: (corner >> i) % 2 === 0 ? bounds.min[i]! : bounds.max[i]! }));
      const { estimate } = runTask(taskOf(designOf(rows, "dose"), rest)).target;
      [low, high] = [Math.min(low, estimate), Math.max(high, estimate)];
    }
    return [low, high];
  }

  test.each<[string, Partial<Task>]>([
    ["two-way effects", {}],
    [
      "the mean of two periods of an event study",
      { estimator: "event-study", options: { window: "all", outside: "exclude", covariates: [] } },
    ],
    [
      "one period of an event study",
      {
        estimator: "event-study",
        options: { window: "all", outside: "exclude", covariates: [] },
        target: { kind: "periods", periods: [3] },
      },
    ],
    ["without a cluster: bounds follow the rows that stay", { leaveOut: { cluster: 0 } }],
    ["without a period", { leaveOut: { period: 2 } }],
  ])("%s", (_, rest) => {
    const outcome = runTask(taskOf(designOf(doseRows, "dose"), { ...rest, outcomeBounds: bounds }));
    const [low, high] = enumerate(rest);
    expect(outcome.sharpBound![0]).toBeCloseTo(low, 9);
    expect(outcome.sharpBound![1]).toBeCloseTo(high, 9);
    // The estimate at mid lies inside, and intervals that are wide give a range that is.
    expect(low).toBeLessThan(outcome.target.estimate);
    expect(high).toBeGreaterThan(outcome.target.estimate);
  });

  test("is the estimate itself where every interval is a point", () => {
    const point = Float64Array.from(doseRows, (row) => row.y);
    const outcome = runTask(taskOf(designOf(doseRows, "dose"), { outcomeBounds: { min: point, max: point } }));
    expect(outcome.sharpBound![0]).toBeCloseTo(outcome.target.estimate, ROUNDING);
    expect(outcome.sharpBound![1]).toBeCloseTo(outcome.target.estimate, ROUNDING);
  });
});

test("an estimator that does not exist is a bug of the caller", () => {
  expect(() => runTask(taskOf(designOf(twoByTwo, "two-by-two"), { estimator: "twef" }))).toThrow(
    'task h1/l1/primary: there is no estimator "twef"',
  );
});

test("the task is not written to, twice gives the same bytes, and so does shared memory", () => {
  const task = taskOf(designOf(doseRows, "dose"), { leaveOut: { cluster: 1 } });
  const before = bytesOf(task);
  const first = runTask(task);
  expect(bytesOf(task)).toBe(before);
  expect(bytesOf(runTask(task))).toBe(bytesOf(first));
  expect(bytesOf(runTask({ ...task, design: shareDesign(task.design, new Set()) }))).toBe(bytesOf(first));
});
