import { describe, expect, test } from "vitest";
import type { CheckEvidence } from "../../../src/core/check.ts";
import { defaultLeads, preTrends } from "../../../src/sensitivity/pre-trends.ts";
import { evidence, judge } from "./evidence.ts";

/** Yearly effects with independent errors. */
function study(effects: Readonly<Record<number, readonly [estimate: number, se: number]>>, relative = false) {
  const at = Object.keys(effects)
    .map(Number)
    .sort((a, b) => a - b);
  const q = at.length;
  const vcov = new Array<number>(q * q).fill(0);
  at.forEach((period, i) => {
    vcov[i * q + i] = effects[period]![1] ** 2;
  });
  const estimate = at.map((period) => effects[period]![0]);
  return { reference: relative ? -1 : 2019, relative, at, estimate, vcov, df: Number.POSITIVE_INFINITY };
}
const all = [2015, 2016, 2017, 2018, 2020, 2021, 2022, 2023, 2024];
const flat = Object.fromEntries(all.map((period) => [period, [0, 0.1] as const]));
const with2018 = (estimate: number, se: number, more: Partial<CheckEvidence> = {}) =>
  evidence({ eventStudy: study({ ...flat, 2018: [estimate, se] }), ...more });

describe("which leads count", () => {
  test("the study's own: 2015–2017 measured the exposure, 2019 is the reference, the window starts in 2019: only 2018", () => {
    expect(defaultLeads(evidence(), study(flat))).toEqual([2018]);
  });

  test("when the window holds every period: all before the start", () => {
    const whole = evidence({ windowPeriods: evidence().allPeriods, exposurePeriods: [] });
    expect(defaultLeads(whole, study(flat))).toEqual([2015, 2016, 2017, 2018, 2020, 2021]);
  });

  test("event times: all negative ones but the reference", () => {
    expect(defaultLeads(evidence(), study({ [-3]: [0, 1], [-2]: [0, 1], 0: [0, 1], 1: [0, 1] }, true))).toEqual([
      -3, -2,
    ]);
  });
});

describe("judgement of one lead (δ = 1)", () => {
  test.each([
    [0.1, 0.3, "passed"], // 90%: −0.39 to 0.59; p = 0.74
    [0.1, 0.6, "uninformative"], // 0.1 + 0.987 = 1.087: wide and insignificant is not a pass
    [0.45, 0.25, "uninformative"], // inside (0.039 to 0.861) but p = 0.072 is below 0.10
    [0.4, 0.25, "passed"], // p = 0.11
    [0.5, 0.25, "failed"], // z = 2
    [3, 1, "failed"],
  ] as const)("estimate %s, se %s: %s", (estimate, se, status) => {
    const judged = judge(preTrends, undefined, with2018(estimate, se));
    expect(judged.status).toBe(status);
    expect(judged.values).toMatchObject({
      leads: ["2018"],
      estimates: [String(estimate)],
      number: 1,
      worstLead: "2018",
    });
  });

  test("without δ nothing can pass, a rejection still fails", () => {
    expect(judge(preTrends, undefined, with2018(0, 0.1, { smallestEffect: Number.NaN })).status).toBe("uninformative");
    expect(judge(preTrends, undefined, with2018(3, 1, { smallestEffect: Number.NaN })).status).toBe("failed");
  });
});

describe("judgement of several leads", () => {
  const three = (a: number, b: number, c: number, se = 0.25) =>
    evidence({
      eventStudy: study({ ...flat, 2016: [a, se], 2017: [b, se], 2018: [c, se] }),
      exposurePeriods: [2015],
    });

  test("together they can reject where none does alone: z = 1.7 three times, χ²(3) = 8.67, p = 0.034", () => {
    const judged = judge(preTrends, undefined, three(0.425, 0.425, 0.425));
    expect(judged.status).toBe("failed");
    expect(judged.values["p"]).toBeCloseTo(0.034, 3);
    expect(judged.values["smallestP"] as number).toBeGreaterThan(0.05);
  });

  test("one alone is adjusted by Holm: z = 2.2 of three (p 0.0278, adjusted 0.083; joint p 0.18)", () => {
    const judged = judge(preTrends, undefined, three(0.55, 0, 0));
    expect(judged.status).toBe("passed");
    expect(judged.values["smallestP"]).toBeCloseTo(0.0834, 3);
  });

  test("the worst lead is the one whose interval reaches farthest", () => {
    expect(judge(preTrends, undefined, three(0.1, -0.4, 0.2)).values).toMatchObject({
      worstLead: "2017",
      worstEstimate: -0.4,
    });
  });
});

describe("nothing to test", () => {
  test("no event study, and no clean lead, are uninformative and say so", () => {
    expect(judge(preTrends, undefined, evidence())).toMatchObject({
      status: "uninformative",
      sentence: "pre-trends-no-event-study",
    });
    const mechanical = with2018(0, 0.1, { exposurePeriods: [2015, 2016, 2017, 2018] });
    expect(judge(preTrends, undefined, mechanical)).toMatchObject({
      status: "uninformative",
      sentence: "pre-trends-no-lead",
    });
  });

  test("chosen leads: those not estimated, and those that measured the exposure, are named", () => {
    const judged = judge(preTrends, { leads: [2014, 2017, 2018] }, with2018(0, 0.1));
    expect(judged.values["leads"]).toEqual(["2017", "2018"]);
    expect(judged.findings).toEqual([
      { code: "lead-not-estimated", severity: "warning", values: { leads: ["2014"] } },
      { code: "mechanical-lead", severity: "warning", values: { leads: ["2017"] } },
    ]);
  });
});

test("its own level replaces the family's: z = 1.8 fails at 90%", () => {
  // 90%: p = 0.072 ≤ 0.10
  expect(judge(preTrends, undefined, with2018(0.45, 0.25)).status).toBe("uninformative");
  expect(judge(preTrends, { level: 0.9 }, with2018(0.45, 0.25)).status).toBe("failed");
});
