import { expect, test } from "vitest";
import type { EffectRow, EstimationResult } from "../../../src/result/schema.ts";
import { termText, tidyEffects } from "../../../src/result/tidy-effects.ts";
import { sampleResult } from "../../support/sample-result.ts";
import { bytesOf } from "../../support/tables.ts";

const counts = { observations: 40, units: 10, treatedUnits: 5, clusters: 8, periods: 4, cohorts: null };
const effect = (term: EffectRow["term"], rest: Partial<EffectRow> = {}): EffectRow => ({
  term,
  estimate: 1 / 3,
  se: 0.1,
  statistic: 10 / 3,
  df: 7,
  p: 0.01,
  pAdjusted: null,
  ci: [0.1, 0.5],
  band: null,
  reference: false,
  counts: null,
  ...rest,
});

test.each<[EffectRow["term"], string]>([
  [{ kind: "att-gt", cohort: 2020, period: 2022 }, "2020,2022"],
  [{ kind: "event-time", eventTime: -2 }, "-2"],
  [{ kind: "cohort", cohort: 2020 }, "2020"],
  [{ kind: "calendar", period: 2019 }, "2019"],
  [{ kind: "overall" }, "overall"],
  [{ kind: "coefficient", name: "tech:post" }, "tech:post"],
])("%o reads %s", (term, text) => {
  expect(termText(term)).toBe(text);
});

test("one estimation: every effect a row at full precision, in order; what is absent is null", () => {
  const result = {
    kind: "estimate",
    estimator: "event-study",
    counts,
    effects: [
      effect({ kind: "calendar", period: 2018 }, { band: [0, 1], pAdjusted: 0.04 }),
      effect(
        { kind: "calendar", period: 2019 },
        { estimate: 0, se: null, statistic: null, df: null, p: null, ci: null, reference: true },
      ),
    ],
  } as unknown as EstimationResult;
  const origin = {
    hypothesis: null,
    link: null,
    role: null,
    estimate_id: "event-study",
    model: "event-study",
    outcome: null,
    term_kind: "calendar",
    n_obs: 40,
    n_units: 10,
    n_clusters: 8,
  };
  expect(tidyEffects(result)).toEqual([
    {
      ...origin,
      term: "2018",
      estimate: 1 / 3,
      se: 0.1,
      statistic: 10 / 3,
      df: 7,
      p: 0.01,
      p_adjusted: 0.04,
      ci_lo: 0.1,
      ci_hi: 0.5,
      band_lo: 0,
      band_hi: 1,
      reference: false,
    },
    {
      ...origin,
      term: "2019",
      estimate: 0,
      se: null,
      statistic: null,
      df: null,
      p: null,
      p_adjusted: null,
      ci_lo: null,
      ci_hi: null,
      band_lo: null,
      band_hi: null,
      reference: true,
    },
  ]);
});

test("a study: every effect of every estimate of every link, in the order of the result, with where it comes from", () => {
  const study = sampleResult();
  const before = bytesOf(study);
  const rows = tidyEffects(study);
  const expected = study.hypotheses.flatMap((hypothesis) =>
    hypothesis.links.flatMap((link) =>
      link.estimates.flatMap((estimate) =>
        [...estimate.effects, ...(estimate.tau === null ? [] : [estimate.tau])].map((row) => [
          hypothesis.id,
          link.id,
          estimate.role,
          estimate.id,
          estimate.model,
          estimate.outcome,
          row.estimate,
          estimate.counts.observations,
        ]),
      ),
    ),
  );
  expect(expected.length).toBeGreaterThan(10);
  expect(
    rows.map((row) => [
      row.hypothesis,
      row.link,
      row.role,
      row.estimate_id,
      row.model,
      row.outcome,
      row.estimate,
      row.n_obs,
    ]),
  ).toEqual(expected);
  // Every row has the same columns in the same order: they are the header of effects.csv.
  expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBe(1);
  expect(bytesOf(study)).toBe(before);
});

test("a study without estimates has no rows", () => {
  expect(tidyEffects({ ...sampleResult(), hypotheses: [] })).toEqual([]);
});
