import type { ContrastEstimate } from "./check.ts";
import type { Direction } from "./verdict.ts";

/** Lower and upper end. */
export type Interval = readonly [number, number];

/**
 * Everything the decision rule reads of one effect, in outcome units at the declared contrast, signed as estimated.
 * Computed in src/inference (or by a bootstrap, when that decides), judged in src/verdict, which computes nothing.
 */
export interface EffectTests extends ContrastEstimate {
  readonly expect: Direction;
  /** δ > 0 in outcome units; NaN when the link declares none. */
  readonly smallestEffect: number;
  readonly level: number;
  /**
   * p of the null that the claim is judged against, and the one number that enters the family:
   * increase, decrease: τ = 0, two-sided; no-decrease: τ = −δ, two-sided; no-increase: τ = δ, two-sided;
   * no-change: the larger of the two one-sided p-values against ±δ; dip-then-rise: the larger of its two parts.
   */
  readonly claimP: number;
  readonly claimPAdjusted: number;
  /** Links in the family; 1 outside a family. */
  readonly familySize: number;
  /** Pointwise at the level, at 1 − 2α, and single-step over the family (Bonferroni). */
  readonly ci: Interval;
  readonly ciEquivalence: Interval;
  readonly ciSimultaneous: Interval;
  /** At 80% power. */
  readonly minimumDetectableEffect: number;
  /** dip-then-rise only: the average of the dip, and the average of the rise less that of the dip. */
  readonly pattern: { readonly dip: ContrastEstimate; readonly rise: ContrastEstimate } | null;
}
