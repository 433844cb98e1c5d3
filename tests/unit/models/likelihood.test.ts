import { describe, expect, test } from "vitest";
import { logit } from "../../../models/logit/logit.ts";
import { poisson } from "../../../models/poisson/poisson.ts";
import { probit } from "../../../models/probit/probit.ts";
import type { Design } from "../../../src/core/design.ts";
import type { AnyEstimator } from "../../../src/core/estimator.ts";
import type { Fit } from "../../../src/core/fit.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { CONTEXT, categoryColumn, makeDesign, numberColumn } from "../../support/frame.ts";

// Closed forms by hand, of order 1.
const CLOSED_FORM = 1e-12;

function fitOf(estimator: AnyEstimator, design: Design, options: unknown): Fit {
  return estimator.fit(design, estimator.options.parse(options), CONTEXT);
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = CLOSED_FORM): void {
  expect(actual.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++) expect(Math.abs(actual[j]! - expected[j]!)).toBeLessThan(tolerance);
}

const statistic = (fit: Fit, name: string) => fit.statistics!.find((one) => one.name === name)!.value;
/** Standard errors from the information alone, without (n − 1) / (n − K). */
const plainErrors = (fit: Fit) => covariance(fit, { kind: "iid", smallSample: { adjK: false } }).se;

describe("Poisson", () => {
  // Two rows per cell of group × period; the cell sums are 12, 20, 9 and 30.
  const cell = [
    { group: "a", post: 0, counts: [5, 7] },
    { group: "a", post: 1, counts: [8, 12] },
    { group: "b", post: 0, counts: [9, 0] },
    { group: "b", post: 1, counts: [10, 20] },
  ];
  const rows = cell.flatMap(({ group, post, counts }) => counts.map((y) => ({ group, post, y })));
  const design = makeDesign({
    outcome: rows.map(({ y }) => y),
    columns: [
      numberColumn(
        "d",
        rows.map(({ group, post }) => (group === "b" ? post : 0)),
      ),
      numberColumn(
        "post",
        rows.map(({ post }) => post),
      ),
      categoryColumn(
        "group",
        rows.map(({ group }) => group),
      ),
    ],
  });

  test("two groups, two periods: the log of the ratio of ratios, with variance Σ 1/count", () => {
    const fit = fitOf(poisson, design, { covariates: ["d"], absorb: ["group", "post"] });
    near(fit.estimate, [Math.log(30 / 9 / (20 / 12))]);
    near(plainErrors(fit), [Math.sqrt(1 / 12 + 1 / 20 + 1 / 9 + 1 / 30)]);
  });

  test("the same with dummies: intercept, effects and their statistics", () => {
    const fit = fitOf(poisson, design, { covariates: ["group", "post", "d"] });
    expect(fit.terms.map((term) => (term.kind === "coefficient" ? term.name : ""))).toEqual([
      "(Intercept)",
      "factor(group)b",
      "post",
      "d",
    ]);
    near(fit.estimate, [Math.log(6), Math.log(9 / 12), Math.log(20 / 12), Math.log(30 / 9 / (20 / 12))]);
    // Cell means 6, 10, 4.5, 15; log y! by hand.
    const likelihood = (y: number, mean: number): number => {
      let factorial = 0;
      for (let v = 2; v <= y; v++) factorial += Math.log(v);
      return y * Math.log(mean) - mean - factorial;
    };
    const means = [6, 6, 10, 10, 4.5, 4.5, 15, 15];
    const expected = rows.reduce((sum, { y }, i) => sum + likelihood(y, means[i]!), 0);
    const constant = rows.reduce((sum, { y }) => sum + likelihood(y, 71 / 8), 0);
    const saturated = rows.reduce((sum, { y }) => sum + (y === 0 ? 0 : likelihood(y, y)), 0);
    near([statistic(fit, "log-likelihood")], [expected], 1e-11);
    near([statistic(fit, "null-log-likelihood")], [constant], 1e-11);
    near([statistic(fit, "pseudo-r-squared")], [1 - expected / constant]);
    near([statistic(fit, "deviance")], [2 * (saturated - expected)], 1e-11);
    near([statistic(fit, "aic")], [-2 * expected + 2 * 4], 1e-11);
    near([statistic(fit, "bic")], [-2 * expected + 4 * Math.log(8)], 1e-11);
    const pearson = rows.reduce((sum, { y }, i) => sum + (y - means[i]!) ** 2 / means[i]!, 0);
    near([statistic(fit, "pearson-chi-squared")], [pearson], 1e-11);
  });

  test("HC0 by hand: Σ (y − mean)² over the squared count of each cell", () => {
    const fit = fitOf(poisson, design, { covariates: ["d"], absorb: ["group", "post"] });
    const { se } = covariance(fit, { kind: "HC0" });
    // Residuals ∓1, ∓2, ±4.5, ∓5 in cells of 12, 20, 9 and 30.
    near(se, [Math.sqrt(2 / 144 + 8 / 400 + 40.5 / 81 + 50 / 900)]);
  });

  test("an offset: counts per exposure, rate 15/30 against 12/60", () => {
    const counted = makeDesign({
      outcome: [4, 8, 5, 10],
      columns: [numberColumn("x", [0, 0, 1, 1]), numberColumn("log(n)", [20, 40, 10, 20].map(Math.log))],
    });
    const fit = fitOf(poisson, counted, { covariates: ["x"], offset: "log(n)" });
    near(fit.estimate, [Math.log(12 / 60), Math.log(15 / 30 / (12 / 60))]);
    near(plainErrors(fit), [Math.sqrt(1 / 12), Math.sqrt(1 / 12 + 1 / 15)]);
  });

  test("statistics are normal whatever the number of clusters, and the convergence is certified", () => {
    const fit = fitOf(poisson, design, { covariates: ["d"], absorb: ["group", "post"] });
    expect(covariance(fit, { kind: "HC1" }).df).toBe(Number.POSITIVE_INFINITY);
    expect(fit.diagnostics.convergence?.converged).toBe(true);
    expect(fit.diagnostics.convergence?.achieved).toBeLessThan(1e-10);
  });

  test("an origin of a million costs no digits: slope, error and intercept move as by hand", () => {
    const y = [3, 1, 4, 6, 9, 8];
    const x = [0, 1, 2, 3, 4, 5];
    const at = (origin: number) => {
      const columns = [
        numberColumn(
          "x",
          x.map((value) => value + origin),
        ),
      ];
      return fitOf(poisson, makeDesign({ outcome: y, columns }), { covariates: ["x"] });
    };
    const [here, far] = [at(0), at(2 ** 20)];
    near(far.estimate.slice(1), here.estimate.slice(1));
    near(plainErrors(far).slice(1), plainErrors(here).slice(1));
    const intercept = here.estimate[0]! - 2 ** 20 * here.estimate[1]!;
    expect(Math.abs(far.estimate[0]! / intercept - 1)).toBeLessThan(CLOSED_FORM);
  });

  test("means over ten orders of magnitude are fitted", () => {
    const counts = [1, 3, 2e9, 6e9, 4, 12, 3e9, 9e9];
    const wide = makeDesign({
      outcome: counts,
      columns: [
        numberColumn("x", [0, 1, 0, 1, 0, 1, 0, 1]),
        categoryColumn("g", ["a", "a", "b", "b", "c", "c", "d", "d"]),
      ],
    });
    near(fitOf(poisson, wide, { covariates: ["x"], absorb: ["g"] }).estimate, [Math.log(3)]);
  });
});

describe("logit and probit", () => {
  // x = 0: 3 of 10; x = 1: 12 of 16.
  const outcome = [...Array<number>(3).fill(1), ...Array<number>(7).fill(0), ...Array<number>(12).fill(1), 0, 0, 0, 0];
  const design = makeDesign({
    outcome,
    columns: [
      numberColumn(
        "x",
        outcome.map((_, row) => (row < 10 ? 0 : 1)),
      ),
    ],
  });

  test("logit of one 0/1 column: log odds and the log odds ratio, with variance Σ 1/count", () => {
    const fit = fitOf(logit, design, { covariates: ["x"] });
    near(fit.estimate, [Math.log(3 / 7), Math.log(12 / 4 / (3 / 7))]);
    near(plainErrors(fit), [Math.sqrt(1 / 3 + 1 / 7), Math.sqrt(1 / 3 + 1 / 7 + 1 / 12 + 1 / 4)]);
    near(
      [statistic(fit, "log-likelihood")],
      [3 * Math.log(0.3) + 7 * Math.log(0.7) + 12 * Math.log(0.75) + 4 * Math.log(0.25)],
    );
    near([statistic(fit, "deviance")], [-2 * statistic(fit, "log-likelihood")]);
    near([statistic(fit, "null-log-likelihood")], [15 * Math.log(15 / 26) + 11 * Math.log(11 / 26)]);
  });

  test("probit of one 0/1 column: the quantiles of the shares", () => {
    const fit = fitOf(probit, design, { covariates: ["x"] });
    // Φ⁻¹(0.3) = −0.5244005127080407 and Φ⁻¹(0.75) = 0.6744897501960817 (Abramowitz and Stegun, table 26.5, to its digits; here R's qnorm).
    near(fit.estimate, [-0.5244005127080407, 0.6744897501960817 + 0.5244005127080407]);
    // Var Φ⁻¹(p̂) = p (1 − p) / (m φ²).
    const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const first = (0.3 * 0.7) / (10 * density(0.5244005127080407) ** 2);
    const second = (0.75 * 0.25) / (16 * density(0.6744897501960817) ** 2);
    near(plainErrors(fit), [Math.sqrt(first), Math.sqrt(first + second)]);
  });

  test("levels of only zeros or only ones are left out, counted and named", () => {
    const g = ["a", "a", "a", "b", "b", "b", "c", "c", "d", "d", "e"];
    const y = [0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1];
    const x = [1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0];
    const grouped = makeDesign({ outcome: y, columns: [numberColumn("x", x), categoryColumn("g", g)] });
    const fit = fitOf(logit, grouped, { covariates: ["x"], absorb: ["g"] });
    expect(fit.counts.observations).toBe(6);
    expect(fit.diagnostics.singletons).toBe(1);
    expect(fit.diagnostics.separated).toEqual([{ by: "g", rows: 4, levels: 2 }]);
    expect(fit.findings).toContainEqual({
      code: "perfect-levels",
      severity: "note",
      values: { rows: 4, levels: 2, effect: "g", outcome: "y" },
    });
    const inside = makeDesign({
      outcome: y.slice(0, 6),
      columns: [numberColumn("x", x.slice(0, 6)), categoryColumn("g", g.slice(0, 6))],
    });
    near(fit.estimate, fitOf(logit, inside, { covariates: ["x"], absorb: ["g"] }).estimate);
  });
});

describe("slopes that vary over an effect", () => {
  const g = ["a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "c", "c", "c", "c", "c"];
  const t = g.map((_, row) => row % 5);
  const x = [1, 0, 2, 1, 0, 0, 1, 1, 0, 2, 2, 0, 1, 0, 1];
  const y = [3, 1, 5, 2, 4, 0, 2, 1, 3, 2, 6, 4, 2, 5, 1];
  const of = (level: string, values: readonly number[]) => values.map((value, row) => (g[row] === level ? value : 0));

  test.each([
    ["poisson", poisson, y],
    ["logit", logit, [1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1]],
  ] as const)("%s: the same as columns of their own", (_, estimator, outcome) => {
    const columns = [
      numberColumn("x", x),
      numberColumn("t", t),
      categoryColumn("g", g),
      ...["a", "b", "c"].map((level) => numberColumn(`t in ${level}`, of(level, t))),
    ];
    const design = makeDesign({ outcome, columns });
    const absorbed = fitOf(estimator, design, { covariates: ["x"], absorb: ["g[t]"] });
    const written = fitOf(estimator, design, { covariates: ["x", "t in a", "t in b", "t in c"], absorb: ["g"] });
    near(absorbed.estimate, written.estimate.slice(0, 1), 1e-9);
    near(covariance(absorbed, { kind: "HC1" }).se, covariance(written, { kind: "HC1" }).se.slice(0, 1), 1e-9);
    near(
      absorbed.statistics!.map(({ value }) => value),
      written.statistics!.map(({ value }) => value),
      1e-9,
    );
  });
});

describe("what cannot be estimated is refused or left out, and said", () => {
  const columns = [numberColumn("x", [1, 2, 3, 4, 5, 6])];

  test.each([
    ["poisson", poisson, [1, 2, -1, 4, 0, 1], 1],
    ["logit", logit, [0, 1, 2, 0.5, 0, 1], 2],
    ["probit", probit, [0, 1, 2, 3, 4, 1], 3],
  ] as const)("%s: an outcome that it does not know", (id, estimator, outcome, rows) => {
    const fit = fitOf(estimator, makeDesign({ outcome, columns }), { covariates: ["x"] });
    expect(fit.terms).toEqual([]);
    expect(fit.findings).toEqual([
      { code: "outcome-not-possible", severity: "refusal", values: { rows, outcome: "y", family: id } },
    ]);
  });

  test("logit that a threshold predicts completely: every row is separated, nothing is left", () => {
    const fit = fitOf(logit, makeDesign({ outcome: [0, 0, 0, 1, 1, 1], columns }), { covariates: ["x"] });
    expect(fit.terms).toEqual([]);
    expect(fit.diagnostics.separated).toEqual([{ by: "combination of columns and effects", rows: 6, levels: null }]);
    expect(fit.findings.map(({ code }) => code)).toEqual(["separated-rows", "no-rows"]);
  });

  test.each(["iid", "HC1", "HC3"] as const)(
    "a refused fit has no errors of the kind %s, and asking does not fail",
    (kind) => {
      const design = makeDesign({ outcome: [0, 0, 0, 1, 1, 1], columns });
      const context = { ...CONTEXT, wantLeverage: true };
      const fit = logit.fit(design, logit.options.parse({ covariates: ["x"] }), context);
      expect(covariance(fit, { kind }).se).toHaveLength(0);
    },
  );

  test("Poisson of zeros only: refused", () => {
    const fit = fitOf(poisson, makeDesign({ outcome: [0, 0, 0, 0, 0, 0], columns }), { covariates: ["x"] });
    expect(fit.findings.at(-1)).toEqual({ code: "no-rows", severity: "refusal", values: {} });
  });

  test("a column that only marks zeros: its rows go, then the column, and both are named", () => {
    const outcome = [0, 0, 3, 5, 4, 8];
    const design = makeDesign({
      outcome,
      columns: [numberColumn("x", [1, 0, 0, 1, 0, 1]), numberColumn("marks", [1, 1, 0, 0, 0, 0])],
    });
    const fit = fitOf(poisson, design, { covariates: ["x", "marks"] });
    expect(fit.diagnostics.separated).toEqual([{ by: "combination of columns and effects", rows: 2, levels: null }]);
    expect(fit.diagnostics.dropped).toEqual(["marks"]);
    // What is left: means 3.5 and 6.5.
    near(fit.estimate, [Math.log(3.5), Math.log(6.5 / 3.5)]);
    expect(fit.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["separated-rows", "warning"],
      ["collinear", "note"],
    ]);
  });

  test("an offset that is not there, or not a number", () => {
    const design = makeDesign({ outcome: [1, 2, 3], columns: [categoryColumn("c", ["a", "b", "b"])] });
    expect(() => fitOf(poisson, design, { offset: "n" })).toThrow('offset: there is no column "n"');
    expect(() => fitOf(poisson, design, { offset: "c" })).toThrow('offset: the column "c" does not hold numbers');
  });

  test("a column of which the effects leave nothing is dropped and named", () => {
    const design = makeDesign({
      outcome: [1, 2, 3, 4, 2, 1],
      columns: [
        numberColumn("x", [1, 0, 1, 0, 1, 1]),
        numberColumn("same", [7, 7, 8, 8, 9, 9]),
        categoryColumn("g", ["a", "a", "b", "b", "c", "c"]),
      ],
    });
    const fit = fitOf(poisson, design, { covariates: ["same", "x"], absorb: ["g"] });
    expect(fit.diagnostics.dropped).toEqual(["same"]);
    expect(fit.terms).toEqual([{ kind: "coefficient", name: "x" }]);
  });
});
