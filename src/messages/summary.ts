import type { Language } from "../core/text.ts";
import type { Direction, VerdictWord } from "../core/verdict.ts";
import { capitalise, joinWords } from "./format.ts";

/** Required checks that do not hold. */
export interface NotPassed {
  readonly failed: readonly string[];
  readonly uninformative: readonly string[];
  readonly notDone: readonly string[];
}

/** How many there are. */
export function countNotPassed({ failed, uninformative, notDone }: NotPassed): number {
  return failed.length + uninformative.length + notDone.length;
}

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
  /** Required checks that did not pass, by code or name and by how they came out. */
  readonly notPassed: NotPassed;
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
  if (designKind === "trade-off")
    return pick(language, "waar de andere kant meer toenam", "where the other side grew more");
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
  if (countNotPassed(parts.notPassed) > 0) return failed(parts);
  return pick(
    language,
    "na correctie voor het aantal toetsen is het niet hard",
    "it does not hold after adjusting for the number of tests",
  );
}

/** "toets F1 is niet gehaald en F2 is niet informatief". */
function failed({ language, notPassed }: SummaryParts): string {
  const clause = (names: readonly string[], how: string): readonly string[] => {
    if (names.length === 0) return [];
    const verb = names.length === 1 ? pick(language, "is", "was") : pick(language, "zijn", "were");
    return [`${joinWords(names, language)} ${verb} ${how}`];
  };
  const clauses = [
    ...clause(notPassed.failed, pick(language, "niet gehaald", "not passed")),
    ...clause(notPassed.uninformative, pick(language, "niet informatief", "not informative")),
    ...clause(notPassed.notDone, pick(language, "niet uitgevoerd", "not done")),
  ];
  const first = [notPassed.failed, notPassed.uninformative, notPassed.notDone].find((names) => names.length > 0) ?? [];
  const head = first.length === 1 ? pick(language, "toets", "check") : pick(language, "de toetsen", "checks");
  return `${head} ${joinWords(clauses, language)}`;
}

/** True when the numbers alone would allow a verdict and only the checks stand in the way. */
export function preciseNotCredible(parts: SummaryParts): boolean {
  return (
    parts.finding === "undecided" && parts.statisticalFinding !== "undecided" && countNotPassed(parts.notPassed) > 0
  );
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
  if (parts.notPassed.failed.length > 0) {
    sentences.push(
      pick(language, `De vergelijking is zwak: ${failed(parts)}.`, `The comparison is weak: ${failed(parts)}.`),
    );
  } else if (countNotPassed(parts.notPassed) > 0) {
    sentences.push(
      pick(
        language,
        `Of de vergelijking klopt, is niet vast te stellen: ${failed(parts)}.`,
        `Whether the comparison holds cannot be established: ${failed(parts)}.`,
      ),
    );
  } else {
    sentences.push(pick(language, "Elke vereiste toets is gehaald.", "Every required check passed."));
  }
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
