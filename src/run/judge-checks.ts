import type { CheckEvidence, ContrastEstimate, RefitOutcome } from "../core/check.ts";
import type { Finding } from "../core/finding.ts";
import type { VerdictWord } from "../core/verdict.ts";
import { type ClaimContext, effectTests } from "../inference/effect-tests.ts";
import { contrastEstimate } from "../inference/intervals.ts";
import type { CheckResult } from "../result/schema.ts";
import { plannedChecks } from "../sensitivity/index.ts";
import { statisticalFinding } from "../verdict/statistical-finding.ts";
import { type EndedEstimate, endEstimate } from "./assemble-estimate.ts";
import { findingResult, intervalOrNull, orNull, plainValues } from "./estimate-result.ts";
import type { PlannedCheck, PlannedLink } from "./plan-link.ts";
import type { TaskEnds } from "./run-study.ts";

export interface JudgedChecks {
  /** F1 … F12 first, in order. */
  readonly checks: readonly CheckResult[];
  /** Effects with suppressed counts at their ends, and both ends of the sharp bound with the error of the primary effect. */
  readonly suppressed: readonly ContrastEstimate[];
  /** Effects on the unbalanced panel. */
  readonly unbalanced: readonly ContrastEstimate[];
}

/** What the rule would say of an effect if every required check held and there were no family: how refits are compared. */
const wordOf = (tau: ContrastEstimate | null, claim: ClaimContext): VerdictWord =>
  tau === null ? "not-testable" : statisticalFinding(effectTests(tau, claim), true);

function refitOf(ended: EndedEstimate, claim: ClaimContext): RefitOutcome {
  const { planned, tau, outcome } = ended;
  return {
    variant: { ...planned.variant, label: planned.label } as RefitOutcome["variant"],
    tau,
    observations: outcome?.counts.observations ?? 0,
    finding: wordOf(tau, claim),
    findings: ended.findings.filter((finding) => finding.severity === "refusal"),
  };
}

function sharpBoundAt(primary: EndedEstimate): readonly [number, number] | null {
  const bound = primary.outcome?.sharpBound ?? null;
  const c = primary.planned.contrast.value;
  if (bound === null) return null;
  return c >= 0 ? [c * bound[0], c * bound[1]] : [c * bound[1], c * bound[0]];
}

function refitResult(refit: RefitOutcome, claim: ClaimContext, pAdjusted: number): CheckResult["refits"][number] {
  const { label } = refit.variant;
  const { observations, finding } = refit;
  if (refit.tau === null) {
    const absent = { estimate: null, se: null, p: null, pAdjusted: null, ci: null, ciEquivalence: null };
    return { label, ...absent, observations, finding };
  }
  const tests = effectTests(refit.tau, claim);
  return {
    label,
    estimate: orNull(tests.estimate),
    se: orNull(tests.se),
    p: orNull(tests.p),
    pAdjusted: orNull(pAdjusted),
    ci: intervalOrNull(tests.ci),
    ciEquivalence: intervalOrNull(tests.ciEquivalence),
    observations,
    finding,
  };
}

function unavailableCheck(id: string, required: boolean): CheckResult {
  const known = plannedChecks.find((check) => check.id === id)!;
  const finding: Finding = { code: "not-available", severity: "note", values: { check: id } };
  const { code, label } = known;
  const findings = [findingResult(finding)];
  return {
    id,
    code,
    label,
    required,
    status: "not-available",
    sentence: "not-available",
    values: {},
    refits: [],
    findings,
  };
}

/** Judges the checks of a link from the refits that were made for them. */
export function judgeChecks(
  planned: PlannedLink,
  primary: EndedEstimate,
  claim: ClaimContext,
  eventStudy: CheckEvidence["eventStudy"],
  ends: TaskEnds,
): JudgedChecks {
  const sharpBound = sharpBoundAt(primary);
  const required = new Set(planned.hypothesis.decide.require);
  const suppressed: ContrastEstimate[] = [];
  const unbalanced: ContrastEstimate[] = [];
  if (sharpBound !== null && primary.tau !== null)
    for (const end of sharpBound) suppressed.push(contrastEstimate(end, primary.tau.se, primary.tau.df));

  const judge = ({ check, options, input, refits }: PlannedCheck): CheckResult => {
    const outcomes = refits.map((refit) => refitOf(endEstimate(refit, ends), claim));
    for (const { tau, variant } of outcomes) {
      if (tau !== null && variant.bound !== undefined) suppressed.push(tau);
      if (tau !== null && variant.unbalanced) unbalanced.push(tau);
    }
    const judged = check.judge(
      {
        ...input,
        primary: refitOf(primary, claim),
        refits: outcomes,
        eventStudy,
        sharpBound,
        suppressedShare: planned.suppressedShare,
        findingAt: (estimate, se, df) => wordOf(contrastEstimate(estimate, se, df), claim),
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
      refits: outcomes.map((refit, index) => refitResult(refit, claim, judged.pAdjusted?.[index] ?? Number.NaN)),
      findings: judged.findings.map(findingResult),
    };
  };
  const built = planned.checks.map(judge);
  const unavailable = planned.unavailable.map((id) => unavailableCheck(id, required.has(id)));
  return { checks: inStandardOrder([...built, ...unavailable]), suppressed, unbalanced };
}

/** F1 … F12 first, in order; the others after them as declared. */
function inStandardOrder(checks: readonly CheckResult[]): CheckResult[] {
  const place = (check: CheckResult): number =>
    check.code === null ? Number.POSITIVE_INFINITY : Number(check.code.slice(1));
  const byPlace = (a: CheckResult, b: CheckResult): number => {
    const [first, second] = [place(a), place(b)];
    return first === second ? 0 : first - second;
  };
  return [...checks].sort(byPlace);
}
