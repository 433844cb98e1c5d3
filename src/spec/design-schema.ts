import { z } from "zod";
import { COVARIANCE_KINDS } from "../core/design.ts";
import { derivedSchema } from "./study-schema.ts";
import { bilingual, columnName, oneOrMore, range, sql } from "./words.ts";

export const sampleSchema = z.strictObject({
  where: sql.optional().describe("Rows that belong to the population"),
  require: z.array(columnName).default([]).describe("Columns that may not be missing"),
  each_period: sql.optional().describe("Condition on every row; rows that fail it are dropped"),
  balanced: range.optional().describe("Keep the units that are present in every period of this range"),
});

const shared = {
  weights: columnName.optional().describe("Column of weights; without it every row counts once"),
  cluster: oneOrMore.optional().describe("Column(s) within which errors may be correlated"),
};
const post = sql.describe("Which periods lie after the start, e.g. exam_year >= 2022");
const treated = sql.describe("Which units are treated, as a condition in SQL");
const groupValues = z.array(z.union([z.string(), z.number()])).min(1);
const competing = z
  .string()
  .min(1)
  .optional()
  .describe("Why groups that add up to one whole are compared all the same; without a reason that is refused");
const insideWindow = z
  .string()
  .min(1)
  .optional()
  .describe("Why the dose may be measured in years that are also outcome years; without a reason that is refused");

export const designSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("dose"),
    dose: columnName.describe("Column with each unit's dose, constant over time"),
    post,
    allow_dose_inside_window: insideWindow,
    ...shared,
  }),
  z.strictObject({ kind: z.literal("two-by-two"), treated, post, allow_competing_groups: competing, ...shared }),
  z.strictObject({
    kind: z.literal("staggered"),
    cohort: columnName.describe("First treated period; empty, 0 or Inf = never treated"),
    comparison: z
      .enum(["never-treated", "not-yet-treated"])
      .default("not-yet-treated")
      .describe("Whose outcomes stand in for those of the treated"),
    anticipation: z.number().int().min(0).default(0).describe("Periods before treatment in which it may have effect"),
    covariates: z.string().optional().describe("Covariates as a formula, e.g. ~ lpop"),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal("regression"),
    formula: z.string().min(1).describe("outcome ~ terms | absorbed effects"),
    define: z
      .record(z.string().min(1), sql)
      .default({})
      .describe("0/1 columns that the formula uses, e.g. post: exam_year >= 2022"),
    term: z.string().optional().describe("Coefficient that the verdict reads; default the first"),
    post: post.optional().describe("Which periods lie after the start, for checks and figures"),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal("triple-difference"),
    group: columnName.describe("Column of the third difference"),
    against: groupValues.describe("Values of it that are compared with"),
    affected: groupValues
      .optional()
      .describe("Values of it that the policy is meant for; default all others. Rows of neither are left out"),
    treated: treated.optional(),
    dose: columnName.optional().describe("Instead of treated: column with each unit's dose, constant over time"),
    within: oneOrMore
      .optional()
      .describe("Column(s) of the unit in which groups are compared; default the panel's unit without the group"),
    post,
    allow_competing_groups: competing,
    allow_dose_inside_window: insideWindow,
    ...shared,
  }),
  z.strictObject({ kind: z.literal("synthetic-control"), treated, post, ...shared }),
  z.strictObject({ kind: z.literal("interrupted-time-series"), post, ...shared }),
  z
    .strictObject({ kind: z.literal("trade-off"), ...shared })
    .describe("Changes of two outcomes laid against each other, by the model trade-off"),
  z.strictObject({ kind: z.literal("descriptive"), ...shared }),
]);

/** Kinds of design that a specification may declare. */
export const DESIGN_KINDS: readonly string[] = designSchema.options.map(({ shape }) => shape.kind.value);

const contrastEnd = z.union([z.number(), z.enum(["mean", "weighted-mean", "median", "min", "max"])]);
export const contrastSchema = z
  .strictObject({ from: contrastEnd.default(0), to: contrastEnd })
  .describe("Two doses; every rule uses the effect of going from the first to the second");

export const standardErrorKinds = [...COVARIANCE_KINDS, "CR2", "CR3", "NW", "DK"] as const;

export const standardError = z.union([
  z.enum(standardErrorKinds),
  z
    .string()
    .regex(
      /^(?:(?:NW|DK)\(\d{1,9}\)|conley\(\d+(?:\.\d+)?\))$/,
      `one of ${standardErrorKinds.join(", ")}, NW(lag), DK(lag), conley(km)`,
    ),
]);

/** What an alternative estimate or a refit of a check may change in the link's own design. */
export const variantShape = {
  label: bilingual.optional().describe("How tables and figures call this estimate"),
  outcome: columnName.optional(),
  dose: z
    .union([columnName, derivedSchema])
    .optional()
    .describe("Another dose: a column, or the mean of one over periods"),
  post: post.optional(),
  window: sql.optional().describe("Replaces the link's window"),
  where: sql.optional().describe("Further condition on rows"),
  sample: sampleSchema.optional().describe("Replaces the link's sample"),
  weights: z
    .union([columnName, z.literal("none")])
    .optional()
    .describe("Another column of weights, or none"),
  cluster: oneOrMore.optional().describe("Column(s) within which errors may be correlated"),
  se: standardError.optional().describe("Kind of standard error"),
  formula: z
    .string()
    .optional()
    .describe("regression: replaces the formula; other designs: a regression of the same rows instead"),
  define: z.record(z.string().min(1), sql).optional().describe("Further 0/1 columns for the formula"),
  term: z.string().optional().describe("Another coefficient of the formula"),
  contrast: contrastSchema.optional(),
};
export const variantSchema = z.strictObject(variantShape);
export type VariantSpec = z.infer<typeof variantSchema>;
