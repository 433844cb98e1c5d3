import type { Factor } from "../core/table.ts";
import type { EffectLayout } from "./absorb-layout.ts";
import { type RestSystem, restSystem } from "./absorb-rest.ts";
import { directRestSolver } from "./absorb-rest-direct.ts";
import { iterativeRestSolver } from "./absorb-rest-iterate.ts";
import { connectedComponents } from "./factor.ts";

/**
 * The system that is left after the largest effect is eliminated: S δ = b with S = Rᵀ W M R, where R holds the dummies of the other
 * effects and M removes group means. S is singular; any solution will do, because only R δ − its group means is used.
 */
export interface SchurSolver {
  readonly method: "direct" | "conjugate-gradient";
  /** Levels that add nothing to the earlier ones. */
  readonly redundant: number;
  /**
   * Replaces b by a solution. `target` is the largest |level mean of what remains| an iteration may leave; a direct solve ignores it.
   *
   * @returns iterations used (0 for a direct solve)
   */
  readonly solve: (b: Float64Array, target: number) => number;
  /** The same by iterations that no pivot judged to be rounding can mislead, for columns a direct solve does not certify. */
  readonly rescue?: (b: Float64Array, target: number) => number;
}

/** Multiplications a factor may take so that it is not dearer than some ten iterations for a few columns; small ones are always made. */
export function affordableWork(rowCount: number): number {
  return Math.min(2e8, Math.max(2e7, 100 * rowCount));
}

/**
 * Any number of effects: a sparse factor where it stays small (absorb-rest-direct.ts), conjugate gradients elsewhere (absorb-rest-iterate.ts).
 *
 * @param denseLimit no more levels than this are treated as full rows of S
 * @param workLimit multiplications a factor may take; 0: always iterate
 */
export function restSolver(
  layout: EffectLayout,
  effects: readonly Factor[],
  { denseLimit, workLimit, maxIterations }: { denseLimit: number; workLimit: number; maxIterations: number },
): SchurSolver {
  const system = restSystem(layout, denseLimit);
  const direct = directRestSolver(system, workLimit);
  if (direct === null) {
    return {
      method: "conjugate-gradient",
      redundant: pairwiseRedundant(effects),
      solve: onLevels(system, iterativeRestSolver(system, maxIterations)),
    };
  }
  let rescue: ((b: Float64Array, target: number) => number) | null = null;
  return {
    method: "direct",
    redundant: direct.redundant,
    solve: onLevels(system, (wide, hubs) => {
      direct.solve(wide, hubs);
      return 0;
    }),
    rescue(b, target) {
      if (rescue === null) {
        const withoutHubs = restSystem(layout, 0);
        rescue = onLevels(withoutHubs, iterativeRestSolver(withoutHubs, maxIterations));
      }
      return rescue(b, target);
    },
  };
}

/** A solver in place for wide levels and hubs, as one for the levels of the layout. */
function onLevels(
  { wideLevel, hubLevel }: RestSystem,
  solve: (wide: Float64Array, hubs: Float64Array, target: number) => number,
): (b: Float64Array, target: number) => number {
  const wide = new Float64Array(wideLevel.length);
  const hubs = new Float64Array(hubLevel.length);
  return (b, target) => {
    for (let i = 0; i < wide.length; i++) wide[i] = b[wideLevel[i]!]!;
    for (let h = 0; h < hubs.length; h++) hubs[h] = b[hubLevel[h]!]!;
    const iterations = solve(wide, hubs, target);
    for (let i = 0; i < wide.length; i++) b[wideLevel[i]!] = wide[i]!;
    for (let h = 0; h < hubs.length; h++) b[hubLevel[h]!] = hubs[h]!;
    return iterations;
  };
}

/** Without a factorisation the rank is not known; each further effect has at least one redundancy per component it forms with the largest. */
function pairwiseRedundant(effects: readonly Factor[]): number {
  const largest = effects.reduce((best, effect) => (effect.count > best.count ? effect : best));
  return effects.reduce((sum, e) => sum + (e === largest ? 0 : connectedComponents(largest, e).count), 0);
}
