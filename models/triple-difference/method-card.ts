import type { MethodCard } from "../../src/core/estimator.ts";

/** What a reader of the report may ask about the triple difference. */
export const methodCard: MethodCard = {
  title: { nl: "Driedubbel verschil", en: "Triple difference" },
  estimand: {
    nl: "Het gemiddelde effect op de geraakte groep in behandelde eenheden na de start (of per eenheid dosis): hoeveel meer haar voorsprong op de andere groepen daar veranderde dan in onbehandelde eenheden.",
    en: "The average effect on the affected group in treated units after the start (or per unit of dose): how much more its lead over the other groups changed there than in untreated units.",
  },
  assumptions: [
    {
      nl: "Zonder beleid was het verschil tussen de geraakte en de andere groepen in behandelde en onbehandelde eenheden gemiddeld evenveel veranderd.",
      en: "Without the policy the gap between the affected and the other groups would have changed equally, on average, in treated and untreated units.",
    },
    {
      nl: "Het beleid raakt de andere groepen van dezelfde eenheid niet: zij winnen of verliezen niets doordat de geraakte groep verandert. Voor aandelen van één geheel kan dat niet waar zijn.",
      en: "The policy leaves the other groups of the same unit alone: they win or lose nothing because the affected group changes. For shares of one whole that cannot be true.",
    },
    {
      nl: "Geen vooruitlopen op de start, en één start voor alle eenheden; covariaten zijn niet nodig voor gelijke trends.",
      en: "No anticipation of the start, and one start for all units; parallel trends need no covariates.",
    },
    {
      nl: "Bij een dosis: het effect is lineair in de dosis en gelijk voor eenheden met verschillende doses.",
      en: "With a dose: the effect is linear in the dose and the same for units with different doses.",
    },
  ],
  sources: [
    { citation: "Gruber, J. (1994). The Incidence of Mandated Maternity Benefits. American Economic Review 84(3)" },
    {
      citation: "Olden, A. and Møen, J. (2022). The triple difference estimator. The Econometrics Journal 25(3)",
      doi: "10.1093/ectj/utac010",
    },
    {
      citation:
        "Ortiz-Villavicencio, M. and Sant'Anna, P.H.C. (2025). Better Understanding Triple Differences Estimators. arXiv:2505.09942",
      doi: "10.48550/arXiv.2505.09942",
    },
  ],
  reference: "lm and sandwich 3.0.2 (R), by explicit dummies",
};
