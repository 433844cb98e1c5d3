import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StudyResult } from "../../src/result/schema.ts";
import { type CliEnd, runCli } from "../support/cli.ts";
import { writeStudy } from "../support/csv-study.ts";
import { dataUrl } from "../support/expected.ts";

// lm with explicit dummies and sandwich on the same table (tests/reference/triple-difference.json, by generate-triple-difference.R).
const reference = JSON.parse(readFileSync(new URL("../reference/triple-difference.json", import.meta.url), "utf8"));
const DIGITS = 9;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-triple-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const indicator = (id: string, unit: string, sql: string): string => `id: ${id}
name: { nl: ${id}, en: ${id} }
definition: { nl: Uit de tabel, en: From the table }
unit: ${unit}
sources: [rows]
keys: [school, sector, year]
sql: select unit as school, "group" as sector, year, ${sql} as value from rows
`;

interface Link {
  readonly id: string;
  readonly outcome: string;
  readonly design: string;
  readonly rest?: string;
  readonly estimate?: string;
}

const link = ({
  id,
  outcome,
  design,
  rest = "",
  estimate = "primary: { triple-difference: {} }",
}: Link): string => `  - id: ${id}
    role: secondary
    claim: { nl: Meer, en: More }
    panel: school-sector
    outcome: ${outcome}
    expect: increase
    smallest_effect: 0.1
${rest}    design:
      kind: ${design}
    estimate:
      ${estimate}
`;

const TRIPLE = `triple-difference
      group: sector
      against: [care, farming]
      post: year >= 2018`;
const treated = `${TRIPLE}
      treated: in_area = 1`;

const LINKS: readonly Link[] = [
  {
    id: "area",
    outcome: "y",
    design: treated,
    estimate: `primary: { triple-difference: {} }
      also: [{ triple-difference: { reference: 2017 } }, { where: year <> 2016 }]
    inference: { se: CR0 }
    checks: [pre-trends, { placebo-period: 2016 }, leave-one-cluster-out]`,
  },
  {
    id: "dose",
    outcome: "y",
    design: `${TRIPLE}
      dose: exposure`,
    rest: "    contrast: { from: 0, to: 0.5 }\n",
  },
  {
    id: "two-groups",
    outcome: "y",
    design: treated.replace("[care, farming]", "[care]\n      affected: [tech]"),
  },
  { id: "shares", outcome: "share", design: treated },
  {
    id: "shares-of-some",
    outcome: "share",
    design: treated.replace("[care, farming]", "[care]\n      affected: [tech]"),
  },
  {
    id: "shares-all-the-same",
    outcome: "share",
    design: `${treated}
      allow_competing_groups: the net shift is wanted`,
  },
  { id: "no-area", outcome: "y", design: TRIPLE },
  {
    id: "groups-before-and-after",
    outcome: "share",
    design: "two-by-two\n      treated: sector = 'tech'\n      post: year >= 2018\n      cluster: school",
    estimate: "primary: { two-by-two: {} }",
  },
];

let end: CliEnd;
let result: StudyResult;
const linkOf = (id: string) => result.hypotheses[0]!.links.find((one) => one.id === id)!;
const because = (id: string) => linkOf(id).because.map(({ rule, values }) => [rule, values["code"]]);

beforeAll(async () => {
  writeStudy(folder, {
    "study.yaml": `id: triple
title: { nl: Drie verschillen, en: Three differences }
sources:
  rows: { reader: csv, files: [data/rows.csv] }
panels:
  school-sector:
    unit: [school, sector]
    period: year
    columns: [y, share, in_area, exposure]
families:
  primary: {}
`,
    "h1.yaml": `id: h1
title: { nl: Meer techniek, en: More technology }
claim: { nl: Meer techniek waar het programma is, en: More technology where the programme is }
source: proef
links:
${LINKS.map(link).join("")}decide:
  family: primary
  require: []
`,
    "indicators/y.yaml": indicator("y", "index", "y"),
    "indicators/share.yaml": indicator(
      "share",
      "share",
      `case "group" when 'tech' then 0.2 + 0.5 * abs(sin(unit * 7 + year)) else (0.8 - 0.5 * abs(sin(unit * 7 + year))) * (case "group" when 'care' then 2 else 1 end) / 3 end`,
    ),
    "indicators/in_area.yaml": indicator("in_area", "flag", "treated"),
    "indicators/exposure.yaml": indicator("exposure", "score", "dose"),
    "data/rows.csv": readFileSync(dataUrl("triple_balanced"), "utf8"),
  });
  end = await runCli(["run", folder, "--out", join(folder, "out"), "--format", "json,html"]);
  result = JSON.parse(readFileSync(join(folder, "out", "result.json"), "utf8"));
}, 120_000);

test("the run ends well, refusals included", () => {
  expect(end.stderr).not.toContain("rror");
  expect(end.code).toBe(0);
});

test("treated units: the effect and its error, by unit, as lm and sandwich give them", () => {
  const { tested, design, estimates, checks } = linkOf("area");
  expect(tested).toBe(true);
  expect(design).toMatchObject({ kind: "triple-difference", unit: "school", clusters: ["school"], postStart: 2018 });
  const [primary, yearly] = estimates;
  expect(primary!.tau!.estimate).toBeCloseTo(reference.balanced_treated.coef, DIGITS);
  expect(primary!.tau!.se).toBeCloseTo(reference.balanced_treated.CR0, DIGITS);
  expect(primary!.counts).toMatchObject({ observations: 324, units: 18, treatedUnits: 6, clusters: 18 });
  expect(yearly!.effects.map(({ term }) => (term.kind === "calendar" ? term.period : null))).toEqual([
    2015, 2016, 2017, 2018, 2019, 2020,
  ]);
  expect(linkOf("area").figure).toBe(yearly!.id);
  expect(checks.map(({ id, refits }) => [id, refits.length])).toEqual([
    ["pre-trends", 0],
    ["placebo-period", 1],
    ["leave-one-cluster-out", 18],
  ]);
  for (const { refits } of checks) for (const refit of refits) expect(refit.estimate).not.toBeNull();
});

test("a dose per unit, read at the declared contrast", () => {
  const { estimates, contrast } = linkOf("dose");
  expect(contrast!.value).toBe(0.5);
  expect(estimates[0]!.tau!.estimate).toBeCloseTo(0.5 * reference.balanced_dose.coef, DIGITS);
});

test("groups on neither side are left out, and the ledger says so", () => {
  const { estimates, ledger } = linkOf("two-groups");
  expect(estimates[0]!.counts.observations).toBe(216);
  expect(ledger.find(({ reason }) => reason.en === "sector is none of the groups compared")?.rows).toBe(108);
});

test("shares of one whole are not testable, also where a group is left out, and also as a two-by-two of groups", () => {
  for (const id of ["shares", "shares-of-some", "groups-before-and-after"]) {
    expect(because(id)).toEqual([["refused", "competing-groups"]]);
    expect(linkOf(id).finding).toBe("not-testable");
    expect(linkOf(id).tested).toBe(false);
  }
  const report = readFileSync(join(folder, "out", "report.html"), "utf8");
  expect(report).toContain("twee keer het effect");
});

test("with a reason they are estimated, and the reason is printed in the result and the report", () => {
  const { tested, findings } = linkOf("shares-all-the-same");
  expect(tested).toBe(true);
  expect(findings.find(({ code }) => code === "competing-groups-allowed")).toMatchObject({
    severity: "warning",
    values: { reason: "the net shift is wanted" },
  });
  expect(readFileSync(join(folder, "out", "report.html"), "utf8")).toContain("the net shift is wanted");
});

test("without untreated units it is no triple difference, and that is said", () => {
  expect(because("no-area")).toEqual([["refused", "no-untreated-area"]]);
});

test("the plan knows the precision of the design before any outcome after the start is read", async () => {
  const plan = await runCli(["plan", folder]);
  expect(plan.code).toBe(0);
  expect(plan.stdout).toMatch(/area/);
});

test("the command on the same table: the same number, and exit 3 for shares of one whole", async () => {
  const args = ["estimate", "triple-difference", "--data", join(folder, "data/rows.csv"), "--unit", "unit"];
  const rest = ["--treatment", "treated", "--post", "post", "--set", "group=group", "against=care,farming"];
  const plain = await runCli([...args, "--period", "year", "--outcome", "y", ...rest, "--se", "CR0", "--json"]);
  expect(plain.code).toBe(0);
  expect(JSON.parse(plain.stdout).effects[0].estimate).toBeCloseTo(reference.balanced_treated.coef, DIGITS);
  const shares = readFileSync(join(folder, "data/rows.csv"), "utf8")
    .trim()
    .split("\n")
    .map(
      (line, i) => `${line},${i === 0 ? "pct" : i % 3 === 0 ? 60 - (i % 5) : i % 3 === 1 ? 20 : 20 + ((i + 1) % 5)}`,
    );
  writeStudy(folder, { "data/shares.csv": `${shares.join("\n")}\n` });
  const refused = await runCli([
    ...["estimate", "triple-difference", "--data", join(folder, "data/shares.csv"), "--unit", "unit"],
    ...["--period", "year", "--outcome", "pct", ...rest],
  ]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("add up to 100");
});
