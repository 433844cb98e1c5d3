import { z } from "zod";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import { assembleFit, coefficientTerms } from "../../src/estimate/assemble.ts";
import { averagedTerms, averagesOption } from "../../src/estimate/averaged-columns.ts";
import { combineTerms } from "../../src/estimate/combined-terms.ts";
import { linearFit } from "../../src/estimate/linear-fit.ts";
import { withoutOffset } from "../../src/estimate/offset.ts";
import { regressionOptions } from "../../src/estimate/regression-options.ts";
import { expandCovariates, resolveEffects } from "../../src/estimate/regressors.ts";

const options = z.strictObject({ ...regressionOptions, averages: averagesOption });

const identity = { id: "ols", revision: 1 } as const;

export const ols = defineEstimator({
  ...identity,
  method: {
    title: { nl: "Kleinste kwadraten met geabsorbeerde effecten", en: "Least squares with absorbed effects" },
    estimand: {
      nl: "De coëfficiënten van de beste lineaire benadering van de uitkomst, gegeven de kolommen en de geabsorbeerde effecten; oorzakelijk alleen als het ontwerp dat draagt.",
      en: "The coefficients of the best linear approximation of the outcome given the columns and the absorbed effects; causal only if the design carries that.",
    },
    assumptions: [
      {
        nl: "Wat niet in het model staat, hangt niet samen met de kolommen (strikt exogeen binnen de geabsorbeerde effecten).",
        en: "What the model leaves out is unrelated to its columns (strict exogeneity within the absorbed effects).",
      },
      {
        nl: "Geen kolom is een lineaire functie van de andere en de effecten; een latere die dat is, vervalt met melding.",
        en: "No column is a linear function of the others and the effects; a later one that is, is dropped and named.",
      },
      {
        nl: "Foutentermen zijn onafhankelijk tussen clusters (of rijen, zonder clusters), en er zijn genoeg clusters.",
        en: "Errors are independent between clusters (rows, without clusters), and there are enough clusters.",
      },
    ],
    sources: [
      {
        citation:
          "Frisch, R. and Waugh, F.V. (1933). Partial Time Regressions as Compared with Individual Trends. Econometrica 1(4)",
        doi: "10.2307/1907330",
      },
      {
        citation:
          "Gaure, S. (2013). OLS with multiple high dimensional category variables. Computational Statistics & Data Analysis 66",
        doi: "10.1016/j.csda.2013.03.024",
      },
      {
        citation:
          "Cameron, A.C. and Miller, D.L. (2015). A Practitioner's Guide to Cluster-Robust Inference. Journal of Human Resources 50(2)",
        doi: "10.3368/jhr.50.2.317",
      },
    ],
    reference: "fixest 0.14.2 (R); lm and sandwich (R); NIST StRD",
  },
  options,
  needs: {
    timing: ["none", "two-by-two", "dose", "staggered"],
    unit: false,
    period: false,
    formula: ["offset", "varying-slope", "averages"],
  },
  fit(design, { covariates, absorb, intercept, offset, averages = [] }, context) {
    const { outcome, wantOutcomeWeights } = withoutOffset(design, offset, context);
    const linear = linearFit(
      { ...design, outcome },
      { regressors: expandCovariates(design, covariates), intercept, absorb: resolveEffects(design, absorb) },
      { ...context, wantOutcomeWeights },
    );
    const terms = coefficientTerms(linear, [...linear.names.keys()]);
    const findings: Finding[] = [];
    if (terms.length === 0) findings.push({ code: "nothing-estimated", severity: "refusal", values: { covariates } });
    if (averages.length > 0)
      return combineTerms(identity, design, linear, averagedTerms(design, linear, averages), null, findings);
    return assembleFit(identity, design, linear, terms, findings);
  },
});
