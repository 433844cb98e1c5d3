import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sunAbraham } from "../../../models/sun-abraham/sun-abraham.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { studyResultSchema } from "../../../src/result/schema.ts";
import { changed, indicator, ROWS, runHere, writeStudy } from "../../support/csv-study.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

/** The same arithmetic from the same rows. */
const ROUNDING = 10;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-study-sun-abraham-"));
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
      anticipation: 0
      covariates: ~ I(size * year)
      cluster: unit`,
      `    contrast: { from: 0, to: 1 }
`,
      "",
      `      primary: { twfe: {} }
      also:
        - event-study: { reference: 2017 }
    checks: [leave-one-cluster-out, leave-one-period-out]`,
      `      primary: { sun-abraham: {} }
      also:
        - { sun-abraham: { covariates: [], aggregation: dynamic, shares: estimated } }
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
    cohort: Float64Array.from(rows, (row) => (Number(row[3]) === 0 ? Infinity : Number(row[3]) < 0.6 ? 2018 : 2019)),
  },
  columns: [
    numberColumn(
      "product",
      rows.map((row) => (Number(row[0]!.slice(1)) % 7) * Number(row[1])),
    ),
  ],
});

test("a staggered design in a study: anticipation and covariates of the design, clusters, checks that read event times", async () => {
  const result = await runHere(folder);
  expect(studyResultSchema.safeParse(result).success).toBe(true);
  const link = result.hypotheses[0]!.links[0]!;
  const [primary, second] = link.estimates;
  expect(primary!.options).toMatchObject({
    comparison: "never-treated",
    anticipation: 0,
    covariates: ["I(size * year)"],
  });
  const direct = (options: object) => {
    const fit = sunAbraham.fit(design, sunAbraham.options.parse(options), CONTEXT);
    return { fit, v: covariance(fit, { kind: "CR1", clusters: [unit] }) };
  };
  const { fit, v } = direct({ covariates: ["product"] });
  const overall = fit.terms.findIndex((term) => term.kind === "overall");
  expect(primary!.tau?.estimate).toBeCloseTo(fit.estimate[overall]!, ROUNDING);
  expect(primary!.tau?.se).toBeCloseTo(v.se[overall]!, ROUNDING);
  expect(primary!.covariance).toMatchObject({ kind: "CR1", df: 11 });
  expect(primary!.effects.filter(({ reference }) => reference).map(({ term }) => term)).toEqual([
    { kind: "event-time", eventTime: -1 },
  ]);

  const plain = direct({ aggregation: "dynamic", shares: "estimated" });
  const shown = second!.effects.filter(({ reference }) => !reference);
  expect(shown.map(({ estimate }) => estimate)).toEqual(
    Array.from(plain.fit.estimate, (value) => expect.closeTo(value, ROUNDING)),
  );
  expect(shown.map(({ se }) => se)).toEqual(Array.from(plain.v.se, (value) => expect.closeTo(value, ROUNDING)));
  expect(second!.bandMethod).toBe("sup-t");

  const trends = link.checks.find(({ id }) => id === "pre-trends")!;
  expect(trends.sentence).not.toBe("pre-trends-no-event-study");
  expect(link.checks.find(({ id }) => id === "leave-one-period-out")!.refits.length).toBeGreaterThan(0);
});
