import { ALIASES } from "./aliases.ts";

/**
 * Damerau–Levenshtein distance in its "optimal string alignment" form: insertions, deletions, substitutions and swaps of neighbours,
 * each counted once, no part edited twice (Damerau 1964). Symmetric; counts UTF-16 units.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, substituted);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** Spelling without what people vary freely: case, hyphens, underscores, spaces, dots. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ .]/g, "");

/**
 * The candidate that is the same word in another spelling (`basePeriod`, `base_period`), or that the alias table gives for it.
 *
 * @returns null when neither gives one
 */
export function sameMeaning(
  word: string,
  candidates: readonly string[],
  aliases: ReadonlyMap<string, readonly string[]> = ALIASES,
): string | null {
  const spelling = plain(word);
  const respelled = candidates.find((candidate) => plain(candidate) === spelling);
  if (respelled !== undefined) return respelled;
  return aliases.get(spelling)?.find((meant) => candidates.includes(meant)) ?? null;
}

/**
 * The candidate that was probably meant: another spelling, then an alias, then the nearest by edit distance (at most 2, or a quarter of a long
 * word; 1 for words of up to three letters), then the only candidate that starts with the word. Ties go to the earlier candidate.
 *
 * @param aliases normalised word → meanings, the fitting one being the first that is a candidate
 * @returns null when nothing is near
 */
export function closest(
  word: string,
  candidates: readonly string[],
  aliases: ReadonlyMap<string, readonly string[]> = ALIASES,
): string | null {
  const meant = sameMeaning(word, candidates, aliases);
  if (meant !== null) return meant;
  const spelling = plain(word);
  if (spelling.length < 2 || spelling.length > 100) return null;
  const limit = spelling.length <= 3 ? 1 : Math.max(2, Math.floor(spelling.length / 4));
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(spelling, plain(candidate));
    if (distance < least && distance < candidate.length) {
      best = candidate;
      least = distance;
    }
  }
  if (best !== null) return best;
  const begun = spelling.length >= 4 ? candidates.filter((candidate) => plain(candidate).startsWith(spelling)) : [];
  return begun.length === 1 ? begun[0]! : null;
}
