import type { ContrastEstimate } from "../core/check.ts";
import type { EffectTests, Interval } from "../core/effect.ts";
import type { Finding } from "../core/finding.ts";
import type { Counts, Term } from "../core/fit.ts";
import { type BandCritical, supTCritical } from "../inference/bands.ts";
import type { CovarianceConvention } from "../inference/covariance.ts";
import { confidenceInterval, contrastEstimate } from "../inference/intervals.ts";
import type { ContrastEffect, CovarianceResult, EffectRow, FindingResult } from "../result/schema.ts";
import type { TaskOutcome } from "./task.ts";

/** NaN and infinities have no place in JSON: absent, with a finding that says why. */
export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
export const intervalOrNull = (interval: Interval): [number, number] | null =>
  Number.isFinite(interval[0]) && Number.isFinite(interval[1]) ? [interval[0], interval[1]] : null;

export function findingResult(finding: Finding): FindingResult {
  const values: FindingResult["values"] = {};
  for (const [key, value] of Object.entries(finding.values))
    values[key] = typeof value === "object" ? [...value] : value;
  return { code: finding.code, severity: finding.severity, values, where: finding.where ?? null };
}

export function countsResult(
  counts: Counts,
  covariance: CovarianceConvention | null,
): NonNullable<EffectRow["counts"]> {
  return { ...counts, clusters: covariance === null ? null : fewestClusters(covariance) };
}

const fewestClusters = (covariance: CovarianceConvention): number | null => {
  const ways = covariance.parts.filter((part) => part.ways.length === 1);
  return ways.length === 0 ? null : Math.min(...ways.map((part) => part.clusters));
};

export function covarianceResult(convention: CovarianceConvention): CovarianceResult {
  const { smallSample } = convention;
  const ways = convention.parts.filter((part) => part.ways.length > 0);
  return {
    kind: convention.kind,
    clusters: ways
      .filter((part) => part.ways.length === 1)
      .map((part) => ({ name: part.ways[0]!, count: part.clusters })),
    n: convention.observations,
    k: convention.parameters,
    factorK: convention.factorK,
    factorG: ways.map((part) => ({ clusters: part.ways.join("^"), count: part.clusters, factor: part.factorG })),
    df: orNull(convention.df),
    convention: `ssc(K.adj = ${smallSample.adjK}, K.fixef = "${smallSample.K}", G.adj = ${smallSample.adjG}, G.df = "${smallSample.G}", t.df = "${smallSample.tdf}")${convention.repaired ? ", negative eigenvalues set to zero" : ""}`,
  };
}

/** The rows of a fit that form an event study: position of each term, and where it lies. */
export function eventStudyTerms(
  terms: readonly Term[],
): { readonly index: readonly number[]; readonly at: readonly number[]; readonly relative: boolean } | null {
  const index: number[] = [];
  const at: number[] = [];
  let relative = false;
  terms.forEach((term, j) => {
    if (term.kind === "calendar") at.push(term.period);
    else if (term.kind === "event-time") {
      at.push(term.eventTime);
      relative = true;
    } else return;
    index.push(j);
  });
  return index.length > 1 ? { index, at, relative } : null;
}

/** Simultaneous critical value over the terms of an event study; null for other fits. */
export function bandOf(outcome: TaskOutcome, level: number, seed: number): BandCritical | null {
  if (eventStudyTerms(outcome.terms) === null) return null;
  const { df } = outcome.covariance;
  return supTCritical(outcome.vcov, outcome.terms.length, { df, level, seed, task: outcome.id });
}

/** Every term of a fit with its uncertainty, and the reference of an event study as a row of zero. */
export function effectRows(
  outcome: TaskOutcome,
  level: number,
  band: BandCritical | null,
  reference: number | null,
): EffectRow[] {
  const k = outcome.terms.length;
  const counts = countsResult(outcome.counts, outcome.covariance);
  const rows = outcome.terms.map((term, j): EffectRow => {
    const effect = contrastEstimate(outcome.estimate[j]!, Math.sqrt(outcome.vcov[j * k + j]!), outcome.covariance.df);
    const half = band === null ? Number.NaN : band.critical * effect.se;
    return {
      term,
      ...plainEffect(effect),
      pAdjusted: null,
      ci: intervalOrNull(confidenceInterval(effect.estimate, effect.se, effect.df, level)),
      band: intervalOrNull([effect.estimate - half, effect.estimate + half]),
      reference: false,
      counts,
    };
  });
  const study = eventStudyTerms(outcome.terms);
  if (study === null || reference === null) return rows;
  const term: Term = study.relative
    ? { kind: "event-time", eventTime: reference }
    : { kind: "calendar", period: reference };
  const zero: EffectRow = {
    term,
    estimate: 0,
    se: null,
    statistic: null,
    df: null,
    p: null,
    pAdjusted: null,
    ci: null,
    band: null,
    reference: true,
    counts: null,
  };
  const after = study.at.findIndex((at) => at > reference);
  const position = after < 0 ? rows.length : study.index[after]!;
  return [...rows.slice(0, position), zero, ...rows.slice(position)];
}

function plainEffect(effect: ContrastEstimate): Pick<EffectRow, "estimate" | "se" | "statistic" | "df" | "p"> {
  return {
    estimate: orNull(effect.estimate),
    se: orNull(effect.se),
    statistic: orNull(effect.statistic),
    df: orNull(effect.df),
    p: orNull(effect.p),
  };
}

/** τ with its intervals; those of a family only when there is one. */
export function contrastEffect(tests: EffectTests, inFamily: boolean): ContrastEffect {
  return {
    ...plainEffect(tests),
    pAdjusted: inFamily ? orNull(tests.claimPAdjusted) : null,
    ci: intervalOrNull(tests.ci),
    ciEquivalence: intervalOrNull(tests.ciEquivalence),
    ciSimultaneous: inFamily ? intervalOrNull(tests.ciSimultaneous) : null,
  };
}

/** τ = c·β of a fit. */
export function contrastOf(outcome: TaskOutcome, c: number): ContrastEstimate {
  return contrastEstimate(c * outcome.target.estimate, Math.abs(c) * outcome.target.se, outcome.target.df);
}
