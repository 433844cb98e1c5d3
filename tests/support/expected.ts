import { readFileSync } from "node:fs";

/** One entry of tests/reference/expected: what an R package computed. */
export interface ExpectedEntry {
  readonly id: string;
  readonly dataset: string;
  readonly suggested_rel_tol: number;
  readonly result: Readonly<Record<string, unknown>>;
}

export function loadExpected(family: string): readonly ExpectedEntry[] {
  const url = new URL(`../reference/expected/${family}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { entries: ExpectedEntry[] }).entries;
}

export function dataUrl(dataset: string): URL {
  return new URL(`../reference/data/${dataset}.csv`, import.meta.url);
}

/**
 * The largest disagreement between two lists, in units of what is allowed: |a − b| / max(rel · |b|, abs). At most 1 is agreement.
 * A NaN on either side must meet NaN on the other.
 */
export function disagreement(actual: ArrayLike<number>, expected: ArrayLike<number>, rel: number, abs = 0): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const b = expected[i]!;
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    if (a === b) continue;
    const ratio = Math.abs(a - b) / Math.max(rel * Math.abs(b), abs);
    worst = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : Math.max(worst, ratio);
  }
  return worst;
}
