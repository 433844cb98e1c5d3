import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Fit } from "../core/fit.ts";
import { type AddedInfluence, type CombinedTerm, combineVariance } from "./combined-variance.ts";
import { countDesign } from "./counts.ts";
import type { LinearFit } from "./linear-fit.ts";

export type { AddedInfluence, CombinedTerm } from "./combined-variance.ts";

/**
 * A fit whose terms are linear combinations θ = A β of the columns of a linear fit, in a form from which every variance of scores follows.
 *
 * Variances are made of ψ_i = bread · score_i and, under equal variances, of the bread itself. The bread of θ is M = A B Aᵀ + V and its scores solve
 * M s'_i = A B s_i + ξ_i, with ξ the added influence (Sun and Abraham 2021, appendix: estimated shares), V = Σ ξ ξᵀ / σ̂² and σ̂² = Σ w û² / (n − 1). Terms that
 * are combinations of others have s' = 0. Where every column is itself a term, s'_i = (s_i − A₁ᵀ t, t) with V t = ξ_i, A₁ being the rows of the other terms.
 *
 * @param linear  columns that were dropped hold NaN; a term that names one is NaN
 * @param added   null: the weights of combinations are known
 */
export function combineTerms(
  estimator: { readonly id: string; readonly revision: number },
  design: Design,
  linear: LinearFit,
  combined: readonly CombinedTerm[],
  added: AddedInfluence | null,
  findings: readonly Finding[],
): Fit {
  const size = linear.names.length;
  const k = combined.length;
  const live = [...combined.keys()].filter((j) => {
    const { positions } = combined[j]!;
    return positions.length > 0 && positions.every((position) => !Number.isNaN(linear.estimate[position]!));
  });
  const { bread, scores } = combineVariance(linear.uncertainty, size, combined, live, added);
  const sum = ({ positions, weights }: CombinedTerm, of: (position: number) => number): number =>
    positions.reduce((total, position, p) => total + weights[p]! * of(position), 0);
  const estimate = new Float64Array(k).fill(Number.NaN);
  for (const j of live) estimate[j] = sum(combined[j]!, (position) => linear.estimate[position]!);
  const fit: Fit = {
    estimator: estimator.id,
    revision: estimator.revision,
    terms: combined.map(({ term }) => term),
    estimate,
    uncertainty: { ...linear.uncertainty, scores, bread },
    counts: countDesign(design, linear.uncertainty.rowUnit),
    diagnostics: linear.diagnostics,
    findings: [...linear.findings, ...findings],
  };
  if (linear.outcomeWeights === undefined) return fit;
  const outcomeWeights = new Float64Array(k * design.rowCount).fill(Number.NaN);
  for (const j of live) {
    for (let row = 0; row < design.rowCount; row++) {
      outcomeWeights[j * design.rowCount + row] = sum(
        combined[j]!,
        (position) => linear.outcomeWeights![position * design.rowCount + row]!,
      );
    }
  }
  return { ...fit, outcomeWeights };
}
