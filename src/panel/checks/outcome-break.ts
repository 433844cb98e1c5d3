import type { PanelCheck } from "./check.ts";
import { distinct, listing } from "./listing.ts";

/** Breaks that the outcome's indicator declares, where the window has periods on both sides. */
export const outcomeBreak: PanelCheck = {
  id: "outcome-break",
  looksAt: "declared breaks of the outcome inside the window",
  about: "design",
  look({ panel, design }) {
    if (!design) return [];
    const periods = distinct(Array.from(design.used, (row) => panel.period[row]!));
    const inside = design.breaks
      .filter(({ period }) => periods.some((p) => p < period) && periods.some((p) => p >= period))
      .toSorted((a, b) => a.period - b.period);
    if (inside.length === 0) return [];
    const rows = () =>
      listing([
        ["outcome", inside.map(() => design.outcome.name)],
        [`first ${panel.periodName} after`, inside.map(({ period }) => period)],
        ["what changed", inside.map(({ text }) => text)],
      ]);
    return [
      {
        finding: {
          code: "outcome-break",
          severity: "warning",
          values: { outcome: design.outcome.name, periods: inside.map(({ period }) => String(period)) },
        },
        rows,
      },
    ];
  },
};
