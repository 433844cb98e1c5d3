import type { Column } from "../../core/table.ts";
import type { PanelCheck } from "./check.ts";
import { distinct, finite, rowListing } from "./listing.ts";

/** A dose measured inside the outcome's window is a function of the outcome: refused, unless the design gives a reason in print. */
export const doseInsideWindow: PanelCheck = {
  id: "dose-inside-window",
  looksAt: "a dose measured in years that are also outcome years",
  about: "design",
  look(facts) {
    const { panel, design } = facts;
    if (!design?.dose) return [];
    const { name, periods, allowed } = design.dose;
    const window = distinct(Array.from(design.used, (row) => panel.period[row]!));
    const inside = periods.filter((period) => window.includes(period)).map(String);
    if (inside.length === 0) return [];
    const rows = () =>
      rowListing(
        facts,
        Array.from(design.used).filter((row) => inside.includes(String(panel.period[row]!))),
        [
          [design.outcome.name, (row) => finite(design.outcome.values[row])],
          [name, (row) => cellOf(panel.columns.get(name), row)],
        ],
      );
    return [
      allowed === undefined
        ? {
            finding: { code: "dose-inside-window", severity: "refusal", values: { dose: name, periods: inside } },
            rows,
          }
        : {
            finding: {
              code: "dose-inside-window-allowed",
              severity: "warning",
              values: { dose: name, periods: inside, reason: allowed },
            },
            rows,
          },
    ];
  },
};

const cellOf = (column: Column | undefined, row: number): number | null =>
  column?.kind === "number" ? finite(column.values[row]) : null;
