import type { CovarianceKind, DependentKind } from "../core/design.ts";
import type { Factor } from "../core/table.ts";
import { isNested } from "../numerics/factor.ts";
import { isLeverageKind } from "./leverage.ts";

/** How a variance is scaled up for small samples; the names and defaults are those of fixest 0.14's `ssc()`. */
export interface SmallSample {
  /** Multiply by (n − 1) / (n − K). */
  readonly adjK: boolean;
  /** Absorbed effects in K: not at all, those not nested in a cluster, or all. */
  readonly K: "none" | "nonnested" | "full";
  /** Leave out of K the levels that are redundant in addition to one per effect after the first. */
  readonly exactK: boolean;
  /** Multiply by G / (G − 1); for HC every observation is its own cluster. */
  readonly adjG: boolean;
  /** G of each part of a multi-way variance: the smallest of the ways, or the part's own. */
  readonly G: "min" | "conventional";
  /** Degrees of freedom of t: min(G) − 1, or n − K. */
  readonly tdf: "min" | "conventional";
}

export const DEFAULT_SMALL_SAMPLE: SmallSample = {
  adjK: true,
  K: "nonnested",
  exactK: false,
  adjG: true,
  G: "min",
  tdf: "min",
};

/** HC0, CR0 and the corrections by leverage (HC2 to HC5) take no factor whatever the options say. */
export function smallSampleFor(kind: CovarianceKind | DependentKind, options: Partial<SmallSample>): SmallSample {
  const chosen = { ...DEFAULT_SMALL_SAMPLE, ...options };
  return kind === "HC0" || kind === "CR0" || isLeverageKind(kind) ? { ...chosen, adjK: false, adjG: false } : chosen;
}

/**
 * K of (n − 1) / (n − K): the coefficients plus the levels of the absorbed effects, less one per effect after the first.
 *
 * With `K: "nonnested"` the levels of effects that lie within a cluster count as one in all: clustering already allows for them
 * (fixest 0.14; Cameron and Miller 2015, section V.B). Without clusters nothing is nested and all levels count.
 *
 * Slopes that vary over levels count in full (`slopeCoefficients`), nested or not, unless `K: "none"`.
 *
 * @param clusters on the same rows as the effects; empty for iid and HC
 */
export function countParameters(
  coefficients: number,
  effects: readonly Factor[],
  redundantLevels: number,
  clusters: readonly Factor[],
  rule: Pick<SmallSample, "K" | "exactK">,
  slopeCoefficients = 0,
): number {
  if (rule.K === "none") return coefficients;
  if (effects.length === 0) return coefficients + slopeCoefficients;
  const isAbsorbedByCluster = (effect: Factor) => clusters.some((cluster) => isNested(effect, cluster));
  const counted = rule.K === "full" ? effects : effects.filter((effect) => !isAbsorbedByCluster(effect));
  const nestedSet = counted.length < effects.length ? 1 : 0;
  const levels = counted.reduce((total, effect) => total + effect.count, nestedSet);
  const normalised = Math.max(0, counted.length + nestedSet - 1);
  const redundant = rule.exactK && counted.length === effects.length ? redundantLevels : 0;
  return coefficients + levels + slopeCoefficients - normalised - redundant;
}
