import type { ContrastEstimate } from "../core/check.ts";
import type { EffectTests, Interval } from "../core/effect.ts";
import type { Finding } from "../core/finding.ts";
import type { Counts, Diagnostics, Term } from "../core/fit.ts";
import { type BandCritical, supTCritical } from "../inference/bands.ts";
import type { CovarianceConvention } from "../inference/covariance.ts";
import { confidenceInterval, contrastEstimate } from "../inference/intervals.ts";
import type {
  ContrastEffect,
  CovarianceResult,
  EffectRow,
  EstimateResult,
  FindingResult,
  StatisticResult,
} from "../result/schema.ts";
import type { TaskOutcome } from "./task.ts";
import { type TermBands, termBands } from "./term-bands.ts";

/** NaN and infinities have no place in JSON: absent, with a finding that says why. */
export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
export const intervalOrNull = (interval: Interval): [number, number] | null =>
  Number.isFinite(interval[0]) && Number.isFinite(interval[1]) ? [interval[0], interval[1]] : null;

export function findingResult(finding: Finding): FindingResult {
  const { code, severity, where } = finding;
  return { code, severity, values: plainValues(finding.values), where: where ?? null };
}

/** Numbers that are not finite have no place in a result: they are left out. */
export function plainValues(
  values: Readonly<Record<string, string | number | readonly string[]>>,
): FindingResult["values"] {
  const kept: FindingResult["values"] = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && !Number.isFinite(value)) continue;
    kept[key] = typeof value === "object" ? [...value] : value;
  }
  return kept;
}

export function countsResult(
  counts: Counts,
  covariance: CovarianceConvention | null,
): NonNullable<EffectRow["counts"]> {
  return { ...counts, clusters: covariance === null ? null : fewestClusters(covariance) };
}

/** Diagnostics as the result holds them: numbers that are not finite become null. */
export function diagnosticsResult(diagnostics: Diagnostics): EstimateResult["diagnostics"] {
  const { separated, ...plain } = diagnostics;
  return {
    ...plain,
    dropped: [...plain.dropped],
    condition: plain.condition === null ? null : orNull(plain.condition),
    ...(separated === undefined ? {} : { separated: separated.map((cause) => ({ ...cause })) }),
  };
}

/** The fit's own statistics, where it has any. */
export function statisticsResult({ statistics }: TaskOutcome): { statistics?: StatisticResult[] } {
  if (statistics === undefined) return {};
  return {
    statistics: statistics.map(({ name, of, value, df, p }) => ({
      name,
      ...(of === undefined ? {} : { of }),
      value: orNull(value),
      ...(df === undefined ? {} : { df: [...df] }),
      ...(p === undefined ? {} : { p: orNull(p) }),
    })),
  };
}

const fewestClusters = (covariance: CovarianceConvention): number | null => {
  const ways = covariance.parts.filter((part) => part.ways.length === 1);
  return ways.length === 0 ? null : Math.min(...ways.map((part) => part.clusters));
};

/** Null when there is no variance to speak of: one cluster, or no degrees of freedom left, makes a factor infinite. A finding says which. */
export function covarianceResult(convention: CovarianceConvention): CovarianceResult | null {
  const { smallSample } = convention;
  const ways = convention.parts.filter((part) => part.ways.length > 0);
  if (![convention.factorK, ...ways.map((part) => part.factorG)].every(Number.isFinite)) return null;
  return {
    kind: errorsName(convention),
    clusters: ways
      .filter((part) => part.ways.length === 1)
      .map((part) => ({ name: part.ways[0]!, count: part.clusters })),
    n: convention.observations,
    k: convention.parameters,
    factorK: convention.factorK,
    factorG: ways.map((part) => ({ clusters: part.ways.join("^"), count: part.clusters, factor: part.factorG })),
    df: orNull(convention.df),
    convention:
      convention.words ??
      `ssc(K.adj = ${smallSample.adjK}, K.fixef = "${smallSample.K}", G.adj = ${smallSample.adjG}, G.df = "${smallSample.G}", t.df = "${smallSample.tdf}")${convention.df === Number.POSITIVE_INFINITY ? ", statistics normal" : ""}${dependenceWords(convention)}${convention.repaired ? ", negative eigenvalues set to zero" : ""}`,
  };
}

/** NW(2), conley(50): the kind with what was chosen or filled in. */
function errorsName({ kind, dependence }: CovarianceConvention): string {
  if (dependence === undefined) return kind;
  return `${kind}(${dependence.kind === "conley" ? dependence.cutoff : dependence.lag})`;
}

function dependenceWords({ dependence }: CovarianceConvention): string {
  if (dependence === undefined) return "";
  if (dependence.kind === "conley") {
    const { cutoff, distance, places, near } = dependence;
    return `, uniform kernel within ${cutoff} km (${distance} distance): ${near} pairs of ${places} places`;
  }
  const series = dependence.kind === "DK" ? "sums over units" : dependence.panel ? "within units" : "one series";
  return `, Bartlett weights to lag ${dependence.lag} of ${dependence.periods} periods, ${series}`;
}

/** The rows of a fit that form an event study: position of each term, and where it lies. */
export function eventStudyTerms(
  terms: readonly Term[],
): { readonly index: readonly number[]; readonly at: readonly number[]; readonly relative: boolean } | null {
  const index: number[] = [];
  const at: number[] = [];
  // A fit that has both is read by event time: its periods average cohorts at different times since their start.
  const relative = terms.some((term) => term.kind === "event-time");
  terms.forEach((term, j) => {
    if (term.kind === "calendar" && !relative) at.push(term.period);
    else if (term.kind === "event-time") at.push(term.eventTime);
    else return;
    index.push(j);
  });
  return index.length > 1 ? { index, at, relative } : null;
}

/** Simultaneous critical value over the terms of an event study, or over each kind of term of a fit with influence functions; null for other fits. */
export function bandOf(outcome: TaskOutcome, level: number, seed: number): BandCritical | TermBands | null {
  const { kind } = outcome.covariance;
  if (kind === "influence" || kind === "multiplier") return termBands(outcome, level, seed);
  if (eventStudyTerms(outcome.terms) === null) return null;
  const { df } = outcome.covariance;
  return supTCritical(outcome.vcov, outcome.terms.length, { df, level, seed, task: outcome.id });
}

function criticalFor(band: BandCritical | TermBands | null, { kind }: Term): number {
  if (band === null) return Number.NaN;
  return "byKind" in band ? (band.byKind.get(kind) ?? Number.NaN) : band.critical;
}

/** Every term of a fit with its uncertainty, and the reference of an event study as a row of zero. */
export function effectRows(
  outcome: TaskOutcome,
  level: number,
  band: BandCritical | TermBands | null,
  reference: number | null,
): EffectRow[] {
  const k = outcome.terms.length;
  const counts = countsResult(outcome.counts, outcome.covariance);
  const rows = outcome.terms.map((term, j): EffectRow => {
    const effect = contrastEstimate(outcome.estimate[j]!, Math.sqrt(outcome.vcov[j * k + j]!), outcome.covariance.df);
    const half = criticalFor(band, term) * effect.se;
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
