import type { MethodCard } from "../../src/core/estimator.ts";

export const method: MethodCard = {
  title: {
    nl: "Event study met interacties per cohort (Sun en Abraham)",
    en: "Interaction-weighted event study (Sun and Abraham)",
  },
  estimand: {
    nl: "Het gemiddelde effect op de eenheden die in dezelfde periode begonnen, voor elk cohort en elke tijd sinds de start, en gemiddelden daarvan met de aandelen van de cohorten in de steekproef als gewicht.",
    en: "The average effect on the units that started in the same period, for every cohort and time since the start, and averages of these weighted by the cohorts' shares of the sample.",
  },
  assumptions: [
    {
      nl: "Parallelle trends: zonder behandeling was elk cohort, gegeven de covariaten, gemiddeld evenveel veranderd als de vergelijkingsgroep.",
      en: "Parallel trends: without treatment every cohort would, given covariates, have changed as much on average as the comparison group.",
    },
    {
      nl: "Geen vooruitlopen op de behandeling vanaf de referentieperiode.",
      en: "No anticipation of treatment from the reference period on.",
    },
    {
      nl: "Wie begonnen is, blijft behandeld; en eenheden beïnvloeden elkaar niet.",
      en: "Once treated, a unit stays treated; and units do not affect each other.",
    },
    {
      nl: "Met covariaten: hun samenhang met de uitkomst is lineair en voor elk cohort en elke periode gelijk.",
      en: "With covariates: their relation with the outcome is linear and the same for every cohort and period.",
    },
  ],
  sources: [
    {
      citation:
        "Sun, L. and Abraham, S. (2021). Estimating dynamic treatment effects in event studies with heterogeneous treatment effects. Journal of Econometrics 225(2)",
      doi: "10.1016/j.jeconom.2020.09.006",
    },
  ],
  reference: "fixest 0.14.2 (R)",
};
