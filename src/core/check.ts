import type { z } from "zod";
import type { Finding } from "./finding.ts";
import type { Bilingual } from "./text.ts";
import type { CheckStatus, Direction, VerdictWord } from "./verdict.ts";

/** What a refit changes in the link's own design. The first group can be written in a specification, the second only by checks. */
export interface Variant {
  readonly label: Bilingual;
  readonly outcome?: string;
  /** A column, or one value per unit: the mean of a column over periods `over[0]` to `over[1]`. */
  readonly dose?: string | { readonly mean: string; readonly over: readonly [number, number] };
  /** SQL conditions over the panel. */
  readonly post?: string;
  readonly window?: string;
  readonly where?: string;
  readonly weights?: string;
  readonly cluster?: string | readonly string[];
  readonly formula?: string;
  readonly define?: Readonly<Record<string, string>>;
  readonly term?: string;

  /** Outcome at the lower or upper end of its intervals. */
  readonly bound?: "min" | "max";
  /** Leave out every row of one level of the first cluster variable, or of one period. */
  readonly withoutCluster?: string;
  readonly withoutPeriod?: number;
  /** True: do not ask for a balanced panel. False: keep only the units present in every period of the window. */
  readonly unbalanced?: boolean;
  /** On the panel in which units are followed through mergers, moves and new codes. */
  readonly chained?: boolean;
}

/** An effect at the declared contrast, signed as estimated, in outcome units. */
export interface ContrastEstimate {
  readonly estimate: number;
  readonly se: number;
  readonly statistic: number;
  /** Degrees of freedom of the t distribution; Infinity = normal. */
  readonly df: number;
  readonly p: number;
}

export interface RefitOutcome {
  readonly variant: Variant;
  /** Null when it could not be estimated; `findings` says why. */
  readonly tau: ContrastEstimate | null;
  readonly observations: number;
  /** What the rule would say of it if every required check held. */
  readonly finding: VerdictWord;
  readonly findings: readonly Finding[];
}

/** What a check knows before any refit. */
export interface CheckInput {
  readonly designKind: string;
  /** Columns of the panel that hold the unit and the period, for conditions that a check writes. */
  readonly unitName: string;
  readonly periodName: string;
  readonly expect: Direction;
  /** δ > 0 in outcome units at the contrast; NaN when the link declares none. */
  readonly smallestEffect: number;
  /** Confidence level, e.g. 0.95. */
  readonly level: number;
  readonly outcome: string;
  readonly dose: string | null;
  readonly weights: string | null;
  /** Distinct periods of the sample before and after the link's window is applied, ascending. */
  readonly allPeriods: readonly number[];
  readonly windowPeriods: readonly number[];
  /** First period after the start; null without one. */
  readonly postStart: number | null;
  /** Periods in which the dose was measured; empty when it is not derived from the panel. */
  readonly exposurePeriods: readonly number[];
  /** True when the dose was derived from the outcome itself or another column of the panel, by name. */
  readonly exposureColumn: string | null;
  /** Levels of the first cluster variable that occur in the sample. */
  readonly clusterName: string | null;
  readonly clusterLabels: readonly string[];
  readonly balanced: boolean;
  readonly outcomeHasIntervals: boolean;
  /** Links between old and new codes of units; absent where the study does not say, or its tables are not there. */
  readonly chain?: ChainFacts;
}

/** What is known of units that go on under another code. */
export interface ChainFacts {
  /** Links that the chained panel follows, and pairs that stay apart because more than one is possible. */
  readonly applied: number;
  readonly open: number;
  /** Codes among the units of the link's sample that such a link changes or adds to; NaN when the panel has other units. */
  readonly affected: number;
}

/** What a check knows when it judges. */
export interface CheckEvidence extends CheckInput {
  readonly primary: RefitOutcome;
  /** In the order of the variants that `plan` returned. */
  readonly refits: readonly RefitOutcome[];
  /** Yearly (or event-time) effects at the contrast, without the reference; null when the link has no event study. */
  readonly eventStudy: {
    /** NaN when no event time is zero by construction. */
    readonly reference: number;
    /** Event times rather than periods. */
    readonly relative: boolean;
    readonly at: readonly number[];
    readonly estimate: readonly number[];
    /** q × q row-major, at the contrast. */
    readonly vcov: readonly number[];
    readonly df: number;
    /** Event times from −anticipation on may show effects already; absent: 0. */
    readonly anticipation?: number;
  } | null;
  /** Sharp bounds of τ over all values the intervals allow, for an estimator linear in the outcome; null otherwise. */
  readonly sharpBound: readonly [number, number] | null;
  readonly suppressedShare: number;
  /** What the rule would say of another τ with this error if every required check held; compared with `primary.finding`. */
  readonly findingAt: (estimate: number, se: number, df: number) => VerdictWord;
}

export interface CheckJudgement {
  readonly status: CheckStatus;
  /** Key of the sentence in src/messages and the values that fill it. */
  readonly sentence: string;
  readonly values: Readonly<Record<string, string | number | readonly string[]>>;
  /** Adjusted p of each refit, where the check adjusts within itself. */
  readonly pAdjusted?: readonly number[];
  readonly findings: readonly Finding[];
}

export interface Check<Options = unknown> {
  /** Key in specifications, e.g. "placebo-period". */
  readonly id: string;
  /** F1 … F12, where the evaluation standard numbers it. */
  readonly code: string | null;
  readonly label: Bilingual;
  /** Options as the file gives them; `undefined` when the check is named alone. Shorthand (a bare number) is normalised here. */
  readonly options: z.ZodType<Options>;
  /** Refits it needs. Plain data, deterministic order. */
  plan(input: CheckInput, options: Options): readonly Variant[];
  judge(evidence: CheckEvidence, options: Options): CheckJudgement;
}

export function defineCheck<Options>(check: Check<Options>): Check<Options> {
  return check;
}
