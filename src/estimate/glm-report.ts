import type { Finding } from "../core/finding.ts";
import type { Diagnostics, FitStatistic } from "../core/fit.ts";
import { deviance, type GlmProblem, type GlmSolution, STEP_TOLERANCE, weightedMeanOutcome } from "./glm-iterate.ts";
import type { Scores } from "./linear-fit.ts";

/** Beyond this the last step is no rounding: the numbers are not the maximum. */
const REFUSED_STEP = 1e-6;

/** The certificate of the iteration. `achieved` is −1 where not even the last step could be computed. */
export function convergenceOf({ iterations, change }: GlmSolution): NonNullable<Diagnostics["convergence"]> {
  return { iterations, converged: change <= STEP_TOLERANCE, achieved: Number.isFinite(change) ? change : -1 };
}

/** An edge row whose deviance is below this is predicted perfectly, as far as a reader of the fit can tell. */
const PERFECT_DEVIANCE = 1e-8;

/**
 * Null when the maximum was reached; a warning when nearly; a refusal when the likelihood has no maximum or it was not found. Where the search
 * for separated rows was not decided, a row that the fit predicts perfectly is taken for one: rounding can end steps that should go on for ever.
 */
export function convergenceFinding(
  { family, outcome }: GlmProblem,
  { iterations, change, eta }: Pick<GlmSolution, "iterations" | "change" | "eta">,
  decided: boolean,
): Finding | null {
  const isPerfect = (y: number, i: number) => family.edge(y) !== 0 && family.deviance(y, eta[i]!) < PERFECT_DEVIANCE;
  const perfect = decided ? 0 : outcome.filter(isPerfect).length;
  if (perfect > 0) return { code: "separation-undecided", severity: "refusal", values: { rows: perfect } };
  if (change <= STEP_TOLERANCE) return null;
  const severity = change <= REFUSED_STEP ? "warning" : "refusal";
  return {
    code: "likelihood-not-maximised",
    severity,
    values: { achieved: change, tolerance: STEP_TOLERANCE, iterations },
  };
}

/**
 * What a likelihood fit says of itself.
 *
 * - "deviance": 2 Σ w (ℓ saturated − ℓ)
 * - "log-likelihood", and "null-log-likelihood" of a constant mean, without offset and effects
 * - "pseudo-r-squared": 1 − ℓ/ℓ₀ (McFadden 1974)
 * - "aic", "bic": −2ℓ + 2K and −2ℓ + K log n, K counting coefficients, levels and slopes as for iid errors
 * - "pearson-chi-squared": Σ (∂ℓ/∂η)² / information
 */
export function glmStatistics(
  problem: GlmProblem,
  { eta, solution }: GlmSolution,
  uncertainty: Scores,
): readonly FitStatistic[] {
  const { family, outcome, weights } = problem;
  const logLikelihood = sumLogLikelihood(problem, eta);
  const nullEta = family.link(weightedMeanOutcome(outcome, weights));
  const nullLogLikelihood = sumLogLikelihood(problem, new Float64Array(eta.length).fill(nullEta));
  const { coefficients, effects, slopeCoefficients = 0, frequency, rowUnit } = uncertainty;
  const levels = effects.reduce((total, effect) => total + effect.count - 1, effects.length > 0 ? 1 : 0);
  const parameters = coefficients + levels + slopeCoefficients;
  const observations = frequency?.reduce((a, b) => a + b, 0) ?? rowUnit.length;
  return [
    { name: "deviance", value: deviance(family, outcome, eta, weights) },
    { name: "log-likelihood", value: logLikelihood },
    { name: "null-log-likelihood", value: nullLogLikelihood },
    { name: "pseudo-r-squared", value: 1 - logLikelihood / nullLogLikelihood },
    { name: "aic", value: -2 * logLikelihood + 2 * parameters },
    { name: "bic", value: -2 * logLikelihood + Math.log(observations) * parameters },
    { name: "pearson-chi-squared", value: solution.weightedSsr },
  ];
}

function sumLogLikelihood({ family, outcome, weights }: GlmProblem, eta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < outcome.length; i++) {
    sum += (weights === null ? 1 : weights[i]!) * family.logLikelihood(outcome[i]!, eta[i]!);
  }
  return sum;
}
