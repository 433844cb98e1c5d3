import { z } from "zod";
import { COVARIANCE_KINDS } from "../core/design.ts";
import type { TableTemplate } from "../core/template.ts";
import { DIRECTIONS, ROLES } from "../core/verdict.ts";
import { downloadSchema } from "./download-schema.ts";

/**
 * The one definition of a study's files. Types, the check with line and column, and the JSON Schema for editors all come from it.
 * What estimators and checks accept as options is theirs: it is handed in as a `Catalogue`, because a specification knows no estimators.
 */
export interface Catalogue {
  /** Estimator id → schema of its options. */
  readonly estimators: ReadonlyMap<string, z.ZodType>;
  /** Check id → schema of its options (the value behind `id:`; `undefined` when the check is named alone). */
  readonly checks: ReadonlyMap<string, z.ZodType>;
  /** Checks a specification may name that are not built yet: they give the finding `not-available`. */
  readonly plannedChecks: readonly string[];
  /** Reader id of data/index.ts. */
  readonly readers: readonly string[];
}

export const bilingual = z
  .strictObject({
    nl: z.string().min(1).describe("The text in Dutch"),
    en: z.string().min(1).describe("The text in English"),
  })
  .describe("A text in Dutch and in English");

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "a name of lower-case letters, digits and hyphens that starts with a letter");
/** A name declared elsewhere; that it exists is checked across files. */
const reference = z.string().min(1);
const columnName = z.string().min(1).describe("A column of the panel");
const sql = z.string().min(1).describe("A condition in SQL over the panel's columns, e.g. exam_year >= 2022");
const range = z
  .tuple([z.number(), z.number()])
  .refine(
    ([first, last]) => first <= last,
    "expected the first period before the last one, got them the other way round",
  )
  .describe("First and last period, both included");
const oneOrMore = z.union([columnName, z.array(columnName).min(1).max(3)]);

const sourceSchema = z.strictObject({
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

const derivedSchema = z
  .strictObject({ mean: columnName, over: range })
  .describe("One value per unit: the mean of a column over a range of periods");

const panelSchema = z.strictObject({
  unit: z.union([columnName, z.array(columnName).min(1)]).describe("Key column(s) of the unit"),
  period: columnName.describe("Key column of the period, a year for instance"),
  columns: z.array(columnName).min(1).describe("Indicators; the first one decides which rows exist"),
  derived: z
    .record(z.string().min(1), derivedSchema)
    .default({})
    .describe("Columns with one value per unit, such as a dose"),
});

const levelName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a name of lower-case letters, digits and underscores that starts with a letter");

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

const treatmentSchema = z
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
const predecessorsSchema = z
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

const sampleSchema = z.strictObject({
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

const designSchema = z.discriminatedUnion("kind", [
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
const contrastSchema = z
  .strictObject({ from: contrastEnd.default(0), to: contrastEnd })
  .describe("Two doses; every rule uses the effect of going from the first to the second");

export const standardErrorKinds = [...COVARIANCE_KINDS, "CR2", "CR3", "NW", "DK"] as const;

const standardError = z.union([
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

const chainNodeSchema = z.strictObject({
  id: slug.describe("Name that links refer to under from and to"),
  label: bilingual,
  note: bilingual.optional(),
  code: z.string().optional().describe("Code of the indicator that measures it"),
});

const publishedSchema = z.strictObject({
  what: bilingual,
  value: z.number(),
  unit: bilingual,
  period: z.string().describe("Period it is about, as text"),
  source: z.string().describe("Where it was published, with the page or section"),
  kind: bilingual.describe("What sort of number it is: reached, thanks to"),
  evidence: z.number().int().min(0).max(5).describe("Strength of its evidence, Maryland scale"),
  reconcile: bilingual.describe("Why both numbers can be true"),
});

const whole = z.number().int();
const printedTerm = z
  .union([
    z.strictObject({ "event-time": whole }),
    z.strictObject({ cohort: z.number() }),
    z.strictObject({ period: z.number() }),
    z.strictObject({ "att-gt": z.tuple([z.number(), z.number()]) }),
    z.strictObject({ coefficient: z.string().min(1) }),
  ])
  .describe("Which effect of the fit it is; default the effect at the contrast, which the verdict would read");

/** Numbers that one source prints for one estimate: what the report lays beside our own. */
const printedSchema = z.strictObject({
  source: z.string().min(1).describe("Where they were printed, with the page, table or call"),
  url: z.url().optional().describe("Where they can be read"),
  decimals: whole.min(0).max(12).describe("Decimals that the source prints: how far the numbers can agree"),
  effects: z
    .array(
      z.strictObject({
        term: printedTerm.optional(),
        value: z.number().describe("The number as printed, in units of the outcome"),
        se: z.number().positive().optional().describe("Its standard error as printed"),
        what: bilingual.optional().describe("What it is, where estimate and term do not say so"),
      }),
    )
    .min(1),
  note: bilingual.optional().describe("Why ours may differ"),
});
export type PrintedSpec = z.infer<typeof printedSchema>;

/** Options under a key that may be absent: without `nonoptional`, zod would fill in the defaults of estimators and checks nobody named. */
const whenNamed = (options: z.ZodType): z.ZodOptional<z.ZodType> => z.nonoptional(options).optional();

/** Entry of `estimate`: options of estimators as the catalogue defines them, and what the entry changes in the design. */
export function estimateSchema(catalogue: Catalogue) {
  const models: Record<string, z.ZodOptional<z.ZodType>> = {};
  for (const [id, options] of catalogue.estimators) models[id] = whenNamed(options);
  const published = z
    .array(printedSchema)
    .min(1)
    .optional()
    .describe("Numbers printed elsewhere for this estimate, laid beside it in the report");
  return z
    .strictObject({ ...models, ...variantShape, published })
    .describe("One estimator with its options, and what it changes in the design");
}

/** Entry of `checks`: the name of a check, or one name with options as the catalogue defines them. */
export function checkSchema(catalogue: Catalogue) {
  const named = [...catalogue.checks.keys(), ...catalogue.plannedChecks] as [string, ...string[]];
  const withOptions: Record<string, z.ZodOptional<z.ZodType>> = {};
  for (const [id, options] of catalogue.checks) withOptions[id] = whenNamed(options);
  for (const id of catalogue.plannedChecks) withOptions[id] = whenNamed(z.unknown().describe("Known, not built yet"));
  return z.union([z.enum(named), z.strictObject(withOptions)]);
}

/** A hypothesis file. */
export function hypothesisSchema(catalogue: Catalogue) {
  const estimate = estimateSchema(catalogue);
  const check = checkSchema(catalogue);

  const link = z.strictObject({
    id: slug.describe("Short name of the link, its own in the whole study"),
    role: z.enum(ROLES).describe("What the link is to the hypothesis; primary and chain links decide its finding"),
    claim: bilingual.describe("The one statement that is tested, in Dutch and in English"),
    from: reference.optional().describe("Node of the chain where the link starts"),
    to: reference.optional().describe("Node of the chain where it ends"),
    needs: z.array(z.string()).default([]).describe("Sources without which the link cannot be tested"),
    untested: bilingual.optional().describe("Why no test is declared, where that is not a missing table"),
    indicators: z.array(z.string()).default([]).describe("Codes of the outcomes, for links that are not tested"),
    panel: reference.optional().describe("Panel of study.yaml that the columns come from"),
    sample: sampleSchema.optional().describe("Which rows take part"),
    window: sql.optional().describe("Rows of the primary estimate; checks and figures may widen it"),
    outcome: columnName.optional(),
    expect: z.enum(DIRECTIONS).describe("Direction that the claim asserts"),
    smallest_effect: z
      .union([
        z.number().positive(),
        z.strictObject({ relative: z.number().positive() }),
        z.strictObject({ sd: z.number().positive() }),
      ])
      .optional()
      .describe(
        "Smallest effect that matters: in units of the outcome, relative to its mean, or in standard deviations",
      ),
    contrast: contrastSchema.optional(),
    windows: z.strictObject({ dip: range, rise: range }).optional().describe("dip-then-rise: the two spans of periods"),
    estimand: z
      .union([
        z.literal("overall"),
        z.strictObject({ "event-time": range }),
        z.strictObject({ cohorts: z.array(z.number()).min(1) }),
        z.strictObject({ periods: z.array(z.number()).min(1) }),
      ])
      .default("overall")
      .describe("Which average effect the verdict is about"),
    design: designSchema.optional().describe("Who is compared with whom, and when"),
    estimate: z
      .strictObject({
        primary: estimate,
        also: z
          .array(estimate)
          .default([])
          .describe("Alternatives that are shown beside it; one without an estimator uses the primary's"),
      })
      .optional()
      .describe("How the effect is estimated; the verdict reads the primary estimate"),
    inference: z
      .strictObject({
        se: standardError.optional().describe("Kind of standard error; CR1 when there are clusters"),
        latitude: columnName.optional().describe("conley: column of latitudes in degrees"),
        longitude: columnName.optional().describe("conley: column of longitudes in degrees"),
        distance: z.enum(["triangular", "spherical"]).optional().describe("conley: triangular when left out"),
        decide_by: z
          .enum(["t", "wild", "randomisation"])
          .default("t")
          .describe("The one source of p-value and interval that decides"),
      })
      .default({ decide_by: "t" }),
    checks: z.array(check).default([]).describe("Attempts to break the result"),
    assumption: bilingual.optional().describe("What must hold for the estimate to be the effect"),
    does_not_say: bilingual.optional().describe("What a reader must not conclude"),
    note: bilingual.optional(),
  });

  return z.strictObject({
    id: slug.describe("Short name, e.g. h5"),
    kind: z.enum(["hypothesis", "trade-off"]).default("hypothesis"),
    goal: reference.optional().describe("Goal of study.yaml that it belongs to"),
    title: bilingual,
    claim: bilingual.describe("The hypothesis as its source states it, in Dutch and in English"),
    source: z.string().min(1).describe("Where the hypothesis is written, with the section"),
    chain: z.array(chainNodeSchema).default([]).describe("Steps from programme to outcome that links connect"),
    links: z.array(link).min(1).describe("Testable statements"),
    decide: z.strictObject({
      family: reference.describe("Family of tests of study.yaml"),
      require: z.array(z.string()).default([]).describe("Checks that must pass for a verdict"),
    }),
    does_not_say: bilingual.optional().describe("What a reader must not conclude"),
    would_change: z.array(bilingual).default([]).describe("What data or facts would change the verdict"),
    published: z.array(publishedSchema).default([]).describe("Numbers published elsewhere, to lay beside the result"),
  });
}

export type StudySpec = z.infer<typeof studySchema>;
export type IndicatorSpec = z.infer<typeof indicatorSchema>;
export type HypothesisSpec = z.infer<ReturnType<typeof hypothesisSchema>>;
export type LinkSpec = HypothesisSpec["links"][number];
export type DesignSpec = z.infer<typeof designSchema>;
export type SampleSpec = z.infer<typeof sampleSchema>;
export type SourceSpec = z.infer<typeof sourceSchema>;
export type TreatmentSpec = z.infer<typeof treatmentSchema>;
export type PredecessorsSpec = z.infer<typeof predecessorsSchema>;
export type PanelSpec = z.infer<typeof panelSchema>;
export type ContrastSpec = z.infer<typeof contrastSchema>;
/** One entry of `estimate`: exactly one estimator key, variant keys, and what was published of it. */
export type EstimateSpec = VariantSpec & Readonly<Record<string, unknown>>;

/** All files of a study, checked and with defaults filled in. */
export interface Study {
  readonly study: StudySpec;
  readonly hypotheses: readonly HypothesisSpec[];
  readonly indicators: readonly IndicatorSpec[];
  /** Own tables that the study describes, by id. */
  readonly templates: readonly TableTemplate[];
  /** Absolute folder that paths of sources start from. */
  readonly root: string;
  /** Files read, as given to messages, with the hash of their content. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}
