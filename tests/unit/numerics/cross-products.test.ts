import { describe, expect, test } from "vitest";
import { crossProducts, residualPass, squaresAround, weightedSquares } from "../../../src/numerics/cross-products.ts";
import { dot } from "../../../src/numerics/sum.ts";

// Against inner products in twice the working precision: rounding of blocks of 512 is left.
const ROUNDING = 1e-13;

const columnsOf = (rows: number, k: number): Float64Array[] =>
  Array.from({ length: k }, (_, j) => Float64Array.from({ length: rows }, (_, i) => Math.sin(1 + i * (j + 1.7))));
const weightsOf = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => 1 + (i % 5));
const times = (a: Float64Array, b: Float64Array | null): Float64Array => (b === null ? a : a.map((v, i) => v * b[i]!));

const sizes = [0, 1, 2, 3, 511, 512, 513, 1537];

describe.each([1, 2, 3, 4, 7])("%i columns", (k) => {
  test.each(sizes)("of %i rows", (rows) => {
    const columns = columnsOf(rows, k);
    for (const weights of [null, weightsOf(rows)]) {
      const cross = crossProducts(columns, weights);
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const expected = dot(times(columns[a]!, weights), columns[b]!);
          expect(Math.abs(cross[a * k + b]! - expected)).toBeLessThanOrEqual(ROUNDING * rows);
          expect(cross[a * k + b]).toBe(cross[b * k + a]);
        }
      }
    }
  });
});

test.each(sizes)("residuals, their products and their squares in one pass over %i rows", (rows) => {
  const columns = columnsOf(rows, 3);
  const outcome = Float64Array.from({ length: rows }, (_, i) => Math.cos(i));
  const beta = Float64Array.of(0.5, 0, -2);
  const expected = outcome.map((y, i) => y - 0.5 * columns[0]![i]! + 2 * columns[2]![i]!);
  for (const weights of [null, weightsOf(rows)]) {
    const residuals = new Float64Array(rows);
    const left = residualPass(columns, outcome, weights, beta, residuals);
    expect(residuals).toEqual(expected);
    [...columns, expected].forEach((column, j) => {
      expect(Math.abs(left[j]! - dot(times(column, weights), expected))).toBeLessThanOrEqual(ROUNDING * rows);
    });
  }
});

test("squares around a centre", () => {
  // (1 − 2)² + 3 (4 − 2)² = 13; around 0: 1 + 3 · 16 = 49
  expect(squaresAround(Float64Array.of(1, 4), 2, Float64Array.of(1, 3))).toBe(13);
  expect(weightedSquares(Float64Array.of(1, 4), Float64Array.of(1, 3))).toBe(49);
});
