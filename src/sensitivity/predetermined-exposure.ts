import { z } from "zod";
import { type CheckInput, defineCheck } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import { judgement } from "./judgement.ts";
import { doseOption, variantOf } from "./options.ts";

type Dose = z.infer<typeof doseOption>;
interface Options {
  readonly alternatives: Dose[];
}

const given = z
  .strictObject({
    alternatives: z
      .array(doseOption)
      .optional()
      .describe("Other ways to measure the exposure beforehand: they should not change the finding"),
  })
  .describe("Was the exposure measured before the outcome?");

/** First period that belongs to the outcome: where the window starts, or the start itself when that is earlier. */
function outcomeStart(input: CheckInput): number {
  return Math.min(input.windowPeriods[0] ?? Number.POSITIVE_INFINITY, input.postStart ?? Number.POSITIVE_INFINITY);
}

function labelOf(dose: Dose): { nl: string; en: string } {
  if (typeof dose === "string") return { nl: `Blootstelling ${dose}`, en: `Exposure ${dose}` };
  const [first, last] = dose.over;
  const years = first === last ? `${first}` : `${first}–${last}`;
  return { nl: `Blootstelling uit ${years}`, en: `Exposure from ${years}` };
}

/** Alternatives measured inside the window are the trap this check looks for, not a test of it. */
function usable(input: CheckInput, { alternatives }: Options): readonly Dose[] {
  return alternatives.filter((dose) => typeof dose === "string" || dose.over[1] < outcomeStart(input));
}

/**
 * F3. Failed when a period that measured the exposure lies in or after the window of the outcome, or when an alternative exposure gives an estimate
 * of the other sign and another finding. Passed when all measuring periods end before the window and every alternative has the same sign or the same
 * finding. Uninformative when the measuring periods are not known, or an alternative could not be estimated.
 */
export const predeterminedExposure = defineCheck<Options>({
  id: "predetermined-exposure",
  code: "F3",
  label: { nl: "Blootstelling vooraf gemeten", en: "Exposure measured beforehand" },
  options: z
    .union([z.undefined(), z.null(), given])
    .transform((options): Options => ({ alternatives: options?.alternatives ?? [] })),
  plan: (input, options) => usable(input, options).map((dose) => variantOf(labelOf(dose), { dose })),
  judge(evidence, options) {
    const { exposurePeriods, primary, refits } = evidence;
    if (evidence.dose === null) return judgement("not-available", "predetermined-exposure-no-exposure");
    const inside = exposurePeriods.filter((period) => period >= outcomeStart(evidence));
    if (inside.length > 0) {
      const values = { periods: inside.map(String), first: outcomeStart(evidence), number: inside.length };
      return judgement("failed", "predetermined-exposure-inside", values);
    }
    if (exposurePeriods.length === 0) return judgement("uninformative", "predetermined-exposure-unknown");

    const leftOut = options.alternatives.length - usable(evidence, options).length;
    const findings: Finding[] =
      leftOut > 0
        ? [{ code: "alternative-exposure-inside-window", severity: "warning", values: { number: leftOut } }]
        : [];
    const estimated = refits.filter((refit) => refit.tau !== null);
    const sameFinding = estimated.filter((refit) => refit.finding === primary.finding);
    const sameSign = estimated.filter((refit) => refit.tau!.estimate * (primary.tau?.estimate ?? Number.NaN) > 0);
    const agree = estimated.filter((refit) => sameFinding.includes(refit) || sameSign.includes(refit));
    const values = {
      from: Math.min(...exposurePeriods),
      to: Math.max(...exposurePeriods),
      number: refits.length,
      agree: agree.length,
      criterion: sameFinding.length === estimated.length ? "finding" : "sign",
    };
    const more = { findings: [...findings, ...refits.flatMap((refit) => refit.findings)] };
    if (agree.length < estimated.length)
      return judgement("failed", "predetermined-exposure-alternatives", values, more);
    if (estimated.length < refits.length)
      return judgement("uninformative", "predetermined-exposure-not-estimated", values, more);
    const sentence = refits.length > 0 ? "predetermined-exposure-passed-alternatives" : "predetermined-exposure-passed";
    return judgement("passed", sentence, values, more);
  },
});
