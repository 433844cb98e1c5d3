import type { PanelCheck } from "./check.ts";
import { distinct, finite, listing, median, weightOf } from "./listing.ts";

/** A change is far outside when it lies more than this many scales (1.4826 × median absolute deviation of the other changes) from their median. */
export const JUMP_LIMIT = 8;
/** Fewer changes than this have no year-to-year variation to speak of. Of smooth series of 8 periods about 6% are flagged, of 10 periods 3%, of 15 under 1%. */
const FEWEST_CHANGES = 7;
/** Rounding of a mean: changes closer than this share of the level are equal. */
const ROUNDING = 1e-9;

export interface Change {
  readonly period: number;
  /** Mean change since the period before of the units seen in both, weighted by the mean of their weights. */
  readonly change: number;
  readonly units: number;
  /** Distance from the other changes in their scale; NaN where there are too few. */
  readonly distance: number;
}

/** Each change set against all others: robust to further jumps among them. */
export function changesOutside(changes: readonly number[]): readonly number[] {
  if (changes.length < FEWEST_CHANGES) return changes.map(() => Number.NaN);
  const level = Math.max(...changes.map(Math.abs));
  return changes.map((change, at) => {
    const others = changes.filter((_, index) => index !== at);
    const middle = median(others);
    const scale = 1.4826 * median(others.map((other) => Math.abs(other - middle)));
    const distance = Math.abs(change - middle);
    return distance <= ROUNDING * level ? 0 : distance / scale;
  });
}

/**
 * Jumps of the outcome's mean: a change between two periods far outside the other year-to-year changes. Units seen in both periods are compared with
 * themselves, so that units that come and go make no jump. Flagged, not corrected.
 */
export const outcomeJump: PanelCheck = {
  id: "outcome-jump",
  looksAt: "a change of the outcome's mean far outside its year-to-year variation",
  about: "design",
  look({ panel, unit, population, design }) {
    if (!design) return [];
    const { outcome, weights } = design;
    const periods = distinct(panel.period);
    const rank = new Map(periods.map((period, index) => [period, index]));
    const units = new Uint8Array(unit.count);
    for (const row of population) units[unit.codes[row]!] = 1;
    const sums = periods.map(() => ({ mass: 0, change: 0, units: 0 }));
    // The whole series of these units: variation before the window says what is usual. Rows are sorted by unit, then period.
    for (let row = 1; row < panel.rowCount; row++) {
      const at = rank.get(panel.period[row]!)!;
      const isNext = panel.unit.codes[row] === panel.unit.codes[row - 1] && rank.get(panel.period[row - 1]!) === at - 1;
      const change = outcome.values[row]! - outcome.values[row - 1]!;
      if (!isNext || units[unit.codes[row]!] === 0 || !Number.isFinite(change)) continue;
      const weight = (weightOf(weights, row) + weightOf(weights, row - 1)) / 2;
      const sum = sums[at]!;
      sum.mass += weight;
      sum.change += weight * change;
      sum.units++;
    }
    const seen = sums.map((sum, at) => ({ ...sum, period: periods[at]! })).filter(({ mass }) => mass > 0);
    const means = seen.map(({ mass, change }) => change / mass);
    const distances = changesOutside(means);
    const jumps = seen.map((_, index) => index).filter((index) => distances[index]! > JUMP_LIMIT);
    if (jumps.length === 0) return [];
    return [
      {
        finding: {
          code: "outcome-jump",
          severity: "warning",
          values: {
            outcome: outcome.name,
            periods: jumps.map((index) => String(seen[index]!.period)),
            limit: JUMP_LIMIT,
          },
        },
        rows: () =>
          listing([
            [panel.periodName, seen.map(({ period }) => period)],
            ["units seen twice", seen.map(({ units }) => units)],
            [`change of ${outcome.name}`, means],
            ["distance from the other changes", distances.map(finite)],
            ["jump", seen.map((_, index) => (jumps.includes(index) ? "jump" : null))],
          ]),
      },
    ];
  },
};
