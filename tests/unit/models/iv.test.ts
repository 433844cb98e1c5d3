import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { iv } from "../../../models/iv/iv.ts";
import { ols } from "../../../models/ols/ols.ts";
import type { Fit } from "../../../src/core/fit.ts";
import { auxiliaryTests } from "../../../src/inference/auxiliary-tests.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { dataUrl, disagreement } from "../../support/expected.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn, numbers, readFrame } from "../../support/frame.ts";

// Closed forms by hand.
const DIGITS = 12;
// iv-two-endogenous.json has 15 digits; its columns have a condition number of some 1e4.
const IVREG = 1e-9;

const options = (rest: Readonly<Record<string, unknown>>) => iv.options.parse(rest);
const codes = (fit: Fit) => fit.findings.map(({ code, severity }) => `${code} ${severity}`);
const nameOf = (fit: Fit) => fit.terms.map((term) => (term.kind === "coefficient" ? term.name : term.kind));

/** z = 0: outcomes 1, 3, 2 at doses 0, 1, 2; z = 1: outcomes 4, 8 at doses 3, 4. */
const wald = makeDesign({
  outcome: [1, 3, 2, 4, 8],
  columns: [numberColumn("x", [0, 1, 2, 3, 4]), numberColumn("z", [0, 0, 0, 1, 1])],
});

describe("one binary instrument, by hand", () => {
  const fit = iv.fit(wald, options({ endogenous: ["x"], instruments: ["z"] }), {
    ...CONTEXT,
    wantOutcomeWeights: true,
  });
  // β = (6 − 2) / (3.5 − 1), constant = ȳ − β x̄ = 3.6 − 1.6 · 2
  const slope = 4 / 2.5;
  const constant = 3.6 - slope * 2;

  test("the Wald estimate: the difference in outcomes over the difference in doses", () => {
    expect(nameOf(fit)).toEqual(["(Intercept)", "fit_x"]);
    expect(fit.estimate[0]).toBeCloseTo(constant, DIGITS);
    expect(fit.estimate[1]).toBeCloseTo(slope, DIGITS);
  });

  test("residuals are those of the dose itself, errors those of the fitted dose", () => {
    const u = [1, 3, 2, 4, 8].map((y, i) => y - constant - slope * i);
    const ssr = u.reduce((sum, value) => sum + value * value, 0);
    expect(fit.diagnostics.ssr).toBeCloseTo(ssr, DIGITS);
    // fitted doses 1, 1, 1, 3.5, 3.5: squares around their mean 2 are 3 + 4.5
    expect(covariance(fit, { kind: "iid" }).vcov[3]).toBeCloseTo(ssr / 3 / 7.5, DIGITS);
    const meat = u.reduce((sum, value, i) => sum + (value * (i < 3 ? -1 : 1.5)) ** 2, 0);
    expect(covariance(fit, { kind: "HC0" }).vcov[3]).toBeCloseTo(meat / 7.5 ** 2, DIGITS);
  });

  test("the first stage: F of a difference of means", () => {
    // Within: 2 + 0.5; between: 7.5. F = 7.5 / (2.5 / 3)
    const { statistics, findings } = auxiliaryTests(fit, { kind: "iid" });
    expect(statistics.map(({ name, of, df }) => [name, of, df])).toEqual([
      ["first-stage-f", "x", [1, 3]],
      ["first-stage-wald", "x", [1, 3]],
    ]);
    for (const { value } of statistics) expect(value).toBeCloseTo(9, DIGITS);
    // Below 10: weak.
    expect(findings.map(({ code, where }) => [code, where])).toEqual([["weak-instruments", "x"]]);
  });

  test("outcome weights reproduce the estimates", () => {
    const y = wald.outcome.values;
    const sum = (j: number) => y.reduce((total, value, i) => total + value * fit.outcomeWeights![j * 5 + i]!, 0);
    expect(sum(0)).toBeCloseTo(constant, DIGITS);
    expect(sum(1)).toBeCloseTo(slope, DIGITS);
  });

  test("exactly identified: no Sargan", () => {
    expect(fit.statistics!.map(({ name }) => name)).toEqual(["wu-hausman"]);
  });
});

test("a column that is its own instrument gives least squares", () => {
  const design = makeDesign({
    outcome: [1, 3, 2, 4, 8, 6],
    columns: [
      numberColumn("x", [0, 1, 2, 3, 4, 2]),
      numberColumn("v", [1, 0, 0, 2, 1, 5]),
      numberColumn("g", [0, 0, 0, 1, 1, 1]),
    ],
  });
  const own = iv.fit(
    design,
    options({ endogenous: ["x"], instruments: ["x"], covariates: ["v"], absorb: ["g"] }),
    CONTEXT,
  );
  const plain = ols.fit(design, ols.options.parse({ covariates: ["x", "v"], absorb: ["g"] }), CONTEXT);
  own.estimate.forEach((value, j) => {
    expect(value).toBeCloseTo(plain.estimate[j]!, DIGITS);
  });
  const [a, b] = [own, plain].map((fit) => covariance(fit, { kind: "HC1" }).se);
  b!.forEach((value, j) => {
    expect(a![j]).toBeCloseTo(value, DIGITS);
  });
  // The first stage is exact, so there is nothing to test.
  expect(own.statistics).toEqual([]);
});

describe("two endogenous columns and four instruments, as AER::ivreg", () => {
  interface Entry {
    readonly coef: Record<string, number>;
    readonly se_iid: Record<string, number>;
    readonly se_hc0: Record<string, number>;
  }
  interface Test {
    readonly df1: number;
    readonly df2: number | "NA";
    readonly statistic: number;
    readonly p: number;
  }
  const expected = JSON.parse(
    readFileSync(new URL("../../reference/iv-two-endogenous.json", import.meta.url), "utf8"),
  ) as { readonly plain: Entry; readonly weighted: Entry; readonly diagnostics: Record<string, Test> };
  const d = readFrame(dataUrl("cigarettes_sw"));
  const [cpi, population, tax] = [numbers(d, "cpi"), numbers(d, "population"), numbers(d, "tax")];
  const column = (name: string, of: (i: number) => number) =>
    numberColumn(
      name,
      cpi.map((_, i) => of(i)),
    );
  const columns = [
    column("price", (i) => Math.log(numbers(d, "price")[i]! / cpi[i]!)),
    column("income", (i) => Math.log(numbers(d, "income")[i]! / population[i]! / cpi[i]!)),
    column("late", (i) => (numbers(d, "year")[i] === 1995 ? 1 : 0)),
    column("tax1", (i) => (numbers(d, "taxs")[i]! - tax[i]!) / cpi[i]!),
    column("tax2", (i) => tax[i]! / cpi[i]!),
    column("size", (i) => Math.log(population[i]!)),
    column("size2", (i) => Math.log(population[i]!) ** 2),
  ];
  const chosen = options({
    covariates: ["late"],
    endogenous: ["price", "income"],
    instruments: ["tax1", "tax2", "size", "size2"],
  });
  const outcome = numbers(d, "packs").map(Math.log);
  const fitOf = (weighted: boolean) =>
    iv.fit(
      makeDesign({
        outcome,
        columns,
        ...(weighted ? { weights: { kind: "sampling", values: population } as const } : {}),
      }),
      chosen,
      CONTEXT,
    );

  test.each(["plain", "weighted"] as const)("%s", (which) => {
    const fit = fitOf(which === "weighted");
    const values = (of: Record<string, number>) => nameOf(fit).map((name) => of[name.replace("fit_", "")]!);
    const entry = expected[which];
    expect(disagreement(fit.estimate, values(entry.coef), IVREG)).toBeLessThanOrEqual(1);
    expect(disagreement(covariance(fit, { kind: "iid" }).se, values(entry.se_iid), IVREG)).toBeLessThanOrEqual(1);
    expect(disagreement(covariance(fit, { kind: "HC0" }).se, values(entry.se_hc0), IVREG)).toBeLessThanOrEqual(1);
  });

  test("first stages, Wu–Hausman, Sargan", () => {
    const fit = fitOf(false);
    const all = [...auxiliaryTests(fit, { kind: "iid" }).statistics, ...fit.statistics!];
    const check = (name: string, of: string | undefined, key: string) => {
      const found = all.find((statistic) => statistic.name === name && statistic.of === of)!;
      const { df1, df2, statistic, p } = expected.diagnostics[key]!;
      expect(found.df).toEqual(df2 === "NA" ? [df1] : [df1, df2]);
      expect(disagreement([found.value], [statistic], IVREG)).toBeLessThanOrEqual(1);
      // p moves (statistic × df1 / 2) times as much as its statistic in the tail.
      expect(disagreement([found.p!], [p], IVREG * (1 + df1 * statistic))).toBeLessThanOrEqual(1);
    };
    check("first-stage-f", "price", "Weak instruments (price)");
    check("first-stage-wald", "income", "Weak instruments (income)");
    check("wu-hausman", undefined, "Wu-Hausman");
    check("sargan", undefined, "Sargan");
  });
});

describe("what cannot be estimated", () => {
  const fitWith = (rest: Readonly<Record<string, unknown>>, columns: readonly (readonly [string, number[]])[]) =>
    iv.fit(
      makeDesign({
        outcome: [1, 3, 2, 4, 8, 6],
        columns: columns.map(([name, values]) => numberColumn(name, values)),
      }),
      options(rest),
      CONTEXT,
    );
  const x: readonly [string, number[]] = ["x", [0, 1, 2, 3, 4, 2]];
  const z: readonly [string, number[]] = ["z", [0, 0, 1, 1, 2, 0]];

  test("no instruments", () => {
    expect(codes(fitWith({ endogenous: ["x"] }, [x]))).toEqual(["no-instruments refusal"]);
    expect(codes(fitWith({ instruments: ["z"] }, [z]))).toEqual(["no-instruments refusal"]);
  });

  test("fewer instruments than endogenous columns, counted after collinear ones", () => {
    const twice: readonly [string, number[]] = ["w", [0, 0, 2, 2, 4, 0]];
    const v: readonly [string, number[]] = ["v", [5, 1, 0, 2, 2, 3]];
    const fit = fitWith({ endogenous: ["x", "v"], instruments: ["z", "w"] }, [x, v, z, twice]);
    expect(codes(fit)).toContain("under-identified refusal");
    expect(fit.findings.find(({ code }) => code === "under-identified")!.values).toEqual({
      endogenous: 2,
      instruments: 1,
      given: ["z", "w"],
    });
    expect(fit.diagnostics.dropped).toContain("w");
  });

  test("an instrument that explains nothing", () => {
    // Orthogonal to x around its mean.
    const blind: readonly [string, number[]] = ["z", [1, -1, 0, 1, 0, -1]];
    const fit = fitWith({ endogenous: ["x"], instruments: ["z"] }, [["x", [1, 1, 5, 2, 7, 2]], blind]);
    expect(codes(fit)).toContain("not-identified refusal");
    expect(nameOf(fit)).toEqual(["(Intercept)"]);
  });

  test("an instrument that follows from the covariates is dropped and named, not the covariate", () => {
    const fit = fitWith({ endogenous: ["x"], instruments: ["z", "c"], covariates: ["v"] }, [
      x,
      z,
      ["v", [1, 0, 0, 2, 1, 5]],
      ["c", [3, 2, 2, 4, 3, 7]],
    ]);
    expect(fit.diagnostics.dropped).toEqual(["c"]);
    expect(nameOf(fit)).toEqual(["(Intercept)", "fit_x", "v"]);
    expect(fit.statistics!.map(({ name }) => name)).toEqual(["wu-hausman"]);
  });
});

test("an offset is taken off the outcome", () => {
  const offset = [5, 1, 4, 2, 0];
  const shifted = makeDesign({
    outcome: [...wald.outcome.values].map((y, i) => y + offset[i]!),
    columns: [...wald.columns.values(), numberColumn("o", offset)],
  });
  const fit = iv.fit(shifted, options({ endogenous: ["x"], instruments: ["z"], offset: "o" }), {
    ...CONTEXT,
    wantOutcomeWeights: true,
  });
  expect(fit.estimate[1]).toBeCloseTo(1.6, DIGITS);
  expect(fit.outcomeWeights).toBeUndefined();
  expect(() => iv.fit(wald, options({ endogenous: ["x"], instruments: ["z"], offset: "no" }), CONTEXT)).toThrow(/no/);
});

test("clusters by unit, from the scores of the fitted dose", () => {
  const fit = iv.fit(wald, options({ endogenous: ["x"], instruments: ["z"] }), CONTEXT);
  const clusters = [factorOf("c", [0, 0, 1, 1, 2])];
  const u = [1, 3, 2, 4, 8].map((y, i) => y - 0.4 - 1.6 * i);
  const s = u.map((value, i) => value * (i < 3 ? -1 : 1.5));
  const meat = (s[0]! + s[1]!) ** 2 + (s[2]! + s[3]!) ** 2 + s[4]! ** 2;
  expect(covariance(fit, { kind: "CR0", clusters }).vcov[3]).toBeCloseTo(meat / 7.5 ** 2, DIGITS);
});
