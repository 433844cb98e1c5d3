import type { MethodCard } from "../../src/core/estimator.ts";

export const method: MethodCard = {
  title: {
    nl: "Effecten per cohort en periode (Callaway en Sant'Anna)",
    en: "Group-time effects (Callaway and Sant'Anna)",
  },
  estimand: {
    nl: "Het gemiddelde effect op de eenheden die in dezelfde periode begonnen, voor elk cohort en elke periode, en gemiddelden daarvan: naar tijd sinds de start, per cohort, per periode en over alles.",
    en: "The average effect on the units that started in the same period, for every cohort and period, and averages of these: by time since the start, by cohort, by period, and over all.",
  },
  assumptions: [
    {
      nl: "Parallelle trends: zonder behandeling was elk cohort, gegeven de covariaten, gemiddeld evenveel veranderd als de vergelijkingsgroep (nooit of nog niet behandeld).",
      en: "Parallel trends: without treatment every cohort would, given covariates, have changed as much on average as its comparison group (never or not yet treated).",
    },
    {
      nl: "Wie begonnen is, blijft behandeld.",
      en: "Once treated, a unit stays treated.",
    },
    {
      nl: "Geen vooruitlopen op de behandeling, of niet verder dan is opgegeven.",
      en: "No anticipation of treatment, or none beyond what is declared.",
    },
    {
      nl: "Overlap: bij de covariaten van behandelde eenheden komen ook vergelijkbare onbehandelde voor.",
      en: "Overlap: at the covariates of treated units there are comparable untreated ones.",
    },
    {
      nl: "Voor herhaalde doorsneden: de samenstelling van de groepen verandert niet.",
      en: "For repeated cross-sections: the composition of the groups does not change.",
    },
  ],
  sources: [
    {
      citation:
        "Callaway, B. and Sant'Anna, P.H.C. (2021). Difference-in-Differences with multiple time periods. Journal of Econometrics 225(2)",
      doi: "10.1016/j.jeconom.2020.12.001",
    },
    {
      citation:
        "Sant'Anna, P.H.C. and Zhao, J. (2020). Doubly robust difference-in-differences estimators. Journal of Econometrics 219(1)",
      doi: "10.1016/j.jeconom.2020.06.003",
    },
  ],
  reference: "did 2.5.1 and DRDID 1.2.3 (R)",
};
