import type { Bilingual, Language } from "../core/text.ts";
import type { Because, CheckStatus, VerdictWord } from "../core/verdict.ts";
import { findingSentence } from "./findings.ts";
import { joinWords } from "./format.ts";
import { type Fill, fillFrom, type SentenceFormat } from "./sentence.ts";

const FINDING_WORDS: Readonly<Record<VerdictWord, Bilingual>> = {
  supported: { nl: "ondersteund", en: "supported" },
  indication: { nl: "aanwijzing", en: "indication" },
  negligible: { nl: "geen relevant effect", en: "no relevant effect" },
  undecided: { nl: "onbeslist", en: "undecided" },
  contradicted: { nl: "tegengesproken", en: "contradicted" },
  "not-testable": { nl: "niet toetsbaar", en: "not testable" },
};

/** A finding as readers see it. */
export function findingWord(finding: VerdictWord, language: Language): string {
  return FINDING_WORDS[finding][language];
}

const STATUS_WORDS: Readonly<Record<CheckStatus, Bilingual>> = {
  passed: { nl: "gehaald", en: "passed" },
  failed: { nl: "niet gehaald", en: "failed" },
  uninformative: { nl: "niet informatief", en: "not informative" },
  "not-available": { nl: "niet uitgevoerd", en: "not done" },
};

/** How a check came out, in words. */
export function checkStatusWord(status: CheckStatus, language: Language): string {
  return STATUS_WORDS[status][language];
}

/** Checks as a part of a sentence, with their number in the evaluation standard. */
const CHECK_NAMES: ReadonlyMap<string, Bilingual> = new Map([
  ["pre-trends", { nl: "F1 (gelijk op vooraf)", en: "F1 (alike beforehand)" }],
  ["placebo-period", { nl: "F2 (nepstart)", en: "F2 (placebo start)" }],
  ["predetermined-exposure", { nl: "F3 (blootstelling vooraf gemeten)", en: "F3 (exposure measured beforehand)" }],
  ["placebo-outcome", { nl: "F4 (nepuitkomsten)", en: "F4 (placebo outcomes)" }],
  ["placebo-group", { nl: "F5 (nepgroepen)", en: "F5 (placebo groups)" }],
  ["leave-one-cluster-out", { nl: "F6 (steeds één cluster weg)", en: "F6 (one cluster left out)" }],
  ["leave-one-period-out", { nl: "F6 (steeds één jaar weg)", en: "F6 (one period left out)" }],
  ["weights-and-balance", { nl: "F7 (gewichten en balans)", en: "F7 (weights and balance)" }],
  ["alternative-windows", { nl: "andere jaren", en: "other periods" }],
  ["suppression-bounds", { nl: "F8 (afgeschermde cellen)", en: "F8 (suppressed cells)" }],
  ["merger-chain", { nl: "F9 (fusies en verhuizingen)", en: "F9 (mergers and moves)" }],
  ["other-respondents", { nl: "F10 (andere bron)", en: "F10 (another source)" }],
  ["honest-did", { nl: "F11 (afwijking van de trend)", en: "F11 (departure from the trend)" }],
  ["minimum-detectable-effect", { nl: "F12 (onderscheidend vermogen)", en: "F12 (power)" }],
]);

/** A check inside a sentence: "F2 (nepstart)"; its own id when it has no name here. */
export function checkName(id: string, language: Language): string {
  return CHECK_NAMES.get(id)?.[language] ?? id;
}

const yes: Bilingual = { nl: "Ja", en: "Yes" };
const no: Bilingual = { nl: "Nee", en: "No" };

/** What a step of a decision is filled from, with the answer to its question. */
interface Step extends Fill {
  readonly answer: string;
  readonly language: Language;
}
interface StepTemplate {
  readonly nl: (step: Step) => string;
  readonly en: (step: Step) => string;
}

const checkNames = (step: Step): string =>
  joinWords(
    step.items("checks").map((id) => checkName(id, step.language)),
    step.language,
  );
const opposite = (step: Step): boolean => step.text("expect") === "decrease" || step.text("expect") === "no-increase";
const findingIn = (step: Step): string => findingWord(step.text("finding") as VerdictWord, step.language);

const STEPS: ReadonlyMap<string, StepTemplate> = new Map<string, StepTemplate>([
  [
    "sign",
    {
      nl: (s) =>
        `Gaat de schatting de verwachte kant op (${opposite(s) ? "omlaag" : "omhoog"})? ${s.effect("estimate")}. ${s.answer}.`,
      en: (s) =>
        `Does the estimate point the expected way (${opposite(s) ? "down" : "up"})? ${s.effect("estimate")}. ${s.answer}.`,
    },
  ],
  [
    "significance",
    {
      nl: (s) =>
        `Is toeval alleen onwaarschijnlijk (p ten hoogste ${s.plain("threshold")})? p ${s.p("value")}. ${s.answer}.`,
      en: (s) => `Is chance alone unlikely (p at most ${s.plain("threshold")})? p ${s.p("value")}. ${s.answer}.`,
    },
  ],
  [
    "multiplicity",
    {
      nl: (s) =>
        `Houdt dat stand na correctie voor ${s.count("number")} primaire uitkomsten (${s.text("method")})? p ${s.p("unadjusted")} wordt p ${s.p("value")}. ${s.answer}.`,
      en: (s) =>
        `Does that hold after adjusting for ${s.count("number")} primary outcomes (${s.text("method")})? p ${s.p("unadjusted")} becomes p ${s.p("value")}. ${s.answer}.`,
    },
  ],
  [
    "threshold",
    {
      nl: (s) =>
        `Is de schatting in de verwachte richting minstens ${s.amount("threshold")}? ${s.effect("value")}. ${s.answer}.`,
      en: (s) =>
        `Is the estimate in the expected direction at least ${s.amount("threshold")}? ${s.effect("value")}. ${s.answer}.`,
    },
  ],
  [
    "equivalence",
    {
      nl: (s) =>
        `Ligt het ${s.intervalName()} binnen ${s.amount("threshold")} aan beide kanten van nul? ${s.interval("low", "high")}. ${s.answer}.`,
      en: (s) =>
        `Does the ${s.intervalName()} lie within ${s.amount("threshold")} on both sides of zero? ${s.interval("low", "high")}. ${s.answer}.`,
    },
  ],
  [
    "no-threshold",
    {
      nl: () =>
        "Er is vooraf geen grens gekozen voor een effect dat ertoe doet. Of het groot genoeg is, of juist te klein, is dan niet te zeggen.",
      en: () =>
        "No smallest effect that matters was chosen beforehand. Whether it is large enough, or too small to matter, cannot be said.",
    },
  ],
  [
    "beyond-threshold",
    {
      nl: (s) =>
        `Blijft de schatting boven de grens: niet meer dan ${s.amount("threshold")} ${opposite(s) ? "omhoog" : "omlaag"}? In de bedoelde richting ${s.effect("value")}. ${s.answer}.`,
      en: (s) =>
        `Does the estimate stay within the threshold: no more than ${s.amount("threshold")} ${opposite(s) ? "up" : "down"}? In the claimed direction ${s.effect("value")}. ${s.answer}.`,
    },
  ],
  [
    "outside",
    {
      nl: (s) =>
        `Ligt het interval helemaal voorbij ${s.amount("threshold")}? ${s.interval("low", "high")}. ${s.answer}.`,
      en: (s) =>
        `Does the interval lie wholly beyond ${s.amount("threshold")}? ${s.interval("low", "high")}. ${s.answer}.`,
    },
  ],
  [
    "dip",
    {
      nl: (s) => `Is er eerst een daling? ${s.effect("value")}, p ${s.p("p")}. ${s.answer}.`,
      en: (s) => `Is there a fall first? ${s.effect("value")}, p ${s.p("p")}. ${s.answer}.`,
    },
  ],
  [
    "rise",
    {
      nl: (s) => `Volgt daarna een stijging? ${s.effect("value")} tegenover de daling, p ${s.p("p")}. ${s.answer}.`,
      en: (s) => `Does a rise follow? ${s.effect("value")} against the fall, p ${s.p("p")}. ${s.answer}.`,
    },
  ],
  [
    "opposite-pattern",
    {
      nl: () => "Een van beide delen gaat aantoonbaar de andere kant op.",
      en: () => "One of the two parts is shown to go the other way.",
    },
  ],
  [
    "no-pattern",
    {
      nl: () => "De twee perioden, daling en herstel, konden niet worden geschat.",
      en: () => "The two spans, fall and recovery, could not be estimated.",
    },
  ],
  [
    "require",
    {
      nl: (s) =>
        `Is vereiste toets ${checkName(s.text("check"), "nl")} gehaald? ${s.answer}${s.text("status") === "passed" ? "" : `: ${checkStatusWord(s.text("status") as CheckStatus, "nl")}`}.`,
      en: (s) =>
        `Did required check ${checkName(s.text("check"), "en")} pass? ${s.answer}${s.text("status") === "passed" ? "" : `: ${checkStatusWord(s.text("status") as CheckStatus, "en")}`}.`,
    },
  ],
  [
    "imprecise",
    {
      nl: (s) =>
        `De gegevens zijn te onnauwkeurig voor een oordeel: alles van ${s.interval("low", "high")} kan. Kleinst aantoonbaar: ${s.amount("value")}${Number.isFinite(s.number("threshold")) ? `; de grens is ${s.amount("threshold")}` : ""}.`,
      en: (s) =>
        `The data are too imprecise for a verdict: anything from ${s.interval("low", "high")} is possible. Smallest detectable: ${s.amount("value")}${Number.isFinite(s.number("threshold")) ? `; the threshold is ${s.amount("threshold")}` : ""}.`,
    },
  ],
  [
    "not-credible",
    {
      nl: (s) =>
        `De schatting is nauwkeurig, maar de vergelijking houdt geen stand: ${checkNames(s)} niet gehaald. Daarom geen oordeel.`,
      en: (s) =>
        `The estimate is precise, but the comparison does not hold: ${checkNames(s)} did not pass. So there is no verdict.`,
    },
  ],
  [
    "no-error",
    {
      nl: () => "Er is geen standaardfout, dus de schatting is niet te toetsen.",
      en: () => "There is no standard error, so the estimate cannot be tested.",
    },
  ],
  [
    "missing-source",
    {
      nl: (s) => `Niet toetsbaar: ${s.list("sources")} ontbreekt.`,
      en: (s) => `Not testable: ${s.list("sources")} ${s.items("sources").length === 1 ? "is" : "are"} missing.`,
    },
  ],
  [
    "untested",
    {
      nl: () => "Voor deze schakel is geen toets opgegeven.",
      en: () => "No test is declared for this link.",
    },
  ],
  [
    "weakest-link",
    {
      nl: (s) =>
        s.number("number") === 1
          ? `Eén schakel is getoetst en telt: ${s.text("link")}, ${findingIn(s)}.`
          : `Van de ${s.count("number")} getoetste schakels telt de zwakste: ${s.text("link")}, ${findingIn(s)}.`,
      en: (s) =>
        s.number("number") === 1
          ? `One link was tested and counts: ${s.text("link")}, ${findingIn(s)}.`
          : `Of ${s.count("number")} tested links the weakest counts: ${s.text("link")}, ${findingIn(s)}.`,
    },
  ],
  [
    "untested-primary",
    {
      nl: (s) =>
        s.answer === yes.nl
          ? "De primaire uitkomst is niet getoetst. Daarom is het oordeel hoogstens een aanwijzing."
          : "De primaire uitkomst is niet getoetst. Dat verlaagt dit oordeel niet verder.",
      en: (s) =>
        s.answer === yes.en
          ? "The primary outcome was not tested. So the finding is an indication at most."
          : "The primary outcome was not tested. That lowers this finding no further.",
    },
  ],
  [
    "untested-links",
    {
      nl: (s) => `Niet getoetst, en dus geen steun: ${s.list("links")}.`,
      en: (s) => `Not tested, and so no support: ${s.list("links")}.`,
    },
  ],
  [
    "no-tested-link",
    {
      nl: () => "Geen enkele schakel kon worden getoetst.",
      en: () => "Not one link could be tested.",
    },
  ],
]);

/** Rules that have a sentence; "require" stands for every "require:<check>", "refused" takes the sentence of its finding. */
export const becauseRules: readonly string[] = [...STEPS.keys(), "refused"];

/**
 * One step of a decision as question and answer.
 *
 * @throws RangeError for a rule without a sentence, which is a bug in the rule
 */
export function becauseSentence(because: Because, language: Language, format: SentenceFormat): string {
  if (because.rule === "refused") return refusalSentence(because, language);
  const template = STEPS.get(because.rule.startsWith("require:") ? "require" : because.rule);
  if (template === undefined) throw new RangeError(`no sentence is written for the rule "${because.rule}"`);
  const { value, threshold } = because;
  const numbers = { ...(value !== null && { value }), ...(threshold !== null && { threshold }) };
  const answer = (because.holds ? yes : no)[language];
  return template[language]({ ...fillFrom({ ...because.values, ...numbers }, language, format), answer, language });
}

function refusalSentence({ values }: Because, language: Language): string {
  const { code, ...rest } = values;
  const why = typeof code === "string" ? findingSentence({ code, severity: "refusal", values: rest }, language) : "";
  const head =
    language === "nl"
      ? "Niet toetsbaar: hier is geen schatting te maken."
      : "Not testable: no estimate can be made here.";
  return why === "" ? head : `${head} ${why}`;
}
