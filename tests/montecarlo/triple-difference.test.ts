import { describe, expect, test } from "vitest";
import { tripleDifference } from "../../models/triple-difference/triple-difference.ts";
import { twfe } from "../../models/twfe/twfe.ts";
import type { Term } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { combineFactors } from "../../src/numerics/factor.ts";
import { studentTQuantile } from "../../src/numerics/student-t.ts";
import { drawPanel, panelDesign, startPeriod } from "../support/panels.ts";

// 99.9% acceptance for `draws` replications; the mean estimate likewise within 3.3 of its own standard errors.
const ACCEPTANCE = 3.3;
const slow = process.env["EFFECTMETER_SLOW"] === "1";
const draws = slow ? 6000 : 500;
/** CR1 with t(G − 1) covers slightly less than nominal at 60 units; large runs resolve that, hence 120 there. */
const size = { units: slow ? 120 : 60, periods: 6, seed: 47, rho: 0.6 };
const EFFECT = 0.5;
const post = startPeriod(size.periods);

interface Experiment {
  readonly name: string;
  readonly options: unknown;
  readonly watched: (term: Term) => boolean;
  readonly truth: number;
}

describe(`95% intervals clustered by unit, ${draws} draws`, () => {
  test.each<Experiment>([
    { name: "one average", options: {}, watched: ({ kind }) => kind === "overall", truth: EFFECT },
    { name: "areas", options: { effects: "area" }, watched: ({ kind }) => kind === "overall", truth: EFFECT },
    {
      name: "the first period after the start",
      options: { reference: "before-start" },
      watched: (term) => term.kind === "calendar" && term.period === post,
      truth: EFFECT,
    },
    {
      name: "a period before it",
      options: { reference: "before-start" },
      watched: (term) => term.kind === "calendar" && term.period === post - 2,
      truth: 0,
    },
  ])("$name, truth $truth", ({ options, watched, truth }) => {
    const chosen = tripleDifference.options.parse(options);
    let covered = 0;
    let sum = 0;
    let squares = 0;
    for (let replicate = 0; replicate < draws; replicate++) {
      const design = panelDesign(
        "triple-difference",
        drawPanel("triple-difference", { ...size, replicate, effect: EFFECT }),
      );
      const fit = tripleDifference.fit(design, chosen, { seed: 1, wantOutcomeWeights: false });
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

test("a trend of the affected group in all units biases groups before and after, and not the triple difference", () => {
  // The panel's group 1 grows by 0.2 a period everywhere: from the mean of four periods to that of two, 3 periods later.
  const drift = 0.2 * 3;
  const replicates = 60;
  const errors = Array.from({ length: replicates }, (_, replicate) => {
    const panel = drawPanel("triple-difference", { ...size, replicate, effect: 0 });
    const design = panelDesign("triple-difference", panel);
    const triple = tripleDifference.fit(design, tripleDifference.options.parse({}), {
      seed: 1,
      wantOutcomeWeights: false,
    });
    if (design.timing.kind !== "triple-difference") throw new Error("the panel has groups");
    const { affected, group, post: after } = design.timing;
    const unit = combineFactors("unit", [design.unit!, group]);
    const groups = twfe.fit(
      { ...design, unit, timing: { kind: "two-by-two", treated: affected, post: after } },
      twfe.options.parse({}),
      { seed: 1, wantOutcomeWeights: false },
    );
    return [triple.estimate[0]!, groups.estimate[0]!] as const;
  });
  const mean = (which: 0 | 1) => errors.reduce((total, error) => total + error[which], 0) / replicates;
  const spread = (which: 0 | 1) =>
    Math.sqrt(errors.reduce((total, error) => total + (error[which] - mean(which)) ** 2, 0)) / replicates;
  expect(Math.abs(mean(0))).toBeLessThan(ACCEPTANCE * spread(0));
  expect(Math.abs(mean(1) - drift)).toBeLessThan(ACCEPTANCE * spread(1));
});
