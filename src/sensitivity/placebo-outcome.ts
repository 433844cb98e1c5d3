import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { falsificationJudgement } from "./falsification.ts";
import { columnOption, doseOption, labelOption, smallestEffectOption, variantOf } from "./options.ts";

const outcome = z.strictObject({
  outcome: columnOption,
  label: labelOption.optional(),
  dose: doseOption.optional(),
  smallest_effect: smallestEffectOption.optional(),
});
type PlaceboOutcome = z.infer<typeof outcome>;
interface Options {
  readonly outcomes: PlaceboOutcome[];
}

const schema = z
  .strictObject({ outcomes: z.array(z.union([columnOption, outcome])).min(1) })
  .transform(
    ({ outcomes }): Options => ({
      outcomes: outcomes.map((entry) => (typeof entry === "string" ? { outcome: entry } : entry)),
    }),
  )
  .describe("Outcomes that the programme cannot have moved");

/** F4. The link's own estimate on outcomes that should not move, judged by the falsification rule. */
export const placeboOutcome = defineCheck<Options>({
  id: "placebo-outcome",
  code: "F4",
  label: { nl: "Nepuitkomsten", en: "Placebo outcomes" },
  options: schema,
  plan: (_, { outcomes }) =>
    outcomes.map(({ outcome: name, label, dose }) =>
      variantOf(label ?? { nl: name, en: name }, { outcome: name, dose }),
    ),
  judge(evidence, { outcomes }) {
    const placebos = outcomes.map((entry, i) => ({
      refit: evidence.refits[i] ?? null,
      smallestEffect: entry.smallest_effect ?? evidence.smallestEffect,
    }));
    return falsificationJudgement("placebo-outcome", placebos, evidence.level);
  },
});
