import type { Bilingual, Language } from "../core/text.ts";
import type { Direction, VerdictWord } from "../core/verdict.ts";
import { capitalise, inWords, joinWords } from "./format.ts";

/** What a summary sentence is filled with; every number is already text, with its unit where it has one. */
export interface SummaryParts {
  readonly language: Language;
  readonly finding: VerdictWord;
  /** What the rule would say if every required check held. */
  readonly statisticalFinding: VerdictWord;
  readonly expect: Direction;
  /** Strength of evidence, 0–5. */
  readonly strength: number | null;
  readonly outcome: string;
  readonly designKind: string;
  /** Sign of the estimate. */
  readonly rises: boolean;
  readonly effect: string;
  readonly interval: string;
  readonly intervalLevel: string;
  readonly deciding: string;
  readonly decidingLevel: string;
  readonly lo: string;
  readonly hi: string;
  readonly contrast: string;
  readonly delta: string | null;
  readonly mde: string | null;
  readonly mdeBelowDelta: boolean | null;
  /** True when |estimate| < δ. */
  readonly belowDelta: boolean;
  /** Required checks that did not pass, by code or name; `someNotDone` when one of them was not done at all. */
  readonly failedChecks: readonly string[];
  readonly someNotDone: boolean;
  readonly assumption: string;
}

const pick = (language: Language, nl: string, en: string): string => (language === "nl" ? nl : en);

/** In which units the policy term of the evaluation standard may be used at this strength. */
export function policyTerm(finding: VerdictWord, strength: number | null, language: Language): string {
  const level = strength ?? 0;
  if (level <= 1) return pick(language, "alleen doelbereik", "goal reached only");
  if (level === 2 || (finding !== "supported" && finding !== "indication")) {
    return pick(language, "doeltreffendheid, niet aangetoond", "effectiveness, not shown");
  }
  if (level === 3) return pick(language, "doeltreffendheid, aannemelijk", "effectiveness, plausible");
  return pick(language, "doeltreffendheid, aangetoond", "effectiveness, shown");
}

/** "zwak", "redelijk"; null when nothing was tested. */
export function strengthWord(strength: number, language: Language): string {
  if (strength <= 1) return pick(language, "zeer zwak", "very weak");
  if (strength === 2) return pick(language, "zwak", "weak");
  if (strength === 3) return pick(language, "redelijk", "fair");
  return pick(language, "sterk", "strong");
}

function where(designKind: string, language: Language): string {
  if (designKind === "dose") return pick(language, "waar de blootstelling hoger was", "where exposure was higher");
  if (designKind === "regression") return pick(language, "in de onderzochte groep", "in the group studied");
  return pick(language, "waar het beleid gold", "where the policy applied");
}

/** The claim of a difference, with the verb that the strength allows. */
function moved(parts: SummaryParts): string {
  const { language, outcome, rises } = parts;
  const strength = parts.strength ?? 0;
  const numbers = `${parts.effect} ${parts.contrast} (${parts.intervalLevel}-interval ${parts.interval})`;
  const en = `${parts.effect} ${parts.contrast} (${parts.intervalLevel} interval ${parts.interval})`;
  if (strength <= 1) {
    const verb = rises ? pick(language, "steeg", "rose") : pick(language, "daalde", "fell");
    return `${capitalise(outcome)} ${verb}: ${pick(language, numbers, en)}.`;
  }
  if (strength === 2) {
    const verb = rises ? pick(language, "steeg meer", "rose more") : pick(language, "daalde meer", "fell more");
    return `${capitalise(outcome)} ${verb} ${where(parts.designKind, language)}: ${pick(language, numbers, en)}.`;
  }
  const change = rises ? pick(language, "een stijging", "a rise") : pick(language, "een daling", "a fall");
  if (strength === 3) {
    return pick(
      language,
      `Het beleid droeg waarschijnlijk bij aan ${change} van ${outcome}: ${numbers}. Dat hangt af van deze aanname: ${parts.assumption}`,
      `The policy probably contributed to ${change} in ${outcome}: ${en}. That rests on this assumption: ${parts.assumption}`,
    );
  }
  return pick(
    language,
    `Het beleid leidde tot ${change} van ${outcome}: ${numbers}.`,
    `The policy led to ${change} in ${outcome}: ${en}.`,
  );
}

/** A difference that may not be claimed: the estimate as a noun. */
function estimated(parts: SummaryParts): string {
  return pick(
    parts.language,
    `Het geschatte verschil in ${parts.outcome} is ${parts.effect} ${parts.contrast} (${parts.intervalLevel}-interval ${parts.interval}).`,
    `The estimated difference in ${parts.outcome} is ${parts.effect} ${parts.contrast} (${parts.intervalLevel} interval ${parts.interval}).`,
  );
}

/** What a supported claim of no harm, no rise or no change says: the change that does not fit the data. */
function ruledOut(parts: SummaryParts): string | null {
  const { language, expect } = parts;
  const delta = parts.delta ?? "";
  switch (expect) {
    case "no-decrease":
      return pick(
        language,
        `Een daling van meer dan ${delta} past niet bij de gegevens.`,
        `A fall of more than ${delta} does not fit the data.`,
      );
    case "no-increase":
      return pick(
        language,
        `Een stijging van meer dan ${delta} past niet bij de gegevens.`,
        `A rise of more than ${delta} does not fit the data.`,
      );
    case "no-change":
      return pick(
        language,
        `Een verandering van meer dan ${delta} past niet bij de gegevens.`,
        `A change of more than ${delta} does not fit the data.`,
      );
    case "dip-then-rise":
      return pick(
        language,
        "Eerst een daling en daarna een stijging, zoals verwacht.",
        "First a fall and then a rise, as expected.",
      );
    case "increase":
    case "decrease":
      return null;
    default:
      return expect satisfies never;
  }
}

/** How a contradicted claim turned out. */
function opposite(parts: SummaryParts): string {
  const { language, expect } = parts;
  const outcome = capitalise(parts.outcome);
  const delta = parts.delta ?? "";
  if (expect === "no-decrease")
    return pick(
      language,
      `${outcome} daalde meer dan de grens van ${delta}.`,
      `${outcome} fell more than the threshold of ${delta}.`,
    );
  if (expect === "no-increase")
    return pick(
      language,
      `${outcome} steeg meer dan de grens van ${delta}.`,
      `${outcome} rose more than the threshold of ${delta}.`,
    );
  if (expect === "no-change")
    return pick(
      language,
      `${outcome} veranderde meer dan de grens van ${delta}.`,
      `${outcome} changed more than the threshold of ${delta}.`,
    );
  return pick(language, `${outcome} ging de andere kant op dan verwacht.`, `${outcome} moved against the expectation.`);
}

/** What a supported hypothesis may say, with its numbers. */
function supported(parts: SummaryParts): string {
  const out = ruledOut(parts);
  return out === null ? moved(parts) : `${out} ${estimated(parts)}`;
}

function because(parts: SummaryParts): string {
  const { language } = parts;
  if (parts.belowDelta && parts.delta !== null) {
    return pick(
      language,
      `het is kleiner dan de grens van ${parts.delta}`,
      `it is below the threshold of ${parts.delta}`,
    );
  }
  if (parts.failedChecks.length > 0) return failed(parts);
  return pick(
    language,
    "na correctie voor het aantal toetsen is het niet hard",
    "it does not hold after adjusting for the number of tests",
  );
}

function failed(parts: SummaryParts): string {
  const { language, failedChecks, someNotDone } = parts;
  const names = joinWords(failedChecks, language);
  const one = failedChecks.length === 1;
  if (language === "nl") {
    const how = someNotDone ? (one ? "niet uitgevoerd" : "niet gehaald of niet uitgevoerd") : "niet gehaald";
    return one ? `toets ${names} is ${how}` : `de toetsen ${names} zijn ${how}`;
  }
  const how = someNotDone ? (one ? "was not done" : "did not pass or were not done") : "did not pass";
  return one ? `check ${names} ${how}` : `checks ${names} ${how}`;
}

/** True when the numbers alone would allow a verdict and only the checks stand in the way. */
export function preciseNotCredible(parts: SummaryParts): boolean {
  return parts.finding === "undecided" && parts.statisticalFinding !== "undecided" && parts.failedChecks.length > 0;
}

/** What we see: the number and what the finding makes of it. */
export function seeText(parts: SummaryParts): string {
  const { language } = parts;
  switch (parts.finding) {
    case "supported":
      return `${supported(parts)} ${
        ruledOut(parts) === null
          ? pick(
              language,
              "Dat is genoeg om ertoe te doen en houdt stand bij elke vereiste toets.",
              "That is enough to matter and holds under every required test.",
            )
          : pick(language, "Dat houdt stand bij elke vereiste toets.", "That holds under every required test.")
      }`;
    case "indication":
      return pick(
        language,
        `We zien een verschil in de verwachte richting, maar ${because(parts)}. ${estimated(parts)}`,
        `We see a difference in the expected direction, but ${because(parts)}. ${estimated(parts)}`,
      );
    case "negligible":
      return `${pick(language, `We zien geen relevant verschil: meer dan ${parts.delta ?? ""} past niet bij de gegevens.`, `We see no relevant difference: more than ${parts.delta ?? ""} does not fit the data.`)} ${estimated(parts)}`;
    case "contradicted":
      return `${opposite(parts)} ${estimated(parts)}`;
    case "undecided":
      if (preciseNotCredible(parts)) {
        return `${estimated(parts)} ${pick(language, `Dat is nauwkeurig, maar de vergelijking houdt geen stand: ${failed(parts)}. Daarom geen oordeel.`, `That is precise, but the comparison does not hold: ${failed(parts)}. So there is no verdict.`)}`;
      }
      return `${estimated(parts)} ${pick(language, `De gegevens zijn te onnauwkeurig: ${parts.lo} en ${parts.hi} kunnen allebei.`, `The data are too imprecise: ${parts.lo} and ${parts.hi} are both possible.`)}`;
    case "not-testable":
      return "";
    default:
      return parts.finding satisfies never;
  }
}

/** How sure that is: checks, precision, and whether the policy may be named as the cause. */
export function sureText(parts: SummaryParts): string {
  const { language } = parts;
  const sentences: string[] = [];
  sentences.push(
    parts.failedChecks.length > 0
      ? pick(language, `De vergelijking is zwak: ${failed(parts)}.`, `The comparison is weak: ${failed(parts)}.`)
      : pick(language, "Elke vereiste toets is gehaald.", "Every required check passed."),
  );
  if (parts.mde !== null && parts.delta !== null) {
    sentences.push(
      parts.mdeBelowDelta
        ? pick(
            language,
            `De meting is fijn genoeg: ze ziet ${parts.mde} met 80% kans, de grens is ${parts.delta}.`,
            `The measurement is fine enough: it sees ${parts.mde} with 80% chance, the threshold is ${parts.delta}.`,
          )
        : pick(
            language,
            `De meting is grof: pas vanaf ${parts.mde} ziet ze een verschil met 80% kans, de grens is ${parts.delta}.`,
            `The measurement is coarse: it sees a difference with 80% chance only from ${parts.mde}, the threshold is ${parts.delta}.`,
          ),
    );
  }
  if ((parts.strength ?? 0) <= 2) {
    sentences.push(
      pick(
        language,
        "Wat er zonder het beleid was gebeurd, weten we hiermee niet.",
        "What would have happened without the policy remains unknown.",
      ),
    );
  }
  return sentences.join(" ");
}

/** One short sentence for the board. */
export function boardText(parts: SummaryParts): string {
  const { language, effect } = parts;
  const outcome = capitalise(parts.outcome);
  switch (parts.finding) {
    case "supported":
      return `${outcome}: ${effect}. ${ruledOut(parts) ?? pick(language, "Genoeg om ertoe te doen.", "Enough to matter.")}`;
    case "indication":
      return pick(
        language,
        `${outcome}: ${effect}, zoals verwacht, maar ${because(parts)}.`,
        `${outcome}: ${effect}, as expected, but ${because(parts)}.`,
      );
    case "negligible":
      return pick(
        language,
        `${outcome}: ${effect}. Meer dan ${parts.delta ?? ""} past niet bij de gegevens.`,
        `${outcome}: ${effect}. More than ${parts.delta ?? ""} does not fit the data.`,
      );
    case "contradicted":
      return `${opposite(parts).replace(/\.$/, "")}: ${effect}.`;
    case "undecided":
      return preciseNotCredible(parts)
        ? pick(
            language,
            `${outcome}: ${effect}. Nauwkeurig, maar ${failed(parts)}.`,
            `${outcome}: ${effect}. Precise, but ${failed(parts)}.`,
          )
        : pick(
            language,
            `${outcome}: ${effect}. Te onnauwkeurig: ${parts.lo} en ${parts.hi} kunnen allebei.`,
            `${outcome}: ${effect}. Too imprecise: ${parts.lo} and ${parts.hi} are both possible.`,
          );
    case "not-testable":
      return "";
    default:
      return parts.finding satisfies never;
  }
}

/** One sentence for the first screen: number, interval and threshold. */
export function leadText(parts: SummaryParts): string {
  const { language } = parts;
  const claim = parts.finding === "supported" ? supported(parts) : estimated(parts);
  if (parts.delta === null) return claim;
  return `${claim} ${pick(language, `Vooraf gekozen grens: ${parts.delta}.`, `Threshold chosen beforehand: ${parts.delta}.`)}`;
}

/** Why a link could not be tested: the missing table, its columns and where to get it. */
export function missingText(
  language: Language,
  missing: { readonly title: string; readonly columns: readonly string[]; readonly from: string },
): string {
  const columns = missing.columns.join(", ");
  const from = missing.from;
  return pick(
    language,
    `${missing.title} ontbreekt.${columns === "" ? "" : ` Nodig: ${columns}${from === "" ? "" : `, te krijgen bij ${from}`}.`}`,
    `${missing.title} is missing.${columns === "" ? "" : ` Needed: ${columns}${from === "" ? "" : `, available from ${from}`}.`}`,
  );
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
