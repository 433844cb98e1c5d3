import type { Sentence } from "./sentence.ts";

/** Of a run, its checks and what this version cannot do. */
export const runSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "alternative-exposure-inside-window",
    (say) => ({
      nl: `Andere metingen van de blootstelling die in de jaren van de uitkomst vallen, tellen niet mee: ${say("number")}.`,
      en: `Alternative exposures measured inside the outcome window do not count: ${say("number")}.`,
    }),
  ],
  [
    "decide-by-not-available",
    (say) => ({
      nl: `De beslisregel vraagt ${say("decideBy")}, en dat is nog niet beschikbaar; schrijf decide_by: t.`,
      en: `The decision asks for ${say("decideBy")}, which is not yet available; write decide_by: t.`,
    }),
  ],
  [
    "design-not-available",
    (say) => ({
      nl: `Het ontwerp ${say("design")} is nog niet beschikbaar in dit programma.`,
      en: `The design ${say("design")} is not yet available in this program.`,
    }),
  ],
  [
    "design-not-for-estimator",
    (say) => ({
      nl: `De methode ${say("model")} past niet bij het ontwerp ${say("design")}; kies een andere methode of een ander ontwerp.`,
      en: `The method ${say("model")} does not go with the design ${say("design")}; choose another method or another design.`,
    }),
  ],
  [
    "fit-failed",
    (say) => ({
      nl: `De schatting ${say("task")} is niet gelukt: ${say("message")}.`,
      en: `The estimate ${say("task")} failed: ${say("message")}.`,
    }),
  ],
  [
    "interrupted",
    (say) => ({
      nl: `De run werd afgebroken vóór de schatting ${say("task")}; hetzelfde commando gaat verder waar het stopte.`,
      en: `The run was interrupted before the estimate ${say("task")}; the same command goes on where it stopped.`,
    }),
  ],
  [
    "lead-not-estimated",
    (say) => ({
      nl: `Gevraagde toetsjaren zijn niet geschat: ${say("leads")}.`,
      en: `Leads that were asked for were not estimated: ${say("leads")}.`,
    }),
  ],
  [
    "mechanical-lead",
    (say) => ({
      nl: `In deze toetsjaren is ook de blootstelling gemeten, zodat hun schatting niets toetst: ${say("leads")}.`,
      en: `The exposure was measured in these leads too, so that their estimates test nothing: ${say("leads")}.`,
    }),
  ],
  [
    "not-available",
    (say) => ({
      nl: `Deze toets is bekend, maar nog niet beschikbaar${say("check") === "" ? "" : `: ${say("check")}`}.`,
      en: `This check is known, but not yet available${say("check") === "" ? "" : `: ${say("check")}`}.`,
    }),
  ],
  [
    "nothing-left-out",
    (say) => ({
      nl: `Er is geen ${say("what")} ${say("label")} in de steekproef om weg te laten; deze herschatting zou de hoofdschatting herhalen. Er zijn: ${say("known")}.`,
      en: `There is no ${say("what")} ${say("label")} in the sample to leave out; this refit would repeat the main estimate. There are: ${say("known")}.`,
    }),
  ],
  [
    "placebo-exposure-inside-window",
    (say) => ({
      nl: `De blootstelling van de nepstart is gemeten in zijn eigen jaren (${say("periods")}). Terugval naar het gemiddelde kan er dan een effect van maken.`,
      en: `The exposure of the placebo was measured inside its own window (${say("periods")}). Regression to the mean can then pass for an effect.`,
    }),
  ],
  [
    "worker-died",
    (say) => ({
      nl: `Bij de schatting ${say("task")} viel het rekenproces twee keer weg, waarschijnlijk door te weinig geheugen. Probeer het met minder --workers.`,
      en: `The thread that computed the estimate ${say("task")} died twice, probably for lack of memory. Try again with fewer --workers.`,
    }),
  ],
]);
