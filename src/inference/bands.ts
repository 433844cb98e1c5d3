import type { Interval } from "../core/effect.ts";
import { chiSquaredQuantile } from "../numerics/chi-squared.ts";
import { fillNormal, openStream, uniform } from "../numerics/random.ts";
import { alphaOf, criticalValue } from "./intervals.ts";
import { correlationOf, rankTolerance, symmetricEigen } from "./symmetric.ts";

export interface BandCritical {
  readonly method: "pointwise" | "bonferroni" | "sup-t";
  /** Half-width in standard errors that covers all rows at once; NaN when no row has a variance. */
  readonly critical: number;
  /** Of `critical`, one standard deviation; 0 when nothing was simulated. */
  readonly monteCarloError: number;
  readonly draws: number;
  /** Rows covered: those with a variance. */
  readonly rows: number;
}

/** Bonferroni over `rows` rows: the t quantile at 1 − α/(2·rows). */
export function bonferroniCritical(rows: number, df: number, level: number): BandCritical {
  const critical = rows > 0 ? criticalValue(alphaOf(level) / rows, df) : Number.NaN;
  return { method: rows > 1 ? "bonferroni" : "pointwise", critical, monteCarloError: 0, draws: 0, rows };
}

export interface SupTOptions {
  readonly df: number;
  readonly level: number;
  readonly seed: number;
  /** Names the stream; bands of different fits should not share draws. */
  readonly task: string;
  readonly draws?: number;
}

/**
 * Critical value of the sup-t band: the `level` quantile of max_i |t_i| for a multivariate t with the rows' correlations (normal at df = Infinity),
 * by simulation (Montiel Olea & Plagborg-Møller 2019, algorithm 1). Rows without variance are left out.
 *
 * The quantile is an order statistic; its Monte-Carlo error is half the distance between the order statistics one binomial standard deviation
 * up and down. It is held between the pointwise and the Bonferroni value, which bound the true one. Perfectly dependent rows need no draws.
 *
 * @param vcov q × q row-major
 */
export function supTCritical(vcov: ArrayLike<number>, q: number, options: SupTOptions): BandCritical {
  const { df, level, seed, task, draws = 9_999 } = options;
  const { kept, matrix } = correlationOf(vcov, q);
  const k = kept.length;
  const { values, vectors } = symmetricEigen(matrix, k);
  const rank = values.filter((value) => value > rankTolerance(k, values[0] ?? 0)).length;
  if (rank <= 1) return { ...bonferroniCritical(Math.min(k, 1), df, level), rows: k };

  const root = Float64Array.from({ length: k * rank }, (_, at) => {
    const j = at % rank;
    return vectors[((at - j) / rank) * k + j]! * Math.sqrt(values[j]!);
  });
  const maxima = new Float64Array(draws);
  const normal = new Float64Array(rank);
  for (let draw = 0; draw < draws; draw++) {
    const stream = openStream({ seed, task: `${task}/sup-t`, replicate: draw });
    fillNormal(stream, normal);
    const divisor = Number.isFinite(df) ? Math.sqrt(chiSquaredQuantile(uniform(stream), df) / df) : 1;
    maxima[draw] = maximum(root, normal, k) / divisor;
  }
  maxima.sort();
  const spread = Math.sqrt(draws * level * (1 - level));
  const at = (position: number): number => maxima[Math.min(draws - 1, Math.max(0, Math.ceil(position) - 1))]!;
  const lowest = criticalValue(alphaOf(level), df);
  const highest = criticalValue(alphaOf(level) / k, df);
  return {
    method: "sup-t",
    critical: Math.min(highest, Math.max(lowest, at(draws * level))),
    monteCarloError: (at(draws * level + spread) - at(draws * level - spread)) / 2,
    draws,
    rows: k,
  };
}

/** max_i |Σ_j root[i, j] z_j| over k rows. */
function maximum(root: Float64Array, z: Float64Array, k: number): number {
  const rank = z.length;
  let highest = 0;
  for (let i = 0; i < k; i++) {
    let value = 0;
    for (let j = 0; j < rank; j++) value += root[i * rank + j]! * z[j]!;
    highest = Math.max(highest, Math.abs(value));
  }
  return highest;
}

/** The band estimate ∓ critical·se, row by row; NaN where there is no standard error. */
export function bandOf(estimate: ArrayLike<number>, se: ArrayLike<number>, critical: number): Interval[] {
  return Array.from({ length: estimate.length }, (_, i): Interval => {
    const half = se[i]! > 0 ? critical * se[i]! : Number.NaN;
    return [estimate[i]! - half, estimate[i]! + half];
  });
}
