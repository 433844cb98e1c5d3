import { z } from "zod";
import type { Design, TripleTiming } from "../../src/core/design.ts";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Term } from "../../src/core/fit.ts";
import type { Factor } from "../../src/core/table.ts";
import { assembleFit, coefficientTerms, refusedFit, type TermColumn } from "../../src/estimate/assemble.ts";
import { linearFit } from "../../src/estimate/linear-fit.ts";
import { expandCovariates, type Regressor, resolveEffects } from "../../src/estimate/regressors.ts";
import { combineFactors, factorFromNumbers } from "../../src/numerics/factor.ts";
import { comparisonFindings, isStaggered, withoutContrast } from "./comparison.ts";
import { methodCard } from "./method-card.ts";
import { type PeriodTerms, periodTerms } from "./period-terms.ts";

const options = z
  .strictObject({
    effects: z
      .enum(["unit", "area"])
      .optional()
      .describe(
        "Effects of every unit (default where there are units) or of treated and untreated units as two areas, each by group and by period",
      ),
    absorb: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Effects to absorb instead, e.g. school^sector, sector^year, school^year"),
    covariates: z
      .array(z.string())
      .default([])
      .describe("Further columns to hold constant; their coefficients follow the effect"),
    reference: z
      .union([z.number(), z.literal("before-start")])
      .optional()
      .describe(
        "One effect per period instead of one average, relative to this period, or to the last one before the start",
      ),
    window: z
      .union([z.literal("all"), z.tuple([z.number(), z.number()])])
      .default("all")
      .describe("Periods to use, first and last included"),
    allowCompetingGroups: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Why groups that add up to one whole are compared all the same; without a reason that is refused, with one it is printed",
      ),
  })
  .refine(({ effects, absorb }) => effects === undefined || absorb === undefined, {
    path: ["absorb"],
    message: "names the effects itself; leave out effects",
  });

type Options = z.infer<typeof options>;

const OVERALL: readonly Term[] = [{ kind: "overall" }];

const identity = { id: "triple-difference", revision: 1 } as const;

export const tripleDifference = defineEstimator({
  ...identity,
  method: methodCard,
  options,
  needs: { timing: ["triple-difference"], unit: false, period: false },
  fit(design, chosen, context) {
    const { timing } = design;
    if (timing.kind !== "triple-difference") throw new RangeError("triple-difference: the design has another timing");
    const rows = rowsInside(design, chosen.window);
    const findings = [
      ...comparisonFindings(design, timing, rows, chosen.allowCompetingGroups),
      ...regressionFindings(design, timing, chosen),
    ];
    const columns = effectColumns(design, timing, rows, chosen.reference);
    const refusals = [...findings.filter(({ severity }) => severity === "refusal"), ...columns.findings];
    if (refusals.length > 0) return refusedFit(identity, design, columns.terms, refusals);
    const linear = linearFit(
      design,
      {
        regressors: [...columns.regressors, ...expandCovariates(design, chosen.covariates)],
        intercept: false,
        absorb: absorbed(design, timing, chosen),
        rows,
      },
      context,
    );
    const positions = [...linear.names.keys()];
    const termColumns: TermColumn[] = [
      ...columns.terms.map((term, position) => ({ term, position })),
      ...coefficientTerms(linear, positions.slice(columns.terms.length)),
    ];
    const fit = assembleFit(identity, design, linear, termColumns, [
      ...findings,
      ...withoutContrast(design, timing, rows),
    ]);
    return columns.reference === null ? fit : { ...fit, reference: columns.reference };
  },
});

/** Rows whose period lies in the window, ascending. */
function rowsInside({ rowCount, period }: Design, window: Options["window"]): Int32Array {
  const all = Int32Array.from({ length: rowCount }, (_, row) => row);
  if (window === "all" || period === null) return all;
  return all.filter((row) => period.values[row]! >= window[0] && period.values[row]! <= window[1]);
}

/** The one interaction exposure × affected × post, or exposure × affected in each period but the reference. */
function effectColumns(
  design: Design,
  timing: TripleTiming,
  rows: Int32Array,
  reference: Options["reference"],
): PeriodTerms {
  if (reference !== undefined) return periodTerms(design, timing, rows, reference);
  const values = timing.exposure.map((exposure, row) => exposure * timing.affected[row]! * timing.post[row]!);
  const regressor: Regressor = { name: `${timing.name}:affected:post`, values };
  return { terms: OVERALL, regressors: [regressor], reference: null, findings: [] };
}

/** Unit × group, group × period and unit × period effects, or the same of two areas. Areas of a dose are no two groups: `regressionFindings` refuses them. */
function absorbed(design: Design, timing: TripleTiming, { effects, absorb }: Options): readonly Factor[] {
  if (absorb !== undefined) return resolveEffects(design, absorb);
  const { unit, period } = design;
  const time = period === null ? factorFromNumbers("post", timing.post) : factorFromNumbers(period.name, period.values);
  const place = unit === null || effects === "area" ? factorFromNumbers(timing.name, timing.exposure) : unit;
  const cross = (a: Factor, b: Factor): Factor => combineFactors(`${a.name}^${b.name}`, [a, b]);
  return [cross(place, timing.group), cross(timing.group, time), cross(place, time)];
}

/** What the regression cannot do, or does at a price. */
function regressionFindings(design: Design, timing: TripleTiming, chosen: Options): readonly Finding[] {
  const findings: Finding[] = [];
  const areas = chosen.effects === "area" || (design.unit === null && chosen.absorb === undefined);
  if (areas && timing.exposure.some((value) => value !== 0 && value !== 1))
    findings.push({ code: "areas-of-a-dose", severity: "refusal", values: { dose: timing.name } });
  if (chosen.effects === "unit" && design.unit === null)
    findings.push({ code: "effects-need-units", severity: "refusal", values: {} });
  if (chosen.reference !== undefined && design.period === null)
    findings.push({ code: "no-pre-period", severity: "refusal", values: { observed: [] } });
  if (isStaggered(design, timing)) {
    const severity = chosen.reference === undefined ? "warning" : "refusal";
    findings.push({ code: "triple-difference-staggered", severity, values: {} });
  }
  if (chosen.covariates.length > 0)
    findings.push({
      code: "triple-difference-covariates",
      severity: "warning",
      values: { covariates: chosen.covariates },
    });
  return findings;
}
