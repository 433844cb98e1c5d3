import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  incompleteBeta,
  incompleteBetaComplement,
  logIncompleteBeta,
  logIncompleteBetaComplement,
} from "../../../src/numerics/incomplete-beta.ts";
import { gammaP, gammaQ, logGammaP, logGammaQ } from "../../../src/numerics/incomplete-gamma.ts";
import { gaussLegendre } from "../../../src/numerics/quadrature.ts";
import { log1pMinusX, logBeta, logGamma, stirlingError } from "../../../src/numerics/special.ts";

/** What the docstrings promise. */
const TOLERANCE = 1e-14;

const precise = JSON.parse(readFileSync(new URL("../../reference/distributions.json", import.meta.url), "utf8"));

describe("log gamma and log beta agree with mpmath (generate-distributions.py)", () => {
  test.each(precise.logGamma as { z: number; value: number }[])("log Γ($z)", ({ z, value }) => {
    expect(Math.abs(logGamma(z) / value - 1)).toBeLessThan(TOLERANCE);
  });

  test.each(precise.logBeta as { a: number; b: number; value: number }[])("log B($a, $b)", ({ a, b, value }) => {
    expect(Math.abs(logBeta(a, b) - value)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(value)));
    expect(logBeta(b, a)).toBe(logBeta(a, b));
  });
});

test("log Γ at its edges", () => {
  expect(logGamma(1)).toBe(0);
  expect(logGamma(2)).toBe(0);
  expect(logGamma(0)).toBe(Number.POSITIVE_INFINITY);
  expect(logGamma(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(logGamma(-0.5)).toBeNaN();
  expect(logGamma(Number.NaN)).toBeNaN();
  expect(logBeta(0, 1)).toBeNaN();
  expect(logBeta(1, Number.POSITIVE_INFINITY)).toBeNaN();
});

test("Stirling's error by its definition at z = 1 and in the limit", () => {
  // δ(1) = 0 − (½ · 0 − 1 + ½ log 2π);  z δ(z) → 1/12
  expect(stirlingError(1)).toBeCloseTo(1 - Math.log(2 * Math.PI) / 2, 15);
  expect(1e8 * stirlingError(1e8)).toBeCloseTo(1 / 12, 15);
});

test("log(1+x) − x near zero follows its series, and joins the plain form without a step", () => {
  // −x²/2 + x³/3 at x = ±1e-6; the next term is 2.5e-25, relative 5e-13
  for (const x of [1e-6, -1e-6]) expect(log1pMinusX(x) / ((x * x) / -2 + x ** 3 / 3)).toBeCloseTo(1, 11);
  for (const x of [-0.5, -0.4, 0.7, 1]) expect(log1pMinusX(x)).toBeCloseTo(Math.log1p(x) - x, 15);
});

test("incomplete gamma by hand: Q(1,x) = e^−x, Q(2,x) = (1+x) e^−x", () => {
  expect(gammaQ(1, 3)).toBeCloseTo(Math.exp(-3), 15);
  expect(gammaP(1, 1e-20) / 1e-20).toBeCloseTo(1, 14);
  expect(gammaQ(2, 600) / (601 * Math.exp(-600))).toBeCloseTo(1, 12);
  expect(logGammaQ(1, 1e6)).toBeCloseTo(-1e6, 6);
  expect(logGammaP(1, 1e-300)).toBeCloseTo(Math.log(1e-300), 11);
  expect(gammaP(2, 0)).toBe(0);
  expect(gammaQ(2, Number.POSITIVE_INFINITY)).toBe(0);
  expect(gammaP(0, 1)).toBeNaN();
  expect(gammaP(1, -1)).toBeNaN();
});

test("incomplete beta by hand: I_x(2,2) = 3x² − 2x³, I_x(a,1) = x^a", () => {
  expect(incompleteBeta(0.25, 2, 2)).toBeCloseTo(3 / 16 - 2 / 64, 15);
  expect(incompleteBetaComplement(0.25, 2, 2)).toBeCloseTo(1 - 10 / 64, 15);
  expect(incompleteBeta(0.5, 900, 1) / 0.5 ** 900).toBeCloseTo(1, 12);
  expect(logIncompleteBeta(0.5, 1e5, 1) / (1e5 * Math.LN2)).toBeCloseTo(-1, 14);
  expect(logIncompleteBetaComplement(0.5, 1, 1e5) / (1e5 * Math.LN2)).toBeCloseTo(-1, 14);
});

test("the 20-node Gauss rule integrates x^38 exactly", () => {
  const { nodes, weights } = gaussLegendre(20);
  const integral = weights.reduce((total, weight, i) => total + weight * nodes[i]! ** 38, 0);
  expect(integral).toBeCloseTo(2 / 39, 14);
  expect(weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(2, 14);
});
