import { z } from "zod";

export const options = z.strictObject({
  method: z
    .enum(["reg", "ipw", "dr"])
    .default("dr")
    .describe("How covariates enter: outcome regression, normalised inverse probability weights, or both"),
  comparison: z
    .enum(["never-treated", "not-yet-treated"])
    .optional()
    .describe("Who stands in for the untreated; default what a staggered design declares, else never-treated"),
  basePeriod: z
    .enum(["varying", "universal"])
    .default("varying")
    .describe("Before the start: relative to the period before, or to the last period before anticipation"),
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
    .describe(
      "Columns held constant at their base-period values, or a formula such as ~ x + I(x^2); default the design's, else none",
    ),
  unbalanced: z.boolean().default(false).describe("Use units that are not seen in every period"),
  panel: z.boolean().default(true).describe("False: repeated cross-sections, every row a unit of its own"),
  influence: z
    .enum(["exact", "did"])
    .default("exact")
    .describe("Errors of dr where units are not seen in every period: the derivative, or as did 2.5.1 has them"),
  aggregation: z
    .enum(["all", "att-gt", "overall", "dynamic", "cohort", "calendar"])
    .default("all")
    .describe("Cells, or an average of them with its overall effect, or all of these"),
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
    .enum(["sample", "by-period"])
    .default("sample")
    .describe("Cohort sizes that weigh cells: in the whole sample, or in each cell's own period"),
  draws: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("Draws of the multiplier bootstrap for errors and bands; 0: analytic"),
});

type Given = z.infer<typeof options>;

/** Options with what a design may declare filled in. */
export interface Options extends Omit<Given, "comparison" | "anticipation" | "covariates"> {
  readonly comparison: NonNullable<Given["comparison"]>;
  readonly anticipation: number;
  readonly covariates: readonly string[];
}

/** @throws RangeError when covariates are still a formula: the caller expands it into columns of the design */
export function fillOptions(given: Given): Options {
  const { comparison = "never-treated", anticipation = 0, covariates = [] } = given;
  if (typeof covariates === "string")
    throw new RangeError(`callaway-santanna: the formula "${covariates}" was not expanded into columns`);
  return { ...given, comparison, anticipation, covariates };
}
