import type { Because, CheckStatus } from "../core/verdict.ts";

export interface EvidenceInput {
  /** Kind of the design as the file names it; also "randomised", "discontinuity", "instrument", "opinion". */
  readonly designKind: string;
  /** Regressions and interrupted series: whether units that were not exposed, or less, are followed over the same periods. */
  readonly hasComparison: boolean;
  /** Every check that was declared for the link. */
  readonly checks: readonly { readonly id: string; readonly code: string | null; readonly status: CheckStatus }[];
  /** Of the cluster variable with the fewest; null when errors are not clustered, which lowers nothing by itself. */
  readonly clusters: number | null;
  /** Another treatment of units that come, go or are missing gives another finding. */
  readonly missingnessChangesFinding: boolean;
  /** Some outcome that the suppressed counts allow gives another finding, every required check as it came out. */
  readonly suppressionChangesFinding: boolean;
  /** Standardised difference between the groups before the start; NaN when it is not known. */
  readonly baselineDifference: number;
  readonly minimumDetectableEffect: number;
  /** δ, or NaN. */
  readonly smallestEffect: number;
}

export interface EvidenceReason {
  /** "design", "comparability", "few-clusters", "missingness", "suppression", "floor". */
  readonly code: string;
  /** The changes of all reasons add up to the level. */
  readonly change: number;
  readonly values: Because["values"];
}

export type WwcClass = "satisfied" | "adjustment-required" | "not-satisfied" | "unknown";
export type CpbAnswer = "yes" | "partly" | "no";

/** Axis 2; null levels when nothing was tested. */
export interface Evidence {
  readonly level: number | null;
  readonly base: number | null;
  readonly attainable: number | null;
  readonly reasons: readonly EvidenceReason[];
  readonly wwcBaseline: { readonly difference: number | null; readonly class: WwcClass } | null;
  readonly cpb: { readonly setup: CpbAnswer; readonly data: CpbAnswer } | null;
}

/** A link without a test has no strength of evidence, not a low one. */
export const untestedEvidence: Evidence = {
  level: null,
  base: null,
  attainable: null,
  reasons: [],
  wwcBaseline: null,
  cpb: null,
};

const BASE: Readonly<Record<string, number>> = {
  randomised: 5,
  discontinuity: 4,
  instrument: 4,
  dose: 3,
  "two-by-two": 3,
  staggered: 3,
  "triple-difference": 3,
  "synthetic-control": 3,
  "trade-off": 2,
  descriptive: 1,
  opinion: 0,
};
const WITH_COMPARISON: Readonly<Record<string, readonly [without: number, with_: number]>> = {
  regression: [2, 3],
  "interrupted-time-series": [1, 2],
};
/** Comparison groups that are not shown to be comparable. */
const NOT_COMPARABLE = 2;
const FEW_CLUSTERS = 20;

/**
 * What a kind of design can reach on the Maryland Scientific Methods Scale (Sherman et al. 1997; What Works Centre for Local Economic Growth).
 *
 * @throws RangeError for a kind it does not know, which is a bug in the caller
 */
export function baseLevel(designKind: string, hasComparison: boolean): number {
  const depends = Object.hasOwn(WITH_COMPARISON, designKind) ? WITH_COMPARISON[designKind] : undefined;
  const base = depends?.[hasComparison ? 1 : 0] ?? (Object.hasOwn(BASE, designKind) ? BASE[designKind] : undefined);
  if (base === undefined) throw new RangeError(`no level of evidence is defined for the design "${designKind}"`);
  return base;
}

interface Comparability {
  readonly shown: boolean;
  readonly failed: readonly string[];
  readonly uninformative: readonly string[];
  readonly notRun: readonly string[];
}

/**
 * Whether the groups are shown to be comparable. Not when any of F1–F3 failed or was uninformative, and not when they were not run: a dose design needs
 * all three, other designs at least one of F1 and F2. Random or as good as random assignment needs none. F3 does not apply without an exposure
 * (`not-available`).
 */
function comparabilityOf({ designKind, checks }: EvidenceInput, base: number): Comparability {
  const statusOf = (code: string): readonly CheckStatus[] =>
    checks.filter((check) => check.code === code).map((check) => check.status);
  const codes = ["F1", "F2", "F3"] as const;
  const failed = codes.filter((code) => statusOf(code).includes("failed"));
  const uninformative = codes.filter((code) => !failed.includes(code) && statusOf(code).includes("uninformative"));
  const absent = codes.filter((code) => !statusOf(code).some((status) => status !== "not-available"));
  const trend = ["F1", "F2"] as const;
  const missing = designKind === "dose" ? absent : trend.every((code) => absent.includes(code)) ? [...trend] : [];
  const notRun = base > 3 ? [] : missing;
  return { shown: failed.length + uninformative.length + notRun.length === 0, failed, uninformative, notRun };
}

/** What Works Clearinghouse class of a standardised baseline difference: |d| ≤ 0.05, ≤ 0.25, above. */
export function wwcClass(difference: number): WwcClass {
  if (Number.isNaN(difference)) return "unknown";
  const size = Math.abs(difference);
  return size <= 0.05 ? "satisfied" : size <= 0.25 ? "adjustment-required" : "not-satisfied";
}

/**
 * The two questions of CPB's test of a "kansrijk" effect evaluation (2014).
 *
 * Set-up: yes with a comparison design whose groups are shown comparable and no failed or uninformative falsification (F4, F5); partly when there is a
 * comparison at all; else no. Data: yes when the minimum detectable effect is at most δ, missingness does not change the finding and F8, where run,
 * passed; partly when one of these is not so; no when more are not.
 */
function cpbAnswers(input: EvidenceInput, base: number, comparable: boolean): { setup: CpbAnswer; data: CpbAnswer } {
  const { checks, minimumDetectableEffect, smallestEffect, missingnessChangesFinding } = input;
  const allPassed = (code: string): boolean =>
    checks.every((check) => check.code !== code || check.status === "passed" || check.status === "not-available");
  const setup = base >= 3 && comparable && allPassed("F4") && allPassed("F5") ? "yes" : base >= 2 ? "partly" : "no";
  const problems = [!(minimumDetectableEffect <= smallestEffect), missingnessChangesFinding, !allPassed("F8")];
  const number = problems.filter(Boolean).length;
  return { setup, data: number === 0 ? "yes" : number === 1 ? "partly" : "no" };
}

/**
 * The strength of evidence of one tested link: the level of its design, at most 2 when its groups are not shown to be comparable, then one less each for
 * fewer than 20 clusters, missingness that changes the finding, and suppression bounds that change it; never below 1 (0 for an opinion).
 * `attainable` is the level if every test passed: only too few clusters still lower it.
 */
export function evidenceOf(input: EvidenceInput): Evidence {
  const base = baseLevel(input.designKind, input.hasComparison);
  const comparability = comparabilityOf(input, base);
  const { shown, failed, uninformative, notRun } = comparability;
  const reasons: EvidenceReason[] = [{ code: "design", change: base, values: { kind: input.designKind } }];
  if (!shown && base > NOT_COMPARABLE) {
    reasons.push({ code: "comparability", change: NOT_COMPARABLE - base, values: { failed, uninformative, notRun } });
  }
  const floor = Math.min(1, base);
  const few = input.clusters !== null && input.clusters < FEW_CLUSTERS;
  if (few) {
    const values = { clusters: input.clusters ?? 0, threshold: FEW_CLUSTERS };
    reasons.push({ code: "few-clusters", change: -1, values });
  }
  if (input.missingnessChangesFinding) reasons.push({ code: "missingness", change: -1, values: {} });
  if (input.suppressionChangesFinding) {
    reasons.push({ code: "suppression", change: -1, values: {} });
  }
  const sum = reasons.reduce((total, reason) => total + reason.change, 0);
  if (sum < floor) reasons.push({ code: "floor", change: floor - sum, values: { floor } });
  const difference = input.baselineDifference;
  return {
    level: Math.max(sum, floor),
    base,
    attainable: Math.max(base - (few ? 1 : 0), floor),
    reasons,
    wwcBaseline: { difference: Number.isNaN(difference) ? null : difference, class: wwcClass(difference) },
    cpb: cpbAnswers(input, base, shown),
  };
}
