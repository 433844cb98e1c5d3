import type { Bilingual, Language } from "../core/text.ts";
import type { VerdictWord } from "../core/verdict.ts";
import { capitalise, inWords, joinWords } from "./format.ts";
import { strengthWord } from "./summary.ts";

const pick = (language: Language, nl: string, en: string): string => (language === "nl" ? nl : en);

/** Which tables are missing: "Ontbreekt: a en b." A colon, because titles are names and their number is not known. */
export function missingText(language: Language, titles: readonly string[]): string {
  return pick(language, `Ontbreekt: ${titles.join("; ")}.`, `Missing: ${titles.join("; ")}.`);
}

/** A tested hypothesis as the headline counts it. */
export interface HeadlineItem {
  readonly finding: VerdictWord;
  readonly strength: number | null;
}

/**
 * The headline: finding and strength, for one tested hypothesis or several, out of `total`.
 *
 * @param words the words of findings in this language
 */
export function headline(
  language: Language,
  tested: readonly HeadlineItem[],
  total: number,
  words: (finding: VerdictWord) => string,
): string {
  if (tested.length === 0) {
    return pick(
      language,
      "Met deze gegevens is geen hypothese te toetsen",
      "No hypothesis can be tested with these data",
    );
  }
  const counts = new Map<VerdictWord, number>();
  for (const { finding } of tested) counts.set(finding, (counts.get(finding) ?? 0) + 1);
  const groups = [...counts].map(([finding, count]) => {
    const word = words(finding);
    if (tested.length === 1) return word;
    if (counts.size === 1)
      return count === 2
        ? pick(language, `beide ${word}`, `both ${word}`)
        : pick(language, `alle ${word}`, `all ${word}`);
    return `${inWords(count, language)} ${word}`;
  });
  const levels = tested.flatMap(({ strength }) => (strength === null ? [] : [strength]));
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const range = [...new Set([strengthWord(low, language), strengthWord(high, language)])];
  const evidence = range.join(pick(language, " tot ", " to "));
  const contrast = high <= 2 && tested.some(({ finding }) => finding !== "undecided");
  const link = contrast ? pick(language, "maar", "but") : pick(language, "en", "and");
  const end =
    levels.length === 0
      ? ""
      : pick(language, `, ${link} het bewijs is ${evidence}`, `, ${link} the evidence is ${evidence}`);
  return `${opening(language, tested.length, total)}: ${joinWords(groups, language)}${end}`;
}

function opening(language: Language, tested: number, total: number): string {
  if (tested === total) {
    return total === 1
      ? pick(language, "De hypothese is getoetst", "The hypothesis was tested")
      : pick(
          language,
          `Alle ${inWords(total, language)} hypothesen zijn getoetst`,
          `All ${inWords(total, language)} hypotheses were tested`,
        );
  }
  const some = capitalise(inWords(tested, language));
  const all = inWords(total, language);
  return tested === 1
    ? pick(language, `${some} van de ${all} hypothesen is te toetsen`, `${some} of the ${all} hypotheses can be tested`)
    : pick(
        language,
        `${some} van de ${all} hypothesen zijn te toetsen`,
        `${some} of the ${all} hypotheses can be tested`,
      );
}

/** How many hypotheses could not be tested; empty when all could. */
export function untestedText(language: Language, untested: number, total: number): string {
  if (untested === 0) return "";
  const count = capitalise(inWords(untested, language));
  const all = inWords(total, language);
  return untested === 1
    ? pick(
        language,
        `${count} van de ${all} hypothesen is met deze gegevens niet te toetsen.`,
        `${count} of the ${all} hypotheses cannot be tested with these data.`,
      )
    : pick(
        language,
        `${count} van de ${all} hypothesen zijn met deze gegevens niet te toetsen.`,
        `${count} of the ${all} hypotheses cannot be tested with these data.`,
      );
}

/** Computed answers to "what would change this verdict". Each is a sentence; numbers come in as text. */
export function flipTexts(
  language: Language,
  flip: {
    readonly failedChecks: readonly string[];
    readonly ifPassed: string;
    readonly deltaFlip: string | null;
    readonly contrastFlip: string | null;
    readonly undecided: string;
    readonly conditional: boolean;
  },
): readonly string[] {
  const texts: string[] = [];
  if (flip.failedChecks.length > 0) {
    const names = joinWords(flip.failedChecks, language);
    texts.push(
      flip.failedChecks.length === 1
        ? pick(
            language,
            `Als ${names} slaagt, zegt de regel “${flip.ifPassed}”.`,
            `If ${names} passes, the rule says “${flip.ifPassed}”.`,
          )
        : pick(
            language,
            `Als ${names} slagen, zegt de regel “${flip.ifPassed}”.`,
            `If ${names} pass, the rule says “${flip.ifPassed}”.`,
          ),
    );
  }
  const also = flip.conditional ? pick(language, " ook dan", " even then") : "";
  if (flip.deltaFlip !== null) {
    texts.push(
      pick(
        language,
        `Bij een grens onder ${flip.deltaFlip} is het${also} “${flip.undecided}”.`,
        `With a threshold below ${flip.deltaFlip} it is${also} “${flip.undecided}”.`,
      ),
    );
  }
  if (flip.contrastFlip !== null) {
    texts.push(
      pick(
        language,
        `Bij een groter contrast dan ${flip.contrastFlip} is het${also} “${flip.undecided}”.`,
        `With a contrast above ${flip.contrastFlip} it is${also} “${flip.undecided}”.`,
      ),
    );
  }
  return texts;
}

/** One line per finding for the key. */
export const FINDING_MEANING: Readonly<Record<VerdictWord, Bilingual>> = {
  supported: {
    nl: "effect aangetoond, groot genoeg en bestand tegen elke vereiste toets",
    en: "effect shown, large enough, and every required test holds",
  },
  indication: {
    nl: "effect zichtbaar, maar te klein of niet overal bestand",
    en: "effect visible, but too small or not robust",
  },
  negligible: { nl: "aantoonbaar kleiner dan de grens van relevantie", en: "shown to be smaller than the threshold" },
  undecided: {
    nl: "te onnauwkeurig om te kiezen, of de vergelijking houdt geen stand",
    en: "too imprecise to choose, or the comparison does not hold",
  },
  contradicted: { nl: "aantoonbaar de andere kant op", en: "shown to go the other way" },
  "not-testable": { nl: "gegevens of vergelijking ontbreken", en: "data or contrast missing" },
};
