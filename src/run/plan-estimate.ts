import { findEstimator } from "../../models/index.ts";
import type { Variant } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Bilingual } from "../core/text.ts";
import { type BuiltDesign, buildDesign, type ResolvedDesign } from "../design/build-design.ts";
import { applyFormula } from "../design/regression-design.ts";
import { parseFormula } from "../formula/parse-formula.ts";
import { type Panel, unitMean } from "../panel/panel.ts";
import { drawSample, keepBalanced, type LedgerEntry, type Sample, takeOut } from "../panel/sample.ts";
import type { ContrastSpec, DesignSpec, LinkSpec, SampleSpec } from "../spec/schema.ts";
import { type Contrast, resolveContrast } from "./contrast.ts";
import { covariateFormula, expandCovariates } from "./covariate-formula.ts";
import { leaveOutOf } from "./leave-out.ts";
import { panelColumn, panelNumbers } from "./panel-columns.ts";
import type { StudyPanel } from "./panels.ts";
import { missingPlaces, planErrors } from "./plan-errors.ts";
import { shareDesign } from "./shared-design.ts";
import { withStaggered } from "./staggered-options.ts";
import type { Target, Task } from "./task.ts";
import { onlyCompared, resolveTriple, unitOfGroups, withReason } from "./triple-design.ts";
import { negativeWeights } from "./weight-findings.ts";

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
  // A check may ask for a balanced panel where the link has none: over the periods that are left.
  if (variant.unbalanced !== false || balanced !== undefined) return sample;
  const periods = panel.period.filter((_, row) => sample.keep[row] === 1);
  return keepBalanced(panel, sample, [
    periods.reduce((a, b) => Math.min(a, b), Infinity),
    periods.reduce((a, b) => Math.max(a, b), -Infinity),
  ]);
}

function exposureOf(
  panel: Panel,
  dose: NonNullable<EstimateVariant["dose"]>,
  where: string,
): { name: string; values: Float64Array; periods: readonly number[] } {
  if (typeof dose === "string")
    return {
      name: dose,
      values: panelNumbers(panel, dose, where).values,
      periods: panel.derivedFrom.get(dose)?.periods ?? [],
    };
  const { values, periods } = unitMean(
    panelNumbers(panel, dose.mean, where).values,
    panel.unit,
    panel.period,
    dose.over,
  );
  return { name: `mean(${dose.mean}, ${dose.over[0]}–${dose.over[1]})`, values, periods };
}

/** First treated period per row; empty, 0 and infinite all mean never treated. */
function cohortOf(panel: Panel, name: string, where: string): Float64Array {
  const { values } = panelNumbers(panel, name, where);
  return values.map((value) => (Number.isFinite(value) && value !== 0 ? value : Number.POSITIVE_INFINITY));
}

async function resolveTiming(
  design: DesignSpec,
  studyPanel: StudyPanel,
  variant: EstimateVariant,
  outcome: string,
  where: string,
): Promise<{ timing: ResolvedDesign["timing"]; exposure: PlannedEstimate["exposure"] }> {
  const { panel, conditions } = studyPanel;
  // A regression's formula says itself who is treated when.
  if (variant.formula !== undefined) return { timing: { kind: "none" }, exposure: null };
  const condition = (sql: string, key: string): Promise<Float64Array> =>
    conditions.evaluate(sql, `${where}.design.${key}`);
  switch (design.kind) {
    case "dose": {
      const exposure = exposureOf(panel, variant.dose ?? design.dose, `${where}.design.dose`);
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
      return {
        timing: { kind: "staggered", cohort: cohortOf(panel, design.cohort, `${where}.design.cohort`) },
        exposure: null,
      };
    case "triple-difference": {
      const dose = variant.dose ?? design.dose;
      const unit = unitOfGroups(panel, design, where);
      const exposure = dose === undefined ? null : exposureOf({ ...panel, unit }, dose, `${where}.design.dose`);
      // Without either, all units are exposed alike: there is no third difference, and the estimator says so.
      const treated =
        design.treated === undefined
          ? new Float64Array(panel.rowCount).fill(1)
          : await condition(design.treated, "treated");
      const post = await condition(variant.post ?? design.post, "post");
      const exposed = exposure ?? { name: "treated", values: treated };
      return { timing: resolveTriple(design, studyPanel, unit, outcome, exposed, post, where), exposure };
    }
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
  if (design.kind !== "regression" && variant.formula === undefined) return defined;
  const definitions = {
    ...(design.kind === "regression" ? design.define : {}),
    ...variant.define,
    ...(variant.post !== undefined && { post: variant.post }),
  };
  for (const [name, sql] of Object.entries(definitions))
    defined.set(name, await studyPanel.conditions.evaluate(sql, `${where}.design.define.${name}`));
  return defined;
}

function targetOf(link: LinkSpec, coefficient: { readonly name: string; readonly exact: boolean } | null): Target {
  const { estimand } = link;
  if (estimand === "overall")
    return coefficient === null ? { kind: "overall" } : { kind: "coefficient", ...coefficient };
  if ("event-time" in estimand)
    return { kind: "event-time", from: estimand["event-time"][0], to: estimand["event-time"][1] };
  if ("cohorts" in estimand) return { kind: "cohorts", cohorts: estimand.cohorts };
  return { kind: "periods", periods: estimand.periods };
}

/** Every name that an estimator's options could mean: strings in them, split at "^" and at the brackets of slopes. */
function namesIn(options: unknown): Set<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "string") for (const name of [value, ...value.split(/[\^[\],]/)]) names.add(name);
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
  const formulaText = variant.formula ?? (design.kind === "regression" ? design.formula : null);
  const inFormula = variant.formula === undefined ? `${where}.design.formula` : `${where}.formula`;
  const formula = formulaText === null ? null : placed(inFormula, () => parseFormula(formulaText));
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

  const unit = design.kind === "triple-difference" ? unitOfGroups(panel, design, where) : undefined;
  const clusters = asList(variant.cluster ?? design.cluster);
  const se = variant.se ?? link.inference.se;
  const errors = planErrors(se, link.inference, clusters.length > 0 || unit !== undefined);
  if (errors === null) return refuse([refusal("errors-not-available", { se: se ?? "" })]);
  if (link.inference.decide_by !== "t")
    return refuse([refusal("decide-by-not-available", { decideBy: link.inference.decide_by })]);

  const { timing, exposure } = await resolveTiming(design, studyPanel, variant, outcome, where);
  if (!estimator.needs.timing.includes(timing.kind))
    return refuse([refusal("design-not-for-estimator", { model, design: design.kind })]);
  const drawn = await drawRows(link, studyPanel, variant, declared["window"] === "all", where);
  const sample = timing.kind === "triple-difference" ? onlyCompared(panel, drawn, timing) : drawn;
  const weights = variant.weights === "none" ? null : (variant.weights ?? design.weights ?? null);
  const defined = await resolveDefined(design, studyPanel, variant, where);
  panelNumbers(panel, outcome, `${where}.outcome`);
  if (weights !== null) panelNumbers(panel, weights, `${where}.design.weights`);
  for (const cluster of clusters) panelColumn(panel, cluster, `${where}.design.cluster`);
  const built = buildDesign(panel, sample.keep, {
    outcome,
    bound: variant.bound ?? null,
    timing,
    weights,
    clusters,
    defined,
    ...(unit === undefined ? {} : { unit }),
  });
  const counted = addUnusable(panel, sample, built);
  if (built.design.rowCount === 0) return refuse([refusal("no-rows", { where: request.id })], counted.ledger);
  const negative = negativeWeights(built.design);
  if (negative !== null) return refuse([negative], counted.ledger);

  let fitted = built;
  let options: unknown = declared;
  let coefficient: { readonly name: string; readonly exact: boolean } | null = null;
  if (formula !== null) {
    const applied = placed(inFormula, () => applyFormula(built.design, formula, estimator.needs.formula));
    if (applied.findings.length > 0) return refuse(applied.findings, counted.ledger);
    options = { ...declared, ...applied.options };
    const declaredTerm = design.kind === "regression" && variant.formula === undefined ? design.term : undefined;
    const term = variant.term ?? declaredTerm;
    const name = term ?? firstCoefficient(applied.options);
    coefficient = name === undefined ? null : { name, exact: term !== undefined };
    fitted = onRows(built, applied.design, applied.rows);
  }
  options = withStaggered(estimator, options as typeof declared, design.kind === "staggered" ? design : {});
  if (timing.kind === "triple-difference") options = withReason(options as typeof declared, design);
  const covariates = placed(`${where}.design.covariates`, () => covariateFormula(options as typeof declared));
  if (covariates !== null) {
    const expanded = placed(`${where}.design.covariates`, () => expandCovariates(fitted.design, covariates));
    options = { ...(options as typeof declared), covariates: expanded.covariates };
    fitted = onRows(fitted, expanded.design, expanded.rows);
  }
  const parsed = estimator.options.parse(options);
  const changesExposure = variant.dose !== undefined || variant.contrast !== undefined;
  const contrast =
    changesExposure || request.fixedContrast === null
      ? resolveContrast(variant.contrast ?? link.contrast, fitted.design)
      : request.fixedContrast;
  const left = leaveOutOf(fitted.design, variant);
  if ("refused" in left) return refuse([left.refused], counted.ledger);
  const missing = missingPlaces(errors, panel, fitted.design, where);
  if (missing.length > 0) return refuse(missing, counted.ledger);
  const names = namesIn([parsed, errors.columns]).add("post");
  const task: Task = {
    id: request.id,
    estimator: model,
    options: parsed,
    design: shareDesign(fitted.design, names),
    leaveOut: left.leaveOut,
    covariance: errors.choice,
    smallSample: {},
    target: targetOf(link, coefficient),
    outcomeBounds: request.wantBounds ? fitted.outcomeBounds : null,
    // Averages of sunab() are named by relative period, which is no period of the panel.
    periodName: hasAverages(parsed) ? null : panel.periodName,
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

/** The first coefficient that a regression prints: of an endogenous column where there is one, of an average where its column is in one. */
function firstCoefficient({
  endogenous = [],
  covariates,
  averages = [],
}: ReturnType<typeof applyFormula>["options"]): string | undefined {
  if (endogenous[0] !== undefined) return `fit_${endogenous[0]}`;
  const first = covariates[0];
  const average = averages.find(({ of, hides }) => first !== undefined && [...of, ...hides].includes(first));
  return average?.name ?? first;
}

const hasAverages = (options: unknown): boolean =>
  typeof options === "object" && options !== null && "averages" in options && options.averages !== undefined;

/** A built design that a formula replaced by one on some of its rows. */
function onRows(built: BuiltDesign, design: BuiltDesign["design"], rows: Int32Array): BuiltDesign {
  const bounds = built.outcomeBounds;
  return {
    ...built,
    design,
    panelRows: Int32Array.from(rows, (row) => built.panelRows[row]!),
    outcomeBounds: bounds && {
      min: Float64Array.from(rows, (row) => bounds.min[row]!),
      max: Float64Array.from(rows, (row) => bounds.max[row]!),
    },
  };
}

/** Says of an InputError which part of the study it is about. */
function placed<Value>(where: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map((problem) => `${where}: ${problem}`),
      { cause: error },
    );
  }
}
