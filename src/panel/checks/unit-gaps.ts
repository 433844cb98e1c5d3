import type { PanelCheck } from "./check.ts";
import { distinct, listing, unitLabel } from "./listing.ts";

/** Periods that a unit lacks between its first and its last one. Periods of the panel count: a year that no unit has is no gap. */
export const unitGaps: PanelCheck = {
  id: "unit-gaps",
  looksAt: "periods that a unit lacks between its first and last",
  about: "panel",
  look(facts) {
    const { panel, unit, population } = facts;
    const periods = distinct(panel.period);
    const rank = new Map(periods.map((period, index) => [period, index]));
    const gaps: [unit: number, period: number][] = [];
    let seen = 0;
    // Rows of a panel are sorted by unit, then period.
    population.forEach((row, index) => {
      const before = index === 0 ? -1 : population[index - 1]!;
      if (before < 0 || unit.codes[before] !== unit.codes[row]) {
        seen++;
        return;
      }
      for (let at = rank.get(panel.period[before]!)! + 1; at < rank.get(panel.period[row]!)!; at++)
        gaps.push([unit.codes[row]!, periods[at]!]);
    });
    if (gaps.length === 0) return [];
    const units = new Set(gaps.map(([code]) => code)).size;
    return [
      {
        finding: { code: "unit-gaps", severity: "note", values: { units, rows: gaps.length, of: seen } },
        rows: () =>
          listing([
            [unit.name || panel.unitName, gaps.map(([code]) => unitLabel(facts, code))],
            [`missing ${panel.periodName}`, gaps.map(([, period]) => period)],
          ]),
      },
    ];
  },
};
