import type { Dependence, DependentKind } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Uncertainty } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";
import { groupRows, takeFactor } from "../numerics/factor.ts";
import { scoreMatrix } from "../numerics/score-rows.ts";
import { neweyWestBandwidth } from "./bandwidth.ts";
import { estimatedTerms } from "./covariance-parts.ts";
import { bartlettSum, defaultLag, periodCodes, serialFindings } from "./serial.ts";
import type { SmallSample } from "./small-sample.ts";
import { conleySum, type DistanceKind } from "./spatial.ts";

type Scores = Extract<Uncertainty, { kind: "scores" }>;
interface Periods {
  readonly name: string;
  readonly values: Float64Array;
}

/** Errors that depend on each other over time or space. Arrays are over the design's rows, aligned through `rowUnit`. */
export type DependentOptions = { readonly smallSample?: Partial<SmallSample> } & (
  | { readonly kind: "NW"; readonly lag: number | null; readonly unit: Factor | null; readonly period: Periods }
  | { readonly kind: "DK"; readonly lag: number | null; readonly period: Periods }
  | {
      readonly kind: "conley";
      readonly cutoff: number;
      readonly distance: DistanceKind;
      readonly latitude: Float64Array;
      readonly longitude: Float64Array;
    }
);

/** What the choice came to: the lag and the number of periods, or the cutoff and the number of places. Plain data. */
export type DependenceConvention =
  | { readonly kind: "NW" | "DK"; readonly lag: number; readonly periods: number; readonly panel: boolean }
  | {
      readonly kind: "conley";
      readonly cutoff: number;
      readonly distance: DistanceKind;
      readonly places: number;
      readonly near: number;
    };

export interface DependentSum {
  /** A (Σ weights s sᵀ) A without small-sample factors, k × k; NaN in terms that were not estimated. */
  readonly squares: Float64Array;
  /** G of G/(G − 1): periods, or observations for Conley; and what the t distribution's degrees of freedom count. */
  readonly groups: number;
  readonly ways: readonly string[];
  readonly convention: DependenceConvention;
  readonly findings: Finding[];
}

export function isDependentKind(kind: string): kind is DependentKind {
  return kind === "NW" || kind === "DK" || kind === "conley";
}

/** The columns that a dependence names, from a design: what a runner hands to `covariance`. @throws RangeError when one is not there */
export function dependentOptions(
  dependence: Dependence,
  design: {
    readonly unit: Factor | null;
    readonly period: Periods | null;
    readonly columns: ReadonlyMap<string, { readonly kind: string; readonly values?: Float64Array }>;
  },
): DependentOptions {
  if (dependence.kind === "conley") {
    const { kind, cutoff, distance } = dependence;
    const [latitude, longitude] = [dependence.latitude, dependence.longitude].map((name) => {
      const values = design.columns.get(name)?.values;
      if (values === undefined) throw new RangeError(`conley: there is no column of numbers "${name}"`);
      return values;
    });
    return { kind, cutoff, distance, latitude: latitude!, longitude: longitude! };
  }
  if (design.period === null) throw new RangeError(`${dependence.kind}: the design has no period`);
  const { kind, lag } = dependence;
  return kind === "NW" ? { kind, lag, unit: design.unit, period: design.period } : { kind, lag, period: design.period };
}

/**
 * The sum that stands in the middle of a covariance under dependence. Frequency-weighted rows are that many observations of their unit.
 *
 * Findings: "repeated-unit-period" and "repeated-period" (refusals), "one-period" (refusal), "lag-exceeds-periods", "few-periods",
 * "cutoff-covers-all" (refusal).
 *
 * @param intercept position of the intercept among the terms, -1 without one: a lag chosen from one series leaves its scores out
 */
export function dependentSum(scores: Scores, options: DependentOptions, intercept: number): DependentSum {
  const k = Math.round(Math.sqrt(scores.bread.length));
  const used = estimatedTerms(scores.bread, k);
  const psi = influence(scores, k, used, options.kind === "NW");
  const observations = scores.frequency?.reduce((a, b) => a + b, 0) ?? scores.rowUnit.length;
  if (options.kind === "conley") {
    const pick = (values: Float64Array) => Float64Array.from(scores.rowUnit, (row) => values[row]!);
    const { cutoff, distance } = options;
    const latitude = pick(options.latitude);
    const longitude = pick(options.longitude);
    if (![...latitude, ...longitude].every(Number.isFinite)) throw new RangeError("conley: a coordinate is missing");
    const { sum, places, near, pairs } = conleySum(psi, used.length, latitude, longitude, cutoff, distance);
    const coversAll: Finding = { code: "cutoff-covers-all", severity: "refusal", values: { cutoff, places } };
    return {
      squares: spread(sum, used, k),
      groups: observations,
      ways: [],
      convention: { kind: "conley", cutoff, distance, places, near },
      findings: near === pairs ? [coversAll] : [],
    };
  }
  const { kind, period } = options;
  const unit = kind === "NW" && options.unit !== null ? takeFactor(options.unit, scores.rowUnit) : null;
  const codes = periodCodes(period.values, scores.rowUnit, period.name);
  const lag = options.lag ?? chosenLag(kind === "NW" && unit === null, codes, scores, used, intercept);
  const { sum, repeated } = bartlettSum(psi, used.length, unit, codes, lag);
  const panel = unit !== null;
  return {
    squares: spread(sum, used, k),
    groups: codes.count,
    ways: [period.name],
    convention: { kind, lag, periods: codes.count, panel },
    findings: serialFindings(kind, panel, codes.count, lag, repeated),
  };
}

/** One series: from its scores, in order of time; a panel, or a series too short for that: from the number of periods. */
function chosenLag(
  isSeries: boolean,
  period: Factor,
  { scores, bread }: Scores,
  used: readonly number[],
  intercept: number,
): number {
  if (!isSeries || period.count < period.codes.length) return defaultLag(period.count);
  const k = Math.round(Math.sqrt(bread.length));
  const { order } = groupRows(period.codes, period.count);
  const slopes = used.length > 1 ? used.filter((position) => position !== intercept) : used;
  const matrix = scoreMatrix(scores);
  const columns = slopes.map((position) => Float64Array.from(order, (row) => matrix[row * k + position]!));
  const bandwidth = neweyWestBandwidth(columns);
  // Autocovariances that add up to almost nothing ask for more lags than there are rows.
  const isChoice = bandwidth !== null && bandwidth < period.count / 2;
  return isChoice ? Math.floor(bandwidth) : defaultLag(period.count);
}

/** ψ_i = A s_i over the estimated terms, n × m; with `perObservation` divided by √f, so that squares are those of one of f equal units times f. */
function influence(scores: Scores, k: number, used: readonly number[], perObservation: boolean): Float64Array {
  const m = used.length;
  const rows = scores.rowUnit.length;
  const psi = new Float64Array(rows * m);
  const { frequency } = scores;
  const matrix = scoreMatrix(scores.scores);
  for (let i = 0; i < rows; i++) {
    const scale = perObservation && frequency !== undefined ? Math.sqrt(frequency[i]!) : 1;
    for (let a = 0; a < m; a++) {
      let value = 0;
      for (const b of used) value += scores.bread[used[a]! * k + b]! * matrix[i * k + b]!;
      psi[i * m + a] = value / scale;
    }
  }
  return psi;
}

function spread(sum: Float64Array, used: readonly number[], k: number): Float64Array {
  const out = new Float64Array(k * k).fill(Number.NaN);
  used.forEach((row, a) => {
    used.forEach((column, b) => {
      out[row * k + column] = sum[a * used.length + b]!;
    });
  });
  return out;
}
