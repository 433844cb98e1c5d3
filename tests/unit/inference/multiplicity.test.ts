import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confidenceInterval } from "../../../src/inference/intervals.ts";
import { ADJUSTMENTS, adjustPValues, simultaneousIntervals } from "../../../src/inference/multiplicity.ts";

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 });

/** Closed testing by brute force: the largest Simes p over all subsets that contain i. The definition of Hommel's procedure. */
function closedSimes(p: readonly number[]): number[] {
  const out = p.map(() => 0);
  for (let mask = 1; mask < 1 << p.length; mask++) {
    const members = p.map((_, i) => i).filter((i) => (mask >> i) & 1);
    const sorted = members.map((i) => p[i]!).sort((a, b) => a - b);
    const simes = Math.min(...sorted.map((value, j) => (sorted.length * value) / (j + 1)));
    for (const i of members) out[i] = Math.max(out[i]!, simes);
  }
  return out.map((value) => Math.min(1, value));
}

/** Closed testing with Bonferroni tests of the intersections: the definition of Holm's procedure. */
function closedBonferroni(p: readonly number[]): number[] {
  const out = p.map(() => 0);
  for (let mask = 1; mask < 1 << p.length; mask++) {
    const members = p.map((_, i) => i).filter((i) => (mask >> i) & 1);
    const bonferroni = Math.min(1, members.length * Math.min(...members.map((i) => p[i]!)));
    for (const i of members) out[i] = Math.max(out[i]!, bonferroni);
  }
  return out;
}

describe("adjusted p-values", () => {
  test("Holm by hand: 0.01, 0.02, 0.03 give 3 · 0.01, 2 · 0.02, and the running maximum 0.04", () => {
    expect([...adjustPValues([0.03, 0.01, 0.02], "holm")]).toEqual([0.04, 0.03, 0.04]);
  });

  test("Holm is closed testing with Bonferroni, Hommel with Simes", () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const holm = adjustPValues(p, "holm");
        const hommel = adjustPValues(p, "hommel");
        const expectedHolm = closedBonferroni(p);
        const expectedHommel = closedSimes(p);
        for (let i = 0; i < p.length; i++) {
          expect(Math.abs(holm[i]! - expectedHolm[i]!)).toBeLessThan(1e-12);
          expect(Math.abs(hommel[i]! - expectedHommel[i]!)).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("each is no smaller than p, in the order of p, and no larger than Bonferroni (Yekutieli: times the harmonic sum)", () => {
    fc.assert(
      fc.property(pValues, fc.constantFrom(...ADJUSTMENTS), (p, method) => {
        const adjusted = adjustPValues(p, method);
        const harmonic = p.reduce((total, _, i) => total + 1 / (i + 1), 0);
        const most = method === "benjamini-yekutieli" ? harmonic : 1;
        for (let i = 0; i < p.length; i++) {
          expect(adjusted[i]!).toBeGreaterThanOrEqual(p[i]!);
          expect(adjusted[i]!).toBeLessThanOrEqual(Math.min(1, p.length * most * p[i]! * (1 + 1e-12)));
          for (let j = 0; j < p.length; j++) if (p[i]! <= p[j]!) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
        }
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  test("a larger m stands for tests whose p is 1", () => {
    const p = [0.004, 0.3, 0.02];
    for (const method of ADJUSTMENTS) {
      const shown = [...adjustPValues(p, method, 5)];
      expect(shown).toEqual([...adjustPValues([...p, 1, 1], method)].slice(0, 3));
    }
    expect(() => adjustPValues(p, "holm", 2)).toThrow(RangeError);
  });

  test("NaN stays NaN and does not count towards m", () => {
    expect([...adjustPValues([0.02, Number.NaN, 0.04], "bonferroni")]).toEqual([0.04, Number.NaN, 0.08]);
  });
});

describe("intervals that match", () => {
  const effects = [
    { estimate: 3, se: 1, df: 20 },
    { estimate: 0.5, se: 1, df: 20 },
    { estimate: 4, se: 1, df: 20 },
  ];
  const p = [0.007, 0.62, 0.0007];

  test("Bonferroni: each at 1 − α/m", () => {
    const result = simultaneousIntervals(effects, p, "bonferroni", 0.95, 5);
    expect(result?.kind).toBe("bonferroni");
    expect(result?.intervals[1]).toEqual(confidenceInterval(0.5, 1, 20, 0.99));
  });

  test("step-down and step-up procedures have none", () => {
    for (const method of ["none", "holm", "hochberg", "hommel"] as const) {
      expect(simultaneousIntervals(effects, p, method, 0.95)).toBeNull();
    }
  });

  test("Benjamini–Hochberg: the two selected of three at 1 − 2α/3, the third has none", () => {
    // adjusted: 0.0021, 0.0105, 0.62: two rejected
    const result = simultaneousIntervals(effects, p, "benjamini-hochberg", 0.95);
    expect(result?.kind).toBe("false-coverage-rate");
    expect(result?.intervals[1]).toBeNull();
    const [lo, hi] = result!.intervals[0]!;
    const [expectedLo, expectedHi] = confidenceInterval(3, 1, 20, 1 - (2 * 0.05) / 3);
    expect(lo).toBeCloseTo(expectedLo, 10);
    expect(hi).toBeCloseTo(expectedHi, 10);
  });
});
