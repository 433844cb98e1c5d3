import { z } from "zod";
import { CHECK_STATUSES, DIRECTIONS, FINDINGS, ROLES } from "../core/verdict.ts";

/**
 * The one definition of a result. `run` writes it, `--json` prints one estimate of it, reports read nothing else, golden tests compare it.
 * A number that could not be computed is null, with a finding that says why. Clock times and versions sit in `provenance` alone.
 */
export const SCHEMA_VERSION = 1;

const number = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();
const bilingual = z.strictObject({ nl: z.string(), en: z.string() });
const values = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

export const findingSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(["note", "warning", "refusal"]),
  values,
  where: z.string().nullable(),
});

export const becauseSchema = z.strictObject({
  rule: z.string(),
  holds: z.boolean(),
  value: number,
  threshold: number,
  from: z.string().nullable(),
  values,
});

const termSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("att-gt"), cohort: z.number(), period: z.number() }),
  z.strictObject({ kind: z.literal("event-time"), eventTime: z.number() }),
  z.strictObject({ kind: z.literal("cohort"), cohort: z.number() }),
  z.strictObject({ kind: z.literal("calendar"), period: z.number() }),
  z.strictObject({ kind: z.literal("overall") }),
  z.strictObject({ kind: z.literal("coefficient"), name: z.string() }),
]);

const countsSchema = z.strictObject({
  observations: z.number(),
  units: number,
  treatedUnits: number,
  clusters: number,
  periods: number,
  cohorts: number,
});

/** One number with its uncertainty, in outcome units per unit of the term. */
export const effectSchema = z.strictObject({
  term: termSchema,
  estimate: number,
  se: number,
  statistic: number,
  df: number,
  p: number,
  pAdjusted: number,
  /** Pointwise, at the level of the result. */
  ci: interval,
  /** Simultaneous over the rows of this fit; how is in `bandMethod` of the estimate. */
  band: interval,
  /** The reference period of an event study: zero by construction. */
  reference: z.boolean(),
  counts: countsSchema.nullable(),
});

const diagnosticsSchema = z.strictObject({
  ssr: number,
  rSquared: number,
  withinRSquared: number,
  dropped: z.array(z.string()),
  singletons: z.number(),
  absorption: z.strictObject({
    method: z.enum(["none", "exact", "direct", "conjugate-gradient"]),
    iterations: z.number(),
    converged: z.boolean(),
    achieved: z.number(),
  }),
  condition: number,
  /** Iterated fits: the largest change of any linear predictor in one further step. */
  convergence: z.strictObject({ iterations: z.number(), converged: z.boolean(), achieved: z.number() }).optional(),
  /** Rows whose outcome is predicted perfectly, by what predicts it: levels of an effect, or (levels null) a combination. */
  separated: z.array(z.strictObject({ by: z.string(), rows: z.number(), levels: number })).optional(),
});

/** What a fit says of itself beside its effects: deviance, a first-stage F. */
const statisticSchema = z.strictObject({
  name: z.string(),
  /** The column it is about, where there can be several of a name. */
  of: z.string().optional(),
  value: number,
  df: z.array(z.number()).optional(),
  p: number.optional(),
});

/** The small-sample convention, spelled out: every factor that multiplied the variance. */
const covarianceSchema = z.strictObject({
  kind: z.string(),
  clusters: z.array(z.strictObject({ name: z.string(), count: z.number() })),
  n: z.number(),
  k: z.number(),
  /** Multiplies the variance for n and K; one per part of a multi-way variance is in `factorG`. */
  factorK: z.number(),
  factorG: z.array(z.strictObject({ clusters: z.string(), count: z.number(), factor: z.number() })),
  df: number,
  /** In words, with fixest's names of the options. */
  convention: z.string(),
});

/** τ = c·β, the effect at the declared contrast: what every rule reads. In outcome units. */
const contrastEffectSchema = z.strictObject({
  estimate: number,
  se: number,
  statistic: number,
  df: number,
  p: number,
  pAdjusted: number,
  /** Two-sided at the level, and at 1 − 2α, which decides equivalence. */
  ci: interval,
  ciEquivalence: interval,
  /** Single-step simultaneous over the family (Bonferroni), primary links only. */
  ciSimultaneous: interval,
});

export const estimateSchema = z.strictObject({
  id: z.string(),
  role: z.enum(["primary", "also", "check"]),
  label: bilingual,
  model: z.string(),
  revision: z.number(),
  options: z.unknown(),
  /** What differs from the link's own design: keys of the variant, in words. */
  variant: z.record(z.string(), z.string()),
  outcome: z.string(),
  counts: countsSchema,
  effects: z.array(effectSchema),
  bandMethod: z.string().nullable(),
  bandCritical: number,
  contrast: number,
  tau: contrastEffectSchema.nullable(),
  /** What the rule would say of this estimate if every required check held; how robustness is read. */
  statisticalFinding: z.enum(FINDINGS),
  covariance: covarianceSchema.nullable(),
  diagnostics: diagnosticsSchema,
  statistics: z.array(statisticSchema).optional(),
  findings: z.array(findingSchema),
});

export const checkSchema = z.strictObject({
  id: z.string(),
  /** F1 … F12 of the evaluation standard; null for others. */
  code: z.string().nullable(),
  label: bilingual,
  required: z.boolean(),
  status: z.enum(CHECK_STATUSES),
  /** Key of the sentence in src/messages that says what was seen, filled from `values`. */
  sentence: z.string(),
  values,
  /** Refits this check made, as estimates at the contrast. */
  refits: z.array(
    z.strictObject({
      label: bilingual,
      estimate: number,
      se: number,
      p: number,
      pAdjusted: number,
      ci: interval,
      ciEquivalence: interval,
      observations: z.number(),
      finding: z.enum(FINDINGS),
    }),
  ),
  findings: z.array(findingSchema),
});

export const ledgerStepSchema = z.strictObject({
  /** Stable key: population, missing, each-period, unbalanced, window, not-finite, singleton … */
  step: z.string(),
  reason: bilingual,
  rows: z.number(),
  units: z.number(),
  /** What is left after the step. */
  rowsLeft: z.number(),
  unitsLeft: z.number(),
  examples: z.array(z.string()),
});

const missingTableSchema = z.strictObject({
  source: z.string(),
  title: bilingual,
  columns: z.array(z.string()),
  from: bilingual.nullable(),
  template: z.string().nullable(),
});

export const evidenceSchema = z.strictObject({
  /** Maryland Scientific Methods Scale, 0–5; null when nothing was tested. */
  level: number,
  base: number,
  /** What the design could reach if every test passed. */
  attainable: number,
  reasons: z.array(z.strictObject({ code: z.string(), change: z.number(), values })),
  wwcBaseline: z
    .strictObject({
      difference: number,
      class: z.enum(["satisfied", "adjustment-required", "not-satisfied", "unknown"]),
    })
    .nullable(),
  cpb: z.strictObject({ setup: z.enum(["yes", "partly", "no"]), data: z.enum(["yes", "partly", "no"]) }).nullable(),
});

const outcomeSchema = z.strictObject({
  id: z.string(),
  code: z.string().nullable(),
  name: bilingual,
  definition: bilingual,
  unit: z.string(),
  noun: bilingual.nullable(),
  goodDirection: z.enum(["up", "down", "ambiguous"]),
});

/** A number printed elsewhere beside ours, in outcome units. */
const publishedEstimateSchema = z.strictObject({
  /** Id of the estimate it is laid beside, and its name. */
  estimate: z.string(),
  label: bilingual,
  /** Null: the effect at the contrast. */
  term: termSchema.nullable(),
  what: bilingual.nullable(),
  ours: number,
  oursSe: number,
  theirs: z.number(),
  theirsSe: number,
  /** Decimals that the source prints. */
  decimals: z.number(),
  /** Ours minus theirs. */
  difference: number,
  /** Whether the estimates agree to the decimals printed; null without ours. */
  agrees: z.boolean().nullable(),
  source: z.string(),
  url: z.string().nullable(),
  note: bilingual.nullable(),
});

export const linkSchema = z.strictObject({
  id: z.string(),
  role: z.enum(ROLES),
  claim: bilingual,
  from: z.string().nullable(),
  to: z.string().nullable(),
  tested: z.boolean(),
  finding: z.enum(FINDINGS),
  evidence: evidenceSchema,
  because: z.array(becauseSchema),
  missing: z.array(missingTableSchema),
  untested: bilingual.nullable(),
  indicators: z.array(z.string()),
  outcome: outcomeSchema.nullable(),
  expect: z.enum(DIRECTIONS),
  level: z.number(),
  /** δ in outcome units, at the contrast. */
  smallestEffect: number,
  contrast: z.strictObject({ from: z.number(), to: z.number(), value: z.number(), basis: z.string() }).nullable(),
  estimand: z.string(),
  design: z
    .strictObject({
      kind: z.string(),
      panel: z.string(),
      unit: z.string(),
      period: z.string(),
      exposure: z.string().nullable(),
      post: z.string().nullable(),
      postStart: number,
      window: z.string().nullable(),
      weights: z.string().nullable(),
      clusters: z.array(z.string()),
      formula: z.string().nullable(),
      /** Periods in which the exposure was measured: leads there are mechanical, not tests. */
      exposurePeriods: z.array(z.number()),
      decideBy: z.string(),
      periods: z.tuple([z.number(), z.number()]).nullable(),
    })
    .nullable(),
  assumption: bilingual.nullable(),
  doesNotSay: bilingual.nullable(),
  note: bilingual.nullable(),
  /** The first one is primary. */
  estimates: z.array(estimateSchema),
  /** Only when the specification quotes any. */
  published: z.array(publishedEstimateSchema).optional(),
  /** Estimate that the key figure draws; null without an event study. */
  figure: z.string().nullable(),
  checks: z.array(checkSchema),
  ledger: z.array(ledgerStepSchema),
  /** Achieved minimum detectable effect at the contrast: 80% power at the level. */
  minimumDetectableEffect: number,
  /** Share of outcome cells in the sample that are intervals. */
  suppressedShare: number,
  findings: z.array(findingSchema),
});

const publishedSchema = z.strictObject({
  what: bilingual,
  value: z.number(),
  unit: bilingual,
  period: z.string(),
  source: z.string(),
  kind: bilingual,
  evidence: z.number(),
  reconcile: bilingual,
});

export const hypothesisResultSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(["hypothesis", "trade-off"]),
  goal: z.string().nullable(),
  title: bilingual,
  claim: bilingual,
  source: z.string(),
  finding: z.enum(FINDINGS),
  evidence: evidenceSchema,
  because: z.array(becauseSchema),
  /** The link that decides: the weakest tested one. Null when nothing was tested. */
  decidedBy: z.string().nullable(),
  chain: z.array(
    z.strictObject({ id: z.string(), label: bilingual, note: bilingual.nullable(), code: z.string().nullable() }),
  ),
  links: z.array(linkSchema),
  doesNotSay: bilingual.nullable(),
  wouldChange: z.array(bilingual),
  published: z.array(publishedSchema),
});

const sourceResultSchema = z.strictObject({
  id: z.string(),
  title: bilingual,
  reader: z.string(),
  available: z.boolean(),
  rows: number,
  files: z.array(
    z.strictObject({
      path: z.string(),
      sha256: z.string(),
      rows: z.number(),
      encoding: z.string(),
      delimiter: z.string(),
    }),
  ),
  attribution: bilingual.nullable(),
  licence: z.string().nullable(),
  url: z.string().nullable(),
  breaks: z.array(z.strictObject({ period: z.number(), text: bilingual })),
  findings: z.array(findingSchema),
});

const descriptiveSchema = z.strictObject({
  column: z.string(),
  period: z.number(),
  n: z.number(),
  mean: number,
  sd: number,
  min: number,
  q25: number,
  median: number,
  q75: number,
  max: number,
  /** Share of cells that are intervals. */
  intervals: number,
});

const monitorSchema = z.strictObject({
  outcome: z.string(),
  panel: z.string(),
  /** Weighted by the link's weights, over its sample; bounds where counts are intervals. */
  series: z.array(z.strictObject({ period: z.number(), value: number, min: number, max: number, n: z.number() })),
  baseline: number,
  change: number,
  theilSen: number,
  leastSquares: number,
});

/** Where made-up data came from: the marker file beside them. */
const syntheticMarkSchema = z.strictObject({
  file: z.string(),
  study: z.string(),
  seed: z.string(),
  size: z.string(),
  effects: z.string(),
  traps: z.string(),
});

export const provenanceSchema = z.strictObject({
  startedAt: z.string(),
  durationMs: z.number(),
  node: z.string(),
  effectmeter: z.string(),
  dependencies: z.record(z.string(), z.string()),
  command: z.string(),
  workers: z.number(),
  /** Present when any table was made up; every report then says so. */
  synthetic: syntheticMarkSchema.optional(),
  /** Of the files that were read, those that `effectmeter fetch` brought: from where, when, and whether they were changed since. */
  fetched: z
    .array(
      z.strictObject({
        path: z.string(),
        address: z.string(),
        fetchedAt: z.string(),
        sha256: z.string(),
        edited: z.boolean(),
      }),
    )
    .optional(),
});

export const studyResultSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("study"),
  study: z.strictObject({
    id: z.string(),
    title: bilingual,
    subtitle: bilingual.nullable(),
    languages: z.array(z.enum(["nl", "en"])),
    baseline: number,
    seed: z.number(),
    goals: z.array(z.strictObject({ id: z.string(), title: bilingual, subtitle: bilingual.nullable() })),
    families: z.array(
      z.strictObject({ id: z.string(), adjust: z.string(), level: z.number(), members: z.array(z.string()) }),
    ),
    disclosure: z.strictObject({ minimumCell: z.number(), roundTo: z.number() }),
    specFiles: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
    /** True when Ctrl-C or a failed task left links unfinished. */
    incomplete: z.boolean(),
  }),
  hypotheses: z.array(hypothesisResultSchema),
  sources: z.array(sourceResultSchema),
  panels: z.array(
    z.strictObject({
      id: z.string(),
      unit: z.string(),
      period: z.string(),
      rows: z.number(),
      units: z.number(),
      periods: z.array(z.number()),
      descriptives: z.array(descriptiveSchema),
      findings: z.array(findingSchema),
    }),
  ),
  monitor: z.array(monitorSchema),
  findings: z.array(findingSchema),
  provenance: provenanceSchema,
});

/** What `effectmeter estimate --json` prints. */
export const estimationResultSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("estimate"),
  estimator: z.string(),
  revision: z.number(),
  options: z.unknown(),
  counts: countsSchema,
  effects: z.array(effectSchema),
  level: z.number(),
  covariance: covarianceSchema.nullable(),
  diagnostics: diagnosticsSchema,
  statistics: z.array(statisticSchema).optional(),
  findings: z.array(findingSchema),
  provenance: provenanceSchema,
});

export type StudyResult = z.infer<typeof studyResultSchema>;
export type HypothesisResult = z.infer<typeof hypothesisResultSchema>;
export type LinkResult = z.infer<typeof linkSchema>;
export type EstimateResult = z.infer<typeof estimateSchema>;
export type EffectRow = z.infer<typeof effectSchema>;
export type ContrastEffect = z.infer<typeof contrastEffectSchema>;
export type CheckResult = z.infer<typeof checkSchema>;
export type LedgerStep = z.infer<typeof ledgerStepSchema>;
export type EvidenceResult = z.infer<typeof evidenceSchema>;
export type EstimationResult = z.infer<typeof estimationResultSchema>;
export type FindingResult = z.infer<typeof findingSchema>;
export type SourceResult = z.infer<typeof sourceResultSchema>;
export type StatisticResult = z.infer<typeof statisticSchema>;
export type CovarianceResult = z.infer<typeof covarianceSchema>;
export type Provenance = z.infer<typeof provenanceSchema>;
export type SyntheticMark = z.infer<typeof syntheticMarkSchema>;
