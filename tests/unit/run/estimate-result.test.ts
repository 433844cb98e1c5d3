import { describe, expect, test } from "vitest";
import type { Term } from "../../../src/core/fit.ts";
import {
  bandOf,
  contrastOf,
  countsResult,
  covarianceResult,
  effectRows,
  eventStudyTerms,
  findingResult,
  intervalOrNull,
  orNull,
} from "../../../src/run/estimate-result.ts";
import type { TaskOutcome } from "../../../src/run/task.ts";
import { bytesOf } from "../../support/tables.ts";

/** 97.5% points: R qt(0.975, 10) and two-sided p of t = 2 on 10 degrees, 2 * pt(-2, 10). */
const T10 = 2.228138851986274;
const P_OF_2 = 0.0733880347707404;
const DIGITS = 10;

const calendar = (...periods: number[]): Term[] => periods.map((period) => ({ kind: "calendar", period }));

function outcomeOf(
  terms: readonly Term[],
  estimate: readonly number[],
  vcov: readonly number[],
  rest: Partial<TaskOutcome> = {},
): TaskOutcome {
  return {
    id: "h1/l1/primary",
    estimator: "event-study",
    revision: 1,
    terms,
    estimate: Float64Array.from(estimate),
    vcov: Float64Array.from(vcov),
    covariance: {
      kind: "CR1",
      observations: 40,
      parameters: 5,
      factorK: 39 / 35,
      parts: [
        { ways: ["region"], sign: 1, clusters: 11, factorG: 11 / 10 },
        { ways: ["year"], sign: 1, clusters: 14, factorG: 14 / 13 },
        { ways: ["region", "year"], sign: -1, clusters: 38, factorG: 38 / 37 },
      ],
      df: 10,
      smallSample: { adjK: true, K: "nonnested", exactK: false, adjG: true, G: "conventional", tdf: "min" },
      repaired: false,
    },
    counts: { observations: 40, units: 12, treatedUnits: 6, periods: 4, cohorts: null },
    diagnostics: {
      ssr: 1,
      rSquared: 0.5,
      withinRSquared: null,
      dropped: [],
      singletons: 0,
      absorption: { method: "none", iterations: 0, converged: true, achieved: 0 },
      condition: 1,
    },
    findings: [],
    target: { estimate: 0.5, se: 0.25, df: 10 },
    reference: null,
    sharpBound: null,
    ...rest,
  };
}

describe("rows of a fit", () => {
  const outcome = outcomeOf([{ kind: "overall" }, { kind: "coefficient", name: "x" }], [1, -3], [0.25, 0, 0, 0]);
  const [overall, x] = effectRows(outcome, 0.95, null, null);

  test("estimate, error, statistic, p and pointwise interval by hand", () => {
    expect(overall).toMatchObject({
      term: { kind: "overall" },
      estimate: 1,
      se: 0.5,
      statistic: 2,
      df: 10,
      pAdjusted: null,
      band: null,
      reference: false,
    });
    expect(overall!.p).toBeCloseTo(P_OF_2, DIGITS);
    expect(overall!.ci![0]).toBeCloseTo(1 - T10 * 0.5, DIGITS);
    expect(overall!.ci![1]).toBeCloseTo(1 + T10 * 0.5, DIGITS);
  });

  test("an error of zero is no test: no statistic, p or interval", () => {
    expect(x).toMatchObject({ estimate: -3, se: 0, statistic: null, p: null, ci: null });
  });

  test("numbers that are none are absent", () => {
    const [row] = effectRows(outcomeOf([{ kind: "overall" }], [Number.NaN], [Number.NaN]), 0.95, null, null);
    expect(row).toMatchObject({ estimate: null, se: null, statistic: null, p: null, ci: null });
  });

  test("clusters are those of the smallest way, not of an intersection", () => {
    expect(overall!.counts).toEqual({
      observations: 40,
      units: 12,
      treatedUnits: 6,
      periods: 4,
      cohorts: null,
      clusters: 11,
    });
  });
});

describe("an event study", () => {
  const outcome = outcomeOf(calendar(2016, 2017, 2020), [1, 2, 3], [1, 0, 0, 0, 4, 0, 0, 0, 9], { reference: 2019 });
  const band = { method: "bonferroni", critical: 3, monteCarloError: 0, draws: 0, rows: 3 } as const;

  test("has its reference as a row of zero, in its place", () => {
    const rows = effectRows(outcome, 0.95, band, 2019);
    expect(rows.map((row) => [row.term, row.estimate, row.reference])).toEqual([
      [{ kind: "calendar", period: 2016 }, 1, false],
      [{ kind: "calendar", period: 2017 }, 2, false],
      [{ kind: "calendar", period: 2019 }, 0, true],
      [{ kind: "calendar", period: 2020 }, 3, false],
    ]);
    expect(rows[2]).toMatchObject({ se: null, p: null, ci: null, band: null, counts: null });
  });

  test("has bands of critical value times error", () => {
    expect(effectRows(outcome, 0.95, band, 2019).map((row) => row.band)).toEqual([
      [1 - 3, 1 + 3],
      [2 - 6, 2 + 6],
      null,
      [3 - 9, 3 + 9],
    ]);
  });

  test("puts a reference after the last period at the end, and before the first at the start", () => {
    const places = [2030, 2000].map((reference) =>
      effectRows(outcome, 0.95, null, reference).findIndex((row) => row.reference),
    );
    expect(places).toEqual([3, 0]);
  });

  test("in event time refers to an event time; covariates come after it", () => {
    const terms: Term[] = [
      { kind: "event-time", eventTime: -2 },
      { kind: "event-time", eventTime: 0 },
      { kind: "coefficient", name: "x" },
    ];
    const relative = outcomeOf(terms, [1, 2, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(eventStudyTerms(terms)).toEqual({ index: [0, 1], at: [-2, 0], relative: true });
    expect(effectRows(relative, 0.95, null, -1).map((row) => row.term)).toEqual([
      terms[0],
      { kind: "event-time", eventTime: -1 },
      terms[1],
      terms[2],
    ]);
  });

  test("is two terms at least; other fits have no band and no reference", () => {
    expect(eventStudyTerms(calendar(2020))).toBeNull();
    const overall = outcomeOf([{ kind: "overall" }], [1], [1]);
    expect(bandOf(overall, 0.95, 1)).toBeNull();
    expect(effectRows(overall, 0.95, null, 2019)).toHaveLength(1);
  });

  test("has a simultaneous value between the pointwise and the Bonferroni one, the same in every run", () => {
    const first = bandOf(outcome, 0.95, 1)!;
    expect(first.rows).toBe(3);
    expect(first.critical).toBeGreaterThan(T10);
    // R qt(1 - 0.05 / 6, 10) = 2.870072556.
    expect(first.critical).toBeLessThan(2.87008);
    expect(bytesOf(bandOf(outcome, 0.95, 1))).toBe(bytesOf(first));
  });
});

test("τ = c·β, with an error that is never negative", () => {
  const outcome = outcomeOf([{ kind: "overall" }], [0.5], [0.0625]);
  const tau = contrastOf(outcome, -0.2);
  expect(tau).toMatchObject({ estimate: -0.1, se: 0.05, df: 10 });
  expect(tau.statistic).toBeCloseTo(-2, DIGITS);
  expect(tau.p).toBeCloseTo(P_OF_2, DIGITS);
});

test("the convention in words and numbers: one entry per way, one factor per part", () => {
  const { covariance } = outcomeOf([{ kind: "overall" }], [1], [1]);
  expect(covarianceResult(covariance)).toEqual({
    kind: "CR1",
    clusters: [
      { name: "region", count: 11 },
      { name: "year", count: 14 },
    ],
    n: 40,
    k: 5,
    factorK: 39 / 35,
    factorG: [
      { clusters: "region", count: 11, factor: 11 / 10 },
      { clusters: "year", count: 14, factor: 14 / 13 },
      { clusters: "region^year", count: 38, factor: 38 / 37 },
    ],
    df: 10,
    convention: 'ssc(K.adj = true, K.fixef = "nonnested", G.adj = true, G.df = "conventional", t.df = "min")',
  });
  expect(covarianceResult({ ...covariance, repaired: true, df: Number.POSITIVE_INFINITY })).toMatchObject({
    df: null,
    convention: expect.stringMatching(/, negative eigenvalues set to zero$/),
  });
});

test("without clusters there is no number of clusters", () => {
  const { covariance, counts } = outcomeOf([{ kind: "overall" }], [1], [1]);
  const robust = {
    ...covariance,
    kind: "HC1" as const,
    parts: [{ ways: [], sign: 1 as const, clusters: 40, factorG: 1 }],
  };
  expect(countsResult(counts, robust).clusters).toBeNull();
  expect(countsResult(counts, null).clusters).toBeNull();
  expect(covarianceResult(robust)).toMatchObject({ clusters: [], factorG: [] });
});

test("numbers and intervals that JSON cannot hold are null", () => {
  expect([1, -0, Number.NaN, Number.POSITIVE_INFINITY].map(orNull)).toEqual([1, -0, null, null]);
  expect(intervalOrNull([1, Number.POSITIVE_INFINITY])).toBeNull();
  expect(intervalOrNull([Number.NaN, 1])).toBeNull();
  expect(intervalOrNull([1, 2])).toEqual([1, 2]);
});

test("a finding is copied, without a place when it has none", () => {
  const names = ["a"];
  const result = findingResult({ code: "c", severity: "note", values: { rows: 1, names } });
  expect(result).toEqual({ code: "c", severity: "note", values: { rows: 1, names: ["a"] }, where: null });
  expect(result.values["names"]).not.toBe(names);
});
