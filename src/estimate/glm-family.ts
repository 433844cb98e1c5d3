import { normalLogDensity, normalLogLower, normalQuantile } from "../numerics/normal.ts";
import { deviance, logGamma } from "../numerics/special.ts";

/** A one-parameter family with its link, by row: y is the outcome, η the linear predictor with its offset. */
export interface GlmFamily {
  readonly id: "poisson" | "logit" | "probit";
  /** Whether an outcome can occur under the family. */
  isPossible(y: number): boolean;
  /**
   * −1 where the likelihood of y only grows as η falls, 1 where it only grows as η rises, 0 where it peaks at a finite η. Rows of −1 and 1
   * are the ones that a model may predict perfectly.
   */
  edge(y: number): -1 | 0 | 1;
  /** η of the first step. @param mean weighted mean of the outcome, inside its range */
  start(y: number, mean: number): number;
  /** η of a constant mean. */
  link(mean: number): number;
  /** ∂ log f(y | η) / ∂η. */
  score(y: number, eta: number): number;
  /** Expected information −E ∂² log f / ∂η²; the observed one too for Poisson and logit, whose links are canonical. */
  information(y: number, eta: number): number;
  logLikelihood(y: number, eta: number): number;
  /** 2 (log f at the best η for this row − log f at η) ≥ 0. */
  deviance(y: number, eta: number): number;
}

/** Counts or other amounts from 0: E y = exp(η). Quasi-likelihood: y need not be whole (Gourieroux, Monfort and Trognon 1984). */
export const poissonFamily: GlmFamily = {
  id: "poisson",
  isPossible: (y) => y >= 0 && y < Number.POSITIVE_INFINITY,
  edge: (y) => (y === 0 ? -1 : 0),
  start: (y, mean) => Math.log((y + mean) / 2),
  link: Math.log,
  score: (y, eta) => y - Math.exp(eta),
  information: (_, eta) => Math.exp(eta),
  logLikelihood: (y, eta) => y * eta - Math.exp(eta) - logGamma(y + 1),
  deviance(y, eta) {
    const mean = Math.exp(eta);
    return y === 0 ? 2 * mean : -2 * deviance(y, mean, mean - y);
  },
};

/** η towards the outcome that occurred: P(outcome) rises with it, so no tail is ever computed as one minus something. */
const towards = (y: number, eta: number): number => (y === 1 ? eta : -eta);
const sign = (y: number): -1 | 1 => (y === 1 ? 1 : -1);

function binary(
  id: "logit" | "probit",
  link: (mean: number) => number,
  /** log F, its derivative f/F, and the information f²/(F(1 − F)), at t = η towards the outcome. */
  curve: {
    readonly log: (t: number) => number;
    readonly slope: (t: number) => number;
    readonly information: (t: number) => number;
  },
): GlmFamily {
  return {
    id,
    isPossible: (y) => y === 0 || y === 1,
    edge: sign,
    start: (y) => link((y + 0.5) / 2),
    link,
    score: (y, eta) => sign(y) * curve.slope(towards(y, eta)),
    information: (y, eta) => curve.information(towards(y, eta)),
    logLikelihood: (y, eta) => curve.log(towards(y, eta)),
    deviance: (y, eta) => -2 * curve.log(towards(y, eta)),
  };
}

/** 1 / (1 + e^−t). */
const logistic = (t: number): number => 1 / (1 + Math.exp(-t));

/** P(y = 1) = 1 / (1 + exp(−η)). */
export const logitFamily: GlmFamily = binary("logit", (mean) => Math.log(mean / (1 - mean)), {
  log: (t) => (t > 0 ? -Math.log1p(Math.exp(-t)) : t - Math.log1p(Math.exp(t))),
  slope: (t) => logistic(-t),
  information: (t) => logistic(t) * logistic(-t),
});

/** φ/Φ, the inverse Mills ratio. */
const mills = (t: number): number => Math.exp(normalLogDensity(t) - normalLogLower(t));

/** P(y = 1) = Φ(η). Its steps use expected information (Fisher scoring), which is what the standard errors use too. */
export const probitFamily: GlmFamily = binary("probit", normalQuantile, {
  log: normalLogLower,
  slope: mills,
  information: (t) => mills(t) * mills(-t),
});
