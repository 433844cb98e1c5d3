import { describe, expect, test } from "vitest";
import { twoByTwo } from "../../models/two-by-two/two-by-two.ts";
import type { Term } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { type InfluenceCovariance, influenceCovariance, preTest } from "../../src/inference/influence.ts";
import { orderStatistic } from "../../src/inference/multiplier.ts";
import { numbersOf } from "../support/coverage-report/comparison.ts";
import { aggregationOf, fitAttGt, placeOf, positionsOf } from "../support/coverage-report/group-time.ts";
import { disagreement, type ExpectedEntry, loadExpected } from "../support/expected.ts";
import { CONTEXT } from "../support/frame.ts";
import { ATT_GT, type AttGtSpec, BOOTSTRAP, UNDER_DID } from "./callaway-santanna-specs.ts";
import { DRDID } from "./drdid-specs.ts";

// Every entry is held to its own suggested_rel_tol; a value of 0 to 1e-10 of the largest in its list.
const ABSOLUTE = 1e-10;
// An error from B draws has a Monte-Carlo standard deviation of about 1.17 % · √(9999 / B) (interquartile range of a normal, delta method), here and there;
// 3.3 of the difference of two. A quantile of max |t| at 95 % moves about as much.
const MONTE_CARLO = 3.3 * Math.SQRT2 * (1.166 / Math.sqrt(9999));

const entries = loadExpected("callaway_santanna");
// The outcome's scale in these data is of order 1, where did's threshold for an error of zero is meant.
const SCALE = 1;

test("every entry is computed here", () => {
  const known = [...ATT_GT.keys(), ...BOOTSTRAP.keys(), ...DRDID.keys()].sort();
  expect(known).toEqual(entries.map((entry) => entry.id).sort());
});

function checkNumbers(entry: ExpectedEntry, actual: ArrayLike<number>, expected: readonly number[]): void {
  const scale = Math.max(...expected.filter((value) => !Number.isNaN(value)).map(Math.abs));
  expect(disagreement(actual, expected, entry.suggested_rel_tol, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
}

describe.each(entries.filter((entry) => ATT_GT.has(entry.id)))("$id", (entry) => {
  const spec = specOf(entry.id);
  const { fit, v } = fitAttGt(spec, { aggregation: "att-gt" });
  const check = (actual: ArrayLike<number>, expected: unknown) => checkNumbers(entry, actual, numbersOf(expected));

  test("cells and their errors", () => {
    const { group, time, att, se } = entry.result;
    expect(fit.terms).toEqual(
      numbersOf(group).map((cohort, j) => ({ kind: "att-gt", cohort, period: numbersOf(time)[j] })),
    );
    check(fit.estimate, att);
    check(v.se, se);
  });

  test("counts and the joint test of cells before the start", () => {
    expect(fit.uncertainty.kind === "influence" && fit.uncertainty.rowUnit.length).toBe(entry.result["n"]);
    // did tests every cell with t < g, declared anticipation or not.
    const wald = preTest(fit.terms, fit.estimate, v.vcov, 0);
    if (entry.result["pretest_W"] === "NA") expect(wald.q).toBeLessThan(wald.terms);
    else check([wald.statistic * wald.q], entry.result["pretest_W"]);
  });

  const aggregations = Object.entries(entry.result["aggregations"] as Record<string, Record<string, unknown>>);
  test.each(aggregations)("%s", (name, expected) => {
    const { aggregation, kind, ...more } = aggregationOf(name, expected["type"] as string);
    const { fit: averages, v: errors } = fitAttGt(spec, { aggregation, ...more });
    const overall = positionsOf(averages, "overall");
    check([averages.estimate[overall[0]!]!], expected["overall_att"]);
    check([errors.se[overall[0]!]!], expected["overall_se"]);
    if (kind === null) return;
    const chosen = positionsOf(averages, kind);
    expect(chosen.map((j) => placeOf(averages.terms[j]!))).toEqual(numbersOf(expected["egt"]));
    check(
      chosen.map((j) => averages.estimate[j]!),
      expected["att"],
    );
    check(
      chosen.map((j) => errors.se[j]!),
      expected["se"],
    );
  });
});

/** The entry's spec; with did's influence function where the default one gives other errors. */
function specOf(id: string): AttGtSpec {
  const spec = ATT_GT.get(id)!();
  return UNDER_DID.has(id) ? { ...spec, options: { ...spec.options, influence: "did" } } : spec;
}

test("by default the errors of dr from rows are the derivative, not did's: they differ, and nothing else does", () => {
  for (const entry of entries.filter(({ id }) => ATT_GT.has(id))) {
    const spec = ATT_GT.get(entry.id)!();
    const { fit, v } = fitAttGt(spec, { aggregation: "att-gt" });
    checkNumbers(entry, fit.estimate, numbersOf(entry.result["att"]));
    const apart = disagreement(v.se, numbersOf(entry.result["se"]), entry.suggested_rel_tol, ABSOLUTE) > 1;
    expect([entry.id, apart]).toEqual([entry.id, UNDER_DID.has(entry.id)]);
  }
});

describe.each(entries.filter((entry) => BOOTSTRAP.has(entry.id)))("$id, to Monte-Carlo error", (entry) => {
  const spec = BOOTSTRAP.get(entry.id)!();
  const near = (actual: ArrayLike<number>, expected: unknown) =>
    expect(disagreement(actual, numbersOf(expected), MONTE_CARLO, 1e-12)).toBeLessThanOrEqual(1);
  const critical = ({ suprema }: InfluenceCovariance, kind: Term["kind"]) =>
    orderStatistic(suprema.find((one) => one.kind === kind)!.maxima, 0.95);
  const { result } = entry;

  test("errors of cells and the critical value of their band", () => {
    const { fit, v } = fitAttGt(spec, { aggregation: "att-gt" });
    checkNumbers({ ...entry, suggested_rel_tol: 1e-7 }, fit.estimate, numbersOf(result["att"]));
    near(v.se, result["se"]);
    near([critical(v, "att-gt")], Object.values(result["crit_val"] as Record<string, number>));
  });

  test("errors by event time, their band, and overall", () => {
    const { fit, v } = fitAttGt(spec, { aggregation: "dynamic" });
    const dynamic = result["dynamic"] as Record<string, unknown>;
    near(
      positionsOf(fit, "event-time").map((j) => v.se[j]!),
      dynamic["se"],
    );
    near([v.se[positionsOf(fit, "overall")[0]!]!], dynamic["overall_se"]);
    near([critical(v, "event-time")], Object.values(dynamic["crit_val"] as Record<string, number>));
    const simple = fitAttGt(spec, { aggregation: "overall" });
    near(simple.v.se, (result["simple"] as Record<string, unknown>)["overall_se"]);
  });
});

// DRDID prints intervals with 1.96, not the normal quantile.
const DRDID_CRITICAL = 1.96;

describe.each(entries.filter((entry) => DRDID.has(entry.id)))("$id", (entry) => {
  const { design, options, isRegression } = DRDID.get(entry.id)!();
  const fit = twoByTwo.fit(design, twoByTwo.options.parse(options), CONTEXT);
  const v = isRegression
    ? // The spread of row influences with n − 1: HC with n / (n − 1) alone.
      covariance(fit, { kind: "HC1", smallSample: { adjK: false } })
    : influenceCovariance(fit, { clusters: [], scale: SCALE, seed: 1 });
  const j = positionsOf(fit, "overall")[0]!;
  const number = (name: string): number => {
    const value = entry.result[name];
    return typeof value === "number" ? value : Object.values(value as Record<string, number>)[0]!;
  };

  test("effect, error and interval", () => {
    const [effect, se] = [fit.estimate[j]!, v.se[j]!];
    checkNumbers(entry, [effect], [number("att")]);
    checkNumbers(entry, [se], [number("se")]);
    // Together: an end near zero is a difference, held to the size of what was subtracted.
    const ends = [number("ci95_low"), number("ci95_high")];
    const widest = Math.max(...ends.map(Math.abs));
    ends.forEach((end, side) => {
      const ours = effect + (side === 0 ? -1 : 1) * DRDID_CRITICAL * se;
      expect(Math.abs(ours - end)).toBeLessThanOrEqual(entry.suggested_rel_tol * widest);
    });
    const rows = isRegression ? fit.counts.observations / 2 : fit.counts.units;
    expect(rows).toBe(entry.result["n"]);
  });
});
