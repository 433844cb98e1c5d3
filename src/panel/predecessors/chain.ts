import { compareCodes, grouped, type Link } from "./link.ts";

/** One unit as it is counted through time. */
export interface ChainedUnit {
  /** Code that all periods are counted under: the last one. */
  readonly code: string;
  /** Codes in it, in code-unit order; a code may be here for some periods only. */
  readonly members: readonly string[];
  readonly links: readonly Link[];
}

/** Which unit a code stands for. */
export interface Chain {
  /** Last code of what a code was in a period; without a period (NaN), of what it was last. A code without links is itself. */
  readonly resolve: (code: string, period: number) => string;
  /** Units of two codes or more, by code. */
  readonly units: readonly ChainedUnit[];
}

/** A code between two periods at which it changed hands. */
interface Life {
  readonly code: string;
  /** First period of it; −∞ for the first life. */
  readonly from: number;
}

/**
 * Follows applied links to the last code.
 *
 * Codes that are linked are one unit in all periods, so that a merger, a move or a split changes no sum. A code that is left and given to another unit
 * later (two units that swap codes, say) is cut there: each life of it goes with its own unit. Where a unit has several last codes, as after a split, it
 * takes that of the largest part, ties by code.
 *
 * @param links of which those that are applied count
 */
export function chainOf(links: readonly Link[]): Chain {
  const applied = links.filter(({ status }) => status === "applied");
  const lives = livesOf(applied);
  const lifeAt = (held: string, period: number): Life | undefined =>
    lives.get(held)?.findLast(({ from }) => Number.isNaN(period) || from <= period);
  const ends = applied.map((link) => ({
    link,
    // The old code as it was just before, the new one as it is from then on.
    old: lives.get(link.old)!.findLast(({ from }) => Number.isNaN(link.from) || from < link.from)!,
    next: lifeAt(link.new, link.from)!,
  }));
  const parent = new Map<Life, Life>([...lives.values()].flat().map((life) => [life, life]));
  const root = (life: Life): Life => {
    let top = life;
    while (parent.get(top) !== top) top = parent.get(top)!;
    return top;
  };
  for (const { old, next } of ends) parent.set(root(old), root(next));
  const groups = grouped([...parent.keys()], root);
  const endsOf = grouped(ends, ({ old }) => root(old));
  const codeOf = new Map<Life, string>();
  const units: ChainedUnit[] = [];
  for (const [top, members] of groups) {
    const own = endsOf.get(top) ?? [];
    const code = lastCode(members, own);
    for (const life of members) codeOf.set(life, code);
    units.push({
      code,
      members: [...new Set(members.map((life) => life.code))].sort(),
      links: own.map(({ link }) => link),
    });
  }
  return {
    resolve: (code, period) => codeOf.get(lifeAt(code, period) ?? { code, from: 0 }) ?? code,
    units: units.filter(({ links: own }) => own.length > 0).sort((a, b) => compareCodes(a.code, b.code)),
  };
}

/** Lives of every linked code, ascending: it is cut where it becomes somebody's new code after it was left, or at that same moment. */
function livesOf(applied: readonly Link[]): ReadonlyMap<string, readonly Life[]> {
  const codes = [...new Set(applied.flatMap((link) => [link.old, link.new]))].sort();
  const [left, taken] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const { old, new: next, from } of applied) {
    left.set(old, [...(left.get(old) ?? []), from]);
    taken.set(next, [...(taken.get(next) ?? []), from]);
  }
  return new Map(
    codes.map((code) => {
      const lives: Life[] = [{ code, from: Number.NEGATIVE_INFINITY }];
      for (const at of (taken.get(code) ?? []).filter(Number.isFinite).sort((a, b) => a - b)) {
        const since = lives.at(-1)!.from;
        if (left.get(code)?.some((before) => before > since && before <= at)) lives.push({ code, from: at });
      }
      return [code, lives];
    }),
  );
}

/** Of the lives that nothing follows: the one that the most people went to, then the latest link, then the lowest code. */
function lastCode(members: readonly Life[], ends: readonly { link: Link; old: Life; next: Life }[]): string {
  const terminal = members.filter((life) => !ends.some(({ old }) => old === life));
  const candidates = (terminal.length > 0 ? terminal : members).map((life) => {
    const into = ends.filter(({ next }) => next === life).map(({ link }) => link);
    const size = Math.max(-1, ...into.map(({ newSize }) => (Number.isNaN(newSize) ? -1 : newSize)));
    const from = Math.max(
      Number.NEGATIVE_INFINITY,
      ...into.map((link) => (Number.isNaN(link.from) ? Number.NEGATIVE_INFINITY : link.from)),
    );
    return { code: life.code, size, from };
  });
  candidates.sort(
    (a, b) => b.size - a.size || (a.from === b.from ? 0 : b.from - a.from) || compareCodes(a.code, b.code),
  );
  return candidates[0]!.code;
}
