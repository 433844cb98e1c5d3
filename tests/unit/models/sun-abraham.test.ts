import { describe, expect, test } from "vitest";
import { callawaySantanna } from "../../../models/callaway-santanna/callaway-santanna.ts";
import { sunAbraham } from "../../../models/sun-abraham/sun-abraham.ts";
import type { Design } from "../../../src/core/design.ts";
import type { Fit, Term } from "../../../src/core/fit.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { fillNormal, openStream } from "../../../src/numerics/random.ts";
import { scoreMatrix } from "../../../src/numerics/score-rows.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Hand arithmetic on numbers of order 1 to 100.
const HAND = 1e-12;
// Two routes to the same closed form on drawn numbers of order 1.
const SAME = 1e-10;
// Variances by two routes, one of which solves a system for its scores.
const SAME_VARIANCE = 1e-9;
// Central differences with steps of 1e-4: the error is of the order of their square.
const STEP = 1e-4;
const DIFFERENCE = 1e-6;

const NEVER = Number.POSITIVE_INFINITY;

interface Unit {
  readonly cohort: number;
  /** One per period; NaN: not observed. */
  readonly outcomes: readonly number[];
  readonly x?: readonly number[];
  readonly weight?: number;
}

function panel(
  periods: readonly number[],
  units: readonly Unit[],
  kind: "sampling" | "frequency" = "sampling",
): Design {
  const rows = units.flatMap((unit, u) =>
    periods.flatMap((period, t) => (Number.isNaN(unit.outcomes[t]!) ? [] : [{ unit, u, period, t }])),
  );
  const column = (value: (row: (typeof rows)[number]) => number) => rows.map(value);
  return makeDesign({
    outcome: column(({ unit, t }) => unit.outcomes[t]!),
    unit: factorOf(
      "unit",
      column(({ u }) => u),
    ),
    period: column(({ period }) => period),
    timing: { kind: "staggered", cohort: Float64Array.from(rows, ({ unit }) => unit.cohort) },
    columns: [
      numberColumn(
        "x",
        column(({ unit, t }) => unit.x?.[t] ?? 0),
      ),
      numberColumn(
        "state",
        column(({ u }) => u % 4),
      ),
    ],
    ...(units.some(({ weight }) => weight !== undefined)
      ? { weights: { kind, values: column(({ unit }) => unit.weight ?? 1) } as const }
      : {}),
  });
}

const fitOf = (design: Design, options: Readonly<Record<string, unknown>> = {}, wantLeverage = false): Fit =>
  sunAbraham.fit(design, sunAbraham.options.parse(options), { ...CONTEXT, wantLeverage });

const keyOf = (term: Term): string => {
  switch (term.kind) {
    case "att-gt":
      return `${term.cohort} @ ${term.period}`;
    case "event-time":
      return `e ${term.eventTime}`;
    case "cohort":
      return `g ${term.cohort}`;
    case "calendar":
      return `t ${term.period}`;
    case "overall":
      return "overall";
    case "coefficient":
      return term.name;
  }
};

const estimates = ({ terms, estimate }: Pick<Fit, "terms" | "estimate">) =>
  new Map(terms.map((term, j) => [keyOf(term), estimate[j]!]));

const codes = ({ findings }: Fit) => findings.map(({ code }) => code);

const PERIODS = [1, 2, 3, 4];
/** Two units start in 3, one in 4, two never. */
const HAND_UNITS: readonly Unit[] = [
  { cohort: 3, outcomes: [1, 2, 6, 9] },
  { cohort: 3, outcomes: [3, 6, 8, 7] },
  { cohort: 4, outcomes: [5, 4, 6, 11] },
  { cohort: NEVER, outcomes: [1, 1, 2, 4] },
  { cohort: NEVER, outcomes: [3, 5, 4, 6] },
];

describe("two cohorts, four periods, by hand", () => {
  // Means: cohort 3: 2, 4, 7, 8; cohort 4: 5, 4, 6, 11; never: 2, 3, 3, 5. Every effect is relative to the period before the start.
  const cells = {
    "3 @ 1": 2 - 4 - (2 - 3),
    "3 @ 3": 7 - 4 - (3 - 3),
    "3 @ 4": 8 - 4 - (5 - 3),
    "4 @ 1": 5 - 6 - (2 - 3),
    "4 @ 2": 4 - 6 - (3 - 3),
    "4 @ 4": 11 - 6 - (5 - 3),
  };
  const expected = {
    ...cells,
    "e -3": cells["4 @ 1"],
    "e -2": (2 * cells["3 @ 1"] + cells["4 @ 2"]) / 3,
    "e 0": (2 * cells["3 @ 3"] + cells["4 @ 4"]) / 3,
    "e 1": cells["3 @ 4"],
    "g 3": (cells["3 @ 3"] + cells["3 @ 4"]) / 2,
    "g 4": cells["4 @ 4"],
    "t 3": cells["3 @ 3"],
    "t 4": (2 * cells["3 @ 4"] + cells["4 @ 4"]) / 3,
    overall: (2 * cells["3 @ 3"] + 2 * cells["3 @ 4"] + cells["4 @ 4"]) / 5,
  };

  test("cells, then averages by event time, cohort and period, then the overall one", () => {
    const fit = fitOf(panel(PERIODS, HAND_UNITS));
    expect(fit.terms.map(keyOf)).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expect(Math.abs(estimates(fit).get(key)! - value)).toBeLessThan(HAND);
    }
    expect(fit.reference).toBe(-1);
    expect(fit.counts).toEqual({ observations: 20, units: 5, treatedUnits: 3, periods: 4, cohorts: 2 });
    expect(fit.findings).toEqual([]);
  });

  test.each([
    ["att-gt", Object.keys(cells)],
    ["dynamic", ["e -3", "e -2", "e 0", "e 1", "overall"]],
    ["cohort", ["g 3", "g 4", "overall"]],
    ["calendar", ["t 3", "t 4", "overall"]],
    ["overall", ["overall"]],
  ])("aggregation %s shows these and no others", (aggregation, keys) => {
    const fit = fitOf(panel(PERIODS, HAND_UNITS), { aggregation });
    expect(fit.terms.map(keyOf)).toEqual(keys);
    for (const key of keys)
      expect(Math.abs(estimates(fit).get(key)! - expected[key as keyof typeof expected])).toBeLessThan(HAND);
  });

  test("weights weigh the means and the shares: three copies of the unit that starts in 4", () => {
    const weighted = HAND_UNITS.map((unit) => (unit.cohort === 4 ? { ...unit, weight: 3 } : { ...unit, weight: 1 }));
    const value = (2 * cells["3 @ 3"] + 3 * cells["4 @ 4"]) / 5;
    expect(Math.abs(estimates(fitOf(panel(PERIODS, weighted))).get("e 0")! - value)).toBeLessThan(HAND);
  });

  test("the window ends averages over cohorts; balance keeps cohorts that are seen long enough", () => {
    const short = estimates(fitOf(panel(PERIODS, HAND_UNITS), { window: [-2, 0] }));
    expect([...short.keys()].filter((key) => key.startsWith("e "))).toEqual(["e -2", "e 0"]);
    expect(short.get("overall")).toBeCloseTo((2 * cells["3 @ 3"] + cells["4 @ 4"]) / 3, 12);
    const balanced = estimates(fitOf(panel(PERIODS, HAND_UNITS), { balance: 1, aggregation: "dynamic" }));
    expect(balanced.get("e 0")).toBeCloseTo(cells["3 @ 3"], 12);
  });

  test("two references: neither period has a cell (numbers: tests/reference)", () => {
    const fit = fitOf(panel(PERIODS, HAND_UNITS), { reference: [-1, -2] });
    expect(fit.terms.map(keyOf).filter((key) => key.includes("@"))).toEqual(["3 @ 3", "3 @ 4", "4 @ 1", "4 @ 4"]);
    expect(fit.reference).toBe(-1);
  });
});

describe("who is compared", () => {
  test("units treated from the first period on are left out, and said to be", () => {
    const units = [...HAND_UNITS, { cohort: 1, outcomes: [50, 60, 70, 90] }, { cohort: 0.5, outcomes: [7, 7, 7, 7] }];
    const fit = fitOf(panel(PERIODS, units));
    expect(fit.findings).toEqual([
      { code: "treated-from-start", severity: "note", values: { units: 2, cohorts: ["0.5", "1"] } },
    ]);
    expect([...fit.estimate]).toEqual([...fitOf(panel(PERIODS, HAND_UNITS)).estimate]);
  });

  test("a cohort that starts after the last period is never treated in the sample", () => {
    const later = HAND_UNITS.map((unit) => (unit.cohort === NEVER ? { ...unit, cohort: 9 } : unit));
    expect([...fitOf(panel(PERIODS, later)).estimate]).toEqual([...fitOf(panel(PERIODS, HAND_UNITS)).estimate]);
  });

  test("without never-treated units: the last cohort before it starts, with a warning", () => {
    const units = HAND_UNITS.filter(({ cohort }) => cohort !== NEVER);
    const fit = fitOf(panel(PERIODS, units));
    // Periods 1 to 3, cohort 3 against cohort 4: 7 − 4 − (6 − 4), and 2 − 4 − (5 − 4) before.
    expect(estimates(fit).get("3 @ 3")).toBeCloseTo(7 - 4 - (6 - 4), 12);
    expect(estimates(fit).get("3 @ 1")).toBeCloseTo(2 - 4 - (5 - 4), 12);
    expect(fit.terms.map(keyOf).filter((key) => key.includes("@"))).toEqual(["3 @ 1", "3 @ 3"]);
    expect(fit.findings).toEqual([
      { code: "last-cohort-comparison", severity: "warning", values: { cohort: "4", last: "3" } },
    ]);
    const asked = fitOf(panel(PERIODS, HAND_UNITS), { comparison: "last-treated" });
    expect(asked.findings).toEqual([
      { code: "never-treated-left-out", severity: "note", values: { units: 2 } },
      { code: "last-cohort-comparison", severity: "note", values: { cohort: "4", last: "3" } },
    ]);
    expect([...asked.estimate]).toEqual([...fit.estimate]);
  });

  test("gaps between periods: the last period seen before the start is the reference", () => {
    const periods = [2000, 2003, 2004, 2010];
    const units = HAND_UNITS.map((unit) => ({
      ...unit,
      cohort: unit.cohort === 3 ? 2004 : unit.cohort === 4 ? 2005 : NEVER,
    }));
    const fit = fitOf(panel(periods, units));
    expect(fit.reference).toBe(-1);
    expect(estimates(fit).get("2005 @ 2010")).toBeCloseTo(11 - 6 - (5 - 3), 12);
    const apart = fitOf(
      panel(
        [2000, 2003, 2006, 2010],
        units.map((unit) => ({ ...unit, cohort: unit.cohort === 2004 ? 2006 : unit.cohort })),
      ),
    );
    // Cohort 2006 was last seen in 2003 and cohort 2005 too: references −3 and −2.
    expect(apart.reference).toBeUndefined();
    expect(estimates(apart).get("2006 @ 2006")).toBeCloseTo(7 - 4 - (3 - 3), 12);
    expect(estimates(apart).get("2005 @ 2006")).toBeCloseTo(6 - 4 - (3 - 3), 12);
  });

  test("a reference that a cohort is not seen at leaves the cohort out; at none, nothing is estimated", () => {
    const fit = fitOf(panel(PERIODS, HAND_UNITS), { reference: -3 });
    expect(fit.findings[0]).toMatchObject({
      code: "cohorts-without-reference",
      severity: "warning",
      values: { units: 2, cohorts: ["3"], reference: ["-3"] },
    });
    // Cohort 4 alone, relative to period 1: 11 − 5 − (5 − 2).
    expect(estimates(fit).get("4 @ 4")).toBeCloseTo(11 - 5 - (5 - 2), 12);
    const none = fitOf(panel(PERIODS, HAND_UNITS), { reference: -7 });
    expect(
      none.findings.some(({ code, severity }) => code === "cohorts-without-reference" && severity === "refusal"),
    ).toBe(true);
    expect(none.estimate.every(Number.isNaN)).toBe(true);
  });

  test("anticipation moves the reference back", () => {
    const fit = fitOf(panel(PERIODS, HAND_UNITS), { anticipation: 1 });
    expect(fit.reference).toBe(-2);
    expect(fit.anticipation).toBe(1);
    // 7 − 2 − (3 − 2): cohort 3 in period 3, relative to period 1.
    expect(estimates(fit).get("3 @ 3")).toBeCloseTo(7 - 2 - (3 - 2), 12);
  });

  test("nobody treated, everybody treated from the start, and one cohort alone are refusals", () => {
    const nobody = panel(
      PERIODS,
      HAND_UNITS.map((unit) => ({ ...unit, cohort: NEVER })),
    );
    expect(codes(fitOf(nobody))).toEqual(["nobody-treated"]);
    const everybody = panel(
      PERIODS,
      HAND_UNITS.map((unit) => ({ ...unit, cohort: 1 })),
    );
    expect(codes(fitOf(everybody))).toEqual(["treated-from-start", "no-rows"]);
    const alone = panel(
      PERIODS,
      HAND_UNITS.map((unit) => ({ ...unit, cohort: 3 })),
    );
    expect(codes(fitOf(alone))).toEqual(["last-cohort-comparison", "nobody-treated"]);
  });

  test("cells that effects explain have no number, are named, and are in no average", () => {
    // An effect of state and period where state 2 has cohort 4 alone: nothing is left of it.
    const design = panel(PERIODS, HAND_UNITS);
    const states = numberColumn(
      "state",
      [0, 0, 1, 0, 0].flatMap((state) => PERIODS.map(() => state)),
    );
    const fit = fitOf({ ...design, columns: new Map([["state", states]]) }, { absorb: ["unit", "state^period"] });
    expect(fit.findings.find(({ code }) => code === "cells-collinear")?.values).toEqual({
      count: 3,
      cells: ["4 @ 1", "4 @ 2", "4 @ 4"],
    });
    expect(estimates(fit).get("4 @ 4")).toBeNaN();
    expect(estimates(fit).get("e 0")).toBeCloseTo(estimates(fit).get("3 @ 3")!, 12);
  });

  test("rows without a covariate are left out, and counted", () => {
    const units = HAND_UNITS.map((unit, u) => ({ ...unit, x: [u, u * u, 1, u === 4 ? Number.NaN : 3] }));
    const fit = fitOf(panel(PERIODS, units), { covariates: ["x"] });
    expect(fit.findings[0]).toEqual({ code: "rows-missing", severity: "note", values: { column: "x", rows: 1 } });
    expect(fit.counts.observations).toBe(19);
    expect(fit.terms.at(-1)).toEqual({ kind: "coefficient", name: "x" });
  });
});

/** Units of three cohorts and never-treated ones, with a covariate; `gaps`: some rows are missing. */
function drawUnits(seed: number, gaps: boolean, weighted: boolean): readonly Unit[] {
  const noise = new Float64Array(40 * 20);
  fillNormal(openStream({ seed, task: "sun-abraham", replicate: 0 }), noise);
  return Array.from({ length: 40 }, (_, u) => {
    const draw = (t: number) => noise[u * 20 + t]!;
    const cohort = [3, 4, 6, NEVER, NEVER][u % 5]!;
    const outcomes = [1, 2, 3, 4, 5, 6].map((period, t) => {
      if (gaps && draw(12 + t) > 1.4) return Number.NaN;
      return 3 * draw(18) + 0.2 * period + draw(t) + (period >= cohort ? cohort / 2 + period - cohort : 0);
    });
    const unit = { cohort, outcomes, x: [0, 1, 2, 3, 4, 5].map((t) => draw(6 + t)) };
    return weighted ? { ...unit, weight: 0.5 + Math.abs(draw(19)) } : unit;
  });
}
const SIX = [1, 2, 3, 4, 5, 6];

describe("Sun–Abraham is Callaway–Sant'Anna with never-treated comparison, a universal base and no covariates", () => {
  test.each([
    ["plain", false, {}],
    ["weighted", true, {}],
    ["anticipation", false, { anticipation: 1 }],
  ])("%s", (_, weighted, options) => {
    const design = panel(SIX, drawUnits(3, false, weighted));
    const ours = estimates(fitOf(design, options));
    const theirs = estimates(
      callawaySantanna.fit(
        design,
        callawaySantanna.options.parse({ ...options, comparison: "never-treated", basePeriod: "universal" }),
        CONTEXT,
      ),
    );
    let compared = 0;
    for (const [key, value] of ours) {
      if (!theirs.has(key)) continue;
      expect(Math.abs(value - theirs.get(key)!)).toBeLessThan(SAME);
      compared++;
    }
    expect(compared).toBe(ours.size);
    expect(compared).toBeGreaterThan(25);
  });
});

describe("variances of averages are A V Aᵀ of the cells', whatever the errors", () => {
  const design = panel(SIX, drawUnits(5, true, true));
  const kinds = [
    { kind: "iid" },
    { kind: "HC1" },
    { kind: "HC3" },
    { kind: "CR1", clusters: [design.unit!] },
    {
      kind: "CR1",
      clusters: [
        factorOf(
          "state",
          Array.from(design.unit!.codes, (code) => code % 7),
        ),
      ],
    },
    { kind: "NW", lag: 1, unit: design.unit, period: design.period! },
    { kind: "DK", lag: 2, period: design.period! },
  ] as const;
  const cells = fitOf(design, { aggregation: "att-gt", covariates: ["x"] }, true);
  const cellTerms = cells.terms.flatMap((term, j) => (term.kind === "att-gt" ? [{ ...term, j }] : []));
  const size = (cohort: number, period: number) =>
    design.period!.values.reduce((sum, value, row) => {
      const isIn = value === period && (design.timing as { cohort: Float64Array }).cohort[row] === cohort;
      return isIn ? sum + design.weights!.values[row]! : sum;
    }, 0);
  /** Weights over the cells of the averages, from the definition. */
  const weightsOf = (term: Term): Float64Array => {
    const belongs = cellTerms.map(({ cohort, period }) => {
      if (term.kind === "event-time") return period - cohort === term.eventTime;
      const after = period >= cohort;
      if (term.kind === "cohort") return after && cohort === term.cohort;
      if (term.kind === "calendar") return after && period === term.period;
      return after;
    });
    const sizes = cellTerms.map(({ cohort, period }, c) => (belongs[c] ? size(cohort, period) : 0));
    const total = sizes.reduce((a, b) => a + b, 0);
    const weights = new Float64Array(cells.terms.length);
    cellTerms.forEach(({ j }, c) => {
      weights[j] = sizes[c]! / total;
    });
    return weights;
  };

  test.each(kinds.map((errors, i) => [`${errors.kind} (${i})`, errors] as const))("%s", (_, errors) => {
    const k = cells.terms.length;
    const v = covariance(cells, errors);
    for (const aggregation of ["all", "dynamic", "cohort", "calendar", "overall"] as const) {
      const fit = fitOf(design, { aggregation, covariates: ["x"] }, true);
      const ours = covariance(fit, errors);
      expect(ours.df).toBe(v.df);
      fit.terms.forEach((term, j) => {
        if (term.kind === "att-gt" || term.kind === "coefficient") {
          const same = cells.terms.findIndex((other) => keyOf(other) === keyOf(term));
          expect(Math.abs(ours.se[j]! / v.se[same]! - 1)).toBeLessThan(SAME_VARIANCE);
          return;
        }
        const a = weightsOf(term);
        let square = 0;
        for (let p = 0; p < k; p++) for (let q = 0; q < k; q++) square += a[p]! * a[q]! * v.vcov[p * k + q]!;
        expect(Math.abs(ours.se[j]! / Math.sqrt(square) - 1)).toBeLessThan(SAME_VARIANCE);
      });
    }
  });
});

describe("estimated shares", () => {
  const units = drawUnits(7, true, true);
  const unitWeights = units.map(({ weight }) => weight!);
  const design = panel(SIX, units);
  const influenceOf = (options: Readonly<Record<string, unknown>>) => {
    const fit = fitOf(design, options);
    const { uncertainty } = fit;
    if (uncertainty.kind !== "scores") throw new Error("no scores");
    const k = fit.terms.length;
    // bread · scores, summed over the rows of each unit.
    const psi = units.map(() => new Float64Array(k));
    uncertainty.rowUnit.forEach((row, i) => {
      const unit = psi[design.unit!.codes[row]!]!;
      for (let j = 0; j < k; j++) {
        for (let l = 0; l < k; l++)
          unit[j]! += uncertainty.bread[j * k + l]! * scoreMatrix(uncertainty.scores)[i * k + l]!;
      }
    });
    return { fit, psi };
  };
  const withWeight = (u: number, factor: number) =>
    fitOf(
      panel(
        SIX,
        units.map((unit, i) => (i === u ? { ...unit, weight: unitWeights[u]! * factor } : unit)),
      ),
      { covariates: ["x"] },
    ).estimate;

  test("the influence of a unit is the derivative of the estimates in its weight", () => {
    const { fit, psi } = influenceOf({ shares: "estimated", covariates: ["x"] });
    const fixed = influenceOf({ shares: "fixed", covariates: ["x"] }).psi;
    const isCell = fit.terms.map(({ kind }) => kind === "att-gt" || kind === "coefficient");
    let moved = 0;
    for (let u = 0; u < units.length; u += 3) {
      const [up, down] = [withWeight(u, 1 + STEP), withWeight(u, 1 - STEP)];
      fit.terms.forEach((_, j) => {
        const derivative = (up[j]! - down[j]!) / (2 * STEP);
        expect(Math.abs(psi[u]![j]! - derivative)).toBeLessThan(DIFFERENCE);
        if (isCell[j]) expect(Math.abs(fixed[u]![j]! - derivative)).toBeLessThan(DIFFERENCE);
        else if (Math.abs(fixed[u]![j]! - derivative) > 100 * DIFFERENCE) moved++;
      });
    }
    // Taking shares as known leaves something out: the comparison can fail.
    expect(moved).toBeGreaterThan(50);
  });

  test("estimates are the same; clustered variances are sums of squares of the influence", () => {
    const { fit, psi } = influenceOf({ shares: "estimated", aggregation: "dynamic" });
    const { fit: fixed } = influenceOf({ aggregation: "dynamic" });
    expect([...fit.estimate]).toEqual([...fixed.estimate]);
    const v = covariance(fit, { kind: "CR0", clusters: [design.unit!] });
    fit.terms.forEach((_, j) => {
      const square = psi.reduce((sum, unit) => sum + unit[j]! ** 2, 0);
      expect(Math.abs(v.se[j]! / Math.sqrt(square) - 1)).toBeLessThan(SAME_VARIANCE);
    });
  });

  test("under equal variances the shares' part is added to σ² A B Aᵀ, with the same small-sample factor", () => {
    const plain = panel(SIX, drawUnits(9, false, false));
    const fixed = fitOf(plain);
    const fit = fitOf(plain, { shares: "estimated" });
    const [v0, v1] = [covariance(fixed, { kind: "iid" }), covariance(fit, { kind: "iid" })];
    const at = (key: string) => fixed.terms.findIndex((term) => keyOf(term) === key);
    // Event time 0: eight units in each of three cohorts, so θ is the plain mean of three cells and Σ ξ² = 8 Σ (β − θ)² / 24².
    const cells = ["3 @ 3", "4 @ 4", "6 @ 6"].map((key) => fixed.estimate[at(key)]!);
    const mean = (cells[0]! + cells[1]! + cells[2]!) / 3;
    const added = (8 * cells.reduce((sum, beta) => sum + (beta - mean) ** 2, 0)) / 24 ** 2;
    const j = at("e 0");
    const expected = v0.se[j]! ** 2 + v0.convention.factorK * added;
    expect(Math.abs(v1.se[j]! ** 2 / expected - 1)).toBeLessThan(SAME_VARIANCE);
    // A cell is no average: nothing is added.
    expect(v1.se[at("4 @ 4")]! / v0.se[at("4 @ 4")]!).toBeCloseTo(1, 8);
  });
});
