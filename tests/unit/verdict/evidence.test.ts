import { describe, expect, test } from "vitest";
import type { CheckStatus } from "../../../src/core/verdict.ts";
import { baseLevel, type EvidenceInput, evidenceOf, wwcClass } from "../../../src/verdict/evidence.ts";

const check = (code: string, status: CheckStatus) => ({ id: code.toLowerCase(), code, status });
const allPassed = ["F1", "F2", "F3", "F4", "F5", "F8"].map((code) => check(code, "passed"));
const clean: EvidenceInput = {
  designKind: "dose",
  hasComparison: true,
  checks: allPassed,
  clusters: 40,
  missingnessChangesFinding: false,
  suppressionChangesFinding: false,
  baselineDifference: 0.02,
  minimumDetectableEffect: 0.8,
  smallestEffect: 1,
};
const withStatus = (code: string, status: CheckStatus) => [
  ...allPassed.filter((c) => c.code !== code),
  check(code, status),
];

describe("base level of the design", () => {
  test.each([
    ["randomised", true, 5],
    ["discontinuity", true, 4],
    ["instrument", true, 4],
    ["dose", true, 3],
    ["two-by-two", true, 3],
    ["staggered", true, 3],
    ["triple-difference", true, 3],
    ["synthetic-control", true, 3],
    ["regression", true, 3],
    ["regression", false, 2],
    ["interrupted-time-series", true, 2],
    ["interrupted-time-series", false, 1],
    ["descriptive", false, 1],
    ["opinion", false, 0],
  ] as const)("%s (comparison: %s) is %s", (kind, comparison, level) => {
    expect(baseLevel(kind, comparison)).toBe(level);
  });

  test("an unknown design is a bug, not a level", () => {
    expect(() => baseLevel("constructor", true)).toThrow(RangeError);
  });
});

describe("level", () => {
  test("a dose design with every test passed stays at 3", () => {
    expect(evidenceOf(clean)).toMatchObject({
      level: 3,
      base: 3,
      attainable: 3,
      reasons: [{ code: "design", change: 3 }],
    });
  });

  test.each(["F1", "F2", "F3"])("%s failed or uninformative: at most 2, attainable stays 3", (code) => {
    for (const status of ["failed", "uninformative"] as const) {
      const evidence = evidenceOf({ ...clean, checks: withStatus(code, status) });
      expect(evidence).toMatchObject({ level: 2, attainable: 3 });
      expect(evidence.reasons[1]).toMatchObject({ code: "comparability", change: -1, values: { [status]: [code] } });
    }
  });

  test("all three failed cost one point together, not three", () => {
    const checks = ["F1", "F2", "F3"].map((code) => check(code, "failed"));
    expect(evidenceOf({ ...clean, checks }).level).toBe(2);
  });

  test("not run is not shown: a dose design needs all three, others one of F1 and F2", () => {
    const without = clean.checks.filter(({ code }) => code !== "F2");
    const dose = evidenceOf({ ...clean, checks: without });
    expect(dose.level).toBe(2);
    expect(dose.reasons[1]?.values).toMatchObject({ notRun: ["F2"] });
    expect(evidenceOf({ ...clean, designKind: "staggered", checks: [check("F1", "passed")] }).level).toBe(3);
    const none = evidenceOf({ ...clean, designKind: "staggered", checks: [] });
    expect(none.level).toBe(2);
    expect(none.reasons[1]?.values).toMatchObject({ notRun: ["F1", "F2"] });
  });

  test("F3 that does not apply (no exposure) costs nothing outside dose designs", () => {
    const checks = [check("F1", "passed"), check("F2", "passed"), check("F3", "not-available")];
    expect(evidenceOf({ ...clean, designKind: "two-by-two", checks }).level).toBe(3);
  });

  test("random assignment needs no pre-trend test, but a failed one still caps", () => {
    expect(evidenceOf({ ...clean, designKind: "randomised", checks: [] }).level).toBe(5);
    const capped = evidenceOf({ ...clean, designKind: "randomised", checks: [check("F1", "failed")] });
    expect(capped).toMatchObject({ level: 2 });
    expect(capped.reasons[1]?.change).toBe(-3);
  });

  test("fewer than 20 clusters: 19 costs one and cannot be won back, 20 does not; unclustered costs nothing", () => {
    expect(evidenceOf({ ...clean, clusters: 19 })).toMatchObject({ level: 2, attainable: 2 });
    expect(evidenceOf({ ...clean, clusters: 20 })).toMatchObject({ level: 3, attainable: 3 });
    expect(evidenceOf({ ...clean, clusters: null }).level).toBe(3);
  });

  test("missingness and suppression that change the finding cost one each; suppression that is merely unknown does not", () => {
    expect(evidenceOf({ ...clean, missingnessChangesFinding: true }).level).toBe(2);
    expect(evidenceOf({ ...clean, suppressionChangesFinding: true }).level).toBe(2);
    // F8 fails as if every required check held; what lowers the level is a change of the finding itself.
    expect(evidenceOf({ ...clean, checks: withStatus("F8", "failed") }).level).toBe(3);
    expect(evidenceOf({ ...clean, checks: withStatus("F8", "uninformative") }).level).toBe(3);
  });

  test("everything wrong: floor 1, and the changes add up to the level", () => {
    const evidence = evidenceOf({
      ...clean,
      clusters: 8,
      missingnessChangesFinding: true,
      suppressionChangesFinding: true,
      checks: [check("F1", "failed"), check("F8", "failed")],
    });
    // 3 − 1 − 1 − 1 − 1 = −1, raised to 1
    expect(evidence.level).toBe(1);
    expect(evidence.reasons.map(({ code }) => code)).toEqual([
      "design",
      "comparability",
      "few-clusters",
      "missingness",
      "suppression",
      "floor",
    ]);
    expect(evidence.reasons.reduce((total, { change }) => total + change, 0)).toBe(1);
  });

  test("an opinion stays at 0", () => {
    expect(evidenceOf({ ...clean, designKind: "opinion", clusters: 3 }).level).toBe(0);
  });
});

test.each([
  [0, "satisfied"],
  [-0.05, "satisfied"],
  [0.051, "adjustment-required"],
  [-0.25, "adjustment-required"],
  [0.251, "not-satisfied"],
  [Number.NaN, "unknown"],
] as const)("a standardised baseline difference of %s is %s", (difference, wwc) => {
  expect(wwcClass(difference)).toBe(wwc);
  expect(evidenceOf({ ...clean, baselineDifference: difference }).wwcBaseline).toEqual({
    difference: Number.isNaN(difference) ? null : difference,
    class: wwc,
  });
});

describe("the two questions of the CPB test", () => {
  test("all in order: yes, yes", () => {
    expect(evidenceOf(clean).cpb).toEqual({ setup: "yes", data: "yes" });
  });

  test("a comparison that is not shown comparable, or whose placebo fails: partly", () => {
    for (const code of ["F1", "F4", "F5"]) {
      expect(evidenceOf({ ...clean, checks: withStatus(code, "failed") }).cpb?.setup).toBe("partly");
    }
    expect(evidenceOf({ ...clean, designKind: "descriptive" }).cpb?.setup).toBe("no");
  });

  test("one problem with the data: partly; more: no", () => {
    expect(evidenceOf({ ...clean, minimumDetectableEffect: 1.01 }).cpb?.data).toBe("partly");
    expect(evidenceOf({ ...clean, smallestEffect: Number.NaN }).cpb?.data).toBe("partly");
    expect(evidenceOf({ ...clean, missingnessChangesFinding: true }).cpb?.data).toBe("partly");
    expect(evidenceOf({ ...clean, minimumDetectableEffect: 1.01, missingnessChangesFinding: true }).cpb?.data).toBe(
      "no",
    );
  });
});
