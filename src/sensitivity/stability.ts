import type { CheckEvidence, CheckJudgement, RefitOutcome } from "../core/check.ts";
import type { CheckStatus } from "../core/verdict.ts";
import { judgement } from "./judgement.ts";

/**
 * How a set of refits compares with the primary estimate. What counts is whether the finding changes: near zero the sign flips without
 * meaning anything.
 */
export interface Stability {
  readonly number: number;
  readonly estimated: number;
  /** Refits whose finding is another word than the primary's. */
  readonly changed: number;
  readonly signFlips: number;
  readonly smallest: number;
  readonly largest: number;
  /** The refit farthest from the primary estimate; null when none was estimated. */
  readonly mostInfluential: RefitOutcome | null;
  /** The first refit that changes the finding. */
  readonly firstChanged: RefitOutcome | null;
}

/** Compares refits with the primary; refits without an estimate are counted, not compared. */
export function stabilityOf(primary: RefitOutcome, refits: readonly RefitOutcome[]): Stability {
  const reference = primary.tau?.estimate ?? Number.NaN;
  const estimated = refits.filter((refit) => refit.tau !== null);
  const estimates = estimated.map((refit) => refit.tau!.estimate);
  let mostInfluential: RefitOutcome | null = null;
  let farthest = -1;
  for (const refit of estimated) {
    const distance = Math.abs(refit.tau!.estimate - reference);
    if (distance > farthest) {
      farthest = distance;
      mostInfluential = refit;
    }
  }
  return {
    number: refits.length,
    estimated: estimated.length,
    changed: estimated.filter((refit) => refit.finding !== primary.finding).length,
    signFlips: estimates.filter((estimate) => estimate * reference < 0).length,
    smallest: estimates.length > 0 ? Math.min(...estimates) : Number.NaN,
    largest: estimates.length > 0 ? Math.max(...estimates) : Number.NaN,
    mostInfluential,
    firstChanged: estimated.find((refit) => refit.finding !== primary.finding) ?? null,
  };
}

/**
 * Passed when every refit was estimated and none changes the finding; failed when one does; uninformative when a refit (or the primary) is missing.
 * The sentence is `<id>-<status>`; without refits `<id>-nothing`, which is `not-available`.
 */
export function stabilityJudgement(
  id: string,
  evidence: CheckEvidence,
  more: Readonly<Record<string, string | number | readonly string[]>> = {},
): CheckJudgement {
  const { primary, refits } = evidence;
  if (refits.length === 0) return judgement("not-available", `${id}-nothing`, more);
  const stability = stabilityOf(primary, refits);
  const { number, estimated, changed, signFlips, smallest, largest, mostInfluential, firstChanged } = stability;
  const complete = primary.tau !== null && estimated === number;
  const status: CheckStatus = primary.tau !== null && changed > 0 ? "failed" : complete ? "passed" : "uninformative";
  const values: Record<string, string | number | readonly string[]> = {
    ...more,
    number,
    estimated,
    changed,
    signFlips,
    smallest,
    largest,
    primary: primary.tau?.estimate ?? Number.NaN,
    finding: primary.finding,
  };
  if (mostInfluential !== null) {
    values["influentialNl"] = mostInfluential.variant.label.nl;
    values["influentialEn"] = mostInfluential.variant.label.en;
    values["influentialEstimate"] = mostInfluential.tau!.estimate;
  }
  if (firstChanged !== null) {
    values["changedNl"] = firstChanged.variant.label.nl;
    values["changedEn"] = firstChanged.variant.label.en;
    values["changedFinding"] = firstChanged.finding;
  }
  return judgement(status, `${id}-${status}`, values, { findings: refits.flatMap((refit) => refit.findings) });
}
