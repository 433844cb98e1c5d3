import type { PanelCheck } from "./check.ts";
import { finite, listing, rowListing } from "./listing.ts";
import { byUnitAndPeriod } from "./treatment-not-absorbing.ts";

/**
 * Weights that change within a unit. Cell estimators of staggered designs take one weight per unit, so there it is a warning; in a regression it is a
 * note: a weight that reacts to the policy moves the average, not the effect.
 */
export const weightsChangeInUnit: PanelCheck = {
  id: "weights-change-in-unit",
  looksAt: "weights that change within a unit",
  about: "design",
  look(facts) {
    const { panel, unit, design } = facts;
    if (!design?.weights) return [];
    const { weights } = design;
    const ends = new Map<number, [number, number]>();
    for (const row of design.used) {
      const value = weights.values[row]!;
      const [low, high] = ends.get(unit.codes[row]!) ?? [value, value];
      ends.set(unit.codes[row]!, [Math.min(low, value), Math.max(high, value)]);
    }
    const changing = new Set([...ends].filter(([, [low, high]]) => high > low).map(([code]) => code));
    if (changing.size === 0) return [];
    const largest = [...ends.values()].reduce((most, [low, high]) => Math.max(most, high / low), 1);
    return [
      {
        finding: {
          code: "weights-change-in-unit",
          severity: design.kind === "staggered" ? "warning" : "note",
          values: {
            column: weights.name,
            units: changing.size,
            of: ends.size,
            ...(Number.isFinite(largest) && { times: Math.ceil(largest) }),
          },
        },
        rows: () => {
          const rows = byUnitAndPeriod(design.used, unit.codes, panel.period).filter((row) =>
            changing.has(unit.codes[row]!),
          );
          return rows.length === 0
            ? listing([])
            : rowListing(facts, rows, [[weights.name, (row) => finite(weights.values[row])]]);
        },
      },
    ];
  },
};
