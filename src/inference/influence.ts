import type { Finding } from "../core/finding.ts";
import type { Fit, Term } from "../core/fit.ts";
import type { Factor } from "../core/table.ts";
import { combineFactors, takeFactor } from "../numerics/factor.ts";
import type { Covariance, CovarianceConvention, CovariancePart } from "./covariance.ts";
import { repairNegativeEigenvalues } from "./covariance-parts.ts";
import { addProduct, clusterSums, columnsOf, gram, type Influence, rowSquares } from "./influence-rows.ts";
import { orderStatistic, signedSums } from "./multiplier.ts";
import { DEFAULT_SMALL_SAMPLE } from "./small-sample.ts";
import { submatrix, type WaldTest, waldTest } from "./wald.ts";

export { type Influence, influenceRows } from "./influence-rows.ts";

export interface InfluenceOptions {
  /** Ways of clustering, over the design's rows (aligned through `rowUnit`); none: rows are independent. */
  readonly clusters: readonly Factor[];
  /** Size of the outcome (its standard deviation): an error far below it is rounding. */
  readonly scale: number;
  readonly seed: number;
}

/** Largest |t| of each draw over the terms of one kind, sorted: quantiles are critical values of simultaneous bands. */
export interface Suprema {
  readonly kind: Term["kind"];
  readonly maxima: Float64Array;
  readonly rows: number;
}

export interface InfluenceCovariance extends Covariance {
  /** Empty without draws. */
  readonly suprema: readonly Suprema[];
}

/** 10 √ε: an error at or below this, relative to the outcome's scale, is rounding and counts as none (did's rule, there for a scale of 1). */
const NO_ERROR = 10 * Math.sqrt(Number.EPSILON);
/** Distance of the quartiles of a standard normal. */
const NORMAL_IQR = 1.3489795003921634;
const FEW_CLUSTERS = 20;

/**
 * Covariance of estimates from influence functions; statistics are normal.
 *
 *   V = (1/n²) Σ_i ψ_i ψ_iᵀ,  or (1/n²) Σ_c S_c S_cᵀ with S_c the sum over a cluster (no G/(G − 1), no n − 1, as in did)
 *
 * Several ways of clustering add up by inclusion and exclusion. With draws, standard errors are the interquartile range of (1/n) Σ v_i ψ_i over
 * Rademacher signs v (one per cluster) divided by 1.349, correlations stay analytic, and `suprema` holds the draws of max |t| per kind of term
 * (Callaway and Sant'Anna 2021, algorithm 1).
 *
 * Terms without an estimate, and terms whose error is rounding, have NaN in their row and column. Findings: "one-cluster" (all NaN), "few-clusters",
 * "bootstrap-one-way" (draws with several ways of clustering: analytic instead), "variance-repaired".
 *
 * @throws RangeError when the fit has no influence or a cluster does not cover the design's rows
 */
export function influenceCovariance(
  fit: Pick<Fit, "terms" | "estimate" | "uncertainty">,
  { clusters, scale, seed }: InfluenceOptions,
): InfluenceCovariance {
  const { uncertainty } = fit;
  if (uncertainty.kind !== "influence")
    throw new RangeError(`influenceCovariance: the fit has no influence but "${uncertainty.kind}"`);
  const k = fit.terms.length;
  const n = uncertainty.rowUnit.length;
  const ways = alignClusters(clusters, uncertainty.rowUnit);
  const smallest = Math.min(...ways.map((way) => way.count));
  const findings = clusterFindings(smallest);
  const parts = partsOf(ways);
  const computable = findings.every(({ severity }) => severity !== "refusal");
  const raw = computable ? analytic(uncertainty, k, parts) : new Float64Array(k * k).fill(Number.NaN);
  const fixed = ways.length > 1 ? repairNegativeEigenvalues(raw, k) : { vcov: raw, repaired: 0 };
  if (fixed.repaired > 0) {
    findings.push({ code: "variance-repaired", severity: "warning", values: { eigenvalues: fixed.repaired } });
  }
  let vcov = withoutRounding(fixed.vcov, fit.estimate, NO_ERROR * scale);

  let draws = uncertainty.draws ?? 0;
  if (draws > 0 && ways.length > 1) {
    findings.push({ code: "bootstrap-one-way", severity: "warning", values: { ways: ways.map(({ name }) => name) } });
    draws = 0;
  }
  let suprema: readonly Suprema[] = [];
  if (draws > 0 && computable) {
    const drawn = drawTerms(uncertainty, k, ways[0] ?? null, draws, seed);
    const bootstrapped = rescale(vcov, quartileErrors(drawn, k, n));
    vcov = withoutRounding(bootstrapped, fit.estimate, NO_ERROR * scale);
    suprema = supremaOf(drawn, fit.terms, vcov, n);
  }
  const se = Float64Array.from({ length: k }, (_, j) => Math.sqrt(vcov[j * k + j]!));
  return {
    vcov,
    se,
    statistic: se.map((value, j) => (value > 0 ? fit.estimate[j]! / value : Number.NaN)),
    df: Number.POSITIVE_INFINITY,
    convention: conventionOf(uncertainty, parts, draws, fixed.repaired > 0),
    findings,
    suprema,
  };
}

/**
 * Joint test that no cohort differs from its comparison before its start, anticipation included: W = τᵀV⁻¹τ = F · q over cells (g, t) with
 * t < g − anticipation that have a variance. `q < terms` says that V is singular (more cells than units, say).
 */
export function preTest(
  terms: readonly Term[],
  estimate: ArrayLike<number>,
  vcov: ArrayLike<number>,
  anticipation: number,
): WaldTest {
  const before = [...terms.keys()].filter((j) => {
    const term = terms[j]!;
    return term.kind === "att-gt" && term.period < term.cohort - anticipation;
  });
  const chosen = before.map((j) => estimate[j]!);
  return waldTest(chosen, submatrix(vcov, terms.length, before), Number.POSITIVE_INFINITY);
}

interface Part extends CovariancePart {
  readonly factor: Factor | null;
}

function alignClusters(clusters: readonly Factor[], rowUnit: Int32Array): readonly Factor[] {
  const last = rowUnit.reduce((a, b) => Math.max(a, b), -1);
  return clusters.map((cluster) => {
    if (cluster.codes.length <= last)
      throw new RangeError(`influenceCovariance: cluster ${cluster.name} is shorter than the data`);
    return takeFactor(cluster, rowUnit);
  });
}

function clusterFindings(smallest: number): Finding[] {
  if (smallest < 2) return [{ code: "one-cluster", severity: "refusal", values: { clusters: smallest } }];
  if (smallest < FEW_CLUSTERS) {
    return [{ code: "few-clusters", severity: "warning", values: { clusters: smallest, limit: FEW_CLUSTERS } }];
  }
  return [];
}

/** Inclusion and exclusion over the ways of clustering; one part with every row its own cluster when there are none. */
function partsOf(ways: readonly Factor[]): readonly Part[] {
  const parts: Part[] = [];
  for (let subset = 1; subset < 2 ** ways.length; subset++) {
    const members = ways.filter((_, way) => (subset >> way) % 2 === 1);
    const names = members.map(({ name }) => name);
    const factor = members.length === 1 ? members[0]! : combineFactors(names.join("^"), members);
    const sign = members.length % 2 === 1 ? 1 : -1;
    parts.push({ ways: names, sign, clusters: factor.count, factorG: 1, factor });
  }
  return parts;
}

/** Σ over parts of ± the squares of cluster sums, divided by n². */
function analytic(influence: Influence, k: number, parts: readonly Part[]): Float64Array {
  const n = influence.rowUnit.length;
  const vcov = new Float64Array(k * k);
  const add = (squares: Float64Array, sign: number): void => {
    for (let p = 0; p < vcov.length; p++) vcov[p]! += (sign * squares[p]!) / (n * n);
  };
  if (parts.length === 0) add(rowSquares(influence, k), 1);
  for (const { factor, sign } of parts) add(gram(clusterSums(influence, k, factor!), k, null), sign);
  return vcov;
}

/** NaN in the rows and columns of terms without an estimate, or whose standard error is at most `floor`. */
function withoutRounding(vcov: Float64Array, estimate: Float64Array, floor: number): Float64Array {
  const k = estimate.length;
  const out = vcov.slice();
  for (let j = 0; j < k; j++) {
    if (!Number.isNaN(estimate[j]!) && Math.sqrt(vcov[j * k + j]!) > floor) continue;
    for (let l = 0; l < k; l++) {
      out[j * k + l] = Number.NaN;
      out[l * k + j] = Number.NaN;
    }
  }
  return out;
}

/** Σ_i v_i ψ_i per draw, draws × k row-major. Rows of a cluster share their sign. */
function drawTerms(influence: Influence, k: number, cluster: Factor | null, draws: number, seed: number): Float64Array {
  if (cluster !== null) {
    const values = clusterSums(influence, k, cluster);
    return signedSums({ values, columns: k, group: null, groups: 1 }, draws, seed);
  }
  const columns = columnsOf(influence, k);
  const { loadings, frequency } = influence;
  const psi =
    frequency === undefined
      ? influence.psi
      : influence.psi.map((value, p) => value / Math.sqrt(frequency[Math.floor(p / columns)]!));
  if (loadings === undefined) return signedSums({ values: psi, columns, group: null, groups: 1 }, draws, seed);
  const groups = loadings.matrices.length;
  const sums = signedSums({ values: psi, columns, group: loadings.group, groups }, draws, seed);
  const out = new Float64Array(draws * k);
  for (let draw = 0; draw < draws; draw++) {
    loadings.matrices.forEach((matrix, g) => {
      addProduct(sums, (draw * groups + g) * columns, columns, matrix, k, out, draw * k);
    });
  }
  return out;
}

/** Interquartile range of each term's draws over that of a standard normal, divided by n. */
function quartileErrors(drawn: Float64Array, k: number, n: number): Float64Array {
  const draws = drawn.length / k;
  const column = new Float64Array(draws);
  return Float64Array.from({ length: k }, (_, j) => {
    for (let draw = 0; draw < draws; draw++) column[draw] = drawn[draw * k + j]!;
    column.sort();
    return (orderStatistic(column, 0.75) - orderStatistic(column, 0.25)) / NORMAL_IQR / n;
  });
}

/** The same correlations with other standard errors. */
function rescale(vcov: Float64Array, se: Float64Array): Float64Array {
  const k = se.length;
  const factor = se.map((value, j) => value / Math.sqrt(vcov[j * k + j]!));
  return vcov.map((value, p) => value * factor[Math.floor(p / k)]! * factor[p % k]!);
}

function supremaOf(drawn: Float64Array, terms: readonly Term[], vcov: Float64Array, n: number): readonly Suprema[] {
  const k = terms.length;
  const draws = drawn.length / k;
  return [...new Set(terms.map(({ kind }) => kind))].map((kind) => {
    const used = [...terms.keys()].filter((j) => terms[j]!.kind === kind && vcov[j * k + j]! > 0);
    const maxima = new Float64Array(draws);
    for (const j of used) {
      const scale = n * Math.sqrt(vcov[j * k + j]!);
      for (let draw = 0; draw < draws; draw++) {
        const t = Math.abs(drawn[draw * k + j]!) / scale;
        if (t > maxima[draw]!) maxima[draw] = t;
      }
    }
    return { kind, maxima: maxima.sort(), rows: used.length };
  });
}

function conventionOf(
  { rowUnit, frequency }: Influence,
  parts: readonly Part[],
  draws: number,
  repaired: boolean,
): CovarianceConvention {
  return {
    kind: draws > 0 ? "multiplier" : "influence",
    observations: frequency?.reduce((a, b) => a + b, 0) ?? rowUnit.length,
    parameters: 0,
    factorK: 1,
    parts: parts.map(({ ways, sign, clusters, factorG }) => ({ ways, sign, clusters, factorG })),
    df: Number.POSITIVE_INFINITY,
    smallSample: { ...DEFAULT_SMALL_SAMPLE, adjK: false, adjG: false },
    repaired,
    words:
      draws > 0
        ? `multiplier bootstrap of influence functions, Rademacher, ${draws} draws, IQR/1.349, normal`
        : "influence functions, sum of squares / n², no small-sample factor, normal",
  };
}
