import type { SummaryParts } from "../../src/messages/summary.ts";

/** Dutch words of findings, as the evaluation standard writes them. */
export const VERDICT_WORDS_FOR_TEST: Readonly<Record<string, string>> = {
  supported: "ondersteund",
  indication: "aanwijzing",
  negligible: "geen relevant effect",
  undecided: "onbeslist",
  contradicted: "tegengesproken",
};

/** H5 in words: +0.15 points at exposure 0.224 against 0, δ = 1 point, F1 and F2 failed. */
export function partsForTest(rest: Partial<SummaryParts>): SummaryParts {
  return {
    language: "nl",
    finding: "undecided",
    statisticalFinding: "negligible",
    expect: "increase",
    strength: 2,
    outcome: "techniekaandeel",
    designKind: "dose",
    rises: true,
    effect: "+0,15 punt",
    interval: "−0,43 tot +0,73",
    intervalLevel: "95%",
    deciding: "−0,33 tot +0,64",
    decidingLevel: "90%",
    lo: "−0,43 punt",
    hi: "+0,73 punt",
    contrast: "bij blootstelling 0,224 tegen 0",
    delta: "1,00 punt",
    mde: "0,81 punt",
    mdeBelowDelta: true,
    belowDelta: true,
    notPassed: { failed: ["F1", "F2"], uninformative: [], notDone: [] },
    assumption: "Zonder STO gelijk.",
    ...rest,
  };
}
