import { describe, expect, test } from "vitest";
import { estimators, findEstimator } from "../../models/index.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { studentTQuantile } from "../../src/numerics/student-t.ts";
import { drawPanel, panelDesign, startPeriod, type TimingKind } from "../support/panels.ts";

// 99.9% acceptance for `draws` replications; the mean estimate likewise within 3.3 of its own standard errors.
const ACCEPTANCE = 3.3;
const slow = process.env["EFFECTMETER_SLOW"] === "1";
const draws = slow ? 6000 : 600;
/** CR1 with t(G − 1) covers slightly less than nominal at 60 units; large runs resolve that, hence 120 there. */
const size = { units: slow ? 120 : 60, periods: 6, seed: 31, rho: 0.6 };
const EFFECT = 0.5;

interface Experiment {
  readonly estimator: string;
  readonly kind: Exclude<TimingKind, "none">;
  readonly options: unknown;
  /** The term watched and its true value. */
  readonly watched: (term: Term) => boolean;
  readonly truth: number;
}

const isOverall = (term: Term) => term.kind === "overall";
const post = startPeriod(size.periods);

const experiments: readonly Experiment[] = [
  {
    estimator: "ols",
    kind: "staggered",
    options: { covariates: ["d", "x"], absorb: ["unit", "period"] },
    watched: (term) => term.kind === "coefficient" && term.name === "d",
    truth: EFFECT,
  },
  { estimator: "two-by-two", kind: "two-by-two", options: {}, watched: isOverall, truth: EFFECT },
  { estimator: "twfe", kind: "dose", options: {}, watched: isOverall, truth: EFFECT },
  { estimator: "twfe", kind: "staggered", options: { covariates: ["x"] }, watched: isOverall, truth: EFFECT },
  {
    estimator: "event-study",
    kind: "two-by-two",
    options: {},
    watched: (term) => term.kind === "calendar" && term.period === post,
    truth: EFFECT,
  },
  {
    estimator: "event-study",
    kind: "dose",
    options: {},
    watched: (term) => term.kind === "calendar" && term.period === post - 2,
    truth: 0,
  },
  {
    estimator: "event-study",
    kind: "staggered",
    options: {},
    watched: (term) => term.kind === "event-time" && term.eventTime === 1,
    truth: EFFECT,
  },
];

const COVERED_HERE = ["ols", "two-by-two", "twfe", "event-study"];

test("the four regression estimators each have an experiment", () => {
  expect([...new Set(experiments.map(({ estimator }) => estimator))].sort()).toEqual([...COVERED_HERE].sort());
  for (const id of COVERED_HERE) expect(estimators.map((estimator) => estimator.id)).toContain(id);
});

describe(`95% intervals with serially correlated errors, ${draws} draws`, () => {
  test.each(experiments)("$estimator, $kind, truth $truth", ({ estimator, kind, options, watched, truth }) => {
    const method = findEstimator(estimator)!;
    const chosen = method.options.parse(options);
    let covered = 0;
    let sum = 0;
    let squares = 0;
    for (let replicate = 0; replicate < draws; replicate++) {
      const design = panelDesign(kind, drawPanel(kind, { ...size, replicate, effect: EFFECT }));
      const fit: Fit = method.fit(design, chosen, { seed: 1, wantOutcomeWeights: false });
      const j = fit.terms.findIndex(watched);
      const { se, df } = covariance(fit, { kind: "CR1", clusters: design.clusters });
      const error = fit.estimate[j]! - truth;
      if (Math.abs(error) <= studentTQuantile(0.975, df) * se[j]!) covered++;
      sum += error;
      squares += error * error;
    }
    const bias = sum / draws;
    const spread = Math.sqrt((squares / draws - bias * bias) / draws);
    expect(Math.abs(bias)).toBeLessThan(ACCEPTANCE * spread);
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(ACCEPTANCE * Math.sqrt((0.95 * 0.05) / draws));
  });
});
