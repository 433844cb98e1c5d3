import { findEstimator } from "../../models/index.ts";
import type { ChainFacts, Check, CheckInput } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import type { NumberColumn } from "../core/table.ts";
import type { Bilingual } from "../core/text.ts";
import { defaultEstimateLabel, mainModelLabel } from "../messages/estimates.ts";
import type { Observation } from "../panel/checks/check.ts";
import { lookAtPanel } from "../panel/checks/index.ts";
import { findCheck, plannedChecks } from "../sensitivity/index.ts";
import { splitCheck, splitEstimate } from "../spec/estimate-entry.ts";
import type { HypothesisSpec, LinkSpec, Study } from "../spec/schema.ts";
import { estimatorIds } from "./catalogue.ts";
import { chainFacts } from "./chain-facts.ts";
import { competingInLink } from "./competing-link.ts";
import { leaveOutOf } from "./leave-out.ts";
import type { StudySource } from "./load-sources.ts";
import { factsOfLink } from "./panel-facts.ts";
import type { StudyPanel } from "./panels.ts";
import { sourcesOfPanel } from "./panels.ts";
import { type PlannedEstimate, planEstimate } from "./plan-estimate.ts";
import type { StudyChain } from "./predecessors.ts";
import { clockOf, usesTreatment } from "./study-treatment.ts";

export interface PlannedCheck {
  readonly check: Check;
  readonly options: unknown;
  readonly input: CheckInput;
  readonly refits: readonly PlannedEstimate[];
}

/** A link ready to run: every design built, every task made, nothing fitted. */
export interface PlannedLink {
  readonly hypothesis: HypothesisSpec;
  readonly link: LinkSpec;
  /** Primary first. Empty when the link is not testable. */
  readonly estimates: readonly PlannedEstimate[];
  readonly checks: readonly PlannedCheck[];
  /** Checks named but not built. */
  readonly unavailable: readonly string[];
  readonly missing: readonly StudySource[];
  readonly level: number;
  /** δ in outcome units; NaN when none is declared. */
  readonly smallestEffect: number;
  readonly postStart: number | null;
  readonly suppressedShare: number;
  readonly findings: readonly Finding[];
  /** What the checks of the panel saw in this link's design; their findings are among `findings`. */
  readonly observations: readonly Observation[];
}

/** Kinds of design that a specification may declare and this version cannot estimate. */
const UNSUPPORTED_DESIGNS = new Set(["synthetic-control", "interrupted-time-series", "descriptive"]);

/** Sources a link needs that are not there: those it names, and those of its panel's indicators. */
export function missingSources(
  study: Study,
  link: LinkSpec,
  sources: ReadonlyMap<string, StudySource>,
): readonly StudySource[] {
  const { treatment } = study.study;
  const needed = new Set([
    ...link.needs,
    ...(link.design && link.panel ? sourcesOfPanel(study, link.panel) : []),
    ...(treatment && usesTreatment(link) ? [treatment.source] : []),
  ]);
  return [...needed].map((id) => sources.get(id)!).filter((source) => source.files.length === 0);
}

/** True when the specification declares a test and all its tables are there. */
export function isTestable(study: Study, link: LinkSpec, sources: ReadonlyMap<string, StudySource>): boolean {
  return (
    link.design !== undefined &&
    !UNSUPPORTED_DESIGNS.has(link.design.kind) &&
    missingSources(study, link, sources).length === 0
  );
}

export function untestableLink(
  study: Study,
  hypothesis: HypothesisSpec,
  link: LinkSpec,
  sources: ReadonlyMap<string, StudySource>,
): PlannedLink {
  const findings: Finding[] = [];
  if (link.design && UNSUPPORTED_DESIGNS.has(link.design.kind))
    findings.push({ code: "design-not-available", severity: "refusal", values: { design: link.design.kind } });
  return {
    hypothesis,
    link,
    estimates: [],
    checks: [],
    unavailable: [],
    missing: missingSources(study, link, sources),
    level: levelOf(study, hypothesis),
    smallestEffect: Number.NaN,
    postStart: null,
    suppressedShare: Number.NaN,
    findings,
    observations: [],
  };
}

const levelOf = (study: Study, hypothesis: HypothesisSpec): number =>
  study.study.families[hypothesis.decide.family]!.level;

/** The link's panel over units that are followed through mergers, moves and new codes. */
export interface ChainedPanel extends StudyChain {
  readonly panel: StudyPanel;
}

/** Plans a testable link: primary estimate, alternatives, and the refits of every check. */
export async function planLink(
  study: Study,
  hypothesis: HypothesisSpec,
  link: LinkSpec,
  studyPanel: StudyPanel,
  seed: number,
  chained: ChainedPanel | null = null,
): Promise<PlannedLink> {
  const design = link.design!;
  const where = `${hypothesis.id}.${link.id}`;
  const entries = link.estimate!;
  const first = splitEstimate(entries.primary, estimatorIds);
  const model = first.model!;
  const primary = await planEstimate(
    link,
    design,
    studyPanel,
    {
      id: `${hypothesis.id}/${link.id}/primary`,
      role: "primary",
      label: first.variant.label ?? mainModelLabel,
      model,
      options: first.options,
      variant: first.variant,
      seed,
      fixedContrast: null,
      wantBounds: link.checks.some((entry) => splitCheck(entry).id === "suppression-bounds"),
    },
    where,
  );
  const level = levelOf(study, hypothesis);
  const unavailable = link.checks
    .map((entry) => splitCheck(entry).id)
    .filter((id) => plannedChecks.some((planned) => planned.id === id));
  const bare = { hypothesis, link, unavailable, missing: [], level };
  if (primary.task === null || primary.built === null)
    return {
      ...bare,
      estimates: [primary],
      checks: [],
      smallestEffect: Number.NaN,
      postStart: null,
      suppressedShare: Number.NaN,
      findings: primary.findings,
      observations: [],
    };

  const also: PlannedEstimate[] = [];
  for (const [index, entry] of entries.also.entries()) {
    const split = splitEstimate(entry, estimatorIds);
    const chosen = split.model ?? model;
    const options = split.model === null ? first.options : split.options;
    const variant = { ...first.variant, ...split.variant };
    also.push(
      await planEstimate(
        link,
        design,
        studyPanel,
        {
          id: `${hypothesis.id}/${link.id}/also-${index + 1}`,
          role: "also",
          label:
            split.variant.label ?? defaultEstimateLabel(findEstimator(chosen)!.method.title, options, split.variant),
          model: chosen,
          options,
          variant,
          seed,
          fixedContrast: primary.contrast,
          wantBounds: false,
        },
        `${where}.estimate.also[${index}]`,
      ),
    );
  }

  const facts = linkFacts(link, studyPanel, primary);
  const smallestEffect = resolveSmallestEffect(link, primary, facts.postStart);
  const input = checkInput(
    link,
    studyPanel,
    primary,
    facts,
    level,
    smallestEffect,
    also,
    chainFacts(study, chained, studyPanel, primary),
  );
  const checks: PlannedCheck[] = [];
  for (const entry of link.checks) {
    const { id, options } = splitCheck(entry);
    const check = findCheck(id);
    if (check === undefined) continue;
    // Options that the file gave were parsed when it was read.
    const parsed = options === undefined ? check.options.parse(undefined) : options;
    const refits: PlannedEstimate[] = [];
    for (const [index, variant] of check.plan(input, parsed).entries()) {
      const refitId = `${hypothesis.id}/${link.id}/${id}-${index + 1}`;
      refits.push(
        onlyLeavesOut(variant)
          ? leaveOut(primary, refitId, variant)
          : await planEstimate(
              link,
              design,
              variant.chained ? chained!.panel : studyPanel,
              {
                id: refitId,
                role: "check",
                label: refitLabel(study, variant),
                model,
                options: first.options,
                variant: { ...first.variant, ...variant },
                seed,
                fixedContrast: primary.contrast,
                wantBounds: false,
              },
              `${where}.checks.${id}`,
            ),
      );
    }
    checks.push({ check, options: parsed, input, refits });
  }
  const clock = clockOf(study, studyPanel.treatment ?? null, primary.outcome);
  const looked = await factsOfLink(study, link, studyPanel, primary, facts.postStart, clock);
  const observations = looked === null ? [] : lookAtPanel(looked, "design");
  return {
    ...bare,
    estimates: [primary, ...also],
    checks,
    smallestEffect,
    postStart: facts.postStart,
    suppressedShare: facts.suppressedShare,
    findings: [...observations.map(({ finding }) => finding), ...competingInLink(link, studyPanel, primary)],
    observations,
  };
}

type CheckVariant = ReturnType<Check["plan"]>[number];

const onlyLeavesOut = (variant: CheckVariant): boolean =>
  Object.keys(variant).every((key) => ["label", "withoutCluster", "withoutPeriod"].includes(key));

/** A refit on another outcome that carries no words of its own goes by the name of that outcome. */
function refitLabel(study: Study, { label, outcome }: CheckVariant): Bilingual {
  const isBare = label.nl === outcome && label.en === outcome;
  return (isBare && study.indicators.find((indicator) => indicator.id === outcome)?.name) || label;
}

/** A refit that only leaves rows out posts the primary's own arrays again. */
function leaveOut(primary: PlannedEstimate, id: string, variant: CheckVariant): PlannedEstimate {
  const left = leaveOutOf(primary.built!.design, variant);
  const refit = { ...primary, id, role: "check", label: variant.label, variant } as const;
  return "refused" in left
    ? { ...refit, task: null, findings: [left.refused] }
    : { ...refit, task: { ...primary.task!, id, leaveOut: left.leaveOut, outcomeBounds: null } };
}

interface LinkFacts {
  readonly allPeriods: readonly number[];
  readonly windowPeriods: readonly number[];
  readonly postStart: number | null;
  readonly suppressedShare: number;
}

const distinct = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

function linkFacts(link: LinkSpec, { panel }: StudyPanel, primary: PlannedEstimate): LinkFacts {
  const { design, panelRows, outcomeBounds } = primary.built!;
  const units = new Set(Array.from(panelRows, (row) => panel.unit.codes[row]!));
  const allPeriods = distinct(Array.from(panel.period).filter((_, row) => units.has(panel.unit.codes[row]!)));
  const windowPeriods = distinct(design.period!.values);
  const post =
    design.timing.kind === "dose" || design.timing.kind === "two-by-two" || design.timing.kind === "triple-difference"
      ? design.timing.post
      : postOfRegression(link, primary);
  const after = post === null ? [] : distinct(design.period!.values.filter((_, row) => post[row] === 1));
  let intervals = 0;
  if (outcomeBounds)
    for (let row = 0; row < outcomeBounds.min.length; row++)
      if (outcomeBounds.min[row]! < outcomeBounds.max[row]!) intervals++;
  return {
    allPeriods,
    windowPeriods,
    postStart: after[0] ?? null,
    suppressedShare: design.rowCount > 0 ? intervals / design.rowCount : Number.NaN,
  };
}

function postOfRegression(link: LinkSpec, primary: PlannedEstimate): Float64Array | null {
  const column = link.design?.kind === "regression" ? primary.built!.design.columns.get("post") : undefined;
  return column?.kind === "number" ? column.values : null;
}

/** δ in outcome units: as declared, or relative to the weighted mean or the standard deviation of the outcome before the start. */
function resolveSmallestEffect(link: LinkSpec, primary: PlannedEstimate, postStart: number | null): number {
  const declared = link.smallest_effect;
  if (declared === undefined) return Number.NaN;
  if (typeof declared === "number") return declared;
  const { design } = primary.built!;
  let mass = 0;
  let sum = 0;
  let squares = 0;
  const before = (row: number): boolean => postStart === null || design.period!.values[row]! < postStart;
  for (let row = 0; row < design.rowCount; row++) {
    if (!before(row)) continue;
    const weight = design.weights?.values[row] ?? 1;
    mass += weight;
    sum += weight * design.outcome.values[row]!;
  }
  const mean = sum / mass;
  if ("relative" in declared) return Math.abs(mean) * declared.relative;
  for (let row = 0; row < design.rowCount; row++)
    if (before(row)) squares += (design.weights?.values[row] ?? 1) * (design.outcome.values[row]! - mean) ** 2;
  return Math.sqrt(squares / mass) * declared.sd;
}

function checkInput(
  link: LinkSpec,
  { panel }: StudyPanel,
  primary: PlannedEstimate,
  facts: LinkFacts,
  level: number,
  smallestEffect: number,
  also: readonly PlannedEstimate[],
  chain: ChainFacts | null,
): CheckInput {
  const { design } = primary.built!;
  const cluster = design.clusters[0];
  const outcome = panel.columns.get(primary.outcome) as NumberColumn;
  const wider = also.flatMap((estimate) => [...(estimate.built?.design.period?.levels ?? [])]);
  return {
    designKind: link.design!.kind,
    expect: link.expect,
    smallestEffect,
    level,
    outcome: primary.outcome,
    dose: primary.exposure?.name ?? null,
    weights: design.weights?.name ?? null,
    periodName: panel.periodName,
    unitName: panel.unitName,
    allPeriods: distinct([...facts.allPeriods, ...wider]),
    windowPeriods: facts.windowPeriods,
    postStart: facts.postStart,
    exposurePeriods: primary.exposure?.periods ?? [],
    exposureColumn: primary.exposure === null ? null : (panel.derivedFrom.get(primary.exposure.name)?.mean ?? null),
    clusterName: cluster?.name ?? null,
    clusterLabels: cluster?.labels ?? [],
    balanced: link.sample?.balanced !== undefined,
    outcomeHasIntervals: outcome.min !== undefined,
    ...(chain && { chain }),
  };
}
