import { z } from "zod";

export const options = z.strictObject({
  comparison: z
    .enum(["never-treated", "last-treated"])
    .default("never-treated")
    .describe(
      "Who stands in for the untreated: the never treated (the last cohort, before its start, where there are none), or the last cohort in any case",
    ),
  reference: z
    .union([z.number().negative(), z.array(z.number().negative()).min(1)])
    .optional()
    .describe(
      "Event times that effects are relative to; default the last one observed before the start, −1 on yearly data",
    ),
  anticipation: z
    .number()
    .min(0)
    .optional()
    .describe(
      "How long before the start treatment may have effect, in units of the period; default the design's, else 0",
    ),
  covariates: z
    .union([z.array(z.string()), z.string()])
    .optional()
    .describe("Columns held constant, or a formula such as ~ x + I(x^2); default the design's, else none"),
  absorb: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Effects to absorb instead of unit and period; several columns joined by ^ for their combination"),
  aggregation: z
    .enum(["all", "att-gt", "overall", "dynamic", "cohort", "calendar"])
    .default("all")
    .describe("Cells, or averages by event time, cohort or period with the overall effect, or all of these"),
  balance: z
    .number()
    .min(0)
    .optional()
    .describe("Event times of the cohorts seen at least this long after their start"),
  window: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe("Event times to report; effects after its end are in no overall or cohort average"),
  shares: z
    .enum(["fixed", "estimated"])
    .default("fixed")
    .describe(
      "Whether errors of averages take cohort shares as known, as fixest does, or as estimated from the sample",
    ),
});

type Given = z.infer<typeof options>;

/** Options with what a design may declare filled in. */
export interface Options extends Omit<Given, "reference" | "anticipation" | "covariates"> {
  /** Null: the last event time observed before anticipation, by cohort. */
  readonly reference: readonly number[] | null;
  readonly anticipation: number;
  readonly covariates: readonly string[];
}

/** @throws RangeError when covariates are still a formula: the caller expands it into columns of the design */
export function fillOptions(given: Given): Options {
  const { reference, anticipation = 0, covariates = [] } = given;
  if (typeof covariates === "string")
    throw new RangeError(`sun-abraham: the formula "${covariates}" was not expanded into columns`);
  return { ...given, reference: reference === undefined ? null : [reference].flat(), anticipation, covariates };
}
