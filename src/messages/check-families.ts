import type { Template } from "./sentence.ts";

/** What falsification tests say, per status: a name, its estimate and interval against the threshold. */
export const falsification = (id: string, what: { readonly nl: string; readonly en: string }): [string, Template][] => [
  [
    `${id}-passed`,
    {
      nl: (f) =>
        `${f.text("nameNl")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}). Een verschil van ${f.amount("smallestEffect")} of meer past daar niet bij, zoals het hoort bij ${what.nl}.`,
      en: (f) =>
        `${f.text("nameEn")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}). A difference of ${f.amount("smallestEffect")} or more does not fit, as it should be for ${what.en}.`,
    },
  ],
  [
    `${id}-failed`,
    {
      nl: (f) =>
        `${f.text("nameNl")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}; p ${f.p("pAdjusted")}). Hier hoort niets te gebeuren, en toch is er een verschil. Dat raakt ${f.count("failed")} van de ${f.count("number")} toetsen.`,
      en: (f) =>
        `${f.text("nameEn")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}; p ${f.p("pAdjusted")}). Nothing should happen here, and yet there is a difference. This touches ${f.count("failed")} of ${f.count("number")} tests.`,
    },
  ],
  [
    `${id}-uninformative`,
    {
      nl: (f) =>
        `${f.text("nameNl")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}). Te breed om iets uit te sluiten: dit stelt niet gerust en het waarschuwt niet.`,
      en: (f) =>
        `${f.text("nameEn")}: ${f.effect("estimate")} (${f.intervalName()} ${f.interval("low", "high")}). Too wide to rule anything out: this neither reassures nor warns.`,
    },
  ],
  [
    `${id}-not-estimated`,
    {
      nl: () => `Met deze gegevens is geen schatting te maken voor ${what.nl}.`,
      en: () => `No estimate can be made on these data for ${what.en}.`,
    },
  ],
];

/** What comparisons of refits say, per status: whether the finding changes, and the range of the estimates. */
export const stability = (id: string, tries: { readonly nl: string; readonly en: string }): [string, Template][] => [
  [
    `${id}-passed`,
    {
      nl: (f) =>
        `Het oordeel blijft gelijk in ${f.count("number")} van de ${f.count("number")} schattingen ${tries.nl}. Laagst ${f.effect("smallest")}, hoogst ${f.effect("largest")}; de grootste invloed: ${f.text("influentialNl")} (${f.effect("influentialEstimate")}). Wat telt is of het oordeel verandert, niet het teken.`,
      en: (f) =>
        `The finding stays the same in ${f.count("number")} of ${f.count("number")} estimates ${tries.en}. Lowest ${f.effect("smallest")}, highest ${f.effect("largest")}; largest influence: ${f.text("influentialEn")} (${f.effect("influentialEstimate")}). What counts is whether the finding changes, not the sign.`,
    },
  ],
  [
    `${id}-failed`,
    {
      nl: (f) =>
        `Het oordeel verandert in ${f.count("changed")} van de ${f.count("number")} schattingen ${tries.nl}, het eerst bij ${f.text("changedNl")}. Laagst ${f.effect("smallest")}, hoogst ${f.effect("largest")}; de grootste invloed: ${f.text("influentialNl")} (${f.effect("influentialEstimate")}).`,
      en: (f) =>
        `The finding changes in ${f.count("changed")} of ${f.count("number")} estimates ${tries.en}, first with ${f.text("changedEn")}. Lowest ${f.effect("smallest")}, highest ${f.effect("largest")}; largest influence: ${f.text("influentialEn")} (${f.effect("influentialEstimate")}).`,
    },
  ],
  [
    `${id}-uninformative`,
    {
      nl: (f) =>
        `Maar ${f.count("estimated")} van de ${f.count("number")} schattingen ${tries.nl} konden worden gemaakt. Of het oordeel standhoudt, is daarmee niet te zeggen.`,
      en: (f) =>
        `Only ${f.count("estimated")} of ${f.count("number")} estimates ${tries.en} could be made. Whether the finding holds cannot be said.`,
    },
  ],
  [
    `${id}-nothing`,
    {
      nl: () => `Er is niets om weg te laten of te veranderen: schattingen ${tries.nl} zijn hier niet mogelijk.`,
      en: () => `There is nothing to leave out or to change: estimates ${tries.en} are not possible here.`,
    },
  ],
];
