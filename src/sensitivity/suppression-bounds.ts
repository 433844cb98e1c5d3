import { defineCheck } from "../core/check.ts";
import { judgement } from "./judgement.ts";
import { noOptions, variantOf } from "./options.ts";
import { stabilityOf } from "./stability.ts";

/**
 * F8. The estimate with every suppressed count at its lower end, and at its upper end, and the sharp bound of the estimate over all values between.
 * Refits at the ends alone are not bounds, because weights have both signs; without the sharp bound an unchanged finding is uninformative.
 * The ends of the sharp bound are judged with the error of the primary estimate.
 */
export const suppressionBounds = defineCheck<Record<string, never>>({
  id: "suppression-bounds",
  code: "F8",
  label: { nl: "Afgeschermde cellen", en: "Suppressed cells" },
  options: noOptions,
  plan: ({ outcomeHasIntervals }) =>
    outcomeHasIntervals
      ? [
          variantOf({ nl: "afgeschermd op het laagst", en: "suppressed at their lowest" }, { bound: "min" }),
          variantOf({ nl: "afgeschermd op het hoogst", en: "suppressed at their highest" }, { bound: "max" }),
        ]
      : [],
  judge(evidence) {
    const { primary, refits, sharpBound, suppressedShare } = evidence;
    if (!evidence.outcomeHasIntervals) return judgement("passed", "suppression-bounds-nothing");
    const findings = refits.flatMap((refit) => refit.findings);
    if (primary.tau === null) return judgement("uninformative", "suppression-bounds-uninformative", {}, { findings });
    const { se, df } = primary.tau;
    const stability = stabilityOf(primary, refits);
    const ends = sharpBound ?? [];
    const changedEnds = ends.filter((end) => evidence.findingAt(end, se, df) !== primary.finding).length;
    const values = {
      share: suppressedShare,
      primary: primary.tau.estimate,
      smallest: Math.min(stability.smallest, primary.tau.estimate),
      largest: Math.max(stability.largest, primary.tau.estimate),
      low: sharpBound?.[0] ?? Number.NaN,
      high: sharpBound?.[1] ?? Number.NaN,
      changedRefits: stability.changed,
      changedEnds,
      finding: primary.finding,
    };
    if (stability.changed > 0 || changedEnds > 0) {
      return judgement("failed", "suppression-bounds-failed", values, { findings });
    }
    const complete = sharpBound !== null && stability.estimated === refits.length && refits.length === 2;
    const status = complete ? "passed" : "uninformative";
    return judgement(status, `suppression-bounds-${status}`, values, { findings });
  },
});
