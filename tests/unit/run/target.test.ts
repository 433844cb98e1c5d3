import { describe, expect, test } from "vitest";
import type { Term } from "../../../src/core/fit.ts";
import { readPeriodTerms, targetWeights } from "../../../src/run/target.ts";
import type { Target } from "../../../src/run/task.ts";
import { makeDesign } from "../../support/frame.ts";
import { columnFrom } from "../../support/tables.ts";

const calendar = (...periods: number[]): Term[] => periods.map((period) => ({ kind: "calendar", period }));
const events = (...times: number[]): Term[] => times.map((eventTime) => ({ kind: "event-time", eventTime }));
const coefficients = (...names: string[]): Term[] => names.map((name) => ({ kind: "coefficient", name }));

/** Periods 1 to 4; the dose starts in 3. */
const dose = makeDesign({
  outcome: [0, 0, 0, 0],
  period: [1, 2, 3, 4],
  timing: { kind: "dose", name: "d", dose: Float64Array.of(1, 1, 1, 1), post: Float64Array.of(0, 0, 1, 1) },
});
/** Periods 1 to 4 with a 0/1 column post: a regression. */
const regression = makeDesign({
  outcome: [0, 0, 0, 0],
  period: [1, 2, 3, 4],
  columns: [columnFrom("post", [0, 0, 1, 1])],
});
const staggered = makeDesign({
  outcome: [0, 0],
  period: [1, 2],
  timing: { kind: "staggered", cohort: Float64Array.of(2, 2) },
});

const weightsOf = (target: Target, terms: readonly Term[], design = dose, original = terms) => {
  const weights = targetWeights(target, terms, original, design);
  return weights && [...weights];
};

describe("overall", () => {
  test("is the overall term where there is one, and nothing else", () => {
    expect(weightsOf({ kind: "overall" }, [{ kind: "overall" }, ...coefficients("x")])).toEqual([1, 0]);
    expect(weightsOf({ kind: "overall" }, [...calendar(3), { kind: "overall" }])).toEqual([0, 1]);
  });

  test("is the mean of the periods after the start, not of those before it", () => {
    expect(weightsOf({ kind: "overall" }, calendar(1, 3, 4))).toEqual([0, 1 / 2, 1 / 2]);
  });

  test("is the mean of event times from 0", () => {
    expect(weightsOf({ kind: "overall" }, [...events(-2, 0, 1, 2), ...coefficients("x")], staggered)).toEqual([
      0,
      1 / 3,
      1 / 3,
      1 / 3,
      0,
    ]);
  });

  test("is absent without any of them", () => {
    expect(weightsOf({ kind: "overall" }, coefficients("x"))).toBeNull();
    expect(weightsOf({ kind: "overall" }, calendar(1))).toBeNull();
  });
});

describe("a part of an event study or of cohorts", () => {
  test("event times from and to, inclusive", () => {
    expect(weightsOf({ kind: "event-time", from: 0, to: 1 }, events(-1, 0, 1, 2))).toEqual([0, 1 / 2, 1 / 2, 0]);
    expect(weightsOf({ kind: "event-time", from: 5, to: 9 }, events(-1, 0))).toBeNull();
  });

  test("periods by name, before the start too", () => {
    expect(weightsOf({ kind: "periods", periods: [1, 4, 9] }, calendar(1, 3, 4))).toEqual([1 / 2, 0, 1 / 2]);
  });

  test("cohorts", () => {
    const terms: Term[] = [{ kind: "cohort", cohort: 2020 }, { kind: "cohort", cohort: 2021 }, { kind: "overall" }];
    expect(weightsOf({ kind: "cohorts", cohorts: [2021] }, terms)).toEqual([0, 1, 0]);
  });
});

describe("a coefficient", () => {
  test("by its whole name", () => {
    expect(
      weightsOf(
        { kind: "coefficient", name: "tech:post", exact: false },
        coefficients("tech", "tech:post"),
        regression,
      ),
    ).toEqual([0, 1]);
    expect(
      weightsOf({ kind: "coefficient", name: "post", exact: false }, coefficients("tech", "tech:post"), regression),
    ).toBeNull();
  });

  test("of a formula with one coefficient per period: the mean of the periods after the start", () => {
    const original = coefficients("year::1:tech", "year::3:tech", "year::4:tech", "x");
    const terms = readPeriodTerms(original, "year");
    expect(weightsOf({ kind: "coefficient", name: "year::4:tech", exact: true }, terms, regression, original)).toEqual([
      0, 0, 1, 0,
    ]);
    expect(weightsOf({ kind: "coefficient", name: "year::1:tech", exact: false }, terms, regression, original)).toEqual(
      [0, 1 / 2, 1 / 2, 0],
    );
    expect(weightsOf({ kind: "coefficient", name: "tech:post", exact: false }, terms, regression, original)).toEqual([
      0,
      1 / 2,
      1 / 2,
      0,
    ]);
  });

  test("beside those of the periods: itself", () => {
    const original = coefficients("year::3:tech", "x");
    expect(
      weightsOf(
        { kind: "coefficient", name: "x", exact: false },
        readPeriodTerms(original, "year"),
        regression,
        original,
      ),
    ).toEqual([0, 1]);
  });
});

describe("reading period terms", () => {
  test("i(year, x) gives effects of years; other coefficients and other terms stay", () => {
    const terms: Term[] = [
      ...coefficients("year::2022:tech", "year::-1.5:x", "years::2022:tech", "year::north", "x"),
      ...events(1),
    ];
    expect(readPeriodTerms(terms, "year")).toEqual([
      ...calendar(2022, -1.5),
      ...coefficients("years::2022:tech", "year::north", "x"),
      ...events(1),
    ]);
  });

  test("without a period nothing is read", () => {
    const terms = coefficients("year::2022:tech");
    expect(readPeriodTerms(terms, null)).toBe(terms);
  });
});
