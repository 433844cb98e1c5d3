import { z } from "zod";
import type { Design } from "../../src/core/design.ts";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import { assembleFit, coefficientTerms, type TermColumn } from "../../src/estimate/assemble.ts";
import { linearFit } from "../../src/estimate/linear-fit.ts";
import { expandCovariates, resolveEffects } from "../../src/estimate/regressors.ts";
import { panelEffects, treatmentColumn } from "../../src/estimate/treatment.ts";

const options = z.strictObject({
  absorb: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Fixed effects to absorb instead of unit and period: columns, region^year, unit[trend]"),
  covariates: z
    .array(z.string())
    .default([])
    .describe("Further columns to hold constant; their coefficients follow the treatment's"),
});

const identity = { id: "twfe", revision: 1 } as const;

export const twfe = defineEstimator({
  ...identity,
  method: {
    title: { nl: "Vaste effecten van eenheid en periode", en: "Two-way fixed effects" },
    estimand: {
      nl: "Het effect per eenheid van de behandeling (of dosis), als één gemiddelde over behandelde eenheden en perioden, gewogen naar de variatie in behandeling binnen eenheid en periode.",
      en: "The effect per unit of treatment (or dose), as one average over treated units and periods, weighted by the variation of treatment within unit and period.",
    },
    assumptions: [
      {
        nl: "Parallelle trends: zonder behandeling was de uitkomst bij elke dosis gemiddeld evenveel veranderd.",
        en: "Parallel trends: without treatment the outcome would have changed equally, on average, at every dose.",
      },
      {
        nl: "Geen vooruitlopen op de behandeling en geen invloed op andere eenheden.",
        en: "No anticipation of treatment and no effect on other units.",
      },
      {
        nl: "Bij gespreide invoering: het effect is gelijk over cohorten en tijd; anders kunnen gewichten negatief zijn.",
        en: "With staggered timing: the effect is the same across cohorts and time; otherwise weights can be negative.",
      },
      {
        nl: "Bij een dosis: het effect is lineair in de dosis en gelijk voor eenheden met verschillende doses.",
        en: "With a dose: the effect is linear in the dose and the same for units with different doses.",
      },
    ],
    sources: [
      {
        citation:
          "Goodman-Bacon, A. (2021). Difference-in-differences with variation in treatment timing. Journal of Econometrics 225(2)",
        doi: "10.1016/j.jeconom.2021.03.014",
      },
      {
        citation:
          "de Chaisemartin, C. and D'Haultfœuille, X. (2020). Two-Way Fixed Effects Estimators with Heterogeneous Treatment Effects. American Economic Review 110(9)",
        doi: "10.1257/aer.20181169",
      },
    ],
    reference: "fixest 0.14.2 (R)",
  },
  options,
  needs: { timing: ["two-by-two", "dose", "staggered"], unit: true, period: true },
  fit(design, { absorb, covariates }, context) {
    const linear = linearFit(
      design,
      {
        regressors: [{ name: "treatment", values: treatmentColumn(design) }, ...expandCovariates(design, covariates)],
        intercept: false,
        absorb: resolveEffects(design, absorb ?? panelEffects(design)),
      },
      context,
    );
    const [treatment, ...others] = linear.names.keys();
    const termColumns: TermColumn[] = [
      { term: { kind: "overall" }, position: treatment! },
      ...coefficientTerms(linear, others),
    ];
    const findings: Finding[] = [];
    if (design.timing.kind === "staggered") findings.push({ code: "twfe-staggered", severity: "note", values: {} });
    const { stopped, always } = treatmentPaths(design);
    if (stopped > 0) findings.push({ code: "treatment-switches-off", severity: "warning", values: { units: stopped } });
    if (always > 0 && design.timing.kind === "staggered")
      findings.push({ code: "always-treated", severity: "warning", values: { units: always } });
    return assembleFit(identity, design, linear, termColumns, findings);
  },
});

/** How many units have a treatment of 0 in a period after one in which they were treated, and how many are treated in every period. */
function treatmentPaths(design: Design): { readonly stopped: number; readonly always: number } {
  const { unit, period } = design;
  if (unit === null || period === null) throw new RangeError("twfe: the design is not a panel");
  const firstOn = new Float64Array(unit.count).fill(Number.POSITIVE_INFINITY);
  const lastOff = new Float64Array(unit.count).fill(Number.NEGATIVE_INFINITY);
  treatmentColumn(design).forEach((value, row) => {
    const at = unit.codes[row]!;
    if (value === 0) lastOff[at] = Math.max(lastOff[at]!, period.values[row]!);
    else firstOn[at] = Math.min(firstOn[at]!, period.values[row]!);
  });
  return {
    stopped: firstOn.reduce((count, first, at) => (lastOff[at]! > first ? count + 1 : count), 0),
    always: lastOff.filter((last) => last === Number.NEGATIVE_INFINITY).length,
  };
}
