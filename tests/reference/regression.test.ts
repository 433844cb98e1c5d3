import { describe, expect, test } from "vitest";
import { findEstimator } from "../../models/index.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { isLeverageKind } from "../../src/inference/leverage.ts";
import { studentTQuantile, studentTTwoSided } from "../../src/numerics/student-t.ts";
import { disagreement, type ExpectedEntry, loadExpected } from "../support/expected.ts";
import { CONTEXT } from "../support/frame.ts";
import { LIKELIHOOD } from "./likelihood-specs.ts";
import { LINEAR } from "./linear-specs.ts";
import { DIFFERENT, SPECS } from "./regression-specs.ts";
import { SUNAB } from "./sunab-specs.ts";

// Every entry is held to its own suggested_rel_tol; a value of 0 to 1e-10 of the largest in its list.
const ABSOLUTE = 1e-10;

const entries = loadExpected("regression");
const MODELS = new Map([...SPECS, ...LINEAR]);

test("every entry is computed here, different on purpose, or in a test of its own", () => {
  const known = [...MODELS.keys(), ...DIFFERENT.keys(), ...LIKELIHOOD.keys(), ...SUNAB.keys()].sort();
  expect(known).toEqual(entries.map((entry) => entry.id).sort());
});

describe.each(entries.filter((entry) => MODELS.has(entry.id)))("$id", (entry) => {
  const { estimator, design, options, covariance: choice, order } = MODELS.get(entry.id)!();
  const method = findEstimator(estimator)!;
  const wantLeverage = isLeverageKind(choice.kind);
  const fit = method.fit(design, method.options.parse(options), { ...CONTEXT, wantLeverage });
  const v = covariance(fit, choice);
  const shown = list(entry, "coef").length;
  const positions = order ?? Array.from({ length: shown }, (_, j) => j);
  const ours = (values: ArrayLike<number>) => positions.map((_, j) => values[j]!);
  const theirs = (name: string) => positions.map((position) => list(entry, name)[position]!);
  const check = (actual: ArrayLike<number>, expected: readonly number[]) => {
    const scale = Math.max(...expected.map(Math.abs));
    expect(disagreement(actual, expected, entry.suggested_rel_tol, ABSOLUTE * scale)).toBeLessThanOrEqual(1);
  };

  test("estimates, standard errors and t statistics", () => {
    check(ours(fit.estimate), theirs("coef"));
    check(ours(v.se), theirs("se"));
    check(ours(v.statistic), theirs("stat"));
  });

  test("p-values and intervals", () => {
    const p = ours(v.statistic).map((t) => studentTTwoSided(t, v.df));
    // p moves |t| times as much as t does, relatively, in the tails.
    const tails = Math.max(...theirs("stat").map((t) => 1 + t * t));
    const expectedP = theirs("p");
    expect(disagreement(p, expectedP, entry.suggested_rel_tol * tails, 1e-300)).toBeLessThanOrEqual(1);
    const margin = studentTQuantile(0.975, v.df);
    check(ours(fit.estimate.map((b, j) => b - margin * v.se[j]!)), theirs("ci95_low"));
    check(ours(fit.estimate.map((b, j) => b + margin * v.se[j]!)), theirs("ci95_high"));
  });

  test("the covariance matrix", () => {
    const { rows } = entry.result["vcov"] as { rows: number[][] };
    const k = fit.terms.length;
    const expected = positions.flatMap((a) => positions.map((b) => rows[a]![b]!));
    const actual = positions.flatMap((_, a) => positions.map((_, b) => v.vcov[a * k + b]!));
    // Off-diagonal entries are held relative to the standard errors they belong to.
    const se = theirs("se");
    const worst = positions.flatMap((_, a) =>
      positions.map((_, b) => {
        const p = a * positions.length + b;
        return Math.abs(actual[p]! - expected[p]!) / (se[a]! * se[b]!);
      }),
    );
    expect(Math.max(...worst)).toBeLessThanOrEqual(2 * entry.suggested_rel_tol);
  });

  test("counts, degrees of freedom and fit", () => {
    const { result } = entry;
    expect(fit.counts.observations).toBe(result["nobs"]);
    if (result["df_t"] !== undefined) expect(v.df).toBe(result["df_t"]);
    if (result["df_resid"] !== undefined) expect(v.df).toBe(result["df_resid"]);
    if (result["K"] !== undefined) {
      expect(v.convention.parameters).toBe(result["K"]);
    }
    if (result["ssr"] !== undefined) check([fit.diagnostics.ssr!], [result["ssr"] as number]);
    check([fit.diagnostics.rSquared!], [result["r2"] as number]);
    if (result["wr2"] !== undefined) check([fit.diagnostics.withinRSquared!], [result["wr2"] as number]);
    if (result["dropped_collinear"] !== undefined) {
      expect(fit.diagnostics.dropped).toEqual([result["dropped_collinear"]].flat());
    }
  });
});

test("feols_pub_unbal: age, which the effects explain, is dropped instead of reported with an error of 18,598", () => {
  const entry = entries.find(({ id }) => id === "feols_pub_unbal")!;
  const { design, options, covariance: choice } = DIFFERENT.get("feols_pub_unbal")!();
  const ols = findEstimator("ols")!;
  const fit = ols.fit(design, ols.options.parse(options), CONTEXT);
  const v = covariance(fit, choice);
  expect(fit.terms).toEqual([{ kind: "coefficient", name: "is_woman::0:year" }]);
  expect(fit.diagnostics.dropped).toEqual(["age", "is_woman::1:year"]);
  expect(v.convention.parameters).toBe((entry.result["K"] as number) - 1);
  expect(list(entry, "se")[0]).toBeGreaterThan(10_000);
  // What the noise column changes is K: it takes up one degree of freedom. Being noise, it moves the error by a few 1e-7 besides.
  const [n, K] = [entry.result["nobs"] as number, entry.result["K"] as number];
  const sameK = v.se[0]! * Math.sqrt((n - K + 1) / (n - K));
  expect(disagreement([fit.estimate[0]!, sameK], [list(entry, "coef")[1]!, list(entry, "se")[1]!], 1e-6)).toBeLessThan(
    1,
  );
  expect(fit.counts.observations).toBe(entry.result["nobs"]);
});

function list(entry: ExpectedEntry, name: string): readonly number[] {
  return [entry.result[name] as number | number[]].flat();
}
