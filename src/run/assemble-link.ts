import type { CheckEvidence, ContrastEstimate } from "../core/check.ts";
import type { EffectTests } from "../core/effect.ts";
import type { Finding } from "../core/finding.ts";
import type { CheckStatus, Role } from "../core/verdict.ts";
import { dipAndRise, effectTests, withAdjustedP } from "../inference/effect-tests.ts";
import type { CheckResult, EstimateResult, LinkResult } from "../result/schema.ts";
import type { IndicatorSpec } from "../spec/schema.ts";
import { decideLink, type NotTestable } from "../verdict/decide-link.ts";
import { evidenceOf, untestedEvidence } from "../verdict/evidence.ts";
import { statisticalFinding } from "../verdict/statistical-finding.ts";
import { type EndedEstimate, endEstimate, estimateResult, referencePeriod } from "./assemble-estimate.ts";
import { baselineDifference } from "./baseline.ts";
import { eventStudyTerms, findingResult, orNull, plainValues } from "./estimate-result.ts";
import { judgeChecks } from "./judge-checks.ts";
import type { StudySource } from "./load-sources.ts";
import type { PlannedLink } from "./plan-link.ts";
import { publishedBeside } from "./published-beside.ts";
import type { TaskEnds } from "./run-study.ts";

/** A link whose tasks have ended: everything but what the other links of its family decide. */
export interface EndedLink {
  readonly planned: PlannedLink;
  readonly estimates: readonly EndedEstimate[];
  /** Claim tests of the primary effect outside any family; null when it could not be estimated. */
  readonly tests: EffectTests | null;
  readonly checks: readonly CheckResult[];
  /** Effects under other treatments of suppressed counts (refits and sharp bound) and of units that come and go: do they change the finding? */
  readonly suppressed: readonly ContrastEstimate[];
  readonly unbalanced: readonly ContrastEstimate[];
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
  if (!study?.outcome) return null;
  const { outcome, planned } = study;
  const { index, at, relative } = eventStudyTerms(outcome.terms)!;
  // Event times may each have their own base: then none of them is zero by construction.
  const reference = referencePeriod(study) ?? (relative ? Number.NaN : null);
  if (reference === null) return null;
  const k = outcome.terms.length;
  const c = planned.contrast.value;
  return {
    reference,
    relative,
    at,
    estimate: index.map((j) => c * outcome.estimate[j]!),
    vcov: index.flatMap((i) => index.map((j) => c * c * outcome.vcov[i * k + j]!)),
    df: outcome.covariance.df,
    ...(outcome.anticipation === undefined ? {} : { anticipation: outcome.anticipation }),
  };
}

/** Reads estimates and judges checks of one link. */
export function endLink(planned: PlannedLink, ends: TaskEnds): EndedLink {
  const { link, level, smallestEffect } = planned;
  const estimates = planned.estimates.map((estimate) => endEstimate(estimate, ends));
  const eventStudy = eventStudyEvidence(estimates);
  const pattern = link.windows && eventStudy ? dipAndRise(eventStudy, link.windows) : null;
  const claim = { expect: link.expect, smallestEffect, level, pattern };
  const primary = estimates[0];
  const refused = planned.findings.some((finding) => finding.severity === "refusal");
  if (!primary || primary.tau === null || refused)
    return {
      planned,
      estimates,
      tests: null,
      checks: [],
      suppressed: [],
      unbalanced: [],
      // A primary that was refused when it was planned has given its findings to the link already.
      findings: primary?.planned.task === null ? planned.findings : [...planned.findings, ...(primary?.findings ?? [])],
    };

  const judged = judgeChecks(planned, primary, claim, eventStudy, ends);
  return {
    planned,
    estimates,
    tests: effectTests(primary.tau, claim),
    ...judged,
    findings: [...planned.findings, ...primary.findings],
  };
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

function evidenceFor(ended: EndedLink, requireHolds: boolean): LinkResult["evidence"] {
  const { planned, tests, estimates, checks } = ended;
  const primary = estimates[0];
  if (tests === null || !primary?.outcome || !primary.planned.built || !planned.link.design)
    return toEvidence(untestedEvidence);
  const { design } = primary.planned.built;
  const ways = primary.outcome.covariance.parts.filter((part) => part.ways.length === 1);
  // A finding is what the whole rule says: checks that were required and failed still fail under another treatment of the data.
  const word = statisticalFinding(tests, requireHolds);
  const changes = (tau: ContrastEstimate): boolean =>
    statisticalFinding(effectTests(tau, tests), requireHolds) !== word;
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
      missingnessChangesFinding: ended.unbalanced.some(changes),
      suppressionChangesFinding: ended.suppressed.some(changes),
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
  const requires = requiredOf(hypothesis.decide.require, link.role, statuses);
  const decision = decideLink({
    tests,
    from: estimates[0]?.planned.id ?? null,
    requires,
    adjustment: place?.method ?? null,
    ...(tests === null && { notTestable: notTestableBecause(ended) }),
  });
  const primary = estimates[0]?.planned;
  const figure = eventStudyOf(estimates);
  const shown = estimates.map((estimate, index) =>
    estimateOf(estimate, index === 0 ? tests : null, planned, place !== null && index === 0, seed, ended),
  );
  const published = publishedBeside(link, shown);
  return {
    id: link.id,
    role: link.role,
    claim: link.claim,
    from: link.from ?? null,
    to: link.to ?? null,
    tested: tests !== null,
    finding: decision.finding,
    evidence: evidenceFor(
      ended,
      requires.every(({ status }) => status === "passed"),
    ),
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
    estimates: shown,
    ...(published.length === 0 ? {} : { published: [...published] }),
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
    // Without clusters of its own a design may cluster by its unit.
    clusters:
      cluster === undefined
        ? (design?.clusters.map(({ name }) => name) ?? [])
        : typeof cluster === "string"
          ? [cluster]
          : [...cluster],
    formula: primary?.formula ?? null,
    exposurePeriods: [...(primary?.exposure?.periods ?? [])],
    decideBy: link.inference.decide_by,
    periods: periods === undefined || periods.length === 0 ? null : [periods[0]!, periods[periods.length - 1]!],
  };
}
