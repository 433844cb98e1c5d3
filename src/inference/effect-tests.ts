import type { ContrastEstimate } from "../core/check.ts";
import type { EffectTests } from "../core/effect.ts";
import type { Direction } from "../core/verdict.ts";
import {
  alphaOf,
  confidenceInterval,
  equivalenceInterval,
  intervalAt,
  linearContrast,
  twoSidedP,
} from "./intervals.ts";
import { equivalenceTest, minimumDetectableEffect } from "./power.ts";

export interface ClaimContext {
  readonly expect: Direction;
  /** δ > 0 in outcome units; NaN when the link declares none. */
  readonly smallestEffect: number;
  readonly level: number;
  /** Links in the family; default 1. */
  readonly familySize?: number;
  /** Needed by dip-then-rise; see `dipAndRise`. */
  readonly pattern?: EffectTests["pattern"];
}

/** Everything the decision rule reads of one effect. The claim's p is not yet adjusted: see `withAdjustedP`. */
export function effectTests(tau: ContrastEstimate, context: ClaimContext): EffectTests {
  const { expect, smallestEffect, level, familySize = 1, pattern = null } = context;
  const { estimate, se, df } = tau;
  const p = claimP(tau, expect, smallestEffect, pattern);
  return {
    ...tau,
    expect,
    smallestEffect,
    level,
    claimP: p,
    claimPAdjusted: p,
    familySize,
    ci: confidenceInterval(estimate, se, df, level),
    ciEquivalence: equivalenceInterval(estimate, se, df, level),
    ciSimultaneous: intervalAt(estimate, se, df, alphaOf(level) / familySize),
    minimumDetectableEffect: minimumDetectableEffect(se, df, level),
    pattern,
  };
}

/** The same effect with its p as adjusted over the family. */
export function withAdjustedP(tests: EffectTests, claimPAdjusted: number): EffectTests {
  return { ...tests, claimPAdjusted };
}

/**
 * p of the null that a claim is judged against (see `EffectTests.claimP`). It is two-sided where the claim has a mirror image, so that it serves
 * `supported` on one side and `contradicted` on the other: with it, "adjusted p ≤ α and τ on the right side of the null" says the same as
 * "the adjusted one-sided α/2 bound is beyond the null".
 */
function claimP(tau: ContrastEstimate, expect: Direction, delta: number, pattern: EffectTests["pattern"]): number {
  const { estimate, se, df } = tau;
  switch (expect) {
    case "increase":
    case "decrease":
      return tau.p;
    case "no-decrease":
      return twoSidedP(estimate, se, df, -delta);
    case "no-increase":
      return twoSidedP(estimate, se, df, delta);
    case "no-change":
      return equivalenceTest(tau, -delta, delta).p;
    case "dip-then-rise":
      return pattern === null ? Number.NaN : Math.max(pattern.dip.p, pattern.rise.p);
    default:
      return expect satisfies never;
  }
}

export interface EventStudyEffects {
  readonly reference: number;
  readonly at: readonly number[];
  readonly estimate: readonly number[];
  /** q × q row-major. */
  readonly vcov: readonly number[];
  readonly df: number;
}

/**
 * The two effects of dip-then-rise from yearly effects: the average over the dip, and the average over the rise less that over the dip, with
 * their joint covariance. The reference period is zero by construction and counts as such where a window contains it.
 *
 * @returns null when a window contains no period, with the reference alone in it included
 */
export function dipAndRise(
  study: EventStudyEffects,
  windows: { readonly dip: readonly [number, number]; readonly rise: readonly [number, number] },
): EffectTests["pattern"] {
  const dip = averageWeights(study, windows.dip);
  const rise = averageWeights(study, windows.rise);
  if (dip === null || rise === null) return null;
  const difference = rise.map((weight, i) => weight - dip[i]!);
  return {
    dip: linearContrast(dip, study.estimate, study.vcov, study.df),
    rise: linearContrast(difference, study.estimate, study.vcov, study.df),
  };
}

function averageWeights(study: EventStudyEffects, [first, last]: readonly [number, number]): number[] | null {
  const inside = study.at.map((period) => period >= first && period <= last);
  const estimated = inside.filter(Boolean).length;
  if (estimated === 0) return null;
  const count = estimated + (study.reference >= first && study.reference <= last ? 1 : 0);
  return inside.map((member) => (member ? 1 / count : 0));
}
