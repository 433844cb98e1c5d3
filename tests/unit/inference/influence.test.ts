import { describe, expect, test } from "vitest";
import type { Fit, Term } from "../../../src/core/fit.ts";
import { supTCritical } from "../../../src/inference/bands.ts";
import { type Influence, influenceCovariance, influenceRows, preTest } from "../../../src/inference/influence.ts";
import { orderStatistic, signedSums } from "../../../src/inference/multiplier.ts";
import { fillNormal, integerBelow, openStream } from "../../../src/numerics/random.ts";
import { factorOf } from "../../support/frame.ts";

// Sums of a few hundred products of order 1.
const EXACT = 1e-12;
// Normal quartiles from B draws: the interquartile range has a standard deviation of 1.17 / √B, relatively; 3.3 of them.
const DRAWS = 4999;
const MONTE_CARLO = (3.3 * 1.166) / Math.sqrt(DRAWS);

const overall: Term = { kind: "overall" };
const NONE = { clusters: [], scale: 1, seed: 1 };

function fitOf(
  influence: Influence,
  k: number,
  terms?: readonly Term[],
): Pick<Fit, "terms" | "estimate" | "uncertainty"> {
  return {
    terms: terms ?? Array.from({ length: k }, () => overall),
    estimate: Float64Array.from({ length: k }, (_, j) => 1 + j),
    uncertainty: influence,
  };
}

function dense(rows: readonly (readonly number[])[], more: Partial<Influence> = {}): Influence {
  return {
    kind: "influence",
    psi: Float64Array.from(rows.flat()),
    rowUnit: Int32Array.from(rows, (_, i) => i),
    ...more,
  };
}

/** 90 rows of 4 basis columns in 3 groups, with loadings on 5 terms; and the same written out. */
function product(replicate: number): { readonly short: Influence; readonly long: Influence } {
  const stream = openStream({ seed: 5, task: "influence", replicate });
  const psi = new Float64Array(90 * 4);
  fillNormal(stream, psi);
  const matrices = Array.from({ length: 3 }, () => {
    const matrix = new Float64Array(4 * 5);
    fillNormal(stream, matrix);
    return matrix;
  });
  const group = Int32Array.from({ length: 90 }, () => integerBelow(stream, 3));
  const rowUnit = Int32Array.from({ length: 90 }, (_, i) => i);
  const short: Influence = { kind: "influence", psi, rowUnit, loadings: { group, matrices } };
  const rows = Array.from({ length: 90 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => {
      let total = 0;
      for (let c = 0; c < 4; c++) total += psi[i * 4 + c]! * matrices[group[i]!]![c * 5 + j]!;
      return total;
    }),
  );
  return { short, long: dense(rows) };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = EXACT): void {
  expect(actual.length).toBe(expected.length);
  for (let p = 0; p < expected.length; p++) {
    expect(Math.abs(actual[p]! - expected[p]!)).toBeLessThan(relative * Math.max(1, Math.abs(expected[p]!)));
  }
}

describe("the analytic variance", () => {
  test("is the sum of squares over n², or of cluster sums", () => {
    const rows = [[1], [-3], [2], [0]];
    expect(influenceCovariance(fitOf(dense(rows), 1), NONE).se[0]).toBeCloseTo(Math.sqrt(1 + 9 + 4) / 4, 14);
    // Clusters {1, −3} and {2, 0}.
    const clusters = [factorOf("state", [0, 0, 1, 1])];
    const v = influenceCovariance(fitOf(dense(rows), 1), { ...NONE, clusters });
    expect(v.se[0]).toBeCloseTo(Math.sqrt(4 + 4) / 4, 14);
    expect(v.df).toBe(Number.POSITIVE_INFINITY);
    expect(v.convention).toMatchObject({ kind: "influence", observations: 4, factorK: 1 });
    expect(v.convention.parts).toEqual([{ ways: ["state"], sign: 1, clusters: 2, factorG: 1 }]);
  });

  test("rows are aligned by the design row they name, not by position", () => {
    const influence = dense([[1], [-3], [2]], { rowUnit: Int32Array.of(5, 0, 3) });
    // Design rows 5 and 3 share a cluster: 1 + 2, and −3 alone.
    const clusters = [factorOf("c", [9, 1, 1, 7, 1, 7])];
    expect(influenceCovariance(fitOf(influence, 1), { ...NONE, clusters }).se[0]).toBeCloseTo(Math.sqrt(9 + 9) / 3, 14);
  });

  test("loadings give what the written-out rows give, clustered or not, one way or two", () => {
    const { short, long } = product(0);
    expectNear(influenceRows(short, 5), long.psi);
    const a = factorOf(
      "a",
      Array.from({ length: 90 }, (_, i) => i % 7),
    );
    const b = factorOf(
      "b",
      Array.from({ length: 90 }, (_, i) => Math.floor(i / 13)),
    );
    for (const clusters of [[], [a], [a, b]]) {
      const ours = influenceCovariance(fitOf(short, 5), { ...NONE, clusters });
      const theirs = influenceCovariance(fitOf(long, 5), { ...NONE, clusters });
      expectNear(ours.vcov, theirs.vcov);
    }
    // Two ways: V_a + V_b − V_ab, here from sums written out.
    const squares = (key: (i: number) => number): number => {
      const sums = new Map<number, number>();
      for (let i = 0; i < 90; i++) sums.set(key(i), (sums.get(key(i)) ?? 0) + long.psi[i * 5]!);
      return [...sums.values()].reduce((total, sum) => total + sum * sum, 0) / 90 ** 2;
    };
    const [byA, byB] = [(i: number) => i % 7, (i: number) => Math.floor(i / 13)];
    const expected = squares(byA) + squares(byB) - squares((i) => 100 * byA(i) + byB(i));
    const both = influenceCovariance(fitOf(long, 1 * 5), { ...NONE, clusters: [a, b] });
    if (!both.convention.repaired) expectNear([both.vcov[0]!], [expected]);
  });

  test("a frequency counts a row's square that many times less: two copies are two rows", () => {
    // A row that stands for two copies holds the sum of their influences.
    const copies = dense([[1], [1], [-2]]);
    const merged = dense([[(2 * 2) / 3], [(-2 * 2) / 3]], { frequency: Float64Array.of(2, 1) });
    const a = influenceCovariance(fitOf(copies, 1), NONE).se[0]!;
    expect(influenceCovariance(fitOf(merged, 1), NONE).se[0]).toBeCloseTo(a, 14);
  });
});

describe("what cannot be computed", () => {
  test("an error of rounding size counts as none, relative to the outcome", () => {
    const influence = dense([
      [1e-9, 1],
      [-1e-9, -1],
    ]);
    const v = influenceCovariance(fitOf(influence, 2), NONE);
    expect(v.se[0]).toBeNaN();
    expect(v.vcov[1]).toBeNaN();
    expect(v.statistic[0]).toBeNaN();
    expect(v.se[1]).toBeGreaterThan(0);
    expect(influenceCovariance(fitOf(influence, 2), { ...NONE, scale: 1e-9 }).se[0]).toBeGreaterThan(0);
  });

  test("one cluster is a refusal, few a warning", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i - 14.5]);
    const one = influenceCovariance(fitOf(dense(rows), 1), {
      ...NONE,
      clusters: [
        factorOf(
          "c",
          rows.map(() => 1),
        ),
      ],
    });
    expect(one.se[0]).toBeNaN();
    expect(one.findings).toEqual([{ code: "one-cluster", severity: "refusal", values: { clusters: 1 } }]);
    const few = influenceCovariance(fitOf(dense(rows), 1), {
      ...NONE,
      clusters: [
        factorOf(
          "c",
          rows.map((_, i) => i % 5),
        ),
      ],
    });
    expect(few.findings.map(({ code }) => code)).toEqual(["few-clusters"]);
  });

  test("scores are another function's, and clusters must cover the rows", () => {
    const { long } = product(1);
    expect(() => influenceCovariance(fitOf(long, 5), { ...NONE, clusters: [factorOf("c", [1, 2])] })).toThrow(
      RangeError,
    );
    expect(() => influenceCovariance({ ...fitOf(long, 5), uncertainty: { kind: "refit" } }, NONE)).toThrow(RangeError);
  });
});

describe("signed sums", () => {
  test("each draw gives every row one sign, the same in all columns", () => {
    // Powers of three: every combination of signs has a sum of its own.
    const n = 11;
    const values = Float64Array.from({ length: 2 * n }, (_, p) => (p % 2 === 0 ? 1 : 5) * 3 ** Math.floor(p / 2));
    const sums = signedSums({ values, columns: 2, group: null, groups: 1 }, 2000, 7);
    const positive = new Float64Array(n);
    const pairs = new Float64Array(n);
    for (let draw = 0; draw < 2000; draw++) {
      const signs = decode(sums[2 * draw]!, n);
      expect(sums[2 * draw + 1]).toBe(5 * sums[2 * draw]!);
      signs.forEach((sign, i) => {
        if (sign > 0) positive[i]!++;
        if (sign === signs[(i + 1) % n]) pairs[i]!++;
      });
    }
    // Binomial with probability ½, 4 standard deviations: 22 comparisons.
    for (const count of [...positive, ...pairs]) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(500));
  });

  test("groups are parts of the whole, in whatever order rows come", () => {
    const { short } = product(2);
    const whole = { values: short.psi, columns: 4, group: short.loadings!.group, groups: 3 };
    const sums = signedSums(whole, 50, 3);
    expect(sums).toEqual(signedSums(whole, 50, 3));
    expect(signedSums(whole, 20, 3)).toEqual(sums.slice(0, 20 * 12));
    expect(signedSums(whole, 50, 4)).not.toEqual(sums);
    // Rows sorted by group are the same rows: the same draws.
    const order = Array.from({ length: 90 }, (_, i) => i).sort((i, j) => whole.group[i]! - whole.group[j]! || i - j);
    const sorted = {
      ...whole,
      values: Float64Array.from(order.flatMap((i) => Array.from(short.psi.subarray(4 * i, 4 * i + 4)))),
      group: Int32Array.from(order, (i) => whole.group[i]!),
    };
    expect(signedSums(sorted, 50, 3)).toEqual(sums);
  });

  /** Signs of a sum of ± powers of three, by balanced ternary without zeros: from the largest down. */
  function decode(sum: number, n: number): number[] {
    const signs: number[] = [];
    let rest = sum;
    for (let i = n - 1; i >= 0; i--) {
      const sign = rest > 0 ? 1 : -1;
      signs[i] = sign;
      rest -= sign * 3 ** i;
    }
    expect(rest).toBe(0);
    return signs;
  }

  test("order statistics are those of quantile type 1", () => {
    const sorted = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(orderStatistic(sorted, 0.25)).toBe(3);
    expect(orderStatistic(sorted, 0.3)).toBe(3);
    expect(orderStatistic(sorted, 0.95)).toBe(10);
    expect(orderStatistic(sorted, 0)).toBe(1);
    expect(orderStatistic(Float64Array.of(), 0.5)).toBeNaN();
  });
});

describe("the multiplier bootstrap", () => {
  const kinds: readonly Term[] = [
    { kind: "event-time", eventTime: -1 },
    { kind: "event-time", eventTime: 0 },
    { kind: "event-time", eventTime: 1 },
    { kind: "overall" },
    { kind: "cohort", cohort: 2000 },
  ];
  const { short, long } = product(3);
  const analytic = influenceCovariance(fitOf(short, 5, kinds), NONE);
  const expectClose = (se: Float64Array, expected: Float64Array): void => {
    for (const [j, value] of se.entries()) expect(Math.abs(value / expected[j]! - 1)).toBeLessThan(MONTE_CARLO);
  };

  test("agrees with the analytic errors, and bands with the normal's, to Monte-Carlo error", () => {
    const v = influenceCovariance(fitOf({ ...short, draws: DRAWS }, 5, kinds), NONE);
    expect(v.convention.kind).toBe("multiplier");
    expectClose(v.se, analytic.se);
    const { maxima, rows } = v.suprema.find(({ kind }) => kind === "event-time")!;
    expect(rows).toBe(3);
    const block = Float64Array.from([0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => analytic.vcov[i * 5 + j]!)));
    const normal = supTCritical(block, 3, { df: Infinity, level: 0.95, seed: 1, task: "band" });
    expect(Math.abs(orderStatistic(maxima, 0.95) / normal.critical - 1)).toBeLessThan(MONTE_CARLO);
  });

  test("correlations stay analytic; rows written out draw the same", () => {
    const v = influenceCovariance(fitOf({ ...short, draws: 999 }, 5, kinds), NONE);
    const correlation = (vcov: Float64Array, i: number, j: number) =>
      vcov[i * 5 + j]! / Math.sqrt(vcov[i * 5 + i]! * vcov[j * 5 + j]!);
    expect(correlation(v.vcov, 0, 3)).toBeCloseTo(correlation(analytic.vcov, 0, 3), 12);
    const sorted = Array.from({ length: 90 }, (_, i) => i).sort(
      (i, j) => short.loadings!.group[i]! - short.loadings!.group[j]! || i - j,
    );
    const rows = sorted.map((i) => Array.from(long.psi.subarray(5 * i, 5 * i + 5)));
    // Groups of a product start a new byte of signs each, so only the distribution is the same.
    const other = influenceCovariance(fitOf(dense(rows, { draws: DRAWS }), 5, kinds), NONE);
    expectClose(other.se, analytic.se);
  });

  test("clusters share their sign; several ways fall back to the analytic variance", () => {
    const clusters = [
      factorOf(
        "c",
        Array.from({ length: 90 }, (_, i) => i % 45),
      ),
    ];
    const clustered = influenceCovariance(fitOf(short, 5, kinds), { ...NONE, clusters });
    const v = influenceCovariance(fitOf({ ...short, draws: DRAWS }, 5, kinds), { ...NONE, clusters });
    expectClose(v.se, clustered.se);
    const second = factorOf(
      "d",
      Array.from({ length: 90 }, (_, i) => Math.floor(i / 4)),
    );
    const two = influenceCovariance(fitOf({ ...short, draws: 99 }, 5, kinds), {
      ...NONE,
      clusters: [...clusters, second],
    });
    expect(two.findings.map(({ code }) => code)).toContain("bootstrap-one-way");
    expect(two.suprema).toEqual([]);
  });
});

test("the pre-test reads cells before the start, anticipation included", () => {
  const terms: readonly Term[] = [
    { kind: "att-gt", cohort: 2004, period: 2002 },
    { kind: "att-gt", cohort: 2004, period: 2003 },
    { kind: "att-gt", cohort: 2004, period: 2004 },
    { kind: "event-time", eventTime: -1 },
  ];
  const vcov = Float64Array.of(4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const both = preTest(terms, [2, 3, 5, 7], vcov, 0);
  expect(both.statistic * both.q).toBeCloseTo(2 ** 2 / 4 + 3 ** 2, 12);
  const early = preTest(terms, [2, 3, 5, 7], vcov, 1);
  expect(early.statistic * early.q).toBeCloseTo(1, 12);
});
