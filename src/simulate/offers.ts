import type { Draws } from "./draws.ts";
import type { OptionList } from "./spec.ts";

/** What a unit offers of one list of options: fixed traits, and which sectors are open now. */
export interface Offer {
  readonly list: OptionList;
  /** Positions in the list of the options on offer while their sector is open. */
  readonly held: readonly number[];
  /** By position in the list; how it compares with others of its side at this unit. */
  readonly weight: Float64Array;
  /** Base share of the focus while it is open. */
  readonly baseShare: number;
  /** Groups of sectors that close together, open now. */
  readonly open: Set<string>;
  /** The group outside the focus that never closes, so that the chance to close does not depend on what closed before. */
  readonly anchor: string;
}

const closesWith = (list: OptionList, position: number): string =>
  list.options[position]!.closes_with ?? list.options[position]!.sector;

const focusGroup = (list: OptionList): string => {
  const position = list.options.findIndex(({ sector }) => sector === list.focus);
  return position < 0 ? list.focus : closesWith(list, position);
};

/** Spread of a unit's taste for single options, in logs. */
const TASTE = 0.4;

/** What a unit starts with: sectors and options by chance, at least one option outside the focus. */
export function startOffer(list: OptionList, name: string, draws: Draws): Offer {
  const sectors = [...new Set(list.options.map(({ sector }) => sector))];
  const chance = (sector: string) => (sector === list.focus ? list.focus_offered : (list.sectors_offered[sector] ?? 1));
  const offered = new Set(sectors.filter((sector) => draws.uniform(`${name}/sector/${sector}`) < chance(sector)));
  if ([...offered].every((sector) => sector === list.focus))
    offered.add(sectors.find((sector) => sector !== list.focus)!);
  const held: number[] = [];
  const weight = new Float64Array(list.options.length);
  list.options.forEach((option, position) => {
    weight[position] = option.weight * Math.exp(TASTE * draws.normal(`${name}/taste/${option.id}`));
    const isFirst = list.options.findIndex(({ sector }) => sector === option.sector) === position;
    if (isFirst || draws.uniform(`${name}/option/${option.id}`) < option.offered) held.push(position);
  });
  const [low, high] = list.focus_share;
  const open = new Set(
    held.map((position) => closesWith(list, position)).filter((group) => isOffered(list, group, offered)),
  );
  const focus = focusGroup(list);
  return {
    list,
    held,
    weight,
    baseShare: low + (high - low) * draws.uniform(`${name}/share`),
    open,
    anchor: [...open].find((group) => group !== focus)!,
  };
}

const isOffered = (list: OptionList, group: string, offered: ReadonlySet<string>): boolean =>
  list.options.some((option, position) => closesWith(list, position) === group && offered.has(option.sector));

export const isFocusOpen = ({ list, open }: Offer): boolean => open.has(focusGroup(list));

/**
 * One year of closing and opening. Chances are the same every year but for the effect.
 *
 * @param focusEffect added to the chance that the focus closes
 */
export function changeOffer(offer: Offer, name: string, year: number, focusEffect: number, draws: Draws): void {
  const { list, open } = offer;
  if (list.closing === 0 && list.opening === 0) return;
  const focus = focusGroup(list);
  const groups = [...new Set(list.options.map((_, position) => closesWith(list, position)))];
  for (const group of groups) {
    const draw = draws.uniform(`${name}/change/${group}`, year);
    if (!open.has(group)) {
      if (draw < list.opening) open.add(group);
      continue;
    }
    const hazard = list.closing + (group === focus ? focusEffect : 0);
    if (group !== offer.anchor && draw < hazard) open.delete(group);
  }
}

/** Cumulative chances over the open options of one side, in the order of the list. */
export interface Side {
  readonly positions: readonly number[];
  readonly cumulative: readonly number[];
}

/** Open options in the focus, and outside it. */
export function sidesOf(offer: Offer): { readonly focus: Side; readonly rest: Side } {
  const side = (inFocus: boolean): Side => {
    const positions = offer.held.filter(
      (position) =>
        offer.open.has(closesWith(offer.list, position)) &&
        (offer.list.options[position]!.sector === offer.list.focus) === inFocus,
    );
    const total = positions.reduce((sum, position) => sum + offer.weight[position]!, 0);
    let sum = 0;
    return { positions, cumulative: positions.map((position) => (sum += offer.weight[position]! / total)) };
  };
  return { focus: side(true), rest: side(false) };
}

/** The option that a uniform draw falls on. */
export function optionAt({ positions, cumulative }: Side, draw: number): number {
  const found = cumulative.findIndex((edge) => draw < edge);
  return positions[found < 0 ? positions.length - 1 : found]!;
}
