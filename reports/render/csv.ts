import type { EffectRow, EstimateResult, StudyResult } from "../../src/result/schema.ts";

const COLUMNS = [
  "hypothesis",
  "link",
  "estimate_id",
  "model",
  "role",
  "term_kind",
  "term",
  "estimate",
  "se",
  "statistic",
  "df",
  "p",
  "p_adjusted",
  "ci_lo",
  "ci_hi",
  "band_lo",
  "band_hi",
  "reference",
  "n_obs",
  "n_units",
  "n_clusters",
] as const;

type Value = string | number | boolean | null;

/**
 * Every number of every estimate, one row each: effects in outcome units per unit of the term, then τ at the declared contrast
 * (term kind `contrast`). Numbers have full precision and a decimal point; absent ones are empty. RFC 4180: CRLF, a header, quotes doubled.
 */
export function effectsCsv(result: StudyResult): string {
  const rows: (readonly Value[])[] = [COLUMNS];
  for (const hypothesis of result.hypotheses) {
    for (const link of hypothesis.links) {
      for (const estimate of link.estimates) {
        const head = [hypothesis.id, link.id, estimate.id, estimate.model, estimate.role];
        for (const effect of estimate.effects) rows.push([...head, ...effectCells(effect, estimate)]);
        if (estimate.tau !== null) rows.push([...head, ...contrastCells(estimate)]);
      }
    }
  }
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function effectCells(effect: EffectRow, estimate: EstimateResult): readonly Value[] {
  const counts = effect.counts ?? estimate.counts;
  return [
    effect.term.kind,
    termName(effect.term),
    effect.estimate,
    effect.se,
    effect.statistic,
    effect.df,
    effect.p,
    effect.pAdjusted,
    effect.ci?.[0] ?? null,
    effect.ci?.[1] ?? null,
    effect.band?.[0] ?? null,
    effect.band?.[1] ?? null,
    effect.reference,
    counts.observations,
    counts.units,
    counts.clusters,
  ];
}

function contrastCells(estimate: EstimateResult): readonly Value[] {
  const { tau, counts } = estimate;
  return [
    "contrast",
    estimate.contrast === null ? "" : String(estimate.contrast),
    tau?.estimate ?? null,
    tau?.se ?? null,
    tau?.statistic ?? null,
    tau?.df ?? null,
    tau?.p ?? null,
    tau?.pAdjusted ?? null,
    tau?.ci?.[0] ?? null,
    tau?.ci?.[1] ?? null,
    null,
    null,
    false,
    counts.observations,
    counts.units,
    counts.clusters,
  ];
}

function termName(term: EffectRow["term"]): string {
  switch (term.kind) {
    case "att-gt":
      return `${term.cohort}:${term.period}`;
    case "event-time":
      return String(term.eventTime);
    case "cohort":
      return String(term.cohort);
    case "calendar":
      return String(term.period);
    case "overall":
      return "";
    case "coefficient":
      return term.name;
    default:
      return term satisfies never;
  }
}

function cell(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
