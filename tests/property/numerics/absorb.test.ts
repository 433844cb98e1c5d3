import fc from "fast-check";
import { expect, test } from "vitest";
import type { Factor } from "../../../src/core/table.ts";
import { type AbsorptionOptions, absorbColumn, prepareAbsorption } from "../../../src/numerics/absorb.ts";
import { densify } from "../../../src/numerics/factor.ts";
import { denseResidual } from "../../support/dense-ols.ts";

// Oracle: explicit dummies by Gram–Schmidt. Values are of order 1 to 10; badly connected random graphs with weights over four decades amplify
// rounding, so agreement is asked to 1e-9 of the column's scale, and 1e-7 where iterations stop at their tolerance of 1e-10.
const EXACT = 1e-9;
const ITERATED = 1e-7;

interface Panel {
  readonly effects: readonly Factor[];
  readonly weights: Float64Array | null;
  readonly column: Float64Array;
}

/** Rows in random order, any number of levels, often unbalanced and disconnected. */
const panels = (effectCount: number): fc.Arbitrary<Panel> =>
  fc
    .record({
      rows: fc.array(
        fc.record({
          levels: fc.tuple(fc.nat(9), fc.nat(5), fc.nat(3)),
          value: fc.integer({ min: -1000, max: 1000 }),
          weight: fc.integer({ min: -20, max: 20 }),
        }),
        { minLength: 2, maxLength: 60 },
      ),
      weighted: fc.boolean(),
    })
    .map(({ rows, weighted }) => ({
      effects: Array.from({ length: effectCount }, (_, e) =>
        densify({ name: `e${e}`, codes: Int32Array.from(rows, (row) => row.levels[e]!), count: 10 }),
      ),
      weights: weighted ? Float64Array.from(rows, (row) => 10 ** (row.weight / 10)) : null,
      column: Float64Array.from(rows, (row) => row.value / 100),
    }));

function largestDifference(panel: Panel, options: AbsorptionOptions): number {
  const absorption = prepareAbsorption(panel.effects, panel.weights, panel.column.length, options);
  const { values, converged } = absorbColumn(absorption, panel.column);
  expect(converged).toBe(true);
  const oracle = denseResidual(panel.column, panel.effects, panel.weights);
  return values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - oracle[i]!)), 0) / 10;
}

test.each([1, 2, 3])("%i effects, solved directly, agree with explicit dummies", (effectCount) => {
  fc.assert(
    fc.property(panels(effectCount), (panel) => {
      expect(largestDifference(panel, {})).toBeLessThan(EXACT);
    }),
    { numRuns: 150 },
  );
});

test.each([2, 3])("%i effects by a sparse factor agree with explicit dummies", (effectCount) => {
  fc.assert(
    fc.property(panels(effectCount), (panel) => {
      expect(largestDifference(panel, { denseLimit: 0 })).toBeLessThan(EXACT);
    }),
    { numRuns: 150 },
  );
});

test.each([2, 3])("%i effects by conjugate gradients agree with explicit dummies", (effectCount) => {
  fc.assert(
    fc.property(panels(effectCount), (panel) => {
      expect(largestDifference(panel, { denseLimit: 0, sparseWork: 0 })).toBeLessThan(ITERATED);
    }),
    { numRuns: 150 },
  );
});

test("large unit and period effects leave what remains unchanged", () => {
  fc.assert(
    fc.property(panels(2), (panel) => {
      const [unit, period] = panel.effects as [Factor, Factor];
      const shifted = panel.column.map((value, i) => value + 1e6 * (unit.codes[i]! + 1) - 3e5 * period.codes[i]! + 1e7);
      const absorption = prepareAbsorption(panel.effects, panel.weights, panel.column.length);
      const plain = absorbColumn(absorption, panel.column).values;
      const moved = absorbColumn(absorption, shifted).values;
      // Adding 1e7 rounds a value by up to 1e-9; that is all that may be lost, times how strongly weights concentrate it.
      plain.forEach((value, i) => {
        expect(Math.abs(moved[i]! - value)).toBeLessThan(1e-6);
      });
    }),
    { numRuns: 150 },
  );
});

test("the number of redundant levels is that of the dummies' rank", () => {
  fc.assert(
    fc.property(panels(3), ({ effects, column }) => {
      const levels = effects.reduce((total, effect) => total + effect.count, 0);
      const rank = dummyRank(effects);
      for (const options of [{}, { denseLimit: 0 }]) {
        const { redundantLevels } = prepareAbsorption(effects, null, column.length, options);
        expect(levels - (effects.length - 1) - redundantLevels).toBe(rank);
      }
    }),
    { numRuns: 150 },
  );
});

/** Rank of all dummies: columns that Gram–Schmidt does not reduce to nothing. */
function dummyRank(effects: readonly Factor[]): number {
  const rows = effects[0]!.codes.length;
  const earlier: Float64Array[] = [];
  for (const effect of effects) {
    for (let level = 0; level < effect.count; level++) {
      const rest = Float64Array.from({ length: rows }, (_, i) => (effect.codes[i] === level ? 1 : 0));
      for (let pass = 0; pass < 2; pass++) {
        for (const direction of earlier) {
          const along = direction.reduce((sum, value, i) => sum + value * rest[i]!, 0);
          direction.forEach((value, i) => {
            rest[i]! -= along * value;
          });
        }
      }
      const length = Math.hypot(...rest);
      if (length > 1e-8) earlier.push(rest.map((value) => value / length));
    }
  }
  return earlier.length;
}
