import type { PanelCheck } from "./check.ts";
import { finite, rowListing, unitLabel } from "./listing.ts";

/** Treatment that ends again: units with a row that is not treated after one that is. */
export const treatmentNotAbsorbing: PanelCheck = {
  id: "treatment-not-absorbing",
  looksAt: "units whose treatment is switched off again",
  about: "design",
  look(facts) {
    const { panel, unit, design } = facts;
    const treated = design?.treated;
    if (!design || !treated) return [];
    const ordered = byUnitAndPeriod(design.used, unit.codes, panel.period);
    const offRows: number[] = [];
    const units = new Set<number>();
    const lastOn = new Map<number, number>();
    for (const row of ordered) {
      const code = unit.codes[row]!;
      const on = lastOn.get(code);
      if (treated[row]! > 0) lastOn.set(code, panel.period[row]!);
      else if (on !== undefined && on < panel.period[row]!) {
        units.add(code);
        offRows.push(row);
      }
    }
    if (units.size === 0) return [];
    return [
      {
        finding: {
          code: "treatment-not-absorbing",
          severity: "warning",
          values: {
            units: units.size,
            rows: offRows.length,
            examples: [...units].slice(0, 5).map((code) => unitLabel(facts, code)),
          },
        },
        rows: () =>
          rowListing(
            facts,
            ordered.filter((row) => units.has(unit.codes[row]!)),
            [["treated", (row) => finite(treated[row])]],
          ),
      },
    ];
  },
};

/** Rows ordered by unit, then period; rows of one unit and period as they came. */
export function byUnitAndPeriod(rows: Int32Array, units: Int32Array, period: Float64Array): readonly number[] {
  const order = (a: number, b: number): number => units[a]! - units[b]! || period[a]! - period[b]! || a - b;
  const list = Array.from(rows);
  // Rows of a panel mostly are in order already.
  return list.every((row, i) => i === 0 || order(list[i - 1]!, row) < 0) ? list : list.sort(order);
}
