import { describe, expect, test } from "vitest";
import { ols } from "../../models/ols/ols.ts";
import { sunAbraham } from "../../models/sun-abraham/sun-abraham.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { applyFormula } from "../../src/design/regression-design.ts";
import { parseFormula } from "../../src/formula/parse-formula.ts";
import { type Covariance, covariance } from "../../src/inference/covariance.ts";
import { disagreement, type ExpectedEntry, loadExpected } from "../support/expected.ts";
import { CONTEXT } from "../support/frame.ts";
import { SUNAB } from "./sunab-specs.ts";

// Every entry is held to its own suggested_rel_tol; a value of 0 to 1e-10 of the largest in its list.
const ABSOLUTE = 1e-10;

const entries = loadExpected("regression").filter(({ id }) => id.startsWith("sunab"));

interface Block {
  readonly names: readonly string[];
  readonly coef: readonly number[];
  readonly se: readonly number[];
}

const blockOf = ({ result }: ExpectedEntry, name: string | null): Block => {
  const block = (name === null ? result : result[name]) as Record<string, unknown>;
  const list = (key: string) => [block[key]].flat();
  return { names: list("names") as string[], coef: list("coef") as number[], se: list("se") as number[] };
};

test("every entry of the reference is computed here", () => {
  expect([...SUNAB.keys()].sort()).toEqual(entries.map(({ id }) => id).sort());
});

/** What fixest calls a term; null for averages that it does not have. */
function nameOf(term: Term): string | null {
  switch (term.kind) {
    case "att-gt":
      return `year::${term.period - term.cohort}:cohort::${term.cohort}`;
    case "event-time":
      return `year::${term.eventTime}`;
    case "cohort":
      return `cohort::${term.cohort}`;
    case "overall":
      return "ATT";
    case "coefficient":
      return term.name;
    case "calendar":
      return null;
  }
}

function expectBlock(entry: ExpectedEntry, block: Block, fit: Pick<Fit, "terms" | "estimate">, v: Covariance): void {
  const places = new Map(fit.terms.map((term, j) => [nameOf(term), j]));
  const ours = (values: Float64Array) => block.names.map((name) => values[places.get(name) ?? -1] ?? Number.NaN);
  const scale = Math.max(...block.coef.map(Math.abs));
  const { suggested_rel_tol: tolerance } = entry;
  expect(disagreement(ours(fit.estimate), block.coef, tolerance, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
  expect(disagreement(ours(v.se), block.se, tolerance, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
}

describe.each(entries)("$id, as an estimator", (entry) => {
  const { design, unit, options } = SUNAB.get(entry.id)!();
  const fit = sunAbraham.fit(design, sunAbraham.options.parse(options), CONTEXT);
  const v = covariance(fit, { kind: "CR1", clusters: [unit] });

  test.each([null, "disaggregated", "agg_att", "agg_cohort"])("estimates and errors: %s", (name) => {
    expectBlock(entry, blockOf(entry, name), fit, v);
  });

  test("nothing is shown that the reference does not have, but periods", () => {
    const known = new Set(
      ["disaggregated", "agg_att", "agg_cohort", null].flatMap((name) => blockOf(entry, name).names),
    );
    expect(fit.terms.map(nameOf).filter((name) => name !== null && !known.has(name))).toEqual([]);
  });

  test("counts, degrees of freedom and fit", () => {
    const { result } = entry;
    expect(fit.counts.observations).toBe(result["nobs"]);
    expect(v.df).toBe(result["df_t"]);
    expect(v.convention.parameters).toBe(result["K"]);
    for (const [ours, theirs] of [
      [fit.diagnostics.ssr, result["ssr"]],
      [fit.diagnostics.rSquared, result["r2"]],
      [fit.diagnostics.withinRSquared, result["wr2"]],
    ])
      expect(Math.abs((ours as number) / (theirs as number) - 1)).toBeLessThan(entry.suggested_rel_tol);
    if (result["dropped_collinear"] !== undefined)
      expect(fit.diagnostics.dropped).toEqual([result["dropped_collinear"]].flat());
  });
});

describe.each(entries)("$id, as sunab() in a formula", (entry) => {
  const { design, unit, formula } = SUNAB.get(entry.id)!();
  const clusters = [unit];
  const estimate = (argument: string) => {
    const applied = applyFormula({ ...design, clusters }, parseFormula(formula(argument)), ols.needs.formula);
    expect(applied.findings).toEqual([]);
    const fit = ols.fit(applied.design, ols.options.parse(applied.options), CONTEXT);
    return { fit, v: covariance(fit, { kind: "CR1", clusters: applied.design.clusters }) };
  };

  test.each([
    ["", null],
    [", att = TRUE", "agg_att"],
    [", no_agg = TRUE", "disaggregated"],
  ])("sunab(cohort, period%s)", (argument, name) => {
    const { fit, v } = estimate(argument);
    const block = blockOf(entry, name);
    expect(fit.terms.map(nameOf)).toEqual(block.names);
    expectBlock(entry, block, fit, v);
    expect(v.df).toBe(entry.result["df_t"]);
    expect(v.convention.parameters).toBe(entry.result["K"]);
    expect(fit.counts.observations).toBe(entry.result["nobs"]);
  });
});
