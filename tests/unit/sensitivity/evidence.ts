import { expect } from "vitest";
import type { Check, CheckEvidence, CheckJudgement, RefitOutcome, Variant } from "../../../src/core/check.ts";
import type { VerdictWord } from "../../../src/core/verdict.ts";
import { effectTests } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate } from "../../../src/inference/intervals.ts";
import { checkSentence, checkSentenceKeys } from "../../../src/messages/checks.ts";
import { numberFormat } from "../../../src/messages/format.ts";
import { statisticalFinding } from "../../../src/verdict/statistical-finding.ts";

/** Normal distribution: the 90% interval is ± 1.645 se, p ≤ 0.05 from 1.960 se. */
const NORMAL = Number.POSITIVE_INFINITY;

/** What the rule says of an effect with δ = 1, expecting an increase, if every required check held. */
export function findingOf(estimate: number, se: number, df = NORMAL): VerdictWord {
  const tests = effectTests(contrastEstimate(estimate, se, df), { expect: "increase", smallestEffect: 1, level: 0.95 });
  return statisticalFinding(tests, true);
}

/** A refit with this estimate and error; null estimate: it could not be estimated. */
export function refit(estimate: number | null, se = 0.2, label = "refit"): RefitOutcome {
  const variant: Variant = { label: { nl: `${label} (nl)`, en: `${label} (en)` } };
  if (estimate === null) {
    const failed = { code: "few-clusters", severity: "refusal", values: {} } as const;
    return { variant, tau: null, observations: 0, finding: "not-testable", findings: [failed] };
  }
  const tau = contrastEstimate(estimate, se, NORMAL);
  return { variant, tau, observations: 100, finding: findingOf(estimate, se), findings: [] };
}

/** A dose design like the study's own: exam years 2015–2024, window from 2019, start 2022, exposure from 2015–2017, δ = 1. */
export function evidence(changes: Partial<CheckEvidence> = {}): CheckEvidence {
  return {
    designKind: "dose",
    unitName: "vestiging",
    periodName: "exam_year",
    expect: "increase",
    smallestEffect: 1,
    level: 0.95,
    outcome: "share",
    dose: "d0",
    weights: "candidates",
    allPeriods: [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024],
    windowPeriods: [2019, 2020, 2021, 2022, 2023, 2024],
    postStart: 2022,
    exposurePeriods: [2015, 2016, 2017],
    exposureColumn: "share",
    clusterName: "corop",
    clusterLabels: ["Alkmaar", "Delft", "Twente"],
    balanced: true,
    outcomeHasIntervals: true,
    primary: refit(0.1, 0.2, "primary"),
    refits: [],
    eventStudy: null,
    sharpBound: null,
    suppressedShare: 0.2,
    findingAt: findingOf,
    ...changes,
  };
}

/** Judges options as a file gives them, and holds every judgement to what all of them owe: plain values and a sentence in both languages. */
export function judge<Options>(check: Check<Options>, given: unknown, of: CheckEvidence): CheckJudgement {
  const judgement = check.judge(of, check.options.parse(given));
  for (const value of Object.values(judgement.values)) {
    if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  }
  expect(checkSentenceKeys).toContain(judgement.sentence);
  for (const language of ["nl", "en"] as const) {
    const format = numberFormat(language, { unit: "score", noun: null, smallestEffect: 1 });
    const sentence = checkSentence(judgement.sentence, judgement.values, language, format);
    expect(sentence).not.toMatch(/undefined|NaN|–|\(\)| {2}/);
    expect(sentence).toMatch(/\.$/);
  }
  return judgement;
}
