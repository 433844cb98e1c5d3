import type { CovarianceKind, DependentKind } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Fit, Uncertainty } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";
import { combineFactors, takeFactor } from "../numerics/factor.ts";
import { scoreMatrix, sumScores } from "../numerics/score-rows.ts";
import { repairNegativeEigenvalues, sumOfSquares } from "./covariance-parts.ts";
import { type DependenceConvention, type DependentOptions, type DependentSum, dependentSum } from "./dependent.ts";
import { isLeverageKind, leverageDivisors } from "./leverage.ts";
import { countParameters, type SmallSample, smallSampleFor } from "./small-sample.ts";

export interface CovarianceOptions {
  readonly kind: CovarianceKind;
  /** Ways of clustering, over the design's rows (aligned through `rowUnit`); ignored by iid and HC. */
  readonly clusters?: readonly Factor[];
  readonly smallSample?: Partial<SmallSample>;
}

export interface Covariance {
  /** k × k row-major; NaN in the rows of terms without an estimate, and everywhere when it cannot be computed. */
  readonly vcov: Float64Array;
  readonly se: Float64Array;
  /** estimate / se; NaN where the standard error is 0. */
  readonly statistic: Float64Array;
  /** Degrees of freedom of the t distribution; Infinity where the fit's statistics are normal. */
  readonly df: number;
  readonly convention: CovarianceConvention;
  readonly findings: readonly Finding[];
}

/** Every number that went into the scaling of a covariance, so that a result can spell it out. Plain data. */
export interface CovarianceConvention {
  /** "influence" and "multiplier" are of fits with influence functions, analytic or resampled. */
  readonly kind: CovarianceKind | DependentKind | "influence" | "multiplier";
  /** n: rows used, or the sum of frequency weights. */
  readonly observations: number;
  /** K. */
  readonly parameters: number;
  readonly factorK: number;
  /** Parts of the inclusion–exclusion sum over the ways of clustering; one part for HC (each observation a cluster), none for iid. */
  readonly parts: readonly CovariancePart[];
  readonly df: number;
  readonly smallSample: SmallSample;
  /** Negative eigenvalues were set to zero. */
  readonly repaired: boolean;
  /** Errors over time or space: the lag and the periods, or the cutoff and the places. */
  readonly dependence?: DependenceConvention;
  /** How the variance was computed where small-sample options say nothing of it. */
  readonly words?: string;
}

export interface CovariancePart {
  readonly ways: readonly string[];
  readonly sign: 1 | -1;
  readonly clusters: number;
  readonly factorG: number;
}

type Scores = Extract<Uncertainty, { kind: "scores" }>;

const FEW_CLUSTERS = 20;

/**
 * Covariance of a least-squares fit, or of a likelihood fit from its scores and inverse information A.
 *
 *   iid       V = σ̂² A,                     σ̂² = Σ w û² / (n − 1) · (n − 1) / (n − K), or φ · (n − 1) / (n − K) where the model fixes φ
 *   HC0, HC1  V = c A (Σ_i s_i s_iᵀ) A,     c = 1, or n / (n − K)                          White (1980); MacKinnon and White (1985)
 *   HC2 – HC5 V = A (Σ_i s_i s_iᵀ / d_i) A,  d a power of 1 − leverage (leverage.ts)
 *   CR0, CR1  V = c A (Σ_g s_g s_gᵀ) A,     c = 1, or (n − 1) / (n − K) · G / (G − 1)      Liang and Zeger (1986)
 *   NW, DK    V = c A (Σ_l w_l (Γ_l + Γ_lᵀ)) A,  c = (n − 1) / (n − K) · T / (T − 1)      serial.ts
 *   conley    V = c A (Σ_{d(i,j) ≤ cutoff} s_i s_jᵀ) A,  c = n / (n − K)                  spatial.ts
 *
 * with A = (X̃ᵀWX̃)⁻¹ and s = w x̃ û. Several ways of clustering add up by inclusion and exclusion over their intersections (Cameron, Gelbach
 * and Miller 2011). A frequency-weighted row stands for that many observations in n and in the HC sum; sampling weights are as in fixest.
 *
 * Findings: "one-cluster" (all NaN), "few-clusters", "no-residual-degrees" (all NaN), "variance-repaired", "leverage-one",
 * "leverage-too-large" (all NaN), and those of `dependentSum`.
 *
 * @throws RangeError when the fit has no scores, HC2 to HC5 are asked of a fit without leverage, CR is asked for without clusters, or a cluster does not cover the design's rows
 */
export function covariance(
  fit: Pick<Fit, "estimate" | "uncertainty"> & Partial<Pick<Fit, "terms">>,
  options: CovarianceOptions | DependentOptions,
): Covariance {
  const scores = fit.uncertainty;
  if (scores.kind !== "scores") throw new RangeError(`covariance: the fit has no scores but "${scores.kind}"`);
  const { kind } = options;
  const dependent =
    kind === "NW" || kind === "DK" || kind === "conley"
      ? dependentSum(scores, options as DependentOptions, interceptOf(fit))
      : null;
  const smallSample = smallSampleFor(kind, options.smallSample ?? {});
  const isClustered = kind === "CR0" || kind === "CR1";
  const clusters = isClustered ? alignClusters((options as CovarianceOptions).clusters ?? [], scores.rowUnit) : [];
  const observations = scores.frequency?.reduce((a, b) => a + b, 0) ?? scores.rowUnit.length;
  const parameters = countParameters(
    scores.coefficients,
    scores.effects,
    scores.redundantLevels,
    clusters,
    smallSample,
    scores.slopeCoefficients,
  );
  const factorK = smallSample.adjK ? (observations - 1) / (observations - parameters) : 1;
  const parts = partsOf(kind, clusters, dependent, observations, smallSample);
  const smallestG = Math.min(...clusters.map((cluster) => cluster.count));
  const groups = isClustered ? smallestG : dependent !== null && kind !== "conley" ? dependent.groups : null;
  const finiteDf = groups !== null && smallSample.tdf === "min" ? groups - 1 : observations - parameters;
  const df = scores.distribution === "normal" ? Number.POSITIVE_INFINITY : finiteDf;

  const corrected = isLeverageKind(kind) ? correctByLeverage(kind, scores) : { divisors: null, findings: [] };
  const findings = [
    ...precisionFindings(smallestG, isClustered, observations, parameters),
    ...corrected.findings,
    ...(dependent?.findings ?? []),
  ];
  const convention = {
    kind,
    observations,
    parameters,
    factorK,
    parts: parts.map(describe),
    df,
    smallSample,
    ...(dependent === null ? {} : { dependence: dependent.convention }),
  };
  const computable = findings.every((finding) => finding.severity !== "refusal");
  const variance = (): Float64Array => {
    if (kind === "iid") return scaledBread(scores, iidVariance(scores, factorK, observations));
    if (dependent === null) return sandwich(scores, parts, factorK, corrected.divisors);
    return dependent.squares.map((value) => value * factorK * parts[0]!.factorG);
  };
  const raw = computable ? variance() : new Float64Array(scores.bread.length).fill(Number.NaN);
  const fixed =
    clusters.length > 1 || dependent !== null
      ? repairNegativeEigenvalues(raw, fit.estimate.length)
      : { vcov: raw, repaired: 0 };
  if (fixed.repaired > 0) {
    findings.push({ code: "variance-repaired", severity: "warning", values: { eigenvalues: fixed.repaired } });
  }
  const se = standardErrors(fixed.vcov, fit.estimate.length);
  return {
    vcov: fixed.vcov,
    se,
    statistic: se.map((value, j) => (value > 0 ? fit.estimate[j]! / value : Number.NaN)),
    df,
    convention: { ...convention, repaired: fixed.repaired > 0 },
    findings,
  };
}

/** One term of the inclusion–exclusion sum; `factor` null means every row is its own cluster. */
interface Part extends CovariancePart {
  readonly factor: Factor | null;
}

function alignClusters(clusters: readonly Factor[], rowUnit: Int32Array): readonly Factor[] {
  if (clusters.length === 0) throw new RangeError("covariance: a clustered variance needs a cluster");
  const last = rowUnit[rowUnit.length - 1] ?? -1;
  return clusters.map((cluster) => {
    if (cluster.codes.length <= last)
      throw new RangeError(`covariance: cluster ${cluster.name} is shorter than the data`);
    return takeFactor(cluster, rowUnit);
  });
}

function clusterParts(clusters: readonly Factor[], smallSample: SmallSample): readonly Part[] {
  const smallest = Math.min(...clusters.map((cluster) => cluster.count));
  const parts: Part[] = [];
  for (let subset = 1; subset < 2 ** clusters.length; subset++) {
    const members = clusters.filter((_, way) => (subset >> way) % 2 === 1);
    const ways = members.map((cluster) => cluster.name);
    const factor = members.length === 1 ? members[0]! : combineFactors(ways.join("^"), members);
    const g = smallSample.G === "min" ? smallest : factor.count;
    const sign = members.length % 2 === 1 ? 1 : -1;
    parts.push({ ways, sign, clusters: factor.count, factorG: smallSample.adjG ? g / (g - 1) : 1, factor });
  }
  return parts;
}

function interceptOf({ terms = [] }: Partial<Pick<Fit, "terms">>): number {
  return terms.findIndex((term) => term.kind === "coefficient" && term.name === "(Intercept)");
}

function partsOf(
  kind: CovarianceConvention["kind"],
  clusters: readonly Factor[],
  dependent: DependentSum | null,
  observations: number,
  smallSample: SmallSample,
): readonly Part[] {
  if (kind === "iid") return [];
  if (dependent !== null) return [dependentPart(dependent, smallSample)];
  if (kind === "CR0" || kind === "CR1") return clusterParts(clusters, smallSample);
  return [observationPart(observations, smallSample)];
}

function dependentPart({ groups, ways }: DependentSum, smallSample: SmallSample): Part {
  return { ways, sign: 1, clusters: groups, factorG: smallSample.adjG ? groups / (groups - 1) : 1, factor: null };
}

/** Divisors of squared scores, frequency included: s sᵀ of a row of f observations is f² times that of one. */
function correctByLeverage(
  kind: Parameters<typeof leverageDivisors>[0],
  { leverage: given, frequency, rowUnit }: Scores,
): { readonly divisors: Float64Array | null; readonly findings: readonly Finding[] } {
  // A refused fit has no rows, whatever was asked of it.
  const leverage = given === undefined && rowUnit.length === 0 ? new Float64Array(0) : given;
  if (leverage === undefined) throw new RangeError(`covariance: ${kind} needs the leverage of the fit`);
  if (leverage === null) {
    return { divisors: null, findings: [{ code: "leverage-too-large", severity: "refusal", values: { kind } }] };
  }
  const { divisors, full } = leverageDivisors(kind, leverage, frequency ?? null);
  return {
    divisors: frequency === undefined ? divisors : divisors.map((divisor, i) => divisor * frequency[i]!),
    findings: full === 0 ? [] : [{ code: "leverage-one", severity: "warning", values: { rows: full, kind } }],
  };
}

function observationPart(observations: number, smallSample: SmallSample): Part {
  const factorG = smallSample.adjG ? observations / (observations - 1) : 1;
  return { ways: [], sign: 1, clusters: observations, factorG, factor: null };
}

function describe({ ways, sign, clusters, factorG }: Part): CovariancePart {
  return { ways, sign, clusters, factorG };
}

function precisionFindings(
  clusters: number,
  isClustered: boolean,
  observations: number,
  parameters: number,
): Finding[] {
  const findings: Finding[] = [];
  if (isClustered && clusters < 2) findings.push({ code: "one-cluster", severity: "refusal", values: { clusters } });
  else if (isClustered && clusters < FEW_CLUSTERS) {
    findings.push({ code: "few-clusters", severity: "warning", values: { clusters, limit: FEW_CLUSTERS } });
  }
  if (observations <= parameters) {
    findings.push({ code: "no-residual-degrees", severity: "refusal", values: { observations, parameters } });
  }
  return findings;
}

/** σ̂² with its factor. A dispersion that the model fixes is scaled by (n − 1) / (n − K) all the same, as fixest does. */
function iidVariance(scores: Scores, factorK: number, observations: number): number {
  const { dispersion, weightedSsr } = scores;
  return dispersion === undefined ? (factorK * weightedSsr) / (observations - 1) : factorK * dispersion;
}

function scaledBread(scores: Scores, variance: number): Float64Array {
  return scores.bread.map((value) => value * variance);
}

/** c Σ_parts ± G/(G − 1) Σ_g (A s_g)(A s_g)ᵀ. */
function sandwich(
  scores: Scores,
  parts: readonly Part[],
  factorK: number,
  divisors: Float64Array | null,
): Float64Array {
  const k = Math.round(Math.sqrt(scores.bread.length));
  const vcov = new Float64Array(k * k);
  for (const { factor, sign, factorG } of parts) {
    const sums = factor === null ? scoreMatrix(scores.scores) : sumScores(scores.scores, k, factor);
    const divisor = factor === null ? (divisors ?? scores.frequency ?? null) : null;
    const squares = sumOfSquares(sums, k, scores.bread, divisor);
    for (let p = 0; p < vcov.length; p++) vcov[p]! += sign * factorG * factorK * squares[p]!;
  }
  return vcov;
}

/** Square roots of the diagonal; NaN where it is negative or missing. */
function standardErrors(vcov: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(vcov[j * k + j]!));
}
