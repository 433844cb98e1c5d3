import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { disagreement } from "../support/expected.ts";
import { EXIT_MODELS, type HazardRow, hazardTable, RISK, rowsOf } from "./duo-exit-specs.ts";
import { duoReference, fitDuo, ITERATED } from "./duo-specs.ts";

// fixest 0.14.2 on the risk set that its R script builds from the same open file; all digits are in the reference.
const TOLERANCE = 1e-8;
const EXACT = 1e-11;

const file = JSON.parse(readFileSync(new URL("duo/referentieschattingen_h1.json", import.meta.url), "utf8")) as {
  readonly risk_rows: number;
  readonly vestigingen: number;
  readonly models: { readonly hazard_table: readonly HazardRow[] };
};
const reference = duoReference("referentieschattingen_h1");

test("the risk set has the size of the reference", () => {
  expect(RISK.length).toBe(file.risk_rows);
  expect(new Set(RISK.map((row) => row.vestiging)).size).toBe(file.vestigingen);
});

test("every model of the reference is computed here", () => {
  expect([...EXIT_MODELS.keys(), "hazard_table"].sort()).toEqual(Object.keys(reference).sort());
});

test("rows at risk and exits per group and year", () => {
  expect(hazardTable(file.models.hazard_table)).toEqual(file.models.hazard_table);
});

describe("exit of offer by sector group", () => {
  test.each([...EXIT_MODELS])("%s", (name, spec) => {
    const { fit, v, p } = fitDuo(spec());
    const expected = reference[name]!;
    const column = (key: "estimate" | "se" | "t" | "p") => expected.terms.map((term) => term[key]!);
    expect(fit.counts.observations).toBe(expected.nobs);
    expect(fit.diagnostics.singletons).toBe(rowsOf(name).length - expected.nobs);
    expect(fit.terms.map((term) => (term.kind === "coefficient" ? term.name : ""))).toEqual(
      expected.terms.map(({ term }) => term),
    );
    expect(disagreement(fit.estimate, column("estimate"), TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement(v.se, column("se"), ITERATED.get(name) ?? TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement(v.statistic, column("t"), ITERATED.get(name) ?? TOLERANCE)).toBeLessThanOrEqual(1);
    expect(disagreement(p, column("p"), 20 * (ITERATED.get(name) ?? TOLERANCE))).toBeLessThanOrEqual(1);
  });
});

test("h1_exit_event equals the same model solved directly by QR", () => {
  const exact: { nobs: number; estimate: number[]; se: number[] } = JSON.parse(
    readFileSync(new URL("duo-h1-exact.json", import.meta.url), "utf8"),
  );
  const { fit, v } = fitDuo(EXIT_MODELS.get("h1_exit_event")!());
  expect(fit.counts.observations).toBe(exact.nobs);
  expect(disagreement(fit.estimate, exact.estimate, EXACT)).toBeLessThanOrEqual(1);
  expect(disagreement(v.se, exact.se, EXACT)).toBeLessThanOrEqual(1);
});
