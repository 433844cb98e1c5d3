import { expect, test } from "vitest";
import { leaveOutOf } from "../../../src/run/leave-out.ts";
import { negativeWeights } from "../../../src/run/weight-findings.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";

const label = { nl: "x", en: "x" };
const design = makeDesign({
  outcome: [1, 2, 3, 4],
  period: [2011, 2012, 2011, 2012],
  clusters: [factorOf("region", ["north", "north", "__proto__", "__proto__"])],
  weights: { kind: "sampling", values: [1, -2, 0, -0.5] },
});

test("a level by its label, a period by its value, or nothing", () => {
  // Levels are sorted by code unit.
  expect(leaveOutOf(design, { label, withoutCluster: "north" })).toEqual({ leaveOut: { cluster: 1 } });
  expect(leaveOutOf(design, { label, withoutCluster: "__proto__" })).toEqual({ leaveOut: { cluster: 0 } });
  expect(leaveOutOf(design, { label, withoutPeriod: 2012 })).toEqual({ leaveOut: { period: 2012 } });
  expect(leaveOutOf(design, { label })).toEqual({ leaveOut: null });
});

test("what does not occur is refused with what does: leaving nothing out would repeat the main estimate", () => {
  expect(leaveOutOf(design, { label, withoutCluster: "south" })).toEqual({
    refused: {
      code: "nothing-left-out",
      severity: "refusal",
      values: { what: "region", label: "south", known: ["__proto__", "north"] },
    },
  });
  expect(leaveOutOf(design, { label, withoutPeriod: 2013 })).toEqual({
    refused: {
      code: "nothing-left-out",
      severity: "refusal",
      values: { what: "period", label: "2013", known: ["2011", "2012"] },
    },
  });
  const bare = makeDesign({ outcome: [1] });
  expect(leaveOutOf(bare, { label, withoutCluster: "south" })).toHaveProperty("refused");
  expect(leaveOutOf(bare, { label, withoutPeriod: 2013 })).toHaveProperty("refused");
});

test("negative weights name their column, how many there are and the lowest", () => {
  expect(negativeWeights(design)).toEqual({
    code: "negative-weights",
    severity: "refusal",
    values: { column: "weight", rows: 2, lowest: -2 },
  });
  const fine = makeDesign({ outcome: [1, 2], weights: { kind: "sampling", values: [0, 3] } });
  expect(negativeWeights(fine)).toBeNull();
  expect(negativeWeights(makeDesign({ outcome: [1] }))).toBeNull();
});
