import { inverseGram, multiply, type Rows, rowDot, sumRows } from "./gram.ts";

/** Comparison rows with a fitted probability at or above this are left out: few of them would carry all the weight (as DRDID does). */
export const TRIM_AT = 0.995;

/** The chance of treatment given covariates, over the rows of one comparison. */
export interface Propensity {
  /** ω per row: weight × p/(1 − p) for comparison rows that are used, 0 for treated and trimmed ones. */
  readonly odds: Float64Array;
  /** Comparison rows trimmed. */
  readonly trimmed: number;
  /** w (D − p) per row, the score but for x; null where estimating the propensity moves nothing (tilting). */
  readonly residuals: Float64Array | null;
  /** (Σ w p (1 − p) x xᵀ)⁻¹; null with tilting. */
  readonly inverse: Float64Array | null;
}

/** Why there is none: covariates are collinear, or they predict treatment (nearly) perfectly. */
export type PropensityFailure = "singular" | "no-overlap";

const STEPS = 60;
/** Largest change of a linear predictor at which Newton's steps stop: they converge quadratically, so rounding is next. */
const CONVERGED = 1e-9;
/** Losses that differ by less, relatively, are the same but for rounding. */
const LOSS_ROUNDING = 1e-13;
/** A linear predictor this large means that treatment is predicted without error. */
const SEPARATED = 30;

/**
 * Logit of treatment on x by maximum weighted likelihood (Newton's method with step halving).
 *
 * @param weights w per row, positive
 * @param treated how many rows are treated: the first ones; the others are comparison rows
 */
export function logitPropensity(x: Rows, weights: Float64Array, treated: number): Propensity | PropensityFailure {
  const n = weights.length;
  const logit = problemOf(x, weights);
  const { eta, residuals, curvature } = logit;
  const gamma = newton(logit, (gamma) => {
    let total = 0;
    for (let i = 0; i < n; i++) {
      const predictor = rowDot(x, i, gamma);
      eta[i] = predictor;
      // log(1 + e^η) − D η and its derivatives without overflow, from one exponential.
      const small = Math.exp(-Math.abs(predictor));
      const isTreated = i < treated ? 1 : 0;
      const p = (predictor >= 0 ? 1 : small) / (1 + small);
      total += weights[i]! * (Math.max(predictor, 0) + Math.log1p(small) - isTreated * predictor);
      residuals[i] = weights[i]! * (isTreated - p);
      curvature[i] = (weights[i]! * small) / ((1 + small) * (1 + small));
    }
    return total;
  });
  if (typeof gamma === "string") return gamma;
  const inverse = inverseGram(x, curvature, 0, n);
  if (inverse === null) return "no-overlap";
  const odds = new Float64Array(n);
  let trimmed = 0;
  for (let i = treated; i < n; i++) {
    const ratio = Math.exp(rowDot(x, i, gamma));
    if (ratio < TRIM_AT / (1 - TRIM_AT)) odds[i] = weights[i]! * ratio;
    else trimmed++;
  }
  return { odds, trimmed, residuals, inverse };
}

/**
 * Inverse probability tilting (Graham, Pinto and Egel 2012): odds e^{xᵀγ} that give comparison rows exactly the covariate means of treated
 * rows, Σ w D x = Σ w (1 − D) e^{xᵀγ} x. With outcome regressions weighted by these odds, estimating γ and β moves the effect by less than
 * its error (Sant'Anna and Zhao 2020).
 */
export function tiltingPropensity(x: Rows, weights: Float64Array, treated: number): Propensity | PropensityFailure {
  const n = weights.length;
  const tilting = problemOf(x, weights);
  const { eta, residuals, curvature } = tilting;
  const evaluate = (gamma: Float64Array): number => {
    let total = 0;
    for (let i = 0; i < n; i++) {
      const predictor = rowDot(x, i, gamma);
      const ratio = i < treated ? 0 : weights[i]! * Math.exp(predictor);
      eta[i] = predictor;
      curvature[i] = ratio;
      residuals[i] = i < treated ? weights[i]! : -ratio;
      total += i < treated ? -weights[i]! * predictor : ratio;
    }
    return total;
  };
  const gamma = newton(tilting, evaluate);
  if (typeof gamma === "string") return gamma;
  evaluate(gamma);
  let trimmed = 0;
  for (let i = 0; i < n; i++) {
    if (curvature[i]! >= (weights[i]! * TRIM_AT) / (1 - TRIM_AT)) {
      curvature[i] = 0;
      trimmed++;
    }
  }
  return { odds: curvature, trimmed, residuals: null, inverse: null };
}

/** What one evaluation of a loss leaves behind, per row: the linear predictor, and the terms of the gradient and the curvature. */
interface Problem {
  readonly x: Rows;
  readonly eta: Float64Array;
  readonly residuals: Float64Array;
  readonly curvature: Float64Array;
}

function problemOf(x: Rows, { length }: Float64Array): Problem {
  const row = (): Float64Array => new Float64Array(length);
  return { x, eta: row(), residuals: row(), curvature: row() };
}

/**
 * Minimises a convex loss whose gradient is −Σ residual x and whose curvature is Σ curvature x xᵀ, from 0.
 *
 * @param evaluate returns the loss at γ and fills the problem's rows; they are left as they were one negligible step before the minimum
 */
function newton(
  { x, eta, residuals, curvature }: Problem,
  evaluate: (gamma: Float64Array) => number,
): Float64Array | PropensityFailure {
  const n = residuals.length;
  let gamma: Float64Array = new Float64Array(x.columns);
  let current = evaluate(gamma);
  for (let step = 0; step < STEPS; step++) {
    const inverse = inverseGram(x, curvature, 0, n);
    if (inverse === null) return step === 0 ? "singular" : "no-overlap";
    const direction = multiply(inverse, sumRows(x, residuals, 0, n));
    let size = 0;
    let reach = 0;
    for (let i = 0; i < n; i++) {
      const move = Math.abs(rowDot(x, i, direction));
      if (move > size || Number.isNaN(move)) size = move;
      if (eta[i]! > reach) reach = eta[i]!;
    }
    if (!Number.isFinite(size) || reach > SEPARATED) return "no-overlap";
    let next = gamma.map((value, a) => value + direction[a]!);
    if (size < CONVERGED) return next;
    let value = evaluate(next);
    for (let half = 0; half < 40 && !(value <= current + LOSS_ROUNDING * Math.abs(current)); half++) {
      for (let a = 0; a < direction.length; a++) direction[a]! /= 2;
      next = gamma.map((old, a) => old + direction[a]!);
      value = evaluate(next);
    }
    gamma = next;
    current = value;
  }
  return "no-overlap";
}
