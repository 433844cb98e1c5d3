import type { PanelCheck } from "./check.ts";
import { finite, rowListing, unitLabel } from "./listing.ts";
import { byUnitAndPeriod } from "./treatment-not-absorbing.ts";

/** A unit has one first treated period: units with several, counting "never" as one, are refused. */
export const cohortVariesInUnit: PanelCheck = {
  id: "cohort-varies-in-unit",
  looksAt: "units with more than one first treated period",
  about: "design",
  look(facts) {
    const { panel, unit, design } = facts;
    const cohort = design?.cohort;
    if (!design || !cohort) return [];
    const first = new Map<number, number>();
    const units = new Set<number>();
    const ordered = byUnitAndPeriod(design.used, unit.codes, panel.period);
    for (const row of ordered) {
      const code = unit.codes[row]!;
      const before = first.get(code);
      if (before === undefined) first.set(code, cohort[row]!);
      else if (before !== cohort[row]!) units.add(code);
    }
    if (units.size === 0) return [];
    return [
      {
        finding: {
          code: "cohort-varies-in-unit",
          severity: "refusal",
          values: { units: units.size, examples: [...units].slice(0, 5).map((code) => unitLabel(facts, code)) },
        },
        rows: () =>
          rowListing(
            facts,
            ordered.filter((row) => units.has(unit.codes[row]!)),
            [["first treated", (row) => finite(cohort[row])]],
          ),
      },
    ];
  },
};
