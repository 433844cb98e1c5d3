import { findEstimator } from "../../../models/index.ts";
import type { Design } from "../../../src/core/design.ts";
import type { Fit, FitStatistic } from "../../../src/core/fit.ts";
import { auxiliaryTests } from "../../../src/inference/auxiliary-tests.ts";
import { type Covariance, type CovarianceOptions, covariance } from "../../../src/inference/covariance.ts";
import type { DependentOptions } from "../../../src/inference/dependent.ts";
import { confidenceInterval, twoSidedP } from "../../../src/inference/intervals.ts";
import { isLeverageKind } from "../../../src/inference/leverage.ts";
import { submatrix, waldTest } from "../../../src/inference/wald.ts";
import { CONTEXT } from "../frame.ts";
import { type Comparison, intervalSizes, numbersOf, tailScale } from "./comparison.ts";
import type { ReferenceEntry } from "./measure.ts";

/** A model with scores: what the spec lists of regressions and likelihoods have in common. */
export interface ScoreSpec {
  readonly estimator: string;
  readonly design: Design;
  readonly options: Readonly<Record<string, unknown>>;
  readonly covariance: CovarianceOptions | DependentOptions;
  /** Positions in the reference of our terms, where the order differs. */
  readonly order?: readonly number[];
}

export function fitScores({ estimator, design, options, covariance: choice }: ScoreSpec) {
  const method = findEstimator(estimator)!;
  const wantLeverage = isLeverageKind(choice.kind);
  const fit = method.fit(design, method.options.parse(options), { ...CONTEXT, wantLeverage });
  return { fit, v: covariance(fit, choice) };
}

/** Every number of an entry made by fixest, or by lm and sandwich, that effectmeter reports. */
export function compareRegression({ result }: ReferenceEntry, spec: ScoreSpec): Comparison[] {
  const { fit, v } = fitScores(spec);
  const list = (name: string) => numbersOf(result[name]);
  const positions = spec.order ?? list("coef").map((_, j) => j);
  const take = (values: ArrayLike<number>) => positions.map((_, j) => values[j]!);
  const named = (name: string) => positions.map((position) => list(name)[position]!);
  const [estimate, se, statistic] = [take(fit.estimate), take(v.se), take(v.statistic)];
  const ends = estimate.map((b, j) => confidenceInterval(b, se[j]!, v.df, 0.95));
  const [low, high] = [named("ci95_low"), named("ci95_high")];
  return [
    { key: "coef", actual: estimate, expected: named("coef") },
    { key: "se", actual: se, expected: named("se") },
    { key: "stat", actual: statistic, expected: named("stat") },
    {
      key: "p",
      actual: estimate.map((b, j) => twoSidedP(b, se[j]!, v.df)),
      expected: named("p"),
      relativeTo: tailScale(named("p"), named("stat")),
    },
    { key: "ci95_low", actual: ends.map(([lo]) => lo), expected: low, relativeTo: intervalSizes(low, high) },
    { key: "ci95_high", actual: ends.map(([, hi]) => hi), expected: high, relativeTo: intervalSizes(low, high) },
    ...compareCovariance(result, v.vcov, fit.estimate.length, positions, named("se")),
    ...compareCounts(result, fit, v),
    ...compareQuality(result, fit, v),
    ...(result["F_iid"] === undefined ? [] : compareJoint(result, fit)),
    ...(result["fitstat"] === undefined ? [] : compareFirstStage(result, fit, spec)),
  ];
}

/** Covariances relative to the product of the standard errors they belong to. */
function compareCovariance(
  result: ReferenceEntry["result"],
  vcov: Float64Array,
  k: number,
  positions: readonly number[],
  se: readonly number[],
): Comparison[] {
  const { rows } = result["vcov"] as { rows: number[][] };
  return [
    {
      key: "vcov",
      actual: positions.flatMap((_, a) => positions.map((_, b) => vcov[a * k + b]!)),
      expected: positions.flatMap((a) => positions.map((b) => rows[a]![b]!)),
      relativeTo: positions.flatMap((_, a) => positions.map((_, b) => 2 * se[a]! * se[b]!)),
    },
  ];
}

/** Rows, levels, K and degrees of freedom, as far as the entry has them. */
export function compareCounts(result: ReferenceEntry["result"], fit: Fit, v: Covariance): Comparison[] {
  const { singletons, separated = [] } = fit.diagnostics;
  const levels = fit.uncertainty.kind === "scores" ? fit.uncertainty.effects.map(({ count }) => count) : [];
  const ours: Readonly<Record<string, readonly number[]>> = {
    nobs: [fit.counts.observations],
    df_t: [v.df],
    df_resid: [v.df],
    K: [v.convention.parameters],
    n_removed: [separated.reduce((total, { rows }) => total + rows, singletons)],
    fixef_sizes: levels,
  };
  // A likelihood's statistics are normal here and there; its df_t is not used for anything.
  return Object.entries(ours)
    .filter(([key]) => result[key] !== undefined && !(key === "df_t" && v.df === Number.POSITIVE_INFINITY))
    .map(([key, actual]) => ({
      key,
      actual,
      expected: numbersOf(key === "fixef_sizes" ? Object.values(result[key] as object) : result[key]),
    }));
}

/** Residuals, R² and likelihoods, as far as the entry has them. */
export function compareQuality(result: ReferenceEntry["result"], fit: Fit, v: Covariance): Comparison[] {
  const statistic = (name: string) => fit.statistics?.find((one) => one.name === name)?.value;
  const ours: Readonly<Record<string, number | null | undefined>> = {
    ssr: fit.diagnostics.ssr,
    r2: fit.diagnostics.rSquared,
    wr2: fit.diagnostics.withinRSquared,
    sigma: Math.sqrt((fit.diagnostics.ssr ?? Number.NaN) / v.df),
    deviance: statistic("deviance"),
    loglik: statistic("log-likelihood"),
    pr2: statistic("pseudo-r-squared"),
  };
  return Object.entries(ours)
    .filter(([key]) => result[key] !== undefined)
    .map(([key, value]) => ({ key, actual: [value ?? Number.NaN], expected: numbersOf(result[key]) }));
}

/** F of all coefficients but the intercept, from the classical covariance whatever errors the entry has. */
function compareJoint(result: ReferenceEntry["result"], fit: Fit): Comparison[] {
  const { vcov, df } = covariance(fit, { kind: "iid" });
  const k = fit.terms.length;
  const slopes = [...fit.terms.keys()].filter((j) => {
    const term = fit.terms[j]!;
    return !(term.kind === "coefficient" && term.name === "(Intercept)");
  });
  const { statistic } = waldTest(
    slopes.map((j) => fit.estimate[j]!),
    submatrix(vcov, k, slopes),
    df,
  );
  return [{ key: "F_iid", actual: [statistic], expected: numbersOf(result["F_iid"]) }];
}

/** First-stage coefficients and tests under the chosen errors, Wu–Hausman and Sargan. */
function compareFirstStage(result: ReferenceEntry["result"], fit: Fit, spec: ScoreSpec): Comparison[] {
  const [endogenous] = spec.options["endogenous"] as [string];
  const { statistics } = auxiliaryTests(fit, spec.covariance);
  const all = [...statistics, ...(fit.statistics ?? [])];
  const expected = result["fitstat"] as Readonly<Record<string, number | string>>;
  const tests = [
    ["first-stage-f", `ivf1::${endogenous}`],
    ["first-stage-wald", `ivwald1::${endogenous}`],
    ["wu-hausman", "wh"],
    ["sargan", "sargan"],
  ].flatMap(([name, key]) => compareTest(all.find((one) => one.name === name)!, key!, expected));
  const first = fit.auxiliary![0]!;
  const v = covariance(first, spec.covariance);
  const names = first.terms.map((term) => (term.kind === "coefficient" ? term.name : ""));
  const stage = (result["first_stage"] as Record<string, Record<string, Record<string, number>>>)[endogenous]!;
  return [
    ...tests,
    { key: "first_stage.coef", actual: first.estimate, expected: names.map((name) => stage["coef"]![name]!) },
    { key: "first_stage.se", actual: v.se, expected: names.map((name) => stage["se"]![name]!) },
  ];
}

function compareTest(
  found: FitStatistic,
  key: string,
  expected: Readonly<Record<string, number | string>>,
): Comparison[] {
  const statistic = expected[`${key}.stat`];
  if (typeof statistic !== "number") return [];
  const p = numbersOf(expected[`${key}.p`]);
  const df = [`${key}.df1`, `${key}.df2`].filter((name) => name in expected);
  return [
    { key: `fitstat.${key}.stat`, actual: [found.value], expected: [statistic] },
    {
      key: `fitstat.${key}.p`,
      actual: [found.p!],
      expected: p,
      relativeTo: p.map((value) => value * (1 + Math.abs(statistic))),
    },
    ...df.map((name, at) => ({
      key: `fitstat.${name}`,
      actual: [found.df![at]!],
      expected: numbersOf(expected[name]),
    })),
  ];
}
