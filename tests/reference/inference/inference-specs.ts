import { readFileSync } from "node:fs";
import { ols } from "../../../models/ols/ols.ts";
import { type Covariance, covariance } from "../../../src/inference/covariance.ts";
import { confidenceInterval, equivalenceInterval } from "../../../src/inference/intervals.ts";
import { type Adjustment, adjustPValues } from "../../../src/inference/multiplicity.ts";
import { equivalenceTest } from "../../../src/inference/power.ts";
import {
  powerAnova,
  powerCorrelation,
  powerOfF,
  powerOneSample,
  powerTwoProportions,
  powerTwoSample,
  solveIncreasing,
} from "../../../src/inference/power-designs.ts";
import { type Comparison, intervalSizes, numbersOf } from "../../support/coverage-report/comparison.ts";
import type { ReferenceEntry } from "../../support/coverage-report/measure.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn, numbers } from "../../support/frame.ts";
import { cr1, data } from "../regression-specs.ts";

type Compare = (entry: ReferenceEntry) => readonly Comparison[];

const METHODS: readonly (readonly [string, Adjustment])[] = [
  ["bonferroni", "bonferroni"],
  ["holm", "holm"],
  ["hochberg", "hochberg"],
  ["hommel", "hommel"],
  ["BH", "benjamini-hochberg"],
  ["BY", "benjamini-yekutieli"],
];

const adjusted: Compare = ({ result }) =>
  METHODS.map(([key, method]) => ({
    key,
    actual: adjustPValues(numbersOf(result["p"]), method),
    expected: numbersOf(result[key]),
  }));

/** stats::p.adjust. */
export const MULTIPLICITY: ReadonlyMap<string, Compare> = new Map([
  ["padjust_a", adjusted],
  ["padjust_b", adjusted],
  ["padjust_c", adjusted],
]);

interface Panel {
  readonly dataset: string;
  readonly outcome: string;
  readonly unit: string;
  readonly treatment: (frame: ReturnType<typeof data>) => Float64Array;
  readonly bound: number;
}

function effectOf({ dataset, outcome, unit, treatment }: Panel): { estimate: number; v: Covariance } {
  const d = data(dataset);
  const units = numbers(d, unit);
  const columns = [
    numberColumn("x", treatment(d)),
    numberColumn("unit", units),
    numberColumn("year", numbers(d, "year")),
  ];
  const design = makeDesign({ outcome: numbers(d, outcome), columns });
  const fit = ols.fit(design, ols.options.parse({ covariates: ["x"], absorb: ["unit", "year"] }), CONTEXT);
  return { estimate: fit.estimate[0]!, v: covariance(fit, cr1(factorOf(unit, units))) };
}

/** From the data of the call, and once more from the estimate that the entry prints: the interval and both tests. */
function equivalence(panel: Panel): Compare {
  return ({ result }) => {
    const { estimate, v } = effectOf(panel);
    const effect = { estimate, se: v.se[0]!, df: v.df };
    const test = equivalenceTest(effect, -panel.bound, panel.bound);
    const [low, high] = equivalenceInterval(estimate, effect.se, v.df, 0.95);
    const ours = {
      ...effect,
      p_lower: test.pLower,
      p_upper: test.pUpper,
      p: test.p,
      ci90_low: low,
      ci90_high: high,
    };
    const ends = intervalSizes(numbersOf(result["ci90_low"]), numbersOf(result["ci90_high"]));
    return Object.entries(ours).map(([key, value]) => ({
      key,
      actual: [value],
      expected: numbersOf(result[key]),
      ...(key.startsWith("ci90") ? { relativeTo: ends } : {}),
    }));
  };
}

/** Two one-sided tests; bounds as the entry's call states them. */
export const EQUIVALENCE: ReadonlyMap<string, Compare> = new Map([
  [
    "tost_castle",
    equivalence({
      dataset: "castle",
      outcome: "l_larceny",
      unit: "sid",
      treatment: (frame) => numbers(frame, "post"),
      bound: 0.05,
    }),
  ],
  [
    "tost_mpdta",
    equivalence({
      dataset: "mpdta",
      outcome: "lemp",
      unit: "countyreal",
      treatment: (frame) => {
        const [first, year] = [numbers(frame, "first.treat"), numbers(frame, "year")];
        return first.map((g, row) => (g > 0 && year[row]! >= g ? 1 : 0));
      },
      bound: 0.03,
    }),
  ],
]);

const standard = { difference: 1, sd: 1 };

/** The call of each entry, and which number of its result it answers; the others are arguments of the call. */
const CALLS: readonly (readonly [id: string, key: string, compute: () => number])[] = [
  ["power_open_1", "power", () => powerTwoSample({ ...standard, n: 20 })],
  ["power_open_2", "n", () => solveIncreasing((n) => powerTwoSample({ ...standard, n }), 0.9, 2, 1e4)],
  ["power_open_3", "power", () => powerTwoSample({ n: 64, difference: 0.5, sd: 1 }, { alpha: 0.01 })],
  [
    "power_open_4",
    "delta",
    () => solveIncreasing((difference) => powerTwoSample({ n: 30, difference, sd: 2 }), 0.8, 0, 20),
  ],
  ["power_open_5", "power", () => powerOneSample({ n: 25, difference: 0.4, sd: 1 })],
  ["power_open_6", "power", () => powerOneSample({ n: 25, difference: 0.4, sd: 1 }, { sides: "one" })],
  ["power_open_7", "power", () => powerTwoProportions(50, 0.5, 0.75)],
  ["power_open_8", "n", () => solveIncreasing((n) => powerTwoProportions(n, 0.5, 0.75), 0.9, 2, 1e4)],
  ["power_open_9", "n", () => solveIncreasing((n) => powerAnova({ groups: 4, n, between: 1, within: 3 }), 0.8, 2, 1e3)],
  ["power_open_10", "power", () => powerTwoSample({ n: 15, difference: 0.6, sd: 1 }, { wrongSign: true })],
  [
    "pwr_pwr.t2n.test.n1...30..n2...60..d....5.",
    "power",
    () => powerTwoSample({ n: 30, n2: 60, difference: 0.5, sd: 1 }, { wrongSign: true }),
  ],
  ["pwr_pwr.f2.test.u...3..v...60..f2....15.", "power", () => powerOfF(3, 60, 0.15)],
  ["pwr_pwr.r.test.n...50..r....3.", "power", () => powerCorrelation(50, 0.3)],
];

export const POWER: ReadonlyMap<string, Compare> = new Map(
  CALLS.map(([id, key, compute]) => [
    id,
    ({ result }) => [{ key, actual: [compute()], expected: numbersOf(result[key]) }],
  ]),
);

interface EventStudy {
  readonly betahat: readonly number[];
  readonly sigma: readonly (readonly number[])[];
  readonly prePeriodIndices: readonly number[];
}

/** The usual interval of the first effect after the start, from the covariance alone (honest.json). */
export const USUAL_INTERVAL: ReadonlyMap<string, Compare> = new Map([
  [
    "honest_bc_orig",
    ({ dataset, result }) => {
      const file = new URL(`../data/${dataset}.json`, import.meta.url);
      const { betahat, sigma, prePeriodIndices } = JSON.parse(readFileSync(file, "utf8")) as EventStudy;
      const first = prePeriodIndices.length;
      const se = Math.sqrt(sigma[first]![first]!);
      const [low, high] = confidenceInterval(betahat[first]!, se, Number.POSITIVE_INFINITY, 0.95);
      return [
        { key: "lb", actual: [low], expected: numbersOf(result["lb"]) },
        { key: "ub", actual: [high], expected: numbersOf(result["ub"]) },
      ];
    },
  ],
]);
