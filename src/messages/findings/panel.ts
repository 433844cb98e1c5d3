import type { Say, Sentence } from "./sentence.ts";

/** The shares of either side; nothing where nobody is singled out. */
function ofSides(say: Say): readonly [nl: string, en: string] {
  const [treated, untreated] = [say("treatedShare"), say("untreatedShare")];
  if (treated === "") return ["", ""];
  return [
    `${treated} bij behandelde of hoog gedoseerde eenheden, ${untreated} bij de andere`,
    `${treated} among treated or high-dose units, ${untreated} among the others`,
  ];
}

/** Of the panel, before anything is fitted: what a reader must know of the rows. `check --data --explain <code>` lists them. */
export const panelSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "announced-before-start",
    (say) => ({
      nl: `${say("outcome")} kan in ${say("periods")} al tonen wat vanaf ${say("date")} was aangekondigd of betaald, en die perioden gelden als "ervoor" (start ${say("start")}). Laat zien wat er verandert zonder die perioden, of met een eerder basisjaar.`,
      en: `${say("outcome")} can show in ${say("periods")} what was announced or paid from ${say("date")} on, and those periods count as "before" (start ${say("start")}). Show what changes without them, or with an earlier base period.`,
    }),
  ],
  [
    "cohort-sizes",
    (say) => ({
      nl: `Cohorten met minder dan ${say("limit")} eenheden: ${say("cohorts")} (van ${say("of")} cohorten). Hun effect rust op een paar eenheden; voeg cohorten samen, of lees alleen het gemiddelde.`,
      en: `Cohorts of fewer than ${say("limit")} units: ${say("cohorts")} (of ${say("of")} cohorts). Their effects rest on a few units; merge cohorts, or read the average only.`,
    }),
  ],
  [
    "cohort-varies-in-unit",
    (say) => ({
      nl: `${say("units")} eenheden hebben meer dan één eerste behandelde periode (${say("examples")}). Een eenheid begint één keer; verbeter de kolom, of neem een kleinere eenheid.`,
      en: `${say("units")} units have more than one first treated period (${say("examples")}). A unit starts once; correct the column, or take a smaller unit.`,
    }),
  ],
  [
    "composition-change",
    (say) => {
      const [nl, en] = ofSides(say);
      return {
        nl: `Van ${say("units")} eenheden komen er ${say("entering")} binnen het venster bij en verdwijnen er ${say("leaving")}; ${say("presentShare")} van het gewicht is er in elke periode${nl === "" ? "" : ` (${nl})`}. Vergelijk gebalanceerd met ongebalanceerd (weights-and-balance), en ga na of fusies en verhuizingen zijn gekoppeld.`,
        en: `Of ${say("units")} units ${say("entering")} enter and ${say("leaving")} leave inside the window; ${say("presentShare")} of the weight is there in every period${en === "" ? "" : ` (${en})`}. Compare balanced with unbalanced (weights-and-balance), and see whether mergers and moves are linked.`,
      };
    },
  ],
  [
    "constant-columns",
    (say) => ({
      nl: `In alle ${say("rows")} rijen hetzelfde: ${say("columns")}. Zo'n kolom kan niets verklaren; controleer de formule en de koppeling, of haal haar uit het paneel.`,
      en: `The same in all ${say("rows")} rows: ${say("columns")}. Such a column can explain nothing; check its formula and join, or take it out of the panel.`,
    }),
  ],
  [
    "dose-inside-window-allowed",
    (say) => ({
      nl: `De blootstelling ${say("dose")} is gemeten in jaren die ook uitkomst zijn (${say("periods")}), zodat het verband deels mechanisch is. Toch zo geschat, om deze reden: ${say("reason")}.`,
      en: `Exposure ${say("dose")} was measured in years that are also outcome years (${say("periods")}), so that the relation is partly mechanical. Estimated like this all the same, for this reason: ${say("reason")}.`,
    }),
  ],
  [
    "outcome-break",
    (say) => ({
      nl: `De reeks ${say("outcome")} heeft binnen het venster een bekende breuk vanaf ${say("periods")}. Een breuk die iedereen gelijk raakt, valt weg tegen periode-effecten; ga na of zij beide kanten van de vergelijking gelijk raakt, of begin het venster later.`,
      en: `The series ${say("outcome")} has a known break inside the window, from ${say("periods")} on. A break that hits everyone alike is absorbed by period effects; see whether it hits both sides of the comparison alike, or start the window later.`,
    }),
  ],
  [
    "outcome-jump",
    (say) => ({
      nl: `Het gemiddelde van ${say("outcome")} verspringt in ${say("periods")}: meer dan ${say("limit")} keer de gewone jaarlijkse variatie, bij eenheden die in beide jaren zijn gezien. Dat is vaak een andere definitie of telling; er is niets gecorrigeerd. Zoek de oorzaak op en leg haar vast onder breaks van de indicator.`,
      en: `The mean of ${say("outcome")} jumps in ${say("periods")}: by more than ${say("limit")} times the usual yearly variation, among units seen in both years. That is often another definition or count; nothing was corrected. Find the cause and write it under breaks of the indicator.`,
    }),
  ],
  [
    "outcome-missing",
    (say) => {
      const [nl, en] = ofSides(say);
      return {
        nl: `${say("outcome")} ontbreekt in ${say("rows")} rijen van de populatie (${say("missingShare")}${nl === "" ? "" : `; ${nl}`}), het meest in ${say("period")} (${say("mostShare")}). Ga na waarom; wat ontbreekt door de uitkomst zelf, vertekent haar.`,
        en: `${say("outcome")} is missing in ${say("rows")} rows of the population (${say("missingShare")}${en === "" ? "" : `; ${en}`}), most in ${say("period")} (${say("mostShare")}). Find out why; what is missing because of the outcome itself biases it.`,
      };
    },
  ],
  [
    "post-before-response",
    (say) => ({
      nl: `Het ontwerp begint in ${say("start")}, maar ${say("outcome")} kan wat op ${say("date")} begon pas vanaf ${say("period")} tonen. Perioden zonder mogelijk effect trekken de schatting naar nul; laat post beginnen in ${say("period")}.`,
      en: `The design starts in ${say("start")}, but ${say("outcome")} can show what started on ${say("date")} from ${say("period")} on only. Periods without a possible effect pull the estimate to zero; let post begin in ${say("period")}.`,
    }),
  ],
  [
    "reserved-names",
    (say) => ({
      nl: `Kolommen van ${say("panel")} met een naam die iets anders betekent in voorwaarden, formules of lijsten: ${say("columns")}. Hernoem ze, of zet ze in voorwaarden tussen dubbele aanhalingstekens.`,
      en: `Columns of ${say("panel")} whose names mean something else in conditions, formulas or listings: ${say("columns")}. Rename them, or write them in double quotes in conditions.`,
    }),
  ],
  [
    "suppression-starts",
    (say) => ({
      nl: `Vanaf ${say("start")} is een deel van ${say("outcome")} afgeschermd (${say("suppressedShare")} van de cellen sindsdien), daarvoor niets. Het midden van een interval is geen telling: lees de uitkomst ook aan beide einden (suppression-bounds).`,
      en: `From ${say("start")} on part of ${say("outcome")} is suppressed (${say("suppressedShare")} of the cells since), before that nothing. The middle of an interval is no count: read the outcome at both ends too (suppression-bounds).`,
    }),
  ],
  [
    "treated-before-panel",
    (say) => ({
      nl: `${say("units")} van ${say("of")} eenheden zijn vanaf hun eerste rij behandeld${say("starts") === "" ? "" : ` (start ${say("starts")})`}: ${say("examples")}. Hun uitkomst zonder behandeling is nooit gezien; laat ze weg, of neem eerdere perioden op.`,
      en: `${say("units")} of ${say("of")} units are treated from their first row on${say("starts") === "" ? "" : ` (start ${say("starts")})`}: ${say("examples")}. Their untreated outcome was never seen; leave them out, or add earlier periods.`,
    }),
  ],
  [
    "treatment-not-absorbing",
    (say) => ({
      nl: `Bij ${say("units")} eenheden stopt de behandeling weer (${say("rows")} rijen), bijvoorbeeld ${say("examples")}. Wie ooit is begonnen, telt in dit ontwerp als behandeld; neem de eerste behandelde periode, of kies een methode voor aan en uit.`,
      en: `Treatment ends again in ${say("units")} units (${say("rows")} rows), such as ${say("examples")}. Whoever has started counts as treated in this design; take the first treated period, or choose a method for on and off.`,
    }),
  ],
  [
    "unit-gaps",
    (say) => ({
      nl: `${say("units")} van ${say("of")} eenheden missen ${say("rows")} perioden tussen hun eerste en hun laatste. Ga na of zij er niet waren, anders heetten, of te klein waren om te tellen.`,
      en: `${say("units")} of ${say("of")} units lack ${say("rows")} periods between their first and last. Find out whether they were not there, had another name, or were too small to count.`,
    }),
  ],
  [
    "weights-change-in-unit",
    (say) => ({
      nl: `Het gewicht ${say("column")} verandert in ${say("units")} van ${say("of")} eenheden${say("times") === "" ? "" : `, hoogstens ${say("times")} keer zo groot als het kleinste`}. Reageert het op het beleid, dan verschuift het gemiddelde mee; vergelijk met vaste gewichten van vóór de start of zonder gewichten.`,
      en: `Weight ${say("column")} changes in ${say("units")} of ${say("of")} units${say("times") === "" ? "" : `, at most ${say("times")} times its smallest`}. If it reacts to the policy, the average moves with it; compare with fixed weights from before the start, or without weights.`,
    }),
  ],
]);
