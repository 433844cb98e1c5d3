import type { PanelCheck, PanelFacts } from "./check.ts";
import { distinct, listing, sideName, unitLabel, weightOf } from "./listing.ts";

/** Below this share of the weight present throughout, or with sides that differ by more than `APART`, it is a warning. */
const PRESENT = 0.9;
/** Differential attrition that the What Works Clearinghouse's cautious boundary allows at low overall attrition. */
const APART = 0.05;

interface Stay {
  readonly code: number;
  readonly side: number;
  readonly first: number;
  readonly last: number;
  readonly periods: number;
  readonly weight: number;
}

/**
 * Units that enter or leave inside the window, and the share of the weight that is present throughout, by side. Looks at the population: a balanced
 * sample leaves such units out, which is a choice and no remedy.
 */
export const compositionChange: PanelCheck = {
  id: "composition-change",
  looksAt: "units that enter or leave inside the window, by side",
  about: "design",
  look(facts) {
    if (!facts.design) return [];
    const periods = distinct(Array.from(facts.population, (row) => facts.panel.period[row]!));
    const stays = staysOf(facts);
    const [start, end] = [periods[0]!, periods.at(-1)!];
    const whole = (stay: Stay): boolean => stay.periods === periods.length;
    const entering = stays.filter(({ first }) => first > start).length;
    const leaving = stays.filter(({ last }) => last < end).length;
    if (stays.every(whole)) return [];
    const share = (of: readonly Stay[]): number => {
      const all = of.reduce((sum, { weight }) => sum + weight, 0);
      return of.filter(whole).reduce((sum, { weight }) => sum + weight, 0) / all;
    };
    const sides = [1, 0].map((side) => share(stays.filter((stay) => stay.side === side)));
    const present = share(stays);
    const apart = Math.abs(sides[0]! - sides[1]!);
    return [
      {
        finding: {
          code: "composition-change",
          severity: present < PRESENT || apart > APART ? "warning" : "note",
          values: {
            units: stays.length,
            entering,
            leaving,
            presentShare: present,
            ...(Number.isFinite(apart) && { treatedShare: sides[0]!, untreatedShare: sides[1]! }),
          },
        },
        rows: () => {
          const moving = stays.filter((stay) => !whole(stay));
          return listing([
            [facts.panel.unitName, moving.map(({ code }) => unitLabel(facts, code))],
            ["side", moving.map(({ side }) => sideName(side))],
            ["first", moving.map(({ first }) => first)],
            ["last", moving.map(({ last }) => last)],
            ["periods", moving.map((stay) => stay.periods)],
            ["of", moving.map(() => periods.length)],
            ["mean weight", moving.map(({ weight }) => weight)],
          ]);
        },
      },
    ];
  },
};

/** When each unit of the population is there, its side and its mean weight. */
function staysOf({ panel, unit, population, design }: PanelFacts): readonly Stay[] {
  const rows = new Map<number, number[]>();
  for (const row of population) {
    const own = rows.get(unit.codes[row]!);
    if (own === undefined) rows.set(unit.codes[row]!, [row]);
    else own.push(row);
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([code, own]) => {
      const periods = own.map((row) => panel.period[row]!);
      const weights = own.map((row) => weightOf(design!.weights, row));
      const side = own.map((row) => design!.side?.[row] ?? Number.NaN).find((value) => !Number.isNaN(value));
      return {
        code,
        side: side ?? Number.NaN,
        first: Math.min(...periods),
        last: Math.max(...periods),
        periods: new Set(periods).size,
        weight: weights.reduce((sum, weight) => sum + weight, 0) / weights.length,
      };
    });
}
