import { defineEstimator } from "../../src/core/estimator.ts";
import { fitGlm, glmOptions } from "../../src/estimate/glm.ts";
import { probitFamily } from "../../src/estimate/glm-family.ts";

const identity = { id: "probit", revision: 1 } as const;

export const probit = defineEstimator({
  ...identity,
  method: {
    title: { nl: "Probit met geabsorbeerde effecten", en: "Probit with absorbed effects" },
    estimand: {
      nl: "De coëfficiënten van de probit-index van een uitkomst van 0 of 1, gegeven de kolommen en de geabsorbeerde effecten; geen verschil in kansen, en oorzakelijk alleen als het ontwerp dat draagt.",
      en: "The coefficients of the probit index of a 0/1 outcome given the columns and the absorbed effects; not a difference in probabilities, and causal only if the design carries that.",
    },
    assumptions: [
      {
        nl: "P(uitkomst = 1) = Φ(η), met η lineair in de kolommen en de effecten.",
        en: "P(outcome = 1) = Φ(η), with η linear in the columns and the effects.",
      },
      {
        nl: "Elk niveau van een effect heeft veel rijen: bij weinig rijen per niveau wijken coëfficiënten af van nul weg (incidentele parameters).",
        en: "Every level of an effect has many rows: with few rows per level coefficients are biased away from zero (incidental parameters).",
      },
      {
        nl: "De aannemelijkheid heeft een maximum: niveaus met alleen nullen of alleen enen, en rijen die een combinatie van kolommen perfect voorspelt, vervallen met melding.",
        en: "The likelihood has a maximum: levels of only zeros or only ones, and rows that a combination of columns predicts perfectly, are left out, named and counted.",
      },
    ],
    sources: [
      {
        citation: "Amemiya, T. (1981). Qualitative Response Models: A Survey. Journal of Economic Literature 19(4)",
      },
      {
        citation:
          "Stammann, A. (2018). Fast and Feasible Estimation of Generalized Linear Models with High-Dimensional k-way Fixed Effects",
        doi: "10.48550/arXiv.1707.01815",
      },
      {
        citation:
          "Correia, S., Guimarães, P. and Zylkin, T. (2021). Verifying the existence of maximum likelihood estimates for generalized linear models",
        doi: "10.48550/arXiv.1903.01633",
      },
    ],
    reference: "fixest 0.14.2 (R), feglm",
  },
  options: glmOptions,
  needs: {
    timing: ["none", "two-by-two", "dose", "staggered"],
    unit: false,
    period: false,
    formula: ["offset", "varying-slope"],
  },
  fit: (design, options, context) => fitGlm(identity, design, options, probitFamily, context),
});
