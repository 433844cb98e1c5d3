import type { Sentence } from "./sentence.ts";

/** Of two sides laid against each other. */
export const tradeOffSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "changes-measured-once",
    (say) => ({
      nl: `Het venster ${say("window")} telt maar één periode. Een verandering die één keer is gemeten, laat ruis en spanningsveld niet uit elkaar halen; neem een venster met ten minste twee perioden.`,
      en: `The window ${say("window")} has one period only. A change measured once cannot tell noise from a trade-off; take a window with at least two periods.`,
    }),
  ],
  [
    "units-without-both-halves",
    (say) => ({
      nl: `${say("units")} eenheden missen een periode van een van de helften, of een van beide kanten; zij tellen niet mee.`,
      en: `${say("units")} units lack a period of one of the halves, or one of the two sides; they are left out.`,
    }),
  ],
  [
    "too-few-complete-units",
    (say) => ({
      nl: `Maar ${say("units")} eenheden hebben beide kanten in alle helften; er zijn er ten minste ${say("needed")} nodig.`,
      en: `Only ${say("units")} units have both sides in every half; at least ${say("needed")} are needed.`,
    }),
  ],
  [
    "no-signal",
    (say) => ({
      nl: `De veranderingen van ${say("column")} zijn niet van ruis te onderscheiden: twee metingen van dezelfde verandering hangen niet positief samen.`,
      en: `Changes of ${say("column")} cannot be told from noise: two measurements of the same change are not positively related.`,
    }),
  ],
  [
    "weak-signal",
    (say) => ({
      nl: `De veranderingen van ${say("column")} steken weinig boven de ruis uit (t = ${say("t")}, minder dan 3,16); het interval van de helling kan te smal zijn.`,
      en: `Changes of ${say("column")} stand out little from noise (t = ${say("t")}, below 3.16); the interval of the slope may be too narrow.`,
    }),
  ],
  [
    "correlation-beyond-one",
    () => ({
      nl: "De voor ruis gecorrigeerde correlatie is groter dan 1. Dat kan in een steekproef; lees haar als sterk en onzeker.",
      en: "The correlation corrected for noise exceeds 1. That can happen in a sample; read it as strong and uncertain.",
    }),
  ],
]);
