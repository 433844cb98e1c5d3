import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Direction, VerdictWord } from "../../../src/core/verdict.ts";
import { chiSquaredQuantile } from "../../../src/numerics/chi-squared.ts";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import { openStream, uniform } from "../../../src/numerics/random.ts";
import { statisticalFinding } from "../../../src/verdict/statistical-finding.ts";
import { claim } from "./claims.ts";

const effect = fc.record({
  estimate: fc.double({ min: -5, max: 5, noNaN: true }),
  se: fc.double({ min: 0.01, max: 3, noNaN: true }),
  delta: fc.oneof(fc.double({ min: 0.05, max: 3, noNaN: true }), fc.constant(Number.NaN)),
  df: fc.constantFrom(5, 39, Number.POSITIVE_INFINITY),
  familySize: fc.integer({ min: 1, max: 9 }),
});
type Effect = typeof effect extends fc.Arbitrary<infer Value> ? Value : never;
const holds = fc.boolean();
const runs = { numRuns: 400, seed: 20_190_901 };

function word(of: Effect, direction: Direction, requireHolds: boolean): VerdictWord {
  const { estimate, se, ...rest } = of;
  const alone = claim(estimate, se, { ...rest, expect: direction });
  const adjusted = Math.min(1, rest.familySize * alone.claimP);
  return statisticalFinding(claim(estimate, se, { ...rest, expect: direction, adjusted }), requireHolds);
}

describe("laws of the rule", () => {
  test.each([
    ["increase", "decrease"],
    ["no-increase", "no-decrease"],
    ["no-change", "no-change"],
  ] as const)("%s of τ is %s of −τ", (one, other) => {
    fc.assert(
      fc.property(effect, holds, (of, required) => {
        expect(word(of, one, required)).toBe(word({ ...of, estimate: -of.estimate }, other, required));
      }),
      runs,
    );
  });

  test("units do not matter: τ, se and δ times the same number give the same word", () => {
    fc.assert(
      fc.property(effect, fc.constantFrom("increase", "no-decrease", "no-change"), holds, (of, direction, required) => {
        const scaled = { ...of, estimate: 64 * of.estimate, se: 64 * of.se, delta: 64 * of.delta };
        expect(word(scaled, direction, required)).toBe(word(of, direction, required));
      }),
      runs,
    );
  });

  test("a failed check takes away every conclusion and adds none", () => {
    /** What is left of each word: a claim of support falls back, a conclusion against it becomes open. */
    const left: Readonly<Record<VerdictWord, readonly VerdictWord[]>> = {
      supported: ["indication", "undecided"],
      indication: ["indication"],
      // Open, or, when the small difference is itself beyond chance, an indication below the threshold (first match wins).
      negligible: ["undecided", "indication"],
      contradicted: ["undecided"],
      undecided: ["undecided"],
      "not-testable": [],
    };
    const directions = fc.constantFrom("increase", "decrease", "no-increase", "no-decrease", "no-change");
    fc.assert(
      fc.property(effect, directions, (of, direction) => {
        expect(left[word(of, direction, true)]).toContain(word(of, direction, false));
      }),
      runs,
    );
  });

  test("an increase that is supported has no supported or contradicted decrease beside it", () => {
    fc.assert(
      fc.property(effect, (of) => {
        if (word(of, "increase", true) === "supported") expect(word(of, "decrease", true)).toBe("contradicted");
      }),
      runs,
    );
  });
});

describe("error rates of the rule (t with 39 degrees of freedom, counter-based draws)", () => {
  const draws = 20_000;
  const df = 39;
  /** 99.9% acceptance above a nominal share. */
  const above = (share: number): number => share + 3.3 * Math.sqrt((share * (1 - share)) / draws);

  /** Share of words when the true effect is `truth` and the true standard error 1. */
  function shares(task: string, truth: number, delta: number, direction: Direction): Map<VerdictWord, number> {
    const count = new Map<VerdictWord, number>();
    for (let replicate = 0; replicate < draws; replicate++) {
      const stream = openStream({ seed: 5, task, replicate });
      const estimate = truth + normalQuantile(uniform(stream));
      const se = Math.sqrt(chiSquaredQuantile(uniform(stream), df) / df);
      const found = statisticalFinding(claim(estimate, se, { expect: direction, delta, df }), true);
      count.set(found, (count.get(found) ?? 0) + 1 / draws);
    }
    return count;
  }

  test.each([0.2, 1, 4])("nothing happens, δ = %s standard errors: supported in at most α/2", (delta) => {
    const found = shares(`null-${delta}`, 0, delta, "increase");
    expect(found.get("supported") ?? 0).toBeLessThanOrEqual(above(0.025));
    expect(found.get("contradicted") ?? 0).toBeLessThanOrEqual(above(0.025));
  });

  test.each([1, 2, 4, 8])("δ = %s standard errors happens: negligible in at most α", (delta) => {
    const found = shares(`planted-${delta}`, delta, delta, "increase");
    expect(found.get("negligible") ?? 0).toBeLessThanOrEqual(above(0.05));
  });

  test("the rule can say each: with δ of 8 errors, nothing is called negligible and 2δ supported, almost always", () => {
    expect(shares("power-null", 0, 8, "increase").get("negligible") ?? 0).toBeGreaterThan(0.95);
    expect(shares("power-2δ", 16, 8, "increase").get("supported") ?? 0).toBeGreaterThan(0.95);
  });

  test("at the edge −δ a claim of no decrease is supported in at most α/2, contradicted in at most α/2", () => {
    const found = shares("edge", -3, 3, "no-decrease");
    expect(found.get("supported") ?? 0).toBeLessThanOrEqual(above(0.025));
    expect(found.get("contradicted") ?? 0).toBeLessThanOrEqual(above(0.025));
  });
});
