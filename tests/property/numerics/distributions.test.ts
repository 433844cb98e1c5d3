import fc from "fast-check";
import { expect, test } from "vitest";
import { betaLower, betaQuantile, betaUpper } from "../../../src/numerics/beta.ts";
import {
  chiSquaredLower,
  chiSquaredQuantile,
  chiSquaredQuantileUpper,
  chiSquaredUpper,
} from "../../../src/numerics/chi-squared.ts";
import { fLower, fQuantile, fQuantileUpper, fUpper } from "../../../src/numerics/f.ts";
import { normalLower, normalQuantile, normalUpper } from "../../../src/numerics/normal.ts";
import {
  studentTLogUpper,
  studentTLower,
  studentTQuantile,
  studentTQuantileUpper,
  studentTTwoSided,
  studentTUpper,
} from "../../../src/numerics/student-t.ts";

/** Lower and upper tail together, in absolute terms. */
const COMPLEMENT = 1e-15;
/** p → x → p: a few units in the last place of x move p by its elasticity, which reaches 37 √(df/2) ≈ 3e4 here. */
const ROUND_TRIP = 1e-11;
/** Two nearby points may each be off by the promised relative accuracy. */
const WIGGLE = 2e-12;

const runs = { seed: 1, numRuns: 400 };
/** Log-uniform, because the shapes that break things span orders of magnitude. */
const logUniform = (low: number, high: number) =>
  fc.double({ min: Math.log10(low), max: Math.log10(high), noNaN: true }).map((power) => 10 ** power);
const df = logUniform(0.5, 1e6);
const t = fc.double({ min: -60, max: 60, noNaN: true });
const ratio = logUniform(1e-3, 1e3);
const tail = logUniform(1e-300, 0.5);

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

test("lower and upper tails add to one", () => {
  const check = (lower: number, upper: number) => expect(Math.abs(lower + upper - 1)).toBeLessThanOrEqual(COMPLEMENT);
  fc.assert(
    fc.property(t, ratio, df, df, (z, r, d1, d2) => {
      check(normalLower(z), normalUpper(z));
      check(studentTLower(z, d1), studentTUpper(z, d1));
      check(chiSquaredLower(r * d1, d1), chiSquaredUpper(r * d1, d1));
      check(fLower(r, d1, d2), fUpper(r, d1, d2));
      check(betaLower(r / (1 + r), d1, d2), betaUpper(r / (1 + r), d1, d2));
    }),
    runs,
  );
});

test("t and normal are symmetric to the bit; F and beta swap their shapes", () => {
  fc.assert(
    fc.property(t, ratio, df, df, (z, r, d1, d2) => {
      expect(studentTLower(z, d1)).toBe(studentTUpper(-z, d1));
      expect(normalLower(z)).toBe(normalUpper(-z));
      expect(studentTTwoSided(z, d1)).toBe(studentTTwoSided(-z, d1));
      const upper = fUpper(r, 2.7, d2);
      if (upper > 1e-300) expect(relative(fLower(1 / r, d2, 2.7), upper)).toBeLessThan(ROUND_TRIP);
    }),
    runs,
  );
});

test("tails are monotone", () => {
  fc.assert(
    fc.property(t, fc.double({ min: 0, max: 5, noNaN: true }), ratio, df, df, (z, step, r, d1, d2) => {
      expect(normalUpper(z + step)).toBeLessThanOrEqual(normalUpper(z));
      expect(studentTUpper(z + step, d1)).toBeLessThanOrEqual(studentTUpper(z, d1) * (1 + WIGGLE));
      expect(fUpper(r * (1 + step), d1, d2)).toBeLessThanOrEqual(fUpper(r, d1, d2) * (1 + WIGGLE));
      expect(chiSquaredLower(r * (1 + step), d1)).toBeGreaterThanOrEqual(chiSquaredLower(r, d1) * (1 - WIGGLE));
    }),
    runs,
  );
});

test("the logarithm is the logarithm of the tail", () => {
  fc.assert(
    fc.property(t, df, (z, d) => {
      const upper = studentTUpper(z, d);
      fc.pre(upper > 1e-300);
      expect(Math.abs(studentTLogUpper(z, d) - Math.log(upper))).toBeLessThan(1e-12);
    }),
    runs,
  );
});

test("quantiles invert the tails", () => {
  fc.assert(
    fc.property(tail, df, df, (p, d1, d2) => {
      expect(relative(normalLower(normalQuantile(p)), p)).toBeLessThan(ROUND_TRIP);
      const share = betaQuantile(p, d1, d2);
      if (share > 1e-300 && share < 0.9) expect(relative(betaLower(share, d1, d2), p)).toBeLessThan(ROUND_TRIP);
      for (const [x, back] of [
        [studentTQuantile(p, d1), studentTLower(studentTQuantile(p, d1), d1)],
        [studentTQuantileUpper(p, d1), studentTUpper(studentTQuantileUpper(p, d1), d1)],
        [chiSquaredQuantile(p, d1), chiSquaredLower(chiSquaredQuantile(p, d1), d1)],
        [chiSquaredQuantileUpper(p, d1), chiSquaredUpper(chiSquaredQuantileUpper(p, d1), d1)],
        [fQuantile(p, d1, d2), fLower(fQuantile(p, d1, d2), d1, d2)],
        [fQuantileUpper(p, d1, d2), fUpper(fQuantileUpper(p, d1, d2), d1, d2)],
      ] as const) {
        // beyond 1e±300 the odds x/(1 − x) may be subnormal
        if (Math.abs(x) > 1e-300 && Math.abs(x) < 1e300) expect(relative(back, p)).toBeLessThan(ROUND_TRIP);
      }
    }),
    runs,
  );
});
