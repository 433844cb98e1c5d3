import { z } from "zod";
import type { Design } from "../../src/core/design.ts";
import { defineEstimator } from "../../src/core/estimator.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Fit, Term } from "../../src/core/fit.ts";
import { assembleFit, coefficientTerms, refusedFit, type TermColumn } from "../../src/estimate/assemble.ts";
import { linearFit } from "../../src/estimate/linear-fit.ts";
import { expandCovariates, type Regressor, resolveEffects } from "../../src/estimate/regressors.ts";
import { panelEffects } from "../../src/estimate/treatment.ts";
import { type EventClock, eventClock, placeInWindow } from "./event-clock.ts";

const options = z.strictObject({
  reference: z
    .number()
    .optional()
    .describe(
      "Period that effects are relative to, or event time where starts differ; default the last that occurs before the start",
    ),
  window: z
    .union([z.literal("all"), z.tuple([z.number(), z.number()])])
    .default("all")
    .describe("Periods or event times to use, first and last, both included"),
  outside: z
    .enum(["exclude", "bin"])
    .default("exclude")
    .describe("What becomes of treated rows outside the window: left out, or counted with its nearest end"),
  absorb: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Fixed effects to absorb instead of unit and period: columns, region^year, unit[trend]"),
  covariates: z
    .array(z.string())
    .default([])
    .describe("Further columns to hold constant; their coefficients follow the effects"),
});

const identity = { id: "event-study", revision: 1 } as const;

export const eventStudy = defineEstimator({
  ...identity,
  method: {
    title: { nl: "Event study met vaste effecten", en: "Event study with fixed effects" },
    estimand: {
      nl: "Per periode (of tijd sinds de start) het verschil tussen behandelde en andere eenheden, per eenheid dosis, ten opzichte van de referentieperiode.",
      en: "Per period (or time since the start) the difference between treated and other units, per unit of dose, relative to the reference period.",
    },
    assumptions: [
      {
        nl: "Parallelle trends: zonder behandeling was de uitkomst bij elke dosis gemiddeld evenveel veranderd.",
        en: "Parallel trends: without treatment the outcome would have changed equally, on average, at every dose.",
      },
      {
        nl: "Geen vooruitlopen op de behandeling vanaf de referentieperiode.",
        en: "No anticipation of treatment from the reference period on.",
      },
      {
        nl: "Bij gespreide invoering: elk cohort heeft hetzelfde verloop van effecten; anders mengen de coëfficiënten effecten van andere tijden.",
        en: "With staggered timing: every cohort has the same path of effects; otherwise coefficients mix in effects of other event times.",
      },
    ],
    sources: [
      {
        citation:
          "Sun, L. and Abraham, S. (2021). Estimating dynamic treatment effects in event studies with heterogeneous treatment effects. Journal of Econometrics 225(2)",
        doi: "10.1016/j.jeconom.2020.09.006",
      },
      {
        citation:
          "Freyaldenhoven, S., Hansen, C., Pérez, J.P. and Shapiro, J.M. (2021). Visualization, Identification, and Estimation in the Linear Panel Event-Study Design. NBER Working Paper 29170",
        doi: "10.3386/w29170",
      },
    ],
    reference: "fixest 0.14.2 (R)",
  },
  options,
  needs: { timing: ["two-by-two", "dose", "staggered"], unit: true, period: true },
  fit(design, chosen, context) {
    const { rows, clock } = placeInWindow(eventClock(design), chosen.window, chosen.outside);
    const reference = chosen.reference ?? clock.defaultReference;
    const relative = design.timing.kind === "staggered";
    const others = clock.levels.filter((level) => level !== reference);
    const termOf = (at: number): Term =>
      relative ? { kind: "event-time", eventTime: at } : { kind: "calendar", period: at };
    if (reference === null || others.length === clock.levels.length) {
      return refusedFit(identity, design, Array.from(others, termOf), [referenceFinding(reference, clock)]);
    }
    const interactions = Array.from(
      others,
      (at): Regressor => ({ name: columnName(design, at), values: interaction(clock, at) }),
    );
    const linear = linearFit(
      design,
      {
        regressors: [...interactions, ...expandCovariates(design, chosen.covariates)],
        intercept: false,
        absorb: resolveEffects(design, chosen.absorb ?? panelEffects(design)),
        rows,
      },
      context,
    );
    const positions = [...linear.names.keys()];
    const termColumns: TermColumn[] = [
      ...Array.from(others, (at, position) => ({ term: termOf(at), position })),
      ...coefficientTerms(linear, positions.slice(others.length)),
    ];
    const fit: Fit = assembleFit(identity, design, linear, termColumns, staggeredFindings(design));
    return { ...fit, reference };
  },
});

/** Intensity where the clock stands at this level, 0 elsewhere. */
function interaction(clock: EventClock, at: number): Float64Array {
  return clock.intensity.map((intensity, row) => (clock.at[row] === at ? intensity : 0));
}

function columnName(design: Design, at: number): string {
  switch (design.timing.kind) {
    case "staggered":
      return `event-time::${at}`;
    case "dose":
      return `${design.period?.name}::${at}:${design.timing.name}`;
    default:
      return `${design.period?.name}::${at}:treated`;
  }
}

function referenceFinding(reference: number | null, clock: EventClock): Finding {
  const observed = Array.from(clock.levels, String);
  return reference === null
    ? { code: "no-pre-period", severity: "refusal", values: { observed } }
    : { code: "reference-missing", severity: "refusal", values: { reference, observed } };
}

function staggeredFindings(design: Design): readonly Finding[] {
  if (design.timing.kind !== "staggered") return [];
  const findings: Finding[] = [{ code: "event-study-staggered", severity: "note", values: {} }];
  if (design.timing.cohort.every(Number.isFinite)) {
    findings.push({ code: "no-never-treated", severity: "warning", values: {} });
  }
  return findings;
}
