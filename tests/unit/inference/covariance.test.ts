import { describe, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { repairNegativeEigenvalues } from "../../../src/inference/covariance-parts.ts";
import { countParameters } from "../../../src/inference/small-sample.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

const HAND = 1e-12;
const MEAN_ONLY = { covariates: [], absorb: [], intercept: true };

/** The mean of 1, 2, 4, 9 is 4; residuals −3, −2, 0, 5. */
const four = makeDesign({ outcome: [1, 2, 4, 9] });
const meanOfFour = ols.fit(four, MEAN_ONLY, CONTEXT);

function variance(options: Parameters<typeof covariance>[1], fit = meanOfFour): number {
  return covariance(fit, options).vcov[0]!;
}

describe("a mean, by hand", () => {
  test("iid is s² / n", () => {
    expect(variance({ kind: "iid" })).toBeCloseTo((9 + 4 + 0 + 25) / 3 / 4, 12);
  });

  test("HC0 is Σ u² / n², HC1 multiplies by n / (n − K)", () => {
    expect(variance({ kind: "HC0" })).toBeCloseTo(38 / 16, 12);
    expect(variance({ kind: "HC1" })).toBeCloseTo((38 / 16) * (4 / 3), 12);
  });

  test("clusters sum residuals: (−3 − 2)² + (0 + 5)²", () => {
    const clusters = [factorOf("c", [0, 0, 1, 1])];
    expect(variance({ kind: "CR0", clusters })).toBeCloseTo(50 / 16, 12);
    // G/(G−1) · (n−1)/(n−K) = 2 · 3/3
    const v = covariance(meanOfFour, { kind: "CR1", clusters });
    expect(v.vcov[0]).toBeCloseTo(100 / 16, 12);
    expect(v.df).toBe(1);
    expect(v.statistic[0]).toBeCloseTo(4 / Math.sqrt(100 / 16), 12);
    expect(v.convention.parts).toEqual([{ ways: ["c"], sign: 1, clusters: 2, factorG: 2 }]);
  });

  test("two ways add up by inclusion and exclusion", () => {
    // ways {12|34} and {13|24}; every row is its own intersection: 50 + ((−3+0)² + (−2+5)²) − 38 = 30
    const clusters = [factorOf("a", [0, 0, 1, 1]), factorOf("b", [0, 1, 0, 1])];
    expect(variance({ kind: "CR0", clusters })).toBeCloseTo(30 / 16, 12);
    const conventional = covariance(meanOfFour, { kind: "CR1", clusters, smallSample: { G: "conventional" } });
    expect(conventional.vcov[0]).toBeCloseTo((2 * 50 + 2 * 18 - (4 / 3) * 38) / 16, 12);
    expect(conventional.convention.parts.map((part) => part.sign)).toEqual([1, 1, -1]);
  });

  test("three ways: + singles − pairs + triple", () => {
    const outcome = [1, 2, 4, 9, 3, 5, 0, 8];
    const fit = ols.fit(makeDesign({ outcome }), MEAN_ONLY, CONTEXT);
    const bits = (way: number) => outcome.map((_, i) => (i >> way) % 2);
    const clusters = [0, 1, 2].map((way) => factorOf(`way${way}`, bits(way)));
    const u = outcome.map((value) => value - 4);
    const squares = (key: (i: number) => string) => {
      const sums = new Map<string, number>();
      u.forEach((value, i) => {
        sums.set(key(i), (sums.get(key(i)) ?? 0) + value);
      });
      return [...sums.values()].reduce((total, sum) => total + sum * sum, 0);
    };
    const b = (i: number, way: number) => bits(way)[i];
    const singles = [0, 1, 2].reduce((total, way) => total + squares((i) => `${b(i, way)}`), 0);
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ].reduce((total, [p, q]) => total + squares((i) => `${b(i, p!)}${b(i, q!)}`), 0);
    const triple = squares((i) => String(i));
    const expected = (singles - pairs + triple) / 64;
    const v = covariance(fit, { kind: "CR0", clusters });
    // A negative variance of a single coefficient is repaired to 0.
    expect(v.vcov[0]).toBeCloseTo(Math.max(0, expected), 12);
  });
});

test("frequency weight 2 is the row twice, in every variance", () => {
  const cluster = [0, 0, 1, 1, 2, 2];
  const x = [1, 2, 4, 3, 0, 5];
  const y = [2, 1, 5, 6, 0, 4];
  const times = [1, 2, 1, 3, 2, 1];
  const repeat = <T>(values: readonly T[]) => values.flatMap((value, i) => Array<T>(times[i]!).fill(value));
  const weighted = makeDesign({
    outcome: y,
    columns: [numberColumn("x", x)],
    weights: { kind: "frequency", values: times },
  });
  const repeated = makeDesign({ outcome: repeat(y), columns: [numberColumn("x", repeat(x))] });
  const options = { covariates: ["x"], absorb: [], intercept: true };
  for (const kind of ["iid", "HC0", "HC1", "CR0", "CR1"] as const) {
    const a = covariance(ols.fit(weighted, options, CONTEXT), { kind, clusters: [factorOf("c", cluster)] });
    const b = covariance(ols.fit(repeated, options, CONTEXT), { kind, clusters: [factorOf("c", repeat(cluster))] });
    b.vcov.forEach((value, p) => {
      expect(Math.abs(a.vcov[p]! - value)).toBeLessThan(HAND);
    });
    expect(a.df).toBe(b.df);
    expect(a.convention.observations).toBe(10);
  }
});

describe("what cannot be computed", () => {
  test("one cluster gives NaN and a refusal", () => {
    const v = covariance(meanOfFour, { kind: "CR1", clusters: [factorOf("c", [7, 7, 7, 7])] });
    expect(v.se[0]).toBeNaN();
    expect(v.findings.map(({ code, severity }) => [code, severity])).toEqual([["one-cluster", "refusal"]]);
  });

  test("fewer than twenty clusters are reported", () => {
    const v = covariance(meanOfFour, { kind: "CR1", clusters: [factorOf("c", [0, 1, 2, 3])] });
    expect(v.findings.map(({ code }) => code)).toEqual(["few-clusters"]);
    expect(v.findings[0]!.values).toEqual({ clusters: 4, limit: 20 });
  });

  test("no residual degrees of freedom", () => {
    const fit = ols.fit(makeDesign({ outcome: [3] }), MEAN_ONLY, CONTEXT);
    const v = covariance(fit, { kind: "iid" });
    expect(v.se[0]).toBeNaN();
    expect(v.findings.map(({ code }) => code)).toEqual(["no-residual-degrees"]);
  });

  test("a standard error of zero has no statistic", () => {
    const fit = ols.fit(makeDesign({ outcome: [0.1, 0.1, 0.1] }), MEAN_ONLY, CONTEXT);
    const v = covariance(fit, { kind: "HC1" });
    expect(v.se[0]).toBe(0);
    expect(v.statistic[0]).toBeNaN();
    expect(fit.findings.map(({ code }) => code)).toEqual(["exact-fit"]);
  });

  test("clustering needs a cluster that covers the rows", () => {
    expect(() => covariance(meanOfFour, { kind: "CR1" })).toThrow(RangeError);
    expect(() => covariance(meanOfFour, { kind: "CR1", clusters: [factorOf("c", [0, 1])] })).toThrow(RangeError);
    expect(() => covariance({ estimate: Float64Array.of(1), uncertainty: { kind: "refit" } }, { kind: "iid" })).toThrow(
      RangeError,
    );
  });
});

test("clusters are aligned by design row, not by position", () => {
  // Row 0 is a singleton of unit and is left out; the cluster factor still has all five rows.
  const unit = [9, 1, 1, 2, 2];
  const design = makeDesign({
    outcome: [100, 1, 3, 2, 9],
    columns: [numberColumn("x", [5, 0, 1, 0, 1]), numberColumn("unit", unit)],
  });
  const fit = ols.fit(design, { covariates: ["x"], absorb: ["unit"], intercept: true }, CONTEXT);
  expect(fit.diagnostics.singletons).toBe(1);
  const all = covariance(fit, { kind: "CR0", clusters: [factorOf("c", unit)] });
  // changes 2 and 7: slope 4.5; x̃ = ±1/2, residual of unit 1: −/+1.25 … score −1.25, unit 2: +1.25; bread 1
  expect(fit.estimate[0]).toBeCloseTo(4.5, 12);
  expect(all.vcov[0]).toBeCloseTo(2 * 1.25 ** 2, 12);
});

describe("K, as fixest 0.14 counts it", () => {
  const id = factorOf("id", [0, 0, 1, 1, 2, 2]);
  const time = factorOf("t", [0, 1, 0, 1, 0, 1]);
  const rule = { K: "nonnested", exactK: false } as const;

  test("levels of effects nested in a cluster count as one in all", () => {
    expect(countParameters(2, [id, time], 0, [id], rule)).toBe(2 + 1 + (2 - 1));
    expect(countParameters(2, [id, time], 0, [time], rule)).toBe(2 + 1 + (3 - 1));
    expect(countParameters(2, [id, time], 0, [id, time], rule)).toBe(2 + 1);
  });

  test("without clusters, or with full, all levels count but one per further effect", () => {
    expect(countParameters(2, [id, time], 0, [], rule)).toBe(2 + 3 + 2 - 1);
    expect(countParameters(2, [id, time], 0, [id], { ...rule, K: "full" })).toBe(2 + 3 + 2 - 1);
    expect(countParameters(2, [id, time], 0, [id], { ...rule, K: "none" })).toBe(2);
    expect(countParameters(2, [id, time], 1, [id], { K: "full", exactK: true })).toBe(2 + 3 + 2 - 1 - 1);
  });
});

test("negative eigenvalues are set to zero and the rest kept", () => {
  // [[1, 2], [2, 1]] has eigenvalues 3 and −1; without the latter 3 · [½ ½; ½ ½]
  const { vcov, repaired } = repairNegativeEigenvalues(Float64Array.of(1, 2, 2, 1), 2);
  expect(repaired).toBe(1);
  vcov.forEach((value) => {
    expect(value).toBeCloseTo(1.5, 12);
  });
  expect(repairNegativeEigenvalues(Float64Array.of(2, 1, 1, 2), 2).repaired).toBe(0);
});
