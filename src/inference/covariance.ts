import type { CovarianceKind } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Fit, Uncertainty } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";
import { combineFactors, takeFactor } from "../numerics/factor.ts";
import { repairNegativeEigenvalues, sumByLevel, sumOfSquares } from "./covariance-parts.ts";
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
  /** Degrees of freedom of the t distribution. */
  readonly df: number;
  readonly convention: CovarianceConvention;
  readonly findings: readonly Finding[];
}

/** Every number that went into the scaling of a covariance, so that a result can spell it out. Plain data. */
export interface CovarianceConvention {
  readonly kind: CovarianceKind;
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
 * Covariance of a least-squares fit.
 *
 *   iid       V = σ̂² A,                     σ̂² = Σ w û² / (n − 1) · (n − 1) / (n − K)
 *   HC0, HC1  V = c A (Σ_i s_i s_iᵀ) A,     c = 1, or n / (n − K)                          White (1980); MacKinnon and White (1985)
 *   CR0, CR1  V = c A (Σ_g s_g s_gᵀ) A,     c = 1, or (n − 1) / (n − K) · G / (G − 1)      Liang and Zeger (1986)
 *
 * with A = (X̃ᵀWX̃)⁻¹ and s = w x̃ û. Several ways of clustering add up by inclusion and exclusion over their intersections (Cameron, Gelbach
 * and Miller 2011). A frequency-weighted row stands for that many observations in n and in the HC sum; sampling weights are as in fixest.
 *
 * Findings: "one-cluster" (all NaN), "few-clusters", "no-residual-degrees" (all NaN), "variance-repaired".
 *
 * @throws RangeError when the fit has no scores, CR is asked for without clusters, or a cluster does not cover the design's rows
 */
export function covariance(fit: Pick<Fit, "estimate" | "uncertainty">, options: CovarianceOptions): Covariance {
  const scores = fit.uncertainty;
  if (scores.kind !== "scores") throw new RangeError(`covariance: the fit has no scores but "${scores.kind}"`);
  const { kind } = options;
  const smallSample = smallSampleFor(kind, options.smallSample ?? {});
  const isClustered = kind === "CR0" || kind === "CR1";
  const clusters = isClustered ? alignClusters(options.clusters ?? [], scores.rowUnit) : [];
  const observations = scores.frequency?.reduce((a, b) => a + b, 0) ?? scores.rowUnit.length;
  const parameters = countParameters(
    scores.coefficients,
    scores.effects,
    scores.redundantLevels,
    clusters,
    smallSample,
  );
  const factorK = smallSample.adjK ? (observations - 1) / (observations - parameters) : 1;
  const parts = isClustered
    ? clusterParts(clusters, smallSample)
    : kind === "iid"
      ? []
      : [observationPart(observations, smallSample)];
  const smallestG = Math.min(...clusters.map((cluster) => cluster.count));
  const df = isClustered && smallSample.tdf === "min" ? smallestG - 1 : observations - parameters;

  const findings = precisionFindings(smallestG, isClustered, observations, parameters);
  const convention = { kind, observations, parameters, factorK, parts: parts.map(describe), df, smallSample };
  const computable = findings.every((finding) => finding.severity !== "refusal");
  const raw = computable
    ? kind === "iid"
      ? scaledBread(scores, (factorK * scores.weightedSsr) / (observations - 1))
      : sandwich(scores, parts, factorK)
    : new Float64Array(scores.bread.length).fill(Number.NaN);
  const fixed = clusters.length > 1 ? repairNegativeEigenvalues(raw, fit.estimate.length) : { vcov: raw, repaired: 0 };
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

function scaledBread(scores: Scores, variance: number): Float64Array {
  return scores.bread.map((value) => value * variance);
}

/** c Σ_parts ± G/(G − 1) Σ_g (A s_g)(A s_g)ᵀ. */
function sandwich(scores: Scores, parts: readonly Part[], factorK: number): Float64Array {
  const k = Math.round(Math.sqrt(scores.bread.length));
  const vcov = new Float64Array(k * k);
  for (const { factor, sign, factorG } of parts) {
    const sums = factor === null ? scores.scores : sumByLevel(scores.scores, k, factor);
    const divisor = factor === null ? (scores.frequency ?? null) : null;
    const squares = sumOfSquares(sums, k, scores.bread, divisor);
    for (let p = 0; p < vcov.length; p++) vcov[p]! += sign * factorG * factorK * squares[p]!;
  }
  return vcov;
}

/** Square roots of the diagonal; NaN where it is negative or missing. */
function standardErrors(vcov: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(vcov[j * k + j]!));
}
