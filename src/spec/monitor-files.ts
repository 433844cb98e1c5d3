import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { checkValue } from "./check-schema.ts";
import { sentenceOf } from "./read-study.ts";
import { bilingual } from "./words.ts";
import { readYaml } from "./yaml-file.ts";

const name = z.string().min(1);
const condition = z.string().min(1).describe("A condition in SQL over the table's columns");

const aggregateSchema = z.union([
  z.enum(["mean", "sum"]).describe("How areas become one series; a sum for counts that add up"),
  z.strictObject({ weighted: name.describe("Indicator with the same keys whose values are the weights") }),
]);

const memberSchema = z
  .strictObject({
    id: name,
    title: bilingual,
    where: z
      .record(name, condition)
      .optional()
      .describe("Table → which of its rows count; the indicator's formula then sees no others"),
    indicator: name.optional().describe("Another indicator that is this part"),
    instead: z
      .record(name, z.string().min(1))
      .optional()
      .describe("Table → SELECT that stands for it in the indicator's formula; main.<table> is the table itself"),
  })
  .refine(
    ({ where, indicator, instead }) => [where, indicator, instead].filter((one) => one !== undefined).length === 1,
    "expected one of where, instead and indicator",
  );

const breakdownSchema = z.strictObject({
  id: name,
  title: bilingual,
  note: bilingual.optional().describe("How the groups were made, where a reader has to know"),
  of: z.array(name).min(1).describe("Indicators that are broken down"),
  needs: z.array(name).default([]).describe("Further tables that the conditions read"),
  members: z.array(memberSchema).min(1),
});

/** monitor.yaml: how a study's indicators become series. All of it is optional. */
export const monitorSpecSchema = z.strictObject({
  periods: z
    .record(name, z.strictObject({ shift: z.number().int().default(0), title: bilingual.optional() }))
    .default({})
    .describe("Key columns that are time; shift: base period of that column less the study's baseline"),
  leave_out: z.array(name).default([]).describe("Indicators that are no result: weights and keys of others"),
  aggregate: z
    .record(name, aggregateSchema)
    .default({})
    .describe("Indicator → how its areas become one series where it has no level of one area; default the mean"),
  people: z
    .array(name)
    .optional()
    .describe("Dutch nouns of people, whose small counts are not shown; default every count is protected"),
  breakdowns: z.array(breakdownSchema).default([]),
});
export type MonitorSpec = z.infer<typeof monitorSpecSchema>;
export type BreakdownSpec = MonitorSpec["breakdowns"][number];
export type AggregateSpec = MonitorSpec["aggregate"][string];

const oursSchema = z
  .strictObject({
    sources: z.array(name).min(1).describe("Tables that the query reads; `places` may be one"),
    sql: z.string().min(1).describe("SELECT of one row with `value`, or `value`, `value_min` and `value_max`"),
  })
  .describe("Our own number, in the unit of the published one");

const figureSchema = z
  .strictObject({
    id: name,
    what: bilingual,
    value: z.number().describe("The number as published"),
    unit: bilingual,
    decimals: z.number().int().min(0).max(6).default(0).describe("Decimals as published"),
    about: z.boolean().default(false).describe("The source itself rounds or says about"),
    period: name,
    source: name.describe("Where it was published"),
    ours: oursSchema.optional(),
    same: z
      .enum(["yes", "nearly", "no"])
      .optional()
      .describe("Whether ours counts the same thing; nearly: another day or another base, same notion"),
    difference: bilingual.optional().describe("What ours counts differently"),
    missing: bilingual.optional().describe("Why there is no number of ours"),
  })
  .refine(({ ours, missing }) => (ours === undefined) !== (missing === undefined), "expected either ours or missing")
  .refine(
    ({ ours, same, difference }) => ours === undefined || (same !== undefined && (same === "yes" || difference)),
    "a number of ours needs same, and what differs unless it is yes",
  );

/** published.yaml: figures that others published, and how ours are computed. */
export const publishedFiguresSchema = z.strictObject({ figures: z.array(figureSchema).default([]) });
export type PublishedFigureSpec = z.infer<typeof publishedFiguresSchema>["figures"][number];

/**
 * Reads one file of the monitor against its schema.
 *
 * @throws InputError with every problem at its line and column
 */
export function readMonitorFile<Output>(schema: z.ZodType<Output>, path: string, text: string): Output {
  const file = readYaml(path, text);
  const checked = file.value === undefined ? { value: null, problems: [] } : checkValue(schema, file);
  const problems = [...file.problems, ...checked.problems];
  if (problems.length > 0 || checked.value === null) throw new InputError(problems.map(sentenceOf));
  return checked.value;
}
