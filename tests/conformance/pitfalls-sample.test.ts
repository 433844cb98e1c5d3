import { describe, expect, test } from "vitest";
import { callawaySantanna } from "../../models/callaway-santanna/callaway-santanna.ts";
import { eventStudy } from "../../models/event-study/event-study.ts";
import { twfe } from "../../models/twfe/twfe.ts";
import { twoByTwo } from "../../models/two-by-two/two-by-two.ts";
import type { AnyEstimator } from "../../src/core/estimator.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { type Case, cases, fitPanel, panelFor } from "../support/estimator-cases.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../support/frame.ts";
import { type PanelColumns, reorder } from "../support/panels.ts";

// Two routes to the same closed form on numbers of order 1 to 10; hand arithmetic on small whole numbers.
const SAME = 1e-9;
const HAND = 1e-12;
const NEVER = Number.POSITIVE_INFINITY;

const named = cases.map((chosen) => [chosen.name, chosen] as const);
const fitOn = (estimator: AnyEstimator, design: ReturnType<typeof makeDesign>, options: object = {}): Fit =>
  estimator.fit(design, estimator.options.parse(options), CONTEXT);
const effectOf = ({ terms, estimate }: Fit, wanted: Term): number =>
  estimate[terms.findIndex((term) => JSON.stringify(term) === JSON.stringify(wanted))]!;

/** Units by cohort, one outcome per period. */
function staggered(periods: readonly number[], units: readonly (readonly [number, readonly number[]])[]) {
  const rows = units.flatMap(([cohort, outcomes], unit) =>
    periods.map((period, t) => ({ unit, cohort, period, y: outcomes[t]! })),
  );
  return makeDesign({
    outcome: rows.map(({ y }) => y),
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    period: rows.map(({ period }) => period),
    timing: { kind: "staggered", cohort: Float64Array.from(rows, ({ cohort }) => cohort) },
  });
}

describe("nothing is balanced silently: a panel without one row is used whole, or it is said what was left out", () => {
  test.each(named)("%s", (_, chosen) => {
    const panel = panelFor(chosen);
    const rows = [...panel.unit.keys()].filter((row) => row !== 3);
    const { counts, findings } = fitPanel(chosen, reorder(panel, rows));
    const told = findings.some(({ code }) =>
      ["units-incomplete", "singletons-dropped", "perfect-levels"].includes(code),
    );
    if (!told) expect(counts.observations).toBe(rows.length);
    else expect(counts.observations).toBeLessThan(rows.length);
  });
});

describe("periods are names in an order: 2010, 2012, 2015 … give what 2011, 2012, 2013 … give", () => {
  const YEARS = new Map(
    [2011, 2012, 2013, 2014, 2015, 2016].map((year, t) => [year, [2010, 2012, 2015, 2016, 2020, 2029][t]!]),
  );
  /** Event times are differences of periods: these alone may change. */
  const isKept = ({ kind }: Term) => kind !== "event-time";
  const irregular = (panel: PanelColumns): PanelColumns => ({
    ...panel,
    period: panel.period.map((year) => YEARS.get(year)!),
    cohort: panel.cohort.map((year) => YEARS.get(year) ?? year),
  });
  // The windows of trade-off name periods, so other names are other windows: tests/unit/models deals irregular periods to its halves.
  const without = named.filter(([, { estimator }]) => estimator.id !== "trade-off");
  // The default average over cells is free of event times; so is the average over event times of an event study's own terms, term by term.
  test.each(without)("%s", (_, chosen) => {
    const before = fitPanel(chosen, panelFor(chosen));
    const after = fitPanel(chosen, irregular(panelFor(chosen)));
    const kept = (of: Fit) => Array.from(of.estimate).filter((_, j) => isKept(of.terms[j]!));
    expect(kept(after).length).toBe(kept(before).length);
    kept(before).forEach((value, j) => {
      expect(Math.abs(kept(after)[j]! - value)).toBeLessThan(SAME);
    });
  });
});

describe("the base is the period observed before, never t − 1: periods 2010, 2012, 2015, 2016 by hand", () => {
  // Treated from 2015: 1, 3, 8, 9 and 3, 3, 6, 9. Never: 0, 1, 2, 2 and 2, 1, 2, 4. Means 2, 3, 7, 9 and 1, 1, 2, 3.
  const design = staggered(
    [2010, 2012, 2015, 2016],
    [
      [2015, [1, 3, 8, 9]],
      [2015, [3, 3, 6, 9]],
      [NEVER, [0, 1, 2, 2]],
      [NEVER, [2, 1, 2, 4]],
    ],
  );
  test("callaway-santanna: 2015 against 2012, 2012 against 2010", () => {
    const cells = fitOn(callawaySantanna, design);
    const cell = (period: number) => effectOf(cells, { kind: "att-gt", cohort: 2015, period });
    expect(cell(2012)).toBeCloseTo(3 - 2 - (1 - 1), 12);
    expect(cell(2015)).toBeCloseTo(7 - 3 - (2 - 1), 12);
    expect(cell(2016)).toBeCloseTo(9 - 3 - (3 - 1), 12);
  });

  test("event-study: the reference is three years before the start, the last that occurs", () => {
    const study = fitOn(eventStudy, design);
    expect(study.reference).toBe(-3);
    const at = (eventTime: number) => effectOf(study, { kind: "event-time", eventTime });
    expect(Math.abs(at(0) - (7 - 3 - (2 - 1)))).toBeLessThan(HAND);
    expect(Math.abs(at(-5) - (2 - 3 - (1 - 1)))).toBeLessThan(HAND);
  });
});

describe("units treated before the panel starts", () => {
  const units = [
    [2000, [9, 9, 20, 30]],
    [2012, [1, 2, 4, 5]],
    [2012, [1, 1, 4, 5]],
    [NEVER, [0, 1, 1, 2]],
    [NEVER, [0, 0, 1, 1]],
  ] as const;
  const design = staggered([2010, 2011, 2012, 2013], units);

  test("callaway-santanna leaves them out, says so, and gives what it gives without them", () => {
    const all = fitOn(callawaySantanna, design);
    const without = fitOn(callawaySantanna, staggered([2010, 2011, 2012, 2013], units.slice(1)));
    expect(all.findings).toContainEqual({
      code: "treated-from-start",
      severity: "note",
      values: { units: 1, cohorts: ["2000"] },
    });
    expect(all.terms).toEqual(without.terms);
    expect(all.estimate).toEqual(without.estimate);
  });

  test("twfe keeps them as a comparison, and says so", () => {
    const all = fitOn(twfe, design);
    expect(all.counts.units).toBe(5);
    expect(all.findings).toContainEqual({ code: "always-treated", severity: "warning", values: { units: 1 } });
    const codes = fitOn(twfe, staggered([2010, 2011, 2012, 2013], units.slice(1))).findings.map(({ code }) => code);
    expect(codes).not.toContain("always-treated");
  });
});

describe("a treatment that ends", () => {
  test("twfe counts the units in which it does", () => {
    const treated = [0, 1, 0, 0, 1, 1, 0, 0, 0];
    const design = makeDesign({
      outcome: [1, 4, 2, 0, 3, 5, 1, 2, 2],
      unit: factorOf("unit", [0, 0, 0, 1, 1, 1, 2, 2, 2]),
      period: [1, 2, 3, 1, 2, 3, 1, 2, 3],
      timing: { kind: "two-by-two", treated: Float64Array.from(treated), post: new Float64Array(9).fill(1) },
    });
    expect(fitOn(twfe, design).findings).toContainEqual({
      code: "treatment-switches-off",
      severity: "warning",
      values: { units: 1 },
    });
  });

  test.each(named.filter(([, { estimator }]) => estimator.id === "twfe"))(
    "%s: one that stays is not mentioned",
    (_, chosen: Case) => {
      const codes = fitPanel(chosen, panelFor(chosen)).findings.map(({ code }) => code);
      expect(codes).not.toContain("treatment-switches-off");
    },
  );
});

test("two-by-two says how many comparison units were trimmed for their propensity", () => {
  // Groups overlap between −0.5 and 0.5 only, and one comparison unit stands at 3, deep among the treated.
  const x = [
    ...Array.from({ length: 40 }, (_, i) => i / 10 - 0.5),
    ...Array.from({ length: 40 }, (_, i) => 0.5 - i / 10),
    3,
  ];
  const group = x.map((_, i) => (i < 40 ? 1 : 0));
  const rows = group.flatMap((treated, unit) => [0, 1].map((post) => ({ treated, unit, post, x: x[unit]! })));
  const of = (key: "treated" | "unit" | "post" | "x") => rows.map((row) => row[key]);
  const design = makeDesign({
    outcome: rows.map(({ unit, post, treated }) => Math.sin(unit) + post * (1 + treated)),
    unit: factorOf("unit", of("unit")),
    period: of("post"),
    timing: { kind: "two-by-two", treated: Float64Array.from(of("treated")), post: Float64Array.from(of("post")) },
    columns: [numberColumn("x", of("x"))],
  });
  const trimmed = fitOn(twoByTwo, design, { method: "ipw", covariates: ["x"] }).findings.find(
    ({ code }) => code === "propensity-trimmed",
  );
  expect(trimmed?.severity).toBe("warning");
  expect(trimmed?.values).toMatchObject({ limit: 0.995, rows: 1 });
});
