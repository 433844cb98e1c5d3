import { defineEstimator } from "../../src/core/estimator.ts";
import { fitGlm, glmOptions } from "../../src/estimate/glm.ts";
import { poissonFamily } from "../../src/estimate/glm-family.ts";

const identity = { id: "poisson", revision: 1 } as const;

export const poisson = defineEstimator({
  ...identity,
  method: {
    title: {
      nl: "Poisson-regressie met geabsorbeerde effecten (PPML)",
      en: "Poisson regression with absorbed effects (PPML)",
    },
    estimand: {
      nl: "De coëfficiënten van log E(uitkomst), gegeven de kolommen en de geabsorbeerde effecten: exp(β) − 1 is de relatieve verandering van het gemiddelde; oorzakelijk alleen als het ontwerp dat draagt.",
      en: "The coefficients of log E(outcome) given the columns and the absorbed effects: exp(β) − 1 is the relative change of the mean; causal only if the design carries that.",
    },
    assumptions: [
      {
        nl: "Het gemiddelde is exp(kolommen + effecten); de verdeling hoeft geen Poissonverdeling te zijn en de uitkomst geen telling, alleen niet negatief.",
        en: "The mean is exp(columns + effects); the distribution need not be Poisson nor the outcome a count, only not negative.",
      },
      {
        nl: "De aannemelijkheid heeft een maximum: rijen die een effect of een combinatie van kolommen precies op nul voorspelt, dragen niets bij en vervallen met melding.",
        en: "The likelihood has a maximum: rows that an effect or a combination of columns predicts to be exactly zero contribute nothing and are left out, named and counted.",
      },
      {
        nl: "Fouten zijn onafhankelijk tussen clusters (of rijen, zonder clusters), en er zijn genoeg clusters voor de normale benadering. Fouten van de soort iid gelden alleen als de variantie het gemiddelde is.",
        en: "Errors are independent between clusters (rows, without clusters), and there are enough clusters for the normal approximation. Errors of the kind iid hold only where the variance is the mean.",
      },
    ],
    sources: [
      {
        citation:
          "Santos Silva, J.M.C. and Tenreyro, S. (2006). The Log of Gravity. Review of Economics and Statistics 88(4)",
        doi: "10.1162/rest.88.4.641",
      },
      {
        citation:
          "Gourieroux, C., Monfort, A. and Trognon, A. (1984). Pseudo Maximum Likelihood Methods: Theory. Econometrica 52(3)",
        doi: "10.2307/1913471",
      },
      {
        citation:
          "Correia, S., Guimarães, P. and Zylkin, T. (2020). Fast Poisson estimation with high-dimensional fixed effects. Stata Journal 20(1)",
        doi: "10.1177/1536867X20909691",
      },
      {
        citation:
          "Correia, S., Guimarães, P. and Zylkin, T. (2021). Verifying the existence of maximum likelihood estimates for generalized linear models",
        doi: "10.48550/arXiv.1903.01633",
      },
    ],
    reference: "fixest 0.14.2 (R), fepois",
  },
  options: glmOptions,
  needs: {
    timing: ["none", "two-by-two", "dose", "staggered"],
    unit: false,
    period: false,
    formula: ["offset", "varying-slope"],
  },
  fit: (design, options, context) => fitGlm(identity, design, options, poissonFamily, context),
});
