import { callawaySantanna } from "../../../models/callaway-santanna/callaway-santanna.ts";
import { twoByTwo } from "../../../models/two-by-two/two-by-two.ts";
import type { Fit, Term } from "../../../src/core/fit.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { type InfluenceCovariance, influenceCovariance, preTest } from "../../../src/inference/influence.ts";
import { orderStatistic } from "../../../src/inference/multiplier.ts";
import type { AttGtSpec } from "../../reference/callaway-santanna-specs.ts";
import type { DrdidSpec } from "../../reference/drdid-specs.ts";
import { CONTEXT } from "../frame.ts";
import { type Comparison, intervalSizes, numbersOf } from "./comparison.ts";
import type { ReferenceEntry } from "./measure.ts";

// The outcome's scale in these data is of order 1, where did's threshold for an error of zero is meant.
const SCALE = 1;
/** DRDID prints intervals with 1.96, not the normal quantile. */
const DRDID_CRITICAL = 1.96;

type Values = Readonly<Record<string, unknown>>;

export function fitAttGt({ design, options }: AttGtSpec, more: Values = {}) {
  const fit = callawaySantanna.fit(design, callawaySantanna.options.parse({ ...options, ...more }), CONTEXT);
  return { fit, v: influenceCovariance(fit, { clusters: design.clusters, scale: SCALE, seed: 1 }) };
}

export function positionsOf({ terms }: Pick<Fit, "terms">, kind: Term["kind"]): number[] {
  return [...terms.keys()].filter((j) => terms[j]!.kind === kind);
}

/** Cells, their errors, the joint test before the start and every average that did printed. */
export function compareAttGt({ result }: ReferenceEntry, spec: AttGtSpec): Comparison[] {
  const aggregations = Object.entries(result["aggregations"] as Record<string, Values>);
  return [
    ...compareCells(result, spec),
    ...aggregations.flatMap(([name, expected]) => compareAverage(name, expected, spec)),
  ];
}

function compareCells(result: Values, spec: AttGtSpec): Comparison[] {
  const { fit, v } = fitAttGt(spec, { aggregation: "att-gt" });
  const units = fit.uncertainty.kind === "influence" ? fit.uncertainty.rowUnit.length : Number.NaN;
  // did tests every cell with t < g, declared anticipation or not.
  const wald = preTest(fit.terms, fit.estimate, v.vcov, 0);
  const isTested = result["pretest_W"] !== "NA" && result["pretest_W"] !== undefined;
  return [
    { key: "group", actual: fit.terms.map(cohortOf), expected: numbersOf(result["group"]) },
    { key: "time", actual: fit.terms.map(placeOf), expected: numbersOf(result["time"]) },
    { key: "att", actual: fit.estimate, expected: numbersOf(result["att"]) },
    { key: "se", actual: v.se, expected: numbersOf(result["se"]) },
    { key: "n", actual: [units], expected: numbersOf(result["n"]) },
    ...(isTested
      ? [{ key: "pretest_W", actual: [wald.statistic * wald.q], expected: numbersOf(result["pretest_W"]) }]
      : []),
  ];
}

function compareAverage(name: string, expected: Values, spec: AttGtSpec): Comparison[] {
  const { aggregation, kind, ...more } = aggregationOf(name, expected["type"] as string);
  const { fit, v } = fitAttGt(spec, { aggregation, ...more });
  const overall = positionsOf(fit, "overall")[0]!;
  const at = (key: string) => `aggregations.${name}.${key}`;
  const whole = [
    { key: at("overall_att"), actual: [fit.estimate[overall]!], expected: numbersOf(expected["overall_att"]) },
    { key: at("overall_se"), actual: [v.se[overall]!], expected: numbersOf(expected["overall_se"]) },
  ];
  if (kind === null) return whole;
  const chosen = positionsOf(fit, kind);
  const take = (values: Float64Array) => chosen.map((j) => values[j]!);
  return [
    ...whole,
    { key: at("egt"), actual: chosen.map((j) => placeOf(fit.terms[j]!)), expected: numbersOf(expected["egt"]) },
    { key: at("att"), actual: take(fit.estimate), expected: numbersOf(expected["att"]) },
    { key: at("se"), actual: take(v.se), expected: numbersOf(expected["se"]) },
  ];
}

/** Options that give an average named as in the reference: a type, or a type with balance_e or with min_e and max_e. */
export function aggregationOf(name: string, type: string) {
  const balance = /balance_e = (-?\d+)/.exec(name);
  const window = /min_e = (-?\d+), max_e = (-?\d+)/.exec(name);
  const more = {
    ...(balance && { balance: Number(balance[1]) }),
    ...(window && { window: [Number(window[1]), Number(window[2])] }),
  };
  switch (type) {
    case "simple":
      return { aggregation: "overall", kind: null, ...more } as const;
    case "dynamic":
      return { aggregation: "dynamic", kind: "event-time", ...more } as const;
    case "group":
      return { aggregation: "cohort", kind: "cohort", ...more } as const;
    case "calendar":
      return { aggregation: "calendar", kind: "calendar", ...more } as const;
    default:
      throw new Error(`no such aggregation: ${type}`);
  }
}

function cohortOf(term: Term): number {
  return term.kind === "att-gt" || term.kind === "cohort" ? term.cohort : Number.NaN;
}

/** Event time, period or cohort of a term: what did calls egt, and of a cell its period. */
export function placeOf(term: Term): number {
  if (term.kind === "event-time") return term.eventTime;
  if (term.kind === "cohort") return term.cohort;
  return term.kind === "calendar" || term.kind === "att-gt" ? term.period : Number.NaN;
}

/** Errors and critical values of the multiplier bootstrap, to Monte-Carlo error; what is not drawn agrees far closer. */
export function compareDraws({ result }: ReferenceEntry, spec: AttGtSpec): Comparison[] {
  const cells = fitAttGt(spec, { aggregation: "att-gt" });
  const { fit, v } = fitAttGt(spec, { aggregation: "dynamic" });
  const simple = fitAttGt(spec, { aggregation: "overall" });
  const dynamic = result["dynamic"] as Values;
  const overall = positionsOf(fit, "overall")[0]!;
  const chosen = positionsOf(fit, "event-time");
  const whole = result["simple"] as Values;
  return [
    ...compareCells(result, spec).filter(({ key }) => key !== "pretest_W"),
    { key: "crit_val", actual: [critical(cells.v, "att-gt")], expected: Object.values(result["crit_val"] as object) },
    { key: "dynamic.egt", actual: chosen.map((j) => placeOf(fit.terms[j]!)), expected: numbersOf(dynamic["egt"]) },
    { key: "dynamic.att", actual: chosen.map((j) => fit.estimate[j]!), expected: numbersOf(dynamic["att"]) },
    { key: "dynamic.se", actual: chosen.map((j) => v.se[j]!), expected: numbersOf(dynamic["se"]) },
    { key: "dynamic.overall_att", actual: [fit.estimate[overall]!], expected: numbersOf(dynamic["overall_att"]) },
    { key: "dynamic.overall_se", actual: [v.se[overall]!], expected: numbersOf(dynamic["overall_se"]) },
    {
      key: "dynamic.crit_val",
      actual: [critical(v, "event-time")],
      expected: Object.values(dynamic["crit_val"] as object),
    },
    { key: "simple.overall_att", actual: simple.fit.estimate, expected: numbersOf(whole["overall_att"]) },
    { key: "simple.overall_se", actual: simple.v.se, expected: numbersOf(whole["overall_se"]) },
  ];
}

function critical({ suprema }: InfluenceCovariance, kind: Term["kind"]): number {
  return orderStatistic(suprema.find((one) => one.kind === kind)!.maxima, 0.95);
}

/** A 2×2 estimate of DRDID: effect, error, interval and rows. */
export function compareDrdid({ result }: ReferenceEntry, { design, options, isRegression }: DrdidSpec): Comparison[] {
  const fit = twoByTwo.fit(design, twoByTwo.options.parse(options), CONTEXT);
  const v = isRegression
    ? // The spread of row influences with n − 1: HC with n / (n − 1) alone.
      covariance(fit, { kind: "HC1", smallSample: { adjK: false } })
    : influenceCovariance(fit, { clusters: [], scale: SCALE, seed: 1 });
  const j = positionsOf(fit, "overall")[0]!;
  const [effect, se] = [fit.estimate[j]!, v.se[j]!];
  const number = (name: string): number[] => {
    const value = result[name];
    return numbersOf(typeof value === "number" ? value : Object.values(value as object)[0]);
  };
  const [low, high] = [number("ci95_low"), number("ci95_high")];
  const relativeTo = intervalSizes(low, high);
  return [
    { key: "att", actual: [effect], expected: number("att") },
    { key: "se", actual: [se], expected: number("se") },
    { key: "ci95_low", actual: [effect - DRDID_CRITICAL * se], expected: low, relativeTo },
    { key: "ci95_high", actual: [effect + DRDID_CRITICAL * se], expected: high, relativeTo },
    {
      key: "n",
      actual: [isRegression ? fit.counts.observations / 2 : (fit.counts.units ?? Number.NaN)],
      expected: number("n"),
    },
  ];
}
