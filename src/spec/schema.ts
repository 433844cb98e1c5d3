import { z } from "zod";
import type { TableTemplate } from "../core/template.ts";
import { DIRECTIONS, ROLES } from "../core/verdict.ts";
import {
  contrastSchema,
  designSchema,
  sampleSchema,
  standardError,
  type VariantSpec,
  variantShape,
} from "./design-schema.ts";
import type { indicatorSchema } from "./indicator-schema.ts";
import type { panelSchema, predecessorsSchema, sourceSchema, studySchema, treatmentSchema } from "./study-schema.ts";
import { bilingual, columnName, range, reference, slug, sql } from "./words.ts";

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
