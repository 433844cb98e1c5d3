import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as beta from "../../../src/numerics/beta.ts";
import * as chiSquared from "../../../src/numerics/chi-squared.ts";
import * as f from "../../../src/numerics/f.ts";
import * as normal from "../../../src/numerics/normal.ts";
import * as studentT from "../../../src/numerics/student-t.ts";

/** The accuracy the distributions promise, relative, for probabilities from 1e-300 up and their logarithms. */
const TOLERANCE = 1e-12;
/** Base R's own error, which is larger than ours for some quantiles. */
const R_TOLERANCE = 2e-12;

type Row = Readonly<Record<string, number>>;
interface QuantileRow {
  readonly p: number;
  readonly side: "lower" | "upper";
  readonly x: number;
  readonly [parameter: string]: number | string;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../reference/${name}`, import.meta.url), "utf8"));
const precise = read("distributions.json");
const fromR = read("distributions-r.json");

interface Distribution {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly argument: string;
  readonly lower: (x: number, ...parameters: number[]) => number;
  readonly upper: (x: number, ...parameters: number[]) => number;
  readonly logLower: (x: number, ...parameters: number[]) => number;
  readonly logUpper: (x: number, ...parameters: number[]) => number;
  readonly quantile: (p: number, ...parameters: number[]) => number;
  readonly quantileUpper: (p: number, ...parameters: number[]) => number;
}

type Call = (x: number, ...parameters: number[]) => number;

const distributions: readonly Distribution[] = [
  {
    name: "normal",
    parameters: [],
    argument: "z",
    lower: normal.normalLower,
    upper: normal.normalUpper,
    logLower: normal.normalLogLower,
    logUpper: normal.normalLogUpper,
    quantile: normal.normalQuantile,
    quantileUpper: normal.normalQuantileUpper,
  },
  {
    name: "studentT",
    parameters: ["df"],
    argument: "t",
    lower: studentT.studentTLower as Call,
    upper: studentT.studentTUpper as Call,
    logLower: studentT.studentTLogLower as Call,
    logUpper: studentT.studentTLogUpper as Call,
    quantile: studentT.studentTQuantile as Call,
    quantileUpper: studentT.studentTQuantileUpper as Call,
  },
  {
    name: "chiSquared",
    parameters: ["df"],
    argument: "x",
    lower: chiSquared.chiSquaredLower as Call,
    upper: chiSquared.chiSquaredUpper as Call,
    logLower: chiSquared.chiSquaredLogLower as Call,
    logUpper: chiSquared.chiSquaredLogUpper as Call,
    quantile: chiSquared.chiSquaredQuantile as Call,
    quantileUpper: chiSquared.chiSquaredQuantileUpper as Call,
  },
  {
    name: "f",
    parameters: ["df1", "df2"],
    argument: "f",
    lower: f.fLower as Call,
    upper: f.fUpper as Call,
    logLower: f.fLogLower as Call,
    logUpper: f.fLogUpper as Call,
    quantile: f.fQuantile as Call,
    quantileUpper: f.fQuantileUpper as Call,
  },
  {
    name: "beta",
    parameters: ["a", "b"],
    argument: "x",
    lower: beta.betaLower as Call,
    upper: beta.betaUpper as Call,
    logLower: beta.betaLogLower as Call,
    logUpper: beta.betaLogUpper as Call,
    quantile: beta.betaQuantile as Call,
    quantileUpper: beta.betaQuantileUpper as Call,
  },
];

/** A sentence per disagreement beyond the tolerance, worst rows first to read. */
function disagreements(
  rows: readonly Row[],
  argument: string,
  distribution: Distribution,
  tolerance: number,
): string[] {
  const found: string[] = [];
  for (const row of rows) {
    const parameters = distribution.parameters.map((name) => row[name]!);
    for (const kind of ["lower", "upper", "logLower", "logUpper"] as const) {
      const expected = row[kind]!;
      if (Math.abs(expected) < 1e-300 && expected !== 0) continue; // fewer than 53 bits are left
      const actual = distribution[kind](row[argument]!, ...parameters);
      const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
      if (!(error <= tolerance)) found.push(`${kind}(${row[argument]}, ${parameters}) = ${actual}, not ${expected}`);
    }
  }
  return found;
}

describe("tails agree with mpmath (generate-distributions.py)", () => {
  test.each(distributions)("$name", (distribution) => {
    const rows: readonly Row[] = precise[distribution.name];
    expect(rows.length).toBeGreaterThan(30);
    expect(disagreements(rows, distribution.argument, distribution, TOLERANCE)).toEqual([]);
  });

  test("the table reaches 1e-300 for every distribution", () => {
    for (const { name } of distributions) {
      const smallest = Math.min(...precise[name].flatMap((row: Row) => [row["logLower"]!, row["logUpper"]!]));
      expect(smallest).toBeLessThan(Math.log(1e-299));
    }
  });
});

describe("tails agree with R (generate-distributions.R)", () => {
  test.each(distributions.slice(0, 4))("$name", (distribution) => {
    expect(disagreements(fromR[distribution.name], "x", distribution, R_TOLERANCE)).toEqual([]);
  });
});

describe("quantiles agree with mpmath", () => {
  test("normal", () => {
    for (const { p, x } of precise.normalQuantile as readonly Row[]) {
      expect(Math.abs(normal.normalQuantile(p!) - x!)).toBeLessThanOrEqual(TOLERANCE * Math.abs(x!));
      expect(normal.normalQuantileUpper(p!)).toBe(0 - normal.normalQuantile(p!));
    }
  });

  test.each(distributions.slice(1, 4))("$name", (distribution) => {
    const rows: readonly QuantileRow[] = precise[`${distribution.name}Quantile`];
    expect(rows.length).toBeGreaterThan(50);
    const found: string[] = [];
    for (const row of rows) {
      const parameters = distribution.parameters.map((name) => row[name] as number);
      const actual = (row.side === "lower" ? distribution.quantile : distribution.quantileUpper)(row.p, ...parameters);
      if (!(Math.abs(actual / row.x - 1) <= TOLERANCE))
        found.push(`${row.side} ${row.p}, ${parameters}: ${actual}, not ${row.x}`);
    }
    expect(found).toEqual([]);
  });
});

test.each(distributions.slice(0, 4))("$name quantiles agree with R", (distribution) => {
  const found: string[] = [];
  for (const row of fromR[`${distribution.name}Quantile`] as readonly Row[]) {
    const parameters = distribution.parameters.map((name) => row[name]!);
    const lower = distribution.quantile(row["p"]!, ...parameters);
    const upper = distribution.quantileUpper(row["p"]!, ...parameters);
    for (const [actual, expected] of [
      [lower, row["lower"]!],
      [upper, row["upper"]!],
    ] as const) {
      if (!(Math.abs(actual / expected - 1) <= R_TOLERANCE))
        found.push(`${row["p"]}, ${parameters}: ${actual}, not ${expected}`);
    }
  }
  expect(found).toEqual([]);
});

describe("closed forms", () => {
  test("t with 1 df is Cauchy, with 2 df algebraic", () => {
    // P(T > 1) = ½ − atan(1)/π = ¼;  P(T > t | 2 df) = ½ (1 − t/√(t² + 2)), so P(T > √2) = ½ − ½/√2
    expect(studentT.studentTUpper(1, 1)).toBeCloseTo(0.25, 15);
    expect(studentT.studentTUpper(Math.SQRT2, 2)).toBeCloseTo(0.5 - Math.SQRT1_2 / 2, 15);
    expect(studentT.studentTDensity(1, 1)).toBeCloseTo(1 / (2 * Math.PI), 15);
    expect(studentT.studentTDensity(0, 2)).toBeCloseTo(1 / (2 * Math.SQRT2), 15);
  });

  test("χ² with 2 df is exponential", () => {
    expect(chiSquared.chiSquaredUpper(1200, 2) / Math.exp(-600)).toBeCloseTo(1, 12);
    expect(chiSquared.chiSquaredQuantileUpper(0.05, 2)).toBeCloseTo(-2 * Math.log(0.05), 13);
  });

  test("F(2, d) upper tail is (1 + 2f/d)^(−d/2)", () => {
    expect(f.fUpper(3, 2, 10)).toBeCloseTo((1 + 6 / 10) ** -5, 15);
  });

  test("Beta(1, b) upper tail is (1 − x)^b", () => {
    expect(beta.betaUpper(0.75, 1, 6)).toBeCloseTo(0.25 ** 6, 17);
    expect(beta.betaQuantileUpper(0.25 ** 6, 1, 6)).toBeCloseTo(0.75, 14);
  });

  test("normal density", () => {
    expect(normal.normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
    expect(normal.normalLogDensity(2)).toBeCloseTo(-2 - Math.log(2 * Math.PI) / 2, 15);
    expect(normal.normalDensity(Number.NEGATIVE_INFINITY)).toBe(0);
  });
});

describe("edges", () => {
  const infinity = Number.POSITIVE_INFINITY;

  test("infinite degrees of freedom are the limits", () => {
    expect(studentT.studentTUpper(1.96, infinity)).toBe(normal.normalUpper(1.96));
    expect(studentT.studentTQuantile(0.3, infinity)).toBe(normal.normalQuantile(0.3));
    expect(studentT.studentTLogTwoSided(50, infinity)).toBe(Math.LN2 + normal.normalLogUpper(50));
    expect(f.fUpper(2.5, 3, infinity)).toBeCloseTo(chiSquared.chiSquaredUpper(7.5, 3), 15);
    expect(f.fUpper(2.5, infinity, 3)).toBeCloseTo(chiSquared.chiSquaredLower(1.2, 3), 15);
    expect(f.fQuantile(0.9, 3, infinity)).toBeCloseTo(chiSquared.chiSquaredQuantile(0.9, 3) / 3, 13);
    expect(f.fQuantile(0.9, infinity, 3)).toBeCloseTo(3 / chiSquared.chiSquaredQuantileUpper(0.9, 3), 12);
    expect(f.fUpper(1, infinity, infinity)).toBeNaN();
    expect(chiSquared.chiSquaredUpper(3, infinity)).toBeNaN();
    expect(beta.betaUpper(0.5, 2, infinity)).toBeNaN();
    expect(beta.betaQuantile(0.5, infinity, 2)).toBeNaN();
  });

  test("t approaches the normal distribution without a step", () => {
    // relative difference (t⁴ − 2t² − 1)·…/(4 df) is below 1e-13 from df = 1e16 on for t = 5
    for (const df of [1e16, 1e18, 9e21, 1e22]) {
      expect(Math.abs(studentT.studentTUpper(5, df) / normal.normalUpper(5) - 1)).toBeLessThan(1e-12);
    }
  });

  test.each(distributions)(
    "$name: infinite arguments, NaN, impossible parameters and probabilities",
    (distribution) => {
      const good = distribution.parameters.map(() => 3);
      expect(distribution.lower(infinity, ...good)).toBe(1);
      expect(distribution.upper(infinity, ...good)).toBe(0);
      expect(distribution.lower(-infinity, ...good)).toBe(0);
      expect(distribution.upper(-infinity, ...good)).toBe(1);
      expect(distribution.logUpper(infinity, ...good)).toBe(-infinity);
      expect(distribution.logLower(-infinity, ...good)).toBe(-infinity);
      for (const kind of ["lower", "upper", "logLower", "logUpper", "quantile", "quantileUpper"] as const) {
        expect(distribution[kind](Number.NaN, ...good)).toBeNaN();
        for (const bad of distribution.parameters.length > 0 ? [0, -1, Number.NaN] : []) {
          expect(distribution[kind](0.5, ...good.slice(1), bad)).toBeNaN();
          expect(distribution[kind](0.5, bad, ...good.slice(1))).toBeNaN();
        }
      }
      for (const p of [-1e-9, 1.000001]) {
        expect(distribution.quantile(p, ...good)).toBeNaN();
        expect(distribution.quantileUpper(p, ...good)).toBeNaN();
      }
      expect(distribution.lower(distribution.quantile(0, ...good), ...good)).toBe(0);
      expect(distribution.upper(distribution.quantile(1, ...good), ...good)).toBe(0);
    },
  );

  test("the median of t is exactly zero", () => {
    expect(studentT.studentTQuantile(0.5, 2.7)).toBe(0);
    expect(studentT.studentTQuantileUpper(0.5, 2.7)).toBe(0);
    expect(studentT.studentTTwoSided(0, 2.7)).toBe(1);
    expect(studentT.studentTTwoSided(-2, 2.7)).toBe(2 * studentT.studentTUpper(2, 2.7));
  });

  test("quantiles outside the range of doubles go to its ends", () => {
    // χ²(0.01): P(X ≤ x) ≈ x^0.005 times a constant near 1, so p = 1e-10 lies near 1e-2000
    expect(chiSquared.chiSquaredQuantile(1e-10, 0.01)).toBe(0);
    expect(f.fQuantileUpper(1e-10, 3, 0.01)).toBe(infinity);
    expect(studentT.studentTQuantileUpper(1e-300, 0.5)).toBe(infinity);
  });
});
