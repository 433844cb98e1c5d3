import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { changed, HEADER, runHere, writeStudy } from "../../support/csv-study.ts";

/** Closed forms by hand. */
const ROUNDING = 10;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-likelihood-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const YEARS = [2015, 2016, 2017, 2018, 2019, 2020];
const FIRST_AFTER = 2018;
/** Four regions of two units, one with dose 0 and one with dose 1; the counts halve with the dose, but for a remainder that differs by region. */
const counts = [0, 1, 2, 3].flatMap((region) =>
  [0, 1].flatMap((dose) =>
    YEARS.map((year, t) => ({
      unit: `u${region}${dose}`,
      year,
      y: 40 + 4 * region + 2 * t - (dose === 1 && year >= FIRST_AFTER ? 20 + region : 0),
      dose,
      region: `r${region}`,
    })),
  ),
);
const rows = counts.map(({ unit, year, y, dose, region }) => `${unit},${year},${y},${dose},${region}`);

writeStudy(
  folder,
  changed({
    "h1.yaml": [
      `      kind: dose
      dose: dose
      post: year >= 2018
      cluster: region`,
      `      kind: regression
      formula: y ~ dose:after | dose + after
      define: { after: year >= 2018 }
      cluster: region`,
      "    contrast: { from: 0, to: 1 }\n",
      "",
      `      primary: { twfe: {} }
      also:
        - event-study: { reference: 2017 }
    checks: [leave-one-cluster-out, leave-one-period-out]`,
      `      primary: { poisson: {} }
      also:
        - ols: {}
    checks: [leave-one-cluster-out]`,
    ],
  }),
);

test("a study whose primary estimate is Poisson: the log ratio of ratios, judged on the normal scale", async () => {
  writeFileSync(join(folder, "data/rows.csv"), `${[HEADER, ...rows].join("\n")}\n`);
  const result = await runHere(folder);
  const link = result.hypotheses[0]!.links[0]!;
  const [primary, also] = link.estimates;
  const sum = (dose: number, after: boolean) =>
    counts.reduce((total, row) => total + (row.dose === dose && row.year >= FIRST_AFTER === after ? row.y : 0), 0);
  const expected = Math.log(sum(1, true) / sum(1, false) / (sum(0, true) / sum(0, false)));
  expect(primary).toMatchObject({ model: "poisson", role: "primary" });
  expect(primary!.tau?.estimate).toBeCloseTo(expected, ROUNDING);
  expect(primary!.tau?.df).toBeNull();
  expect(primary!.tau?.ci?.every(Number.isFinite)).toBe(true);
  expect(primary!.statistics?.some(({ name }) => name === "deviance")).toBe(true);
  expect(also).toMatchObject({ model: "ols", role: "also" });
  expect(link.finding).toBe("supported");
  const loo = link.checks.find(({ id }) => id === "leave-one-cluster-out");
  expect(loo?.status).toBe("passed");
});
