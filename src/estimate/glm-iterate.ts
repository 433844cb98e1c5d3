import { type AbsorbedColumn, type Absorption, absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import { type LeastSquares, leastSquares } from "../numerics/least-squares.ts";
import type { GlmFamily } from "./glm-family.ts";

/** A likelihood to maximise over n rows, none of them predicted perfectly and no column collinear with the others and the effects. */
export interface GlmProblem {
  readonly family: GlmFamily;
  readonly outcome: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly intercept: boolean;
  /** Dense over the rows. */
  readonly effects: readonly AbsorbedEffect[];
  /** Positive, or null for 1. */
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
}

/** Where the iteration ended. Columns are what weighted absorption leaves of them, at the working weights of the last step. */
export interface GlmSolution {
  readonly eta: Float64Array;
  readonly columns: readonly Float64Array[];
  /** ∂ log-likelihood / ∂η per row, prior weight included. */
  readonly scores: Float64Array;
  readonly solution: LeastSquares;
  /** W per row, prior weight included, of the last step. */
  readonly information: Float64Array;
  readonly iterations: number;
  /** Largest change of any η in the last full step: bounded away from 0 when the likelihood has no maximum. */
  readonly change: number;
  readonly absorption: Absorption;
  readonly absorbed: readonly AbsorbedColumn[];
  readonly absorptionIterations: number;
}

/** A step that moves no linear predictor by more than this ends the iteration; what is left is then its square, or a tenth for probit. */
export const STEP_TOLERANCE = 1e-10;
const MAX_ITERATIONS = 200;
const MAX_HALVINGS = 40;
/** No linear predictor moves by more than this in one step. */
const LONGEST_STEP = 20;
/** Absorption certified to this before the iteration may end. */
const TIGHT = 1e-10;
/** Collinear columns are gone before the iteration starts: only a column that the weights extinguish is dropped, which ends it. */
const SCREENED = 1e-14;
/** Below this a full step changes the deviance by rounding only, so that comparing says nothing. */
const COMPARABLE_STEP = 1e-5;
/** Keeps working weights positive where a probability is 1 to the last digit. Any positive weight has the same maximum. */
const SMALLEST_WEIGHT = 1e-100;
/** Effects whose levels, less those of the largest one, number more than this are removed iteratively: the factor is made anew each step. */
const DENSE_LIMIT = 1000;

/**
 * Iteratively reweighted least squares around absorption (McCullagh and Nelder 1989, section 2.5; Stammann 2018; Correia, Guimarães and
 * Zylkin 2020): each step regresses z = η − offset + s/W on the columns with weights W, s and W being score and information per row.
 *
 * The tolerance of the absorption follows the size of the steps down. A step that raises the deviance is halved. The loop ends when a step is
 * below `STEP_TOLERANCE` and the next would only repeat rounding, or after 200 steps. Where the first step, from the outcome itself, does worse than a
 * constant mean, the iteration starts from that.
 */
export function iterateGlm(problem: GlmProblem): GlmSolution {
  const { family, outcome, weights } = problem;
  const n = outcome.length;
  // Only zeros can be left where neither an intercept nor an effect predicts them.
  const mean = weightedMeanOutcome(outcome, weights) || 1;
  const inside = constantFit(problem, mean);
  let eta: Float64Array = Float64Array.from(outcome, (y) => family.start(y, mean));
  let warm: Warm = { columns: problem.columns, working: new Float64Array(n), left: new Float64Array(n) };
  let tolerance = 1e-5;
  // Of the best point in the model so far. The start is the outcome itself, where the deviance is lower than the model can make it.
  let best = deviance(family, outcome, inside, weights);
  let before = Number.POSITIVE_INFINITY;
  let absorptionIterations = 0;
  for (let iterations = 1; ; iterations++) {
    const step = fullStep(problem, eta, warm, tolerance);
    const { full, solution, absorption } = step;
    warm = step.warm;
    absorptionIterations += step.absorbed.reduce((total, column) => total + column.iterations, 0);
    const usable = full.every(Number.isFinite) && solution.dropped.length === 0;
    const change = usable ? largestChange(eta, full) : Number.POSITIVE_INFINITY;
    if (iterations === 1) {
      const reached = usable ? deviance(family, outcome, full, weights) : Number.NaN;
      eta = reached <= best ? full : inside;
      if (reached <= best) best = reached;
      continue;
    }
    if (usable && change <= COMPARABLE_STEP) eta = full;
    else if (usable) ({ eta, best } = search(problem, eta, full, change, best));
    const isTight = absorption.method !== "conjugate-gradient" || tolerance <= TIGHT;
    const isRounding = change > 0.25 * before || change <= 1e-3 * STEP_TOLERANCE;
    if (!usable || iterations === MAX_ITERATIONS || (isTight && change <= STEP_TOLERANCE && isRounding)) {
      const scores = scoresAt(problem, eta);
      return { ...step, columns: warm.columns, eta, scores, iterations, change, absorptionIterations };
    }
    tolerance = Math.max(0.1 * TIGHT, Math.min(0.1 * tolerance, 1e-3 * change));
    before = change;
  }
}

/** What absorption left of columns and working outcome at the last weights, and the working outcome itself. */
interface Warm {
  readonly columns: readonly Float64Array[];
  readonly working: Float64Array;
  readonly left: Float64Array;
}

/**
 * One full step from η. What the last weights left of a column differs from the column by effects only, so absorbing that instead gives the
 * same and needs fewer iterations.
 */
function fullStep(problem: GlmProblem, eta: Float64Array, warm: Warm, tolerance: number) {
  const { family, outcome, intercept, effects, weights, offset } = problem;
  const n = outcome.length;
  const information = new Float64Array(n);
  const working = new Float64Array(n);
  const start = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = Math.max(family.information(outcome[i]!, eta[i]!), SMALLEST_WEIGHT);
    information[i] = own * (weights === null ? 1 : weights[i]!);
    working[i] = eta[i]! - (offset === null ? 0 : offset[i]!) + family.score(outcome[i]!, eta[i]!) / own;
    start[i] = working[i]! - warm.working[i]! + warm.left[i]!;
  }
  const absorption = prepareAbsorption(effects, information, n, { tolerance, denseLimit: DENSE_LIMIT });
  const absorbed = [start, ...warm.columns].map((column) => absorbColumn(absorption, column));
  const [left, ...columns] = absorbed.map((column) => column.values) as [Float64Array, ...Float64Array[]];
  const solution = leastSquares({ columns, outcome: left, weights: information, intercept, tolerance: SCREENED });
  const full = new Float64Array(n);
  for (let i = 0; i < n; i++) full[i] = working[i]! - solution.residuals[i]! + (offset === null ? 0 : offset[i]!);
  return { full, solution, information, absorption, absorbed, warm: { columns, working, left } };
}

function scoresAt({ family, outcome, weights }: GlmProblem, eta: Float64Array): Float64Array {
  const scores = new Float64Array(eta.length);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = (weights === null ? 1 : weights[i]!) * family.score(outcome[i]!, eta[i]!);
  }
  return scores;
}

/** Σ w y / Σ w. */
export function weightedMeanOutcome(outcome: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < outcome.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    sum += weight * outcome[i]!;
    total += weight;
  }
  return sum / total;
}

function largestChange(from: Float64Array, to: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < from.length; i++) {
    const change = Math.abs(to[i]! - from[i]!);
    if (!(change <= largest)) largest = change;
  }
  return largest;
}

/** Σ w · deviance. */
export function deviance(
  family: GlmFamily,
  outcome: Float64Array,
  eta: Float64Array,
  weights: Float64Array | null,
): number {
  let sum = 0;
  for (let i = 0; i < outcome.length; i++) {
    sum += (weights === null ? 1 : weights[i]!) * family.deviance(outcome[i]!, eta[i]!);
  }
  return sum;
}

/**
 * The best point on the way to the full step, by halves: the longest step that lowers the deviance, and shorter ones for as long as they lower it
 * further. The deviance is convex in η, so there is such a point unless rounding hides it; then the shortest step is taken.
 */
function search(problem: GlmProblem, from: Float64Array, full: Float64Array, change: number, best: number) {
  const { family, outcome, weights } = problem;
  let found: { eta: Float64Array; best: number } | null = null;
  let to = full;
  for (let share = Math.min(1, LONGEST_STEP / change), halving = 0; halving < MAX_HALVINGS; share /= 2, halving++) {
    const length = share;
    to = length === 1 ? full : full.map((value, i) => from[i]! + length * (value - from[i]!));
    const reached = deviance(family, outcome, to, weights);
    if (found !== null && !(reached < found.best)) return found;
    if (reached <= (found?.best ?? best * (1 + 1e-12))) found = { eta: to, best: reached };
    // A full step that helps is Newton's: close to the maximum nothing beats it.
    if (found !== null && length === 1 && change < 1) return found;
  }
  return found ?? { eta: to, best: deviance(family, outcome, to, weights) };
}

/** η of a constant mean beside the offset: always in the model when there is an intercept or an effect, else the offset alone. */
function constantFit({ family, outcome, intercept, effects, offset }: GlmProblem, mean: number): Float64Array {
  const constant = intercept || effects.length > 0 ? family.link(mean) : 0;
  const middle =
    offset === null || constant === 0 ? 0 : offset.reduce((total, value) => total + value, 0) / offset.length;
  return Float64Array.from(outcome, (_, i) => constant + (offset === null ? 0 : offset[i]! - middle));
}
