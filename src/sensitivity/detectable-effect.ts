import { z } from "zod";
import { defineCheck } from "../core/check.ts";
import { minimumDetectableEffect, POWER } from "../inference/power.ts";
import { judgement } from "./judgement.ts";

interface Options {
  readonly power: number;
}

/**
 * F12. The achieved minimum detectable effect against δ. It explains an undecided finding and overrides nothing: passed when it is at most δ,
 * uninformative otherwise.
 */
export const detectableEffect = defineCheck<Options>({
  id: "minimum-detectable-effect",
  code: "F12",
  label: { nl: "Onderscheidend vermogen", en: "Power" },
  options: z
    .union([
      z.undefined(),
      z.null(),
      z.strictObject({
        power: z.number().gt(0.5).lt(1).optional().describe("Chance of finding the effect; default 0.8"),
      }),
    ])
    .transform((options): Options => ({ power: options?.power ?? POWER })),
  plan: () => [],
  judge(evidence, { power }) {
    const { primary, level, smallestEffect } = evidence;
    const mde =
      primary.tau === null ? Number.NaN : minimumDetectableEffect(primary.tau.se, primary.tau.df, level, power);
    const values = { mde, smallestEffect, power };
    if (Number.isNaN(mde)) return judgement("uninformative", "minimum-detectable-effect-unknown", values);
    if (Number.isNaN(smallestEffect))
      return judgement("uninformative", "minimum-detectable-effect-no-threshold", values);
    const status = mde <= smallestEffect ? "passed" : "uninformative";
    return judgement(status, `minimum-detectable-effect-${status}`, values);
  },
});
