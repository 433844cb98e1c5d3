import type { PanelCheck } from "./check.ts";
import { distinct, listing } from "./listing.ts";

/**
 * Suppression of small counts that is not there in the first periods of the window's units and is later: the outcome is exact before and an interval
 * after, so that what suppression does looks like a change over time. Looks at all periods of the units, since exposure and leads use them too.
 */
export const suppressionStarts: PanelCheck = {
  id: "suppression-starts",
  looksAt: "suppressed outcomes that start in the middle of the panel",
  about: "design",
  look({ panel, unit, population, design }) {
    const outcome = design?.outcome;
    if (!outcome?.min || !outcome.max) return [];
    const { min, max } = outcome;
    const units = new Set(Array.from(population, (row) => unit.codes[row]!));
    const counts = new Map<number, { rows: number; wide: number; width: number }>();
    panel.period.forEach((period, row) => {
      if (!units.has(unit.codes[row]!) || !Number.isFinite(outcome.values[row]!)) return;
      const count = counts.get(period) ?? { rows: 0, wide: 0, width: 0 };
      counts.set(period, count);
      count.rows++;
      if (!(max[row]! > min[row]!)) return;
      count.wide++;
      count.width += max[row]! - min[row]!;
    });
    const periods = distinct(counts.keys());
    const from = periods.findIndex((period) => counts.get(period)!.wide > 0);
    if (from <= 0) return [];
    const after = periods.slice(from).map((period) => counts.get(period)!);
    const rows = after.reduce((sum, count) => sum + count.rows, 0);
    const wide = after.reduce((sum, count) => sum + count.wide, 0);
    return [
      {
        finding: {
          code: "suppression-starts",
          severity: "warning",
          values: { outcome: outcome.name, start: periods[from]!, suppressedShare: wide / rows },
        },
        rows: () =>
          listing([
            [panel.periodName, periods],
            ["rows", periods.map((period) => counts.get(period)!.rows)],
            ["intervals", periods.map((period) => counts.get(period)!.wide)],
            ["share", periods.map((period) => counts.get(period)!.wide / counts.get(period)!.rows)],
            [
              "mean width",
              periods.map((period) => {
                const count = counts.get(period)!;
                return count.wide === 0 ? 0 : count.width / count.wide;
              }),
            ],
          ]),
      },
    ];
  },
};
