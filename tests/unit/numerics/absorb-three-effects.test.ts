import { describe, expect, test } from "vitest";
import type { Factor } from "../../../src/core/table.ts";
import { fitFindings } from "../../../src/estimate/linear-fit-report.ts";
import { absorbColumn, prepareAbsorption } from "../../../src/numerics/absorb.ts";
import { densify } from "../../../src/numerics/factor.ts";
import { denseResidual } from "../../support/dense-ols.ts";

// Oracle: explicit dummies by Gram–Schmidt three times over, no shared code. Columns are of order 1 to 10.
const EXACT = 1e-10;
// Iterations stop at 1e-10 of the scale for the means of levels; a badly connected graph turns that into more for a single row.
const ITERATED = 1e-8;
// The tolerance that counts as converged, and as much again for sums taken in another order.
const CERTIFIED = 2e-10;

let state = 20260101;
const next = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const pick = (count: number): number => Math.floor(next() * count);
const factor = (codes: readonly number[]): Factor =>
  densify({ name: "f", codes: Int32Array.from(codes), count: Math.max(...codes) + 1 });
const rows = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

interface Case {
  readonly name: string;
  readonly effects: readonly Factor[];
  readonly weights?: Float64Array;
}

/** Unit i meets periods 0 … 5 and is with firm floor((4 i + t) / 4): each firm shares units with the next one only. */
const chain = (units: number): Factor[] => [
  factor(rows(units * 6, (i) => Math.floor(i / 6))),
  factor(rows(units * 6, (i) => (Math.floor(i / 6) * 7 + (i % 6)) % 8)),
  factor(rows(units * 6, (i) => Math.floor((4 * Math.floor(i / 6) + (i % 6)) / 4))),
];
const random = (n: number, counts: readonly number[]): Factor[] =>
  counts.map((count) => factor(rows(n, () => pick(count))));
const n = 360;
const decades = Float64Array.from({ length: n }, () => 10 ** (6 * next() - 3));
const [twoParts, twoPartsOther] = [
  factor(rows(n, (i) => (i % 2) * 30 + pick(30))),
  factor(rows(n, (i) => (i % 2) * 12 + pick(12))),
];
const firm = factor(rows(n, () => pick(25)));

const cases: readonly Case[] = [
  { name: "three random effects", effects: random(n, [50, 20, 6]) },
  { name: "four random effects", effects: random(n, [50, 20, 15, 6]) },
  { name: "a chain", effects: chain(60) },
  { name: "a chain, weights over six decades", effects: chain(60), weights: decades },
  { name: "random effects, weights over six decades", effects: random(n, [50, 20, 6]), weights: decades },
  { name: "two parts that share periods only", effects: [twoParts, twoPartsOther, factor(rows(n, () => pick(5)))] },
  {
    name: "two parts that share nothing",
    effects: [twoParts, twoPartsOther, factor(rows(n, (i) => (i % 2) * 4 + pick(4)))],
  },
  {
    name: "an effect within another",
    effects: [factor(rows(n, () => pick(60))), firm, factor(Array.from(firm.codes, (code) => code % 5))],
  },
  {
    name: "the largest effect within another",
    effects: [factor(rows(n, (i) => i >> 2)), factor(rows(n, () => pick(20))), factor(rows(n, (i) => (i >> 2) % 9))],
  },
  { name: "the same effect twice", effects: [...random(n, [40, 8]), firm, firm] },
  {
    name: "levels with a single row",
    effects: [factor(rows(n, (i) => i >> 2)), factor(rows(n, (i) => (i < 20 ? 30 + i : pick(30)))), ...random(n, [7])],
  },
  { name: "as many parameters as rows", effects: random(60, [40, 30, 20]) },
];

const roads = [
  ["hubs and a sparse factor", {}],
  ["a sparse factor alone", { denseLimit: 0 }],
  ["one effect as hubs, iterated", { denseLimit: 9, sparseWork: 0 }],
  ["iterated", { denseLimit: 0, sparseWork: 0 }],
] as const;

describe.each(cases)("$name", ({ effects, weights }) => {
  const count = effects[0]!.codes.length;
  const column = Float64Array.from({ length: count }, (_, i) =>
    effects.reduce((sum, effect, e) => sum + ((effect.codes[i]! * (7 + e)) % 11) / 3, 10 * next()),
  );
  const oracle = denseResidual(column, effects, weights ?? null);

  test.each(roads)("%s: the residual on explicit dummies", (_name, options) => {
    const w = weights?.subarray(0, count) ?? null;
    const absorption = prepareAbsorption(effects, w, count, options);
    const { values, converged } = absorbColumn(absorption, column);
    expect(converged).toBe(true);
    const limit = absorption.method === "conjugate-gradient" ? ITERATED : EXACT;
    expect(largestGap(values, oracle)).toBeLessThan(limit);
    expect(absorbColumn(prepareAbsorption(effects, w, count, options), column).values).toEqual(values);
    expect(absorbColumn(absorption, column).values).toEqual(values);
  });

  test("the rank of a factor is that of the dummies", () => {
    const levels = effects.reduce((sum, effect) => sum + effect.count, 0);
    const rank = rankOf(effects, count);
    for (const options of [{}, { denseLimit: 0 }]) {
      const { method, redundantLevels } = prepareAbsorption(effects, null, count, options);
      expect(method).toBe("direct");
      expect(levels - (effects.length - 1) - redundantLevels).toBe(rank);
    }
  });
});

function largestGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

/** Rank by Gram–Schmidt: a dummy counts when the earlier ones leave something of it. */
function rankOf(effects: readonly Factor[], count: number): number {
  const basis: Float64Array[] = [];
  for (const effect of effects) {
    for (let level = 0; level < effect.count; level++) {
      const rest = Float64Array.from({ length: count }, (_, i) => (effect.codes[i] === level ? 1 : 0));
      for (let pass = 0; pass < 2; pass++) {
        for (const direction of basis) {
          const along = direction.reduce((sum, value, i) => sum + value * rest[i]!, 0);
          for (let i = 0; i < count; i++) rest[i]! -= along * direction[i]!;
        }
      }
      const length = Math.hypot(...rest);
      if (length > 1e-9) basis.push(rest.map((value) => value / length));
    }
  }
  return basis.length;
}

describe("a chain of 2,000 firms", () => {
  const effects = chain(2000);
  const count = effects[0]!.codes.length;
  const column = Float64Array.from({ length: count }, (_, i) => effects[2]!.codes[i]! / 10 + next());

  test.each([
    ["factored", {}],
    ["iterated", { sparseWork: 0 }],
  ] as const)("%s: no level has a mean left, by sums taken here", (_name, options) => {
    const { values, converged } = absorbColumn(prepareAbsorption(effects, null, count, options), column);
    expect(converged).toBe(true);
    for (const { codes, count: levels } of effects) {
      const sums = new Float64Array(levels);
      const members = new Float64Array(levels);
      values.forEach((value, i) => {
        sums[codes[i]!]! += value;
        members[codes[i]!]!++;
      });
      expect(Math.max(...sums.map((sum, level) => Math.abs(sum / members[level]!)))).toBeLessThan(1e-10);
    }
  });

  test("stopped short it says so, by how much, and a fit reports it", () => {
    const absorption = prepareAbsorption(effects, null, count, { denseLimit: 0, sparseWork: 0, maxIterations: 1 });
    const { converged, achieved, iterations } = absorbColumn(absorption, column);
    expect(converged).toBe(false);
    expect(achieved).toBeGreaterThan(1e-6);
    expect(iterations).toBeLessThan(10);
    const empty = new Float64Array(0);
    const findings = fitFindings(
      {
        kind: "scores",
        scores: empty,
        bread: empty,
        rowUnit: Int32Array.from({ length: count }, (_, i) => i),
        weightedSsr: 1,
        coefficients: 1,
        effects,
        redundantLevels: absorption.redundantLevels,
      },
      {
        ssr: 1,
        rSquared: null,
        withinRSquared: null,
        dropped: [],
        singletons: 0,
        absorption: { method: absorption.method, iterations, converged, achieved },
        condition: null,
      },
      false,
      absorption.tolerance,
    );
    expect(findings).toEqual([
      { code: "absorption-not-converged", severity: "warning", values: { achieved, tolerance: 1e-10, iterations } },
    ]);
  });
});

test.each([0, 1, 2, 3, 4])("weights over sixteen decades: certified, by weighted sums taken here, draw %i", () => {
  const effects = random(200, [60, 40, 5]);
  const weights = Float64Array.from({ length: 200 }, () => 10 ** (16 * next() - 8));
  const column = Float64Array.from({ length: 200 }, () => 10 * next());
  const { values, converged } = absorbColumn(prepareAbsorption(effects, weights, 200), column);
  expect(converged).toBe(true);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const scale = Math.sqrt(values.reduce((sum, value, i) => sum + weights[i]! * value * value, 0) / total);
  for (const { codes, count } of effects) {
    const sums = new Float64Array(count);
    const mass = new Float64Array(count);
    values.forEach((value, i) => {
      sums[codes[i]!]! += weights[i]! * value;
      mass[codes[i]!]! += weights[i]!;
    });
    expect(Math.max(...sums.map((sum, level) => Math.abs(sum / mass[level]!)))).toBeLessThan(CERTIFIED * scale);
  }
});

test("a graph too dense for a factor is iterated, and agrees with the factor", () => {
  const effects = random(4000, [700, 600, 5]);
  const column = Float64Array.from({ length: 4000 }, () => next());
  const options = { denseLimit: 100 };
  const iterated = prepareAbsorption(effects, null, 4000, { ...options, sparseWork: 1e6 });
  const direct = prepareAbsorption(effects, null, 4000, { ...options, sparseWork: 1e9 });
  expect([iterated.method, direct.method]).toEqual(["conjugate-gradient", "direct"]);
  expect(largestGap(absorbColumn(iterated, column).values, absorbColumn(direct, column).values)).toBeLessThan(1e-8);
});
