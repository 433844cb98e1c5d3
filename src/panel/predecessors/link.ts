import type { Relation } from "./pairs.ts";

/** How sure rules have to be. */
export interface PredecessorRules {
  /** Units of one institution or board this near are one place. Kilometres. */
  readonly withinKm: number;
  /** How far a block of people may move. Kilometres; not used within one area. */
  readonly blockWithinKm: number;
  /** Largest share of a block that may differ from what is expected. */
  readonly tolerance: number;
  /** Smallest block that says anything. People. */
  readonly atLeast: number;
  /** A unit that was there already takes another one in when it grows by at least this share of it. */
  readonly growth: number;
}

/** What a link rests on, the strongest first: a person's decision, a table that states it, the address, nearness, a block of people. */
export type LinkRule = "decision" | "stated" | "address" | "near" | "block";

export type LinkStatus =
  | "applied"
  /** Several candidates are as good. */
  | "ambiguous"
  /** Another candidate is clearly better. */
  | "outdone"
  /** Somebody decided against it. */
  | "rejected";

/** A unit that goes on under another code, or that may, and everything that speaks for it. */
export interface Link {
  readonly old: string;
  readonly new: string;
  /** First period of the new code; NaN where nothing says. */
  readonly from: number;
  readonly rule: LinkRule;
  readonly status: LinkStatus;
  /** What happened, of applied links: one code to another, several to one, into one that was there, or one to several. */
  readonly kind: "moved" | "merged" | "absorbed" | "split" | null;
  readonly confidence: "certain" | "high" | "medium" | "low";
  /** As the table that states the link has it. */
  readonly reason: string | null;
  /** Units that belong to the same move besides these two. */
  readonly together: readonly string[];
  /** People of the old unit in its last period, of the new one in `from`, and how many more than the period before. NaN where unknown. */
  readonly oldSize: number;
  readonly newSize: number;
  readonly growth: number;
  /** Share of the block that differs from what is expected. NaN where not compared. */
  readonly deviation: number;
  readonly relation: Relation;
}

export const compareCodes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Items by key, in the order in which keys first occur. */
export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Codes that have possible successors and none that is applied, in code-unit order. */
export function undecidedCodes(links: readonly Link[]): string[] {
  const settled = new Set(links.filter(({ status }) => status === "applied").map(({ old }) => old));
  const open = links.filter(({ old, status }) => status === "ambiguous" && !settled.has(old));
  return [...new Set(open.map(({ old }) => old))].sort();
}

/** By period, old code, new code; undated links first. */
export function inOrder(links: readonly Link[]): Link[] {
  const at = ({ from }: Link): number => (Number.isNaN(from) ? Number.NEGATIVE_INFINITY : from);
  return [...links].sort((a, b) =>
    at(a) === at(b) ? compareCodes(a.old, b.old) || compareCodes(a.new, b.new) : at(a) < at(b) ? -1 : 1,
  );
}
