import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { callawaySantanna } from "../../../models/callaway-santanna/callaway-santanna.ts";
import { influenceCovariance } from "../../../src/inference/influence.ts";
import { studyResultSchema } from "../../../src/result/schema.ts";
import { changed, indicator, ROWS, runHere, writeStudy } from "../../support/csv-study.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

/** The same arithmetic from the same rows. */
const ROUNDING = 10;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-staggered-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeStudy(folder, {
  ...changed({
    "study.yaml": ["    columns: [y, dose, region]", "    columns: [y, dose, region, start, size]"],
    "h1.yaml": [
      `      kind: dose
      dose: dose
      post: year >= 2018
      cluster: region`,
      `      kind: staggered
      cohort: start
      comparison: never-treated
      covariates: ~ size + I(size^2)`,
      `    contrast: { from: 0, to: 1 }
`,
      "",
      `      primary: { twfe: {} }
      also:
        - event-study: { reference: 2017 }
    checks: [leave-one-cluster-out, leave-one-period-out]`,
      `      primary: { callaway-santanna: { method: reg } }
      also:
        - { callaway-santanna: { covariates: [], comparison: not-yet-treated, aggregation: dynamic, draws: 199 } }
        - { twfe: {} }
    checks: [pre-trends, leave-one-period-out]`,
    ],
  }),
  "indicators/start.yaml": indicator(
    "start",
    "index",
    "unit, year",
    `select unit, year, case when dose = 0 then 0 when dose < 0.6 then 2018 else 2019 end as value from rows`,
  ),
  "indicators/size.yaml": indicator(
    "size",
    "index",
    "unit, year",
    `select unit, year, cast(substr(unit, 2) as double) % 7 as value from rows`,
  ),
});

const rows = ROWS.map((row) => row.split(","));
const doses = rows.map((row) => Number(row[3]));
const size = rows.map((row) => Number(row[0]!.slice(1)) % 7);
const unit = factorOf(
  "unit",
  rows.map((row) => row[0]!),
);
const design = makeDesign({
  outcome: rows.map((row) => Number(row[2])),
  unit,
  period: rows.map((row) => Number(row[1])),
  timing: {
    kind: "staggered",
    cohort: Float64Array.from(doses, (dose) => (dose === 0 ? Infinity : dose < 0.6 ? 2018 : 2019)),
  },
  columns: [
    numberColumn("size", size),
    numberColumn(
      "square",
      size.map((value) => value ** 2),
    ),
  ],
});

function direct(options: Readonly<Record<string, unknown>>) {
  const fit = callawaySantanna.fit(design, callawaySantanna.options.parse(options), CONTEXT);
  return { fit, v: influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 }) };
}

test("a staggered design gives comparison, anticipation and covariates to the estimator that takes them", async () => {
  const result = await runHere(folder);
  expect(studyResultSchema.safeParse(result).success).toBe(true);
  const link = result.hypotheses[0]!.links[0]!;
  const [primary, second, third] = link.estimates;

  expect(primary!.options).toMatchObject({
    method: "reg",
    comparison: "never-treated",
    covariates: ["size", "I(size^2)"],
  });
  const { fit, v } = direct({ method: "reg", covariates: ["size", "square"] });
  const overall = fit.terms.findIndex((term) => term.kind === "overall");
  expect(primary!.tau?.estimate).toBeCloseTo(fit.estimate[overall]!, ROUNDING);
  expect(primary!.tau?.se).toBeCloseTo(v.se[overall]!, ROUNDING);
  expect(primary!.effects.map(({ term }) => term)).toEqual(fit.terms);
  expect(primary!.covariance).toMatchObject({ kind: "influence", df: null, n: 12 });
  expect(primary!.statistics?.map(({ name }) => name)).toEqual(["pre-test"]);

  // What the estimate says wins over the design; a list of columns is none.
  expect(second!.options).toMatchObject({ comparison: "not-yet-treated", covariates: [] });
  const plain = direct({ comparison: "not-yet-treated", aggregation: "dynamic" });
  expect(second!.effects.map(({ estimate }) => estimate)).toEqual(
    Array.from(plain.fit.estimate, (value) => expect.closeTo(value, ROUNDING)),
  );
  expect(second!.covariance?.kind).toBe("multiplier");
  expect(second!.bandMethod).toBe("sup-t");
  expect(second!.effects.filter(({ band }) => band !== null)).toHaveLength(plain.fit.terms.length - 1);

  expect(third!.options).not.toHaveProperty("comparison");

  // The pre-trend test reads the leads by event time of the primary fit.
  const trends = link.checks.find(({ id }) => id === "pre-trends")!;
  expect(trends.sentence).not.toBe("pre-trends-no-event-study");
  expect(link.checks.find(({ id }) => id === "leave-one-period-out")!.refits.length).toBeGreaterThan(0);
});
