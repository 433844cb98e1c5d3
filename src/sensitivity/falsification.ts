import type { CheckJudgement, RefitOutcome } from "../core/check.ts";
import type { Interval } from "../core/effect.ts";
import type { CheckStatus } from "../core/verdict.ts";
import { alphaOf, equivalenceInterval } from "../inference/intervals.ts";
import { adjustPValues } from "../inference/multiplicity.ts";
import { judgement, worst } from "./judgement.ts";

/** A place where nothing should happen, with the size that would matter there. */
export interface Placebo {
  /** Null when no sensible refit exists. */
  readonly refit: RefitOutcome | null;
  /** δ > 0 in units of its outcome, or NaN. */
  readonly smallestEffect: number;
}

export interface PlaceboResult {
  readonly status: CheckStatus;
  readonly pAdjusted: number;
  /** At 1 − 2α. */
  readonly interval: Interval;
}

/**
 * The rule of a falsification test: passes when its 1 − 2α interval lies inside (−δ, δ), so that an effect that matters is ruled out; fails when its
 * p, adjusted by Holm within the check, is ≤ α; uninformative otherwise (a wide interval around zero is no reassurance).
 */
export function judgePlacebos(placebos: readonly Placebo[], level: number): PlaceboResult[] {
  const adjusted = adjustPValues(
    placebos.map(({ refit }) => refit?.tau?.p ?? Number.NaN),
    "holm",
  );
  return placebos.map(({ refit, smallestEffect }, i) => {
    const tau = refit?.tau ?? null;
    if (tau === null) return { status: "uninformative", pAdjusted: Number.NaN, interval: [Number.NaN, Number.NaN] };
    const interval = equivalenceInterval(tau.estimate, tau.se, tau.df, level);
    const inside = interval[0] > -smallestEffect && interval[1] < smallestEffect;
    const rejected = adjusted[i]! <= alphaOf(level);
    return { status: inside ? "passed" : rejected ? "failed" : "uninformative", pAdjusted: adjusted[i]!, interval };
  });
}

/**
 * One judgement over all placebos of a check: failed if any failed, passed if all passed, uninformative otherwise.
 * The sentence is `<id>-<status>`, filled with the placebo that matters most for the status: the smallest adjusted p of those that have it.
 */
export function falsificationJudgement(id: string, placebos: readonly Placebo[], level: number): CheckJudgement {
  const results = judgePlacebos(placebos, level);
  const status = worst(results.map((result) => result.status));
  const findings = placebos.flatMap(({ refit }) => refit?.findings ?? []);
  const estimated = results.filter((_, i) => placebos[i]?.refit?.tau != null).length;
  const counts = { number: placebos.length, estimated, failed: results.filter((r) => r.status === "failed").length };
  if (estimated === 0) return judgement("uninformative", `${id}-not-estimated`, counts, { findings });

  let shown = -1;
  for (let i = 0; i < results.length; i++) {
    if (results[i]!.status !== status || placebos[i]?.refit?.tau == null) continue;
    if (shown < 0 || results[i]!.pAdjusted < results[shown]!.pAdjusted) shown = i;
  }
  if (shown < 0) shown = results.findIndex((_, i) => placebos[i]?.refit?.tau != null);
  const { refit, smallestEffect } = placebos[shown]!;
  const [low, high] = results[shown]!.interval;
  const values = {
    ...counts,
    nameNl: refit!.variant.label.nl,
    nameEn: refit!.variant.label.en,
    estimate: refit!.tau!.estimate,
    low,
    high,
    p: refit!.tau!.p,
    pAdjusted: results[shown]!.pAdjusted,
    smallestEffect,
    intervalLevel: 1 - 2 * alphaOf(level),
  };
  const pAdjusted = results.filter((_, i) => placebos[i]?.refit != null).map((result) => result.pAdjusted);
  return judgement(status, `${id}-${status}`, values, { pAdjusted, findings });
}
