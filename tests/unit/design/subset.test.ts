import { describe, expect, test } from "vitest";
import type { Design, Timing } from "../../../src/core/design.ts";
import { subsetDesign } from "../../../src/design/subset.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";
import { bytesOf, cellsOf, columnFrom } from "../../support/tables.ts";

/** Units a, b, c over periods 1 and 2; clusters n (a, c) and s (b). */
const designWith = (timing: Timing = { kind: "none" }): Design =>
  makeDesign({
    outcome: [1, 2, 3, 4, 5, 6],
    unit: factorOf("unit", ["a", "a", "b", "b", "c", "c"]),
    period: [1, 2, 1, 2, 1, 2],
    weights: { kind: "frequency", values: [1, 2, 3, 4, 5, 6] },
    clusters: [
      factorOf("region", ["n", "n", "s", "s", "n", "n"]),
      { name: "a^b", codes: Int32Array.of(0, 1, 2, 3, 4, 5), count: 6 },
    ],
    columns: [columnFrom("x", [10, 20, 30, null, 50, 60]), columnFrom("kind", ["p", "q", "p", "q", "p", "r"])],
    timing,
  });

test("codes stay dense and keep their order; labels follow", () => {
  const design = subsetDesign(designWith(), Int32Array.of(0, 4, 5));
  expect(design.rowCount).toBe(3);
  expect([...design.outcome.values]).toEqual([1, 5, 6]);
  expect(design.unit).toEqual({ name: "unit", codes: Int32Array.of(0, 1, 1), count: 2, labels: ["a", "c"] });
  expect(design.clusters).toEqual([
    { name: "region", codes: Int32Array.of(0, 0, 0), count: 1, labels: ["n"] },
    // A combined effect has no labels and gets none.
    { name: "a^b", codes: Int32Array.of(0, 1, 2), count: 3 },
  ]);
  expect(design.weights).toEqual({ name: "weight", kind: "frequency", values: Float64Array.of(1, 5, 6) });
  expect(design.period).toEqual({ name: "period", values: Float64Array.of(1, 1, 2), levels: Float64Array.of(1, 2) });
  expect(cellsOf(design.columns.get("x"))).toEqual([10, 50, 60]);
  expect(cellsOf(design.columns.get("kind"))).toEqual(["p", "p", "r"]);
});

test("rows come in the order asked for, as sorting a design needs", () => {
  const design = subsetDesign(designWith(), Int32Array.of(5, 0));
  expect([...design.outcome.values]).toEqual([6, 1]);
  expect([...design.unit!.codes]).toEqual([1, 0]);
  expect([...design.period!.levels]).toEqual([1, 2]);
});

test("a period without rows is no level any more", () => {
  expect([...subsetDesign(designWith(), Int32Array.of(1, 3)).period!.levels]).toEqual([2]);
});

describe("timing", () => {
  const six = (...values: number[]) => Float64Array.from(values);
  const post = six(0, 1, 0, 1, 0, 1);
  test.each<[Timing, Timing]>([
    [{ kind: "none" }, { kind: "none" }],
    [
      { kind: "two-by-two", treated: six(1, 1, 0, 0, 0, 0), post },
      { kind: "two-by-two", treated: six(1, 0), post: six(1, 0) },
    ],
    [
      { kind: "dose", name: "d", dose: six(1, 2, 3, 4, 5, 6), post },
      { kind: "dose", name: "d", dose: six(2, 3), post: six(1, 0) },
    ],
    [
      { kind: "staggered", cohort: six(1, 2, Number.POSITIVE_INFINITY, 2, 2, 2) },
      { kind: "staggered", cohort: six(2, Number.POSITIVE_INFINITY) },
    ],
    [
      {
        kind: "triple-difference",
        name: "treated",
        exposure: six(1, 1, 0, 0, 0, 0),
        affected: six(0, 1, 0, 1, 0, 1),
        group: { name: "g", codes: Int32Array.of(0, 1, 2, 1, 0, 1), count: 3, labels: ["p", "q", "r"] },
        post,
        addingUp: { kind: "constant", total: 1, cells: 7 },
        sides: null,
      },
      {
        kind: "triple-difference",
        name: "treated",
        exposure: six(1, 0),
        affected: six(1, 0),
        group: { name: "g", codes: Int32Array.of(0, 1), count: 2, labels: ["q", "r"] },
        post: six(1, 0),
        addingUp: { kind: "constant", total: 1, cells: 7 },
        sides: null,
      },
    ],
  ])("%o", (timing, expected) => {
    expect(subsetDesign(designWith(timing), Int32Array.of(1, 2)).timing).toEqual(expected);
  });
});

test("a design without axes or weights stays without", () => {
  const design = subsetDesign(makeDesign({ outcome: [1, 2, 3] }), Int32Array.of(2));
  expect(design).toMatchObject({ rowCount: 1, unit: null, period: null, weights: null, clusters: [] });
});

test("no rows", () => {
  const design = subsetDesign(designWith(), new Int32Array(0));
  expect(design.rowCount).toBe(0);
  expect(design.unit).toEqual({ name: "unit", codes: new Int32Array(0), count: 0, labels: [] });
});

test("the design handed in is not written to, and its numbers are copied", () => {
  const design = designWith({
    kind: "dose",
    name: "d",
    dose: Float64Array.of(1, 1, 2, 2, 3, 3),
    post: Float64Array.of(0, 1, 0, 1, 0, 1),
  });
  const before = bytesOf(design);
  const all = subsetDesign(design, Int32Array.of(0, 1, 2, 3, 4, 5));
  expect(bytesOf(design)).toBe(before);
  all.outcome.values.fill(0);
  expect(bytesOf(design)).toBe(before);
});
