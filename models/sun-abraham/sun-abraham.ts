import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Fit } from "../../src/core/fit.ts";
import { coefficientTerms, refusedFit } from "../../src/estimate/assemble.ts";
import { type CombinedTerm, combineTerms } from "../../src/estimate/combined-terms.ts";
import { indicatorFit } from "../../src/estimate/indicator-fit.ts";
import type { LinearFit } from "../../src/estimate/linear-fit.ts";
import { expandCovariates, resolveEffects } from "../../src/estimate/regressors.ts";
import { panelEffects } from "../../src/estimate/treatment.ts";
import { shareInfluence, showTerms } from "./aggregate.ts";
import { type Cells, planCells } from "./cells.ts";
import { method } from "./method-card.ts";
import { fillOptions, options } from "./options.ts";
import { type Sample, takeSample } from "./sample.ts";

const identity = { id: "sun-abraham", revision: 1 } as const;

export const sunAbraham = defineEstimator({
  ...identity,
  method,
  options,
  needs: { timing: ["staggered"], unit: true, period: true, staggered: ["anticipation", "covariates"] },
  fit(design, given, context): Fit {
    const chosen = fillOptions(given);
    const covariates = expandCovariates(design, chosen.covariates);
    const { sample, findings } = takeSample(design, covariates, chosen);
    if (sample === null) return refusedFit(identity, design, [{ kind: "overall" }], findings);
    const cells = planCells(design, sample);
    const linear = indicatorFit(
      design,
      {
        cells: { codes: cells.codes, names: cells.list.map(({ name }) => name) },
        regressors: covariates,
        absorb: resolveEffects(design, chosen.absorb ?? panelEffects(design)),
        rows: sample.rows,
      },
      context,
    );
    const told = [...findings, ...cellFindings(cells, linear)];
    if (cells.list.every((_, k) => Number.isNaN(linear.estimate[k]!)))
      return refusedFit(identity, design, [{ kind: "overall" }], [...linear.findings, ...told]);
    const { combined, averages } = showTerms(design, sample, cells, linear, chosen);
    const others = coefficientTerms(linear, [...linear.names.keys()].slice(cells.list.length));
    const terms: readonly CombinedTerm[] = [
      ...combined,
      ...others.map(({ term, position }) => ({ term, positions: [position], weights: [1] })),
    ];
    const { rowUnit } = linear.uncertainty;
    const added = chosen.shares === "estimated" ? shareInfluence(design, cells, rowUnit, averages, terms.length) : null;
    const fit = combineTerms(identity, design, linear, terms, added, told);
    return { ...fit, ...referenceOf(sample), anticipation: chosen.anticipation };
  },
});

/** Interactions that nothing can be said of: the effects, covariates or other interactions explain them. */
function cellFindings({ list }: Cells, { estimate }: LinearFit): readonly Finding[] {
  const lost = list.filter((_, k) => Number.isNaN(estimate[k]!));
  if (lost.length === 0) return [];
  return [
    {
      code: "cells-collinear",
      severity: lost.length === list.length ? "refusal" : "warning",
      values: { count: lost.length, cells: lost.map(({ name }) => name) },
    },
  ];
}

/** The event time that is zero for every cohort; of several the last one, of cohorts that differ none. */
function referenceOf({ references }: Sample): Pick<Fit, "reference"> {
  const last = new Set(Array.from(references.values(), (times) => Math.max(...times)));
  const [only] = last;
  return last.size === 1 && only !== undefined ? { reference: only } : {};
}
