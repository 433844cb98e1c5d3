import { describe, expect, test } from "vitest";
import { absorbColumn, prepareAbsorption } from "../../../src/numerics/absorb.ts";
import type { AbsorbedEffect } from "../../../src/numerics/absorb-blocks.ts";
import { absorbedLeverage } from "../../../src/numerics/absorb-leverage.ts";
import { factorOf } from "../../support/frame.ts";

// Numbers of order 1 and trends of order 10, projected on up to some forty columns.
const ORACLE = 1e-10;
/** Conjugate gradients stop at 1e-11 of the scale. */
const ITERATED = 1e-9;

const n = 90;
let state = 7;
const next = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648 - 0.5;
};
const units = Array.from({ length: n }, (_, i) => Math.floor(i / 9));
const periods = units.map((_, i) => 2000 + ((i * 7) % 9) + (i % 4 === 0 ? 1 : 0));
const trend = { name: "t", values: Float64Array.from(periods) };
const other = { name: "v", values: Float64Array.from(units, () => next() * 4) };
const column = Float64Array.from(units, (unit, i) => unit + 0.3 * (periods[i]! - 2004) + next());
const weights = Float64Array.from(units, () => 0.5 + (next() + 0.5) * 3);
const unit = factorOf("unit", units);
const time = factorOf("time", periods);
const group = factorOf(
  "group",
  units.map((code) => code % 3),
);

/** An orthonormal basis, under the weights, of everything the effects span: modified Gram–Schmidt, three times, dependent columns left out. */
function spanOf(effects: readonly AbsorbedEffect[], w: ArrayLike<number>): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const effect of effects) {
    const shapes = [
      ...(effect.slopeOnly === true ? [] : [new Float64Array(n).fill(1)]),
      ...(effect.slopes ?? []).map(({ values }) => values),
    ];
    for (let level = 0; level < effect.count; level++) {
      for (const shape of shapes) {
        const raw = shape.map((value, i) => (effect.codes[i] === level ? value : 0));
        const rest = residualOn(basis, raw, w);
        const [before, after] = [Math.sqrt(inner(raw, raw, w)), Math.sqrt(inner(rest, rest, w))];
        if (after > 1e-9 * before) basis.push(rest.map((value) => value / after));
      }
    }
  }
  return basis;
}

function inner(a: Float64Array, b: Float64Array, w: ArrayLike<number>): number {
  return a.reduce((sum, value, i) => sum + w[i]! * value * b[i]!, 0);
}

function residualOn(basis: readonly Float64Array[], raw: Float64Array, w: ArrayLike<number>): Float64Array {
  const rest = raw.slice();
  for (let pass = 0; pass < 3; pass++) {
    for (const direction of basis) {
      const along = inner(direction, rest, w);
      for (let i = 0; i < n; i++) rest[i]! -= along * direction[i]!;
    }
  }
  return rest;
}

const cases: readonly (readonly [string, readonly AbsorbedEffect[]])[] = [
  ["unit[t]", [{ ...unit, slopes: [trend] }]],
  ["unit[[t]]", [{ ...unit, slopes: [trend], slopeOnly: true }]],
  ["unit[t, v]", [{ ...unit, slopes: [trend, other] }]],
  ["unit[t] + time", [{ ...unit, slopes: [trend] }, time]],
  ["unit + time[v]", [unit, { ...time, slopes: [other] }]],
  ["unit[t] + group[[v]] + time", [{ ...unit, slopes: [trend] }, { ...group, slopes: [other], slopeOnly: true }, time]],
  ["unit[t] + group: nested", [{ ...unit, slopes: [trend] }, group]],
];

describe.each(cases)("%s", (_, effects) => {
  test.each([
    ["unweighted", null],
    ["weighted", weights],
  ] as const)("is the residual on explicit columns, %s", (_name, w) => {
    const basis = spanOf(effects, w ?? new Float64Array(n).fill(1));
    const expected = residualOn(basis, column, w ?? new Float64Array(n).fill(1));
    const before = column.slice();
    const absorption = prepareAbsorption(effects, w, n);
    const { values, converged } = absorbColumn(absorption, column);
    expect(converged).toBe(true);
    expect(column).toEqual(before);
    values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(ORACLE);
    });
    const sparse = absorbColumn(prepareAbsorption(effects, w, n, { denseLimit: 0 }), column);
    sparse.values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(ORACLE);
    });
    const iterated = absorbColumn(prepareAbsorption(effects, w, n, { denseLimit: 0, sparseWork: 0 }), column);
    expect(iterated.converged).toBe(true);
    iterated.values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(ITERATED);
    });
    const leverage = absorbedLeverage(effects, w, n)!;
    leverage.forEach((h, i) => {
      const dense = basis.reduce((sum, direction) => sum + direction[i]! ** 2, 0) * (w?.[i] ?? 1);
      expect(Math.abs(h - dense)).toBeLessThan(ORACLE);
    });
  });

  test("counts redundant columns", () => {
    const levels = effects.filter((effect) => effect.slopeOnly !== true);
    const all = effects.reduce(
      (sum, effect) => sum + effect.count * ((effect.slopes?.length ?? 0) + (effect.slopeOnly === true ? 0 : 1)),
      0,
    );
    const rank = spanOf(effects, new Float64Array(n).fill(1)).length;
    for (const options of [{}, { denseLimit: 0 }]) {
      const { redundantLevels } = prepareAbsorption(effects, null, n, options);
      expect(redundantLevels).toBe(all - rank - Math.max(0, levels.length - 1));
    }
  });
});

test("a trend of two units by hand", () => {
  // Unit a over t = 1, 2, 3: 0, 3, 0 is its mean 1 plus −1, 2, −1, which a trend explains nothing of; unit b lies on a line.
  const effect = {
    ...factorOf("u", [0, 0, 0, 1, 1, 1]),
    slopes: [{ name: "t", values: Float64Array.of(1, 2, 3, 1, 2, 3) }],
  };
  const { values } = absorbColumn(prepareAbsorption([effect], null, 6), Float64Array.of(0, 3, 0, 5, 7, 9));
  [-1, 2, -1, 0, 0, 0].forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 12);
  });
});

test("a slope that is constant within a level adds no column there", () => {
  const effect = { ...factorOf("u", [0, 0, 1, 1]), slopes: [{ name: "t", values: Float64Array.of(5, 5, 1, 2) }] };
  const absorption = prepareAbsorption([effect], null, 4);
  expect(absorption.redundantLevels).toBe(1);
  const { values } = absorbColumn(absorption, Float64Array.of(1, 3, 4, 8));
  [-1, 1, 0, 0].forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 12);
  });
});
