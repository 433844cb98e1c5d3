import type { Design } from "../core/design.ts";
import type { Finding } from "../core/finding.ts";
import type { Diagnostics, Fit, Term } from "../core/fit.ts";
import { pickScores } from "../numerics/score-rows.ts";
import { countDesign } from "./counts.ts";
import type { LinearFit } from "./linear-fit.ts";

/** A term and the position of the column of the linear fit it reads. Positions, not names: a covariate may be called anything. */
export interface TermColumn {
  readonly term: Term;
  readonly position: number;
}

/** "coefficient" terms for the estimated columns at these positions; dropped columns are left to the diagnostics. */
export function coefficientTerms(linear: LinearFit, positions: readonly number[]): readonly TermColumn[] {
  return positions
    .filter((position) => !Number.isNaN(linear.estimate[position]!))
    .map((position) => ({ term: { kind: "coefficient", name: linear.names[position]! }, position }));
}

/**
 * Gives the columns of a linear fit their meaning, in the order of the terms. Columns that were dropped may be left out; any other must be
 * named, because a variance needs all estimated columns.
 *
 * A treatment term (any kind but "coefficient") without an estimate gets the finding "no-treatment-variation": a refusal when no treatment
 * term could be estimated, a warning otherwise.
 *
 * @throws RangeError when an estimated column has no term, which is a bug in the estimator
 */
export function assembleFit(
  estimator: { readonly id: string; readonly revision: number },
  design: Design,
  linear: LinearFit,
  termColumns: readonly TermColumn[],
  findings: readonly Finding[],
): Fit {
  const positions = termColumns.map(({ position }) => position);
  linear.estimate.forEach((value, position) => {
    if (!Number.isNaN(value) && !positions.includes(position)) {
      throw new RangeError(`${estimator.id}: column ${linear.names[position]} has no term`);
    }
  });
  const { scores, bread, rowUnit } = linear.uncertainty;
  const size = linear.names.length;
  const k = positions.length;
  const fit: Fit = {
    estimator: estimator.id,
    revision: estimator.revision,
    terms: termColumns.map(({ term }) => term),
    estimate: Float64Array.from(positions, (position) => linear.estimate[position]!),
    uncertainty: {
      ...linear.uncertainty,
      scores: pickScores(scores, size, positions),
      bread: Float64Array.from(
        { length: k * k },
        (_, p) => bread[positions[Math.floor(p / k)]! * size + positions[p % k]!]!,
      ),
    },
    counts: countDesign(design, rowUnit),
    diagnostics: linear.diagnostics,
    findings: [...linear.findings, ...findings, ...missingTerms(termColumns, linear)],
  };
  if (linear.outcomeWeights === undefined) return fit;
  const outcomeWeights = new Float64Array(k * design.rowCount);
  positions.forEach((position, j) => {
    outcomeWeights.set(
      linear.outcomeWeights!.subarray(position * design.rowCount, (position + 1) * design.rowCount),
      j * design.rowCount,
    );
  });
  return { ...fit, outcomeWeights };
}

function missingTerms(termColumns: readonly TermColumn[], linear: LinearFit): readonly Finding[] {
  const treatment = termColumns.filter(({ term }) => term.kind !== "coefficient");
  const missing = treatment.filter(({ position }) => Number.isNaN(linear.estimate[position]!));
  const severity = missing.length === treatment.length ? "refusal" : "warning";
  return missing.map(({ position }) => {
    const column = linear.names[position]!;
    return { code: "no-treatment-variation", severity, values: { column }, where: column };
  });
}

/** Diagnostics of a fit that is no regression, or that estimated nothing. */
export const NO_REGRESSION: Diagnostics = {
  ssr: null,
  rSquared: null,
  withinRSquared: null,
  dropped: [],
  singletons: 0,
  absorption: { method: "none", iterations: 0, converged: true, achieved: 0 },
  condition: null,
};

/** A fit in which nothing could be estimated: every term NaN, and a refusal that says why. */
export function refusedFit(
  estimator: { readonly id: string; readonly revision: number },
  design: Design,
  terms: readonly Term[],
  findings: readonly Finding[],
): Fit {
  const k = terms.length;
  return {
    estimator: estimator.id,
    revision: estimator.revision,
    terms,
    estimate: new Float64Array(k).fill(Number.NaN),
    uncertainty: {
      kind: "scores",
      scores: new Float64Array(0),
      bread: new Float64Array(k * k).fill(Number.NaN),
      rowUnit: new Int32Array(0),
      weightedSsr: Number.NaN,
      coefficients: 0,
      effects: [],
      redundantLevels: 0,
    },
    counts: countDesign(design, new Int32Array(0)),
    diagnostics: NO_REGRESSION,
    findings,
  };
}
