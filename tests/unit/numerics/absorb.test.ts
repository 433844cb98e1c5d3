import { describe, expect, test } from "vitest";
import { absorbColumn, prepareAbsorption } from "../../../src/numerics/absorb.ts";

// Closed forms by hand: rounding of a few operations.
const HAND = 1e-12;

const factor = (codes: number[]) => ({ name: "f", codes: Int32Array.from(codes), count: Math.max(...codes) + 1 });
const unit = factor([0, 0, 1, 1]);
const period = factor([0, 1, 0, 1]);

function near(actual: Float64Array, expected: readonly number[], tolerance = HAND): void {
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value)).toBeLessThan(tolerance);
  });
}

test("without effects a column is returned as it is, in a copy", () => {
  const column = Float64Array.of(1, 2);
  const { values } = absorbColumn(prepareAbsorption([], null, 2), column);
  expect([...values]).toEqual([1, 2]);
  expect(values).not.toBe(column);
});

test("one effect leaves deviations from weighted group means", () => {
  // group 0: (1·1 + 3·5)/4 = 4; group 1: mean of 7 and 9 with equal weights = 8
  const absorption = prepareAbsorption([unit], Float64Array.of(1, 3, 2, 2), 4);
  const { values, achieved } = absorbColumn(absorption, Float64Array.of(1, 5, 7, 9));
  expect(absorption.method).toBe("exact");
  near(values, [-3, 1, -1, 1]);
  expect(achieved).toBeLessThan(1e-14);
});

test("two balanced effects leave the interaction", () => {
  // x − row mean − column mean + mean of [[1, 2], [5, 10]]: row means 1.5, 7.5, column means 3, 6, mean 4.5
  const { values } = absorbColumn(prepareAbsorption([unit, period], null, 4), Float64Array.of(1, 2, 5, 10));
  near(values, [1, -1, -1, 1]);
});

test("rows in any order give the same residuals", () => {
  const order = [2, 0, 3, 1];
  const take = (codes: Int32Array) => factor(order.map((row) => codes[row]!));
  const shuffled = prepareAbsorption([take(unit.codes), take(period.codes)], null, 4);
  const { values } = absorbColumn(
    shuffled,
    Float64Array.from(order, (row) => [1, 2, 5, 10][row]!),
  );
  near(
    values,
    order.map((row) => [1, -1, -1, 1][row]!),
  );
});

test("disconnected panels need one normalisation per component", () => {
  // two 2 × 2 panels that share nothing: each leaves its own interaction
  const units = factor([0, 0, 1, 1, 2, 2, 3, 3]);
  const periods = factor([0, 1, 0, 1, 2, 3, 2, 3]);
  const absorption = prepareAbsorption([units, periods], null, 8);
  expect(absorption.redundantLevels).toBe(1);
  const { values } = absorbColumn(absorption, Float64Array.of(1, 2, 5, 10, 0, 0, 0, 4));
  near(values, [1, -1, -1, 1, 1, -1, -1, 1]);
});

test("a nested effect adds nothing", () => {
  const region = factor([0, 0, 0, 0]);
  const absorption = prepareAbsorption([unit, period, region], null, 4);
  expect(absorption.method).toBe("direct");
  expect(absorption.redundantLevels).toBe(0);
  near(absorbColumn(absorption, Float64Array.of(1, 2, 5, 10)).values, [1, -1, -1, 1]);
});

test("weights over sixteen decades keep their accuracy", () => {
  // Two units joined by one period with tiny weight: component structure, not a pivot, decides what is estimable.
  const weights = Float64Array.of(1, 1e-8, 1e8, 1);
  const x = Float64Array.of(3, 1, 4, 2);
  const { values, converged } = absorbColumn(prepareAbsorption([unit, period], weights, 4), x);
  expect(converged).toBe(true);
  // The residual is proportional to ±1/w (one degree of freedom is left): r = c · (1, −1, −1, 1) / w, and x − r is additive,
  // so (1, −1, −1, 1)·x = 0 = c Σ 1/w.
  const contrast = 3 - 1 - 4 + 2;
  const c = contrast / (1 + 1e8 + 1e-8 + 1);
  near(values, [c, -c * 1e8, -c * 1e-8, c], 1e-12);
});

test("a weighted contrast of one degree of freedom", () => {
  const weights = Float64Array.of(1, 2, 4, 8);
  const { values } = absorbColumn(prepareAbsorption([unit, period], weights, 4), Float64Array.of(7, 1, 2, 5));
  // c = (7 − 1 − 2 + 5) / (1 + 1/2 + 1/4 + 1/8) = 9 / 1.875 = 4.8; r = c (1, −1/2, −1/4, 1/8)
  near(values, [4.8, -2.4, -1.2, 0.6]);
});

describe("conjugate gradients", () => {
  const rows = 400;
  const chain = {
    unit: factor(Array.from({ length: rows }, (_, i) => Math.floor(i / 2))),
    firm: factor(Array.from({ length: rows }, (_, i) => Math.floor((i + 1) / 2))),
  };
  const column = Float64Array.from({ length: rows }, (_, i) => ((i * 7919) % 101) / 10);

  test("a chain, the worst connected graph, agrees with the direct solution", () => {
    const direct = absorbColumn(prepareAbsorption([chain.unit, chain.firm], null, rows), column);
    const iterated = absorbColumn(
      prepareAbsorption([chain.unit, chain.firm], null, rows, { denseLimit: 0, sparseWork: 0 }),
      column,
    );
    expect(iterated.converged).toBe(true);
    expect(iterated.iterations).toBeGreaterThan(0);
    near(iterated.values, [...direct.values], 1e-6);
  });

  test("stopped short it says so", () => {
    const options = { denseLimit: 0, sparseWork: 0, maxIterations: 1 };
    const { converged, achieved } = absorbColumn(
      prepareAbsorption([chain.unit, chain.firm], null, rows, options),
      column,
    );
    expect(converged).toBe(false);
    expect(achieved).toBeGreaterThan(1e-10);
  });
});

test("a constant of 1e9 beside variation of 1 costs only its own rounding", () => {
  const x = [1, 2, 5, 10].map((value) => value + 1e9);
  near(absorbColumn(prepareAbsorption([unit, period], null, 4), Float64Array.from(x)).values, [1, -1, -1, 1], 1e-7);
});

test("inputs are not written to, and lengths must agree", () => {
  const column = Float64Array.of(1, 2, 5, 10);
  const absorption = prepareAbsorption([unit, period], null, 4);
  absorbColumn(absorption, column);
  expect([...column]).toEqual([1, 2, 5, 10]);
  expect(() => absorbColumn(absorption, Float64Array.of(1))).toThrow(RangeError);
  expect(() => prepareAbsorption([unit], null, 5)).toThrow(RangeError);
});

test.each([1e200, 1e-200, 1e-310])("values of size %d are treated as those of size one", (scale) => {
  const absorption = prepareAbsorption([unit, period], null, 4);
  const { values, rmsRaw, rmsAfter, converged } = absorbColumn(
    absorption,
    Float64Array.of(1, 2, 5, 10).map((value) => value * scale),
  );
  // (1 + 4 + 25 + 100) / 4; what is left is ±1. Below 1e-308 numbers have fewer digits.
  const tolerance = scale < 1e-300 ? 1e-9 : HAND;
  near(
    values.map((value) => value / scale),
    [1, -1, -1, 1],
    tolerance,
  );
  expect(converged).toBe(true);
  expect(Math.abs(rmsRaw / scale - Math.sqrt(32.5))).toBeLessThan(1e-8);
  expect(Math.abs(rmsAfter / scale - 1)).toBeLessThan(1e-8);
});

test("moments of a column: as given, around its mean, and of what is left, weighted", () => {
  // weights 1, 3, 2, 2 on 1, 5, 7, 9: mean (1 + 15 + 14 + 18) / 8 = 6; Σ w (x − 6)² = 25 + 3 + 2 + 18 = 48; within groups 9 + 3 + 2 + 2 = 16
  const { rmsRaw, rmsCentred, rmsAfter } = absorbColumn(
    prepareAbsorption([unit], Float64Array.of(1, 3, 2, 2), 4),
    Float64Array.of(1, 5, 7, 9),
  );
  expect(Math.abs(rmsCentred - Math.sqrt(48 / 8))).toBeLessThan(HAND);
  expect(Math.abs(rmsRaw - Math.sqrt(36 + 48 / 8))).toBeLessThan(HAND);
  expect(Math.abs(rmsAfter - Math.sqrt(16 / 8))).toBeLessThan(HAND);
});

test("a value that is not finite shows in the moments", () => {
  const absorption = prepareAbsorption([unit, period], null, 4);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const { rmsRaw, converged } = absorbColumn(absorption, Float64Array.of(1, bad, 2, 3));
    expect(Number.isFinite(rmsRaw)).toBe(false);
    expect(converged).toBe(false);
  }
});

test("groups in a row at the same levels, with other groups between and a level twice in one", () => {
  // units 0 to 3 see periods (0, 1), 4 sees (1, 0, 1), 5 and 6 see (0, 1): what is left is checked level by level
  const units = factor([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6]);
  const periods = factor([0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1]);
  const x = Float64Array.from({ length: 15 }, (_, i) => (i * i * 7) % 11);
  const { values } = absorbColumn(prepareAbsorption([units, periods], null, 15), x);
  for (const { codes, count } of [units, periods]) {
    for (let level = 0; level < count; level++) {
      const sum = values.reduce((total, value, i) => total + (codes[i] === level ? value : 0), 0);
      expect(Math.abs(sum)).toBeLessThan(HAND);
    }
  }
  // x − x̃ is additive: the step from period 0 to 1 is the same in every unit
  const steps = [0, 2, 4, 6, 11, 13].map((i) => x[i + 1]! - values[i + 1]! - (x[i]! - values[i]!));
  for (const step of steps) expect(Math.abs(step - steps[0]!)).toBeLessThan(HAND);
});
