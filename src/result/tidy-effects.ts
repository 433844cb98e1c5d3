import type { ContrastEffect, EffectRow, EstimateResult, EstimationResult, StudyResult } from "./schema.ts";

/** One effect a row: what effects.csv and data frames hold. Null where a number could not be computed. */
export interface TidyEffect {
  readonly hypothesis: string | null;
  readonly link: string | null;
  readonly estimate_id: string;
  readonly model: string;
  readonly role: string | null;
  readonly outcome: string | null;
  /** Kind of the term, or "contrast" for τ = c·β, the effect at the declared contrast; its term is c. */
  readonly term_kind: string;
  readonly term: string;
  readonly estimate: number | null;
  readonly se: number | null;
  readonly statistic: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly p_adjusted: number | null;
  readonly ci_lo: number | null;
  readonly ci_hi: number | null;
  readonly band_lo: number | null;
  readonly band_hi: number | null;
  readonly reference: boolean;
  readonly n_obs: number;
  readonly n_units: number | null;
  readonly n_clusters: number | null;
}

/** The part of a term that tells it from others of its kind: a period, an event time, a name. */
export function termText(term: EffectRow["term"]): string {
  switch (term.kind) {
    case "att-gt":
      return `${term.cohort},${term.period}`;
    case "event-time":
      return String(term.eventTime);
    case "cohort":
      return String(term.cohort);
    case "calendar":
      return String(term.period);
    case "overall":
      return "overall";
    case "coefficient":
      return term.name;
    default:
      return term satisfies never;
  }
}

type Origin = Pick<TidyEffect, "hypothesis" | "link" | "role" | "estimate_id" | "model" | "outcome">;
interface CountsOfFit {
  readonly observations: number;
  readonly units: number | null;
  readonly clusters: number | null;
}

function tidy(origin: Origin, effect: EffectRow, counts: CountsOfFit): TidyEffect {
  return {
    ...origin,
    term_kind: effect.term.kind,
    term: termText(effect.term),
    estimate: effect.estimate,
    se: effect.se,
    statistic: effect.statistic,
    df: effect.df,
    p: effect.p,
    p_adjusted: effect.pAdjusted,
    ci_lo: effect.ci?.[0] ?? null,
    ci_hi: effect.ci?.[1] ?? null,
    band_lo: effect.band?.[0] ?? null,
    band_hi: effect.band?.[1] ?? null,
    reference: effect.reference,
    n_obs: counts.observations,
    n_units: counts.units,
    n_clusters: counts.clusters,
  };
}

function tidyContrast(origin: Origin, tau: ContrastEffect, estimate: EstimateResult): TidyEffect {
  const term: EffectRow["term"] = { kind: "coefficient", name: String(estimate.contrast) };
  const row = tidy(origin, { ...tau, term, band: null, reference: false, counts: null }, estimate.counts);
  return { ...row, term_kind: "contrast" };
}

/** Every effect of a study or of one estimation, in the order of the result; of a study, τ of each estimate after its effects. */
export function tidyEffects(result: StudyResult | EstimationResult): TidyEffect[] {
  if (result.kind === "estimate") {
    const origin: Origin = {
      hypothesis: null,
      link: null,
      estimate_id: result.estimator,
      model: result.estimator,
      role: null,
      outcome: null,
    };
    return result.effects.map((effect) => tidy(origin, effect, result.counts));
  }
  return result.hypotheses.flatMap((hypothesis) =>
    hypothesis.links.flatMap((link) =>
      link.estimates.flatMap((estimate) => {
        const origin: Origin = {
          hypothesis: hypothesis.id,
          link: link.id,
          estimate_id: estimate.id,
          model: estimate.model,
          role: estimate.role,
          outcome: estimate.outcome,
        };
        const rows = estimate.effects.map((effect) => tidy(origin, effect, estimate.counts));
        return estimate.tau === null ? rows : [...rows, tidyContrast(origin, estimate.tau, estimate)];
      }),
    ),
  );
}
