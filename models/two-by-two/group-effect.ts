import type { Design } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { NO_REGRESSION, refusedFit } from "../../src/estimate/assemble.ts";
import { countDesign } from "../../src/estimate/counts.ts";
import { crossSectionEffect } from "../../src/estimate/cross-section-effect.ts";
import type { Rows } from "../../src/estimate/gram.ts";
import { type EffectMethod, panelEffect, panelNuisance } from "../../src/estimate/panel-effect.ts";
import {
  logitPropensity,
  type Propensity,
  type PropensityFailure,
  TRIM_AT,
  tiltingPropensity,
} from "../../src/estimate/propensity.ts";
import { expandCovariates } from "../../src/estimate/regressors.ts";
import { standardisedRows } from "../../src/estimate/standardised-rows.ts";
import { selectRows } from "../../src/estimate/usable-rows.ts";
import { takeTwice } from "./seen-twice.ts";

const OVERALL: readonly Term[] = [{ kind: "overall" }];

/** What a comparison came to: the effect, each row's contribution to it, the design row of each, and how many rows were trimmed. */
interface Outcome {
  readonly effect: number;
  readonly influence: Float64Array;
  readonly rows: Int32Array;
  /** Design rows that were used. */
  readonly used: Int32Array;
  readonly trimmed: number;
  readonly findings: readonly Finding[];
}

type Failure = { readonly failed: readonly Finding[] };

const failure = (code: string, values: Finding["values"] = {}): Failure => ({
  failed: [{ code, severity: "refusal", values }],
});
const PROPENSITY_FAILED: Readonly<Record<PropensityFailure, Failure>> = {
  singular: failure("comparison-ill-conditioned"),
  "no-overlap": failure("comparison-without-overlap"),
};

/**
 * The effect on the treated group by outcome regression, weighting or both (Sant'Anna and Zhao 2020), with its influence function. Units seen on both
 * sides of the start are compared by their changes; otherwise, or with `panel` false, the four groups of rows are.
 */
export function groupEffect(
  estimator: { readonly id: string; readonly revision: number },
  design: Design,
  method: EffectMethod,
  covariateNames: readonly string[],
  panel: boolean,
): Fit {
  const covariates = expandCovariates(design, covariateNames);
  const weighted = selectRows(design, [], null);
  const complete = weighted.rows.filter((row) => covariates.every(({ values }) => Number.isFinite(values[row]!)));
  const lost = weighted.rows.length - complete.length;
  const findings: Finding[] = [
    ...weighted.findings,
    ...(lost > 0
      ? [{ code: "rows-missing", severity: "note", values: { column: covariateNames.join(", "), rows: lost } } as const]
      : []),
  ];
  const x = (rows: Int32Array): Rows => standardisedRows(covariates, rows);
  const twice = panel ? takeTwice(design, complete) : null;
  const outcome = twice === null ? compareRows(design, complete, method, x) : compareChanges(design, twice, method, x);
  if ("failed" in outcome) return refusedFit(estimator, design, OVERALL, [...findings, ...outcome.failed]);
  if (Number.isNaN(outcome.effect)) {
    return refusedFit(estimator, design, OVERALL, [...findings, ...PROPENSITY_FAILED["no-overlap"].failed]);
  }
  const n = outcome.rows.length;
  const { weights } = design;
  return {
    estimator: estimator.id,
    revision: estimator.revision,
    terms: OVERALL,
    estimate: Float64Array.of(outcome.effect),
    uncertainty: {
      kind: "influence",
      psi: outcome.influence.map((value) => value * n),
      rowUnit: outcome.rows,
      ...(weights?.kind === "frequency"
        ? { frequency: Float64Array.from(outcome.rows, (row) => weights.values[row]!) }
        : {}),
    },
    counts: countDesign(design, outcome.used),
    diagnostics: NO_REGRESSION,
    findings: [
      ...findings,
      ...outcome.findings,
      ...(outcome.trimmed > 0
        ? [
            {
              code: "propensity-trimmed",
              severity: "warning",
              values: { limit: TRIM_AT, rows: outcome.trimmed, cells: [] },
            } as const,
          ]
        : []),
    ],
  };
}

function weightsOf(design: Design, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => design.weights?.values[row] ?? 1);
}

function propensityOf(
  method: EffectMethod,
  x: Rows,
  weights: Float64Array,
  treated: number,
): Propensity | PropensityFailure | null {
  if (method === "reg") return null;
  return method === "dr-improved" ? tiltingPropensity(x, weights, treated) : logitPropensity(x, weights, treated);
}

function compareChanges(
  design: Design,
  { rows, treated, change, dropped, used, moving }: NonNullable<ReturnType<typeof takeTwice>>,
  method: EffectMethod,
  covariates: (rows: Int32Array) => Rows,
): Outcome | Failure {
  if (moving !== null) return failure("cluster-varies-in-unit", { cluster: moving });
  if (treated === 0 || treated === rows.length) return failure("no-treatment-variation", { column: "treated:post" });
  const x = covariates(rows);
  const weights = weightsOf(design, rows);
  const propensity = propensityOf(method, x, weights, treated);
  if (typeof propensity === "string") return PROPENSITY_FAILED[propensity];
  const comparison = { x, weights, treated };
  const nuisance = panelNuisance(method, comparison, propensity);
  if (nuisance === null) return PROPENSITY_FAILED.singular;
  const influence = new Float64Array(rows.length);
  const effect = panelEffect(comparison, nuisance, change, influence);
  const incomplete: readonly Finding[] =
    dropped > 0 ? [{ code: "units-incomplete", severity: "warning", values: { units: dropped } }] : [];
  return { effect, influence, rows, used, trimmed: propensity?.trimmed ?? 0, findings: incomplete };
}

function compareRows(
  design: Design,
  complete: Int32Array,
  method: EffectMethod,
  covariates: (rows: Int32Array) => Rows,
): Outcome | Failure {
  if (design.timing.kind !== "two-by-two") throw new RangeError("two-by-two: the design has another timing");
  const { treated, post } = design.timing;
  const part = (group: number, time: number): Int32Array =>
    complete.filter((row) => treated[row] === group && post[row] === time);
  const parts = [part(1, 0), part(1, 1), part(0, 0), part(0, 1)] as const;
  if (parts.some((rows) => rows.length === 0)) return failure("no-treatment-variation", { column: "treated:post" });
  const rows = Int32Array.from(parts.flatMap((some) => Array.from(some)));
  const [a, b, c, d] = parts.map((some) => some.length) as [number, number, number, number];
  const x = covariates(rows);
  const weights = weightsOf(design, rows);
  const propensity = propensityOf(method, x, weights, a + b);
  if (typeof propensity === "string") return PROPENSITY_FAILED[propensity];
  const influence = new Float64Array(rows.length);
  const values = Float64Array.from(rows, (row) => design.outcome.values[row]!);
  const comparison = { x, weights, ends: [a, a + b, a + b + c, a + b + c + d] } as const;
  const effect = crossSectionEffect(method, comparison, propensity, values, influence);
  if (effect === null) return PROPENSITY_FAILED.singular;
  return { effect, influence, rows, used: complete, trimmed: propensity?.trimmed ?? 0, findings: [] };
}
