import { z } from "zod";
import { bilingual, levelName } from "./words.ts";

const overQuery = z.string().min(1).describe("SELECT over the sources and the tables prepared before");
const preparedTable = z.string().min(1).describe("Name of the table for the formula");
const preparationSchema = z
  .discriminatedUnion("function", [
    z.strictObject({
      table: preparedTable,
      function: z.literal("neighbours"),
      over: overQuery.describe("SELECT of the place, lat, lon and the columns that group places"),
      within_km: z.number().positive().describe("Great-circle distance in kilometres"),
    }),
    z.strictObject({
      table: preparedTable,
      function: z.literal("nearest"),
      over: overQuery.describe("SELECT of the place, lat, lon and the columns that group places"),
      to: overQuery.describe("SELECT of the places to go to, with the same columns"),
    }),
    z.strictObject({
      table: preparedTable,
      function: z.literal("concentration"),
      over: overQuery.describe("SELECT of group columns and size, or size, size_min and size_max"),
    }),
    z.strictObject({
      table: preparedTable,
      function: z.literal("survival"),
      over: overQuery.describe("SELECT of group columns, time, ended (1 or 0) and, where subjects enter late, entered"),
    }),
    z.strictObject({
      table: preparedTable,
      function: z.literal("closures"),
      over: overQuery.describe("SELECT of the place, lat, lon, people and the columns that group places"),
      to: overQuery.describe("SELECT of the providers: place, lat, lon, size and the same columns"),
      within_km: z.number().positive().describe("Who is no further from an open provider has reach"),
      below: z.number().positive().describe("Only providers of a smaller size are closed"),
    }),
  ])
  .describe("A table computed by a named function before the formula: distances, concentration, survival");

const breakSchema = z.strictObject({
  period: z.number().describe("First period after the break"),
  text: bilingual.describe("What changed"),
});

const respondsSchema = z
  .strictObject({
    after: z.number().int().min(0).describe("Periods from the calendar year of a start to the first that can show it"),
    by: z
      .string()
      .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "a day of the year as MM-DD, e.g. 03-31")
      .optional()
      .describe("Last day of a year that still counts for that year; what starts later shows one period later"),
    because: bilingual.describe("Why no earlier"),
  })
  .describe("When the indicator can first show something that starts on a given day");

export const indicatorSchema = z.strictObject({
  id: z.string().min(1).describe("Name of the column that it becomes in a panel"),
  code: z.string().optional().describe("Code in the programme's own list, e.g. K4b"),
  name: bilingual,
  definition: bilingual.describe("What it measures, as a reader needs to know it"),
  unit: z
    .enum(["share", "count", "mark", "score", "index", "hazard", "log", "category", "flag"])
    .describe("How numbers of it are shown; shares as percentage points, logarithms as log points of about a percent"),
  noun: bilingual.optional().describe("What is counted, in the plural: pupils, candidates"),
  good_direction: z.enum(["up", "down", "ambiguous"]).default("ambiguous").describe("Which way is an improvement"),
  sources: z.array(z.string()).min(1).describe("Tables of the study that the formula reads"),
  levels: z
    .array(levelName)
    .min(1)
    .optional()
    .describe("Levels it can be computed at, the default first; $level in keys and SQL stands for the chosen one"),
  breaks: z.array(breakSchema).default([]).describe("Breaks in the series that a reader of a trend must know"),
  responds: respondsSchema.optional(),
  keys: z.array(z.string()).min(1).describe("Columns of the result that identify a row"),
  prepare: z.array(preparationSchema).default([]).describe("Tables that named functions make for the formula"),
  sql: z
    .string()
    .min(1)
    .describe(
      "SELECT that returns the keys and `value`, or `value`, `value_min` and `value_max` where counts are intervals",
    ),
});
