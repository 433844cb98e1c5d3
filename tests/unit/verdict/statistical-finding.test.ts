import { describe, expect, test } from "vitest";
import type { EffectTests } from "../../../src/core/effect.ts";
import { effectTests, withAdjustedP } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate } from "../../../src/inference/intervals.ts";
import { statisticalFinding } from "../../../src/verdict/statistical-finding.ts";
import { claim } from "./claims.ts";

describe("increase, δ = 1, normal: the 90% interval is ± 1.645 se, p ≤ 0.05 from 1.960 se", () => {
  test.each([
    // estimate, se, finding when the required checks hold, when one does not
    [3, 1, "supported", "indication"], // z = 3, 3 ≥ 1
    [0.9, 0.2, "indication", "indication"], // z = 4.5, below δ, 90% reaches 0.9 + 0.329
    [0.5, 0.2, "negligible", "indication"], // 0.171 to 0.829 inside; z = 2.5, so without the check the difference alone speaks
    [0.1, 0.2, "negligible", "undecided"], // −0.229 to 0.429 inside; z = 0.5
    [-0.1, 0.2, "negligible", "undecided"],
    [-0.5, 0.2, "negligible", "undecided"], // other sign, z = −2.5, inside: negligible comes first
    [1.5, 1, "undecided", "undecided"], // z = 1.5
    [0.5, 1, "undecided", "undecided"],
    [-0.5, 1, "undecided", "undecided"],
    [-3, 1, "contradicted", "undecided"],
    [-0.9, 0.2, "contradicted", "undecided"], // z = −4.5, 90% reaches −1.229
    [0, 1, "undecided", "undecided"],
  ] as const)("estimate %s, se %s: %s; with a failed check %s", (estimate, se, holds, fails) => {
    expect(statisticalFinding(claim(estimate, se), true)).toBe(holds);
    expect(statisticalFinding(claim(estimate, se), false)).toBe(fails);
  });

  test("multiplicity: adjusted p above α takes supported to indication and contradicted to undecided", () => {
    expect(statisticalFinding(claim(3, 1, { adjusted: 0.051 }), true)).toBe("indication");
    expect(statisticalFinding(claim(3, 1, { adjusted: 0.05 }), true)).toBe("supported");
    expect(statisticalFinding(claim(-3, 1, { adjusted: 0.051 }), true)).toBe("undecided");
    expect(statisticalFinding(claim(-3, 1, { adjusted: 0.05 }), true)).toBe("contradicted");
  });

  test("an adjusted p does not touch equivalence", () => {
    expect(statisticalFinding(claim(0.1, 0.2, { adjusted: 1 }), true)).toBe("negligible");
  });

  test("the estimate may equal δ, the interval may not", () => {
    const base = claim(1, 0.3);
    expect(statisticalFinding(base, true)).toBe("supported");
    expect(statisticalFinding({ ...base, estimate: 1 - 1e-12 }, true)).toBe("indication");
    const touching: EffectTests = { ...claim(0.2, 0.2), ciEquivalence: [-0.5, 1] };
    expect(statisticalFinding(touching, true)).toBe("undecided");
    expect(statisticalFinding({ ...touching, ciEquivalence: [-0.5, 1 - 1e-12] }, true)).toBe("negligible");
  });

  test("p may equal α, also at a level whose complement is not exact in binary", () => {
    const exact = { ...claim(3, 1, { level: 0.9 }), p: 0.1, claimP: 0.1, claimPAdjusted: 0.1 };
    expect(statisticalFinding(exact, true)).toBe("supported");
    expect(statisticalFinding({ ...exact, claimP: 0.1001, claimPAdjusted: 0.1001 }, true)).toBe("undecided");
  });

  test("the t distribution: with 4 degrees of freedom 2.5 se is not beyond chance (critical 2.776)", () => {
    expect(statisticalFinding(claim(2.5, 1, { df: 4 }), true)).toBe("undecided");
    expect(statisticalFinding(claim(2.8, 1, { df: 4 }), true)).toBe("supported");
  });
});

describe("without δ or without an error", () => {
  const none = { delta: Number.NaN };
  test("an increase is an indication at most, never negligible; the opposite still contradicts", () => {
    expect(statisticalFinding(claim(3, 1, none), true)).toBe("indication");
    expect(statisticalFinding(claim(0.001, 0.01, none), true)).toBe("undecided");
    expect(statisticalFinding(claim(-3, 1, none), true)).toBe("contradicted");
  });

  test.each(["no-increase", "no-decrease", "no-change"] as const)("a claim of %s is undecided", (direction) => {
    expect(statisticalFinding(claim(3, 0.01, { ...none, expect: direction }), true)).toBe("undecided");
    expect(statisticalFinding(claim(0, 0.01, { ...none, expect: direction }), true)).toBe("undecided");
  });

  test.each([0, Number.NaN])("a standard error of %s decides nothing, in any direction", (se) => {
    for (const direction of ["increase", "decrease", "no-increase", "no-decrease", "no-change"] as const) {
      expect(statisticalFinding(claim(3, se, { expect: direction }), true)).toBe("undecided");
      expect(statisticalFinding(claim(0, se, { expect: direction }), true)).toBe("undecided");
    }
  });
});

describe("decrease mirrors increase", () => {
  test.each([
    [-3, 1, "supported"],
    [-0.9, 0.2, "indication"],
    [0.1, 0.2, "negligible"],
    [3, 1, "contradicted"],
    [1, 1, "undecided"],
  ] as const)("estimate %s, se %s: %s", (estimate, se, word) => {
    expect(statisticalFinding(claim(estimate, se, { expect: "decrease" }), true)).toBe(word);
  });
});

describe("no-decrease: 1.960 se from −δ decides", () => {
  test.each([
    [0.5, 0.5, "supported"], // −1 + 1.96 · 0.5 = −0.02 < 0.5
    [-0.01, 0.5, "supported"], // lower bound −0.01 − 0.98 = −0.99
    [-0.05, 0.5, "undecided"], // −1.03
    [-1.9, 0.5, "undecided"], // upper bound −0.92
    [-2, 0.5, "contradicted"], // −1.02
    [9, 1, "supported"],
  ] as const)("estimate %s, se %s: %s", (estimate, se, word) => {
    const tests = claim(estimate, se, { expect: "no-decrease" });
    expect(statisticalFinding(tests, true)).toBe(word);
    expect(statisticalFinding(tests, false)).toBe("undecided");
    expect(statisticalFinding(claim(-estimate, se, { expect: "no-increase" }), true)).toBe(word);
  });

  test("Bonferroni over five: the adjusted one-sided bound is at 2.576 se", () => {
    const adjusted = (estimate: number) => {
      const tests = claim(estimate, 0.5, { expect: "no-decrease", familySize: 5 });
      return statisticalFinding(withAdjustedP(tests, Math.min(1, 5 * tests.claimP)), true);
    };
    // −1 + 2.5758 · 0.5 = 0.2879
    expect(adjusted(0.287)).toBe("undecided");
    expect(adjusted(0.289)).toBe("supported");
  });
});

describe("no-change", () => {
  test.each([
    [0, 0.5, "supported"], // 90%: ± 0.822
    [0.2, 0.5, "undecided"], // 0.2 + 0.822 = 1.022
    [2, 0.5, "contradicted"], // 95%: 1.02
    [1.9, 0.5, "undecided"], // 95%: 0.92
    [-2, 0.5, "contradicted"],
  ] as const)("estimate %s, se %s: %s", (estimate, se, word) => {
    const tests = claim(estimate, se, { expect: "no-change" });
    expect(statisticalFinding(tests, true)).toBe(word);
    expect(statisticalFinding(tests, false)).toBe("undecided");
  });

  test("a family widens the interval that contradicts", () => {
    // 1 − 0.05/5: 2.576 · 0.5 = 1.288; 2.1 − 1.288 = 0.81
    expect(statisticalFinding(claim(2.1, 0.5, { expect: "no-change" }), true)).toBe("contradicted");
    expect(statisticalFinding(claim(2.1, 0.5, { expect: "no-change", familySize: 5 }), true)).toBe("undecided");
  });
});

describe("dip-then-rise: both parts at α", () => {
  const tau = contrastEstimate(0, 1, Number.POSITIVE_INFINITY);
  const z = (estimate: number) => contrastEstimate(estimate, 1, Number.POSITIVE_INFINITY);
  const tests = (dip: number, rise: number, familySize = 1) =>
    effectTests(tau, {
      expect: "dip-then-rise",
      smallestEffect: 1,
      level: 0.95,
      familySize,
      pattern: { dip: z(dip), rise: z(rise) },
    });

  test.each([
    [-2, 3, "supported", "indication"],
    [-1.9, 3, "undecided", "undecided"], // one part is not enough
    [-3, 1.9, "undecided", "undecided"],
    [2.3, 3, "contradicted", "undecided"], // a rise instead of a dip: p = 0.0214, doubled 0.043
    [2.2, 3, "undecided", "undecided"], // p = 0.0278, doubled 0.056
    [-3, -2.3, "contradicted", "undecided"],
    [2.3, -2.3, "contradicted", "undecided"],
  ] as const)("dip z = %s, rise z = %s: %s; with a failed check %s", (dip, rise, holds, fails) => {
    expect(statisticalFinding(tests(dip, rise), true)).toBe(holds);
    expect(statisticalFinding(tests(dip, rise), false)).toBe(fails);
  });

  test("multiplicity takes supported to indication, and contradicted to undecided", () => {
    expect(statisticalFinding(withAdjustedP(tests(-2, 3), 0.2), true)).toBe("indication");
    expect(statisticalFinding(tests(2.3, 3, 2), true)).toBe("undecided");
  });

  test("without the two parts nothing is decided", () => {
    const without = effectTests(tau, { expect: "dip-then-rise", smallestEffect: 1, level: 0.95 });
    expect(statisticalFinding(without, true)).toBe("undecided");
  });
});
