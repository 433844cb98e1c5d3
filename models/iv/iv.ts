import { z } from "zod";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import { assembleFit, coefficientTerms, refusedFit } from "../../src/estimate/assemble.ts";
import { instrumentalFit } from "../../src/estimate/instrumental-fit.ts";
import { withoutOffset } from "../../src/estimate/offset.ts";
import { regressionOptions } from "../../src/estimate/regression-options.ts";
import { expandCovariates, resolveEffects } from "../../src/estimate/regressors.ts";

const options = z.strictObject({
  covariates: z
    .array(z.string())
    .default([])
    .describe("Columns of the equation that need no instrument; text becomes dummies against its first level"),
  endogenous: z
    .array(z.string())
    .default([])
    .describe("Columns that the instruments explain first; their coefficients are called fit_x"),
  instruments: z.array(z.string()).default([]).describe("Columns that act through the endogenous ones only"),
  absorb: regressionOptions.absorb,
  intercept: regressionOptions.intercept,
  offset: regressionOptions.offset,
});

const identity = { id: "iv", revision: 1 } as const;

export const iv = defineEstimator({
  ...identity,
  method: {
    title: {
      nl: "Instrumentele variabelen (kleinste kwadraten in twee stappen)",
      en: "Instrumental variables (two-stage least squares)",
    },
    estimand: {
      nl: "Het effect van de endogene kolommen voor wie het instrument in beweging brengt: bij één instrument dat één richting op werkt het gemiddelde effect van de volgers.",
      en: "The effect of the endogenous columns on those whom the instrument moves: with one instrument that works in one direction, the average effect on compliers.",
    },
    assumptions: [
      {
        nl: "De instrumenten werken op de uitkomst alleen via de endogene kolommen (uitsluiting) en hangen niet samen met wat het model weglaat.",
        en: "The instruments act on the outcome through the endogenous columns only (exclusion) and are unrelated to what the model leaves out.",
      },
      {
        nl: "De instrumenten verklaren de endogene kolommen merkbaar (relevantie); de eerste-stap-F zegt hoe sterk.",
        en: "The instruments explain the endogenous columns noticeably (relevance); the first-stage F says how strongly.",
      },
      {
        nl: "Bij effecten die verschillen: het instrument duwt niemand de andere kant op (monotoniciteit).",
        en: "Where effects differ: the instrument pushes nobody the other way (monotonicity).",
      },
    ],
    sources: [
      {
        citation:
          "Imbens, G.W. and Angrist, J.D. (1994). Identification and Estimation of Local Average Treatment Effects. Econometrica 62(2)",
        doi: "10.2307/2951620",
      },
      {
        citation:
          "Staiger, D. and Stock, J.H. (1997). Instrumental Variables Regression with Weak Instruments. Econometrica 65(3)",
        doi: "10.2307/2171753",
      },
      {
        citation:
          "Sargan, J.D. (1958). The Estimation of Economic Relationships Using Instrumental Variables. Econometrica 26(3)",
        doi: "10.2307/1907619",
      },
      {
        citation: "Hausman, J.A. (1978). Specification Tests in Econometrics. Econometrica 46(6)",
        doi: "10.2307/1913827",
      },
    ],
    reference: "fixest 0.14.2 (R)",
  },
  options,
  needs: {
    timing: ["none", "two-by-two", "dose", "staggered"],
    unit: false,
    period: false,
    formula: ["offset", "varying-slope", "instruments"],
  },
  fit(design, { covariates, endogenous, instruments, absorb, intercept, offset }, context) {
    if (endogenous.length === 0 || instruments.length === 0) {
      return refusedFit(identity, design, [], [{ code: "no-instruments", severity: "refusal", values: {} }]);
    }
    const { outcome, wantOutcomeWeights } = withoutOffset(design, offset, context);
    const exogenous = expandCovariates(design, covariates);
    const explained = expandCovariates(design, endogenous);
    const linear = instrumentalFit(
      { ...design, outcome },
      {
        endogenous: explained,
        instruments: expandCovariates(design, instruments),
        exogenous,
        intercept,
        absorb: resolveEffects(design, absorb),
      },
      { ...context, wantOutcomeWeights },
    );
    // As the reference prints them: the intercept, endogenous columns, the others.
    const start = linear.names.length - explained.length - exogenous.length;
    const positions = [...linear.names.keys()];
    const ordered = [
      ...positions.slice(0, start),
      ...positions.slice(start + exogenous.length),
      ...positions.slice(start, start + exogenous.length),
    ];
    const terms = coefficientTerms(linear, ordered);
    const findings: Finding[] = [];
    if (terms.length === 0) {
      findings.push({ code: "nothing-estimated", severity: "refusal", values: { covariates: [...endogenous] } });
    }
    const fit = assembleFit(identity, design, linear, terms, findings);
    return { ...fit, statistics: linear.statistics, auxiliary: linear.auxiliary };
  },
});
