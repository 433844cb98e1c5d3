import type { Design } from "../../../src/core/design.ts";
import { type CovarianceOptions, covariance } from "../../../src/inference/covariance.ts";
import type { DependentOptions } from "../../../src/inference/dependent.ts";
import { twoSidedP } from "../../../src/inference/intervals.ts";
import { type Comparison, numbersOf, tailScale } from "../../support/coverage-report/comparison.ts";
import type { ReferenceEntry } from "../../support/coverage-report/measure.ts";
import { fitScores } from "../../support/coverage-report/regression.ts";
import { factorOf, makeDesign, numberColumn, numbers } from "../../support/frame.ts";
import { columnsOf, data } from "../regression-specs.ts";

/** How a plm entry is least squares here: the same rows, effects absorbed, and the variance in our words. */
export interface PanelSpec {
  readonly design: Design;
  readonly absorb: readonly string[];
  readonly covariance: CovarianceOptions | DependentOptions;
}

const NAMES = ["value", "capital"] as const;

function grunfeld(): Design {
  const d = data("plm_grunfeld");
  return makeDesign({ outcome: numbers(d, "inv"), columns: columnsOf(d, [...NAMES, "firm", "year"]) });
}

/** Firms in rows, `over` of each firm's values in order of year (as the file has them). */
function perFirm(name: string, over: (values: readonly number[]) => readonly number[]): number[] {
  const d = data("plm_grunfeld");
  const [firm, values] = [numbers(d, "firm"), numbers(d, name)];
  const series = new Map<number, number[]>();
  firm.forEach((code, row) => {
    series.set(code, [...(series.get(code) ?? []), values[row]!]);
  });
  return [...series.values()].flatMap(over);
}

function derived(over: (values: readonly number[]) => readonly number[]): Design {
  const columns = NAMES.map((name) => numberColumn(name, perFirm(name, over)));
  return makeDesign({ outcome: perFirm("inv", over), columns });
}

const means = (values: readonly number[]) => [values.reduce((a, b) => a + b, 0) / values.length];
const changes = (values: readonly number[]) => values.slice(1).map((value, t) => value - values[t]!);

const firm = () => factorOf("firm", numbers(data("plm_grunfeld"), "firm"));
const period = () => ({ name: "year", values: numbers(data("plm_grunfeld"), "year") });
const year = () => factorOf("year", period().values);

const iid: CovarianceOptions = { kind: "iid" };
const plain = { adjK: false, adjG: false } as const;
const within = (choice: PanelSpec["covariance"], absorb: readonly string[] = ["firm"]): PanelSpec => ({
  design: grunfeld(),
  absorb,
  covariance: choice,
});

/**
 * plm's variances of the within estimator take no factor unless one is named. "HC1" counts the coefficients alone: n / (n − k), which is
 * (n − 1) / (n − k) times n / (n − 1); "sss" is (n − 1) / (n − k) · G / (G − 1).
 */
export const PANEL: ReadonlyMap<string, () => PanelSpec> = new Map<string, () => PanelSpec>([
  ["plm_grunfeld_pooling", () => within(iid, [])],
  ["plm_grunfeld_within", () => within(iid)],
  ["plm_grunfeld_within_2w", () => within(iid, ["firm", "year"])],
  ["plm_grunfeld_between", () => ({ design: derived(means), absorb: [], covariance: iid })],
  ["plm_grunfeld_fd", () => ({ design: derived(changes), absorb: [], covariance: iid })],
  ["plm_grunfeld_within_vcovHCmmethodarellanotypeHC0", () => within({ kind: "CR0", clusters: [firm()] })],
  [
    "plm_grunfeld_within_vcovHCmmethodarellanotypesss",
    () => within({ kind: "CR1", clusters: [firm()], smallSample: { K: "none" } }),
  ],
  ["plm_grunfeld_within_vcovHCmmethodwhite1typeHC1", () => within({ kind: "HC1", smallSample: { K: "none" } })],
  [
    "plm_grunfeld_within_vcovSCCmtypeHC0maxlag2",
    () => within({ kind: "DK", lag: 2, period: period(), smallSample: plain }),
  ],
  [
    "plm_grunfeld_within_vcovNWmtypeHC0maxlag3",
    () => within({ kind: "NW", lag: 3, unit: firm(), period: period(), smallSample: plain }),
  ],
  ["plm_grunfeld_within_vcovDCm", () => within({ kind: "CR0", clusters: [firm(), year()] })],
]);

/** Coefficients, errors, t with plm's n − k − effects degrees of freedom, and the fit. A within model's R² is that of the demeaned data. `factor` multiplies errors. */
export function comparePanel({ result }: ReferenceEntry, spec: PanelSpec, factor = 1): Comparison[] {
  const { design, absorb, covariance: choice } = spec;
  const options = { covariates: [...NAMES], absorb };
  const { fit, v } = fitScores({ estimator: "ols", design, options, covariance: choice });
  const { df } = covariance(fit, iid);
  const se = v.se.map((value) => value * factor);
  const list = (name: string) => numbersOf(result[name]);
  return [
    { key: "coef", actual: fit.estimate, expected: list("coef") },
    { key: "se", actual: se, expected: list("se") },
    { key: "stat", actual: fit.estimate.map((b, j) => b / se[j]!), expected: list("stat") },
    {
      key: "p",
      actual: fit.estimate.map((b, j) => twoSidedP(b, se[j]!, df)),
      expected: list("p"),
      relativeTo: tailScale(list("p"), list("stat")),
    },
    { key: "nobs", actual: [fit.counts.observations], expected: list("nobs") },
    { key: "df_resid", actual: [df], expected: list("df_resid") },
    {
      key: "r2",
      actual: [(absorb.length > 0 ? fit.diagnostics.withinRSquared : fit.diagnostics.rSquared)!],
      expected: list("r2"),
    },
    { key: "ssr", actual: [fit.diagnostics.ssr!], expected: list("ssr") },
  ];
}

/**
 * vcovHC(type = "HC1") of plm scales the sum over clusters by n / (n − k), which no covariance here does: with CR1 the errors differ, and with CR0
 * times that factor they agree.
 */
export function compareFirmCounts(entry: ReferenceEntry, errors: "CR1" | "CR0 × n / (n − k)"): Comparison[] {
  const isPlain = errors !== "CR1";
  const spec = within({ kind: isPlain ? "CR0" : "CR1", clusters: [firm()] });
  const [n, k] = [numbersOf(entry.result["nobs"])[0]!, NAMES.length];
  return comparePanel(entry, spec, isPlain ? Math.sqrt(n / (n - k)) : 1);
}
