import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { columnOption, variantOf } from "./options.ts";
import { stabilityJudgement } from "./stability.ts";

interface Options {
  readonly weights?: string | undefined;
}

const given = z
  .strictObject({
    weights: columnOption.optional().describe("Weights of the alternative, when the link itself has none"),
  })
  .describe("Weighted beside unweighted, balanced beside unbalanced");

/** F7. The estimate with the other choice of weights, and with the other choice of balance: the finding must not change. */
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
    return [...weighted, balance];
  },
  judge: (evidence) => stabilityJudgement("weights-and-balance", evidence),
});
