import { describe, expect, test } from "vitest";
import { callawaySantanna } from "../../../models/callaway-santanna/callaway-santanna.ts";
import type { CellEstimates } from "../../../models/callaway-santanna/cell-estimates.ts";
import { planCells } from "../../../models/callaway-santanna/cells.ts";
import { estimateFromSums } from "../../../models/callaway-santanna/cohort-sums.ts";
import { covariateRows } from "../../../models/callaway-santanna/covariate-rows.ts";
import { fillOptions } from "../../../models/callaway-santanna/options.ts";
import { estimateRowCells } from "../../../models/callaway-santanna/row-cells.ts";
import { takeSample } from "../../../models/callaway-santanna/sample.ts";
import { twfe } from "../../../models/twfe/twfe.ts";
import { twoByTwo } from "../../../models/two-by-two/two-by-two.ts";
import type { Design } from "../../../src/core/design.ts";
import type { Fit, Term } from "../../../src/core/fit.ts";
import { influenceCovariance, influenceRows } from "../../../src/inference/influence.ts";
import { fillNormal, openStream } from "../../../src/numerics/random.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Hand arithmetic on numbers of order 1 to 100.
const HAND = 1e-12;
// Two routes to the same closed form on drawn numbers of order 1.
const SAME = 1e-9;

const NEVER = Number.POSITIVE_INFINITY;

/** Units by cohort with one outcome per period; NaN: not observed. */
interface Unit {
  readonly cohort: number;
  readonly outcomes: readonly number[];
  readonly weight?: number;
  readonly x?: readonly number[];
}

function panel(
  periods: readonly number[],
  units: readonly Unit[],
  more: { kind?: "sampling" | "frequency" } = {},
): Design {
  const rows = units.flatMap((unit, u) =>
    periods.flatMap((period, t) => (Number.isNaN(unit.outcomes[t]!) ? [] : [{ unit, u, period, t }])),
  );
  return makeDesign({
    outcome: rows.map(({ unit, t }) => unit.outcomes[t]!),
    unit: factorOf(
      "unit",
      rows.map(({ u }) => u),
    ),
    period: rows.map(({ period }) => period),
    timing: { kind: "staggered", cohort: Float64Array.from(rows, ({ unit }) => unit.cohort) },
    columns: [
      numberColumn(
        "x",
        rows.map(({ unit, t }) => unit.x?.[t] ?? 0),
      ),
      numberColumn(
        "double",
        rows.map(({ unit, t }) => 2 * (unit.x?.[t] ?? 0)),
      ),
    ],
    ...(units.some(({ weight }) => weight !== undefined)
      ? { weights: { kind: more.kind ?? "sampling", values: rows.map(({ unit }) => unit.weight ?? 1) } as const }
      : {}),
  });
}

function run(
  design: Design,
  options: Readonly<Record<string, unknown>> = {},
  context: { readonly seed: number; readonly wantOutcomeWeights: boolean } = CONTEXT,
): Fit {
  return callawaySantanna.fit(design, callawaySantanna.options.parse(options), context);
}

function estimateOf(fit: Fit, wanted: Term): number {
  const j = fit.terms.findIndex((term) => JSON.stringify(term) === JSON.stringify(wanted));
  expect(j, `no term ${JSON.stringify(wanted)}`).toBeGreaterThanOrEqual(0);
  return fit.estimate[j]!;
}

const cell = (cohort: number, period: number): Term => ({ kind: "att-gt", cohort, period });
const codes = ({ findings }: Fit): readonly string[] => findings.map(({ code }) => code);
const errors = (fit: Fit) => influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 }).se;

/** Gaps of 3, 1 and 4 years; two cohorts, two units each, two never treated. */
const YEARS = [2000, 2003, 2004, 2008];
const STAGGERED: readonly Unit[] = [
  { cohort: 2004, outcomes: [1, 2, 7, 9] },
  { cohort: 2004, outcomes: [3, 6, 7, 11] },
  { cohort: 2008, outcomes: [2, 4, 5, 15] },
  { cohort: 2008, outcomes: [0, 2, 5, 9] },
  { cohort: NEVER, outcomes: [1, 1, 2, 4] },
  { cohort: NEVER, outcomes: [1, 3, 2, 6] },
];
// Means per period: cohort 2004: 2, 4, 7, 10; cohort 2008: 1, 3, 5, 12; never: 1, 2, 2, 5.

describe("cells are differences of mean changes", () => {
  test("never treated, varying base: the level before, whatever the gap", () => {
    const fit = run(panel(YEARS, STAGGERED));
    expect(estimateOf(fit, cell(2004, 2003))).toBeCloseTo(4 - 2 - (2 - 1), 12);
    expect(estimateOf(fit, cell(2004, 2004))).toBeCloseTo(7 - 4 - (2 - 2), 12);
    expect(estimateOf(fit, cell(2004, 2008))).toBeCloseTo(10 - 4 - (5 - 2), 12);
    expect(estimateOf(fit, cell(2008, 2003))).toBeCloseTo(3 - 1 - (2 - 1), 12);
    expect(estimateOf(fit, cell(2008, 2004))).toBeCloseTo(5 - 3 - (2 - 2), 12);
    expect(estimateOf(fit, cell(2008, 2008))).toBeCloseTo(12 - 5 - (5 - 2), 12);
  });

  test("universal base: every cell relative to the last level before the start", () => {
    const fit = run(panel(YEARS, STAGGERED), { basePeriod: "universal" });
    expect(estimateOf(fit, cell(2008, 2000))).toBeCloseTo(1 - 5 - (1 - 2), 12);
    expect(estimateOf(fit, cell(2008, 2003))).toBeCloseTo(3 - 5 - (2 - 2), 12);
    expect(estimateOf(fit, cell(2008, 2004))).toBe(0);
    const j = fit.terms.findIndex((term) => term.kind === "att-gt" && term.cohort === 2008 && term.period === 2004);
    expect(errors(fit)[j]).toBeNaN();
    expect(codes(fit)).toContain("base-period-zero");
  });

  test("not yet treated: cohorts that start after both periods are pooled with the never treated", () => {
    const fit = run(panel(YEARS, STAGGERED), { comparison: "not-yet-treated" });
    // 2003 to 2004: cohort 2008 (3 → 5) and never (2 → 2), two units each.
    expect(estimateOf(fit, cell(2004, 2004))).toBeCloseTo(7 - 4 - ((5 + 2) / 2 - (3 + 2) / 2), 12);
    // In 2008 only the never treated are left.
    expect(estimateOf(fit, cell(2004, 2008))).toBeCloseTo(10 - 4 - (5 - 2), 12);
    // Before their start, cohort 2004 is no comparison for 2008 in 2004, but is in 2003.
    expect(estimateOf(fit, cell(2008, 2004))).toBeCloseTo(5 - 3 - (2 - 2), 12);
    expect(estimateOf(fit, cell(2008, 2003))).toBeCloseTo(3 - 1 - ((4 + 2) / 2 - (2 + 1) / 2), 12);
  });

  test("anticipation moves the base before the window, under either base period", () => {
    const units: readonly Unit[] = [
      { cohort: 4, outcomes: [1, 2, 4, 8, 16] },
      { cohort: 4, outcomes: [3, 2, 6, 8, 20] },
      { cohort: NEVER, outcomes: [0, 0, 1, 1, 1] },
      { cohort: NEVER, outcomes: [2, 2, 1, 3, 3] },
    ];
    // Means: 2, 2, 5, 8, 18 and 1, 1, 1, 2, 2. With anticipation 2 the base of cohort 4 is period 1.
    for (const basePeriod of ["varying", "universal"]) {
      const fit = run(panel([0, 1, 2, 3, 4], units), { anticipation: 2, basePeriod });
      expect(estimateOf(fit, cell(4, 2))).toBeCloseTo(5 - 2 - (1 - 1), 12);
      expect(estimateOf(fit, cell(4, 3))).toBeCloseTo(8 - 2 - (2 - 1), 12);
      expect(estimateOf(fit, cell(4, 4))).toBeCloseTo(18 - 2 - (2 - 1), 12);
    }
  });

  test("sampling weights weigh units, in cells and in shares", () => {
    const weighted = STAGGERED.map((unit, u) => ({ ...unit, weight: u === 0 ? 3 : 1 }));
    const fit = run(panel(YEARS, weighted));
    const [g04, g08] = [(3 * (7 - 2) + (7 - 6)) / 4, 12 - 5];
    expect(estimateOf(fit, cell(2004, 2004))).toBeCloseTo(g04 - (2 - 2), 12);
    // Periods: in 2008 cohorts 2004 (weight 4) and 2008 (weight 2).
    const late = (3 * (9 - 2) + (11 - 6)) / 4 - (5 - 2);
    expect(estimateOf(fit, { kind: "calendar", period: 2008 })).toBeCloseTo((4 * late + 2 * (g08 - (5 - 2))) / 6, 12);
  });
});

describe("averages", () => {
  const fit = run(panel(YEARS, STAGGERED));
  const [a, b, c] = [7 - 4, 10 - 4 - (5 - 2), 12 - 5 - (5 - 2)];

  test("by event time, in units of the period", () => {
    expect(estimateOf(fit, { kind: "event-time", eventTime: 0 })).toBeCloseTo((a + c) / 2, 12);
    expect(estimateOf(fit, { kind: "event-time", eventTime: 4 })).toBeCloseTo(b, 12);
    expect(fit.terms.filter(({ kind }) => kind === "event-time")).toHaveLength(5);
  });

  test("by cohort, by period and over all", () => {
    expect(estimateOf(fit, { kind: "cohort", cohort: 2004 })).toBeCloseTo((a + b) / 2, 12);
    expect(estimateOf(fit, { kind: "calendar", period: 2008 })).toBeCloseTo((b + c) / 2, 12);
    expect(estimateOf(fit, { kind: "overall" })).toBeCloseTo((a + b + c) / 3, 12);
  });

  test("overall follows the aggregation asked for", () => {
    const overall = (aggregation: string) =>
      estimateOf(run(panel(YEARS, STAGGERED), { aggregation }), { kind: "overall" });
    expect(overall("overall")).toBeCloseTo((a + b + c) / 3, 12);
    expect(overall("dynamic")).toBeCloseTo(((a + c) / 2 + b) / 2, 12);
    expect(overall("cohort")).toBeCloseTo(((a + b) / 2 + c) / 2, 12);
    expect(overall("calendar")).toBeCloseTo((a + (b + c) / 2) / 2, 12);
  });

  test("balance keeps cohorts seen long enough; window cuts event times", () => {
    const balanced = run(panel(YEARS, STAGGERED), { aggregation: "dynamic", balance: 4 });
    expect(estimateOf(balanced, { kind: "event-time", eventTime: 0 })).toBeCloseTo(a, 12);
    const cut = run(panel(YEARS, STAGGERED), { window: [0, 0] });
    expect(cut.terms.filter(({ kind }) => kind === "event-time")).toEqual([{ kind: "event-time", eventTime: 0 }]);
    expect(estimateOf(cut, { kind: "overall" })).toBeCloseTo((a + c) / 2, 12);
  });
});

describe("who takes part", () => {
  test("units treated from the first period on are left out and counted", () => {
    const fit = run(
      panel(YEARS, [...STAGGERED, { cohort: 1999, outcomes: [9, 9, 9, 9] }, { cohort: 2000, outcomes: [9, 9, 9, 9] }]),
    );
    expect(fit.findings).toContainEqual({
      code: "treated-from-start",
      severity: "note",
      values: { units: 2, cohorts: ["1999", "2000"] },
    });
    expect(fit.counts.units).toBe(6);
    expect(fit.estimate).toEqual(run(panel(YEARS, STAGGERED)).estimate);
  });

  test("cohorts that start after the sample are never treated in it", () => {
    const later = STAGGERED.map((unit) => (unit.cohort === NEVER ? { ...unit, cohort: 2030 } : unit));
    expect(run(panel(YEARS, later)).estimate).toEqual(run(panel(YEARS, STAGGERED)).estimate);
  });

  test("without never treated units the last cohort is the comparison until it starts", () => {
    const treated = STAGGERED.filter(({ cohort }) => cohort !== NEVER);
    const fit = run(panel(YEARS, treated), { comparison: "not-yet-treated" });
    expect(fit.terms.filter(({ kind }) => kind === "att-gt")).toEqual([cell(2004, 2003), cell(2004, 2004)]);
    expect(estimateOf(fit, cell(2004, 2004))).toBeCloseTo(7 - 4 - (5 - 3), 12);
    expect(fit.findings).toContainEqual({
      code: "last-cohort-comparison",
      severity: "note",
      values: { cohort: "2008", last: "2004" },
    });
  });

  test("nobody treated, or no unit to speak of, is a refusal", () => {
    const nobody = run(
      panel(
        YEARS,
        STAGGERED.filter(({ cohort }) => cohort === NEVER),
      ),
    );
    expect(codes(nobody)).toEqual(["nobody-treated"]);
    expect(nobody.estimate).toEqual(Float64Array.of(Number.NaN));
    const { unit, ...rest } = panel(YEARS, STAGGERED);
    expect(unit).not.toBeNull();
    expect(codes(run({ ...rest, unit: null }))).toEqual(["units-needed"]);
  });

  test("units with gaps are left out and counted, or take part with `unbalanced`", () => {
    const gaps = [...STAGGERED, { cohort: NEVER, outcomes: [100, Number.NaN, 3, 0] }];
    const dropped = run(panel(YEARS, gaps));
    expect(dropped.findings).toContainEqual({ code: "units-incomplete", severity: "warning", values: { units: 1 } });
    expect(dropped.estimate).toEqual(run(panel(YEARS, STAGGERED)).estimate);
    const kept = run(panel(YEARS, gaps), { unbalanced: true });
    // The third never treated unit is seen in 2004 and 2008, not in 2003: means of who is seen.
    expect(estimateOf(kept, cell(2008, 2008))).toBeCloseTo(12 - 5 - ((4 + 6 + 0) / 3 - (2 + 2 + 3) / 3), 12);
    expect(estimateOf(kept, cell(2004, 2008))).toBeCloseTo(10 - 4 - ((4 + 6 + 0) / 3 - 2), 12);
  });

  test("shares by period weigh by who is seen then", () => {
    const gaps = [...STAGGERED, { cohort: 2004, outcomes: [2, 4, Number.NaN, 10] }];
    const options = { unbalanced: true, aggregation: "calendar" } as const;
    const [b, c] = [10 - 4 - (5 - 2), 12 - 5 - (5 - 2)];
    const early = 7 - 4 - (2 - 2);
    const sample = run(panel(YEARS, gaps), options);
    const byPeriod = run(panel(YEARS, gaps), { ...options, shares: "by-period", aggregation: "overall" });
    expect(estimateOf(sample, { kind: "calendar", period: 2008 })).toBeCloseTo((3 * b + 2 * c) / 5, 12);
    // Cells (2004, 2004): 2 seen; (2004, 2008): 3; (2008, 2008): 2.
    expect(estimateOf(byPeriod, { kind: "overall" })).toBeCloseTo((2 * early + 3 * b + 2 * c) / 7, 12);
  });

  test("a cell without comparison units is a finding and in no average", () => {
    const gone = STAGGERED.map((unit) =>
      unit.cohort === NEVER ? { ...unit, outcomes: [...unit.outcomes.slice(0, 3), Number.NaN] } : unit,
    );
    const fit = run(panel(YEARS, gone), { unbalanced: true });
    expect(estimateOf(fit, cell(2004, 2008))).toBeNaN();
    expect(fit.findings).toContainEqual({
      code: "cells-without-comparison",
      severity: "warning",
      values: { count: 2, cells: ["2004 @ 2008", "2008 @ 2008"] },
    });
    expect(estimateOf(fit, { kind: "overall" })).toBeCloseTo(7 - 4, 12);
    expect(
      errors(fit)[fit.terms.findIndex((term) => JSON.stringify(term) === JSON.stringify(cell(2004, 2008)))],
    ).toBeNaN();
  });

  test("two rows of a unit in a period are refused, and so are clusters that change within units", () => {
    const design = panel(YEARS, STAGGERED);
    const twice = {
      ...design,
      period: { ...design.period!, values: design.period!.values.map((year) => (year === 2003 ? 2004 : year)) },
    };
    expect(codes(run(twice))).toEqual(["duplicate-unit-periods"]);
    const moving = factorOf(
      "place",
      Array.from(design.outcome.values, (_, row) => row % 3),
    );
    expect(codes(run({ ...design, clusters: [moving] }))).toEqual(["cluster-varies-in-unit"]);
    expect(codes(run({ ...design, clusters: [moving] }, { panel: false }))).not.toContain("cluster-varies-in-unit");
  });
});

/** Sixty units in three cohorts with drawn outcomes, a covariate that moves over time, and weights. */
function drawn(replicate: number, gaps = false): readonly Unit[] {
  const stream = openStream({ seed: 3, task: "callaway-santanna", replicate });
  const normal = new Float64Array(60 * 11);
  fillNormal(stream, normal);
  return Array.from({ length: 60 }, (_, u) => {
    const own = normal.subarray(u * 11, (u + 1) * 11);
    const x = Array.from({ length: 5 }, (_, t) => own[10]! + 0.2 * own[t]!);
    return {
      cohort: [2, 3, NEVER][u % 3]!,
      outcomes: Array.from({ length: 5 }, (_, t) => (gaps && (u + t) % 7 === 0 ? Number.NaN : own[5 + t]! + x[t]! * t)),
      x,
    };
  });
}
const TIMES = [0, 1, 2, 3, 4];

describe("routes agree", () => {
  const weights = (units: readonly Unit[], of: (u: number) => number) =>
    units.map((unit, u) => ({ ...unit, weight: of(u) }));

  test("without covariates methods are the same, and cohort sums equal comparisons with a constant alone", () => {
    const design = panel(
      TIMES,
      weights(drawn(0), (u) => 1 + (u % 4)),
    );
    const base = run(design, { comparison: "not-yet-treated" });
    for (const method of ["reg", "ipw"]) {
      const other = run(design, { comparison: "not-yet-treated", method });
      expect(other.estimate).toEqual(base.estimate);
    }
    // A weight that changes by one part in 10^12 sends every cell through the general route.
    const nudged = {
      ...design,
      weights: {
        ...design.weights!,
        values: design.weights!.values.map((w, row) => (row === 0 ? w * (1 + 1e-12) : w)),
      },
    };
    const general = run(nudged, { comparison: "not-yet-treated" });
    expect(codes(general)).toContain("weights-vary-in-unit");
    expectNear(general.estimate, base.estimate);
    expectNear(errors(general), errors(base));
  });

  test("a panel with gaps: cohort sums equal comparisons of four groups of rows with a constant alone", () => {
    const design = panel(TIMES, drawn(1, true));
    const { sample } = takeSample(design, [], fillOptions(callawaySantanna.options.parse({ unbalanced: true })));
    const cells = planCells(sample!, fillOptions(callawaySantanna.options.parse({ comparison: "not-yet-treated" })));
    const outcome = Float64Array.from(sample!.rowOf, (row) => design.outcome.values[row]!);
    const fromSums = estimateFromSums(sample!, cells, outcome);
    const constant = covariateRows(sample!, []);
    const influences = ({ influence }: CellEstimates): Float64Array => {
      const { basis, columns, loadings } = influence;
      const psi = influenceRows(
        {
          kind: "influence",
          psi: basis,
          rowUnit: sample!.unitRow,
          loadings: { group: sample!.cohortOf, matrices: loadings },
        },
        cells.length,
      );
      expect(basis).toHaveLength(sample!.units * columns);
      return psi;
    };
    for (const method of ["reg", "std-ipw", "dr"] as const) {
      const general = estimateRowCells(sample!, cells, outcome, constant, method, "exact");
      expectNear(general.estimate, fromSums.estimate);
      expectNear(influences(general), influences(fromSums));
    }
  });

  test("a balanced panel gives the same cells whether rows are taken as a panel or one by one", () => {
    const design = panel(TIMES, drawn(2));
    const asPanel = run(design, { aggregation: "att-gt" });
    const asRows = run(design, { aggregation: "att-gt", panel: false });
    expectNear(asRows.estimate, asPanel.estimate);
    // Unit clusters turn observations back into units.
    const clustered = influenceCovariance(asRows, { clusters: [design.unit!], scale: 1, seed: 1 });
    expectNear(clustered.se, errors(asPanel));
  });

  test("covariates are those of the base period", () => {
    const units = drawn(3);
    // Changing x in period 4, which is nobody's base, changes nothing; in period 1, the base of cohort 2, it does.
    const changed = (period: number) =>
      units.map((unit) => ({ ...unit, x: unit.x!.map((value, t) => (t === period ? value ** 2 : value)) }));
    const options = { covariates: ["x"], aggregation: "att-gt" } as const;
    const base = run(panel(TIMES, units), options);
    expectNear(run(panel(TIMES, changed(4)), options).estimate, base.estimate);
    expect(estimateOf(run(panel(TIMES, changed(1)), options), cell(2, 2))).not.toBeCloseTo(
      estimateOf(base, cell(2, 2)),
      3,
    );
  });

  test("units twice under new labels are frequency weight 2", () => {
    const units = drawn(4);
    const twice = units.flatMap((unit, u) => (u % 3 === 0 || u % 5 === 0 ? [unit, unit] : [unit]));
    const weighted = weights(units, (u) => (u % 3 === 0 || u % 5 === 0 ? 2 : 1));
    for (const covariates of [[], ["x"]]) {
      const a = run(panel(TIMES, weighted, { kind: "frequency" }), { covariates });
      const b = run(panel(TIMES, twice), { covariates });
      expectNear(a.estimate, b.estimate);
      expectNear(errors(a), errors(b));
      expect(a.counts.observations).toBe(b.counts.observations);
    }
  });

  test("outcome weights reproduce the estimates", () => {
    for (const [design, options] of [
      [
        panel(
          TIMES,
          weights(drawn(5), (u) => 1 + (u % 2)),
        ),
        {},
      ],
      [panel(TIMES, drawn(6, true)), { unbalanced: true }],
      [panel(TIMES, drawn(6)), { panel: false, basePeriod: "universal" }],
    ] as const) {
      const fit = run(design, options, { ...CONTEXT, wantOutcomeWeights: true });
      const n = design.rowCount;
      const rebuilt = fit.estimate.map((_, j) =>
        design.outcome.values.reduce((sum, y, row) => sum + fit.outcomeWeights![j * n + row]! * y, 0),
      );
      expectNear(rebuilt, fit.estimate);
    }
  });

  test("influences sum to zero", () => {
    const gaps = panel(TIMES, drawn(7, true));
    for (const options of [
      { unbalanced: true },
      { unbalanced: true, shares: "by-period", covariates: ["x"] },
      { covariates: ["x"], method: "ipw" },
      { panel: false, covariates: ["x"], influence: "exact" },
    ]) {
      const fit = run(gaps, options);
      const k = fit.terms.length;
      if (fit.uncertainty.kind !== "influence") throw new Error("no influence");
      const psi = influenceRows(fit.uncertainty, k);
      fit.terms.forEach((_, j) => {
        let total = 0;
        for (let i = 0; i * k < psi.length; i++) total += psi[i * k + j]!;
        expect(Math.abs(total)).toBeLessThan(1e-8);
      });
    }
  });

  function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
    expect(actual.length).toBe(expected.length);
    for (let j = 0; j < expected.length; j++) expect(Math.abs(actual[j]! - expected[j]!)).toBeLessThan(SAME);
  }
});

describe("two groups and two periods", () => {
  const units: readonly Unit[] = [
    { cohort: 1, outcomes: [3, 9], x: [1, 1] },
    { cohort: 1, outcomes: [5, 7], x: [2, 2] },
    { cohort: NEVER, outcomes: [1, 2], x: [1, 1] },
    { cohort: NEVER, outcomes: [4, 4], x: [4, 4] },
    { cohort: NEVER, outcomes: [1, 3], x: [0, 0] },
  ];
  const design = panel([0, 1], units);
  const two: Design = {
    ...design,
    timing: {
      kind: "two-by-two",
      treated: design.outcome.values.map((_, row) => (units[Math.floor(row / 2)]!.cohort === 1 ? 1 : 0)),
      post: design.period!.values,
    },
  };

  test("every average is the difference of mean changes, as two-by-two and two-way effects give it", () => {
    const effect = (6 + 2) / 2 - (1 + 0 + 2) / 3;
    const fit = run(design);
    for (const value of fit.estimate) expect(Math.abs(value - effect)).toBeLessThan(HAND);
    const others = [
      twoByTwo.fit(two, twoByTwo.options.parse({}), CONTEXT),
      twfe.fit(design, twfe.options.parse({}), CONTEXT),
      ...["reg", "ipw", "std-ipw", "dr"].map((method) =>
        twoByTwo.fit(two, twoByTwo.options.parse({ method }), CONTEXT),
      ),
    ];
    for (const other of others) expect(Math.abs(other.estimate[0]! - effect)).toBeLessThan(HAND);
  });

  test("the error is the root of the sum of squared deviations over squared group sizes", () => {
    // Deviations of changes: treated ±2; never 0, −1, 1.
    const se = Math.sqrt((2 ** 2 + 2 ** 2) / 2 ** 2 + (0 + 1 + 1) / 3 ** 2);
    const fit = run(design);
    for (const value of errors(fit)) expect(value).toBeCloseTo(se, 12);
  });

  test("with a covariate each method is the two-by-two comparison of the same name", () => {
    for (const [method, name] of [
      ["reg", "reg"],
      ["ipw", "std-ipw"],
      ["dr", "dr"],
    ] as const) {
      for (const panelRows of [true, false]) {
        const ours = run(design, {
          covariates: ["x"],
          method,
          panel: panelRows,
          influence: "exact",
          aggregation: "att-gt",
        });
        const theirs = twoByTwo.fit(
          two,
          twoByTwo.options.parse({ covariates: ["x"], method: name, panel: panelRows }),
          CONTEXT,
        );
        expect(ours.estimate[0]).toBeCloseTo(theirs.estimate[0]!, 10);
        expect(errors(ours)[0]).toBeCloseTo(errors(theirs)[0]!, 10);
      }
    }
  });
});

describe("cells that covariates spoil", () => {
  test("collinear covariates are reported and nothing is dropped", () => {
    const design = panel(TIMES, drawn(8));
    for (const method of ["reg", "ipw", "dr"]) {
      const fit = run(design, { covariates: ["x", "double"], method });
      expect(codes(fit)).toContain("cells-ill-conditioned");
      expect(fit.findings.find(({ code }) => code === "cells-ill-conditioned")!.severity).toBe("refusal");
      expect(fit.estimate.every(Number.isNaN)).toBe(true);
    }
  });

  test("a covariate that separates one cohort leaves that cohort out of the averages", () => {
    const units = drawn(9).map((unit) =>
      unit.cohort === 2 ? { ...unit, x: unit.x!.map((value) => value + 100) } : unit,
    );
    const fit = run(panel(TIMES, units), { covariates: ["x"], method: "dr" });
    expect(estimateOf(fit, cell(2, 2))).toBeNaN();
    expect(estimateOf(fit, cell(3, 3))).not.toBeNaN();
    expect(fit.findings).toContainEqual(
      expect.objectContaining({ code: "cells-without-overlap", severity: "warning" }),
    );
    expect(fit.terms).not.toContainEqual({ kind: "cohort", cohort: 2 });
    // The regression extrapolates where weights cannot: it has a number.
    expect(estimateOf(run(panel(TIMES, units), { covariates: ["x"], method: "reg" }), cell(2, 2))).not.toBeNaN();
  });

  test("comparison units that look treated are trimmed, and it is said", () => {
    // One never treated unit stands far among the treated; the logit gives it a probability near one.
    const units = drawn(10).map((unit, u) => ({
      ...unit,
      x: unit.x!.map((value) => value + (unit.cohort === NEVER && u !== 2 ? -2 : u === 2 ? 9 : 2)),
    }));
    const fit = run(panel(TIMES, units), { covariates: ["x"] });
    const finding = fit.findings.find(({ code }) => code === "propensity-trimmed");
    expect(finding?.values["rows"]).toBe(1);
    expect(finding?.values["limit"]).toBe(0.995);
  });

  test("missing covariates cost their rows, and small cohorts are named", () => {
    const units = drawn(11).map((unit, u) => (u === 5 ? { ...unit, x: [0, Number.NaN, 0, 0, 0] } : unit));
    const fit = run(panel(TIMES, units), { covariates: ["x"] });
    expect(fit.findings).toContainEqual({ code: "rows-missing", severity: "note", values: { column: "x", rows: 1 } });
    expect(fit.counts.units).toBe(59);
    expect(codes(run(panel(YEARS, STAGGERED)))).toContain("small-cohorts");
  });
});
