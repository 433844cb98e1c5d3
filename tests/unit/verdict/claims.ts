import type { EffectTests } from "../../../src/core/effect.ts";
import type { Direction } from "../../../src/core/verdict.ts";
import { effectTests, withAdjustedP } from "../../../src/inference/effect-tests.ts";
import { contrastEstimate } from "../../../src/inference/intervals.ts";

export interface Claim {
  readonly expect?: Direction;
  readonly delta?: number;
  readonly level?: number;
  readonly df?: number;
  readonly familySize?: number;
  /** Adjusted p; default the claim's own. */
  readonly adjusted?: number;
}

/** Tests of one effect; by default an increase with δ = 1 at 95% and the normal distribution, whose quantiles are 1.960 and 1.645. */
export function claim(estimate: number, se: number, options: Claim = {}): EffectTests {
  const { expect = "increase", delta = 1, level = 0.95, df = Number.POSITIVE_INFINITY, familySize = 1 } = options;
  const tests = effectTests(contrastEstimate(estimate, se, df), { expect, smallestEffect: delta, level, familySize });
  return options.adjusted === undefined ? tests : withAdjustedP(tests, options.adjusted);
}
