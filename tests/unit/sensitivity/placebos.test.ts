import { describe, expect, test } from "vitest";
import { judgePlacebos } from "../../../src/sensitivity/falsification.ts";
import { placeboGroup } from "../../../src/sensitivity/placebo-group.ts";
import { placeboOutcome } from "../../../src/sensitivity/placebo-outcome.ts";
import { placeboPeriod } from "../../../src/sensitivity/placebo-period.ts";
import { evidence, judge, refit } from "./evidence.ts";

const plan = (given: unknown, changes = {}) =>
  placeboPeriod.plan(evidence(changes), placeboPeriod.options.parse(given));

describe("the falsification rule (δ = 1, 90% is ± 1.645 se)", () => {
  const one = (estimate: number, se: number, smallestEffect = 1) =>
    judgePlacebos([{ refit: refit(estimate, se), smallestEffect }], 0.95)[0]!;

  test.each([
    [0.1, 0.5, "passed"], // −0.722 to 0.922
    [0.2, 0.5, "uninformative"], // to 1.022
    [1, 0.5, "failed"], // z = 2
    [0.9, 0.5, "uninformative"], // z = 1.8
    [0.5, 0.2, "passed"], // z = 2.5, but all of 0.171 to 0.829 is too small to matter
  ] as const)("estimate %s, se %s: %s", (estimate, se, status) => {
    expect(one(estimate, se).status).toBe(status);
  });

  test("without δ it cannot pass", () => {
    expect(one(0, 0.01, Number.NaN).status).toBe("uninformative");
    expect(one(1, 0.5, Number.NaN).status).toBe("failed");
  });

  test("Holm within the check: z = 2.1 (p 0.0357) fails alone, not beside another", () => {
    const placebos = [
      { refit: refit(2.1, 1), smallestEffect: 1 },
      { refit: refit(0.5, 1), smallestEffect: 1 },
    ];
    expect(judgePlacebos(placebos.slice(0, 1), 0.95)[0]?.status).toBe("failed");
    const both = judgePlacebos(placebos, 0.95);
    expect(both[0]?.status).toBe("uninformative");
    expect(both[0]?.pAdjusted).toBeCloseTo(2 * 0.0357, 3);
  });
});

describe("placebo start: what is refitted", () => {
  test("the study's own: 2018 has no clean period before it, so the exposure is measured in 2015–2016 and 2017 is the period before", () => {
    expect(plan(2018)).toEqual([
      {
        label: { nl: "Nepstart in 2018", en: "Placebo start in 2018" },
        post: '"exam_year" >= 2018',
        window: '"exam_year" >= 2017 AND "exam_year" <= 2021',
        dose: { mean: "share", over: [2015, 2016] },
      },
    ]);
  });

  test("with clean periods on both sides the exposure stays as it is", () => {
    expect(plan(2020)).toEqual([
      {
        label: { nl: "Nepstart in 2020", en: "Placebo start in 2020" },
        post: '"exam_year" >= 2020',
        window: '"exam_year" >= 2018 AND "exam_year" <= 2021',
      },
    ]);
  });

  test("an exposure that comes from elsewhere leaves every earlier period", () => {
    const [variant] = plan(2018, { exposurePeriods: [], exposureColumn: null });
    expect(variant).toMatchObject({ window: '"exam_year" >= 2015 AND "exam_year" <= 2021' });
    expect(variant).not.toHaveProperty("dose");
  });

  test("a window of one's own moves the exposure out of it", () => {
    expect(plan({ start: 2018, window: [2016, 2019] })[0]).toMatchObject({
      window: '"exam_year" >= 2016 AND "exam_year" <= 2019',
      dose: { mean: "share", over: [2015, 2015] },
    });
  });

  test("a window that reaches past the real start is cut off there", () => {
    expect(plan({ start: 2020, window: [2018, 2024] })[0]?.window).toBe('"exam_year" >= 2018 AND "exam_year" <= 2021');
  });

  test("a window over the whole exposure cannot be cleaned: the finding says so", () => {
    const given = { start: 2018, window: [2015, 2019] };
    expect(plan(given)[0]).not.toHaveProperty("dose");
    const judged = judge(placeboPeriod, given, evidence({ refits: [refit(0, 0.1)] }));
    expect(judged.findings).toMatchObject([
      { code: "placebo-exposure-inside-window", values: { periods: ["2015", "2016", "2017"] } },
    ]);
  });

  test("an exposure and weights of one's own are handed on", () => {
    const dose = { mean: "share", over: [2015, 2015] };
    expect(plan({ start: 2018, window: [2016, 2019], dose, weights: "none" })[0]).toMatchObject({
      dose,
      weights: "none",
    });
  });

  test("column names are quoted", () => {
    expect(plan(2020, { periodName: 'exam "year' })[0]?.post).toBe('"exam ""year" >= 2020');
  });

  test("no periods on one side: no refit, uninformative", () => {
    expect(plan(2015)).toEqual([]);
    expect(plan(2022)).toEqual([]);
    expect(judge(placeboPeriod, 2015, evidence())).toMatchObject({
      status: "uninformative",
      sentence: "placebo-period-no-periods",
    });
  });
});

describe("placebo start: several", () => {
  const several = (...estimates: readonly number[]) =>
    judge(
      placeboPeriod,
      [2018, { start: 2020 }],
      evidence({ refits: estimates.map((estimate) => refit(estimate, 0.2)) }),
    );

  test("passes if all pass, fails if any fails, uninformative otherwise", () => {
    expect(several(0.1, -0.1).status).toBe("passed");
    const failed = several(0.1, -2);
    expect(failed.status).toBe("failed");
    expect(failed.values).toMatchObject({ failed: 1, number: 2, estimate: -2 });
    expect(several(0.1, 0.75).status).toBe("failed"); // z = 3.75
    expect(judge(placeboPeriod, [2018, 2020], evidence({ refits: [refit(0.1, 0.2), refit(0.1, 2)] })).status).toBe(
      "uninformative",
    );
  });

  test("one that has no refit keeps the others in step, and keeps the check from passing", () => {
    const judged = judge(placeboPeriod, [2015, 2020], evidence({ refits: [refit(0.1, 0.2)] }));
    expect(judged.status).toBe("uninformative");
    expect(judged.pAdjusted).toHaveLength(1);
    expect(judge(placeboPeriod, [2015, 2020], evidence({ refits: [refit(5, 0.2)] })).status).toBe("failed");
  });

  test("a refit that could not be estimated is uninformative", () => {
    expect(judge(placeboPeriod, 2020, evidence({ refits: [refit(null)] }))).toMatchObject({
      status: "uninformative",
      sentence: "placebo-period-not-estimated",
    });
  });
});

describe("placebo outcomes and groups", () => {
  test("one refit per outcome, with its own exposure and its own δ", () => {
    const given = {
      outcomes: ["green", { outcome: "girls", dose: "d1", smallest_effect: 0.1, label: "girls in care" }],
    };
    expect(placeboOutcome.plan(evidence(), placeboOutcome.options.parse(given))).toEqual([
      { label: { nl: "green", en: "green" }, outcome: "green" },
      { label: { nl: "girls in care", en: "girls in care" }, outcome: "girls", dose: "d1" },
    ]);
    // 0.05 ± 0.33 lies inside ± 1, not inside ± 0.1
    const judged = judge(placeboOutcome, given, evidence({ refits: [refit(0.05, 0.2), refit(0.05, 0.2)] }));
    expect(judged.status).toBe("uninformative");
    expect(judged.values["smallestEffect"]).toBe(0.1);
  });

  test("a group changes what it names and nothing else", () => {
    const group = {
      label: { nl: "Zorg", en: "Care" },
      formula: "exit ~ care:post | unit",
      define: { post: "year >= 2021" },
      term: "care:post",
      where: "sector <> 'techniek'",
      smallest_effect: 0.5,
    };
    const { smallest_effect: _own, ...variant } = group;
    expect(placeboGroup.plan(evidence(), placeboGroup.options.parse({ groups: [group] }))).toEqual([variant]);
    expect(judge(placeboGroup, { groups: [group] }, evidence({ refits: [refit(0.1, 0.2)] }))).toMatchObject({
      status: "passed",
      values: { smallestEffect: 0.5 },
    });
    expect(judge(placeboGroup, { groups: [group] }, evidence({ refits: [refit(2, 0.2)] })).status).toBe("failed");
  });
});
