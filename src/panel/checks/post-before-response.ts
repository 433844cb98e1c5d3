import type { PanelCheck } from "./check.ts";
import { clockListing } from "./clock-listing.ts";

/** A start of the design before the first period in which the outcome could show what started: the effect is then averaged with periods that cannot have any. */
export const postBeforeResponse: PanelCheck = {
  id: "post-before-response",
  looksAt: "a start of the design before the outcome could respond",
  about: "design",
  look({ panel, design }) {
    const started = design?.clock?.started;
    if (!design || !started || design.postStart === null) return [];
    const [first] = started.periods;
    if (design.postStart >= first) return [];
    return [
      {
        finding: {
          code: "post-before-response",
          severity: "warning",
          values: {
            outcome: design.outcome.name,
            start: design.postStart,
            period: first,
            date: started.dates[0],
          },
        },
        rows: () => clockListing(design, panel.periodName),
      },
    ];
  },
};
