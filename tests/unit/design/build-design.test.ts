import { describe, expect, test } from "vitest";
import type { NumberColumn } from "../../../src/core/table.ts";
import { buildDesign, type ResolvedDesign } from "../../../src/design/build-design.ts";
import type { Panel } from "../../../src/panel/panel.ts";
import { bytesOf, cellsOf, intervalTable, smallPanel, tableFrom } from "../../support/tables.ts";

const KEYS = { school: ["a", "a", "b", "b", "c", "c"], year: [1, 2, 1, 2, 1, 2] };
const indicator = (id: string, value: readonly (string | number | null)[]) => ({
  id,
  table: tableFrom({ ...KEYS, value }),
});

/** Schools a, b, c in years 1 and 2. */
const panelWith = (...more: ReturnType<typeof indicator>[]): Panel =>
  smallPanel({ indicators: [indicator("y", [1, 2, 3, 4, 5, 6]), ...more] });
const all = (panel: Panel) => new Uint8Array(panel.rowCount).fill(1);

const plain: ResolvedDesign = {
  outcome: "y",
  bound: null,
  timing: { kind: "none" },
  weights: null,
  clusters: [],
  defined: new Map(),
};

test("every kept row in the order of the panel, with its axes", () => {
  const panel = panelWith();
  const { design, panelRows, unusable, outcomeBounds } = buildDesign(panel, Uint8Array.of(1, 1, 0, 0, 0, 1), plain);
  expect([...panelRows]).toEqual([0, 1, 5]);
  expect(design.rowCount).toBe(3);
  expect(design.outcome).toEqual({ name: "y", values: Float64Array.of(1, 2, 6) });
  // b is gone: c becomes level 1.
  expect(design.unit).toEqual({ name: "school", codes: Int32Array.of(0, 0, 1), count: 2, labels: ["a", "c"] });
  expect(design.period).toEqual({ name: "year", values: Float64Array.of(1, 2, 2), levels: Float64Array.of(1, 2) });
  expect(design.weights).toBeNull();
  expect(design.clusters).toEqual([]);
  expect(unusable).toEqual([]);
  expect(outcomeBounds).toBeNull();
});

test("levels of the period are those that are left, ascending", () => {
  const panel = panelWith();
  expect([...buildDesign(panel, Uint8Array.of(0, 1, 0, 1, 0, 1), plain).design.period!.levels]).toEqual([2]);
});

describe("rows that cannot be used", () => {
  test("are listed by reason, each row once, under the first thing it lacks; rows outside the sample are not mentioned", () => {
    const panel = smallPanel({
      indicators: [
        indicator("y", [null, 2, 3, 4, Number.POSITIVE_INFINITY, 6]),
        indicator("w", [null, 0, null, 2, 1, 1]),
        indicator("region", ["x", "x", null, "x", "x", null]),
      ],
    });
    const keep = Uint8Array.of(1, 1, 1, 1, 1, 0);
    const { design, panelRows, unusable } = buildDesign(panel, keep, { ...plain, weights: "w", clusters: ["region"] });
    expect([...panelRows]).toEqual([3]);
    expect(unusable).toEqual([
      { column: "y", reason: "missing", panelRows: [0, 4] },
      { column: "w", reason: "missing", panelRows: [2] },
      { column: "w", reason: "zero-weight", panelRows: [1] },
    ]);
    // Nothing is lost: 1 usable + 2 + 1 + 1 of the 5 rows kept.
    expect(design.rowCount + unusable.reduce((sum, entry) => sum + entry.panelRows.length, 0)).toBe(5);
    expect(design.weights).toEqual({ name: "w", kind: "sampling", values: Float64Array.of(2) });
  });

  test("a missing cluster costs the row", () => {
    const panel = panelWith(
      indicator("region", ["x", null, "x", "x", "x", "x"]),
      indicator("code", [7, 7, null, 7, 7, 7]),
    );
    const { unusable } = buildDesign(panel, all(panel), { ...plain, clusters: ["region", "code"] });
    expect(unusable).toEqual([
      { column: "region", reason: "missing", panelRows: [1] },
      { column: "code", reason: "missing", panelRows: [2] },
    ]);
  });

  test("a missing covariate does not: estimators that use it say so", () => {
    const panel = panelWith(indicator("x", [null, 1, 1, 1, 1, 1]));
    const { design } = buildDesign(panel, all(panel), plain);
    expect(design.rowCount).toBe(6);
    expect(cellsOf(design.columns.get("x"))).toEqual([null, 1, 1, 1, 1, 1]);
  });

  test("none are left", () => {
    const panel = panelWith(indicator("w", [0, 0, 0, 0, 0, 0]));
    const { design } = buildDesign(panel, all(panel), { ...plain, weights: "w" });
    expect(design.rowCount).toBe(0);
    expect(design.unit?.count).toBe(0);
  });
});

describe("timing", () => {
  const panel = panelWith();

  test("a dose that is missing or infinite costs the row", () => {
    const dose = Float64Array.of(0.5, 0.5, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 0.2);
    const post = Float64Array.of(0, 1, 0, 1, 0, 1);
    const { design, unusable } = buildDesign(panel, all(panel), {
      ...plain,
      timing: { kind: "dose", name: "d0", dose, post },
    });
    expect(design.timing).toEqual({
      kind: "dose",
      name: "d0",
      dose: Float64Array.of(0.5, 0.5, 0.2),
      post: Float64Array.of(0, 1, 1),
    });
    expect(unusable).toEqual([{ column: "d0", reason: "missing", panelRows: [2, 3, 4] }]);
    // A dose computed for a check is a column too, so that options can name it.
    expect(cellsOf(design.columns.get("d0"))).toEqual([0.5, 0.5, 0.2]);
  });

  test("an infinite cohort is never treated and stays; a cohort of 0 is what the caller says it is; a missing one costs the row", () => {
    const cohort = Float64Array.of(2, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, Number.NaN);
    const { design, unusable } = buildDesign(panel, all(panel), { ...plain, timing: { kind: "staggered", cohort } });
    expect(design.timing).toEqual({
      kind: "staggered",
      cohort: Float64Array.of(2, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0),
    });
    expect(unusable).toEqual([{ column: "cohort", reason: "missing", panelRows: [5] }]);
  });

  test("two groups and two periods", () => {
    const treated = Float64Array.of(1, 1, 0, 0, 0, 0);
    const post = Float64Array.of(0, 1, 0, 1, 0, 1);
    const { design } = buildDesign(panel, Uint8Array.of(0, 1, 1, 1, 0, 0), {
      ...plain,
      timing: { kind: "two-by-two", treated, post },
    });
    expect(design.timing).toEqual({
      kind: "two-by-two",
      treated: Float64Array.of(1, 0, 0),
      post: Float64Array.of(1, 0, 1),
    });
  });
});

describe("an outcome in intervals", () => {
  const share = {
    id: "share",
    table: intervalTable(KEYS, {
      value: [2, 5, 5, 5, 5, Number.NaN],
      min: [1, 5, 3, 5, 5, Number.NaN],
      max: [4, 5, 6, 5, 5, Number.NaN],
    }),
  };
  const panel = panelWith(share);
  const build = (bound: ResolvedDesign["bound"]) =>
    buildDesign(panel, Uint8Array.of(1, 1, 1, 0, 0, 1), { ...plain, outcome: "share", bound });

  test.each([
    [null, [2, 5, 5]],
    ["min", [1, 5, 3]],
    ["max", [4, 5, 6]],
  ] as const)("at %s", (bound, expected) => {
    const { design, outcomeBounds } = build(bound);
    expect([...design.outcome.values]).toEqual(expected);
    // The column of that name is the same outcome: a formula reads it.
    expect(design.columns.get("share")).toEqual({ kind: "number", name: "share", values: Float64Array.from(expected) });
    expect(outcomeBounds).toEqual({ min: Float64Array.of(1, 5, 3), max: Float64Array.of(4, 5, 6) });
  });

  test("a bound of an outcome without intervals is the outcome", () => {
    expect([...buildDesign(panel, all(panel), { ...plain, bound: "min" }).design.outcome.values]).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });
});

test("clusters are dense: levels in ascending order, only those that are left", () => {
  const panel = panelWith(
    indicator("region", ["z", "z", "y", "y", "x", "x"]),
    indicator("code", [30, 30, 10, 10, -5, -5]),
  );
  const { design } = buildDesign(panel, Uint8Array.of(1, 1, 0, 0, 1, 1), { ...plain, clusters: ["region", "code"] });
  expect(design.clusters).toEqual([
    { name: "region", codes: Int32Array.of(1, 1, 0, 0), count: 2, labels: ["x", "z"] },
    { name: "code", codes: Int32Array.of(1, 1, 0, 0), count: 2, labels: ["-5", "30"] },
  ]);
});

test("columns defined beside the panel's own are there on the same rows, and win over one of the same name", () => {
  const panel = panelWith(indicator("x", [9, 9, 9, 9, 9, 9]));
  const defined = new Map([
    ["post", Float64Array.of(0, 1, 0, 1, 0, 1)],
    ["x", Float64Array.of(1, 2, 3, 4, 5, 6)],
  ]);
  const { design } = buildDesign(panel, Uint8Array.of(0, 1, 0, 1, 1, 0), { ...plain, defined });
  expect(cellsOf(design.columns.get("post"))).toEqual([1, 1, 0]);
  expect(cellsOf(design.columns.get("x"))).toEqual([2, 4, 5]);
});

test("neither panel, sample nor timing is written to or shared", () => {
  const panel = panelWith(indicator("w", [1, 0, 1, 1, 1, 1]), indicator("region", ["x", "x", "y", "y", "y", "y"]));
  const keep = all(panel);
  const resolved: ResolvedDesign = {
    ...plain,
    weights: "w",
    clusters: ["region"],
    timing: {
      kind: "dose",
      name: "d",
      dose: Float64Array.of(1, 1, 2, 2, 3, 3),
      post: Float64Array.of(0, 1, 0, 1, 0, 1),
    },
  };
  const before = bytesOf([panel, keep, resolved]);
  const { design } = buildDesign(panel, keep, resolved);
  design.outcome.values.fill(-1);
  (design.columns.get("w") as NumberColumn).values.fill(-1);
  design.clusters[0]!.codes.fill(0);
  expect(bytesOf([panel, keep, resolved])).toBe(before);
});
