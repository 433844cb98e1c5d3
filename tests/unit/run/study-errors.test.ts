import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { studyResultSchema } from "../../../src/result/schema.ts";
import { changed, ROWS, runHere, writeStudy } from "../../support/csv-study.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

/** The same arithmetic from the same rows. */
const ROUNDING = 10;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-errors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeStudy(
  folder,
  changed({
    "h1.yaml": [
      `      kind: dose
      dose: dose
      post: year >= 2018
      cluster: region`,
      `      kind: regression
      formula: y ~ dose:after | unit + year
      define: { after: year >= 2018 }
      cluster: region`,
      "    contrast: { from: 0, to: 1 }\n",
      "",
      `      primary: { twfe: {} }
      also:
        - event-study: { reference: 2017 }
    checks: [leave-one-cluster-out, leave-one-period-out]`,
      `      primary: { ols: {} }
      also:
        - { se: HC3 }
        - { se: NW }
        - { se: DK(2) }
        - { se: conley(30) }
        - { iv: {}, formula: "y ~ 1 | unit + year | dose:after ~ I(2*dose*after)" }
        - { formula: "y ~ dose:after | unit[year]" }
        - { iv: {} }
        - { se: CR3 }
    inference: { latitude: dose, longitude: y }
    checks: [leave-one-cluster-out]`,
    ],
  }),
);

const rows = ROWS.map((row) => row.split(","));
const column = (c: number) => rows.map((row) => Number(row[c]));
const after = column(1).map((year) => (year >= 2018 ? 1 : 0));
const unit = factorOf(
  "unit",
  rows.map((row) => row[0]!),
);

/** The primary model, built without the study. */
function direct(absorb: readonly string[]) {
  const design = makeDesign({
    outcome: column(2),
    columns: [
      numberColumn(
        "x",
        column(3).map((dose, i) => dose * after[i]!),
      ),
      numberColumn("unit", [...unit.codes]),
      numberColumn("year", column(1)),
    ],
  });
  return ols.fit(design, ols.options.parse({ covariates: ["x"], absorb }), { ...CONTEXT, wantLeverage: true });
}

test("errors over leverage, time and space, slopes and instruments, as a specification asks for them", async () => {
  const result = await runHere(folder);
  expect(studyResultSchema.safeParse(result).success).toBe(true);
  const { estimates } = result.hypotheses[0]!.links[0]!;
  const kinds = estimates.filter(({ role }) => role !== "check").map(({ covariance: v }) => v?.kind ?? null);
  expect(kinds).toEqual(["CR1", "HC3", "NW(1)", "DK(2)", "conley(30)", "CR1", "CR1", null, null]);

  const fit = direct(["unit", "year"]);
  const year = { name: "year", values: Float64Array.from(column(1)) };
  const [latitude, longitude] = [Float64Array.from(column(3)), Float64Array.from(column(2))];
  const expected = [
    covariance(fit, { kind: "HC3" }),
    covariance(fit, { kind: "NW", lag: 1, unit, period: year }),
    covariance(fit, { kind: "DK", lag: 2, period: year }),
    covariance(fit, { kind: "conley", cutoff: 30, distance: "triangular", latitude, longitude }),
  ];
  expected.forEach(({ se, df }, e) => {
    const { tau } = estimates[e + 1]!;
    expect(tau?.estimate).toBeCloseTo(fit.estimate[0]!, ROUNDING);
    expect(tau?.se).toBeCloseTo(se[0]!, ROUNDING);
    expect(tau?.df).toBe(df);
  });

  // An instrument that is twice the column is the column.
  const [, , , , , instrumented, slopes, without, unknown] = estimates;
  expect(instrumented?.effects.map(({ term }) => term)).toEqual([{ kind: "coefficient", name: "fit_dose:after" }]);
  expect(instrumented?.tau?.estimate).toBeCloseTo(fit.estimate[0]!, ROUNDING);
  expect(slopes?.tau?.estimate).toBeCloseTo(direct(["unit[year]"]).estimate[0]!, ROUNDING);
  expect(without?.findings.map(({ code }) => code)).toEqual(["no-instruments"]);
  expect(unknown?.findings.map(({ code }) => code)).toEqual(["errors-not-available"]);
});
