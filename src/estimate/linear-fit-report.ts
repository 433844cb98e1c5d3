import type { Finding } from "../core/finding.ts";
import type { Diagnostics } from "../core/fit.ts";
import type { AbsorbedColumn } from "../numerics/absorb.ts";
import { squaresAround } from "../numerics/cross-products.ts";
import { mean, sum, weightedMean } from "../numerics/sum.ts";
import type { LinearFit, Scores } from "./linear-fit.ts";
import type { UsableRows } from "./usable-rows.ts";

/** R² around the mean (around 0 without intercept or effects), and the part explained within the effects. */
export function fitMeasures(
  ssr: number,
  raw: Float64Array,
  absorbed: AbsorbedColumn,
  weights: Float64Array | null,
  intercept: boolean,
  hasEffects: boolean,
): { rSquared: number | null; withinRSquared: number | null } {
  const centre = intercept || hasEffects ? (weights === null ? mean(raw) : weightedMean(raw, weights)) : 0;
  const total = squaresAround(raw, centre, weights);
  const within = hasEffects ? absorbed.rmsAfter ** 2 * (weights === null ? raw.length : sum(weights)) : 0;
  return {
    rSquared: total > 0 ? 1 - ssr / total : null,
    withinRSquared: within > 0 ? 1 - ssr / within : null,
  };
}

/** What the reader of a fit has to know: dropped columns, absorption that did not converge, an exact fit, no degrees of freedom. */
export function fitFindings(
  uncertainty: Scores,
  diagnostics: Diagnostics,
  exact: boolean,
  tolerance: number,
): Finding[] {
  const findings: Finding[] = [];
  const { dropped, absorption } = diagnostics;
  if (dropped.length > 0) findings.push({ code: "collinear", severity: "note", values: { columns: dropped } });
  if (!absorption.converged) {
    findings.push({
      code: "absorption-not-converged",
      severity: "warning",
      values: { achieved: absorption.achieved, tolerance, iterations: absorption.iterations },
    });
  }
  if (exact && uncertainty.coefficients > 0) findings.push({ code: "exact-fit", severity: "warning", values: {} });
  const { effects, frequency } = uncertainty;
  const observations = frequency?.reduce((a, b) => a + b, 0) ?? uncertainty.rowUnit.length;
  const levels = effects.reduce((total, effect) => total + effect.count - 1, effects.length > 0 ? 1 : 0);
  const slopes = uncertainty.slopeCoefficients ?? 0;
  const parameters = uncertainty.coefficients + levels + slopes - uncertainty.redundantLevels;
  if (observations <= parameters) {
    findings.push({ code: "no-residual-degrees", severity: "refusal", values: { observations, parameters } });
  }
  return findings;
}

/** A fit without rows: every column NaN, and the refusal "no-rows". */
export function emptyFit(names: readonly string[], usable: UsableRows): LinearFit {
  const k = names.length;
  return {
    names,
    estimate: new Float64Array(k).fill(Number.NaN),
    uncertainty: {
      kind: "scores",
      scores: new Float64Array(0),
      bread: new Float64Array(k * k).fill(Number.NaN),
      rowUnit: usable.rows,
      weightedSsr: Number.NaN,
      coefficients: 0,
      effects: usable.effects,
      redundantLevels: 0,
    },
    diagnostics: {
      ssr: null,
      rSquared: null,
      withinRSquared: null,
      dropped: [],
      singletons: usable.singletons,
      absorption: { method: "none", iterations: 0, converged: true, achieved: 0 },
      condition: null,
    },
    findings: [...usable.findings, { code: "no-rows", severity: "refusal", values: {} }],
  };
}
