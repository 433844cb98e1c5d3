import { findEstimator } from "../../models/index.ts";
import type { Variant } from "../core/check.ts";
import type { CovarianceKind } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { NumberColumn } from "../core/table.ts";
import type { Bilingual } from "../core/text.ts";
import { type BuiltDesign, buildDesign, type ResolvedDesign } from "../design/build-design.ts";
import { applyFormula } from "../design/regression-design.ts";
import { parseFormula } from "../formula/parse-formula.ts";
import { type Panel, unitMean } from "../panel/panel.ts";
import { drawSample, type LedgerEntry, type Sample, takeOut } from "../panel/sample.ts";
import type { ContrastSpec, DesignSpec, LinkSpec, SampleSpec } from "../spec/schema.ts";
import { type Contrast, resolveContrast } from "./contrast.ts";
import type { StudyPanel } from "./panels.ts";
import { shareDesign } from "./shared-design.ts";
import type { Target, Task } from "./task.ts";

/** A variant as checks write it, or as a specification does: the latter may also replace the sample, the errors and the contrast. */
export type EstimateVariant = { readonly [Key in keyof Variant]?: Variant[Key] | undefined } & {
  readonly sample?: SampleSpec | undefined;
  readonly se?: string | undefined;
  readonly contrast?: ContrastSpec | undefined;
};

/** One estimate that will be tried: its design is built and its task ready, or findings say why not. */
export interface PlannedEstimate {
  readonly id: string;
  readonly role: "primary" | "also" | "check";
  readonly label: Bilingual;
  readonly model: string;
  /** Options as the specification wrote them, and as the estimator's schema completed them. */
  readonly declared: unknown;
  readonly options: unknown;
  readonly variant: EstimateVariant;
  readonly outcome: string;
  /** Of regression designs. */
  readonly formula: string | null;
  readonly task: Task | null;
  readonly contrast: Contrast;
  readonly ledger: readonly LedgerEntry[];
  readonly built: BuiltDesign | null;
  /** Name of the exposure and the periods it was measured in. */
  readonly exposure: { readonly name: string; readonly periods: readonly number[] } | null;
  readonly findings: readonly Finding[];
}

export interface EstimateRequest {
  readonly id: string;
  readonly role: PlannedEstimate["role"];
  readonly label: Bilingual;
  readonly model: string;
  /** As the specification wrote them. */
  readonly options: unknown;
  readonly variant: EstimateVariant;
  readonly seed: number;
  /** Contrast of the primary estimate, used unless the variant changes the exposure or declares its own. */
  readonly fixedContrast: Contrast | null;
  readonly wantBounds: boolean;
}

const SUPPORTED_ERRORS = new Set<string>(["iid", "HC0", "HC1", "CR0", "CR1"]);
const refusal = (code: string, values: Finding["values"]): Finding => ({ code, severity: "refusal", values });

const asList = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

async function drawRows(
  link: LinkSpec,
  { panel, conditions }: StudyPanel,
  variant: EstimateVariant,
  widened: boolean,
  where: string,
): Promise<Sample> {
  const declared: SampleSpec = variant.sample ?? link.sample ?? { require: [] };
  const { balanced, ...loose } = declared;
  let sample = await drawSample(
    panel,
    variant.unbalanced || balanced === undefined ? loose : { ...loose, balanced },
    conditions,
    `${where}.sample`,
  );
  const window = variant.window ?? (widened ? undefined : link.window);
  for (const [sql, step] of [
    [window, "window"],
    [variant.where, "where"],
  ] as const) {
    if (sql === undefined) continue;
    const holds = await conditions.evaluate(sql, `${where}.${step}`);
    sample = takeOut(panel, sample, step, { nl: `buiten ${sql}`, en: `outside ${sql}` }, (row) => holds[row] === 1);
  }
  return sample;
}

function exposureOf(
  panel: Panel,
  dose: NonNullable<EstimateVariant["dose"]>,
): { name: string; values: Float64Array; periods: readonly number[] } {
  if (typeof dose === "string")
    return {
      name: dose,
      values: (panel.columns.get(dose) as NumberColumn).values,
      periods: panel.derivedFrom.get(dose)?.periods ?? [],
    };
  const { values, periods } = unitMean(
    (panel.columns.get(dose.mean) as NumberColumn).values,
    panel.unit,
    panel.period,
    dose.over,
  );
  return { name: `mean(${dose.mean}, ${dose.over[0]}–${dose.over[1]})`, values, periods };
}

/** First treated period per row; empty, 0 and infinite all mean never treated. */
function cohortOf(panel: Panel, name: string): Float64Array {
  const { values } = panel.columns.get(name) as NumberColumn;
  return values.map((value) => (Number.isFinite(value) && value !== 0 ? value : Number.POSITIVE_INFINITY));
}

async function resolveTiming(
  design: DesignSpec,
  studyPanel: StudyPanel,
  variant: EstimateVariant,
  where: string,
): Promise<{ timing: ResolvedDesign["timing"]; exposure: PlannedEstimate["exposure"] }> {
  const { panel, conditions } = studyPanel;
  const condition = (sql: string, key: string): Promise<Float64Array> =>
    conditions.evaluate(sql, `${where}.design.${key}`);
  switch (design.kind) {
    case "dose": {
      const exposure = exposureOf(panel, variant.dose ?? design.dose);
      const post = await condition(variant.post ?? design.post, "post");
      return { timing: { kind: "dose", name: exposure.name, dose: exposure.values, post }, exposure };
    }
    case "two-by-two":
      return {
        timing: {
          kind: "two-by-two",
          treated: await condition(design.treated, "treated"),
          post: await condition(variant.post ?? design.post, "post"),
        },
        exposure: null,
      };
    case "staggered":
      return { timing: { kind: "staggered", cohort: cohortOf(panel, design.cohort) }, exposure: null };
    default:
      return { timing: { kind: "none" }, exposure: null };
  }
}

async function resolveDefined(
  design: DesignSpec,
  studyPanel: StudyPanel,
  variant: EstimateVariant,
  where: string,
): Promise<Map<string, Float64Array>> {
  const defined = new Map<string, Float64Array>();
  if (design.kind !== "regression") return defined;
  const definitions = {
    ...design.define,
    ...variant.define,
    ...(variant.post !== undefined && { post: variant.post }),
  };
  for (const [name, sql] of Object.entries(definitions))
    defined.set(name, await studyPanel.conditions.evaluate(sql, `${where}.design.define.${name}`));
  return defined;
}

function targetOf(link: LinkSpec, coefficient: string | null): Target {
  if (coefficient !== null) return { kind: "coefficient", name: coefficient };
  const { estimand } = link;
  if (estimand === "overall") return { kind: "overall" };
  if ("event-time" in estimand)
    return { kind: "event-time", from: estimand["event-time"][0], to: estimand["event-time"][1] };
  if ("cohorts" in estimand) return { kind: "cohorts", cohorts: estimand.cohorts };
  return { kind: "periods", periods: estimand.periods };
}

/** Every name that an estimator's options could mean: strings in them, split at "^". */
function namesIn(options: unknown): Set<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "string") for (const name of [value, ...value.split("^")]) names.add(name);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(walk);
  };
  walk(options);
  return names;
}

function addUnusable(panel: Panel, sample: Sample, built: BuiltDesign): Sample {
  let counted = sample;
  for (const { reason, column, panelRows } of built.unusable) {
    const gone = new Set(panelRows);
    const text: Bilingual =
      reason === "missing"
        ? { nl: `${column} onbekend`, en: `${column} unknown` }
        : { nl: `gewicht ${column} is nul`, en: `weight ${column} is zero` };
    counted = takeOut(panel, counted, reason, text, (row) => !gone.has(row));
  }
  return counted;
}

/**
 * Builds the design of one estimate with its variant applied, and the task that fits it.
 *
 * @throws InputError when a condition, a formula or an option is wrong; everything the data cannot answer is a finding of the planned estimate
 */
export async function planEstimate(
  link: LinkSpec,
  design: DesignSpec,
  studyPanel: StudyPanel,
  request: EstimateRequest,
  where: string,
): Promise<PlannedEstimate> {
  const { panel } = studyPanel;
  const { variant, model } = request;
  const estimator = findEstimator(model)!;
  const outcome = variant.outcome ?? link.outcome!;
  const formulaText = design.kind === "regression" ? (variant.formula ?? design.formula) : null;
  const formula = formulaText === null ? null : parseFormula(formulaText);
  const declared = (request.options ?? {}) as Readonly<Record<string, unknown>>;
  const noContrast: Contrast = { from: 0, to: 1, value: 1, basis: "0 → 1" };
  const base = {
    id: request.id,
    role: request.role,
    label: request.label,
    model,
    declared: request.options,
    variant,
    outcome,
    formula: formulaText,
  };
  const refuse = (findings: readonly Finding[], ledger: readonly LedgerEntry[] = []): PlannedEstimate => ({
    ...base,
    options: declared,
    task: null,
    contrast: noContrast,
    ledger,
    built: null,
    exposure: null,
    findings,
  });

  const se = variant.se ?? link.inference.se;
  if (se !== undefined && !SUPPORTED_ERRORS.has(se)) return refuse([refusal("errors-not-available", { se })]);
  if (link.inference.decide_by !== "t")
    return refuse([refusal("decide-by-not-available", { decideBy: link.inference.decide_by })]);

  const { timing, exposure } = await resolveTiming(design, studyPanel, variant, where);
  if (!estimator.needs.timing.includes(timing.kind))
    return refuse([refusal("design-not-for-estimator", { model, design: design.kind })]);
  const sample = await drawRows(link, studyPanel, variant, declared["window"] === "all", where);
  const weights = variant.weights === "none" ? null : (variant.weights ?? design.weights ?? null);
  const clusters = asList(variant.cluster ?? design.cluster);
  const defined = await resolveDefined(design, studyPanel, variant, where);
  const built = buildDesign(panel, sample.keep, {
    outcome,
    bound: variant.bound ?? null,
    timing,
    weights,
    clusters,
    defined,
  });
  const counted = addUnusable(panel, sample, built);
  if (built.design.rowCount === 0) return refuse([refusal("no-rows", { where: request.id })], counted.ledger);

  let fitted = built;
  let options: unknown = declared;
  let coefficient: string | null = null;
  if (formula !== null) {
    const applied = applyFormula(built.design, formula);
    if (applied.findings.length > 0) return refuse(applied.findings, counted.ledger);
    options = { ...declared, ...applied.options };
    coefficient =
      variant.term ??
      (design.kind === "regression" && variant.formula === undefined ? design.term : undefined) ??
      applied.options.covariates[0] ??
      null;
    const bounds = built.outcomeBounds;
    fitted = {
      ...built,
      design: applied.design,
      panelRows: Int32Array.from(applied.rows, (row) => built.panelRows[row]!),
      outcomeBounds: bounds && {
        min: Float64Array.from(applied.rows, (row) => bounds.min[row]!),
        max: Float64Array.from(applied.rows, (row) => bounds.max[row]!),
      },
    };
  }
  const parsed = estimator.options.parse(options);
  const changesExposure = variant.dose !== undefined || variant.contrast !== undefined;
  const contrast =
    changesExposure || request.fixedContrast === null
      ? resolveContrast(variant.contrast ?? link.contrast, fitted.design)
      : request.fixedContrast;
  const covariance = (se ?? (clusters.length > 0 ? "CR1" : "HC1")) as CovarianceKind;
  const names = namesIn(parsed).add("post");
  const task: Task = {
    id: request.id,
    estimator: model,
    options: parsed,
    design: shareDesign(fitted.design, names),
    leaveOut: leaveOutOf(fitted.design.clusters[0]?.labels, variant),
    covariance,
    smallSample: {},
    target: targetOf(link, coefficient),
    outcomeBounds: request.wantBounds ? fitted.outcomeBounds : null,
    periodName: panel.periodName,
    seed: request.seed,
  };
  return {
    ...base,
    options: parsed,
    task,
    contrast,
    ledger: counted.ledger,
    built: fitted,
    exposure: exposure && { name: exposure.name, periods: exposure.periods },
    findings: [],
  };
}

function leaveOutOf(clusterLabels: readonly string[] | undefined, variant: EstimateVariant): Task["leaveOut"] {
  if (variant.withoutCluster !== undefined) return { cluster: clusterLabels?.indexOf(variant.withoutCluster) ?? -1 };
  return variant.withoutPeriod === undefined ? null : { period: variant.withoutPeriod };
}
