import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ols } from "../../models/ols/ols.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { studentTTwoSided } from "../../src/numerics/student-t.ts";
import { exitRiskSet, type RiskRow } from "../support/exit-risk-set.ts";
import { disagreement } from "../support/expected.ts";
import { CONTEXT, categoryColumn, factorOf, makeDesign, numberColumn } from "../support/frame.ts";

// fixest 0.14.2 on the risk set that its R script builds from the same open file; all digits are in the reference.
const TOLERANCE = 1e-8;
// fixest stops demeaning at 1e-6, which leaves 4e-8 in the errors of the event study; duo-h1-exact.json solves the same model by QR in R.
const ITERATED: Readonly<Record<string, number>> = { h1_exit_event: 5e-8 };
const EXACT = 1e-11;

interface ReferenceModel {
  readonly nobs: number;
  readonly terms: readonly { term: string; estimate: number; se: number; t: number; p: number }[];
}

const reference: { risk_rows: number; vestigingen: number; models: Record<string, ReferenceModel> } = JSON.parse(
  readFileSync(new URL("duo/referentieschattingen_h1.json", import.meta.url), "utf8"),
);
const risk = exitRiskSet();

const tech = (row: RiskRow) => (row.group === "techniek" ? 1 : 0);
const techFrom = (start: number) => (row: RiskRow) => (row.year >= start ? tech(row) : 0);
const EVENT_YEARS = [2016, 2017, 2018, 2019, 2020, 2022, 2023, 2024];

interface Model {
  readonly regressors: ReadonlyMap<string, (row: RiskRow) => number>;
  readonly keep?: (row: RiskRow) => boolean;
  readonly weighted?: boolean;
}

const x = new Map([["x", techFrom(2022)]]);

const models: Readonly<Record<string, Model>> = {
  h1_exit_lpm: { regressors: x },
  h1_exit_lpm_weighted: { regressors: x, weighted: true },
  h1_exit_lpm_no_economie: { regressors: x, keep: (row) => row.group !== "economie+intersectoraal" },
  h1_exit_event: {
    regressors: new Map(
      EVENT_YEARS.map((year) => [`examenjaar::${year}:tech`, (row: RiskRow) => (row.year === year ? tech(row) : 0)]),
    ),
  },
  h1_exit_placebo_2019: { regressors: new Map([["xp", techFrom(2019)]]), keep: (row) => row.year <= 2021 },
};

test("the risk set has the size of the reference", () => {
  expect(risk.length).toBe(reference.risk_rows);
  expect(new Set(risk.map((row) => row.vestiging)).size).toBe(reference.vestigingen);
});

test("every model of the reference is computed here", () => {
  expect([...Object.keys(models), "hazard_table"].sort()).toEqual(Object.keys(reference.models).sort());
});

function estimate({ regressors, weighted }: Model, rows: readonly RiskRow[]) {
  const vestiging = rows.map((row) => row.vestiging);
  const design = makeDesign({
    outcome: rows.map((row) => row.exit),
    columns: [
      ...[...regressors].map(([column, value]) => numberColumn(column, rows.map(value))),
      categoryColumn("vestiging", vestiging),
      numberColumn(
        "year",
        rows.map((row) => row.year),
      ),
      categoryColumn(
        "group",
        rows.map((row) => row.group),
      ),
    ],
    ...(weighted === true
      ? { weights: { kind: "sampling", values: rows.map((row) => row.lagCandidates) } as const }
      : {}),
  });
  const options = { covariates: [...regressors.keys()], absorb: ["vestiging^year", "group"], intercept: true };
  const fit = ols.fit(design, options, CONTEXT);
  const v = covariance(fit, { kind: "CR1", clusters: [factorOf("vestiging", vestiging)] });
  return { fit, v };
}

describe("exit of offer by sector group", () => {
  test.each(Object.entries(models))("%s", (name, { keep }) => {
    const rows = keep === undefined ? risk : risk.filter(keep);
    const { fit, v } = estimate(models[name]!, rows);
    const expected = reference.models[name]!;
    const column = (key: "estimate" | "se" | "t" | "p") => expected.terms.map((term) => term[key]);
    expect(fit.counts.observations).toBe(expected.nobs);
    expect(fit.diagnostics.singletons).toBe(rows.length - expected.nobs);
    expect(fit.terms.map((term) => (term.kind === "coefficient" ? term.name : ""))).toEqual(
      expected.terms.map(({ term }) => term),
    );
    expect(disagreement(fit.estimate, column("estimate"), TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement(v.se, column("se"), ITERATED[name] ?? TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement(v.statistic, column("t"), ITERATED[name] ?? TOLERANCE)).toBeLessThanOrEqual(1);
    const p = Array.from(v.statistic, (value) => studentTTwoSided(value, v.df));
    expect(disagreement(p, column("p"), 20 * (ITERATED[name] ?? TOLERANCE))).toBeLessThanOrEqual(1);
  });
});

test("h1_exit_event equals the same model solved directly by QR", () => {
  const exact: { nobs: number; estimate: number[]; se: number[] } = JSON.parse(
    readFileSync(new URL("duo-h1-exact.json", import.meta.url), "utf8"),
  );
  const { fit, v } = estimate(models["h1_exit_event"]!, risk);
  expect(fit.counts.observations).toBe(exact.nobs);
  expect(disagreement(fit.estimate, exact.estimate, EXACT)).toBeLessThanOrEqual(1);
  expect(disagreement(v.se, exact.se, EXACT)).toBeLessThanOrEqual(1);
});
