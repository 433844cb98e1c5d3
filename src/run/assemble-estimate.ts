import { findEstimator } from "../../models/index.ts";
import type { ContrastEstimate } from "../core/check.ts";
import type { EffectTests } from "../core/effect.ts";
import type { Finding } from "../core/finding.ts";
import type { VerdictWord } from "../core/verdict.ts";
import type { EstimateResult } from "../result/schema.ts";
import {
  bandOf,
  contrastEffect,
  contrastOf,
  countsResult,
  covarianceResult,
  diagnosticsResult,
  effectRows,
  findingResult,
  orNull,
  statisticsResult,
} from "./estimate-result.ts";
import type { PlannedEstimate } from "./plan-estimate.ts";
import type { TaskEnds } from "./run-study.ts";
import type { TaskOutcome } from "./task.ts";

/** A planned estimate after its task ended: what it found, or why not. */
export interface EndedEstimate {
  readonly planned: PlannedEstimate;
  readonly outcome: TaskOutcome | null;
  /** At the contrast; null when it could not be estimated. */
  readonly tau: ContrastEstimate | null;
  readonly findings: readonly Finding[];
}

export function endEstimate(planned: PlannedEstimate, ends: TaskEnds): EndedEstimate {
  if (planned.task === null) return { planned, outcome: null, tau: null, findings: planned.findings };
  const end = ends.get(planned.task.id);
  if (end === undefined)
    return {
      planned,
      outcome: null,
      tau: null,
      findings: [{ code: "interrupted", severity: "refusal", values: { task: planned.id } }],
    };
  if (!end.ok)
    return {
      planned,
      outcome: null,
      tau: null,
      findings: [
        // Of a dead thread the pool knows where its files are, which is no part of a result.
        end.died
          ? { code: "worker-died", severity: "refusal", values: { task: planned.id } }
          : { code: "fit-failed", severity: "refusal", values: { task: planned.id, message: end.message } },
      ],
    };
  const tau = contrastOf(end.value, planned.contrast.value);
  const usable = Number.isFinite(tau.estimate) && Number.isFinite(tau.se);
  return { planned, outcome: end.value, tau: usable ? tau : null, findings: end.value.findings };
}

const NO_DIAGNOSTICS: EstimateResult["diagnostics"] = {
  ssr: null,
  rSquared: null,
  withinRSquared: null,
  dropped: [],
  singletons: 0,
  absorption: { method: "none", iterations: 0, converged: false, achieved: 0 },
  condition: null,
};
const NO_COUNTS: EstimateResult["counts"] = {
  observations: 0,
  units: null,
  treatedUnits: null,
  clusters: null,
  periods: null,
  cohorts: null,
};

/** What a variant changes, in words a reader of the result can repeat. */
function variantWords(planned: PlannedEstimate): Record<string, string> {
  const entries = Object.entries(planned.variant).filter(([key, value]) => key !== "label" && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** One estimate as the result holds it. */
export function estimateResult(
  ended: EndedEstimate,
  tests: EffectTests | null,
  inFamily: boolean,
  word: VerdictWord,
  level: number,
  seed: number,
): EstimateResult {
  const { planned, outcome } = ended;
  const band = outcome === null ? null : bandOf(outcome, level, seed);
  return {
    id: planned.id,
    role: planned.role,
    label: planned.label,
    model: planned.model,
    revision: outcome?.revision ?? findEstimator(planned.model)!.revision,
    options: planned.options,
    variant: variantWords(planned),
    outcome: planned.outcome,
    counts: outcome === null ? NO_COUNTS : countsResult(outcome.counts, outcome.covariance),
    effects: outcome === null ? [] : effectRows(outcome, level, band, referencePeriod(ended)),
    bandMethod: band?.method ?? null,
    bandCritical: band === null ? null : orNull(band.critical),
    contrast: orNull(planned.contrast.value),
    tau: tests === null ? null : contrastEffect(tests, inFamily),
    statisticalFinding: word,
    covariance: outcome === null ? null : covarianceResult(outcome.covariance),
    diagnostics: outcome === null ? NO_DIAGNOSTICS : diagnosticsResult(outcome.diagnostics),
    ...(outcome === null ? {} : statisticsResult(outcome)),
    findings: ended.findings.map(findingResult),
  };
}

/** The reference period of an event study: the estimator's, or `ref =` in a formula's i(). */
export function referencePeriod({ planned, outcome }: EndedEstimate): number | null {
  if (outcome === null || outcome.reference !== null) return outcome?.reference ?? null;
  const inFormula = /\bi\([^)]*\bref\s*=\s*(-?\d+(?:\.\d+)?)/.exec(planned.formula ?? "");
  return inFormula === null ? null : Number(inFormula[1]);
}
