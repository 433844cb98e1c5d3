import type { Language } from "../core/text.ts";
import { falsification, stability } from "./check-families.ts";
import { type Fill, fillFrom, type SentenceFormat, type SentenceValues, type Template } from "./sentence.ts";

const leadsNl = (f: Fill): string =>
  `${f.text("worstLead")}: ${f.effect("worstEstimate")} (${f.intervalName()} ${f.interval("worstLow", "worstHigh")}); ${f.number("number") === 1 ? "alleen dit jaar telt als toets" : `${f.count("number")} jaren vooraf samen`}, p ${f.p("p")}.`;
const leadsEn = (f: Fill): string =>
  `${f.text("worstLead")}: ${f.effect("worstEstimate")} (${f.intervalName()} ${f.interval("worstLow", "worstHigh")}); ${f.number("number") === 1 ? "only this period counts as a test" : `${f.count("number")} earlier periods together`}, p ${f.p("p")}.`;

const undecidedNl = (f: Fill): string => {
  const open = f.number("open");
  return open > 0 ? `; bij ${f.count("open")} ${open === 1 ? "code" : "codes"} is er meer dan één kandidaat` : "";
};
const undecidedEn = (f: Fill): string => {
  const open = f.number("open");
  return open > 0 ? `; ${f.count("open")} ${open === 1 ? "code has" : "codes have"} more than one candidate` : "";
};
const chainedNl = (f: Fill): string =>
  `Met oude en nieuwe codes gekoppeld (${f.count("applied")} ${f.number("applied") === 1 ? "opvolging" : "opvolgingen"}${f.number("affected") >= 0 ? `, ${f.count("affected")} codes van deze schatting` : ""}${undecidedNl(f)}): ${f.effect("chained")} op ${f.count("chainedObservations")} waarnemingen, tegen ${f.effect("raw")} op ${f.count("rawObservations")} met de codes zoals gepubliceerd.`;
const chainedEn = (f: Fill): string =>
  `With old and new codes linked (${f.count("applied")} ${f.number("applied") === 1 ? "succession" : "successions"}${f.number("affected") >= 0 ? `, ${f.count("affected")} codes of this estimate` : ""}${undecidedEn(f)}): ${f.effect("chained")} on ${f.count("chainedObservations")} observations, against ${f.effect("raw")} on ${f.count("rawObservations")} with the codes as published.`;

const TEMPLATES: ReadonlyMap<string, Template> = new Map<string, Template>([
  [
    "pre-trends-passed",
    {
      nl: (f) => `Vooraf liep het gelijk op. ${leadsNl(f)}`,
      en: (f) => `They moved alike beforehand. ${leadsEn(f)}`,
    },
  ],
  [
    "pre-trends-failed",
    {
      nl: (f) => `Vooraf liep het al uit elkaar. ${leadsNl(f)}`,
      en: (f) => `They already moved apart beforehand. ${leadsEn(f)}`,
    },
  ],
  [
    "pre-trends-uninformative",
    {
      nl: (f) => `Te onnauwkeurig om te zeggen of het vooraf gelijk op liep. ${leadsNl(f)}`,
      en: (f) => `Too imprecise to say whether they moved alike beforehand. ${leadsEn(f)}`,
    },
  ],
  [
    "pre-trends-no-event-study",
    {
      nl: () => "Er is geen schatting per jaar, dus de jaren vooraf zijn niet te vergelijken.",
      en: () => "There is no estimate per period, so the earlier periods cannot be compared.",
    },
  ],
  [
    "pre-trends-no-lead",
    {
      nl: () =>
        "Er is geen jaar vooraf dat als toets kan dienen: ze zijn er niet, of de blootstelling is er zelf in gemeten.",
      en: () => "No earlier period can serve as a test: there is none, or the exposure itself was measured in it.",
    },
  ],
  ...falsification("placebo-period", { nl: "een nepstart", en: "a placebo start" }),
  [
    "placebo-period-no-periods",
    {
      nl: (f) =>
        `Voor een nepstart in ${f.list("starts")} zijn er geen jaren aan beide kanten die buiten de echte start en de meting van de blootstelling vallen.`,
      en: (f) =>
        `For a placebo start in ${f.list("starts")} there are no periods on both sides outside the real start and the measurement of the exposure.`,
    },
  ],
  [
    "predetermined-exposure-passed",
    {
      nl: (f) =>
        `Gemeten in ${f.number("from")} tot en met ${f.number("to")}, dus vóór de uitkomst. Andere meetjaren zijn niet geprobeerd.`,
      en: (f) =>
        `Measured from ${f.number("from")} to ${f.number("to")}, so before the outcome. Other periods were not tried.`,
    },
  ],
  [
    "predetermined-exposure-passed-alternatives",
    {
      nl: (f) =>
        `Gemeten in ${f.number("from")} tot en met ${f.number("to")}, dus vóór de uitkomst. ${f.count("number")} andere metingen geven ${f.text("criterion") === "finding" ? "hetzelfde oordeel" : "hetzelfde teken of hetzelfde oordeel"}.`,
      en: (f) =>
        `Measured from ${f.number("from")} to ${f.number("to")}, so before the outcome. ${f.count("number")} other measurements give the same ${f.text("criterion") === "finding" ? "finding" : "sign or the same finding"}.`,
    },
  ],
  [
    "predetermined-exposure-inside",
    {
      nl: (f) =>
        `Ook gemeten in ${f.list("periods")}, terwijl de uitkomst begint in ${f.number("first")}. De blootstelling is dan deels de uitkomst zelf.`,
      en: (f) =>
        `Also measured in ${f.list("periods")}, while the outcome starts in ${f.number("first")}. The exposure is then partly the outcome itself.`,
    },
  ],
  [
    "predetermined-exposure-alternatives",
    {
      nl: (f) =>
        `Vooraf gemeten, maar maar ${f.count("agree")} van de ${f.count("number")} andere metingen geven hetzelfde teken of hetzelfde oordeel.`,
      en: (f) =>
        `Measured beforehand, but only ${f.count("agree")} of ${f.count("number")} other measurements give the same sign or the same finding.`,
    },
  ],
  [
    "predetermined-exposure-not-estimated",
    {
      nl: () => "Vooraf gemeten, maar niet elke andere meting van de blootstelling kon worden geschat.",
      en: () => "Measured beforehand, but not every other measurement of the exposure could be estimated.",
    },
  ],
  [
    "predetermined-exposure-unknown",
    {
      nl: () => "In welke jaren de blootstelling is gemeten, staat niet in de gegevens.",
      en: () => "The data do not say in which periods the exposure was measured.",
    },
  ],
  [
    "predetermined-exposure-no-exposure",
    {
      nl: () => "Dit ontwerp heeft geen blootstelling die gemeten moet worden.",
      en: () => "This design has no exposure that must be measured.",
    },
  ],
  ...falsification("placebo-outcome", {
    nl: "een uitkomst die niet kan bewegen",
    en: "an outcome that cannot move",
  }),
  ...falsification("placebo-group", { nl: "een groep die niet meedeed", en: "a group that did not take part" }),
  ...stability("leave-one-cluster-out", { nl: "met steeds één cluster weg", en: "with one cluster left out" }),
  ...stability("leave-one-period-out", { nl: "met steeds één jaar weg", en: "with one period left out" }),
  ...stability("weights-and-balance", {
    nl: "met andere gewichten of een ander paneel",
    en: "with other weights or another panel",
  }),
  ...stability("alternative-windows", { nl: "op andere jaren", en: "on other periods" }),
  [
    "suppression-bounds-nothing",
    { nl: () => "Er is niets afgeschermd in deze uitkomst.", en: () => "Nothing is suppressed in this outcome." },
  ],
  [
    "suppression-bounds-passed",
    {
      nl: (f) =>
        `${f.percent("share")} van de cellen is afgeschermd. Welke waarden er ook staan: de schatting ligt tussen ${f.effect("low")} en ${f.effect("high")}, en het oordeel blijft gelijk.`,
      en: (f) =>
        `${f.percent("share")} of cells are suppressed. Whatever their values, the estimate lies between ${f.effect("low")} and ${f.effect("high")}, and the finding stays the same.`,
    },
  ],
  [
    "suppression-bounds-failed",
    {
      nl: (f) =>
        `${f.percent("share")} van de cellen is afgeschermd, en de waarden daarvan kunnen het oordeel veranderen. Geschat: ${f.effect("smallest")} tot ${f.effect("largest")}${Number.isFinite(f.number("low")) ? `; uiterste grenzen ${f.interval("low", "high")}` : ""}.`,
      en: (f) =>
        `${f.percent("share")} of cells are suppressed, and their values can change the finding. Estimated: ${f.effect("smallest")} to ${f.effect("largest")}${Number.isFinite(f.number("low")) ? `; sharp bounds ${f.interval("low", "high")}` : ""}.`,
    },
  ],
  [
    "suppression-bounds-uninformative",
    {
      nl: () =>
        "Er zijn afgeschermde cellen. Voor deze schatting zijn de uiterste grenzen niet te berekenen, en de hoogste en laagste waarden alleen zijn geen grens.",
      en: () =>
        "There are suppressed cells. For this estimate the sharp bounds cannot be computed, and the lowest and highest values alone are not bounds.",
    },
  ],
  [
    "merger-chain-nothing",
    {
      nl: () =>
        "Welke eenheid onder welke andere code verdergaat, staat niet in de studie (predecessors in study.yaml), of de tabellen daarvoor ontbreken.",
      en: () =>
        "The study does not say which unit goes on under which other code (predecessors in study.yaml), or the tables for it are absent.",
    },
  ],
  [
    "merger-chain-no-links",
    {
      nl: (f) =>
        `Er is geen opvolger gevonden die zeker genoeg is${undecidedNl(f)}. Er viel dus niets te koppelen, en dit toetst niets.`,
      en: (f) =>
        `No successor was found that is certain enough${undecidedEn(f)}. So there was nothing to link, and this tests nothing.`,
    },
  ],
  [
    "merger-chain-passed",
    {
      nl: (f) => `${chainedNl(f)} Het oordeel blijft gelijk.`,
      en: (f) => `${chainedEn(f)} The finding stays the same.`,
    },
  ],
  [
    "merger-chain-failed",
    {
      nl: (f) => `${chainedNl(f)} Daarmee verandert het oordeel.`,
      en: (f) => `${chainedEn(f)} That changes the finding.`,
    },
  ],
  [
    "merger-chain-uninformative",
    {
      nl: () =>
        "Met gekoppelde codes is er geen schatting te maken. Of het oordeel standhoudt, is daarmee niet te zeggen.",
      en: () => "With linked codes no estimate can be made. Whether the finding holds cannot be said.",
    },
  ],
  [
    "minimum-detectable-effect-passed",
    {
      nl: (f) =>
        `Kleinst aantoonbaar: ${f.amount("mde")} (${f.level("power")} kans). De grens is ${f.amount("smallestEffect")}, dus een effect dat ertoe doet zou opvallen.`,
      en: (f) =>
        `Smallest detectable: ${f.amount("mde")} (${f.level("power")} chance). The threshold is ${f.amount("smallestEffect")}, so an effect that matters would show.`,
    },
  ],
  [
    "minimum-detectable-effect-uninformative",
    {
      nl: (f) =>
        `Kleinst aantoonbaar: ${f.amount("mde")} (${f.level("power")} kans). De grens is ${f.amount("smallestEffect")}, dus een effect dat ertoe doet kan gemist worden.`,
      en: (f) =>
        `Smallest detectable: ${f.amount("mde")} (${f.level("power")} chance). The threshold is ${f.amount("smallestEffect")}, so an effect that matters can be missed.`,
    },
  ],
  [
    "minimum-detectable-effect-no-threshold",
    {
      nl: (f) => `Kleinst aantoonbaar: ${f.amount("mde")} (${f.level("power")} kans). Er is geen grens gekozen.`,
      en: (f) => `Smallest detectable: ${f.amount("mde")} (${f.level("power")} chance). No threshold was chosen.`,
    },
  ],
  [
    "minimum-detectable-effect-unknown",
    {
      nl: () => "Zonder standaardfout is het kleinst aantoonbare effect niet te berekenen.",
      en: () => "Without a standard error the smallest detectable effect cannot be computed.",
    },
  ],
  [
    "not-available",
    {
      nl: () => "Deze toets is bekend maar nog niet gebouwd.",
      en: () => "This check is known but not built yet.",
    },
  ],
]);

/** Every key that has a sentence, in a fixed order. */
export const checkSentenceKeys: readonly string[] = [...TEMPLATES.keys()];

/**
 * What a check saw, as a reader of the report gets it.
 *
 * @param key    `sentence` of the check's judgement; "not-available" for checks that are not built
 * @param values `values` of the judgement
 * @throws RangeError for a key without a sentence, which is a bug in the check
 */
export function checkSentence(key: string, values: SentenceValues, language: Language, format: SentenceFormat): string {
  const template = TEMPLATES.get(key);
  if (template === undefined) throw new RangeError(`no sentence is written for the check outcome "${key}"`);
  return template[language](fillFrom(values, language, format));
}
