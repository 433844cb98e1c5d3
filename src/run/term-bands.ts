import type { Term } from "../core/fit.ts";
import { type BandCritical, supTCritical } from "../inference/bands.ts";
import { alphaOf, criticalValue } from "../inference/intervals.ts";
import { orderStatistic } from "../inference/multiplier.ts";
import { submatrix } from "../inference/wald.ts";
import type { TaskOutcome } from "./task.ts";

/** Critical values of bands that each cover the terms of one kind: cells, event times, cohorts, periods. */
export interface TermBands extends BandCritical {
  readonly byKind: ReadonlyMap<Term["kind"], number>;
}

/** Whose band stands for the estimate as a whole, first one present. */
const LEADING: readonly Term["kind"][] = ["event-time", "calendar", "cohort", "att-gt"];

/** Bands of a fit with influence functions, from its bootstrap draws where it has any, else by simulation. Null when no kind has two terms. */
export function termBands(outcome: TaskOutcome, level: number, seed: number): TermBands | null {
  const k = outcome.terms.length;
  const bands = new Map<Term["kind"], BandCritical>();
  for (const kind of new Set(outcome.terms.map((term) => term.kind))) {
    const chosen = [...outcome.terms.keys()].filter((j) => outcome.terms[j]!.kind === kind);
    if (chosen.length < 2) continue;
    bands.set(
      kind,
      drawnBand(outcome, kind, level) ?? simulatedBand(outcome, kind, submatrix(outcome.vcov, k, chosen), level, seed),
    );
  }
  const leading = LEADING.find((kind) => bands.has(kind));
  if (leading === undefined) return null;
  return { ...bands.get(leading)!, byKind: new Map([...bands].map(([kind, { critical }]) => [kind, critical])) };
}

function simulatedBand(
  outcome: TaskOutcome,
  kind: Term["kind"],
  vcov: Float64Array,
  level: number,
  seed: number,
): BandCritical {
  const q = Math.round(Math.sqrt(vcov.length));
  return supTCritical(vcov, q, { df: outcome.covariance.df, level, seed, task: `${outcome.id}/${kind}` });
}

/** The level's quantile of max |t| over the bootstrap draws; never below the pointwise value. Null without draws. */
function drawnBand({ suprema, covariance }: TaskOutcome, kind: Term["kind"], level: number): BandCritical | null {
  const drawn = suprema?.find((one) => one.kind === kind);
  if (drawn === undefined) return null;
  const { maxima, rows } = drawn;
  const spread = Math.sqrt((level * (1 - level)) / maxima.length);
  return {
    method: "sup-t",
    critical: Math.max(orderStatistic(maxima, level), criticalValue(alphaOf(level), covariance.df)),
    monteCarloError: (orderStatistic(maxima, level + spread) - orderStatistic(maxima, level - spread)) / 2,
    draws: maxima.length,
    rows,
  };
}
