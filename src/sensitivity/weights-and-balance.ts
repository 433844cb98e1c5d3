import { z } from "zod";
import { type CheckEvidence, defineCheck, type RefitOutcome } from "../core/check.ts";
import { columnOption, variantOf } from "./options.ts";
import { stabilityJudgement } from "./stability.ts";

interface Options {
  readonly weights?: string | undefined;
  readonly balance?: boolean | undefined;
}

const given = z
  .strictObject({
    weights: columnOption.optional().describe("Weights of the alternative, when the link itself has none"),
    balance: z
      .boolean()
      .optional()
      .describe(
        "false: no balanced refit, where a unit leaves the panel because of the outcome (an exit hazard): balancing would select on it",
      ),
  })
  .describe("Weighted beside unweighted, balanced beside unbalanced");

/** Asking for the other balance left the same rows, so the refit repeats the primary estimate and says nothing. */
function repeatsPrimary({ primary }: CheckEvidence, { variant, observations, tau }: RefitOutcome): boolean {
  if (variant.unbalanced === undefined) return false;
  return observations === primary.observations && tau?.estimate === primary.tau?.estimate;
}

/**
 * F7. The estimate with the other choice of weights, and with the other choice of balance: the finding must not change. A refit that repeats the primary
 * estimate is not counted.
 */
export const weightsAndBalance = defineCheck<Options>({
  id: "weights-and-balance",
  code: "F7",
  label: { nl: "Gewogen, ongewogen, gebalanceerd", en: "Weighted, unweighted, balanced" },
  options: z.union([z.undefined(), z.null(), given]).transform((options): Options => options ?? {}),
  plan(input, options) {
    const weighted =
      input.weights !== null
        ? [variantOf({ nl: "ongewogen", en: "unweighted" }, { weights: "none" })]
        : options.weights !== undefined
          ? [
              variantOf(
                { nl: `gewogen met ${options.weights}`, en: `weighted by ${options.weights}` },
                { weights: options.weights },
              ),
            ]
          : [];
    const balance = input.balanced
      ? variantOf({ nl: "ongebalanceerd", en: "unbalanced" }, { unbalanced: true })
      : variantOf({ nl: "gebalanceerd", en: "balanced" }, { unbalanced: false });
    return options.balance === false ? weighted : [...weighted, balance];
  },
  judge: (evidence) =>
    stabilityJudgement("weights-and-balance", {
      ...evidence,
      refits: evidence.refits.filter((refit) => !repeatsPrimary(evidence, refit)),
    }),
});
