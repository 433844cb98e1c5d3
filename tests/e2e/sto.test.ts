import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type EstimateResult, type LinkResult, type StudyResult, studyResultSchema } from "../../src/result/schema.ts";
import { type CliEnd, ROOT, runCli } from "../support/cli.ts";
import { disagreement } from "../support/expected.ts";
import { numbers } from "../support/frame.ts";
import { readReference, readReferenceJson } from "../support/sto-study.ts";

// The study as shipped, from its YAML and the open files to result.json, against fixest 0.14.2 on the same rows (R scripts beside the references).
// Estimates, errors, t and p agree to 1e-8; p moves t² times as much as t does in the tails. The first reference holds 12 decimals.
const TOLERANCE = 1e-8;
const DECIMALS = 1e-12;
// fixest stops demeaning at 1e-6, which leaves 4e-8 in the errors of the h1 event study.
const ITERATED = 5e-8;

interface ReferenceModel {
  readonly nobs: number;
  readonly terms: readonly { readonly estimate: number; readonly se: number; readonly t: number; readonly p: number }[];
}
const h5Reference = readReferenceJson("referentieschattingen.json") as Readonly<Record<string, ReferenceModel>>;
const h1Reference = (readReferenceJson("referentieschattingen_h1.json") as { models: Record<string, ReferenceModel> })
  .models;

const folder = mkdtempSync(join(tmpdir(), "effectmeter-sto-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let end: CliEnd;
let result: StudyResult;
beforeAll(async () => {
  end = await runCli(["run", "hypotheses/sto", "--out", folder, "--json"]);
  result = studyResultSchema.parse(JSON.parse(end.stdout));
});

const hypothesis = (id: string) => result.hypotheses.find((one) => one.id === id)!;
const link = (id: string): LinkResult =>
  result.hypotheses.flatMap((one) => one.links).find((candidate) => candidate.id === id)!;
const check = (of: string, id: string) => link(of).checks.find((one) => one.id === id)!;

interface Numbers {
  readonly estimate: number | null;
  readonly se: number | null;
  readonly p: number | null;
}

/** Per unit of exposure: refits of checks are shown at the contrast c. */
function expectNumbers(actual: Numbers, expected: ReferenceModel["terms"][number], rel = TOLERANCE, c = 1): void {
  const { estimate, se, t, p } = expected;
  expect(disagreement([actual.estimate! / c], [estimate], TOLERANCE, DECIMALS)).toBeLessThanOrEqual(1);
  expect(disagreement([actual.se! / c, actual.estimate! / actual.se!], [se, t], rel, DECIMALS)).toBeLessThanOrEqual(1);
  expect(disagreement([actual.p!], [p], rel * (1 + t * t), DECIMALS)).toBeLessThanOrEqual(1);
}

function expectEstimate(estimate: EstimateResult, reference: ReferenceModel, rel = TOLERANCE): void {
  const effects = estimate.effects.filter((effect) => !effect.reference);
  expect(estimate.counts.observations).toBe(reference.nobs);
  expect(effects.length).toBe(reference.terms.length);
  effects.forEach((effect, i) => {
    expectNumbers(effect, reference.terms[i]!, rel);
    expect(effect.statistic! * effect.se!).toBeCloseTo(effect.estimate!, 12);
  });
}

const labelled = (of: string, label: string): EstimateResult =>
  link(of).estimates.find((estimate) => estimate.label.en === label)!;

/** Σ N · exposure / Σ N over the years `from` to 2019 of the reference panel; exposure: mean share of a location over the years given. */
function weightedMeanExposure(from: number, over: readonly [number, number]): number {
  const panel = readReference("p1_vestiging_panel.csv");
  const codes = panel.get("vestigingscode")!;
  const years = numbers(panel, "examenjaar");
  const candidates = numbers(panel, "N");
  const shares = numbers(panel, "tech").map((tech, row) => tech / candidates[row]!);
  const sums = new Map<string, number>();
  codes.forEach((code, row) => {
    if (years[row]! >= over[0] && years[row]! <= over[1]) sums.set(code, (sums.get(code) ?? 0) + shares[row]!);
  });
  const rows = codes.map((_, row) => row).filter((row) => years[row]! >= from && years[row]! <= 2019);
  const mass = rows.reduce((sum, row) => sum + candidates[row]!, 0);
  const total = rows.reduce((sum, row) => sum + candidates[row]! * sums.get(codes[row]!)!, 0);
  return total / mass / (over[1] - over[0] + 1);
}

describe("the run", () => {
  test("ran, and printed what it wrote", () => {
    expect(end.code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      ...["effects.csv", "report.en.md", "report.html", "report.nl.md", "result.json"],
    ]);
    expect(end.stdout).toBe(readFileSync(join(folder, "result.json"), "utf8"));
    expect(result.study.incomplete).toBe(false);
  });

  test("every hypothesis, every trade-off and every link of the files is in it, in order", () => {
    const order = [...Array.from({ length: 9 }, (_, i) => `h${i + 1}`), "t1", "t1r", "t2", "t3"];
    expect(result.hypotheses.map((one) => one.id)).toEqual(order);
    for (const { id, kind, links } of result.hypotheses) {
      const file = parse(readFileSync(join(ROOT, `hypotheses/sto/${id}.yaml`), "utf8"));
      expect(kind).toBe(id.startsWith("h") ? "hypothesis" : "trade-off");
      expect(links.map((one) => one.id)).toEqual(file.links.map((one: { id: string }) => one.id));
      links.forEach((one, i) => {
        expect(one.estimates.length).toBe(one.tested ? 1 + (file.links[i].estimate.also ?? []).length : 0);
        if (one.tested) expect(one.checks.length).toBe(file.links[i].checks.length);
      });
    }
  });

  test("links that are not tested name the tables, their columns and where they can be had, or why no test is declared", () => {
    const untested = result.hypotheses.flatMap((one) => one.links).filter((one) => !one.tested);
    expect(untested.length).toBeGreaterThan(30);
    for (const one of untested) {
      expect(one.finding).toBe("not-testable");
      if (one.missing.length === 0) expect(one.untested).not.toBeNull();
      for (const table of one.missing) {
        expect(table.columns.length).toBeGreaterThan(2);
        expect(table.from!.nl.length).toBeGreaterThan(10);
        expect(table.from!.en.length).toBeGreaterThan(10);
        expect(table.template).toMatch(/^[a-z_]+$/);
      }
    }
    expect(link("h5a").missing.map((table) => table.source)).toEqual(["activities", "subjects"]);
  });

  test("report makes the same bytes from result.json", async () => {
    const again = join(folder, "again");
    expect((await runCli(["report", join(folder, "result.json"), "--out", again])).code).toBe(0);
    for (const name of readdirSync(again)) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    }
    rmSync(again, { recursive: true });
  });
});

describe("h5b: the technical share", () => {
  test.each([
    ["Main model", "did_dosis_2019_2024_gewogen_corop"],
    ["by exam year relative to 2019", "event_study_blootstelling_2015_2017"],
    ["with COROP × year effects", "did_dosis_corop_jaar_fe"],
    ["unweighted", "did_dosis_2019_2024_ongewogen_corop"],
    ["errors clustered by location", "did_dosis_2019_2024_gewogen_vestiging"],
    ["2018–2024", "did_dosis_2018_2024"],
    ["2019 against 2022–2024", "did_dosis_2019_en_2022_2024"],
    ["without exam year 2021", "did_dosis_2019_2024_zonder_2021"],
  ])("%s: %s", (label, name) => {
    expectEstimate(labelled("h5b", label), h5Reference[name]!);
  });

  test("its effect is the estimate at the declared contrast, on 392 locations in 40 areas", () => {
    const primary = link("h5b").estimates[0]!;
    const { estimate, se, p } = h5Reference["did_dosis_2019_2024_gewogen_corop"]!.terms[0]!;
    const tau = primary.tau!;
    expect(disagreement([tau.estimate!], [primary.contrast! * estimate], TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement([tau.se!, tau.p!], [primary.contrast! * se, p], TOLERANCE)).toBeLessThanOrEqual(1);
    expect([primary.counts.units, primary.counts.periods, primary.counts.clusters]).toEqual([392, 6, 40]);
  });

  test.each([
    [0, "placebo_start_2018_dosis_2015", 2015, [2015, 2015]],
    [1, "placebo_2016_2019_dosis_2015", 2016, [2015, 2015]],
    [2, "placebo_2017_2019_dosis_2015_2016", 2017, [2015, 2016]],
    [3, "placebo_2018_2019_dosis_2015_2017", 2018, [2015, 2017]],
  ] as const)("its placebo start %i, at the contrast of its own exposure: %s", (index, name, from, over) => {
    const { refits, status } = check("h5b", "placebo-period");
    expect(refits.length).toBe(4);
    expectNumbers(refits[index]!, h5Reference[name]!.terms[0]!, TOLERANCE, weightedMeanExposure(from, over));
    expect(refits[index]!.observations).toBe(h5Reference[name]!.nobs);
    expect(status).toBe("failed");
  });

  test.each([
    ["alternative-windows", 0, "did_dosis_2018_2024"],
    ["alternative-windows", 1, "did_dosis_2019_en_2022_2024"],
    ["alternative-windows", 2, "did_dosis_2019_2024_zonder_2021"],
    ["leave-one-period-out", 2, "did_dosis_2019_2024_zonder_2021"],
    ["weights-and-balance", 0, "did_dosis_2019_2024_ongewogen_corop"],
  ])("%s, refit %i: %s", (id, index, name) => {
    const c = link("h5b").estimates[0]!.contrast!;
    expectNumbers(check("h5b", id).refits[index]!, h5Reference[name]!.terms[0]!, TOLERANCE, c);
  });

  test("the lead of 2018 decides its pre-trend test", () => {
    const lead = h5Reference["event_study_blootstelling_2015_2017"]!.terms[3]!;
    const { values, status, required } = check("h5b", "pre-trends");
    expect(status).toBe("failed");
    expect(required).toBe(true);
    expect(disagreement([values["p"] as number], [lead.p], TOLERANCE * (1 + lead.t ** 2))).toBeLessThanOrEqual(1);
  });

  test("h5 is undecided: precise, but required checks failed", () => {
    expect(hypothesis("h5").finding).toBe("undecided");
    expect(hypothesis("h5").decidedBy).toBe("h5b");
    const because = new Map(link("h5b").because.map((one) => [one.rule, one]));
    expect(because.get("equivalence")!.holds).toBe(true);
    expect(because.get("require:pre-trends")!.holds).toBe(false);
    expect(because.get("require:placebo-period")!.holds).toBe(false);
    expect(because.get("not-credible")!.values["checks"]).toEqual(["pre-trends", "placebo-period"]);
    expect(hypothesis("h5").evidence.level).toBeLessThanOrEqual(2);
  });
});

describe("h1c: technical offer that disappears", () => {
  test.each([
    ["Main model", "h1_exit_lpm"],
    ["weighted by candidates of the previous year", "h1_exit_lpm_weighted"],
    ["without economy and intersectoral", "h1_exit_lpm_no_economie"],
  ])("%s: %s", (label, name) => {
    expectEstimate(labelled("h1c", label), h1Reference[name]!);
  });

  test("by exam year relative to 2021: h1_exit_event", () => {
    expectEstimate(labelled("h1c", "by exam year relative to 2021"), h1Reference["h1_exit_event"]!, ITERATED);
  });

  test("its placebo start in 2019, and the weighted refit of its check", () => {
    const [placebo] = check("h1c", "placebo-period").refits;
    expectNumbers(placebo!, h1Reference["h1_exit_placebo_2019"]!.terms[0]!);
    expect(placebo!.observations).toBe(h1Reference["h1_exit_placebo_2019"]!.nobs);
    const [weighted] = check("h1c", "weights-and-balance").refits;
    expectNumbers(weighted!, h1Reference["h1_exit_lpm_weighted"]!.terms[0]!);
  });

  test("h1 is not supported: its effect is an indication, and the chain is weaker", () => {
    expect(link("h1c").finding).toBe("indication");
    expect(link("h1c").because.find((one) => one.rule === "significance")!.holds).toBe(true);
    expect(hypothesis("h1").finding).toBe("undecided");
  });
});
