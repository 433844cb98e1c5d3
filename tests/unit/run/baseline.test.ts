import { expect, test } from "vitest";
import type { Timing, TripleTiming } from "../../../src/core/design.ts";
import { baselineDifference } from "../../../src/run/baseline.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";

const DIGITS = 12;

/** Units a and b in 2016, 2017 (before) and 2018, each with the groups tech and care. */
function design(exposure: readonly [number, number], gaps: readonly number[]) {
  // Rows by unit, period and group; care is 5 throughout, tech exceeds it by the gap.
  const cells = ["a", "b"].flatMap((unit, u) => [2016, 2017, 2018].map((period, t) => ({ unit, u, period, t })));
  const rows = cells.flatMap((cell) => [
    { ...cell, affected: 1, y: 5 + gaps[3 * cell.u + cell.t]! },
    { ...cell, affected: 0, y: 5 },
  ]);
  const timing: TripleTiming = {
    kind: "triple-difference",
    name: "treated",
    exposure: Float64Array.from(rows, ({ u }) => exposure[u]!),
    affected: Float64Array.from(rows, ({ affected }) => affected),
    group: factorOf(
      "group",
      rows.map(({ affected }) => affected),
    ),
    post: Float64Array.from(rows, ({ period }) => (period >= 2018 ? 1 : 0)),
    addingUp: null,
    sides: null,
  };
  return makeDesign({
    outcome: rows.map(({ y }) => y),
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    period: rows.map(({ period }) => period),
    timing,
  });
}

test("of a triple difference: gaps of treated units against those of others, in standard deviations of gaps", () => {
  // before the start: treated 3 and 5, others 1 and 3; means 4 and 2, variances 1 and 1
  expect(baselineDifference(design([1, 0], [3, 5, 100, 1, 3, 200]), 2018, 1)).toBeCloseTo(4 - 2, DIGITS);
});

test("of a triple difference with a dose: the slope of the gaps at the contrast", () => {
  // doses 2 and 0, gaps 4 ± 1 and 2 ± 1: slope 1; variance of all four gaps 1 + 1
  expect(baselineDifference(design([2, 0], [3, 5, 100, 1, 3, 200]), 2018, 0.5)).toBeCloseTo(0.5 / Math.sqrt(2), DIGITS);
});

test("without a start, or without units exposed differently, there is none", () => {
  expect(baselineDifference(design([1, 0], [3, 5, 100, 1, 3, 200]), null, 1)).toBeNaN();
  const none: Timing = { kind: "none" };
  expect(baselineDifference({ ...design([1, 0], [1, 2, 3, 4, 5, 6]), timing: none }, 2018, 1)).toBeNaN();
});
