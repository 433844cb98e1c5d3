import { describe, expect, test } from "vitest";
import { callawaySantanna } from "../../models/callaway-santanna/callaway-santanna.ts";
import type { Design } from "../../src/core/design.ts";
import type { Term } from "../../src/core/fit.ts";
import { influenceCovariance } from "../../src/inference/influence.ts";
import { orderStatistic } from "../../src/inference/multiplier.ts";
import { normalQuantile } from "../../src/numerics/normal.ts";
import { fillNormal, openStream, uniform } from "../../src/numerics/random.ts";
import { factorOf, makeDesign, numberColumn } from "../support/frame.ts";

// 99.9% acceptance for `draws` replications; the mean estimate likewise within 3.3 of its own standard errors.
const ACCEPTANCE = 3.3;
const slow = process.env["EFFECTMETER_SLOW"] === "1";
const draws = slow ? 4000 : 400;
// Influence-function errors are exact in large samples: with 200 units coverage is about a point short of nominal, with 800 it is not to be seen.
const UNITS = slow ? 800 : 200;
const SHORT = slow ? 0.003 : 0.015;
const CRITICAL = normalQuantile(0.975);

const PERIODS = 5;

/**
 * Units start in period 2 or 3 or never, the likelier the larger x; trends depend on x, so parallel trends hold given x alone. The effect of cohort g
 * in period t is 1 + (t − g).
 */
function drawDesign(replicate: number, gaps: boolean): Design {
  const stream = openStream({ seed: 77, task: "callaway-santanna", replicate });
  const rows: { unit: number; period: number; cohort: number; x: number; y: number }[] = [];
  const normal = new Float64Array(PERIODS + 2);
  for (let unit = 0; unit < UNITS; unit++) {
    fillNormal(stream, normal);
    const x = normal[PERIODS]!;
    const level = 2 * normal[PERIODS + 1]!;
    const toss = uniform(stream);
    const early = 0.25 / (1 + Math.exp(-x)) + 0.1;
    const cohort = toss < early ? 2 : toss < 2 * early ? 3 : Infinity;
    for (let period = 0; period < PERIODS; period++) {
      if (gaps && uniform(stream) < 0.1) continue;
      const effect = period >= cohort ? 1 + period - cohort : 0;
      rows.push({ unit, period, cohort, x, y: level + 0.4 * x * period + normal[period]! + effect });
    }
  }
  return makeDesign({
    outcome: rows.map(({ y }) => y),
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    period: rows.map(({ period }) => period),
    timing: { kind: "staggered", cohort: Float64Array.from(rows, ({ cohort }) => cohort) },
    columns: [
      numberColumn(
        "x",
        rows.map(({ x }) => x),
      ),
    ],
  });
}

interface Experiment {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly gaps: boolean;
  readonly watched: (term: Term) => boolean;
  readonly truth: number;
}

const cellIs = (cohort: number, period: number) => (term: Term) =>
  term.kind === "att-gt" && term.cohort === cohort && term.period === period;
const timeIs = (e: number) => (term: Term) => term.kind === "event-time" && term.eventTime === e;

const experiments: readonly Experiment[] = [
  { name: "dr, cell (2, 3)", options: {}, gaps: false, watched: cellIs(2, 3), truth: 2 },
  { name: "reg, event time 0", options: { method: "reg" }, gaps: false, watched: timeIs(0), truth: 1 },
  { name: "ipw, before the start", options: { method: "ipw" }, gaps: false, watched: cellIs(3, 1), truth: 0 },
  {
    name: "dr, not yet treated, universal base, event time 1",
    options: { comparison: "not-yet-treated", basePeriod: "universal" },
    gaps: false,
    watched: timeIs(1),
    truth: 2,
  },
  { name: "dr with gaps", options: { unbalanced: true }, gaps: true, watched: timeIs(0), truth: 1 },
  {
    name: "dr with gaps, exact influence",
    options: { unbalanced: true, influence: "exact" },
    gaps: true,
    watched: timeIs(0),
    truth: 1,
  },
];

describe(`95% intervals under parallel trends given x, ${draws} draws of ${UNITS} units`, () => {
  test.each(experiments)("$name", ({ options, gaps, watched, truth }) => {
    const chosen = callawaySantanna.options.parse({ covariates: ["x"], ...options });
    let covered = 0;
    let sum = 0;
    let squares = 0;
    for (let replicate = 0; replicate < draws; replicate++) {
      const fit = callawaySantanna.fit(drawDesign(replicate, gaps), chosen, { seed: 1, wantOutcomeWeights: false });
      const j = fit.terms.findIndex(watched);
      const { se } = influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 });
      const error = fit.estimate[j]! - truth;
      if (Math.abs(error) <= CRITICAL * se[j]!) covered++;
      sum += error;
      squares += error * error;
    }
    const bias = sum / draws;
    const spread = Math.sqrt((squares / draws - bias * bias) / draws);
    expect(Math.abs(bias)).toBeLessThan(ACCEPTANCE * spread);
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(SHORT + ACCEPTANCE * Math.sqrt((0.95 * 0.05) / draws));
  });

  test("without x the same comparison is biased: the check can fail", () => {
    const chosen = callawaySantanna.options.parse({ aggregation: "dynamic" });
    let covered = 0;
    const few = Math.min(draws, 200);
    for (let replicate = 0; replicate < few; replicate++) {
      const fit = callawaySantanna.fit(drawDesign(replicate, false), chosen, { seed: 1, wantOutcomeWeights: false });
      const j = fit.terms.findIndex(timeIs(1));
      const { se } = influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 });
      if (Math.abs(fit.estimate[j]! - 2) <= CRITICAL * se[j]!) covered++;
    }
    expect(covered / few).toBeLessThan(0.9);
  });
});

test("the bootstrap band covers all cells before the start at once", () => {
  const chosen = callawaySantanna.options.parse({ covariates: ["x"], aggregation: "att-gt", draws: 399 });
  const few = slow ? 2000 : 200;
  let covered = 0;
  for (let replicate = 0; replicate < few; replicate++) {
    const fit = callawaySantanna.fit(drawDesign(replicate, false), chosen, { seed: 1, wantOutcomeWeights: false });
    const { se, suprema } = influenceCovariance(fit, { clusters: [], scale: 1, seed: replicate });
    const critical = orderStatistic(suprema[0]!.maxima, 0.95);
    const inside = fit.terms.every((term, j) => {
      if (term.kind !== "att-gt") return true;
      const truth = term.period >= term.cohort ? 1 + term.period - term.cohort : 0;
      return Math.abs(fit.estimate[j]! - truth) <= critical * se[j]!;
    });
    if (inside) covered++;
  }
  // The band's critical value is itself drawn, 399 times, and errors are short as above: two more points.
  expect(Math.abs(covered / few - 0.95)).toBeLessThan(0.02 + SHORT + ACCEPTANCE * Math.sqrt((0.95 * 0.05) / few));
});
