import type { Finding } from "../core/finding.ts";
import type { AuxiliaryFit, Fit, FitStatistic } from "../core/fit.ts";
import { fUpper } from "../numerics/f.ts";
import { type CovarianceOptions, covariance } from "./covariance.ts";
import type { DependentOptions } from "./dependent.ts";
import { submatrix, waldTest } from "./wald.ts";

/** Below this first-stage F the instruments are called weak (Staiger and Stock 1997). */
const WEAK_INSTRUMENTS = 10;

/**
 * Tests of a fit's auxiliary regressions, under the errors chosen for the fit.
 *
 * Per first stage: "first-stage-f", F = ((S₀ − S₁)/q) / (S₁/(n − K)) with S₀ and S₁ the residual sums of squares without and with the instruments,
 * and "first-stage-wald", F = πᵀV⁻¹π / q with V the chosen covariance; both against F(q, n − K), K as the chosen errors count it (as fixest).
 *
 * Findings: "weak-instruments" where the Wald F is below 10.
 */
export function auxiliaryTests(
  fit: Pick<Fit, "auxiliary">,
  options: CovarianceOptions | DependentOptions,
): { readonly statistics: readonly FitStatistic[]; readonly findings: readonly Finding[] } {
  const statistics: FitStatistic[] = [];
  const findings: Finding[] = [];
  for (const first of fit.auxiliary ?? []) {
    const tests = firstStageTests(first, options);
    statistics.push(...tests);
    const wald = tests[1];
    if (wald !== undefined && wald.value < WEAK_INSTRUMENTS) {
      const values = { column: first.outcome, statistic: wald.value, limit: WEAK_INSTRUMENTS };
      findings.push({ code: "weak-instruments", severity: "warning", values, where: first.outcome });
    }
  }
  return { statistics, findings };
}

/** F and Wald, in this order; none where they cannot be computed. */
function firstStageTests(
  { outcome, terms, estimate, uncertainty, tested, restrictedSsr }: AuxiliaryFit,
  options: CovarianceOptions | DependentOptions,
): readonly FitStatistic[] {
  if (uncertainty.kind !== "scores" || tested.length === 0) return [];
  const { vcov, convention } = covariance({ terms, estimate, uncertainty }, options);
  const q = tested.length;
  const df = convention.observations - convention.parameters;
  if (!(df > 0) || !(uncertainty.weightedSsr > 0)) return [];
  const value = (restrictedSsr - uncertainty.weightedSsr) / q / (uncertainty.weightedSsr / df);
  const classical: FitStatistic = { name: "first-stage-f", of: outcome, value, df: [q, df], p: fUpper(value, q, df) };
  const wald = waldTest(
    tested.map((position) => estimate[position]!),
    submatrix(vcov, estimate.length, tested),
    df,
  );
  if (Number.isNaN(wald.statistic)) return [classical];
  const robust = { name: "first-stage-wald", of: outcome, value: wald.statistic, df: [wald.q, df], p: wald.p };
  return [classical, robust];
}
