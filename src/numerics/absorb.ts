import type { Factor } from "../core/table.ts";
import {
  type EffectLayout,
  largestLevelMean,
  layOutEffects,
  removeGroupMeans,
  restSums,
  subtractRest,
  weightedRms,
} from "./absorb-layout.ts";
import { conjugateGradientSolver, directSolver, type SchurSolver } from "./absorb-schur.ts";

/** Effects factored once; `absorbColumn` then removes them from any number of columns. */
export interface Absorption {
  readonly method: "none" | "exact" | "direct" | "conjugate-gradient";
  readonly rowCount: number;
  /** Redundant levels beyond one per effect after the first: exact for up to two effects and for "direct", a lower bound otherwise. */
  readonly redundantLevels: number;
  readonly tolerance: number;
  readonly layout: EffectLayout | null;
  readonly solver: SchurSolver | null;
}

export interface AbsorbedColumn {
  /** x − its projection on the effects, by design row. */
  readonly values: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /**
   * The certificate: max over all levels of |Σ w x̃| / Σ w, relative to the scale of x, which is the root mean square of x̃ or, where the
   * effects explain x (almost) wholly, 1e-10 times that of the centred x.
   */
  readonly achieved: number;
  /** Root mean square, weighted, of x as given, of x around its mean, and of x̃. */
  readonly rmsRaw: number;
  readonly rmsCentred: number;
  readonly rmsAfter: number;
}

export interface AbsorptionOptions {
  /** Largest `achieved` that counts as converged. */
  readonly tolerance?: number;
  /** Largest number of levels, beyond those of the largest effect, for which a dense factor is made. */
  readonly denseLimit?: number;
  readonly maxIterations?: number;
}

const DIRECT_PASSES = 4;
const ITERATIVE_PASSES = 8;
/** Below this a further pass gains nothing in double precision. */
const ROUNDING_FLOOR = 1e-14;

/**
 * Prepares the removal of any number of fixed effects by weighted least squares.
 *
 * The largest effect is eliminated exactly (group means). What is left is a symmetric system in the levels of the others: for one other
 * effect a graph Laplacian, solved exactly with one normalisation per connected component; for more a dense Cholesky factor without the
 * redundant levels; beyond `denseLimit` levels conjugate gradients (Gaure 2013; Correia 2017). Rows need no order. O(n) extra memory.
 *
 * @param effects each dense (no unused level) over the same rows
 * @param weights positive, or null for 1
 */
export function prepareAbsorption(
  effects: readonly Factor[],
  weights: Float64Array | null,
  rowCount: number,
  options: AbsorptionOptions = {},
): Absorption {
  const { tolerance = 1e-10, denseLimit = 3000, maxIterations = 20_000 } = options;
  if (effects.length === 0) {
    return { method: "none", rowCount, redundantLevels: 0, tolerance, layout: null, solver: null };
  }
  if (effects.some((effect) => effect.codes.length !== rowCount)) throw new RangeError("absorb: lengths disagree");
  const layout = layOutEffects(effects, weights);
  if (effects.length === 1) {
    return { method: "exact", rowCount, redundantLevels: 0, tolerance, layout, solver: null };
  }
  const solver =
    layout.restCount <= denseLimit
      ? directSolver(layout, effects)
      : conjugateGradientSolver(layout, effects, maxIterations);
  const method = solver.method === "direct" && effects.length === 2 ? "exact" : solver.method;
  const redundantLevels = Math.max(0, solver.redundant - (effects.length - 1));
  return { method, rowCount, redundantLevels, tolerance, layout, solver };
}

/**
 * Removes the effects from one column. The input is not written to.
 *
 * The column is centred first and the whole projection is repeated while the certificate improves, so a large constant or large unit
 * effects cost no accuracy in what remains.
 */
export function absorbColumn(absorption: Absorption, column: Float64Array): AbsorbedColumn {
  const { layout, solver } = absorption;
  if (column.length !== absorption.rowCount) throw new RangeError("absorbColumn: lengths disagree");
  if (layout === null) {
    const rms = plainRms(column);
    const values = column.slice();
    return { values, iterations: 0, converged: true, achieved: 0, rmsRaw: rms, rmsCentred: rms, rmsAfter: rms };
  }
  const z = gather(layout, column);
  const rmsRaw = weightedRms(layout, z);
  centre(layout, z);
  const rmsCentred = weightedRms(layout, z);
  const floor = 1e-10 * rmsCentred;
  removeGroupMeans(layout, z);
  const sums = new Float64Array(layout.restCount);
  const certify = (): number => {
    const scale = Math.max(weightedRms(layout, z), floor);
    return scale === 0 ? 0 : largestLevelMean(layout, z, sums) / scale;
  };
  let achieved = certify();
  let iterations = 0;
  if (solver !== null) {
    const passes = solver.method === "direct" ? DIRECT_PASSES : ITERATIVE_PASSES;
    for (let pass = 0; pass < passes && achieved > ROUNDING_FLOOR; pass++) {
      const before = achieved;
      restSums(layout, z, sums);
      const target = 0.1 * absorption.tolerance * Math.max(weightedRms(layout, z), floor);
      iterations += solver.solve(sums, target);
      subtractRest(layout, sums, z);
      removeGroupMeans(layout, z);
      achieved = certify();
      if (solver.method === "conjugate-gradient" && achieved <= absorption.tolerance) break;
      if (pass > 0 && achieved > 0.1 * before) break;
    }
  }
  const values = scatter(layout, z);
  const converged = achieved <= absorption.tolerance;
  return { values, iterations, converged, achieved, rmsRaw, rmsCentred, rmsAfter: weightedRms(layout, z) };
}

function gather(layout: EffectLayout, column: Float64Array): Float64Array {
  const { order } = layout;
  if (order === null) return column.slice();
  const z = new Float64Array(column.length);
  for (let p = 0; p < z.length; p++) z[p] = column[order[p]!]!;
  return z;
}

function scatter(layout: EffectLayout, z: Float64Array): Float64Array {
  const { order } = layout;
  if (order === null) return z;
  const values = new Float64Array(z.length);
  for (let p = 0; p < z.length; p++) values[order[p]!] = z[p]!;
  return values;
}

function centre(layout: EffectLayout, z: Float64Array): void {
  const { weights, totalWeight } = layout;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    for (let p = 0; p < z.length; p++) sum += weights === null ? z[p]! : weights[p]! * z[p]!;
    const mean = sum / totalWeight;
    for (let p = 0; p < z.length; p++) z[p]! -= mean;
  }
}

function plainRms(values: Float64Array): number {
  let scale = 0;
  for (const value of values) scale = Math.max(scale, Math.abs(value));
  if (scale === 0) return 0;
  let sum = 0;
  for (const value of values) sum += (value / scale) * (value / scale);
  return scale * Math.sqrt(sum / values.length);
}
