import type { DesignFacts, PanelCheck, PanelFacts } from "./check.ts";
import { listing, unitLabel } from "./listing.ts";

/** Cohorts of fewer units than this are named. Normal approximations want more; the estimators draw the same line. */
export const SMALL_COHORT = 5;

/** First treated period → its units among the rows used, ascending; Infinity (never) last. */
export function cohortUnits(
  { unit }: PanelFacts,
  { used, cohort }: DesignFacts,
): ReadonlyMap<number, readonly number[]> {
  const units = new Map<number, Set<number>>();
  for (const row of used) {
    const start = cohort?.[row] ?? Number.NaN;
    if (Number.isNaN(start)) continue;
    const own = units.get(start) ?? new Set();
    units.set(start, own.add(unit.codes[row]!));
  }
  return new Map([...units].sort(([a], [b]) => a - b).map(([start, own]) => [start, [...own].sort((a, b) => a - b)]));
}

/** Cohorts of few units, by name. The listing has every cohort with its units. */
export const cohortSizes: PanelCheck = {
  id: "cohort-sizes",
  looksAt: `cohorts of fewer than ${SMALL_COHORT} units`,
  about: "design",
  look(facts) {
    if (!facts.design?.cohort) return [];
    const cohorts = [...cohortUnits(facts, facts.design)];
    const small = cohorts.filter(([, units]) => units.length < SMALL_COHORT);
    if (small.length === 0) return [];
    const name = (start: number): string => (Number.isFinite(start) ? String(start) : "never");
    return [
      {
        finding: {
          code: "cohort-sizes",
          severity: "warning",
          values: {
            limit: SMALL_COHORT,
            cohorts: small.map(([start, units]) => `${name(start)} (${units.length})`),
            of: cohorts.length,
          },
        },
        rows: () => {
          const rows = cohorts.flatMap(([start, units]) => units.map((code) => ({ start, code, size: units.length })));
          return listing([
            ["first treated", rows.map(({ start }) => name(start))],
            ["units", rows.map(({ size }) => size)],
            [facts.panel.unitName, rows.map(({ code }) => unitLabel(facts, code))],
          ]);
        },
      },
    ];
  },
};
