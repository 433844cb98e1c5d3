import { MultivariateLinearRegression, PolynomialRegression, SimpleLinearRegression } from "ml-regression";
import { expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { CONTEXT, makeDesign, numberColumn } from "../../support/frame.ts";

// A second, independent implementation of small well-conditioned fits: ml-regression 6. It solves by SVD, so the last digits differ.
const DIGITS = 10;

const x = [1, 0, 2, 5, 3, 3, 0, 1, 4, 2, 2, 7];
const z = [2, 4, 1, 0, 3, 5, 2, 2, 1, 6, 0, 3];
const y = [3, 1, 6, 9, 2, 4, 4, 8, 1, 0, 5, 6];
const estimateOf = (columns: Readonly<Record<string, readonly number[]>>): number[] => {
  const names = Object.keys(columns);
  const design = makeDesign({ outcome: y, columns: names.map((name) => numberColumn(name, columns[name]!)) });
  return [...ols.fit(design, ols.options.parse({ covariates: names }), CONTEXT).estimate];
};
const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, j) => {
    expect(actual[j]).toBeCloseTo(value, DIGITS);
  });
};

test("one regressor", () => {
  const line = new SimpleLinearRegression(x, y);
  expectClose(estimateOf({ x }), [line.intercept, line.slope]);
});

test("two regressors", () => {
  const plane = new MultivariateLinearRegression(
    x.map((value, row) => [value, z[row]!]),
    y.map((value) => [value]),
  );
  const [first, second, intercept] = plane.weights.map(([weight]) => weight!);
  expectClose(estimateOf({ x, z }), [intercept!, first!, second!]);
});

test("a parabola", () => {
  const squares = x.map((value) => value * value);
  expectClose(estimateOf({ x, squares }), [...new PolynomialRegression(x, y, 2).coefficients]);
});
