import { describe, expect, test } from "vitest";
import { eventStudy } from "../../../models/event-study/event-study.ts";
import { CONTEXT, factorOf, makeDesign } from "../../support/frame.ts";

/** Outcomes per unit over the periods 2010, 2012, 2015, 2016: gaps of two, three and one years. */
const PERIODS = [2010, 2012, 2015, 2016];

function panel(outcomes: readonly (readonly number[])[]) {
  return {
    unit: factorOf(
      "unit",
      outcomes.flatMap((row, unit) => row.map(() => unit)),
    ),
    period: outcomes.flatMap((row) => row.map((_, t) => PERIODS[t]!)),
    outcome: outcomes.flat(),
  };
}

const perRow = (outcomes: readonly (readonly number[])[], value: (unit: number, period: number) => number) =>
  Float64Array.from(outcomes.flatMap((row, unit) => row.map((_, t) => value(unit, PERIODS[t]!))));

const fitWith = (design: Parameters<typeof eventStudy.fit>[0], options: object = {}) =>
  eventStudy.fit(design, eventStudy.options.parse(options), CONTEXT);

describe("common timing on irregular periods", () => {
  // treated: 1 3 6 8; comparison: 2 2 3 4 and 4 4 5 4. Start in 2015, so 2012 is the reference.
  const outcomes = [
    [1, 3, 6, 8],
    [2, 2, 3, 4],
    [4, 4, 5, 4],
  ];
  const design = makeDesign({
    ...panel(outcomes),
    timing: {
      kind: "two-by-two",
      treated: perRow(outcomes, (unit) => (unit === 0 ? 1 : 0)),
      post: perRow(outcomes, (_, period) => (period >= 2015 ? 1 : 0)),
    },
  });

  test("each effect is a difference of changes since the last period before the start", () => {
    const fit = fitWith(design);
    expect(fit.reference).toBe(2012);
    expect(fit.terms).toEqual([2010, 2015, 2016].map((period) => ({ kind: "calendar", period })));
    const expected = [1 - 3 - (3 - 3), 6 - 3 - (4 - 3), 8 - 3 - (4 - 3)];
    fit.estimate.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j]!, 12);
    });
  });

  test("a chosen reference and a window", () => {
    const fit = fitWith(design, { reference: 2010, window: [2010, 2015] });
    expect(fit.terms).toEqual([2012, 2015].map((period) => ({ kind: "calendar", period })));
    expect(fit.estimate[0]).toBeCloseTo(2, 12);
    expect(fit.estimate[1]).toBeCloseTo(6 - 1 - (4 - 3), 12);
    expect(fit.counts.observations).toBe(9);
  });

  test("a reference that does not occur is refused, with what does occur", () => {
    const fit = fitWith(design, { reference: 2011 });
    expect(fit.estimate.every(Number.isNaN)).toBe(true);
    expect(fit.findings).toContainEqual({
      code: "reference-missing",
      severity: "refusal",
      values: { reference: 2011, observed: ["2010", "2012", "2015", "2016"] },
    });
  });

  test("without a period before the start there is nothing to compare with", () => {
    const fit = fitWith(design, { window: [2015, 2016] });
    expect(fit.findings.map(({ code }) => code)).toEqual(["no-pre-period"]);
    expect(fit.terms.length).toBe(2);
    expect(fit.estimate.every(Number.isNaN)).toBe(true);
  });
});

describe("staggered timing", () => {
  // unit 0 starts in 2015, unit 1 in 2012, units 2 and 3 never; event times −5 −3 0 1 and −2 0 3 4
  const outcomes = [
    [0, 0, 10, 10],
    [0, 5, 5, 5],
    [1, 2, 3, 4],
    [3, 4, 5, 6],
  ];
  const cohorts = [2015, 2012, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const design = makeDesign({
    ...panel(outcomes),
    timing: { kind: "staggered", cohort: perRow(outcomes, (unit) => cohorts[unit]!) },
  });

  test("terms are the event times that occur; the reference is the last negative one", () => {
    const fit = fitWith(design);
    expect(fit.reference).toBe(-2);
    expect(fit.terms.map((term) => (term.kind === "event-time" ? term.eventTime : null))).toEqual([-5, -3, 0, 1, 3, 4]);
    expect(fit.findings.map(({ code }) => code)).toContain("event-study-staggered");
  });

  test("a window leaves out treated rows outside it and keeps the never-treated", () => {
    const fit = fitWith(design, { window: [-2, 1] });
    // unit 0 keeps 2015 and 2016, unit 1 keeps 2010 and 2012, the others all four
    expect(fit.counts.observations).toBe(2 + 2 + 8);
  });

  test("binning counts rows outside with the nearest end", () => {
    const fit = fitWith(design, { window: [-2, 1], outside: "bin" });
    expect(fit.counts.observations).toBe(16);
    expect(fit.terms.map((term) => (term.kind === "event-time" ? term.eventTime : null))).toEqual([0, 1]);
  });

  test("without never-treated units a warning says so, and what is not identified is NaN", () => {
    const kept = [...design.outcome.values.keys()].filter((row) => row < 8);
    const treatedOnly = makeDesign({
      unit: factorOf(
        "unit",
        kept.map((row) => design.unit!.codes[row]!),
      ),
      period: kept.map((row) => design.period!.values[row]!),
      outcome: kept.map((row) => design.outcome.values[row]!),
      timing: { kind: "staggered", cohort: perRow(outcomes.slice(0, 2), (unit) => cohorts[unit]!) },
    });
    const fit = fitWith(treatedOnly);
    expect(fit.findings.map(({ code }) => code)).toContain("no-never-treated");
    expect(fit.estimate.some(Number.isNaN)).toBe(true);
    expect(fit.findings.some(({ code }) => code === "no-treatment-variation")).toBe(true);
  });
});

test("options are strict", () => {
  expect(eventStudy.options.safeParse({ windw: "all" }).success).toBe(false);
  expect(eventStudy.options.parse({})).toEqual({ window: "all", outside: "exclude", covariates: [] });
});
