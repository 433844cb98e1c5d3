import type { Design } from "../core/design.ts";
import type { Term } from "../core/fit.ts";
import type { Target } from "./task.ts";

/** Periods of a design that lie after the start, by its own indicator. */
function postPeriods(design: Design): ReadonlySet<number> {
  const after = new Set<number>();
  const { timing, period } = design;
  if (
    period !== null &&
    (timing.kind === "dose" || timing.kind === "two-by-two" || timing.kind === "triple-difference")
  )
    period.values.forEach((value, row) => {
      if (timing.post[row] === 1) after.add(value);
    });
  return after;
}

/** Coefficients of `i(period, x, ref = …)`, called `period::2022:x`, are effects of that period. */
export function readPeriodTerms(terms: readonly Term[], periodName: string | null): readonly Term[] {
  if (periodName === null) return terms;
  const prefix = `${periodName}::`;
  return terms.map((term) => {
    if (term.kind !== "coefficient" || !term.name.startsWith(prefix)) return term;
    const period = Number(term.name.slice(prefix.length).split(":")[0]);
    return Number.isFinite(period) ? { kind: "calendar", period } : term;
  });
}

/**
 * Weights over the terms whose sum is the target: equal weights over the terms that belong to it.
 * "overall" is the overall term where there is one, else the average of the periods after the start or of the event times from 0.
 *
 * @param terms     after `readPeriodTerms`
 * @param original  as the estimator named them
 * @returns null when no term belongs to the target
 */
export function targetWeights(
  target: Target,
  terms: readonly Term[],
  original: readonly Term[],
  design: Design,
): Float64Array | null {
  const belongs = membership(target, terms, original, design);
  const count = belongs.filter(Boolean).length;
  return count === 0 ? null : Float64Array.from(belongs, (member) => (member ? 1 / count : 0));
}

function membership(
  target: Target,
  terms: readonly Term[],
  original: readonly Term[],
  design: Design,
): readonly boolean[] {
  switch (target.kind) {
    case "coefficient": {
      const named = original.map((term) => term.kind === "coefficient" && term.name === target.name);
      const found = terms[named.indexOf(true)];
      const isPeriod = found === undefined ? terms.some((term) => term.kind === "calendar") : found.kind === "calendar";
      return isPeriod && !target.exact
        ? terms.map((term) => term.kind === "calendar" && after(design, term.period))
        : named;
    }
    case "overall": {
      if (terms.some((term) => term.kind === "overall")) return terms.map((term) => term.kind === "overall");
      const post = postPeriods(design);
      return terms.map(
        (term) =>
          (term.kind === "calendar" && post.has(term.period)) || (term.kind === "event-time" && term.eventTime >= 0),
      );
    }
    case "event-time":
      return terms.map(
        (term) => term.kind === "event-time" && term.eventTime >= target.from && term.eventTime <= target.to,
      );
    case "cohorts":
      return terms.map((term) => term.kind === "cohort" && target.cohorts.includes(term.cohort));
    case "periods":
      return terms.map((term) => term.kind === "calendar" && target.periods.includes(term.period));
    default:
      return target satisfies never;
  }
}

/** Regression designs define their own 0/1 column `post`. */
function after(design: Design, period: number): boolean {
  const post = design.columns.get("post");
  if (post?.kind !== "number" || design.period === null) return false;
  return design.period.values.some((value, row) => value === period && post.values[row] === 1);
}
