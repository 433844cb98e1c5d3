import { z } from "zod";
import type { Design } from "../../src/core/design.ts";
import { defineEstimator, type FitContext } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { NO_REGRESSION, refusedFit } from "../../src/estimate/assemble.ts";
import { countDesign } from "../../src/estimate/counts.ts";
import { expandCovariates } from "../../src/estimate/regressors.ts";
import { leastSquares } from "../../src/numerics/least-squares.ts";
import { methodCard } from "./method-card.ts";
import { offDiagonal } from "./off-diagonal.ts";
import { halvesOf, unitChanges } from "./unit-changes.ts";

const window = z
  .tuple([z.number(), z.number()])
  .refine(([first, last]) => first <= last, "expected the first period before the last one");

const options = z.strictObject({
  against: z.string().describe("Column with the other side: the outcome's change is laid against its change"),
  before: window.describe("First and last period before the start; at least two periods, dealt to two halves in turn"),
  after: window.describe("First and last period after the start; at least two periods"),
  covariates: z
    .array(z.string())
    .default([])
    .describe("Columns whose unit means are held constant, a dose for instance"),
  tension: z
    .enum(["opposite", "same"])
    .default("opposite")
    .describe("Which signs of the two changes are in tension: opposite, or same where one side improves downwards"),
  draws: z.int().min(0).default(999).describe("Permutations of the test for the mass in tension"),
});
type Options = z.infer<typeof options>;

const identity = { id: "trade-off", revision: 1 } as const;
const TERMS: readonly Term[] = [
  { kind: "overall" },
  { kind: "coefficient", name: "correlation" },
  { kind: "coefficient", name: "off-diagonal" },
];
/** A signal whose t statistic is below √10 makes a weak instrument of the half that measures it again (Staiger and Stock 1997: F below 10). */
const WEAK = Math.sqrt(10);
const FEWEST_UNITS = 5;

export const tradeOff = defineEstimator<Options>({
  ...identity,
  method: methodCard,
  options,
  needs: { timing: ["none"], unit: true, period: true },
  fit,
});

const refuse = (code: string, design: Design, values: Finding["values"], others: readonly Finding[] = []): Fit =>
  refusedFit(identity, design, TERMS, [...others, { code, severity: "refusal", values }]);

function fit(design: Design, chosen: Options, context: FitContext): Fit {
  const [against] = expandCovariates(design, [chosen.against]);
  const covariates = expandCovariates(design, chosen.covariates).map(({ values }) => values);
  const halves = [chosen.before, chosen.after].map((range) => halvesOf(design.period!.levels, range));
  const short = [chosen.before, chosen.after].filter((_, when) => halves[when]![1].length === 0);
  // One measurement of each change cannot tell a trade-off from noise that both sides share.
  if (short.length > 0) return refuse("changes-measured-once", design, { window: short[0]!.join("–") });
  const changes = unitChanges(design, against!.values, covariates, halves);
  const findings: Finding[] =
    changes.incomplete === 0
      ? []
      : [{ code: "units-without-both-halves", severity: "note", values: { units: changes.incomplete } }];
  const units = changes.rows.length;
  if (units < FEWEST_UNITS + chosen.covariates.length)
    return refuse(
      "too-few-complete-units",
      design,
      { units, needed: FEWEST_UNITS + chosen.covariates.length },
      findings,
    );

  const { weights } = changes;
  const left = (values: Float64Array): Float64Array =>
    leastSquares({ columns: changes.covariates, outcome: values, weights, intercept: true }).residuals;
  const a = changes.against.map(left) as [Float64Array, Float64Array];
  const b = changes.outcome.map(left) as [Float64Array, Float64Array];
  const va = moment(weights, (i) => a[0][i]! * a[1][i]!);
  const vb = moment(weights, (i) => b[0][i]! * b[1][i]!);
  const c = moment(weights, (i) => (a[0][i]! * b[1][i]! + a[1][i]! * b[0][i]!) / 2);
  const tension = offDiagonal(changes.against, changes.outcome, weights, chosen.tension, chosen.draws, context.seed);
  const mass = moment(weights, (i) => tension.own[i]!);

  const slope = va.value > 0 ? c.value / va.value : Number.NaN;
  const correlation = va.value > 0 && vb.value > 0 ? c.value / Math.sqrt(va.value * vb.value) : Number.NaN;
  if (!(va.value > 0)) findings.push({ code: "no-signal", severity: "refusal", values: { column: chosen.against } });
  if (!(vb.value > 0))
    findings.push({ code: "no-signal", severity: "warning", values: { column: design.outcome.name } });
  if (va.value > 0 && va.value / standardError(va.psi) < WEAK)
    findings.push({
      code: "weak-signal",
      severity: "warning",
      values: { column: chosen.against, t: va.value / standardError(va.psi) },
    });
  if (Math.abs(correlation) > 1) findings.push({ code: "correlation-beyond-one", severity: "note", values: {} });

  const psi = new Float64Array(3 * units);
  for (let i = 0; i < units; i++) {
    psi[3 * i] = (c.psi[i]! - slope * va.psi[i]!) / va.value;
    psi[3 * i + 1] =
      c.psi[i]! / Math.sqrt(va.value * vb.value) - (correlation / 2) * (va.psi[i]! / va.value + vb.psi[i]! / vb.value);
    psi[3 * i + 2] = mass.psi[i]!;
  }
  return {
    ...identity,
    estimator: identity.id,
    terms: TERMS,
    estimate: Float64Array.of(slope, correlation, mass.value),
    uncertainty: { kind: "influence", psi, rowUnit: changes.rows },
    counts: { ...countDesign(design, changes.rows), observations: changes.observations },
    diagnostics: NO_REGRESSION,
    findings,
    statistics: [
      { name: "reliability", of: chosen.against, value: reliability(va.value, a, weights) },
      { name: "reliability", of: design.outcome.name, value: reliability(vb.value, b, weights) },
      { name: "off-diagonal-expected", value: tension.expected },
      { name: "off-diagonal-permutation", value: tension.share, p: tension.p },
    ],
  };
}

/** A weighted mean over units and each unit's influence on it: w (x − mean) / mean weight, which sums to zero. */
function moment(
  weights: Float64Array,
  x: (unit: number) => number,
): { readonly value: number; readonly psi: Float64Array } {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const value = weights.reduce((sum, weight, i) => sum + weight * x(i), 0) / total;
  return { value, psi: weights.map((weight, i) => ((weight * weights.length) / total) * (x(i) - value)) };
}

const standardError = (psi: Float64Array): number =>
  Math.sqrt(psi.reduce((sum, one) => sum + one * one, 0)) / psi.length;

/** Share of the variance of the mean of both halves that is signal. */
function reliability(
  signal: number,
  [one, other]: readonly [Float64Array, Float64Array],
  weights: Float64Array,
): number {
  return signal / moment(weights, (i) => ((one[i]! + other[i]!) / 2) ** 2).value;
}
