import type { Block, Blocks, Count } from "./evidence.ts";

/** First and last period in which a unit had anybody; a gap between them is no end. */
export interface Presence {
  readonly first: number;
  readonly last: number;
}

/** When each unit was there. */
export function presenceOf(blocks: Blocks): ReadonlyMap<string, Presence> {
  return new Map(
    [...blocks.units].map(([unit, byPeriod]) => {
      const periods = [...byPeriod.keys()];
      return [unit, { first: Math.min(...periods), last: Math.max(...periods) }];
    }),
  );
}

/** The period after (or before) one, among those of the blocks; NaN at the end. */
export function stepFrom(blocks: Blocks, period: number, by: 1 | -1): number {
  const at = blocks.periods.indexOf(period);
  return at < 0 ? Number.NaN : (blocks.periods[at + by] ?? Number.NaN);
}

const EMPTY: Block = new Map();

/** The people of a unit in a period; empty where it was not there. */
export const blockOf = (blocks: Blocks, unit: string, period: number): Block =>
  blocks.units.get(unit)?.get(period) ?? EMPTY;

/** People of a unit in a period, intervals at their middle. Added in the order of the groups' names, so that rows in another order give the same sum. */
export function sizeOf(blocks: Blocks, unit: string, period: number): number {
  return sum([...blockOf(blocks, unit, period)].sort(byName).map(([, { middle }]) => middle));
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** How far what is seen in a period lies from what the period before makes expect. */
export interface Fit {
  /** People in groups that are further than their intervals allow from what is expected. */
  readonly deviation: number;
  /** People of the old units who are expected somewhere, intervals at their middle. */
  readonly moved: number;
}

/**
 * Compares the people of the new units in period t with those of the old units and of the new ones themselves one period before, each group becoming
 * its next. Groups that nobody becomes (an intake) say nothing. Intervals that overlap agree.
 *
 * @param besides further old units whose people are known to have come to the new ones
 */
export function fitOf(
  blocks: Blocks,
  olds: readonly string[],
  news: readonly string[],
  period: number,
  besides: readonly string[] = [],
): Fit {
  const before = stepFrom(blocks, period, -1);
  const expected = new Map<string, Count>();
  let moved = 0;
  for (const unit of [...olds, ...besides, ...news])
    for (const [group, count] of [...blockOf(blocks, unit, before)].sort(byName)) {
      const to = blocks.becomes.has(group) ? blocks.becomes.get(group)! : group;
      if (to === null) continue;
      add(expected, to, count);
      if (olds.includes(unit)) moved += count.middle;
    }
  const seen = new Map<string, Count>();
  const fed = blocks.becomes.size === 0 ? null : new Set(blocks.becomes.values());
  for (const unit of news)
    for (const [group, count] of blockOf(blocks, unit, period)) if (fed?.has(group) ?? true) add(seen, group, count);
  const none: Count = { min: 0, middle: 0, max: 0 };
  const groups = [...new Set([...expected.keys(), ...seen.keys()])].sort();
  const deviation = sum(
    groups.map((group) => {
      const [want, have] = [expected.get(group) ?? none, seen.get(group) ?? none];
      return Math.max(0, have.min - want.max, want.min - have.max);
    }),
  );
  return { deviation, moved };
}

function add(to: Map<string, Count>, group: string, count: Count): void {
  const before = to.get(group);
  to.set(
    group,
    before === undefined
      ? count
      : { min: before.min + count.min, middle: before.middle + count.middle, max: before.max + count.max },
  );
}
