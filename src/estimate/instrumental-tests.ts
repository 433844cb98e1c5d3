import type { FitStatistic } from "../core/fit.ts";
import { chiSquaredUpper } from "../numerics/chi-squared.ts";
import { weightedSquares } from "../numerics/cross-products.ts";
import { fUpper } from "../numerics/f.ts";
import { leastSquares } from "../numerics/least-squares.ts";
import type { Scores } from "./linear-fit.ts";

/** What the tests of an instrumental fit share: effects are removed from every column already. */
interface Shared {
  readonly weights: Float64Array | null;
  readonly intercept: boolean;
  readonly tolerance: number;
  /** Of the second stage: n and the levels of the effects. */
  readonly uncertainty: Scores;
}

function observationsOf({ frequency, rowUnit }: Scores): number {
  return frequency?.reduce((a, b) => a + b, 0) ?? rowUnit.length;
}

/** Levels of all absorbed effects, less one per effect after the first, and slopes. */
function absorbedParameters({ effects, slopeCoefficients = 0 }: Scores): number {
  return effects.reduce((total, effect) => total + effect.count - 1, effects.length > 0 ? 1 : 0) + slopeCoefficients;
}

/**
 * Wu (1973) and Hausman (1978) as a regression: are first-stage residuals v significant beside x? F = ((S₀ − S₁)/q) / (S₁/d), S₀ and S₁ the
 * residual sums of squares of least squares without and with v, d the residual degrees of freedom with it, all absorbed levels counted. Assumes
 * homoskedastic errors. Rejecting says that least squares is inconsistent where the instruments are valid.
 *
 * @returns name "wu-hausman", df [q, d]; null when no v can be added or nothing is left to test with
 */
export function hausmanStatistic(
  given: Shared & {
    readonly outcome: Float64Array;
    readonly exogenous: readonly Float64Array[];
    readonly endogenous: readonly Float64Array[];
    readonly firstResiduals: readonly Float64Array[];
  },
): FitStatistic | null {
  const { outcome, weights, intercept, tolerance, uncertainty } = given;
  const plain = [...given.exogenous, ...given.endogenous];
  const without = leastSquares({ columns: plain, outcome, weights, intercept, tolerance });
  const columns = [...plain, ...given.firstResiduals];
  const augmented = leastSquares({ columns, outcome, weights, intercept, tolerance });
  const q = augmented.kept.length - without.kept.length;
  const d = observationsOf(uncertainty) - augmented.kept.length - absorbedParameters(uncertainty);
  if (q < 1 || d < 1) return null;
  const value = (without.weightedSsr - augmented.weightedSsr) / q / (augmented.weightedSsr / d);
  return { name: "wu-hausman", value, df: [q, d], p: fUpper(value, q, d) };
}

/**
 * Sargan (1958): do the residuals û depend on the instruments? n (1 − S/Σ w û²), S from least squares of û on all instruments and exogenous
 * columns; χ² with as many degrees of freedom as instruments exceed endogenous columns. Assumes homoskedastic errors.
 *
 * @returns name "sargan"; null when the equation is exactly identified
 */
export function sarganStatistic(
  given: Shared & {
    readonly residuals: Float64Array;
    readonly instruments: readonly Float64Array[];
    readonly overidentified: number;
  },
): FitStatistic | null {
  const { residuals, weights, intercept, tolerance, uncertainty, overidentified } = given;
  if (overidentified < 1) return null;
  const columns = given.instruments;
  const { weightedSsr } = leastSquares({ columns, outcome: residuals, weights, intercept, tolerance });
  const value = observationsOf(uncertainty) * (1 - weightedSsr / weightedSquares(residuals, weights));
  return { name: "sargan", value, df: [overidentified], p: chiSquaredUpper(value, overidentified) };
}
