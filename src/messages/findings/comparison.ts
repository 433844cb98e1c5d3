import type { Sentence } from "./sentence.ts";

/** Of who is compared with whom, and when. */
export const comparisonSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "always-treated",
    (say) => ({
      nl: `${say("units")} eenheden zijn in elke waargenomen periode behandeld: hun uitkomst zonder behandeling is nooit gezien, en toch dienen zij hier als vergelijking. Laat ze weg, of kies een methode voor gespreide invoering.`,
      en: `${say("units")} units are treated in every period observed: their untreated outcome was never seen, and still they serve as a comparison here. Leave them out, or choose a method for staggered adoption.`,
    }),
  ],
  [
    "base-period-zero",
    () => ({
      nl: "De basisperiode van elk cohort is per definitie nul en heeft geen standaardfout.",
      en: "The base period of every cohort is zero by definition and has no standard error.",
    }),
  ],
  [
    "cells-collinear",
    (say) => ({
      nl: `Van ${say("count")} cellen (cohort @ periode) is niets te zeggen, omdat de vaste effecten, covariaten of andere cellen ze verklaren: ${say("cells")}. Zij tellen in geen gemiddelde mee.`,
      en: `Nothing can be said of ${say("count")} cells (cohort @ period), because fixed effects, covariates or other cells explain them: ${say("cells")}. They are in no average.`,
    }),
  ],
  [
    "cells-ill-conditioned",
    (say) => ({
      nl: `In ${say("count")} cellen volgen de covariaten bijna uit elkaar of zijn er te weinig eenheden voor: ${say("cells")}. Die cellen hebben geen getal en tellen in geen gemiddelde mee. Neem minder covariaten.`,
      en: `In ${say("count")} cells covariates nearly follow from each other, or there are too few units for them: ${say("cells")}. These cells have no number and are in no average. Use fewer covariates.`,
    }),
  ],
  [
    "cells-not-observed",
    (say) => ({
      nl: `${say("count")} cellen zijn niet waargenomen in beide periodes die zij vergelijken: ${say("cells")}. Zij tellen in geen gemiddelde mee.`,
      en: `${say("count")} cells are not observed in both periods they compare: ${say("cells")}. They are in no average.`,
    }),
  ],
  [
    "cells-without-comparison",
    (say) => ({
      nl: `Voor ${say("count")} cellen (cohort @ periode) is er geen vergelijkingsgroep: ${say("cells")}. Die cellen hebben geen getal en tellen in geen gemiddelde mee.`,
      en: `${say("count")} cells (cohort @ period) have no comparison units: ${say("cells")}. They have no number and are in no average.`,
    }),
  ],
  [
    "cells-without-overlap",
    (say) => ({
      nl: `In ${say("count")} cellen voorspellen de covariaten de behandeling vrijwel zeker: ${say("cells")}. Er zijn daar geen vergelijkbare eenheden; die cellen hebben geen getal en tellen in geen gemiddelde mee.`,
      en: `In ${say("count")} cells covariates predict treatment almost surely: ${say("cells")}. There are no comparable units; these cells have no number and are in no average.`,
    }),
  ],
  [
    "cohorts-without-reference",
    (say) => ({
      nl: `Cohorten die op geen van de referentietijden (${say("reference")} ten opzichte van de start) zijn waargenomen, zijn weggelaten: ${say("cohorts")} (${say("units")} eenheden). Kies een referentie die elk cohort heeft, of laat haar weg.`,
      en: `Cohorts that were observed at none of the reference times (${say("reference")} from the start) were left out: ${say("cohorts")} (${say("units")} units). Choose a reference that every cohort has, or leave it out.`,
    }),
  ],
  [
    "comparison-ill-conditioned",
    () => ({
      nl: "De covariaten volgen bijna uit elkaar, of er zijn te weinig eenheden voor. Er is niets weggelaten: neem minder covariaten.",
      en: "Covariates nearly follow from each other, or there are too few units for them. Nothing was dropped: use fewer covariates.",
    }),
  ],
  [
    "comparison-without-overlap",
    () => ({
      nl: "De covariaten voorspellen de behandeling vrijwel zeker: er zijn geen vergelijkbare onbehandelde eenheden.",
      en: "Covariates predict treatment almost surely: there are no comparable untreated units.",
    }),
  ],
  [
    "dose-inside-window",
    (say) => ({
      nl: `De blootstelling ${say("dose")} is gemeten in jaren die ook uitkomst zijn: ${say("periods")}. Het verband is dan deels mechanisch; meet de blootstelling eerder of begin het venster later.`,
      en: `Exposure ${say("dose")} was measured in years that are also outcome years: ${say("periods")}. The relation is then partly mechanical; measure exposure earlier or start the window later.`,
    }),
  ],
  [
    "event-study-staggered",
    () => ({
      nl: "De starts zijn gespreid. Deze regressie mengt dan effecten van verschillende cohorten; lees haar naast een methode voor gespreide invoering.",
      en: "Adoption is staggered. This regression then mixes effects of different cohorts; read it beside a method for staggered adoption.",
    }),
  ],
  [
    "last-cohort-comparison",
    (say) => ({
      nl: `Niemand blijft onbehandeld. Het laatste cohort (${say("cohort")}) is de vergelijking, met de periodes tot en met ${say("last")}, voordat het begint.`,
      en: `Nobody stays untreated. The last cohort (${say("cohort")}) is the comparison, over the periods up to ${say("last")}, before it starts.`,
    }),
  ],
  [
    "never-treated-left-out",
    (say) => ({
      nl: `${say("units")} nooit behandelde eenheden zijn weggelaten, omdat het laatste cohort als vergelijking is gekozen.`,
      en: `${say("units")} never-treated units were left out, because the last cohort was chosen for comparison.`,
    }),
  ],
  [
    "no-never-treated",
    () => ({
      nl: "Elke eenheid krijgt vroeg of laat het beleid; er is geen groep die het nooit kreeg.",
      en: "Every unit gets the policy sooner or later; there is no group that never did.",
    }),
  ],
  [
    "no-pre-period",
    (say) => ({
      nl: `Er is geen periode vóór de start om mee te vergelijken. Waargenomen: ${say("observed")}.`,
      en: `There is no period before the start to compare with. Observed: ${say("observed")}.`,
    }),
  ],
  [
    "no-treatment-variation",
    (say) => ({
      nl: `${say("column")} verschilt niet binnen wat de vaste effecten overlaten; er is niets om te vergelijken.`,
      en: `${say("column")} does not vary within what the fixed effects leave; there is nothing to compare.`,
    }),
  ],
  [
    "nobody-treated",
    () => ({
      nl: "Geen enkele eenheid wordt binnen de waargenomen periodes behandeld na een periode zonder behandeling.",
      en: "No unit is treated within the observed periods after a period without treatment.",
    }),
  ],
  [
    "propensity-trimmed",
    (say) => ({
      nl: `Vergelijkingseenheden met een kans op behandeling van ${say("limit")} of meer zijn weggelaten (hoogstens ${say("rows")} per vergelijking${say("cells") === "" ? "" : `, in ${say("cells")}`}). Er is daar weinig overlap.`,
      en: `Comparison units with a probability of treatment of ${say("limit")} or more were left out (at most ${say("rows")} per comparison${say("cells") === "" ? "" : `, in ${say("cells")}`}). There is little overlap there.`,
    }),
  ],
  [
    "reference-missing",
    (say) => ({
      nl: `Het vergelijkingsjaar ${say("reference")} komt niet voor. Waargenomen: ${say("observed")}.`,
      en: `Reference period ${say("reference")} does not occur. Observed: ${say("observed")}.`,
    }),
  ],
  [
    "small-cohorts",
    (say) => ({
      nl: `Cohorten met minder dan ${say("limit")} eenheden: ${say("cohorts")}. Hun standaardfouten rusten op grote aantallen en zijn onbetrouwbaar.`,
      en: `Cohorts of fewer than ${say("limit")} units: ${say("cohorts")}. Their standard errors rest on large numbers and are unreliable.`,
    }),
  ],
  [
    "treated-from-start",
    (say) => ({
      nl: `${say("units")} eenheden waren al vanaf de eerste periode behandeld (start ${say("cohorts")}) en zijn weggelaten: hun uitkomst zonder behandeling is nooit gezien.`,
      en: `${say("units")} units were treated from the first period on (start ${say("cohorts")}) and were left out: their untreated outcome was never seen.`,
    }),
  ],
  [
    "treatment-switches-off",
    (say) => ({
      nl: `Bij ${say("units")} eenheden stopt de behandeling weer. De coëfficiënt mengt dan wat beginnen en wat stoppen doet; zij is alleen te lezen als het effect met de behandeling verdwijnt.`,
      en: `Treatment ends again in ${say("units")} units. The coefficient then mixes what starting and what stopping does; it can only be read if the effect goes away with the treatment.`,
    }),
  ],
  [
    "twfe-staggered",
    () => ({
      nl: "De starts zijn gespreid. Deze regressie vergelijkt dan ook met al behandelde eenheden; lees haar naast een methode voor gespreide invoering.",
      en: "Adoption is staggered. This regression then also compares with units already treated; read it beside a method for staggered adoption.",
    }),
  ],
]);
