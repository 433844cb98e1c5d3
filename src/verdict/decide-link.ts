import type { EffectTests } from "../core/effect.ts";
import type { Because, CheckStatus, VerdictWord } from "../core/verdict.ts";
import { conditionsOf, partContradicts, statisticalFinding } from "./statistical-finding.ts";

/** Why a link has no verdict to give: the step that says so becomes the whole of `because`. */
export interface NotTestable {
  /** "missing-source" (a table or column is not there), "untested" (no test declared), "refused" (the data or the design refuse). */
  readonly rule: "missing-source" | "untested" | "refused";
  readonly values: Because["values"];
}

export interface LinkEvidence {
  /** Null when nothing could be estimated. */
  readonly tests: EffectTests | null;
  /** Id of the estimate in the result. */
  readonly from: string | null;
  /** The checks that the rule requires, in the order of the file; a check that was not run is "not-available". */
  readonly requires: readonly { readonly id: string; readonly status: CheckStatus }[];
  /** Adjustment over the family, e.g. "holm"; null when the link is in no family. */
  readonly adjustment: string | null;
  readonly notTestable?: NotTestable;
}

/**
 * Why the rule could not decide: the effect is too imprecise; it is precise, but a required check did not pass and with it the rule would have decided;
 * there is no standard error; the claim is about δ and none is declared; the two windows of a dip and a rise could not be estimated.
 */
export type UndecidedBy = "imprecise" | "not-credible" | "no-error" | "no-threshold" | "no-pattern";

export interface LinkDecision {
  readonly finding: VerdictWord;
  readonly because: readonly Because[];
  readonly undecided: UndecidedBy | null;
}

/**
 * The finding of one link and every step that led to it, in the order of the rule: sign, significance, multiplicity, size, equivalence, each required
 * check, and for `undecided` whether the effect is too imprecise or precise but not credible. A required check holds only when it passed.
 */
export function decideLink(link: LinkEvidence): LinkDecision {
  const { tests, from, requires } = link;
  if (tests === null || link.notTestable !== undefined) {
    const { rule, values } = link.notTestable ?? { rule: "refused", values: {} };
    return {
      finding: "not-testable",
      because: [{ rule, holds: false, value: null, threshold: null, from, values }],
      undecided: null,
    };
  }
  const requireHolds = requires.every(({ status }) => status === "passed");
  const finding = statisticalFinding(tests, requireHolds);
  const steps = [
    ...stepsOf(tests, from, link.adjustment),
    ...requires.map(({ id, status }) =>
      step(`require:${id}`, status === "passed", null, null, id, { check: id, status }),
    ),
  ];
  if (finding !== "undecided") return { finding, because: steps, undecided: null };

  const undecided = undecidedBy(tests, requireHolds);
  return { finding, because: [...steps, ...lastStep(undecided, link, tests)], undecided };
}

function undecidedBy(tests: EffectTests, requireHolds: boolean): UndecidedBy {
  if (!(tests.se > 0 && Number.isFinite(tests.se))) return "no-error";
  const aboutThreshold =
    tests.expect === "no-decrease" || tests.expect === "no-increase" || tests.expect === "no-change";
  if (aboutThreshold && Number.isNaN(tests.smallestEffect)) return "no-threshold";
  if (tests.expect === "dip-then-rise" && tests.pattern === null) return "no-pattern";
  return !requireHolds && statisticalFinding(tests, true) !== "undecided" ? "not-credible" : "imprecise";
}

/** The step that says why the rule could not decide, where no earlier step has said it. */
function lastStep(undecided: UndecidedBy, { from, requires }: LinkEvidence, tests: EffectTests): Because[] {
  switch (undecided) {
    case "not-credible": {
      const checks = requires.filter(({ status }) => status !== "passed").map(({ id }) => id);
      return [step("not-credible", false, null, null, from, { checks })];
    }
    case "imprecise": {
      const [low, high] = tests.ci;
      return [step("imprecise", false, tests.minimumDetectableEffect, tests.smallestEffect, from, { low, high })];
    }
    case "no-error":
      return [step("no-error", false, null, null, from)];
    case "no-threshold":
    case "no-pattern":
      return [];
    default:
      return undecided satisfies never;
  }
}

/** A step; numbers that are not finite become null, values that are not finite are left out. */
function step(
  rule: string,
  holds: boolean,
  value: number | null,
  threshold: number | null,
  from: string | null,
  values: Because["values"] = {},
): Because {
  const finite = (number: number | null): number | null => (number !== null && Number.isFinite(number) ? number : null);
  const kept = Object.entries(values).filter(([, entry]) => typeof entry !== "number" || Number.isFinite(entry));
  return { rule, holds, value: finite(value), threshold: finite(threshold), from, values: Object.fromEntries(kept) };
}

/** The statistical steps of the claim's own direction. */
function stepsOf(tests: EffectTests, from: string | null, adjustment: string | null): Because[] {
  const { smallestEffect: delta, claimP, claimPAdjusted, familySize } = tests;
  const { alpha, signed, significant, adjusted, reachesThreshold, equivalent, outside } = conditionsOf(tests);
  const [low, high] = tests.ciEquivalence;
  const family = { method: adjustment ?? "none", number: familySize };
  const multiplicity =
    familySize > 1 || claimPAdjusted !== claimP
      ? [step("multiplicity", adjusted, claimPAdjusted, alpha, from, { ...family, unadjusted: claimP })]
      : [];
  const withoutThreshold = Number.isNaN(delta) ? [step("no-threshold", false, null, null, from)] : [];
  const equivalence = step("equivalence", equivalent, Math.max(Math.abs(low), Math.abs(high)), delta, from, {
    low,
    high,
    intervalLevel: 1 - 2 * alpha,
  });

  switch (tests.expect) {
    case "increase":
    case "decrease": {
      const size = Number.isNaN(delta)
        ? withoutThreshold
        : [step("threshold", reachesThreshold, signed, delta, from), equivalence];
      const direction = { expect: tests.expect, estimate: tests.estimate };
      return [
        step("sign", signed > 0, signed, 0, from, direction),
        step("significance", significant, claimP, alpha, from),
        ...multiplicity,
        ...size,
      ];
    }
    case "no-decrease":
    case "no-increase": {
      const bound = step("beyond-threshold", signed + delta > 0, signed, -delta, from, { expect: tests.expect });
      return [...withoutThreshold, bound, step("significance", significant, claimP, alpha, from), ...multiplicity];
    }
    case "no-change": {
      const [outerLow, outerHigh] = tests.ciSimultaneous;
      const apart = step("outside", outside, tests.estimate, delta, from, { low: outerLow, high: outerHigh });
      return [...withoutThreshold, equivalence, ...multiplicity, apart];
    }
    case "dip-then-rise": {
      if (tests.pattern === null) return [step("no-pattern", false, null, null, from)];
      const { dip, rise } = tests.pattern;
      return [
        step("dip", dip.estimate < 0 && dip.p <= alpha, dip.estimate, 0, from, { p: dip.p }),
        step("rise", rise.estimate > 0 && rise.p <= alpha, rise.estimate, 0, from, { p: rise.p }),
        ...multiplicity,
        ...(partContradicts(tests, alpha) ? [step("opposite-pattern", true, null, alpha, from)] : []),
      ];
    }
    default:
      return tests.expect satisfies never;
  }
}
