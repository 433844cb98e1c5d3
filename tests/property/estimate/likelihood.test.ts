import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findEstimator } from "../../../models/index.ts";
import type { Design } from "../../../src/core/design.ts";
import type { Fit } from "../../../src/core/fit.ts";
import { findSeparation } from "../../../src/estimate/separation.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { scoreMatrix } from "../../../src/numerics/score-rows.ts";
import { DENSE_LOGIT, DENSE_POISSON, denseGlm } from "../../support/dense-glm.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// The engine and the dense Newton iteration both end at rounding; coefficients are of order 1, Hessians well conditioned or skipped.
const AGREEMENT = 1e-8;

interface Drawn {
  readonly unit: readonly number[];
  readonly period: readonly number[];
  readonly x: readonly number[];
  readonly z: readonly number[];
  readonly count: readonly number[];
  readonly weight: readonly number[];
}

/** 4 to 6 units over 4 to 6 periods, some rows missing, small counts with zeros. */
const panels: fc.Arbitrary<Drawn> = fc
  .record({ units: fc.integer({ min: 4, max: 6 }), periods: fc.integer({ min: 4, max: 6 }) })
  .chain(({ units, periods }) => {
    const size = units * periods;
    const list = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: size, maxLength: size });
    return fc
      .record({
        present: list(fc.integer({ min: 0, max: 9 })),
        x: list(fc.integer({ min: -4, max: 4 })),
        z: list(fc.integer({ min: 0, max: 3 })),
        count: list(fc.integer({ min: 0, max: 6 })),
        weight: list(fc.integer({ min: 1, max: 3 })),
      })
      .map(({ present, x, z, count, weight }) => {
        const kept = present.flatMap((value, row) => (value > 0 ? [row] : []));
        const take = (values: readonly number[]) => kept.map((row) => values[row]!);
        return {
          unit: kept.map((row) => Math.floor(row / periods)),
          period: kept.map((row) => row % periods),
          x: take(x),
          z: take(z),
          count: take(count),
          weight: take(weight),
        };
      });
  });

function designOf(drawn: Drawn, outcome: readonly number[], weights: boolean): Design {
  return makeDesign({
    outcome,
    columns: [
      numberColumn("x", drawn.x),
      numberColumn("z", drawn.z),
      numberColumn("unit", drawn.unit),
      numberColumn("period", drawn.period),
    ],
    ...(weights ? { weights: { kind: "frequency", values: drawn.weight } as const } : {}),
  });
}

function fitOf(id: string, design: Design): Fit {
  const estimator = findEstimator(id)!;
  return estimator.fit(
    design,
    estimator.options.parse({ covariates: ["x", "z"], absorb: ["unit", "period"] }),
    CONTEXT,
  );
}

const refused = (fit: Fit) => fit.findings.some(({ severity }) => severity === "refusal");
const OUTCOMES = {
  poisson: ({ count }: Drawn) => count,
  logit: ({ count }: Drawn) => count.map((value) => (value >= 3 ? 1 : 0)),
  probit: ({ count }: Drawn) => count.map((value) => (value >= 3 ? 1 : 0)),
} as const;

describe.each(["poisson", "logit"] as const)("%s against a dense Newton iteration with dummies", (id) => {
  test("the same coefficients and inverse Hessian on the rows that are left", () => {
    const family = id === "poisson" ? DENSE_POISSON : DENSE_LOGIT;
    let compared = 0;
    fc.assert(
      fc.property(panels, (drawn) => {
        const outcome = OUTCOMES[id](drawn);
        const fit = fitOf(id, designOf(drawn, outcome, true));
        const { uncertainty } = fit;
        if (uncertainty.kind !== "scores" || refused(fit) || fit.terms.length < 2) return;
        if (uncertainty.redundantLevels > 0 || (fit.diagnostics.condition ?? Infinity) > 1e4) return;
        const rows = [...uncertainty.rowUnit];
        const take = (values: readonly number[]) => rows.map((row) => values[row]!);
        const effects = [factorOf("unit", take(drawn.unit)), factorOf("period", take(drawn.period))];
        const oracle = denseGlm(family, take(outcome), [take(drawn.x), take(drawn.z)], effects, take(drawn.weight));
        // Almost separated rows make the dense Hessian singular to working precision: no yardstick there.
        if (Math.max(...oracle.eta.map(Math.abs)) > 12) return;
        compared++;
        oracle.estimate.forEach((expected, j) => {
          expect(Math.abs(fit.estimate[j]! - expected)).toBeLessThan(AGREEMENT * Math.max(1, Math.abs(expected)));
        });
        const expectedBread = oracle.inverseHessian.flat();
        const scale = Math.max(...expectedBread.map(Math.abs));
        expectedBread.forEach((expected, p) => {
          expect(Math.abs(uncertainty.bread[p]! - expected)).toBeLessThan(AGREEMENT * scale);
        });
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});

describe.each(["poisson", "logit", "probit"] as const)("%s", (id) => {
  test("frequency weights are rows that often: estimates, errors and statistics", () => {
    fc.assert(
      fc.property(panels, (drawn) => {
        const outcome = OUTCOMES[id](drawn);
        const rows = drawn.weight.flatMap((times, row) => Array<number>(times).fill(row));
        const take = (values: readonly number[]) => rows.map((row) => values[row]!);
        const repeated: Drawn = {
          unit: take(drawn.unit),
          period: take(drawn.period),
          x: take(drawn.x),
          z: take(drawn.z),
          count: take(drawn.count),
          weight: take(drawn.weight),
        };
        const a = fitOf(id, designOf(drawn, outcome, true));
        const b = fitOf(id, designOf(repeated, take(outcome), false));
        expect(a.terms).toEqual(b.terms);
        expect(a.counts.observations).toBe(b.counts.observations);
        if (refused(a) || a.terms.length === 0) return;
        const near = (left: number, right: number) => {
          const gap = AGREEMENT * Math.max(1, Math.abs(right));
          if (Number.isFinite(right)) expect(Math.abs(left - right)).toBeLessThan(gap);
          else expect(left).toBe(right);
        };
        a.estimate.forEach((value, j) => {
          near(value, b.estimate[j]!);
        });
        for (const kind of ["iid", "HC1"] as const) {
          const [left, right] = [covariance(a, { kind }).se, covariance(b, { kind }).se];
          left.forEach((value, j) => {
            near(value / right[j]!, 1);
          });
        }
        a.statistics!.forEach(({ value }, s) => {
          near(value, b.statistics![s]!.value);
        });
      }),
      { numRuns: 40, seed: 12 },
    );
  });

  test("scores of the columns and of every level of the effects sum to zero", () => {
    fc.assert(
      fc.property(panels, (drawn) => {
        const fit = fitOf(id, designOf(drawn, OUTCOMES[id](drawn), false));
        const { uncertainty } = fit;
        if (uncertainty.kind !== "scores" || refused(fit)) return;
        const k = fit.terms.length;
        for (let j = 0; j < k; j++) {
          let sum = 0;
          let size = 1;
          uncertainty.rowUnit.forEach((_, i) => {
            sum += scoreMatrix(uncertainty.scores)[i * k + j]!;
            size = Math.max(size, Math.abs(scoreMatrix(uncertainty.scores)[i * k + j]!));
          });
          expect(Math.abs(sum)).toBeLessThan(AGREEMENT * size);
        }
      }),
      { numRuns: 40, seed: 13 },
    );
  });
});

describe("separation of two columns, against every direction of the plane", () => {
  const rowsArbitrary = fc.array(
    fc.record({
      edge: fc.constantFrom(-1, 0, 1, -1, 1),
      x: fc.integer({ min: -3, max: 3 }),
      z: fc.integer({ min: -3, max: 3 }),
    }),
    { minLength: 2, maxLength: 9 },
  );

  test("repeated until nothing is found, it finds the rows that some direction separates, and no others", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const expected = separatedByAnyDirection(rows);
        let left = rows.map((_, row) => row);
        for (;;) {
          const found = findSeparation(
            Int8Array.from(left, (row) => rows[row]!.edge),
            [],
            [Float64Array.from(left, (row) => rows[row]!.x), Float64Array.from(left, (row) => rows[row]!.z)],
            false,
          );
          expect(found.decided).toBe(true);
          if (!found.separated.includes(1)) break;
          left = left.filter((_, position) => found.separated[position] === 0);
        }
        expect(rows.map((_, row) => row).filter((row) => !left.includes(row))).toEqual(expected);
      }),
      { numRuns: 400, seed: 14 },
    );
  });
});

interface PlaneRow {
  readonly edge: number;
  readonly x: number;
  readonly z: number;
}

/**
 * A direction (a, b) is a certificate when edge·(a x + b z) ≥ 0 on edges and a x + b z = 0 inside. The signs change only across the lines
 * orthogonal to the rows, so these lines and the directions between neighbours are all there is to try; whole numbers, no rounding.
 */
function separatedByAnyDirection(rows: readonly PlaneRow[]): readonly number[] {
  const lines = rows
    .filter(({ x, z }) => x !== 0 || z !== 0)
    .flatMap(({ x, z }) => [[-z, x] as const, [z, -x] as const]);
  // One direction in two halves of the plane where all rows are zero or there is a single line.
  lines.push([1, 0], [0, 1], [-1, 0], [0, -1]);
  const sorted = lines.toSorted((p, q) => Math.atan2(p[1], p[0]) - Math.atan2(q[1], q[0]));
  const between = sorted.map((p, i) => {
    const q = sorted[(i + 1) % sorted.length]!;
    return [p[0] + q[0], p[1] + q[1]] as const;
  });
  const separated = new Set<number>();
  for (const [a, b] of [...sorted, ...between]) {
    const along = rows.map(({ edge, x, z }) => (edge === 0 ? -Math.abs(a * x + b * z) : edge * (a * x + b * z)));
    if (along.some((value) => value < 0)) continue;
    along.forEach((value, row) => {
      if (value > 0) separated.add(row);
    });
  }
  return [...separated].sort((p, q) => p - q);
}
