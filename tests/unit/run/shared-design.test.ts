import { describe, expect, test } from "vitest";
import type { Design, Timing } from "../../../src/core/design.ts";
import { resolveEffects } from "../../../src/estimate/regressors.ts";
import { shareDesign } from "../../../src/run/shared-design.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";
import { bytesOf, columnFrom } from "../../support/tables.ts";

const four = (...values: number[]) => Float64Array.from(values);
const designWith = (timing: Timing): Design =>
  makeDesign({
    outcome: [1, 2, 3, 4],
    unit: factorOf("unit", ["a", "a", "b", "b"]),
    period: [1, 2, 1, 2],
    weights: { kind: "sampling", values: [1, 2, 3, 4] },
    timing,
    clusters: [factorOf("region", ["n", "n", "s", "s"])],
    columns: [
      columnFrom("x", [5, 6, 7, null]),
      columnFrom("kind", ["p", "q", "p", "r"]),
      columnFrom("unused", [0, 0, 0, 0]),
    ],
  });
const dose = designWith({ kind: "dose", name: "d", dose: four(1, 1, 2, 2), post: four(0, 1, 0, 1) });

/** Every typed array in a value. */
function arraysIn(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value];
  if (value instanceof Map) return [...value.values()].flatMap(arraysIn);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(arraysIn) : [];
}

describe("every array of the design is on shared memory, with the same content", () => {
  test.each<Timing>([
    { kind: "none" },
    { kind: "two-by-two", treated: four(1, 1, 0, 0), post: four(0, 1, 0, 1) },
    { kind: "dose", name: "d", dose: four(1, 1, 2, 2), post: four(0, 1, 0, 1) },
    { kind: "staggered", cohort: four(2, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY) },
    {
      kind: "triple-difference",
      name: "treated",
      exposure: four(1, 1, 0, 0),
      affected: four(0, 1, 0, 1),
      group: { name: "g", codes: Int32Array.of(0, 1, 0, 1), count: 2 },
      post: four(0, 1, 0, 1),
      addingUp: null,
      sides: { affected: ["tech"], against: ["care"] },
    },
  ])("$kind", (timing) => {
    const design = designWith(timing);
    const before = bytesOf(design);
    const shared = shareDesign(design, new Set(["x", "kind"]));
    const arrays = arraysIn(shared);
    expect(arrays.length).toBeGreaterThanOrEqual(8);
    for (const array of arrays) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(bytesOf(design)).toBe(before);
    for (const array of arraysIn(design)) expect(array.buffer).toBeInstanceOf(ArrayBuffer);
    const { outcome, period, weights } = design;
    expect(shared).toMatchObject({ rowCount: 4, outcome, period, weights, timing });
  });
});

test("labels of units and clusters stay behind; their codes and counts do not", () => {
  const { unit, clusters } = shareDesign(dose, new Set());
  expect(unit).toEqual({ name: "unit", codes: Int32Array.of(0, 0, 1, 1), count: 2 });
  expect(clusters).toEqual([{ name: "region", codes: Int32Array.of(0, 0, 1, 1), count: 2 }]);
});

test("only columns that are named come along, and a category among them is the same effect as before", () => {
  const shared = shareDesign(dose, new Set(["kind", "not there"]));
  expect([...shared.columns.keys()]).toEqual(["kind"]);
  const [effect] = resolveEffects(shared, ["kind"]);
  expect(effect).toEqual({ name: "kind", codes: Int32Array.of(0, 1, 0, 2), count: 3, labels: ["p", "q", "r"] });
});

test("what is shared already is not copied again", () => {
  const once = shareDesign(dose, new Set(["x"]));
  const twice = shareDesign(once, new Set(["x"]));
  expect(twice.outcome.values).toBe(once.outcome.values);
  expect(twice.unit!.codes).toBe(once.unit!.codes);
});

test("a design without axes stays without", () => {
  expect(shareDesign(makeDesign({ outcome: [1] }), new Set())).toMatchObject({
    unit: null,
    period: null,
    weights: null,
    clusters: [],
  });
});
