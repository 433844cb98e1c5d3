import { describe, expect, test } from "vitest";
import { findEstimator } from "../../models/index.ts";
import type { Fit } from "../../src/core/fit.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { normalQuantile, normalTwoSided } from "../../src/numerics/normal.ts";
import { disagreement, type ExpectedEntry, loadExpected } from "../support/expected.ts";
import { CONTEXT } from "../support/frame.ts";
import { LIKELIHOOD } from "./likelihood-specs.ts";

// Every entry is held to its own suggested_rel_tol, off-diagonal covariances relative to the standard errors they belong to.
const P_FLOOR = 1e-300;

/** Poisson with weights: the reference's null likelihood is positive there, which no likelihood of counts can be. */
const IMPOSSIBLE_PSEUDO_R_SQUARED = "fepois_mort_w";

const entries = loadExpected("regression").filter((entry) => LIKELIHOOD.has(entry.id));

test("every Poisson, logit and probit entry is there", () => {
  expect(entries.map(({ id }) => id).sort()).toEqual([...LIKELIHOOD.keys()].sort());
});

describe.each(entries)("$id", (entry) => {
  const { estimator, design, options, covariance: choice } = LIKELIHOOD.get(entry.id)!();
  const method = findEstimator(estimator)!;
  const fit = method.fit(design, method.options.parse(options), CONTEXT);
  const v = covariance(fit, choice);
  const check = (actual: ArrayLike<number>, expected: readonly number[]) => {
    expect(disagreement(actual, expected, entry.suggested_rel_tol)).toBeLessThanOrEqual(1);
  };

  test("estimates, standard errors and z statistics", () => {
    check(fit.estimate, list(entry, "coef"));
    check(v.se, list(entry, "se"));
    check(v.statistic, list(entry, "stat"));
  });

  test("p-values and intervals are normal, whatever the number of clusters", () => {
    expect(v.df).toBe(Number.POSITIVE_INFINITY);
    const p = v.statistic.map(normalTwoSided);
    // p moves z² times as much as z does, relatively, in the tails.
    const tails = Math.max(...list(entry, "stat").map((z) => 1 + z * z));
    expect(disagreement(p, list(entry, "p"), entry.suggested_rel_tol * tails, P_FLOOR)).toBeLessThanOrEqual(1);
    const margin = normalQuantile(0.975);
    check(
      fit.estimate.map((b, j) => b - margin * v.se[j]!),
      list(entry, "ci95_low"),
    );
    check(
      fit.estimate.map((b, j) => b + margin * v.se[j]!),
      list(entry, "ci95_high"),
    );
  });

  test("the covariance matrix", () => {
    const { rows } = entry.result["vcov"] as { rows: number[][] };
    const se = list(entry, "se");
    const k = se.length;
    const worst = Array.from(v.vcov, (value, p) => {
      const [a, b] = [Math.floor(p / k), p % k];
      return Math.abs(value - rows[a]![b]!) / (se[a]! * se[b]!);
    });
    expect(Math.max(...worst)).toBeLessThanOrEqual(2 * entry.suggested_rel_tol);
  });

  test("counts, likelihood and convergence", () => {
    const { result } = entry;
    expect(fit.counts.observations).toBe(result["nobs"]);
    expect(v.convention.parameters).toBe(result["K"]);
    if (result["n_removed"] !== undefined) {
      const { singletons, separated = [] } = fit.diagnostics;
      const left = separated.reduce((total, { rows }) => total + rows, singletons);
      expect(left).toBe(result["n_removed"]);
    }
    check([statistic(fit, "deviance")], [result["deviance"] as number]);
    check([statistic(fit, "log-likelihood")], [result["loglik"] as number]);
    if (entry.id !== IMPOSSIBLE_PSEUDO_R_SQUARED) {
      check([statistic(fit, "pseudo-r-squared")], [result["pr2"] as number]);
    }
    expect(fit.diagnostics.convergence?.converged).toBe(true);
    expect(fit.diagnostics.absorption.converged).toBe(true);
  });
});

test("fepois_mort_w: the pseudo-R² is one of likelihoods below zero, not above one as the reference prints it", () => {
  const entry = entries.find(({ id }) => id === IMPOSSIBLE_PSEUDO_R_SQUARED)!;
  const { design, options } = LIKELIHOOD.get(entry.id)!();
  const poisson = findEstimator("poisson")!;
  const fit = poisson.fit(design, poisson.options.parse(options), CONTEXT);
  expect(entry.result["pr2"]).toBeGreaterThan(1);
  // ℓ₀ = Σ w (y log ȳ − ȳ − log y!), from the deviance of the constant mean: D₀/2 = Σ w y log(y/ȳ), since Σ w (y − ȳ) = 0.
  const y = design.outcome.values;
  const w = design.weights!.values;
  const rows = Array.from(y.keys());
  const total = rows.reduce((sum, i) => sum + w[i]!, 0);
  const mean = rows.reduce((sum, i) => sum + w[i]! * y[i]!, 0) / total;
  const nullDeviance = 2 * rows.reduce((sum, i) => sum + (y[i] === 0 ? 0 : w[i]! * y[i]! * Math.log(y[i]! / mean)), 0);
  const loglik = entry.result["loglik"] as number;
  const nullLoglik = loglik - (nullDeviance - (entry.result["deviance"] as number)) / 2;
  expect(disagreement([statistic(fit, "pseudo-r-squared")], [1 - loglik / nullLoglik], 1e-9)).toBeLessThanOrEqual(1);
});

function list(entry: ExpectedEntry, name: string): readonly number[] {
  return [entry.result[name] as number | number[]].flat();
}

function statistic(fit: Fit, name: string): number {
  return fit.statistics!.find((one) => one.name === name)!.value;
}
