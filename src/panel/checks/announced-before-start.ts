import type { PanelCheck } from "./check.ts";
import { clockListing } from "./clock-listing.ts";
import { distinct } from "./listing.ts";

/** Periods before the design's start in which the outcome could already show what was announced or paid: they are no clean comparison. */
export const announcedBeforeStart: PanelCheck = {
  id: "announced-before-start",
  looksAt: "periods before the start that could already show what was announced or paid",
  about: "design",
  look({ panel, design }) {
    if (!design?.clock || design.postStart === null) return [];
    const { announced, paid } = design.clock;
    const events = [announced, paid].filter((event) => event !== null);
    if (events.length === 0) return [];
    const first = events.reduce((a, b) => (b.periods[0] < a.periods[0] ? b : a));
    const start = design.postStart;
    const touched = distinct(Array.from(design.used, (row) => panel.period[row]!)).filter(
      (period) => period >= first.periods[0] && period < start,
    );
    if (touched.length === 0) return [];
    return [
      {
        finding: {
          code: "announced-before-start",
          severity: "note",
          values: { outcome: design.outcome.name, periods: touched.map(String), start, date: first.dates[0] },
        },
        rows: () => clockListing(design, panel.periodName),
      },
    ];
  },
};
