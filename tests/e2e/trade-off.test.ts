import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { LinkResult, StudyResult } from "../../src/result/schema.ts";
import { runCli } from "../support/cli.ts";
import { indicator, type StudyTexts, writeStudy } from "../support/csv-study.ts";

// A trade-off as a study declares it. Size and marks of 40 schools in 4 years: marks fall by 0.5 for every pupil by which size truly grew, and both have
// noise in every year, the same noise with opposite signs, as where a mark is a sum over the pupils counted.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-trade-off-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SLOPE = -0.5;
const rows = Array.from({ length: 40 }, (_, u) =>
  [2017, 2018, 2022, 2023].map((year, t) => {
    const grew = t < 2 ? 0 : ((u * 17) % 41) / 4 - 5;
    const noise = (((u * 7 + t * 13 + u * t * 5) % 19) - 9) / 6;
    const own = (((u * 11 + t * 3 + u * u * (t + 1)) % 13) - 6) / 20;
    return `s${u},${year},${(20 + (u % 7) + grew + noise).toFixed(4)},${(60 + SLOPE * grew - noise + own).toFixed(4)},r${u % 25}`;
  }),
).flat();

const hypothesis = (after: string, expectation = "decrease"): string => `id: t1
kind: trade-off
title: { nl: Omvang en cijfers, en: Size and marks }
claim: { nl: Waar groepen groeiden daalden de cijfers, en: Marks fell where groups grew }
source: proef
links:
  - id: t1a
    role: trade-off
    claim: { nl: Cijfers daalden, en: Marks fell }
    panel: school-year
    outcome: mark
    expect: ${expectation}
    smallest_effect: 0.1
    design: { kind: trade-off, cluster: region }
    estimate:
      primary: { trade-off: { against: size, before: [2017, 2018], after: ${after} } }
decide:
  family: primary
  require: []
`;

const texts = (after: string): StudyTexts => ({
  "study.yaml": `id: trade
title: { nl: Spanningsveld, en: Trade-off }
sources:
  rows: { reader: csv, files: [data/rows.csv] }
panels:
  school-year: { unit: school, period: year, columns: [mark, size, region] }
families:
  primary: {}
`,
  "t1.yaml": hypothesis(after),
  "indicators/mark.yaml": indicator("mark", "mark", "school, year", "select school, year, mark as value from rows"),
  "indicators/size.yaml": indicator("size", "count", "school, year", "select school, year, size as value from rows"),
  "indicators/region.yaml": indicator(
    "region",
    "category",
    "school",
    "select distinct school, region as value from rows",
  ),
  "data/rows.csv": `school,year,size,mark,region\n${rows.join("\n")}\n`,
});

async function run(name: string, after: string): Promise<LinkResult> {
  const study = join(folder, name);
  writeStudy(study, texts(after));
  const end = await runCli(["run", ".", "--out", "out", "--workers", "0"], { cwd: study });
  expect(end.code).toBe(0);
  const result: StudyResult = JSON.parse(readFileSync(join(study, "out/result.json"), "utf8"));
  return result.hypotheses[0]!.links[0]!;
}

describe("a trade-off with changes measured twice", () => {
  test("the planted slope is found, where a regression of one noisy change on the other is far off", async () => {
    const link = await run("planted", "[2022, 2023]");
    const { tau } = link.estimates[0]!;
    expect(Math.abs(tau!.estimate! - SLOPE)).toBeLessThan(3.3 * tau!.se!);
    expect(tau!.se).toBeLessThan(0.1);
    expect(link.finding).toBe("supported");
    const cells = new Map(
      rows.map((row) => [row.split(",").slice(0, 2).join(), row.split(",").slice(2, 4).map(Number)]),
    );
    const change = (u: number, side: number) => cells.get(`s${u},2022`)![side]! - cells.get(`s${u},2017`)![side]!;
    const sizes = Array.from({ length: 40 }, (_, u) => change(u, 0));
    const mean = sizes.reduce((sum, value) => sum + value, 0) / 40;
    const raw =
      sizes.reduce((sum, value, u) => sum + (value - mean) * change(u, 1), 0) /
      sizes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(raw).toBeLessThan(SLOPE - 0.03);
  });

  test("a window with one period is refused: the link is not testable, and says why", async () => {
    const link = await run("once", "[2023, 2023]");
    expect(link.finding).toBe("not-testable");
    expect(link.because.map((because) => because.values["code"])).toEqual(["changes-measured-once"]);
  });
});
