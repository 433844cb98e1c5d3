import fc from "fast-check";
import { expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { denseOls } from "../../support/dense-ols.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Oracle: Frisch–Waugh on explicit dummies by Gram–Schmidt. Condition numbers stay below 1e4 by construction of the columns.
const TOLERANCE = 1e-8;

const cases = fc.record({
  units: fc.integer({ min: 4, max: 9 }),
  periods: fc.integer({ min: 3, max: 5 }),
  weighted: fc.boolean(),
  noise: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 200, maxLength: 200 }),
  absent: fc.array(fc.nat(9), { minLength: 45, maxLength: 45 }),
  gap: fc.boolean(),
});

test("estimates, HC0 and clustered errors of unbalanced weighted panels agree with explicit dummies", () => {
  fc.assert(
    fc.property(cases, ({ units, periods, weighted, noise, absent, gap }) => {
      const rows: { unit: number; period: number; index: number }[] = [];
      for (let unit = 0; unit < units; unit++) {
        for (let period = 0; period < periods; period++) {
          const index = unit * periods + period;
          // The first two periods are always seen, so no unit is a singleton and the oracle sees the same rows.
          if (period < 2 || !gap || absent[index]! > 2) rows.push({ unit, period, index });
        }
      }
      const x1 = rows.map(({ index, unit, period }) => noise[index]! / 100 + unit + 2 * period + ((unit * period) % 3));
      const x2 = rows.map(({ index, unit }) => noise[index + 50]! / 100 - unit + ((index * index) % 5));
      const y = rows.map(({ index, unit }) => noise[index + 100]! / 100 + 3 * unit);
      const weights = weighted ? rows.map(({ index }) => 1 + (Math.abs(noise[index + 150]!) % 7)) : null;
      const unit = factorOf(
        "unit",
        rows.map((row) => row.unit),
      );
      const design = makeDesign({
        outcome: y,
        columns: [numberColumn("x1", x1), numberColumn("x2", x2)],
        unit,
        period: rows.map((row) => row.period),
        ...(weights === null ? {} : { weights: { kind: "sampling", values: weights } as const }),
      });
      const period = factorOf(
        "period",
        rows.map((row) => row.period),
      );
      const oracle = denseOls([x1, x2], y, [unit, period], weights);
      if (oracle.rank < units + periods + 1 || oracle.rank >= rows.length - 2) return;
      const fit = ols.fit(design, { covariates: ["x1", "x2"], absorb: ["unit", "period"], intercept: true }, CONTEXT);
      const hc0 = covariance(fit, { kind: "HC0" });
      const cr0 = covariance(fit, { kind: "CR0", clusters: [unit] });
      near(fit.estimate, oracle.estimate);
      near(hc0.vcov, oracle.clusterVcov(rows.map((_, i) => i)));
      near(cr0.vcov, oracle.clusterVcov(unit.codes));
      near([fit.diagnostics.ssr!], [oracle.ssr]);
    }),
    { numRuns: 150 },
  );
});

function near(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const scale = Math.max(1e-6, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!) / scale).toBeLessThan(TOLERANCE);
}
