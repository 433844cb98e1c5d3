import { type AbsorbedEffect, type BlockSystem, blockSystem, hasSlopes } from "./absorb-blocks.ts";
import { type BlockSolver, blockSolver } from "./absorb-blocks-solve.ts";
import { absorbBlocks, ITERATIVE_PASSES, largestOf, plainRms, ROUNDING_FLOOR } from "./absorb-column.ts";
import { type EffectLayout, layOutEffects } from "./absorb-layout.ts";
import { affordableWork, restSolver, type SchurSolver } from "./absorb-schur.ts";
import { openGroups, type Remainder, subtractEffects } from "./group-sweep.ts";
import { laplacianSolver } from "./two-effects.ts";

/** Effects factored once; `absorbColumn` then removes them from any number of columns. */
export interface Absorption {
  readonly method: "none" | "exact" | "direct" | "conjugate-gradient";
  readonly rowCount: number;
  /**
   * Redundant levels beyond one per effect after the first: exact for up to two effects and, as far as pivots tell, for "direct"; a lower
   * bound otherwise.
   */
  readonly redundantLevels: number;
  readonly tolerance: number;
  readonly layout: EffectLayout | null;
  readonly solver: SchurSolver | null;
  /** Effects with slopes take another road; null without slopes. */
  readonly blocks: { readonly system: BlockSystem; readonly solver: BlockSolver } | null;
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
  /** Largest number of multiplications for which a sparse factor is made; 0: never, always iterate. Absent: in proportion to the rows. */
  readonly sparseWork?: number;
  readonly maxIterations?: number;
}

const DIRECT_PASSES = 4;
const RESCUE_PASSES = 4;

/**
 * Prepares the removal of any number of fixed effects by weighted least squares.
 *
 * The largest effect is eliminated exactly (group means). What is left is a symmetric system in the levels of the others: for one other
 * effect a graph Laplacian, solved exactly with one normalisation per connected component; for more, or more than `denseLimit` levels, a
 * sparse factor without the redundant levels, or where that would be too large preconditioned conjugate gradients (Gaure 2013; Correia 2017).
 * Rows need no order. O(n) extra memory.
 * With slopes (`unit[trend]`) the same elimination works on columns that are orthonormal within each level.
 *
 * @param effects each dense (no unused level) over the same rows
 * @param weights positive, or null for 1
 */
export function prepareAbsorption(
  effects: readonly AbsorbedEffect[],
  weights: Float64Array | null,
  rowCount: number,
  options: AbsorptionOptions = {},
): Absorption {
  const {
    tolerance = 1e-10,
    denseLimit = 3000,
    sparseWork = affordableWork(rowCount),
    maxIterations = 20_000,
  } = options;
  if (effects.length === 0) {
    return { method: "none", rowCount, redundantLevels: 0, tolerance, layout: null, solver: null, blocks: null };
  }
  if (effects.some((effect) => effect.codes.length !== rowCount)) throw new RangeError("absorb: lengths disagree");
  if (effects.some(hasSlopes)) {
    const system = blockSystem(effects, weights, rowCount);
    const solver = blockSolver(system, denseLimit, sparseWork, maxIterations);
    const normalised = Math.max(0, effects.filter((effect) => effect.slopeOnly !== true).length - 1);
    const redundantLevels = Math.max(0, solver.redundant - normalised);
    const blocks = { system, solver };
    return { method: solver.method, rowCount, redundantLevels, tolerance, layout: null, solver: null, blocks };
  }
  const layout = layOutEffects(effects, weights);
  if (effects.length === 1) {
    return { method: "exact", rowCount, redundantLevels: 0, tolerance, layout, solver: null, blocks: null };
  }
  const solver =
    effects.length === 2 && layout.restCount <= denseLimit
      ? laplacianSolver(layout)
      : restSolver(layout, effects, { denseLimit, workLimit: sparseWork, maxIterations });
  const method = solver.method === "direct" && effects.length === 2 ? "exact" : solver.method;
  const redundantLevels = Math.max(0, solver.redundant - (effects.length - 1));
  return { method, rowCount, redundantLevels, tolerance, layout, solver, blocks: null };
}

/**
 * Removes the effects from one column. The input is not written to.
 *
 * Means are taken twice and the whole projection is repeated while the certificate improves, so a large constant or large unit effects cost
 * no accuracy in what remains. `rmsRaw` is finite only if every value is.
 */
export function absorbColumn(absorption: Absorption, column: Float64Array): AbsorbedColumn {
  const { layout, solver, blocks } = absorption;
  if (column.length !== absorption.rowCount) throw new RangeError("absorbColumn: lengths disagree");
  if (blocks !== null) return absorbBlocks(blocks.system, blocks.solver, column, absorption.tolerance);
  if (layout === null) {
    const rms = plainRms(column);
    const values = column.slice();
    return { values, iterations: 0, converged: true, achieved: 0, rmsRaw: rms, rmsCentred: rms, rmsAfter: rms };
  }
  const plain = project(absorption, layout, solver, column);
  const largest = isInRange(plain.rmsRaw) ? 0 : largestOf(column);
  if (largest === 0 || !Number.isFinite(largest)) return plain;
  // Squares overflow or vanish: the same on a scale of one.
  const scale = 2 ** Math.max(-1000, Math.floor(Math.log2(largest)));
  const scaled = project(absorption, layout, solver, multiply(column.slice(), 1 / scale));
  return {
    ...scaled,
    values: multiply(scaled.values, scale),
    rmsRaw: scale * scaled.rmsRaw,
    rmsCentred: scale * scaled.rmsCentred,
    rmsAfter: scale * scaled.rmsAfter,
  };
}

/** One pass over the rows takes out the largest effect, and one more each solution for the others. */
function project(
  absorption: Absorption,
  layout: EffectLayout,
  solver: SchurSolver | null,
  column: Float64Array,
): AbsorbedColumn {
  const { totalWeight } = layout;
  const rms = (squares: number): number => Math.sqrt(squares / totalWeight);
  const z = new Float64Array(column.length);
  const sums = new Float64Array(layout.restCount);
  const opening = openGroups(layout, column, z, sums);
  const rmsCentred = rms(opening.spread);
  const rmsRaw = Math.sqrt(opening.mean * opening.mean + rmsCentred * rmsCentred);
  const floor = 1e-10 * rmsCentred;
  const scaleOf = ({ squares }: Remainder): number => Math.max(rms(squares), floor);
  const certify = (left: Remainder): number => {
    const scale = scaleOf(left);
    return scale === 0 ? 0 : left.largest / scale;
  };
  let left: Remainder = opening;
  let achieved = certify(left);
  let iterations = 0;
  if (solver !== null) {
    const { rescue } = solver;
    const spare = rescue === undefined ? 0 : RESCUE_PASSES;
    const passes = solver.method === "direct" ? DIRECT_PASSES + spare : ITERATIVE_PASSES;
    const delta = new Float64Array(layout.restCount);
    for (let pass = 0; pass < passes && achieved > ROUNDING_FLOOR; pass++) {
      const before = achieved;
      delta.set(sums);
      const solve = pass >= DIRECT_PASSES && rescue !== undefined ? rescue : solver.solve;
      if (solve === rescue && achieved <= absorption.tolerance) break;
      iterations += solve(delta, 0.1 * absorption.tolerance * scaleOf(left));
      left = subtractEffects(layout, delta, z, sums);
      achieved = certify(left);
      if (solver.method === "conjugate-gradient" && achieved <= absorption.tolerance) break;
      // A first solution with levels far apart leaves rounding in the group means, which can make the second one worse and the third one good.
      const isSettled = solver.method === "conjugate-gradient" || achieved <= 0.01 * absorption.tolerance;
      if (pass > 0 && isSettled && achieved > 0.1 * before) break;
    }
  }
  const values = scatter(layout, z);
  const converged = achieved <= absorption.tolerance;
  return { values, iterations, converged, achieved, rmsRaw, rmsCentred, rmsAfter: rms(left.squares) };
}

function scatter(layout: EffectLayout, z: Float64Array): Float64Array {
  const { order } = layout;
  if (order === null) return z;
  const values = new Float64Array(z.length);
  for (let p = 0; p < z.length; p++) values[order[p]!] = z[p]!;
  return values;
}

/** Whether squares of values of this size neither overflow nor lose digits. */
function isInRange(rms: number): boolean {
  return rms > 1e-140 && rms < 1e140;
}

function multiply(values: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
  return values;
}
