import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { labelOption, sqlOption, variantOf } from "./options.ts";
import { stabilityJudgement } from "./stability.ts";

const window = z.strictObject({
  label: labelOption,
  window: sqlOption,
  post: sqlOption.optional(),
});
interface Options {
  readonly windows: z.infer<typeof window>[];
}

/** The estimate on other spans of periods, other base years among them: the finding must not depend on the choice. */
export const alternativeWindows = defineCheck<Options>({
  id: "alternative-windows",
  code: null,
  label: { nl: "Andere jaren en basisjaren", en: "Other periods and base years" },
  options: z
    .strictObject({ windows: z.array(window).min(1) })
    .describe("Other spans of periods to estimate the link on"),
  plan: (_, { windows }) => windows.map(({ label, ...changes }) => variantOf(label, changes)),
  judge: (evidence) => stabilityJudgement("alternative-windows", evidence),
});
