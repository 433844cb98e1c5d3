import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findEstimator } from "../../models/index.ts";
import type { CovarianceKind, Design } from "../../src/core/design.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { dataUrl, disagreement } from "../support/expected.ts";
import { categoryColumn, cells, makeDesign, numberColumn, numbers, readFrame } from "../support/frame.ts";

// R's glm with explicit dummies, iterated to the last digit, and sandwich 3.0.2 (generate-likelihood.R): two roads to the same maximum agree to
// rounding, amplified by glm's normal equations in up to 95 columns; the expected information of probit converges linearly there.
const ESTIMATE = 1e-9;
const STATISTIC = 1e-10;

interface Reference {
  readonly names: readonly string[];
  readonly coef: readonly number[];
  readonly iid: readonly number[];
  readonly HC0: readonly number[];
  readonly HC2: readonly number[];
  readonly HC3: readonly number[];
  readonly deviance: number;
  readonly loglik: number;
  readonly aic: number;
  readonly bic: number;
  readonly pearson: number;
  readonly nobs: number;
  readonly parameters: number;
}

const reference = JSON.parse(readFileSync(new URL("likelihood-r.json", import.meta.url), "utf8")) as Record<
  string,
  Reference
>;

const DARFUR = ["directlyharmed", "age", "female"];

interface Model {
  readonly estimator: string;
  readonly design: Design;
  readonly options: Readonly<Record<string, unknown>>;
}

function fatalities(): Model {
  const d = readFrame(dataUrl("fatalities"));
  const number = (name: string) => numberColumn(name, numbers(d, name));
  const columns = [
    number("beertax"),
    number("unemp"),
    number("year"),
    numberColumn("log(pop)", numbers(d, "pop").map(Math.log)),
    categoryColumn("state", cells(d, "state")),
  ];
  return {
    estimator: "poisson",
    design: makeDesign({ outcome: numbers(d, "fatal"), columns }),
    options: { covariates: ["beertax", "unemp"], absorb: ["state", "year"], offset: "log(pop)" },
  };
}

function darfur(estimator: string, absorb: readonly string[]): Model {
  const d = readFrame(dataUrl("darfur"));
  const columns = [
    ...DARFUR.map((name) => numberColumn(name, numbers(d, name))),
    categoryColumn("village", cells(d, "village")),
  ];
  return {
    estimator,
    design: makeDesign({ outcome: numbers(d, "pastvoted"), columns }),
    options: { covariates: DARFUR, absorb },
  };
}

const MODELS: Readonly<Record<string, () => Model>> = {
  poisson_fatalities: fatalities,
  logit_villages: () => darfur("logit", ["village"]),
  probit_villages: () => darfur("probit", ["village"]),
  probit_darfur: () => darfur("probit", []),
};

test("every model of the reference is computed", () => {
  expect(Object.keys(reference).filter((name) => name !== "about")).toEqual(Object.keys(MODELS));
});

describe.each(Object.keys(MODELS))("%s", (name) => {
  const expected = reference[name]!;
  const { estimator, design, options } = MODELS[name]!();
  const method = findEstimator(estimator)!;
  const fit = method.fit(design, method.options.parse(options), {
    seed: 1,
    wantOutcomeWeights: false,
    wantLeverage: true,
  });
  const errors = (kind: CovarianceKind) => covariance(fit, { kind, smallSample: { adjK: false, adjG: false } }).se;

  test("coefficients", () => {
    expect(fit.counts.observations).toBe(expected.nobs);
    expect(disagreement(fit.estimate, expected.coef, ESTIMATE)).toBeLessThanOrEqual(1);
  });

  test.each(["iid", "HC0", "HC2", "HC3"] as const)("%s errors", (kind) => {
    expect(disagreement(errors(kind), expected[kind], ESTIMATE)).toBeLessThanOrEqual(1);
  });

  test("deviance, likelihood and information criteria", () => {
    const statistic = (of: string) => fit.statistics!.find((one) => one.name === of)!.value;
    const ours = ["deviance", "log-likelihood", "aic", "bic", "pearson-chi-squared"].map(statistic);
    const { deviance, loglik, aic, bic, pearson } = expected;
    expect(disagreement(ours, [deviance, loglik, aic, bic, pearson], STATISTIC)).toBeLessThanOrEqual(1);
  });
});
