import type { Design, TripleTiming } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Term } from "../../src/core/fit.ts";
import type { Regressor } from "../../src/estimate/regressors.ts";
import { distinctSorted } from "../../src/numerics/factor.ts";

/** The effects to estimate: a term and a column each, the period they are relative to, or why there are none. */
export interface PeriodTerms {
  readonly terms: readonly Term[];
  readonly regressors: readonly Regressor[];
  readonly reference: number | null;
  readonly findings: readonly Finding[];
}

/**
 * exposure × affected in every period but the reference, which all effects are relative to.
 *
 * Findings: "no-pre-period" (nothing lies before the start), "reference-missing" (the reference does not occur).
 *
 * @param rows design rows that are used: periods are those of these rows
 */
export function periodTerms(
  design: Design,
  timing: TripleTiming,
  rows: Int32Array,
  asked: number | "before-start",
): PeriodTerms {
  const periods = design.period?.values ?? new Float64Array(0);
  const levels = distinctSorted(Float64Array.from(design.period === null ? [] : rows, (row) => periods[row]!));
  const start = rows.reduce(
    (first, row) => (timing.post[row] === 1 ? Math.min(first, periods[row] ?? Infinity) : first),
    Infinity,
  );
  const before = levels.filter((level) => level < start);
  const reference = asked === "before-start" ? (before[before.length - 1] ?? null) : asked;
  const others = Array.from(levels.filter((level) => level !== reference));
  const observed = Array.from(levels, String);
  const terms = others.map((period): Term => ({ kind: "calendar", period }));
  const none = { terms, regressors: [], reference: null };
  if (reference === null || before.length === 0)
    return { ...none, findings: [{ code: "no-pre-period", severity: "refusal", values: { observed } }] };
  if (others.length === levels.length)
    return { ...none, findings: [{ code: "reference-missing", severity: "refusal", values: { reference, observed } }] };
  const regressors = others.map((period) => ({
    name: `${design.period?.name}::${period}:${timing.name}:affected`,
    values: timing.exposure.map((exposure, row) => (periods[row] === period ? exposure * timing.affected[row]! : 0)),
  }));
  return { terms, regressors, reference, findings: [] };
}
