import type { PanelCheck } from "./check.ts";
import { distinct, finite, rowListing, unitLabel } from "./listing.ts";
import { byUnitAndPeriod } from "./treatment-not-absorbing.ts";

/** Units that were treated in their first row already: what they do without treatment was never seen. */
export const treatedBeforePanel: PanelCheck = {
  id: "treated-before-panel",
  looksAt: "units that are treated from their first row on",
  about: "design",
  look(facts) {
    const { panel, unit, design } = facts;
    if (!design) return [];
    const { cohort, treated } = design;
    if (cohort === null && treated === null) return [];
    const isTreated = (row: number): boolean =>
      cohort === null ? treated![row]! > 0 : cohort[row]! <= panel.period[row]!;
    const firstRows: number[] = [];
    const seen = new Set<number>();
    for (const row of byUnitAndPeriod(design.used, unit.codes, panel.period)) {
      if (seen.has(unit.codes[row]!)) continue;
      seen.add(unit.codes[row]!);
      firstRows.push(row);
    }
    const found = firstRows.filter(isTreated);
    if (found.length === 0) return [];
    const starts = cohort === null ? [] : distinct(found.map((row) => cohort[row]!));
    return [
      {
        finding: {
          code: "treated-before-panel",
          severity: "warning",
          values: {
            units: found.length,
            of: seen.size,
            starts: starts.map(String),
            examples: found.slice(0, 5).map((row) => unitLabel(facts, unit.codes[row]!)),
          },
        },
        rows: () => rowListing(facts, found, [["first treated", (row) => finite(cohort?.[row])]]),
      },
    ];
  },
};
