import type { Blocks } from "./evidence.ts";
import { compareCodes, type PredecessorRules } from "./link.ts";
import type { Relation } from "./pairs.ts";
import { fitOf, sizeOf, stepFrom } from "./presence.ts";

/** People who may have gone together from old units to new ones: several to one, or one to several. */
export interface BlockMove {
  readonly olds: readonly string[];
  readonly news: readonly string[];
  /** Share of the people that differs from what is expected. */
  readonly deviation: number;
  /** Of every pair in it. */
  readonly sameInstitution: boolean;
  /** Greatest distance of a pair; NaN where one is unknown. */
  readonly km: number;
}

export interface BlockSetting {
  readonly blocks: Blocks;
  readonly rules: PredecessorRules;
  readonly period: number;
  /** Units that were last seen in the period before, that nothing has linked yet. */
  readonly gone: readonly string[];
  /** The same, and those that a stronger rule has linked to one new unit, which then is one of the parts that they may have fallen apart into. */
  readonly parted: readonly { readonly old: string; readonly into: string | null }[];
  /** Units near a unit that is gone and seen in `period`. */
  readonly candidates: (old: string) => readonly string[];
  readonly isNew: (unit: string) => boolean;
  readonly relation: (old: string, next: string) => Relation;
  /** Old units that stronger rules have linked to a unit in this period. */
  readonly linked: (next: string) => readonly string[];
}

/** Most units that merge into one, and parts that one falls apart into; most candidates that are combined. */
const [MERGING, PARTS, COMBINED] = [3, 4, 8];

/** Every move whose people fit: of one or more units into one, and of one unit into several new ones of its institution. */
export function blockMoves(setting: BlockSetting): BlockMove[] {
  const { blocks, rules, period, gone, parted, candidates, isNew, relation, linked } = setting;
  const before = stepFrom(blocks, period, -1);
  const isLarge = (old: string): boolean => sizeOf(blocks, old, before) >= rules.atLeast;
  const reachable = (old: string, next: string): boolean => {
    const { sameArea, km, sameInstitution } = relation(old, next);
    if (sameArea === true || km <= rules.blockWithinKm) return true;
    return sameArea === null && Number.isNaN(km) && sameInstitution === true;
  };
  const into = new Map<string, string[]>();
  const moves: BlockMove[] = [];
  const keep = (olds: readonly string[], news: readonly string[]): void => {
    const besides = news.flatMap(linked).filter((old) => !olds.includes(old));
    const { deviation, moved } = fitOf(blocks, olds, news, period, besides);
    if (!(moved > 0) || deviation > rules.tolerance * moved) return;
    const relations = olds.flatMap((old) => news.map((next) => relation(old, next)));
    moves.push({
      olds,
      news,
      deviation: deviation / moved,
      sameInstitution: relations.every(({ sameInstitution }) => sameInstitution === true),
      km: relations.reduce((far, { km }) => (Number.isNaN(km) || km > far ? km : far), 0),
    });
  };
  for (const { old, into: one } of parted.filter((unit) => isLarge(unit.old))) {
    const parts = candidates(old).filter(
      (next) => isNew(next) && reachable(old, next) && relation(old, next).sameInstitution === true,
    );
    for (const news of subsets(
      nearestFirst(parts, (next) => relation(old, next)),
      2,
      PARTS,
    ))
      if (one === null || news.includes(one)) keep([old], news);
  }
  for (const old of gone.filter(isLarge))
    for (const next of candidates(old).filter((unit) => reachable(old, unit)))
      into.set(next, [...(into.get(next) ?? []), old]);
  for (const [next, olds] of [...into].sort(([a], [b]) => compareCodes(a, b)))
    for (const some of subsets(
      nearestFirst(olds, (old) => relation(old, next)),
      1,
      MERGING,
    ))
      keep(some, [next]);
  return moves;
}

/** The likeliest few: of the same institution first, then the nearest, in code-unit order again. */
function nearestFirst(units: readonly string[], relation: (unit: string) => Relation): string[] {
  const rank = (unit: string): number => {
    const { sameInstitution, km } = relation(unit);
    return (sameInstitution === true ? 0 : 1e6) + (Number.isNaN(km) ? 1e5 : km);
  };
  return [...units]
    .sort((a, b) => rank(a) - rank(b) || compareCodes(a, b))
    .slice(0, COMBINED)
    .sort(compareCodes);
}

/** All choices of `from` to `to` of the items, each in the order of the items. */
function subsets(items: readonly string[], from: number, to: number): string[][] {
  let chosen: string[][] = [[]];
  for (const item of items)
    chosen = [...chosen, ...chosen.filter(({ length }) => length < to).map((some) => [...some, item])];
  return chosen.filter(({ length }) => length >= from);
}

const isWithin = (a: BlockMove, b: BlockMove): boolean =>
  a.olds.every((unit) => b.olds.includes(unit)) && a.news.every((unit) => b.news.includes(unit));

/**
 * Whether one of two moves that cannot both be true is clearly the better one: within one institution where the other is not, less than half as far
 * (and a kilometre or more nearer), or fitting better by half the tolerance. Of two moves one of which is part of the other, the part is what both agree
 * on: it is the better one unless the whole fits better by that much.
 */
function isClearlyBetter(a: BlockMove, b: BlockMove, tolerance: number): boolean {
  if (isWithin(a, b)) return a.deviation - b.deviation < tolerance / 2;
  if (isWithin(b, a)) return b.deviation - a.deviation >= tolerance / 2;
  if (a.sameInstitution !== b.sameInstitution) return a.sameInstitution;
  if (2 * a.km <= b.km && b.km - a.km >= 1) return true;
  if (2 * b.km <= a.km && a.km - b.km >= 1) return false;
  return b.deviation - a.deviation >= tolerance / 2;
}

/** Sorts moves: applied when no other move with one of its units is as good, outdone when one is clearly better, else ambiguous. */
export function settleMoves(
  moves: readonly BlockMove[],
  tolerance: number,
): { readonly move: BlockMove; readonly status: "applied" | "outdone" | "ambiguous" }[] {
  const byUnit = new Map<string, BlockMove[]>();
  for (const move of moves)
    for (const unit of [...move.olds, ...move.news]) byUnit.set(unit, [...(byUnit.get(unit) ?? []), move]);
  return moves.map((move) => {
    const rivals = new Set([...move.olds, ...move.news].flatMap((unit) => byUnit.get(unit)!));
    rivals.delete(move);
    const against = [...rivals];
    if (against.some((rival) => isClearlyBetter(rival, move, tolerance))) return { move, status: "outdone" };
    const best = against.every((rival) => isClearlyBetter(move, rival, tolerance));
    return { move, status: best ? "applied" : "ambiguous" };
  });
}
