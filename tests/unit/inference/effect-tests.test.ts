import { describe, expect, test } from "vitest";
import { dipAndRise, effectTests, withAdjustedP } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate, twoSidedP } from "../../../src/inference/intervals.ts";
import { studentTQuantile } from "../../../src/numerics/student-t.ts";

const tau = contrastEstimate(0.4, 0.5, 20);
const context = { smallestEffect: 1, level: 0.95 } as const;

describe("the p of the claim", () => {
  test("increase and decrease: the two-sided p that was handed in, whoever computed it", () => {
    const wild = { ...tau, p: 0.123 };
    expect(effectTests(wild, { ...context, expect: "increase" }).claimP).toBe(0.123);
    expect(effectTests(wild, { ...context, expect: "decrease" }).claimP).toBe(0.123);
  });

  test("no-decrease against −δ, no-increase against δ", () => {
    // (0.4 + 1)/0.5 = 2.8 and (0.4 − 1)/0.5 = −1.2
    expect(effectTests(tau, { ...context, expect: "no-decrease" }).claimP).toBe(twoSidedP(1.4, 0.5, 20));
    expect(effectTests(tau, { ...context, expect: "no-increase" }).claimP).toBe(twoSidedP(-0.6, 0.5, 20));
  });

  test("no-change: the larger one-sided p against ±δ, half the two-sided p at the nearer bound", () => {
    const { claimP } = effectTests(tau, { ...context, expect: "no-change" });
    expect(claimP).toBeCloseTo(twoSidedP(-0.6, 0.5, 20) / 2, 12);
  });

  test("dip-then-rise: the larger of its parts; without parts no p", () => {
    const pattern = { dip: contrastEstimate(-1, 0.4, 20), rise: contrastEstimate(2, 1, 20) };
    expect(effectTests(tau, { ...context, expect: "dip-then-rise", pattern }).claimP).toBe(pattern.rise.p);
    expect(effectTests(tau, { ...context, expect: "dip-then-rise" }).claimP).toBeNaN();
  });

  test("without δ a claim about δ has no p", () => {
    const without = { smallestEffect: Number.NaN, level: 0.95 };
    for (const direction of ["no-decrease", "no-increase", "no-change"] as const) {
      expect(effectTests(tau, { ...without, expect: direction }).claimP).toBeNaN();
    }
  });
});

test("the simultaneous interval is Bonferroni over the family, the adjusted p is what the family says", () => {
  const tests = effectTests(tau, { ...context, expect: "increase", familySize: 5 });
  expect(tests.ciSimultaneous[1]).toBeCloseTo(0.4 + studentTQuantile(0.995, 20) * 0.5, 10);
  expect(tests.claimPAdjusted).toBe(tests.claimP);
  expect(withAdjustedP(tests, 0.7)).toEqual({ ...tests, claimPAdjusted: 0.7 });
});

describe("dip and rise from yearly effects", () => {
  const study = {
    reference: 2019,
    at: [2018, 2020, 2021, 2022, 2023],
    estimate: [9, -1, -3, 2, 4],
    vcov: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0.5, 0, 0, 0, 0.5, 1],
    df: 30,
  };

  test("averages and their joint variance by hand", () => {
    const pattern = dipAndRise(study, { dip: [2020, 2021], rise: [2022, 2023] });
    // dip (−1 − 3)/2, variance (1 + 1)/4; rise (2 + 4)/2 − (−2), variance 2/4 + (1 + 1 + 2·0.5)/4
    expect(pattern?.dip.estimate).toBe(-2);
    expect(pattern?.dip.se).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(pattern?.rise.estimate).toBe(5);
    expect(pattern?.rise.se).toBeCloseTo(Math.sqrt(0.5 + 0.75), 12);
  });

  test("the reference counts as a zero; a window without periods gives nothing", () => {
    // (0 − 1)/2
    expect(dipAndRise(study, { dip: [2019, 2020], rise: [2022, 2023] })?.dip.estimate).toBe(-0.5);
    expect(dipAndRise(study, { dip: [2030, 2031], rise: [2022, 2023] })).toBeNull();
    expect(dipAndRise(study, { dip: [2019, 2019], rise: [2022, 2023] })).toBeNull();
  });
});
