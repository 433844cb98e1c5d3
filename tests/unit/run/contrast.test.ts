import { describe, expect, test } from "vitest";
import type { Design } from "../../../src/core/design.ts";
import { resolveContrast } from "../../../src/run/contrast.ts";
import { makeDesign } from "../../support/frame.ts";
import { bytesOf } from "../../support/tables.ts";

/** Doses 4, 1, 2, 9 with weights 1, 2, 3, 4. */
function doses(dose: readonly number[], weights: readonly number[] | null): Design {
  return makeDesign({
    outcome: dose,
    timing: { kind: "dose", name: "d", dose: Float64Array.from(dose), post: new Float64Array(dose.length).fill(1) },
    ...(weights && { weights: { kind: "sampling", values: weights } as const }),
  });
}
const weighted = doses([4, 1, 2, 9], [1, 2, 3, 4]);

describe("ends of a contrast by hand", () => {
  test.each([
    ["mean", (4 + 1 + 2 + 9) / 4],
    ["weighted-mean", (1 * 4 + 2 * 1 + 3 * 2 + 4 * 9) / (1 + 2 + 3 + 4)],
    // Sorted 1, 2, 4, 9: halfway between 2 and 4.
    ["median", 3],
    ["min", 1],
    ["max", 9],
    [0.25, 0.25],
  ] as const)("0 → %s", (to, expected) => {
    expect(resolveContrast({ from: 0, to }, weighted)).toEqual({
      from: 0,
      to: expected,
      value: expected,
      basis: `0 → ${to}`,
    });
  });

  test("both ends may be named, and c may be negative", () => {
    expect(resolveContrast({ from: "max", to: "min" }, weighted)).toEqual({
      from: 9,
      to: 1,
      value: -8,
      basis: "max → min",
    });
    expect(resolveContrast({ from: "median", to: "mean" }, weighted).value).toBe(4 - 3);
  });

  test("the median of an odd number of rows is the middle one", () => {
    expect(resolveContrast({ from: 0, to: "median" }, doses([7, 1, 3], null)).value).toBe(3);
  });

  test("without weights the weighted mean is the mean", () => {
    expect(resolveContrast({ from: 0, to: "weighted-mean" }, doses([1, 2, 6], null)).value).toBe(3);
  });
});

test("without a declaration, and without a dose, the contrast is one unit", () => {
  const unit = { from: 0, to: 1, value: 1, basis: "0 → 1" };
  expect(resolveContrast(undefined, weighted)).toEqual(unit);
  expect(resolveContrast(undefined, makeDesign({ outcome: [1, 2] }))).toEqual(unit);
});

test("a contrast of a design without a dose is the caller's error", () => {
  expect(() => resolveContrast({ from: 0, to: "mean" }, makeDesign({ outcome: [1, 2] }))).toThrow(
    "a none design has no dose to contrast",
  );
});

test("the design is not written to (the median sorts a copy)", () => {
  const before = bytesOf(weighted);
  resolveContrast({ from: "min", to: "median" }, weighted);
  expect(bytesOf(weighted)).toBe(before);
});
