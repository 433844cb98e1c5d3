import { z } from "zod";
import { downloadSchema } from "./download-schema.ts";
import { bilingual, columnName, levelName, range, slug } from "./words.ts";

export const sourceSchema = z.strictObject({
  reader: z.string().min(1).default("auto").describe("Which reader of data/ reads it; auto: recognised by its columns"),
  files: z.array(z.string().min(1)).min(1).describe("Paths or patterns, from the study's root"),
  along: z
    .array(z.string().min(1))
    .default([])
    .describe("Files read into the same table once any of `files` is there, e.g. the year that comes with the study"),
  optional: z.boolean().default(false).describe("A table that may be absent: links that need it are not testable"),
  title: bilingual.optional().describe("Name of the table for readers"),
  columns: z.array(z.string()).optional().describe("Columns the table must have; named when it is absent"),
  from: bilingual.optional().describe("Where the table can be had; named when it is absent"),
  template: z.string().optional().describe("Template that `effectmeter template` writes for filling it in"),
  attribution: bilingual.optional().describe("What to print with every number from it; default the reader's"),
  licence: z.string().min(1).optional().describe("Licence of the data; default the reader's"),
  url: z.url().optional().describe("Where the data were published; default the reader's"),
  download: downloadSchema.optional(),
});

export const derivedSchema = z
  .strictObject({ mean: columnName, over: range })
  .describe("One value per unit: the mean of a column over a range of periods");

export const panelSchema = z.strictObject({
  unit: z.union([columnName, z.array(columnName).min(1)]).describe("Key column(s) of the unit"),
  period: columnName.describe("Key column of the period, a year for instance"),
  columns: z.array(columnName).min(1).describe("Indicators; the first one decides which rows exist"),
  derived: z
    .record(z.string().min(1), derivedSchema)
    .default({})
    .describe("Columns with one value per unit, such as a dose"),
});

const placesSchema = z
  .strictObject({
    sources: z.array(z.string()).min(1).describe("Tables that the query reads"),
    optional: z
      .array(z.string())
      .default([])
      .describe(
        "Tables that it reads when they are there; absent ones are empty, with the columns their source declares",
      ),
    levels: z
      .record(levelName, z.strictObject({ title: bilingual }))
      .describe("Columns of the query by which indicators can be computed, finest first"),
    sql: z.string().min(1).describe("SELECT with one row per finest unit, and a column for every level"),
  })
  .describe("To which areas each unit belongs: the table `places` for indicators that are computed at several levels");

const isoDate = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "a day as YYYY-MM-DD");
const sourceColumn = z.string().min(1);
const eventDates = {
  announced: isoDate.optional().describe("First day on which it was known"),
  paid: isoDate.optional().describe("First day on which money was paid"),
  started: isoDate.optional().describe("First day on which it could have effect"),
};

export const treatmentSchema = z
  .strictObject({
    source: z.string().min(1).describe("Table with one row per unit"),
    unit: sourceColumn.describe("Its column with the unit"),
    level: z.string().min(1).describe("Key of the panels that this unit is, e.g. vestiging"),
    announced: sourceColumn.optional().describe("Column with the day on which it was known"),
    paid: sourceColumn.optional().describe("Column with the day of the first payment"),
    started: sourceColumn
      .optional()
      .describe("Column with the day from which it could have effect; $cohort in designs"),
    dose: sourceColumn.optional().describe("Column with how much, from 0; $dose in designs"),
    measured: isoDate.optional().describe("Day on which the dose was fixed; default the announcement"),
    round: sourceColumn.optional().describe("Column with the round of approval"),
    type: sourceColumn.optional().describe("Column with the kind of treatment"),
    rounds: z
      .array(z.union([z.string(), z.number()]))
      .min(1)
      .optional()
      .describe("The only rounds there are"),
    types: z.array(z.string()).min(1).optional().describe("The only kinds there are"),
    dates: z.strictObject(eventDates).optional().describe("Days that hold for all units where the table has no column"),
  })
  .describe("Who was treated when and how much: a dated table, one row per unit");

const selectSql = z.string().min(1);
export const predecessorsSchema = z
  .strictObject({
    unit: z.string().min(1).describe("Key of the panels whose codes change, e.g. vestiging"),
    sources: z.array(z.string()).min(1).describe("Tables that the queries read"),
    optional: z
      .record(z.string().min(1), z.array(z.string().min(1)).min(1))
      .default({})
      .describe("Tables that they read when they are there, with the columns used; absent ones are empty"),
    blocks: selectSql.describe(
      "SELECT of unit, period and size (or size, size_min, size_max): who is where when; with grp, and becomes: the group one period later",
    ),
    places: selectSql
      .optional()
      .describe("SELECT of unit and any of period, address, lat, lon, institution, board, area: where units are"),
    stated: selectSql
      .optional()
      .describe(
        "SELECT of old, new and any of period (the first one of the new code), reason: successors that are known",
      ),
    decisions: selectSql
      .optional()
      .describe("SELECT of old, new, decision (accept or reject): what somebody decided against the evidence"),
    within_km: z.number().positive().default(1).describe("Units of one institution or board this near are one place"),
    block_within_km: z.number().positive().default(10).describe("How far a block may move from one area to another"),
    tolerance: z.number().gt(0).max(0.5).default(0.1).describe("Largest share of a block that may differ"),
    at_least: z.number().positive().default(10).describe("Smallest block that says anything"),
    growth: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe("A unit that was there takes another in when it grows by at least this share of it"),
    replace: z
      .record(
        z.string().min(1),
        z.strictObject({
          unit: z.string().min(1).describe("Column of the table with the unit's code"),
          period: z.string().min(1).optional().describe("Column with the period, where the table has one"),
          shift: z.number().default(0).describe("What to add to that period to get the period of the links"),
          single: z
            .boolean()
            .default(false)
            .describe("One row per unit (and period): the last code's row stays, nothing is added up"),
        }),
      )
      .describe("Tables in which codes are replaced by the last code of their chain"),
  })
  .describe("Which unit goes on under which other code: mergers, moves and new codes, for the check merger-chain");

const adjustments = ["none", "bonferroni", "holm", "hochberg", "benjamini-hochberg", "benjamini-yekutieli"] as const;

export const studySchema = z.strictObject({
  id: slug.describe("Short name of the study"),
  title: bilingual,
  subtitle: bilingual.optional().describe("Programme period, shown above the headline"),
  languages: z
    .array(z.enum(["nl", "en"]))
    .min(1)
    .default(["nl", "en"])
    .describe("Languages of the report"),
  root: z.string().default(".").describe("Folder that paths start from, relative to this file"),
  baseline: z.number().optional().describe("Base year that the monitor compares with"),
  goals: z
    .record(slug, z.strictObject({ title: bilingual, subtitle: bilingual.optional() }))
    .default({})
    .describe("Goals that hypotheses are grouped by"),
  sources: z.record(z.string().min(1), sourceSchema).describe("Tables by name, with the reader and the files of each"),
  places: placesSchema.optional(),
  treatment: treatmentSchema.optional(),
  predecessors: predecessorsSchema.optional(),
  panels: z.record(slug, panelSchema).default({}).describe("Unit × period tables by name"),
  families: z
    .record(
      slug,
      z.strictObject({
        adjust: z.enum(adjustments).default("holm").describe("How p-values are adjusted for the number of tests"),
        level: z.number().gt(0.5).lt(1).default(0.95).describe("Confidence level, 1 − α"),
      }),
    )
    .describe("Families of tests by name; each hypothesis is decided in one"),
  disclosure: z
    .strictObject({
      minimum_cell: z.number().int().min(0).default(0).describe("Smallest count that may be shown"),
      round_to: z.number().min(0).default(0).describe("Counts are rounded to multiples of this; 0 leaves them"),
    })
    .default({ minimum_cell: 0, round_to: 0 })
    .describe("Limits to what a report may show of small groups"),
});
