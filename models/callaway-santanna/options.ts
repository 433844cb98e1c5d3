import { z } from "zod";

export const options = z.strictObject({
  /** How covariates enter: outcome regression, normalised inverse probability weights, or both (doubly robust). Without covariates all three are the same. */
  method: z.enum(["reg", "ipw", "dr"]).default("dr"),
  comparison: z.enum(["never-treated", "not-yet-treated"]).default("never-treated"),
  /** Before the start: relative to the period before ("varying"), or to the last period before anticipation ("universal"). */
  basePeriod: z.enum(["varying", "universal"]).default("varying"),
  /** How long before the start treatment may already have effect, in units of the period. */
  anticipation: z.number().min(0).default(0),
  /** Columns whose base-period values are held constant; in a specification or on the command line also a one-sided formula. */
  covariates: z.union([z.array(z.string()), z.string()]).default([]),
  /** Use units that are not seen in every period; otherwise they are left out and counted. */
  unbalanced: z.boolean().default(false),
  /** False: rows are repeated cross-sections, every row a unit of its own. */
  panel: z.boolean().default(true),
  /** Errors of "dr" where units are not seen in every period: "did" repeats a sign of did 2.5.1, "exact" is the derivative; see the method's page. */
  influence: z.enum(["did", "exact"]).default("did"),
  aggregation: z.enum(["all", "att-gt", "overall", "dynamic", "cohort", "calendar"]).default("all"),
  /** Event times: only cohorts seen at least this long after their start, so that every event time averages the same cohorts. */
  balance: z.number().min(0).optional(),
  /** Event times to report, inclusive; effects after its end are in no average over event times, cohorts or all cells. */
  window: z.tuple([z.number(), z.number()]).optional(),
  /** Cohort sizes that weigh cells: in the whole sample, or in each cell's own period where the composition changes. */
  shares: z.enum(["sample", "by-period"]).default("sample"),
  /** Draws of the multiplier bootstrap for errors and bands; 0: analytic. */
  draws: z.number().int().min(0).max(1_000_000).default(0),
});

export type Options = z.infer<typeof options>;
