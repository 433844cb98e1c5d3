import { describe, expect, test } from "vitest";
import { callawaySantanna } from "../../models/callaway-santanna/callaway-santanna.ts";
import { twoByTwo } from "../../models/two-by-two/two-by-two.ts";
import type { AnyEstimator } from "../../src/core/estimator.ts";
import type { Fit } from "../../src/core/fit.ts";
import type { Factor } from "../../src/core/table.ts";
import { covariance } from "../../src/inference/covariance.ts";
import { influenceCovariance, influenceRows } from "../../src/inference/influence.ts";
import { linearContrast } from "../../src/inference/intervals.ts";
import { combineFactors } from "../../src/numerics/factor.ts";
import { scoreMatrix } from "../../src/numerics/score-rows.ts";
import { combineKeys } from "../../src/panel/keys.ts";
import { effectRows } from "../../src/run/estimate-result.ts";
import { runTask } from "../../src/run/run-task.ts";
import { type Case, cases, fitPanel, optionsOf, panelFor } from "../support/estimator-cases.ts";
import { factorOf } from "../support/frame.ts";
import { drawPanel, type PanelColumns, panelDesign } from "../support/panels.ts";

// Sums of some hundred products of numbers of order 1, in another order.
const SAME = 1e-10;

const named = cases.map((chosen) => [chosen.name, chosen] as const);

function near(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++) {
    if (Number.isNaN(actual[j]!)) expect(Math.abs(expected[j]!) < 1e-12 || Number.isNaN(expected[j]!)).toBe(true);
    else expect(Math.abs(actual[j]! - expected[j]!)).toBeLessThan(SAME * Math.max(1, Math.abs(expected[j]!)));
  }
}

/** Units 0, 1, 2 are a cluster each, the other nine are one: clusters of very unequal size. */
const unequal = (panel: PanelColumns): Factor =>
  factorOf(
    "region",
    panel.unit.map((unit) => Math.min(unit, 3)),
  );

/** Σ_c S_c S_cᵀ with S_c the plain sum of a cluster's rows, never their mean. */
function clusterProducts(rows: Float64Array, k: number, codeOf: (row: number) => number): Float64Array {
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < rows.length / k; i++) {
    const sum = sums.get(codeOf(i)) ?? new Float64Array(k);
    for (let j = 0; j < k; j++) sum[j]! += rows[i * k + j]!;
    sums.set(codeOf(i), sum);
  }
  const out = new Float64Array(k * k);
  for (const sum of sums.values())
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b]! += sum[a]! * sum[b]!;
  return out;
}

function product(left: Float64Array, right: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) out[a * k + b]! += left[a * k + c]! * right[c * k + b]!;
  return out;
}

describe("clusters of unequal size add up: sums of their rows, not means", () => {
  test.each(named)("%s", (_, chosen) => {
    const panel = panelFor(chosen);
    const cluster = unequal(panel);
    const fit = fitPanel(chosen, panel);
    const { uncertainty } = fit;
    const k = fit.terms.length;
    if (uncertainty.kind === "refit") return;
    const codeOf = (row: number) => cluster.codes[uncertainty.rowUnit[row]!]!;
    if (uncertainty.kind === "scores") {
      const meat = clusterProducts(scoreMatrix(uncertainty.scores), k, codeOf);
      const expected = product(product(uncertainty.bread, meat, k), uncertainty.bread, k);
      near(covariance(fit, { kind: "CR0", clusters: [cluster] }).vcov, expected);
      return;
    }
    const n = uncertainty.rowUnit.length;
    const expected = clusterProducts(influenceRows(uncertainty, k), k, codeOf).map((value) => value / n ** 2);
    near(influenceCovariance(fit, { clusters: [cluster], scale: 1, seed: 1 }).vcov, expected);
  });
});

describe("errors belong to units, not to positions: in any order of the rows a cluster has the same members", () => {
  test.each(named)("%s", (_, chosen) => {
    const panel = panelFor(chosen);
    const backwards = Object.fromEntries(
      Object.entries(panel).map(([name, values]) => [name, values === null ? null : [...values].reverse()]),
    ) as unknown as PanelColumns;
    const errors = (of: PanelColumns) => {
      const fit = fitPanel(chosen, of);
      return fit.uncertainty.kind === "influence"
        ? influenceCovariance(fit, { clusters: [unequal(of)], scale: 1, seed: 1 }).se
        : covariance(fit, { kind: "CR1", clusters: [unequal(of)] }).se;
    };
    near(errors(backwards), errors(panel));
  });
});

describe("an error of zero is no test: no statistic, p or interval, and never Infinity", () => {
  const linear = named.filter(([, { estimator }]) => !["poisson", "logit", "probit"].includes(estimator.id));
  test.each(linear)("%s", (_, { estimator, kind }: Case) => {
    const panel = panelFor({ name: "", estimator, kind });
    const design = panelDesign(kind, { ...panel, outcome: panel.outcome.map(() => 0) });
    const outcome = runTask({
      id: "zero",
      estimator: estimator.id,
      options: optionsOf(estimator),
      design,
      leaveOut: null,
      covariance: "CR1",
      smallSample: {},
      target: { kind: "overall" },
      outcomeBounds: null,
      periodName: null,
      seed: 1,
    });
    for (const row of effectRows(outcome, 0.95, null, null)) {
      expect(row.estimate === null || row.estimate === 0).toBe(true);
      expect([row.statistic, row.p, row.ci, row.band]).toEqual([null, null, null, null]);
      expect(row.se === null || row.se === 0).toBe(true);
    }
  });
});

describe("repeated cross-sections: every row twice leaves estimates and halves variances exactly", () => {
  const twice = (panel: PanelColumns): PanelColumns =>
    Object.fromEntries(
      Object.entries(panel).map(([name, values]) => [name, values === null ? null : [...values, ...values]]),
    ) as unknown as PanelColumns;
  const variances = (fit: Fit) => influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 }).vcov;
  const check = (estimator: AnyEstimator, kind: "staggered" | "two-by-two", options: object) => {
    const panel = drawPanel(kind, { units: 24, periods: 6, seed: 20260303 });
    const run = (of: PanelColumns) =>
      estimator.fit(panelDesign(kind, of), estimator.options.parse({ covariates: ["x"], panel: false, ...options }), {
        seed: 1,
        wantOutcomeWeights: false,
      });
    const [once, doubled] = [run(panel), run(twice(panel))];
    near(doubled.estimate, once.estimate);
    near(
      variances(doubled),
      variances(once).map((value) => value / 2),
    );
  };
  test.each(["reg", "ipw", "dr"])("callaway-santanna, %s", (method) =>
    check(callawaySantanna, "staggered", { method }),
  );
  test.each(["reg", "ipw", "std-ipw", "dr", "dr-improved"])("two-by-two, %s", (method) =>
    check(twoByTwo, "two-by-two", { method }),
  );
});

describe("offsets beyond 2³¹ are exact", () => {
  // 2³² apart: 65536 · 65536 + b and b would be one number in 32 bits.
  const MANY = 65536;
  const codes = Int32Array.from({ length: MANY + 2 }, (_, row) => Math.min(row, MANY));
  const other = Int32Array.from(codes, (code, row) => (row === MANY + 1 ? 1 : code === 1 ? 5 : 0));

  test("combinations of two effects with 65,537 levels each", () => {
    const first: Factor = { name: "a", codes, count: MANY + 1 };
    const second: Factor = { name: "b", codes: other, count: MANY + 1 };
    // Rows: (0, 0), (1, 5), (2, 0) … (65536, 0), (65536, 1): all different.
    const combined = combineFactors("a^b", [first, second]);
    expect(combined.count).toBe(MANY + 2);
    expect(new Set(combined.codes).size).toBe(MANY + 2);
  });

  test("keys of a panel: 65,537 units in 65,536 periods", () => {
    const labels = (count: number) => Array.from({ length: count }, (_, code) => String(code));
    const keys = [
      { codes, labels: labels(MANY + 1) },
      { codes: other, labels: labels(MANY) },
    ];
    const combined = combineKeys(keys, codes.length);
    expect(combined.firstRow.length).toBe(MANY + 2);
    expect(combined.firstRow.at(-1)).toBe(MANY + 1);
  });

  test("a covariance of 50,000 terms: its last element is number 2,499,999,999", () => {
    const k = 50_000;
    const asked: number[] = [];
    // Stands for k² numbers, of which only the last is not zero; says which were read.
    const vcov = new Proxy([] as number[], {
      get: (_, key) => {
        asked.push(Number(key));
        return Number(key) === k * k - 1 ? 4 : 0;
      },
    });
    const weights = new Float64Array(k).fill(0);
    weights[k - 1] = 3;
    const estimate = new Float64Array(k).fill(1);
    const { se, estimate: effect } = linearContrast(weights, estimate, vcov, Number.POSITIVE_INFINITY);
    expect(asked).toEqual([2_499_999_999]);
    expect(effect).toBe(3);
    expect(se).toBe(6);
  });
});
