import { absorbColumn, prepareAbsorption } from "../numerics/absorb.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
import { leastSquares } from "../numerics/least-squares.ts";

/** What the iterative rectifier found. */
export interface Separation {
  /** 1 for rows that some combination of columns and effects predicts perfectly. */
  readonly separated: Uint8Array;
  readonly iterations: number;
  /** False when neither a certificate nor its absence was established; nothing is flagged then. */
  readonly decided: boolean;
}

/** Weight of rows that a certificate has to leave at 0. Any positive value has the same fixed points; a large one gets there sooner. */
const INTERIOR_WEIGHT = 1e4;
/** A certificate may be violated by this fraction of its largest value; rows above a thousand times that are separated. */
const VIOLATION = 1e-7;
const SEPARATED = 1e-4;
/** Room for rounding in u < 1. */
const ROOM = 1e-6;
/** Columns of which less than this is left are collinear. */
const COLLINEAR = 1e-9;
/** Steps before the search gives up: fewer when a step is dear. */
const stepLimit = (rows: number): number => Math.min(20_000, Math.max(500, Math.round(2e8 / rows)));

/**
 * Rows that make a likelihood have no maximum: those for which some z = Xγ + Dδ exists with z = 0 where the outcome is interior, edge·z ≥ 0
 * where it sits on an edge, and edge·z > 0 on them. Moving along z raises the likelihood for ever.
 *
 * Iterative rectifier (Correia, Guimarães and Zylkin 2021, "Verifying the existence of maximum likelihood estimates for generalized linear
 * models", arXiv:1903.01633, section 3): u = edge; regress u on columns and effects; keep the fit where it has the sign of the edge, 0
 * elsewhere; repeat. That is projected gradient descent on the distance between the signs and the span, so it is run with Nesterov's momentum,
 * restarted when it points uphill (Beck and Teboulle 2009; O'Donoghue and Candès 2015), which takes tens of steps instead of thousands.
 *
 * Two facts end it. If a certificate z exists, zᵀu never falls: a regression keeps zᵀu, rectifying and momentum only add to it. As zᵀu starts
 * at Σ|z|, max|u| ≥ 1 for ever, and max|u| < 1 proves that there is none. And a fit that has the required signs is itself a certificate. One
 * certificate need not show every row: the caller searches what is left until nothing is found.
 *
 * @param edge    −1, 0 or 1 per row, see `GlmFamily.edge`
 * @param effects dense over the same rows
 * @param columns one per regressor, any collinearity allowed
 */
export function findSeparation(
  edge: Int8Array,
  effects: readonly AbsorbedEffect[],
  columns: readonly Float64Array[],
  intercept: boolean,
): Separation {
  const n = edge.length;
  const none: Separation = { separated: new Uint8Array(n), iterations: 0, decided: true };
  if (!edge.some((side) => side !== 0)) return none;
  const weights = edge.includes(0) ? Float64Array.from(edge, (side) => (side === 0 ? INTERIOR_WEIGHT : 1)) : null;
  const fitted = projection(effects, columns, weights, intercept, n);
  let current = Float64Array.from(edge);
  let ahead = current;
  let momentum = 1;
  const limit = stepLimit(n);
  for (let iterations = 1; iterations <= limit; iterations++) {
    const { next, largest, violation, uphill } = rectify(edge, ahead, current, fitted(ahead));
    if (largest < 1 - ROOM) return { ...none, iterations };
    if (violation <= VIOLATION * largest) {
      const separated = Uint8Array.from(next, (value) => (Math.abs(value) > SEPARATED * largest ? 1 : 0));
      return { separated, iterations, decided: true };
    }
    const following = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const carry = uphill ? 0 : (momentum - 1) / following;
    const from = current;
    ahead = next.map((value, i) => value + carry * (value - from[i]!));
    momentum = following;
    current = next;
  }
  return { ...none, iterations: limit, decided: false };
}

/** The weighted projection on columns, intercept and effects, prepared once. */
function projection(
  effects: readonly AbsorbedEffect[],
  columns: readonly Float64Array[],
  weights: Float64Array | null,
  intercept: boolean,
  n: number,
): (target: Float64Array) => Float64Array {
  const absorption = prepareAbsorption(effects, weights, n);
  const absorbed = columns.map((column) => {
    const { values, rmsAfter, rmsCentred, rmsRaw } = absorbColumn(absorption, column);
    const explained = effects.length > 0 && rmsAfter <= Math.max(COLLINEAR * rmsCentred, 1e-13 * rmsRaw);
    return explained ? values.fill(0) : values;
  });
  return (target) => {
    const outcome = absorbColumn(absorption, target).values;
    const { residuals } = leastSquares({ columns: absorbed, outcome, weights, intercept, tolerance: COLLINEAR });
    return target.map((value, i) => value - residuals[i]!);
  };
}

/**
 * One step from the point ahead: the fit with wrong signs set to 0, its largest value, by how much it violates a sign or an interior row, and
 * whether the step turned against the one before.
 */
function rectify(edge: Int8Array, ahead: Float64Array, current: Float64Array, fit: Float64Array) {
  const next = new Float64Array(edge.length);
  let largest = 0;
  let violation = 0;
  let turn = 0;
  for (let i = 0; i < next.length; i++) {
    const along = edge[i]! * fit[i]!;
    largest = Math.max(largest, along);
    violation = Math.max(violation, edge[i] === 0 ? Math.abs(fit[i]!) : -along);
    next[i] = edge[i]! * Math.max(along, 0);
    turn += (ahead[i]! - next[i]!) * (next[i]! - current[i]!);
  }
  return { next, largest, violation, uphill: turn > 0 };
}
