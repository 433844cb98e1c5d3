import type { CheckEvidence, ContrastEstimate, RefitOutcome } from "../core/check.ts";
import type { EffectTests } from "../core/effect.ts";
import type { Finding } from "../core/finding.ts";
import type { CheckStatus, Role, VerdictWord } from "../core/verdict.ts";
import { dipAndRise, effectTests, withAdjustedP } from "../inference/effect-tests.ts";
import { contrastEstimate } from "../inference/intervals.ts";
import type { CheckResult, EstimateResult, LinkResult } from "../result/schema.ts";
import { plannedChecks } from "../sensitivity/index.ts";
import type { IndicatorSpec } from "../spec/schema.ts";
import { decideLink, type NotTestable } from "../verdict/decide-link.ts";
import { evidenceOf, untestedEvidence } from "../verdict/evidence.ts";
import { statisticalFinding } from "../verdict/statistical-finding.ts";
import { type EndedEstimate, endEstimate, estimateResult, referencePeriod } from "./assemble-estimate.ts";
import { baselineDifference } from "./baseline.ts";
import { eventStudyTerms, findingResult, intervalOrNull, orNull } from "./estimate-result.ts";
import type { StudySource } from "./load-sources.ts";
import type { PlannedLink } from "./plan-link.ts";
import type { TaskEnds } from "./run-study.ts";

/** A link whose tasks have ended: everything but what the other links of its family decide. */
export interface EndedLink {
  readonly planned: PlannedLink;
  readonly estimates: readonly EndedEstimate[];
  /** Claim tests of the primary effect outside any family; null when it could not be estimated. */
  readonly tests: EffectTests | null;
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
}

/** Where a link stands in its family. */
export interface FamilyPlace {
  readonly size: number;
  readonly pAdjusted: number;
  readonly method: string;
}

/** The first estimate with yearly effects: what the figure draws and the pre-trend test reads. */
function eventStudyOf(estimates: readonly EndedEstimate[]): EndedEstimate | undefined {
  return estimates.find(({ outcome }) => outcome !== null && eventStudyTerms(outcome.terms) !== null);
}

function eventStudyEvidence(estimates: readonly EndedEstimate[]): CheckEvidence["eventStudy"] {
  const study = eventStudyOf(estimates);
  const reference = study === undefined ? null : referencePeriod(study);
  if (!study?.outcome || reference === null) return null;
  const { outcome, planned } = study;
  const { index, at, relative } = eventStudyTerms(outcome.terms)!;
  const k = outcome.terms.length;
  const c = planned.contrast.value;
  return {
    reference,
    relative,
    at,
    estimate: index.map((j) => c * outcome.estimate[j]!),
    vcov: index.flatMap((i) => index.map((j) => c * c * outcome.vcov[i * k + j]!)),
    df: outcome.covariance.df,
  };
}

/** Numbers that are not finite have no place in a result: they are left out. */
function plainValues(values: Readonly<Record<string, string | number | readonly string[]>>): CheckResult["values"] {
  const kept: CheckResult["values"] = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && !Number.isFinite(value)) continue;
    kept[key] = typeof value === "object" ? [...value] : value;
  }
  return kept;
}

/** Reads estimates and judges checks of one link. */
export function endLink(planned: PlannedLink, ends: TaskEnds): EndedLink {
  const { link, level, smallestEffect } = planned;
  const estimates = planned.estimates.map((estimate) => endEstimate(estimate, ends));
  const eventStudy = eventStudyEvidence(estimates);
  const pattern = link.windows && eventStudy ? dipAndRise(eventStudy, link.windows) : null;
  const claim = { expect: link.expect, smallestEffect, level, pattern };
  const testsOf = (tau: ContrastEstimate): EffectTests => effectTests(tau, claim);
  const wordOf = (tau: ContrastEstimate | null): VerdictWord =>
    tau === null ? "not-testable" : statisticalFinding(testsOf(tau), true);
  const refitOf = (ended: EndedEstimate): RefitOutcome => ({
    variant: { ...ended.planned.variant, label: ended.planned.label } as RefitOutcome["variant"],
    tau: ended.tau,
    observations: ended.outcome?.counts.observations ?? 0,
    finding: wordOf(ended.tau),
    findings: ended.findings.filter((finding) => finding.severity === "refusal"),
  });
  const primary = estimates[0];
  const refused = planned.findings.some((finding) => finding.severity === "refusal");
  if (!primary || primary.tau === null || refused)
    return {
      planned,
      estimates,
      tests: null,
      checks: [],
      findings: [...planned.findings, ...(primary?.findings ?? [])],
    };

  const c = primary.planned.contrast.value;
  const bound = primary.outcome!.sharpBound;
  const required = new Set(planned.hypothesis.decide.require);
  const built = planned.checks.map(({ check, options, input, refits }): CheckResult => {
    const outcomes = refits.map((refit) => endEstimate(refit, ends)).map(refitOf);
    const judged = check.judge(
      {
        ...input,
        primary: refitOf(primary),
        refits: outcomes,
        eventStudy,
        sharpBound: bound === null ? null : c >= 0 ? [c * bound[0], c * bound[1]] : [c * bound[1], c * bound[0]],
        suppressedShare: planned.suppressedShare,
        findingAt: (estimate, se, df) => wordOf(contrastEstimate(estimate, se, df)),
      },
      options,
    );
    return {
      id: check.id,
      code: check.code,
      label: check.label,
      required: required.has(check.id),
      status: judged.status,
      sentence: judged.sentence,
      values: plainValues(judged.values),
      refits: outcomes.map((refit, index) => {
        const tests = refit.tau === null ? null : testsOf(refit.tau);
        return {
          label: refit.variant.label,
          estimate: tests === null ? null : orNull(tests.estimate),
          se: tests === null ? null : orNull(tests.se),
          p: tests === null ? null : orNull(tests.p),
          pAdjusted: orNull(judged.pAdjusted?.[index] ?? Number.NaN),
          ci: tests === null ? null : intervalOrNull(tests.ci),
          ciEquivalence: tests === null ? null : intervalOrNull(tests.ciEquivalence),
          observations: refit.observations,
          finding: refit.finding,
        };
      }),
      findings: judged.findings.map(findingResult),
    };
  });
  const unavailable = planned.unavailable.map((id): CheckResult => {
    const known = plannedChecks.find((check) => check.id === id)!;
    const finding: Finding = { code: "not-available", severity: "note", values: { check: id } };
    return {
      id,
      code: known.code,
      label: known.label,
      required: required.has(id),
      status: "not-available",
      sentence: "not-available",
      values: {},
      refits: [],
      findings: [findingResult(finding)],
    };
  });
  return {
    planned,
    estimates,
    tests: testsOf(primary.tau),
    checks: inStandardOrder([...built, ...unavailable]),
    findings: [...planned.findings, ...primary.findings],
  };
}

/** F1 … F12 first, in order; the others after them as declared. */
function inStandardOrder(checks: readonly CheckResult[]): CheckResult[] {
  const place = (check: CheckResult): number => (check.code === null ? 1000 : Number(check.code.slice(1)));
  return checks
    .map((check, index) => ({ check, index }))
    .sort((a, b) => place(a.check) - place(b.check) || a.index - b.index)
    .map(({ check }) => check);
}

function notTestableBecause(ended: EndedLink): NotTestable {
  const { planned } = ended;
  if (planned.missing.length > 0)
    return { rule: "missing-source", values: { sources: planned.missing.map((source) => source.id) } };
  const refusal = ended.findings.find((finding) => finding.severity === "refusal");
  if (refusal) return { rule: "refused", values: { ...refusal.values, code: refusal.code } };
  return { rule: "untested", values: {} };
}

const missingTable = (source: StudySource): LinkResult["missing"][number] => ({
  source: source.id,
  title: source.spec.title ?? { nl: source.id, en: source.id },
  columns: [...(source.spec.columns ?? [])],
  from: source.spec.from ?? null,
  template: source.spec.template ?? null,
});

function evidenceFor(ended: EndedLink): LinkResult["evidence"] {
  const { planned, tests, estimates, checks } = ended;
  const primary = estimates[0];
  if (tests === null || !primary?.outcome || !primary.planned.built || !planned.link.design)
    return toEvidence(untestedEvidence);
  const { design } = primary.planned.built;
  const ways = primary.outcome.covariance.parts.filter((part) => part.ways.length === 1);
  const word = statisticalFinding(tests, true);
  const unbalanced = checks
    .filter((check) => check.code === "F7")
    .flatMap((check) =>
      check.refits.filter(
        (_, index) => planned.checks.find((one) => one.check.id === check.id)?.refits[index]?.variant.unbalanced,
      ),
    );
  return toEvidence(
    evidenceOf({
      designKind: planned.link.design.kind,
      hasComparison: planned.postStart !== null && (primary.planned.formula?.includes("|") ?? true),
      checks: checks.map(({ id, code, status }): { id: string; code: string | null; status: CheckStatus } => ({
        id,
        code,
        status,
      })),
      clusters: ways.length === 0 ? null : Math.min(...ways.map((part) => part.clusters)),
      missingnessChangesFinding: unbalanced.some((refit) => refit.finding !== word && refit.finding !== "not-testable"),
      baselineDifference: baselineDifference(design, planned.postStart, primary.planned.contrast.value),
      minimumDetectableEffect: tests.minimumDetectableEffect,
      smallestEffect: planned.smallestEffect,
    }),
  );
}

function toEvidence(evidence: ReturnType<typeof evidenceOf>): LinkResult["evidence"] {
  const difference = evidence.wwcBaseline?.difference ?? Number.NaN;
  return {
    ...evidence,
    reasons: evidence.reasons.map((reason) => ({ ...reason, values: plainValues(reason.values) })),
    wwcBaseline: evidence.wwcBaseline && { class: evidence.wwcBaseline.class, difference: orNull(difference) },
    cpb: evidence.cpb && { ...evidence.cpb },
  };
}

/**
 * Checks that the rule requires of a link. Links that decide the hypothesis must carry every one; of the others only those they declare count.
 */
function requiredOf(
  required: readonly string[],
  role: Role,
  statuses: ReadonlyMap<string, CheckStatus>,
): { id: string; status: CheckStatus }[] {
  const decides = role === "primary" || role === "chain";
  return required
    .filter((id) => decides || statuses.has(id))
    .map((id) => ({ id, status: statuses.get(id) ?? "not-available" }));
}

/** One link as the result holds it. */
export function linkResult(
  ended: EndedLink,
  place: FamilyPlace | null,
  indicators: readonly IndicatorSpec[],
  seed: number,
): LinkResult {
  const { planned, estimates, checks } = ended;
  const { hypothesis, link } = planned;
  const tests =
    ended.tests === null || place === null
      ? ended.tests
      : withAdjustedP(effectTests(ended.tests, { ...ended.tests, familySize: place.size }), place.pAdjusted);
  const statuses = new Map(checks.map((check) => [check.id, check.status]));
  const decision = decideLink({
    tests,
    from: estimates[0]?.planned.id ?? null,
    requires: requiredOf(hypothesis.decide.require, link.role, statuses),
    adjustment: place?.method ?? null,
    ...(tests === null && { notTestable: notTestableBecause(ended) }),
  });
  const primary = estimates[0]?.planned;
  const figure = eventStudyOf(estimates);
  return {
    id: link.id,
    role: link.role,
    claim: link.claim,
    from: link.from ?? null,
    to: link.to ?? null,
    tested: tests !== null,
    finding: decision.finding,
    evidence: evidenceFor(ended),
    because: decision.because.map((because) => ({ ...because, values: plainValues(because.values) })),
    missing: planned.missing.map(missingTable),
    untested: link.untested ?? null,
    indicators: [...link.indicators],
    outcome: outcomeOf(link.outcome, indicators),
    expect: link.expect,
    level: planned.level,
    smallestEffect: orNull(planned.smallestEffect),
    contrast: primary?.built
      ? {
          from: primary.contrast.from,
          to: primary.contrast.to,
          value: primary.contrast.value,
          basis: primary.contrast.basis,
        }
      : null,
    estimand: typeof link.estimand === "string" ? link.estimand : JSON.stringify(link.estimand),
    design: designResult(planned),
    assumption: link.assumption ?? null,
    doesNotSay: link.does_not_say ?? null,
    note: link.note ?? null,
    estimates: estimates.map((estimate, index) =>
      estimateOf(estimate, index === 0 ? tests : null, planned, place !== null && index === 0, seed, ended),
    ),
    figure: figure?.planned.id ?? null,
    checks: [...checks],
    ledger: (primary?.ledger ?? []).map((entry) => ({ ...entry, examples: [...entry.examples] })),
    minimumDetectableEffect: orNull(tests?.minimumDetectableEffect ?? Number.NaN),
    suppressedShare: orNull(planned.suppressedShare),
    findings: ended.findings.map(findingResult),
  };
}

function estimateOf(
  ended: EndedEstimate,
  primaryTests: EffectTests | null,
  planned: PlannedLink,
  inFamily: boolean,
  seed: number,
  link: EndedLink,
): EstimateResult {
  const { link: spec, level, smallestEffect } = planned;
  const claim = { expect: spec.expect, smallestEffect, level, pattern: link.tests?.pattern ?? null };
  const own = ended.tau === null ? null : effectTests(ended.tau, claim);
  const word = own === null ? "not-testable" : statisticalFinding(own, true);
  return estimateResult(ended, primaryTests ?? own, inFamily, word, level, seed);
}

function outcomeOf(id: string | undefined, indicators: readonly IndicatorSpec[]): LinkResult["outcome"] {
  const indicator = indicators.find((candidate) => candidate.id === id);
  if (indicator === undefined) return null;
  return {
    id: indicator.id,
    code: indicator.code ?? null,
    name: indicator.name,
    definition: indicator.definition,
    unit: indicator.unit,
    noun: indicator.noun ?? null,
    goodDirection: indicator.good_direction,
  };
}

function designResult(planned: PlannedLink): LinkResult["design"] {
  const { link } = planned;
  const primary = planned.estimates[0];
  if (link.design === undefined || link.panel === undefined) return null;
  const design = primary?.built?.design;
  const periods = design?.period?.levels;
  const cluster = link.design.cluster;
  return {
    kind: link.design.kind,
    panel: link.panel,
    unit: design?.unit?.name ?? "",
    period: design?.period?.name ?? "",
    exposure: primary?.exposure?.name ?? null,
    post: "post" in link.design ? (link.design.post ?? null) : null,
    postStart: planned.postStart,
    window: link.window ?? null,
    weights: link.design.weights ?? null,
    clusters: cluster === undefined ? [] : typeof cluster === "string" ? [cluster] : [...cluster],
    formula: primary?.formula ?? null,
    exposurePeriods: [...(primary?.exposure?.periods ?? [])],
    decideBy: link.inference.decide_by,
    periods: periods === undefined || periods.length === 0 ? null : [periods[0]!, periods[periods.length - 1]!],
  };
}
