import type { Design } from "../../src/core/design.ts";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Counts, Fit } from "../../src/core/fit.ts";
import { NO_REGRESSION, refusedFit } from "../../src/estimate/assemble.ts";
import { countDistinct } from "../../src/estimate/counts.ts";
import type { EffectMethod } from "../../src/estimate/panel-effect.ts";
import { expandCovariates, type Regressor } from "../../src/estimate/regressors.ts";
import { aggregateCells, type Effects } from "./aggregate.ts";
import type { CellEstimates } from "./cell-estimates.ts";
import { cellFindings, movingClusters } from "./cell-findings.ts";
import { type Cell, planCells } from "./cells.ts";
import { estimateFromSums } from "./cohort-sums.ts";
import { covariateRows } from "./covariate-rows.ts";
import { method } from "./method-card.ts";
import { fillOptions, type Options, options } from "./options.ts";
import { estimatePanelCells } from "./panel-cells.ts";
import { estimateRowCells } from "./row-cells.ts";
import { type Sample, takeSample } from "./sample.ts";

const identity = { id: "callaway-santanna", revision: 2 } as const;

const METHODS: Readonly<Record<Options["method"], EffectMethod>> = { reg: "reg", ipw: "std-ipw", dr: "dr" };

export const callawaySantanna = defineEstimator({
  ...identity,
  method,
  options,
  needs: {
    timing: ["staggered"],
    unit: false,
    period: true,
    staggered: ["comparison", "anticipation", "covariates"],
  },
  fit(design, given, context): Fit {
    const chosen = fillOptions(given);
    const covariates = expandCovariates(design, chosen.covariates);
    const { sample, findings } = takeSample(design, covariates, chosen);
    if (sample === null) return refusedFit(identity, design, [{ kind: "overall" }], findings);
    const moving = chosen.panel ? movingClusters(design, sample) : [];
    if (moving.length > 0) return refusedFit(identity, design, [{ kind: "overall" }], [...findings, ...moving]);
    const cells = planCells(sample, chosen);
    const outcome = takeOutcome(design, sample);
    const estimates = estimateCells(sample, cells, outcome, covariates, chosen);
    const effects = aggregateCells(sample, cells, estimates, chosen);
    const fit: Fit = {
      estimator: identity.id,
      revision: identity.revision,
      terms: effects.terms,
      estimate: effects.estimate,
      uncertainty: {
        ...effects.uncertainty,
        ...(design.weights?.kind === "frequency" ? { frequency: sample.unitWeight } : {}),
        draws: chosen.draws,
      },
      counts: countSample(design, sample),
      diagnostics: NO_REGRESSION,
      anticipation: chosen.anticipation,
      findings: [
        ...findings,
        ...(sample.isBalanced && !sample.hasConstantWeights
          ? [{ code: "weights-vary-in-unit", severity: "note", values: { column: design.weights!.name } } as const]
          : []),
        ...cellFindings(sample, cells, estimates, chosen),
      ],
    };
    const isLinear = covariates.length === 0 && (sample.hasConstantWeights || !sample.isBalanced);
    return context.wantOutcomeWeights && isLinear
      ? { ...fit, outcomeWeights: outcomeWeights(design, sample, effects) }
      : fit;
  },
});

/** As `countDesign`, from what the sample knows already. */
function countSample(design: Design, { units, unitOf, unitRow, levels, rowOf }: Sample): Counts {
  if (design.timing.kind !== "staggered") throw new RangeError("callaway-santanna: the design has no cohorts");
  const { cohort } = design.timing;
  const { unit, weights } = design;
  let observations = rowOf.length;
  if (weights?.kind === "frequency") observations = rowOf.reduce((sum, row) => sum + weights.values[row]!, 0);
  const treated = unitRow.filter((row) => Number.isFinite(cohort[row]!));
  const isRows = unit !== null && units === unitOf.length;
  const distinct = (rows: Int32Array): number => {
    const isSeen = new Uint8Array(unit!.count);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const code = unit!.codes[rows[i]!]!;
      if (isSeen[code] === 0) count++;
      isSeen[code] = 1;
    }
    return count;
  };
  return {
    observations,
    units: unit === null ? null : isRows ? distinct(unitRow) : units,
    treatedUnits: unit === null ? null : isRows ? distinct(treated) : treated.length,
    periods: levels.length,
    cohorts: countDistinct(cohort, treated),
  };
}

function takeOutcome(design: Design, { rowOf }: Sample): Float64Array {
  const outcome = new Float64Array(rowOf.length);
  for (let o = 0; o < outcome.length; o++) {
    const value = design.outcome.values[rowOf[o]!]!;
    if (!Number.isFinite(value))
      throw new RangeError(`${design.outcome.name}: row ${rowOf[o]} is missing or not finite`);
    outcome[o] = value;
  }
  return outcome;
}

/** Without covariates every method is the difference of mean changes, which cohort sums give at once unless weights change within units. */
function estimateCells(
  sample: Sample,
  cells: readonly Cell[],
  outcome: Float64Array,
  covariates: readonly Regressor[],
  chosen: Pick<Options, "method" | "influence">,
): CellEstimates {
  if (covariates.length === 0 && (sample.hasConstantWeights || !sample.isBalanced)) {
    return estimateFromSums(sample, cells, outcome);
  }
  const effectMethod = covariates.length === 0 ? "reg" : METHODS[chosen.method];
  const x = covariateRows(sample, covariates);
  return sample.isBalanced
    ? estimatePanelCells(sample, cells, outcome, x, effectMethod)
    : estimateRowCells(sample, cells, outcome, x, effectMethod, chosen.influence);
}

/** k × design rows: without covariates the loadings on a period's deviations are, but for the number of units, the weights on its outcomes. */
function outcomeWeights(design: Design, sample: Sample, { terms, uncertainty }: Effects): Float64Array {
  const k = terms.length;
  const out = new Float64Array(k * design.rowCount);
  const { matrices } = uncertainty.loadings!;
  for (let o = 0; o < sample.rowOf.length; o++) {
    const loading = matrices[sample.cohortOf[sample.unitOf[o]!]!]!;
    const at = sample.timeOf[o]! * k;
    for (let j = 0; j < k; j++) {
      out[j * design.rowCount + sample.rowOf[o]!] = (sample.weight[o]! * loading[at + j]!) / sample.units;
    }
  }
  return out;
}
