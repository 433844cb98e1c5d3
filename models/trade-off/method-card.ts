import type { MethodCard } from "../../src/core/estimator.ts";

export const methodCard: MethodCard = {
  title: { nl: "Spanningsveld: veranderingen zonder ruis", en: "Trade-off: changes without noise" },
  estimand: {
    nl: "Hoeveel de ene kant verandert per eenheid waarmee de andere verandert, over eenheden, met de ruis van beide metingen eruit; met de correlatie van de werkelijke veranderingen en het deel van de eenheden dat op de ene kant vooruit en op de andere achteruit gaat.",
    en: "By how much one side changes per unit of change of the other, across units, with the noise of both measurements taken out; with the correlation of the true changes and the share of units that gain on one side and lose on the other.",
  },
  assumptions: [
    {
      nl: "Meetfouten van verschillende perioden hangen niet samen: elke kant wordt twee keer gemeten, op andere perioden.",
      en: "Measurement errors of different periods are unrelated: each side is measured twice, on other periods.",
    },
    {
      nl: "De werkelijke verandering van een eenheid is in beide helften dezelfde.",
      en: "The true change of a unit is the same in both halves.",
    },
    {
      nl: "Samenhang is geen oorzaak: wat beide kanten beweegt, telt mee, behalve wat als covariaat is vastgehouden.",
      en: "Association is not cause: whatever moves both sides counts, but for what is held constant as a covariate.",
    },
  ],
  sources: [
    {
      citation:
        "Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology 15(1)",
      doi: "10.2307/1412159",
    },
    {
      citation: "Fuller, W.A. (1987). Measurement Error Models. Wiley",
      doi: "10.1002/9780470316665",
    },
    {
      citation:
        "Phipson, B. and Smyth, G.K. (2010). Permutation P-values Should Never Be Zero. Statistical Applications in Genetics and Molecular Biology 9(1)",
      doi: "10.2202/1544-6115.1585",
    },
  ],
  reference: "two-stage least squares on stacked halves, by hand",
};
