import type { AbsorbedColumn } from "./absorb.ts";
import { type BlockSystem, blockSums, largestBlockSum, removeEliminated, subtractBlocks } from "./absorb-blocks.ts";
import type { BlockSolver } from "./absorb-blocks-solve.ts";
import { weightedSquares } from "./cross-products.ts";
import { mean, sum, weightedMean } from "./sum.ts";

export const ITERATIVE_PASSES = 8;
/** Below this a further pass gains nothing in double precision. */
export const ROUNDING_FLOOR = 1e-14;

/** `absorbColumn` for effects with slopes: constants count as part of the effects only when some effect has levels. */
export function absorbBlocks(
  system: BlockSystem,
  solver: BlockSolver,
  column: Float64Array,
  tolerance: number,
): AbsorbedColumn {
  const { weights } = system;
  const z = column.slice();
  const rmsRaw = weightedRmsOf(z, weights);
  if (system.spansConstant) {
    for (let pass = 0; pass < 2; pass++) {
      const middle = weights === null ? mean(z) : weightedMean(z, weights);
      for (let i = 0; i < z.length; i++) z[i]! -= middle;
    }
  }
  const rmsCentred = weightedRmsOf(z, weights);
  const floor = 1e-10 * rmsCentred;
  removeEliminated(system, z);
  const sums = new Float64Array(system.restCount);
  const certify = (): number => {
    const scale = Math.max(weightedRmsOf(z, weights), floor);
    return scale === 0 ? 0 : largestBlockSum(system, z) / scale;
  };
  let achieved = certify();
  let iterations = 0;
  for (let pass = 0; system.restCount > 0 && pass < ITERATIVE_PASSES && achieved > ROUNDING_FLOOR; pass++) {
    const before = achieved;
    blockSums(system, z, sums);
    iterations += solver.solve(sums, 0.1 * tolerance * Math.max(weightedRmsOf(z, weights), floor));
    subtractBlocks(system, sums, z);
    removeEliminated(system, z);
    achieved = certify();
    if (solver.method === "conjugate-gradient" && achieved <= tolerance) break;
    if (pass > 0 && achieved > 0.1 * before) break;
  }
  const rmsAfter = weightedRmsOf(z, weights);
  return { values: z, iterations, converged: achieved <= tolerance, achieved, rmsRaw, rmsCentred, rmsAfter };
}

function weightedRmsOf(values: Float64Array, weights: Float64Array | null): number {
  return weights === null ? plainRms(values) : Math.sqrt(weightedSquares(values, weights) / sum(weights));
}

/** The largest absolute value; NaN when there is one. */
export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** Root mean square, scaled first so that squares neither overflow nor vanish. */
export function plainRms(values: Float64Array): number {
  const scale = largestOf(values);
  if (scale === 0) return 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! / scale) ** 2;
  return scale * Math.sqrt(sum / values.length);
}
