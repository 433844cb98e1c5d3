import { z } from "zod";
import { type CheckEvidence, type CheckInput, defineCheck } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import type { CheckStatus } from "../core/verdict.ts";
import { alphaOf, equivalenceInterval, twoSidedP } from "../inference/intervals.ts";
import { adjustPValues } from "../inference/multiplicity.ts";
import { submatrix, waldTest } from "../inference/wald.ts";
import { judgement } from "./judgement.ts";

/** The joint test must stay above this to count as not rejecting: the evaluation standard's F1, stricter than α. */
const NOT_REJECTED = 0.1;

interface Options {
  readonly leads?: number[] | undefined;
  readonly level?: number | undefined;
}

const given = z
  .strictObject({
    leads: z
      .array(z.number())
      .min(1)
      .optional()
      .describe(
        "Periods (or event times) that count as tests; default those before the window that did not measure the exposure",
      ),
    level: z.number().gt(0.5).lt(1).optional().describe("Level of the test; default the family's"),
  })
  .describe("Yearly effects before the start: were they zero?");

/**
 * The leads that count as tests. Event times: everything before −1 or the reference. Periods: those before the link's window, or, when the window
 * starts at the first period, all before the start; never the reference, and never a period that measured the exposure (its effect is mechanical).
 */
export function defaultLeads(input: CheckInput, study: NonNullable<CheckEvidence["eventStudy"]>): number[] {
  if (study.relative) return study.at.filter((time) => time < -(study.anticipation ?? 0) && time !== study.reference);
  const firstOfWindow = input.windowPeriods[0] ?? Number.POSITIVE_INFINITY;
  const start = input.postStart ?? firstOfWindow;
  const hasEarlier = input.allPeriods.some((period) => period < firstOfWindow);
  const before = hasEarlier ? Math.min(firstOfWindow, start) : start;
  return study.at.filter(
    (period) => period < before && period !== study.reference && !input.exposurePeriods.includes(period),
  );
}

/**
 * F1. Passes when every lead's 1 − 2α interval lies inside (−δ, δ) and the joint Wald test has p > 0.10; fails when the joint p or the smallest
 * Holm-adjusted lead p is ≤ α (looked at first); uninformative otherwise: a wide insignificant lead is not a pass.
 */
export const preTrends = defineCheck<Options>({
  id: "pre-trends",
  code: "F1",
  label: { nl: "Liep het vooraf gelijk op?", en: "Did they move alike beforehand?" },
  options: z.union([z.undefined(), z.null(), given]).transform((options): Options => options ?? {}),
  plan: () => [],
  judge(evidence, options) {
    const study = evidence.eventStudy;
    if (study === null) return judgement("uninformative", "pre-trends-no-event-study");
    const wanted = options.leads ?? defaultLeads(evidence, study);
    const indices = wanted.map((lead) => study.at.indexOf(lead)).filter((index) => index >= 0);
    const findings = problems(evidence, options, study);
    if (indices.length === 0) return judgement("uninformative", "pre-trends-no-lead", {}, { findings });

    const level = options.level ?? evidence.level;
    const alpha = alphaOf(level);
    const delta = evidence.smallestEffect;
    const q = study.at.length;
    const estimates = indices.map((index) => study.estimate[index]!);
    const vcov = submatrix(study.vcov, q, indices);
    const errors = indices.map((_, i) => Math.sqrt(vcov[i * indices.length + i]!));
    const joint = waldTest(estimates, vcov, study.df);
    const p = estimates.map((estimate, i) => twoSidedP(estimate, errors[i]!, study.df));
    const pAdjusted = Array.from(adjustPValues(p, "holm"));
    const intervals = estimates.map((estimate, i) => equivalenceInterval(estimate, errors[i]!, study.df, level));
    const inside = intervals.every(([low, high]) => low > -delta && high < delta);
    const rejected = joint.p <= alpha || pAdjusted.some((value) => value <= alpha);
    const status: CheckStatus = rejected ? "failed" : inside && joint.p > NOT_REJECTED ? "passed" : "uninformative";

    const farthest = farthestFrom(intervals);
    const values = {
      leads: indices.map((index) => String(study.at[index])),
      estimates: estimates.map(String),
      number: indices.length,
      p: joint.p,
      statistic: joint.statistic,
      q: joint.q,
      smallestP: Math.min(...pAdjusted.filter((value) => !Number.isNaN(value))),
      worstLead: String(study.at[indices[farthest]!]),
      worstEstimate: estimates[farthest]!,
      worstLow: intervals[farthest]![0],
      worstHigh: intervals[farthest]![1],
      smallestEffect: delta,
      intervalLevel: 1 - 2 * alpha,
    };
    return judgement(status, `pre-trends-${status}`, values, { findings });
  },
});

/** The lead whose interval reaches farthest from zero. */
function farthestFrom(intervals: readonly (readonly [number, number])[]): number {
  let at = 0;
  let reach = -1;
  for (let i = 0; i < intervals.length; i++) {
    const here = Math.max(Math.abs(intervals[i]![0]), Math.abs(intervals[i]![1]));
    if (here > reach) {
      reach = here;
      at = i;
    }
  }
  return at;
}

function problems(
  evidence: CheckEvidence,
  options: Options,
  study: NonNullable<CheckEvidence["eventStudy"]>,
): Finding[] {
  if (options.leads === undefined) return [];
  const absent = options.leads.filter((lead) => !study.at.includes(lead)).map(String);
  const mechanical = study.relative ? [] : options.leads.filter((lead) => evidence.exposurePeriods.includes(lead));
  const findings: Finding[] = [];
  if (absent.length > 0) findings.push({ code: "lead-not-estimated", severity: "warning", values: { leads: absent } });
  if (mechanical.length > 0) {
    findings.push({ code: "mechanical-lead", severity: "warning", values: { leads: mechanical.map(String) } });
  }
  return findings;
}
