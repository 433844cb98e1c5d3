import { blockMoves, settleMoves } from "./block-moves.ts";
import type { Evidence } from "./evidence.ts";
import { compareCodes, inOrder, type Link, type LinkRule, type LinkStatus, type PredecessorRules } from "./link.ts";
import { type Geography, geographyOf, type Relation } from "./pairs.ts";
import { fitOf, presenceOf, sizeOf, stepFrom } from "./presence.ts";

/** A link before its measures are filled in. */
interface Found {
  readonly old: string;
  readonly new: string;
  readonly from: number;
  readonly rule: LinkRule;
  readonly status: LinkStatus;
  readonly reason?: string | null;
  readonly together?: readonly string[];
  readonly deviation?: number;
}

/**
 * Says which unit goes on under which other code.
 *
 * Decisions come first, then links that a table states. Of the units that are gone after a period and have neither, the rules look for a successor among
 * units that appear in the next period, and among those that were there already and grow: first at the same address, then near and of the same
 * institution or board, then by a block of people in the same composition. What more than one candidate fits is listed and not applied.
 *
 * @returns every link and candidate in order of period, old and new code; the order of the evidence does not matter
 */
export function findLinks(evidence: Evidence, rules: PredecessorRules): readonly Link[] {
  const geography = geographyOf(evidence, rules.blockWithinKm);
  const rejected = new Set(evidence.decisions.filter(({ accept }) => !accept).map(pairKey));
  const given = givenLinks(evidence, rejected);
  const found: Found[] = [...given];
  const settled = new Set(given.filter(({ status }) => status === "applied").map(({ old }) => old));
  const presence = presenceOf(evidence.blocks);
  for (const period of evidence.blocks.periods.slice(1)) {
    const before = stepFrom(evidence.blocks, period, -1);
    const gone = [...presence]
      .filter(([unit, { last }]) => last === before && !settled.has(unit))
      .map(([unit]) => unit);
    found.push(...successorsIn(period, gone.sort(), { evidence, rules, geography, presence, rejected }));
  }
  return inOrder(withKinds(found.map((one) => measured(one, evidence, geography, presence))));
}

const pairKey = (pair: { readonly old: string; readonly new: string }): string => `${pair.old}\u0000${pair.new}`;

/** What people decided, and what a table states and nobody rejected. */
function givenLinks({ decisions, stated, blocks }: Evidence, rejected: ReadonlySet<string>): Found[] {
  const presence = presenceOf(blocks);
  const start = (old: string, next: string): number => {
    const [a, b] = [presence.get(old), presence.get(next)];
    if (b !== undefined && b.first > blocks.periods[0]!) return b.first;
    return a === undefined ? Number.NaN : stepFrom(blocks, a.last, 1);
  };
  const isStated = new Set(stated.map(pairKey));
  const seen = new Set<string>();
  return [
    ...decisions.flatMap((decision): Found[] => {
      const key = pairKey(decision);
      if (seen.has(key) || (decision.accept && isStated.has(key))) return [];
      seen.add(key);
      const { old, new: next } = decision;
      const status = decision.accept ? "applied" : "rejected";
      return [{ old, new: next, from: start(old, next), rule: "decision", status }];
    }),
    ...stated.flatMap(({ old, new: next, period, reason }): Found[] => {
      if (rejected.has(pairKey({ old, new: next }))) return [];
      const from = Number.isNaN(period) ? start(old, next) : period;
      return [{ old, new: next, from, rule: "stated", status: "applied", reason }];
    }),
  ];
}

interface Search {
  readonly evidence: Evidence;
  readonly rules: PredecessorRules;
  readonly geography: Geography;
  readonly presence: ReturnType<typeof presenceOf>;
  readonly rejected: ReadonlySet<string>;
}

/** Successors of the units that were last seen in the period before. */
function successorsIn(period: number, gone: readonly string[], search: Search): Found[] {
  const { evidence, rules, geography, presence, rejected } = search;
  const { blocks } = evidence;
  const before = stepFrom(blocks, period, -1);
  const found: Found[] = [];
  const linked = new Map<string, string[]>();
  const isNew = (unit: string): boolean => presence.get(unit)?.first === period;
  const isThere = (unit: string, when: number): boolean => blocks.units.get(unit)?.has(when) === true;
  // Who comes back after a gap has not grown by anybody else's people.
  const candidates = (old: string): string[] =>
    geography
      .around(old)
      .filter((unit) => isThere(unit, period) && (isNew(unit) || isThere(unit, before)))
      .filter((unit) => !rejected.has(pairKey({ old, new: unit })));
  const relation = (old: string, next: string): Relation => geography.relation(old, next, period);
  // A unit that was there takes another in when it grows by enough of it, and is less surprising with its people than without.
  const takesIn = (old: string, next: string): boolean => {
    const size = sizeOf(blocks, old, before);
    const growth = sizeOf(blocks, next, period) - sizeOf(blocks, next, before);
    if (size < rules.atLeast || growth < rules.growth * size) return false;
    return fitOf(blocks, [old], [next], period).deviation < fitOf(blocks, [], [next], period).deviation;
  };

  const open = new Set(gone);
  for (const rule of ["address", "near"] as const)
    for (const old of [...open]) {
      const fitting = candidates(old).filter((next) => {
        const { sameAddress, sameInstitution, sameBoard, km } = relation(old, next);
        const related = sameInstitution === true || sameBoard === true;
        const here = rule === "address" ? sameAddress === true : km <= rules.withinKm && related;
        return here && (isNew(next) || (related && takesIn(old, next)));
      });
      const news = fitting.filter(isNew);
      const chosen = onlyOne(news.length > 0 ? news : fitting, (next) => relation(old, next).sameInstitution === true);
      for (const next of fitting) {
        const status = next === chosen ? "applied" : chosen === null ? "ambiguous" : "outdone";
        found.push({ old, new: next, from: period, rule, status });
      }
      if (chosen === null) continue;
      open.delete(old);
      linked.set(chosen, [...(linked.get(chosen) ?? []), old]);
    }

  const alone = (old: string, next: string): boolean => {
    const { deviation, moved } = fitOf(
      blocks,
      [old],
      [next],
      period,
      linked.get(next)!.filter((other) => other !== old),
    );
    return deviation <= rules.tolerance * moved;
  };
  const unfitting = [...linked].flatMap(([next, olds]) =>
    isNew(next) ? olds.filter((old) => !alone(old, next)).map((old) => ({ old, into: next })) : [],
  );
  const parted = [...[...open].map((old) => ({ old, into: null })), ...unfitting];
  const setting = { blocks, rules, period, gone: [...open], parted, candidates, isNew, relation };
  const moves = blockMoves({ ...setting, linked: (next) => linked.get(next) ?? [] });
  for (const { move, status } of settleMoves(moves, rules.tolerance))
    for (const old of move.olds)
      for (const next of move.news) {
        const together = [...move.olds, ...move.news].filter((unit) => unit !== old && unit !== next);
        found.push({ old, new: next, from: period, rule: "block", status, together, deviation: move.deviation });
      }
  return strongest(found);
}

/** The only one, else the only one that is preferred, else null. */
function onlyOne(units: readonly string[], isPreferred: (unit: string) => boolean): string | null {
  if (units.length <= 1) return units[0] ?? null;
  const preferred = units.filter(isPreferred);
  return preferred.length === 1 ? preferred[0]! : null;
}

/** One line per pair: what is applied, else what came closest to it, by the strongest rule and the best fit. */
function strongest(found: readonly Found[]): Found[] {
  const order: readonly LinkStatus[] = ["applied", "ambiguous", "outdone", "rejected"];
  const rules: readonly LinkRule[] = ["decision", "stated", "address", "near", "block"];
  const sorted = found.toSorted(
    (a, b) =>
      order.indexOf(a.status) - order.indexOf(b.status) ||
      rules.indexOf(a.rule) - rules.indexOf(b.rule) ||
      (a.deviation ?? 0) - (b.deviation ?? 0) ||
      compareCodes((a.together ?? []).join(), (b.together ?? []).join()),
  );
  const best = new Map<string, Found>();
  for (const one of sorted) if (!best.has(pairKey(one))) best.set(pairKey(one), one);
  // What address or nearness left open, the people may have settled.
  const settled = new Set(sorted.filter(({ status }) => status === "applied").map(({ old }) => old));
  return [...best.values()].map((one) =>
    one.status === "ambiguous" && one.rule !== "block" && settled.has(one.old) ? { ...one, status: "outdone" } : one,
  );
}

function measured(one: Found, { blocks }: Evidence, geography: Geography, presence: Search["presence"]): Link {
  const { old, new: next, from, rule, status } = one;
  const before = stepFrom(blocks, from, -1);
  const last = presence.get(old)?.last ?? Number.NaN;
  const isDated = blocks.periods.includes(from);
  const sizeAt = (unit: string, period: number): number =>
    blocks.units.has(unit) ? sizeOf(blocks, unit, period) : Number.NaN;
  const newSize = isDated ? sizeAt(next, from) : Number.NaN;
  const isNew = presence.get(next)?.first === from;
  const relation = geography.relation(old, next, from);
  const fit = isDated && Number.isFinite(before) ? fitOf(blocks, [old], [next], from) : { deviation: 0, moved: 0 };
  return {
    old,
    new: next,
    from,
    rule,
    status,
    kind: null,
    confidence: confidenceOf(rule, isNew, relation),
    reason: one.reason ?? null,
    together: one.together ?? [],
    oldSize: Number.isNaN(last) ? Number.NaN : sizeOf(blocks, old, last),
    newSize,
    growth: newSize - (isNew ? 0 : sizeAt(next, before)),
    deviation: one.deviation ?? (fit.moved > 0 ? fit.deviation / fit.moved : Number.NaN),
    relation,
  };
}

function confidenceOf(rule: LinkRule, isNew: boolean, { sameInstitution }: Relation): Link["confidence"] {
  if (rule === "decision" || rule === "stated") return "certain";
  if (rule === "address" || rule === "near") return isNew ? "high" : "medium";
  return sameInstitution === true ? "medium" : "low";
}

/** Says of applied links what happened: by how many old units share a new one, and the other way round. */
function withKinds(links: readonly Link[]): Link[] {
  const applied = links.filter(({ status }) => status === "applied");
  const times = (key: (link: Link) => string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const link of applied) counts.set(key(link), (counts.get(key(link)) ?? 0) + 1);
    return counts;
  };
  const byOld = times((link) => `${link.from} ${link.old}`);
  const byNew = times((link) => `${link.from} ${link.new}`);
  return links.map((link) => {
    if (link.status !== "applied") return link;
    const { from, old, new: next } = link;
    const isThere = link.newSize - link.growth > 0;
    const kind =
      byOld.get(`${from} ${old}`)! > 1
        ? "split"
        : isThere
          ? "absorbed"
          : byNew.get(`${from} ${next}`)! > 1
            ? "merged"
            : "moved";
    return { ...link, kind };
  });
}
