import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type EffectRow,
  type EstimateResult,
  type LinkResult,
  type StudyResult,
  studyResultSchema,
} from "../../src/result/schema.ts";
import { type CliEnd, reproducibleText, runCli } from "../support/cli.ts";
import { disagreement, loadExpected } from "../support/expected.ts";

// The two published studies as shipped, from YAML and data to report: numbers against did 2.5.1 and fixest 0.14.2 (tests/reference/expected) and, for the
// regressions of the article on castle-doctrine laws, against dense regressions in R (tests/reference/generate-castle-article.R).

/** Dense normal equations of some hundred columns in R leave this much; closed forms are held to the entries' own tolerance. */
const DENSE = 1e-7;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entries = new Map(
  ["callaway_santanna", "regression"].flatMap((family) => loadExpected(family)).map((entry) => [entry.id, entry]),
);

interface Aggregation {
  readonly overall_att: number;
  readonly overall_se: number;
  readonly egt: readonly number[];
  readonly att: unknown;
  readonly se: unknown;
}
interface Cells {
  readonly group: readonly number[];
  readonly time: readonly number[];
  readonly att: unknown;
  readonly aggregations: Readonly<Record<string, Aggregation>>;
}

/** A list of the entry; what R calls NA is NaN. */
const numbers = (list: unknown): number[] =>
  (list as readonly (number | string)[]).map((value) => (typeof value === "number" ? value : Number.NaN));
const cellsOf = (id: string): Cells => entries.get(id)!.result as unknown as Cells;
const aggregation = (id: string, type: string): Aggregation => cellsOf(id).aggregations[type]!;

/** A study run by the built command with 0 and with 2 workers. */
function runTwice(study: string): { readonly ends: CliEnd[]; readonly out: (workers: number) => string } {
  const ends: CliEnd[] = [];
  const out = (workers: number): string => join(folder, `${study}-${workers}`);
  beforeAll(async () => {
    for (const workers of [0, 2])
      ends.push(
        await runCli(["run", `hypotheses/examples/${study}`, "--out", out(workers), "--workers", String(workers)]),
      );
  });
  return { ends, out };
}

const linkOf = (result: StudyResult, id: string): LinkResult =>
  result.hypotheses.flatMap((hypothesis) => hypothesis.links).find((link) => link.id === id)!;
const estimateOf = (link: LinkResult, label: string): EstimateResult =>
  link.estimates.find((estimate) => estimate.label.en === label)!;
const ofKind = (estimate: EstimateResult, kind: EffectRow["term"]["kind"]): EffectRow[] =>
  estimate.effects.filter((effect) => effect.term.kind === kind && !effect.reference);

function expectTau(estimate: EstimateResult, expected: readonly [number, number], rel: number): void {
  const { tau } = estimate;
  expect(disagreement([tau!.estimate!, tau!.se!], expected, rel)).toBeLessThanOrEqual(1);
}

function expectRows(rows: readonly EffectRow[], { att, se }: Pick<Aggregation, "att" | "se">, rel: number): void {
  expect(
    disagreement(
      rows.map((row) => row.estimate!),
      numbers(att),
      rel,
    ),
  ).toBeLessThanOrEqual(1);
  expect(
    disagreement(
      rows.map((row) => row.se!),
      numbers(se),
      rel,
    ),
  ).toBeLessThanOrEqual(1);
}

/** Half a unit of the last decimal printed, and a little for the binary representation. */
const printed = (decimals: number): number => 0.5 * 10 ** -decimals + 1e-12;

function expectPublished(link: LinkResult, count: number): void {
  const published = link.published ?? [];
  expect(published.length).toBe(count);
  for (const row of published) {
    expect(Math.abs(row.ours! - row.theirs)).toBeLessThanOrEqual(printed(row.decimals));
    expect(row.difference).toBe(row.ours! - row.theirs);
    expect(row.agrees).toBe(true);
    expect(row.source).not.toBe("");
  }
}

describe("minimum wages and teenage jobs", () => {
  const { ends, out } = runTwice("minimum-wage");
  let link: LinkResult;
  let result: StudyResult;
  beforeAll(() => {
    result = studyResultSchema.parse(JSON.parse(readFileSync(join(out(0), "result.json"), "utf8")));
    link = linkOf(result, "jobs");
  });

  test("runs, and says an indication: the sign, size and significance expected, but leads too imprecise", () => {
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
    expect(result.hypotheses.map((hypothesis) => hypothesis.finding)).toEqual(["indication"]);
    const failing = link.because.filter((because) => because.rule.startsWith("require:") && !because.holds);
    expect(failing.map((because) => because.rule)).toEqual(["require:pre-trends"]);
  });

  test("the main model is att_gt with lpop, clustered by state", () => {
    const { suggested_rel_tol: rel } = entries.get("cs_mpdta_cluster_state")!;
    const main = link.estimates[0]!;
    const { overall_att, overall_se } = aggregation("cs_mpdta_cluster_state", "simple");
    expectTau(main, [overall_att, overall_se], rel);
    expectRows(ofKind(main, "event-time"), aggregation("cs_mpdta_cluster_state", "dynamic"), rel);
    expectRows(ofKind(main, "cohort"), aggregation("cs_mpdta_cluster_state", "group"), rel);
    expect(ofKind(main, "att-gt").length).toBe(12);
    expect(
      disagreement(
        ofKind(main, "att-gt").map((row) => row.estimate!),
        numbers(cellsOf("cs_mpdta_cluster_state").att),
        rel,
      ),
    ).toBeLessThanOrEqual(1);
  });

  test.each([
    ["Without covariate, errors by county", "simple"],
    ["The same, averaged over years since the rise", "dynamic"],
    ["The same, averaged over cohorts", "group"],
  ])("%s", (label, type) => {
    const id = "cs_mpdta_dr_nevertreated_varying_nox";
    const { overall_att, overall_se } = aggregation(id, type);
    expectTau(estimateOf(link, label), [overall_att, overall_se], entries.get(id)!.suggested_rel_tol);
  });

  test.each([
    ["Compared with the not yet treated", "cs_mpdta_dr_notyettreated_varying_lpop"],
    ["Weights only (ipw)", "cs_mpdta_ipw_nevertreated_varying_lpop"],
    ["Regression only", "cs_mpdta_reg_nevertreated_varying_lpop"],
  ])("%s: the estimate of the entry, whose errors are by county", (label, id) => {
    const { tau } = estimateOf(link, label);
    const { suggested_rel_tol: rel } = entries.get(id)!;
    expect(disagreement([tau!.estimate!], [aggregation(id, "simple").overall_att], rel)).toBeLessThanOrEqual(1);
  });

  test("Sun and Abraham's and the two-way regression are those of fixest", () => {
    const sunab = entries.get("sunab_mpdta")!;
    const { coef, se } = sunab.result["agg_att"] as { coef: unknown; se: unknown };
    const label = "Sun and Abraham, without covariate, errors by county";
    expectTau(estimateOf(link, label), [numbers(coef)[0]!, numbers(se)[0]!], sunab.suggested_rel_tol);
    const twfe = entries.get("feols_mpdta_twfe")!;
    const [b, s] = [numbers(twfe.result["coef"])[0]!, numbers(twfe.result["se"])[0]!];
    expectTau(estimateOf(link, "Two-way fixed effects, errors by county"), [b, s], twfe.suggested_rel_tol);
  });

  test("every published number is ours to the last decimal printed", () => {
    expectPublished(link, 16);
  });

  test("0 and 2 workers give the same bytes", () => {
    expect(reproducibleText(join(out(2), "result.json")) === reproducibleText(join(out(0), "result.json"))).toBe(true);
  });

  test.each([
    ["en", "## Beside published numbers: 16 of 16 the same to the last decimal printed"],
    ["nl", "## Naast gepubliceerde getallen: 16 van 16 gelijk tot de laatste gedrukte decimaal"],
  ])("the %s report lays them beside each other", (language, title) => {
    const text = readFileSync(join(out(0), `report.${language}.md`), "utf8");
    expect(text).toContain(title);
    expect(text).toContain(
      language === "en" ? "| −1.99 | 1.18 | −1.99 | 1.23 | 0.00 |" : "| −1,99 | 1,18 | −1,99 | 1,23 | 0,00 |",
    );
  });

  test("says where the data come from", () => {
    const [source] = result.sources;
    expect(source!.licence).toBe("GPL-3");
    expect(source!.attribution!.en).toContain("Callaway and Sant'Anna (2021)");
    expect(source!.url).toBe("https://github.com/bcallaway11/did");
  });
});

describe("castle-doctrine laws and violence", () => {
  const { ends, out } = runTwice("castle-doctrine");
  const article = (
    JSON.parse(readFileSync(new URL("../reference/castle-article.json", import.meta.url), "utf8")) as {
      outcomes: Record<string, Record<string, { estimate: number; se: number }>>;
    }
  ).outcomes;
  let result: StudyResult;
  beforeAll(() => {
    result = studyResultSchema.parse(JSON.parse(readFileSync(join(out(0), "result.json"), "utf8")));
  });

  test("runs: an indication of more homicide, nothing decided on deterrence", () => {
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
    expect(result.hypotheses.map((hypothesis) => hypothesis.finding)).toEqual(["indication", "undecided"]);
  });

  test("cohorts across regions, unweighted, are those of att_gt and of sunab", () => {
    const link = linkOf(result, "homicide");
    const { suggested_rel_tol: rel } = entries.get("cs_castle")!;
    for (const [label, type] of [
      ["Across regions, unweighted", "simple"],
      ["The same, averaged over years since the law", "dynamic"],
    ] as const) {
      const { overall_att, overall_se } = aggregation("cs_castle", type);
      expectTau(estimateOf(link, label), [overall_att, overall_se], rel);
    }
    const sunab = entries.get("sunab_castle")!;
    const { coef, se } = sunab.result["agg_att"] as { coef: unknown; se: unknown };
    const label = "Sun and Abraham, across regions, unweighted";
    expectTau(estimateOf(link, label), [numbers(coef)[0]!, numbers(se)[0]!], sunab.suggested_rel_tol);
  });

  test("the two-way regression with weights is that of fixest", () => {
    const { result: fit, suggested_rel_tol: rel } = entries.get("feols_castle_w")!;
    const label = "Two-way fixed effects, law 0 or 1";
    expectTau(estimateOf(linkOf(result, "homicide"), label), [numbers(fit["coef"])[0]!, numbers(fit["se"])[0]!], rel);
  });

  const SPECIFICATIONS = [
    ["As in the article: state and year effects", "year"],
    ["And region by year effects", "region"],
    ["And twelve characteristics of the state", "controls"],
    ["And larceny and motor vehicle theft", "theft"],
    ["And a trend of its own for each state, without theft", "trend"],
  ] as const;
  const OUTCOMES = [
    ["homicide", "l_homicide", 5],
    ["burglary", "l_burglary", 3],
    ["robbery", "l_robbery", 3],
    ["assault", "l_assault", 3],
    ["larceny", "l_larceny", 2],
    ["motor-theft", "l_motor", 2],
  ] as const;
  test.each(
    OUTCOMES.flatMap(([id, column, count]) =>
      SPECIFICATIONS.slice(0, count).map(([label, key]) => [id, label, column, key] as const),
    ),
  )("%s, %s: the dense regression in R", (id, label, column, key) => {
    const { estimate, se } = article[column]![key]!;
    expectTau(estimateOf(linkOf(result, id), label), [estimate, se], DENSE);
  });

  test("every published number is ours to the last decimal printed", () => {
    expectPublished(linkOf(result, "homicide"), 5);
    expect(linkOf(result, "burglary").published).toBeUndefined();
  });

  test("0 and 2 workers give the same bytes", () => {
    expect(reproducibleText(join(out(2), "result.json")) === reproducibleText(join(out(0), "result.json"))).toBe(true);
  });
});
