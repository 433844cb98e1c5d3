import { describe, expect, test } from "vitest";
import { type CrossSectionComparison, crossSectionEffect } from "../../../src/estimate/cross-section-effect.ts";
import type { Rows } from "../../../src/estimate/gram.ts";
import { type EffectMethod, panelEffect, panelNuisance } from "../../../src/estimate/panel-effect.ts";
import { logitPropensity, type Propensity, tiltingPropensity } from "../../../src/estimate/propensity.ts";
import { fillNormal, openStream, uniform } from "../../../src/numerics/random.ts";

// A row's contribution is the derivative of the effect with respect to the row's weight, at equal weights times the weight: an oracle that knows
// nothing of influence functions. Central differences of step 1e-4 leave an error of about 1e-8 of the contribution.
const STEP = 1e-4;
const DERIVATIVE = 1e-6;

const N = 60;

interface Draw {
  readonly x: Rows;
  readonly outcome: Float64Array;
  readonly weights: Float64Array;
}

/** Rows with a constant and two covariates that matter to outcome and treatment; treated rows first. */
function draw(treated: number): Draw {
  const stream = openStream({ seed: 11, task: "effect-influence", replicate: treated });
  const normal = new Float64Array(3 * N);
  fillNormal(stream, normal);
  const values = new Float64Array(3 * N);
  const outcome = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const shift = i < treated ? 0.3 : 0;
    values[3 * i] = 1;
    values[3 * i + 1] = normal[3 * i]! + shift;
    values[3 * i + 2] = normal[3 * i + 1]! - shift;
    outcome[i] = 1 + 0.5 * values[3 * i + 1]! - values[3 * i + 2]! ** 2 + normal[3 * i + 2]!;
  }
  const weights = Float64Array.from({ length: N }, () => 0.5 + uniform(stream));
  return { x: { values, columns: 3 }, outcome, weights };
}

function propensityFor(method: EffectMethod, x: Rows, weights: Float64Array, treated: number): Propensity | null {
  if (method === "reg") return null;
  const fitted = (method === "dr-improved" ? tiltingPropensity : logitPropensity)(x, weights, treated);
  if (typeof fitted === "string") throw new Error(fitted);
  return fitted;
}

/** Contribution of each row by finite differences in its weight. */
function derivatives(weights: Float64Array, effect: (weights: Float64Array) => number): Float64Array {
  return weights.map((weight, i) => {
    const at = (change: number) => effect(weights.with(i, weight + change));
    return (weight * (at(STEP) - at(-STEP))) / (2 * STEP);
  });
}

function largestGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

describe("contributions are derivatives in the rows' weights", () => {
  const treated = 25;
  test.each(["reg", "ipw", "std-ipw", "dr"] as const)("panel, %s", (method) => {
    const { x, outcome, weights } = draw(treated);
    const run = (w: Float64Array, influence = new Float64Array(N)): number => {
      const comparison = { x, weights: w, treated };
      const nuisance = panelNuisance(method, comparison, propensityFor(method, x, w, treated))!;
      return panelEffect(comparison, nuisance, outcome, influence);
    };
    const influence = new Float64Array(N);
    run(weights, influence);
    expect(largestGap(influence, derivatives(weights, run))).toBeLessThan(DERIVATIVE);
    expect(Math.abs(influence.reduce((a, b) => a + b, 0))).toBeLessThan(1e-10);
  });

  test.each(["reg", "ipw", "std-ipw", "dr"] as const)("repeated cross-sections, %s", (method) => {
    const { x, outcome, weights } = draw(26);
    const run = (w: Float64Array, influence = new Float64Array(N)): number => {
      const comparison: CrossSectionComparison = { x, weights: w, ends: [12, 26, 44, N] };
      return crossSectionEffect(method, comparison, propensityFor(method, x, w, 26), outcome, influence)!;
    };
    const influence = new Float64Array(N);
    run(weights, influence);
    expect(largestGap(influence, derivatives(weights, run))).toBeLessThan(DERIVATIVE);
    expect(Math.abs(influence.reduce((a, b) => a + b, 0))).toBeLessThan(1e-10);
  });
});
