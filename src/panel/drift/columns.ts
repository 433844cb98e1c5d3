import type { Column, NumberColumn, Table } from "../../core/table.ts";
import {
  chanceDistance,
  chanceStability,
  decileCounts,
  largestDistance,
  quantile,
  stabilityIndex,
} from "./distribution.ts";

/** From these on a distribution is said to have moved: a note, and a warning. */
export const STABILITY = { note: 0.1, warning: 0.25 } as const;
export const DISTANCE = { note: 0.1, warning: 0.2 } as const;
/** Shares of missing or suppressed cells that differ by more are a warning. */
export const SHARE_APART = 0.02;

/** One column in two versions. Numbers that make no sense for its kind are NaN. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: Column["kind"];
  readonly missing: readonly [before: number, after: number];
  /** Share of cells that are intervals. */
  readonly suppressed: readonly [number, number];
  /** Least, quartiles and greatest. */
  readonly quantiles: readonly [readonly number[], readonly number[]];
  readonly stability: number;
  readonly distance: number;
  /** Whether chance alone makes such an index, and such a distance, in fewer than 5% of cases. */
  readonly beyondChance: { readonly stability: boolean; readonly distance: boolean };
  /** Labels in one version only. */
  readonly newCodes: readonly string[];
  readonly goneCodes: readonly string[];
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];

const sortedFinite = ({ values }: NumberColumn): Float64Array => values.filter(Number.isFinite).sort();

const shareOf = (rows: number, of: number): number => (of === 0 ? Number.NaN : rows / of);

function suppressedShare({ min, max }: NumberColumn, rows: number): number {
  if (!min || !max) return 0;
  return shareOf(min.filter((low, row) => max[row]! > low).length, rows);
}

/** How a column of the same kind differs between two versions. */
export function columnDrift(name: string, before: Column, after: Column, tables: readonly [Table, Table]): ColumnDrift {
  const rows = [tables[0].rowCount, tables[1].rowCount] as const;
  const none = { quantiles: [[], []], suppressed: [0, 0], distance: Number.NaN } as const;
  if (before.kind === "category" && after.kind === "category") {
    const labels = [...new Set([...used(before), ...used(after)])].sort();
    const counts = [before, after].map((column) => labelCounts(column, labels));
    const stability = stabilityIndex(counts[0]!, counts[1]!);
    return {
      ...none,
      name,
      kind: "category",
      missing: [absent(before.codes, rows[0]), absent(after.codes, rows[1])],
      stability,
      beyondChance: { stability: stability > chanceStability(labels.length, ...rows), distance: false },
      newCodes: labels.filter((_, code) => counts[0]![code] === 0),
      goneCodes: labels.filter((_, code) => counts[1]![code] === 0),
    };
  }
  const [x, y] = [before as NumberColumn, after as NumberColumn];
  const [a, b] = [sortedFinite(x), sortedFinite(y)];
  const [countsBefore, countsAfter] = decileCounts(a, b);
  const distance = largestDistance(a, b);
  const stability = stabilityIndex(countsBefore, countsAfter);
  return {
    name,
    kind: "number",
    missing: [shareOf(rows[0] - a.length, rows[0]), shareOf(rows[1] - b.length, rows[1])],
    suppressed: [suppressedShare(x, rows[0]), suppressedShare(y, rows[1])],
    quantiles: [SHARES.map((share) => quantile(a, share)), SHARES.map((share) => quantile(b, share))],
    stability,
    distance,
    beyondChance: {
      stability: stability > chanceStability(countsBefore.length, a.length, b.length),
      distance: distance > chanceDistance(a.length, b.length),
    },
    newCodes: [],
    goneCodes: [],
  };
}

type Labelled = Extract<Column, { kind: "category" }>;

const used = ({ codes, labels }: Labelled): Set<string> => {
  const seen = new Set<string>();
  for (const code of new Set(codes)) if (code >= 0) seen.add(labels[code]!);
  return seen;
};

const absent = (codes: Int32Array, rows: number): number => shareOf(codes.filter((code) => code < 0).length, rows);

function labelCounts({ codes, labels }: Labelled, all: readonly string[]): number[] {
  const place = new Map(all.map((label, index) => [label, index]));
  const counts = new Array<number>(all.length).fill(0);
  for (const code of codes) if (code >= 0) counts[place.get(labels[code]!)!]!++;
  return counts;
}
