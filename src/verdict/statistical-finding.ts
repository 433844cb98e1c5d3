import type { EffectTests } from "../core/effect.ts";
import type { VerdictWord } from "../core/verdict.ts";

/** What the rule looks at in one effect, each question once. */
export interface Conditions {
  readonly alpha: number;
  /** τ signed so that the expected direction is positive (for no-… claims: so that the claimed direction is). */
  readonly signed: number;
  /** Unadjusted p of the claim ≤ α, and after adjustment over the family. */
  readonly significant: boolean;
  readonly adjusted: boolean;
  /** Signed estimate ≥ δ; false without δ. */
  readonly reachesThreshold: boolean;
  /** The 1 − 2α interval lies inside (−δ, δ); false without δ. */
  readonly equivalent: boolean;
  /** The simultaneous interval lies outside [−δ, δ]; false without δ. */
  readonly outside: boolean;
}

/** α = 1 − level without the binary remainder (1 − 0.9 is 0.1). */
export function alphaOf(level: number): number {
  return Math.round((1 - level) * 1e12) / 1e12;
}

/** The questions, answered from the tests; NaN answers no. */
export function conditionsOf(tests: EffectTests): Conditions {
  const { smallestEffect: delta, expect, ciEquivalence, ciSimultaneous } = tests;
  const alpha = alphaOf(tests.level);
  const signed = expect === "decrease" || expect === "no-increase" ? -tests.estimate : tests.estimate;
  return {
    alpha,
    signed,
    significant: tests.claimP <= alpha,
    adjusted: tests.claimPAdjusted <= alpha,
    reachesThreshold: signed >= delta,
    equivalent: ciEquivalence[0] > -delta && ciEquivalence[1] < delta,
    outside: ciSimultaneous[0] > delta || ciSimultaneous[1] < -delta,
  };
}

/**
 * The word that the decision rule gives one effect; first match wins. Without a p (no standard error) every claim is undecided.
 *
 * Without δ neither equivalence nor "large enough" can be judged: an increase or decrease is at most an indication, and a claim about ±δ is undecided.
 *
 * @param requireHolds whether every required check passed; robustness checks ask what the rule would say if so
 */
export function statisticalFinding(tests: EffectTests, requireHolds: boolean): VerdictWord {
  switch (tests.expect) {
    case "increase":
    case "decrease":
      return directional(conditionsOf(tests), requireHolds);
    case "no-decrease":
    case "no-increase":
      return notWorse(tests, requireHolds);
    case "no-change":
      return unchanged(conditionsOf(tests), requireHolds);
    case "dip-then-rise":
      return dipThenRise(tests, requireHolds);
    default:
      return tests.expect satisfies never;
  }
}

function directional(conditions: Conditions, requireHolds: boolean): VerdictWord {
  const { signed, significant, adjusted, reachesThreshold, equivalent } = conditions;
  if (equivalent && requireHolds) return "negligible";
  if (signed > 0 && adjusted && reachesThreshold && requireHolds) return "supported";
  if (signed > 0 && significant) return "indication";
  if (signed < 0 && adjusted && requireHolds) return "contradicted";
  return "undecided";
}

/** The p is two-sided against τ = −δ (signed), so its side says which bound has passed −δ. */
function notWorse(tests: EffectTests, requireHolds: boolean): VerdictWord {
  const { signed, adjusted } = conditionsOf(tests);
  const beyond = signed + tests.smallestEffect;
  if (!adjusted || !requireHolds) return "undecided";
  return beyond > 0 ? "supported" : beyond < 0 ? "contradicted" : "undecided";
}

function unchanged({ adjusted, outside }: Conditions, requireHolds: boolean): VerdictWord {
  if (adjusted && requireHolds) return "supported";
  return outside && requireHolds ? "contradicted" : "undecided";
}

/**
 * Intersection–union: both parts must show, each at α, so the larger p decides. The claim is contradicted when either part shows the opposite, which
 * has two ways to happen: p is doubled, and multiplied by the family.
 */
function dipThenRise(tests: EffectTests, requireHolds: boolean): VerdictWord {
  const { pattern } = tests;
  if (pattern === null) return "undecided";
  const { alpha, significant, adjusted } = conditionsOf(tests);
  const expected = pattern.dip.estimate < 0 && pattern.rise.estimate > 0;
  if (expected && adjusted && requireHolds) return "supported";
  if (expected && significant) return "indication";
  return partContradicts(tests, alpha) && requireHolds ? "contradicted" : "undecided";
}

/** A dip that is a rise, or a rise that is a fall, at α over both parts and the family. */
export function partContradicts(tests: EffectTests, alpha: number): boolean {
  const { pattern, familySize } = tests;
  if (pattern === null) return false;
  const opposite = (p: number, wrongSign: boolean): boolean => wrongSign && 2 * familySize * p <= alpha;
  return opposite(pattern.dip.p, pattern.dip.estimate > 0) || opposite(pattern.rise.p, pattern.rise.estimate < 0);
}
