import { z } from "zod";
import type { Design } from "../../src/core/design.ts";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Factor } from "../../src/core/table.ts";
import { assembleFit, coefficientTerms, type TermColumn } from "../../src/estimate/assemble.ts";
import { linearFit } from "../../src/estimate/linear-fit.ts";
import { expandCovariates, resolveEffects } from "../../src/estimate/regressors.ts";
import { treatmentColumn } from "../../src/estimate/treatment.ts";
import { factorFromNumbers } from "../../src/numerics/factor.ts";
import { groupEffect } from "./group-effect.ts";

const options = z
  .strictObject({
    absorb: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Effects to absorb instead of the default; the main effects stay in unless these contain them"),
    covariates: z
      .array(z.string())
      .default([])
      .describe(
        "Columns to hold constant; methods other than regression take them from the last period before the start",
      ),
    method: z
      .enum(["regression", "reg", "ipw", "std-ipw", "dr", "dr-improved"])
      .optional()
      .describe("Regression with fixed effects (default), or groups made alike by outcome regression, weights or both"),
    panel: z
      .boolean()
      .optional()
      .describe("False compares rows, not changes of units, even where units are seen before and after"),
  })
  .refine(({ method = "regression", absorb }) => method === "regression" || absorb === undefined, {
    path: ["absorb"],
    message: 'goes with method "regression" only',
  })
  .refine(({ method = "regression", panel }) => method !== "regression" || panel === undefined, {
    path: ["panel"],
    message: 'goes with methods other than "regression"; leave out the unit, or name effects to absorb',
  });

const INTERACTION = "treated:post";

const identity = { id: "two-by-two", revision: 1 } as const;

export const twoByTwo = defineEstimator({
  ...identity,
  method: {
    title: {
      nl: "Verschil in verschillen, twee groepen en twee tijdvakken",
      en: "Two-by-two difference in differences",
    },
    estimand: {
      nl: "Het gemiddelde effect op de behandelde groep na de start: de verandering van de behandelde groep min die van de vergelijkingsgroep.",
      en: "The average effect on the treated group after the start: the change of the treated group less that of the comparison group.",
    },
    assumptions: [
      {
        nl: "Parallelle trends: zonder behandeling waren beide groepen gemiddeld evenveel veranderd.",
        en: "Parallel trends: without treatment both groups would have changed equally on average.",
      },
      {
        nl: "Geen vooruitlopen op de behandeling, geen invloed op de vergelijkingsgroep.",
        en: "No anticipation of treatment, and no effect on the comparison group.",
      },
      {
        nl: "Zonder herhaalde waarneming van eenheden: de samenstelling van de groepen verandert niet.",
        en: "Without repeated observation of units: the composition of the groups does not change.",
      },
    ],
    sources: [
      {
        citation: "Card, D. and Krueger, A.B. (1994). Minimum Wages and Employment. American Economic Review 84(4)",
      },
      {
        citation:
          "Bertrand, M., Duflo, E. and Mullainathan, S. (2004). How Much Should We Trust Differences-In-Differences Estimates? Quarterly Journal of Economics 119(1)",
        doi: "10.1162/003355304772839588",
      },
      {
        citation:
          "Roth, J., Sant'Anna, P.H.C., Bilinski, A. and Poe, J. (2023). What's trending in difference-in-differences? Journal of Econometrics 235(2)",
        doi: "10.1016/j.jeconom.2023.03.008",
      },
      {
        citation:
          "Sant'Anna, P.H.C. and Zhao, J. (2020). Doubly robust difference-in-differences estimators. Journal of Econometrics 219(1)",
        doi: "10.1016/j.jeconom.2020.06.003",
      },
      {
        citation:
          "Abadie, A. (2005). Semiparametric Difference-in-Differences Estimators. Review of Economic Studies 72(1)",
        doi: "10.1111/0034-6527.00321",
      },
    ],
    reference: "fixest 0.14.2 (R); DRDID 1.2.3 (R)",
  },
  options,
  needs: { timing: ["two-by-two"], unit: false, period: false },
  fit(design, { absorb, covariates, method = "regression", panel = true }, context) {
    if (design.timing.kind !== "two-by-two") throw new RangeError("two-by-two: the design has another timing");
    if (method !== "regression") return groupEffect(identity, design, method, covariates, panel);
    const effects = absorb === undefined ? defaultEffects(design) : resolveEffects(design, absorb);
    const mainEffects =
      absorb === undefined && effects.length > 0
        ? []
        : [
            { name: "treated", values: design.timing.treated },
            { name: "post", values: design.timing.post },
          ];
    const linear = linearFit(
      design,
      {
        regressors: [
          ...mainEffects,
          { name: INTERACTION, values: treatmentColumn(design) },
          ...expandCovariates(design, covariates),
        ],
        intercept: true,
        absorb: effects,
      },
      context,
    );
    const interaction = linear.names.indexOf(INTERACTION);
    const others = [...linear.names.keys()].filter((position) => position !== interaction);
    const termColumns: TermColumn[] = [
      { term: { kind: "overall" }, position: interaction },
      ...coefficientTerms(linear, others),
    ];
    return assembleFit(identity, design, linear, termColumns, []);
  },
});

/** Unit and period effects when some treated and some untreated unit is seen before and after; none for repeated cross-sections. */
function defaultEffects(design: Design): readonly Factor[] {
  if (design.unit === null || design.timing.kind !== "two-by-two") return [];
  const { treated, post } = design.timing;
  const seen = new Uint8Array(design.unit.count);
  const isTreated = new Uint8Array(design.unit.count);
  for (let row = 0; row < design.rowCount; row++) {
    const unit = design.unit.codes[row]!;
    seen[unit]! |= post[row] === 0 ? 1 : 2;
    if (treated[row] !== 0) isTreated[unit] = 1;
  }
  const isTwiceIn = (group: number) => seen.some((value, unit) => value === 3 && isTreated[unit] === group);
  if (!isTwiceIn(0) || !isTwiceIn(1)) return [];
  const { period } = design;
  const time = period === null ? factorFromNumbers("post", post) : factorFromNumbers(period.name, period.values);
  return [design.unit, time];
}
