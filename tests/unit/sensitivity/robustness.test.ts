import { describe, expect, test } from "vitest";
import { alternativeWindows } from "../../../src/sensitivity/alternative-windows.ts";
import { detectableEffect } from "../../../src/sensitivity/detectable-effect.ts";
import { leaveOneClusterOut, leaveOnePeriodOut } from "../../../src/sensitivity/leave-one-out.ts";
import { predeterminedExposure } from "../../../src/sensitivity/predetermined-exposure.ts";
import { suppressionBounds } from "../../../src/sensitivity/suppression-bounds.ts";
import { weightsAndBalance } from "../../../src/sensitivity/weights-and-balance.ts";
import { evidence, findingOf, judge, refit } from "./evidence.ts";

test("the words these tests rely on: 0.1 (0.2) is negligible, 0.8 (0.2) an indication, 3 (0.2) supported", () => {
  expect([findingOf(0.1, 0.2), findingOf(-0.1, 0.2), findingOf(0.8, 0.2), findingOf(3, 0.2)]).toEqual([
    "negligible",
    "negligible",
    "indication",
    "supported",
  ]);
});

describe("predetermined exposure", () => {
  test("measured in 2015–2017, window from 2019: passed", () => {
    expect(judge(predeterminedExposure, undefined, evidence())).toMatchObject({
      status: "passed",
      values: { from: 2015, to: 2017, number: 0 },
    });
  });

  test.each([
    [[2018, 2019], ["2019"]],
    [[2017, 2023], ["2023"]],
  ])("measured in %s: failed, naming %s", (exposurePeriods, periods) => {
    expect(judge(predeterminedExposure, undefined, evidence({ exposurePeriods }))).toMatchObject({
      status: "failed",
      sentence: "predetermined-exposure-inside",
      values: { periods },
    });
  });

  test("unknown periods are uninformative, no exposure is not available", () => {
    expect(judge(predeterminedExposure, undefined, evidence({ exposurePeriods: [] })).status).toBe("uninformative");
    expect(judge(predeterminedExposure, undefined, evidence({ dose: null, exposurePeriods: [] })).status).toBe(
      "not-available",
    );
  });

  const alternatives = ["d1", { mean: "share", over: [2015, 2016] }];
  const judged = (...refits: readonly ReturnType<typeof refit>[]) =>
    judge(predeterminedExposure, { alternatives }, evidence({ refits }));

  test("alternatives: another sign with the same finding is fine, so is another finding with the same sign; both is not", () => {
    expect(judged(refit(-0.1), refit(0.2))).toMatchObject({
      status: "passed",
      values: { criterion: "finding", agree: 2 },
    });
    expect(judged(refit(3), refit(0.2))).toMatchObject({ status: "passed", values: { criterion: "sign" } });
    expect(judged(refit(-3), refit(0.2))).toMatchObject({
      status: "failed",
      sentence: "predetermined-exposure-alternatives",
      values: { agree: 1, number: 2 },
    });
    expect(judged(refit(null), refit(0.2)).status).toBe("uninformative");
  });

  test("an alternative measured inside the window is left out, and named", () => {
    const inside = { alternatives: [{ mean: "share", over: [2017, 2019] }] };
    expect(predeterminedExposure.plan(evidence(), predeterminedExposure.options.parse(inside))).toEqual([]);
    expect(judge(predeterminedExposure, inside, evidence()).findings[0]?.code).toBe(
      "alternative-exposure-inside-window",
    );
  });
});

describe("leave one out", () => {
  test("one refit per cluster and per period of the window", () => {
    expect(leaveOneClusterOut.plan(evidence(), {}).map(({ withoutCluster }) => withoutCluster)).toEqual([
      "Alkmaar",
      "Delft",
      "Twente",
    ]);
    expect(leaveOnePeriodOut.plan(evidence(), {}).map(({ withoutPeriod }) => withoutPeriod)).toEqual([
      2019, 2020, 2021, 2022, 2023, 2024,
    ]);
  });

  test("a sign that flips without another finding passes, and the largest influence is named", () => {
    const refits = [
      refit(-0.05, 0.2, "without Alkmaar"),
      refit(0.2, 0.2, "without Delft"),
      refit(0.12, 0.2, "without Twente"),
    ];
    expect(judge(leaveOneClusterOut, undefined, evidence({ refits }))).toMatchObject({
      status: "passed",
      values: {
        number: 3,
        changed: 0,
        signFlips: 1,
        smallest: -0.05,
        largest: 0.2,
        influentialEn: "without Alkmaar (en)",
        influentialEstimate: -0.05,
      },
    });
  });

  test("one other finding fails", () => {
    const refits = [refit(0.1), refit(0.8, 0.2, "without Delft"), refit(0.1)];
    expect(judge(leaveOneClusterOut, undefined, evidence({ refits }))).toMatchObject({
      status: "failed",
      values: { changed: 1, changedEn: "without Delft (en)", changedFinding: "indication" },
    });
  });

  test("a refit that could not be made leaves it open, unless another already fails", () => {
    expect(judge(leaveOnePeriodOut, undefined, evidence({ refits: [refit(0.1), refit(null)] })).status).toBe(
      "uninformative",
    );
    expect(judge(leaveOnePeriodOut, undefined, evidence({ refits: [refit(3), refit(null)] })).status).toBe("failed");
  });

  test("two clusters or two periods leave nothing to leave out", () => {
    const two = evidence({ clusterLabels: ["a", "b"], windowPeriods: [2021, 2022] });
    expect(leaveOneClusterOut.plan(two, {})).toEqual([]);
    expect(leaveOnePeriodOut.plan(two, {})).toEqual([]);
    expect(judge(leaveOneClusterOut, undefined, two).status).toBe("not-available");
  });
});

describe("weights, balance and windows", () => {
  const plan = (given: unknown, changes = {}) =>
    weightsAndBalance.plan(evidence(changes), weightsAndBalance.options.parse(given));

  test("weighted and balanced: unweighted, and unbalanced", () => {
    expect(plan(undefined).map(({ label: _, ...change }) => change)).toEqual([
      { weights: "none" },
      { unbalanced: true },
    ]);
  });

  test("unweighted and unbalanced: the weights that are named, and balanced", () => {
    const other = { weights: null, balanced: false };
    expect(plan({ weights: "pupils" }, other).map(({ label: _, ...change }) => change)).toEqual([
      { weights: "pupils" },
      { unbalanced: false },
    ]);
    expect(plan(undefined, other)).toHaveLength(1);
  });

  test("a link whose units leave because of the outcome can do without the balanced refit", () => {
    const other = { weights: null, balanced: false };
    expect(plan({ weights: "pupils", balance: false }, other).map(({ label: _, ...change }) => change)).toEqual([
      { weights: "pupils" },
    ]);
  });

  test("the finding decides", () => {
    expect(judge(weightsAndBalance, undefined, evidence({ refits: [refit(-0.1), refit(0.1)] })).status).toBe("passed");
    expect(judge(weightsAndBalance, undefined, evidence({ refits: [refit(0.8), refit(0.1)] })).status).toBe("failed");
  });

  test("a refit on the very same rows is no second opinion", () => {
    const primary = refit(0.1);
    const same = { ...primary, variant: { ...primary.variant, unbalanced: false } };
    expect(judge(weightsAndBalance, undefined, evidence({ primary, refits: [same] })).status).toBe("not-available");
    const fewer = { ...same, observations: 90 };
    expect(judge(weightsAndBalance, undefined, evidence({ primary, refits: [fewer] })).status).toBe("passed");
  });

  test("other windows are handed on as they are written", () => {
    const given = { windows: [{ label: "from 2018", window: "exam_year >= 2018", post: "exam_year >= 2022" }] };
    expect(alternativeWindows.plan(evidence(), alternativeWindows.options.parse(given))).toEqual([
      { label: { nl: "from 2018", en: "from 2018" }, window: "exam_year >= 2018", post: "exam_year >= 2022" },
    ]);
    expect(judge(alternativeWindows, given, evidence({ refits: [refit(0.1)] })).status).toBe("passed");
    expect(judge(alternativeWindows, given, evidence({ refits: [refit(-3)] })).status).toBe("failed");
  });
});

describe("suppression bounds", () => {
  const bounds = (low: number, high: number, changes = {}) =>
    judge(
      suppressionBounds,
      undefined,
      evidence({ refits: [refit(0.03), refit(0.28)], sharpBound: [low, high], ...changes }),
    );

  test("no intervals: passed, nothing suppressed, no refit", () => {
    const none = evidence({ outcomeHasIntervals: false });
    expect(suppressionBounds.plan(none, {})).toEqual([]);
    expect(judge(suppressionBounds, undefined, none)).toMatchObject({
      status: "passed",
      sentence: "suppression-bounds-nothing",
    });
  });

  test("two refits, at the lower and the upper ends", () => {
    expect(suppressionBounds.plan(evidence(), {}).map(({ bound }) => bound)).toEqual(["min", "max"]);
  });

  test("unchanged at both refits and at both ends of the sharp bound: passed", () => {
    expect(bounds(-0.5, 0.6)).toMatchObject({
      status: "passed",
      values: { low: -0.5, high: 0.6, smallest: 0.03, largest: 0.28 },
    });
  });

  test("an end of the sharp bound with another finding fails: 0.68 + 0.329 is beyond δ", () => {
    expect(bounds(-0.5, 0.68)).toMatchObject({ status: "failed", values: { changedEnds: 1, changedRefits: 0 } });
  });

  test("a refit with another finding fails, also without the sharp bound", () => {
    const changed = { refits: [refit(0.03), refit(0.8)], sharpBound: null };
    expect(judge(suppressionBounds, undefined, evidence(changed)).status).toBe("failed");
  });

  test("unchanged refits without the sharp bound are no bound: uninformative", () => {
    expect(judge(suppressionBounds, undefined, evidence({ refits: [refit(0.03), refit(0.28)] })).status).toBe(
      "uninformative",
    );
    expect(bounds(-0.5, 0.6, { refits: [refit(0.03), refit(null)] }).status).toBe("uninformative");
  });
});

describe("minimum detectable effect: 2.8016 se at 95% and 80%, normal", () => {
  test.each([
    [0.35, "passed"], // 0.9806
    [0.36, "uninformative"], // 1.0086
  ] as const)("se %s against δ = 1: %s", (se, status) => {
    const judged = judge(detectableEffect, undefined, evidence({ primary: refit(0.1, se) }));
    expect(judged.status).toBe(status);
    expect(judged.values["mde"]).toBeCloseTo(2.8016 * se, 3);
  });

  test("90% power asks for 3.2415 se", () => {
    const judged = judge(detectableEffect, { power: 0.9 }, evidence({ primary: refit(0.1, 0.35) }));
    expect(judged.status).toBe("uninformative");
    expect(judged.values["mde"]).toBeCloseTo(3.2415 * 0.35, 3);
  });

  test("without δ, or without an error, it says so", () => {
    expect(judge(detectableEffect, undefined, evidence({ smallestEffect: Number.NaN })).sentence).toContain(
      "no-threshold",
    );
    expect(judge(detectableEffect, undefined, evidence({ primary: refit(null) })).sentence).toContain("unknown");
  });
});
