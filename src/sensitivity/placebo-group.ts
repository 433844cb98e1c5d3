import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { falsificationJudgement } from "./falsification.ts";
import { columnOption, doseOption, labelOption, smallestEffectOption, sqlOption, variantOf } from "./options.ts";

const group = z
  .strictObject({
    label: labelOption,
    outcome: columnOption.optional(),
    dose: doseOption.optional(),
    formula: z.string().min(1).optional().describe("Replaces the link's formula"),
    where: sqlOption.optional(),
    define: z.record(z.string(), sqlOption).optional().describe("0/1 columns that the formula uses"),
    term: z.string().min(1).optional().describe("Coefficient to read"),
    smallest_effect: smallestEffectOption.optional(),
  })
  .describe("A group that is treated as if it were exposed, and what changes in the design for it");

interface Options {
  readonly groups: z.infer<typeof group>[];
}

/** F5. The link's own estimate with a group that was not exposed in the role of one that was, judged by the falsification rule. */
export const placeboGroup = defineCheck<Options>({
  id: "placebo-group",
  code: "F5",
  label: { nl: "Nepgroepen", en: "Placebo groups" },
  options: z
    .strictObject({ groups: z.array(group).min(1) })
    .describe("Groups that were not exposed, treated as if they were"),
  plan: (_, { groups }) => groups.map(({ label, smallest_effect: _own, ...changes }) => variantOf(label, changes)),
  judge(evidence, { groups }) {
    const placebos = groups.map((entry, i) => ({
      refit: evidence.refits[i] ?? null,
      smallestEffect: entry.smallest_effect ?? evidence.smallestEffect,
    }));
    return falsificationJudgement("placebo-group", placebos, evidence.level);
  },
});
