import fc from "fast-check";
import { expect, test } from "vitest";
import { tripleDifference } from "../../../models/triple-difference/triple-difference.ts";
import { twfe } from "../../../models/twfe/twfe.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { CONTEXT, factorOf, makeDesign } from "../../support/frame.ts";

// Two routes to the same closed form; outcomes up to 100 in size, at most 200 rows.
const SAME = 1e-8;

interface Case {
  readonly units: number;
  readonly periods: number;
  readonly others: number;
  readonly start: number;
  readonly exposure: readonly number[];
  readonly outcome: readonly number[];
}

/** Balanced panels of any size, with one affected group and one to three others; doses differ somewhere. */
const cases = fc
  .record({
    units: fc.integer({ min: 3, max: 8 }),
    periods: fc.integer({ min: 2, max: 5 }),
    others: fc.integer({ min: 1, max: 3 }),
  })
  .chain((shape) =>
    fc.record({
      units: fc.constant(shape.units),
      periods: fc.constant(shape.periods),
      others: fc.constant(shape.others),
      start: fc.integer({ min: 1, max: shape.periods - 1 }),
      exposure: fc
        .array(fc.integer({ min: 0, max: 3 }), { minLength: shape.units, maxLength: shape.units })
        .filter((doses) => new Set(doses).size > 1),
      outcome: fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
        minLength: shape.units * shape.periods * (shape.others + 1),
        maxLength: shape.units * shape.periods * (shape.others + 1),
      }),
    }),
  );

test("on balanced panels: the difference in differences of the affected group less the mean of the others, errors included", () => {
  fc.assert(
    fc.property(cases, ({ units, periods, others, start, exposure, outcome }: Case) => {
      const groups = others + 1;
      const rows = outcome.map((y, i) => ({
        unit: Math.floor(i / (periods * groups)),
        period: Math.floor(i / groups) % periods,
        group: i % groups,
        y,
      }));
      const cells = rows.filter(({ group }) => group === 0);
      const unit = factorOf(
        "unit",
        rows.map((row) => row.unit),
      );
      const unitOfCells = factorOf(
        "unit",
        cells.map((row) => row.unit),
      );
      const after = (period: number) => (period >= start ? 1 : 0);
      const triple = tripleDifference.fit(
        makeDesign({
          outcome,
          unit,
          period: rows.map(({ period }) => period),
          timing: {
            kind: "triple-difference",
            name: "dose",
            exposure: Float64Array.from(rows, (row) => exposure[row.unit]!),
            affected: Float64Array.from(rows, ({ group }) => (group === 0 ? 1 : 0)),
            group: factorOf(
              "group",
              rows.map(({ group }) => group),
            ),
            post: Float64Array.from(rows, ({ period }) => after(period)),
            addingUp: null,
            sides: null,
          },
        }),
        // Numbers that happen to add up are compared all the same.
        tripleDifference.options.parse({ allowCompetingGroups: "an identity" }),
        CONTEXT,
      );
      const gap = (i: number): number => {
        const rest = outcome.slice(i + 1, i + groups);
        return outcome[i]! - rest.reduce((a, b) => a + b, 0) / others;
      };
      const gaps = twfe.fit(
        makeDesign({
          outcome: cells.map((_, c) => gap(c * groups)),
          unit: unitOfCells,
          period: cells.map(({ period }) => period),
          timing: {
            kind: "dose",
            name: "dose",
            dose: Float64Array.from(cells, (row) => exposure[row.unit]!),
            post: Float64Array.from(cells, ({ period }) => after(period)),
          },
        }),
        twfe.options.parse({}),
        CONTEXT,
      );
      expect(units).toBe(unitOfCells.count);
      expect(Math.abs(triple.estimate[0]! - gaps.estimate[0]!)).toBeLessThan(SAME);
      const [a, b] = [
        covariance(triple, { kind: "CR0", clusters: [unit] }).se[0]!,
        covariance(gaps, { kind: "CR0", clusters: [unitOfCells] }).se[0]!,
      ];
      expect(Math.abs(a - b)).toBeLessThan(SAME);
    }),
    { numRuns: 150, seed: 20260401 },
  );
});
