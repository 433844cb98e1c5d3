import type { Finding } from "../core/finding.ts";
import type { Bilingual, Language } from "../core/text.ts";
import { formatDecimal, joinWords } from "./format.ts";

/** Values of one finding as words: counts with separators, lists joined. */
type Say = (key: string) => string;
type Sentence = (say: Say) => Bilingual;

/** What happened, what it usually means and what can be done, per code. Codes come from estimators, designs, readers and runs. */
const SENTENCES: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "absorption-not-converged",
    (say) => ({
      nl: `De vaste effecten zijn niet tot op ${say("tolerance")} verwijderd (bereikt: ${say("achieved")} na ${say("iterations")} stappen). Lees de getallen als benadering; slecht verbonden groepen zijn de gebruikelijke oorzaak.`,
      en: `Fixed effects were not removed to within ${say("tolerance")} (reached ${say("achieved")} after ${say("iterations")} steps). Read the numbers as approximate; badly connected groups are the usual cause.`,
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
    "bootstrap-one-way",
    (say) => ({
      nl: `De multiplier-bootstrap gaat met één indeling in clusters, niet met ${say("ways")}. De fouten zijn hier analytisch.`,
      en: `The multiplier bootstrap takes one way of clustering, not ${say("ways")}. Errors here are analytic.`,
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
    "cluster-varies-in-unit",
    (say) => ({
      nl: `Eenheden wisselen van ${say("cluster")}. Clusteren kan alleen op iets dat per eenheid vast is; neem bijvoorbeeld de waarde bij de start.`,
      en: `Units change ${say("cluster")}. Clustering needs something fixed per unit; take its value at the start, for instance.`,
    }),
  ],
  [
    "collinear",
    (say) => ({
      nl: `Weggelaten omdat ze uit de andere kolommen of vaste effecten volgen: ${say("columns")}.`,
      en: `Left out because they follow from the other columns or fixed effects: ${say("columns")}.`,
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
    "coordinates-missing",
    (say) => ({
      nl: `Van ${say("rows")} rijen ontbreekt ${say("column")}, en standaardfouten naar afstand hebben van elke rij een plaats nodig; laat die rijen buiten de steekproef (sample.require).`,
      en: `${say("rows")} rows lack ${say("column")}, and errors by distance need a place for every row; leave those rows out of the sample (sample.require).`,
    }),
  ],
  [
    "cutoff-covers-all",
    (say) => ({
      nl: `Alle ${say("places")} plaatsen liggen binnen ${say("cutoff")} km van elkaar; er blijft niets onafhankelijks over om een standaardfout uit te berekenen. Kies een kleinere afstand.`,
      en: `All ${say("places")} places lie within ${say("cutoff")} km of each other; nothing independent is left to compute a standard error from. Choose a smaller distance.`,
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
    "dose-inside-window",
    (say) => ({
      nl: `De blootstelling ${say("dose")} is gemeten in jaren die ook uitkomst zijn: ${say("periods")}. Het verband is dan deels mechanisch; meet de blootstelling eerder of begin het venster later.`,
      en: `Exposure ${say("dose")} was measured in years that are also outcome years: ${say("periods")}. The relation is then partly mechanical; measure exposure earlier or start the window later.`,
    }),
  ],
  [
    "duplicate-unit-periods",
    () => ({
      nl: "Een eenheid komt in één periode meer dan eens voor.",
      en: "A unit occurs more than once in a period.",
    }),
  ],
  [
    "errors-by-influence",
    (say) => ({
      nl: `Deze methode berekent fouten uit invloedsfuncties, zo nodig per cluster; ${say("asked")} geldt hier niet.`,
      en: `This method computes errors from influence functions, by cluster where asked; ${say("asked")} does not apply.`,
    }),
  ],
  [
    "errors-not-available",
    (say) => ({
      nl: `Standaardfouten van de soort ${say("se")} zijn nog niet beschikbaar; kies iid, HC0 tot HC5, CR0, CR1, NW, DK of conley (met latitude en longitude).`,
      en: `Standard errors of the kind ${say("se")} are not yet available; choose iid, HC0 to HC5, CR0, CR1, NW, DK or conley (with latitude and longitude).`,
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
    "exact-fit",
    () => ({
      nl: "Het model verklaart elke waarneming precies; standaardfouten betekenen hier niets.",
      en: "The model explains every observation exactly; standard errors mean nothing here.",
    }),
  ],
  [
    "few-clusters",
    (say) => ({
      nl: `Er zijn ${say("clusters")} clusters, minder dan ${say("limit")}. Standaardfouten kunnen dan te klein zijn.`,
      en: `There are ${say("clusters")} clusters, fewer than ${say("limit")}. Standard errors may then be too small.`,
    }),
  ],
  [
    "few-periods",
    (say) => ({
      nl: `Er zijn ${say("periods")} perioden, minder dan ${say("limit")}. Standaardfouten die op veel perioden rusten, kunnen dan te klein zijn.`,
      en: `There are ${say("periods")} periods, fewer than ${say("limit")}. Errors that rest on many periods may then be too small.`,
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
    "formula-needs-iv",
    (say) => ({
      nl: `De formule heeft instrumenten (voor ${say("written")}); schat haar met het model iv.`,
      en: `The formula has instruments (for ${say("written")}); estimate it with the model iv.`,
    }),
  ],
  [
    "formula-part-not-available",
    (say) => ({
      nl: `Dit deel van de formule is nog niet beschikbaar: ${say("part")} (${say("written")}).`,
      en: `This part of the formula is not yet available: ${say("part")} (${say("written")}).`,
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
    "lag-exceeds-periods",
    (say) => ({
      nl: `De vertraging ${say("lag")} is niet korter dan de reeks van ${say("periods")} perioden; verdere vertragingen tellen niet mee.`,
      en: `The lag ${say("lag")} is no shorter than the series of ${say("periods")} periods; lags beyond it count for nothing.`,
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
    "leverage-one",
    (say) => ({
      nl: `${say("rows")} rijen worden precies getroffen, wat hun uitkomst ook is (hefboom 1); in ${say("kind")} dragen ze niets bij. Standaardfouten van wat op hen rust, zijn te klein.`,
      en: `${say("rows")} rows are fitted exactly whatever their outcome (leverage 1); they add nothing to ${say("kind")}. Errors of what rests on them are too small.`,
    }),
  ],
  [
    "leverage-too-large",
    (say) => ({
      nl: `De vaste effecten naast het grootste hebben te veel niveaus om de hefboom van elke rij te berekenen; kies HC1 of geclusterde standaardfouten in plaats van ${say("kind")}.`,
      en: `The fixed effects next to the largest have too many levels to compute the leverage of every row; choose HC1 or clustered errors instead of ${say("kind")}.`,
    }),
  ],
  [
    "likelihood-not-maximised",
    (say) => ({
      nl: `De aannemelijkheid is niet gemaximeerd: na ${say("iterations")} stappen verschuift een volgende stap nog een voorspelling (grootste verschuiving: ${say("achieved") || "niet te berekenen"}; toegestaan: ${say("tolerance")}). Een uitkomst die bijna perfect te voorspellen is, is de gebruikelijke oorzaak; probeer minder kolommen of grovere effecten.`,
      en: `The likelihood was not maximised: after ${say("iterations")} steps a further step still moves a prediction (largest move: ${say("achieved") || "not computable"}; allowed: ${say("tolerance")}). An outcome that can almost be predicted perfectly is the usual cause; try fewer columns or coarser effects.`,
    }),
  ],
  [
    "no-instruments",
    () => ({
      nl: "Er zijn geen instrumenten: schrijf ze achter de laatste streep van de formule, y ~ x | effecten | endogeen ~ instrument, of geef endogenous en instruments op.",
      en: "There are no instruments: write them after the last bar of the formula, y ~ x | effects | endogenous ~ instrument, or set endogenous and instruments.",
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
    "no-residual-degrees",
    (say) => ({
      nl: `Er zijn ${say("observations")} waarnemingen voor ${say("parameters")} parameters. Er blijft niets over om onzekerheid uit te berekenen.`,
      en: `There are ${say("observations")} observations for ${say("parameters")} parameters. Nothing is left to compute uncertainty from.`,
    }),
  ],
  [
    "no-rows",
    () => ({
      nl: "Er bleef geen rij over die in alles wat nodig is volledig was.",
      en: "No row was left that is complete in everything needed.",
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
    "not-available",
    (say) => ({
      nl: `Deze toets is bekend, maar nog niet beschikbaar${say("check") === "" ? "" : `: ${say("check")}`}.`,
      en: `This check is known, but not yet available${say("check") === "" ? "" : `: ${say("check")}`}.`,
    }),
  ],
  [
    "not-identified",
    (say) => ({
      nl: `De instrumenten bewegen ${say("columns")} niet los van de andere kolommen; dat effect is niet te schatten.`,
      en: `The instruments do not move ${say("columns")} apart from the other columns; that effect cannot be estimated.`,
    }),
  ],
  [
    "nothing-estimated",
    (say) => ({
      nl: `Geen enkele term kon worden geschat${say("covariates") === "" ? "" : ` (${say("covariates")})`}.`,
      en: `No term could be estimated${say("covariates") === "" ? "" : ` (${say("covariates")})`}.`,
    }),
  ],
  [
    "one-cluster",
    () => ({
      nl: "Er is maar één cluster; een standaardfout is dan niet te berekenen.",
      en: "There is only one cluster; a standard error cannot be computed.",
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
    "one-period",
    () => ({
      nl: "Er is maar één periode; een standaardfout over de tijd is dan niet te berekenen.",
      en: "There is only one period; an error over time cannot be computed.",
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
    "alternative-exposure-inside-window",
    (say) => ({
      nl: `Andere metingen van de blootstelling die in de jaren van de uitkomst vallen, tellen niet mee: ${say("number")}.`,
      en: `Alternative exposures measured inside the outcome window do not count: ${say("number")}.`,
    }),
  ],
  [
    "outcome-not-possible",
    (say) => ({
      nl: `${say("rows")} rijen hebben een uitkomst ${say("outcome")} die het model ${say("family")} niet kent: ${say("family") === "poisson" ? "verwacht wordt een getal vanaf 0" : "verwacht wordt 0 of 1"}. Kies een ander model, of maak de uitkomst passend.`,
      en: `${say("rows")} rows have an outcome ${say("outcome")} that the model ${say("family")} does not know: ${say("family") === "poisson" ? "a number from 0 is expected" : "0 or 1 is expected"}. Choose another model, or make the outcome fit.`,
    }),
  ],
  [
    "overlapping-locations",
    (say) => ({
      nl: `Vestigingen die in meer dan één bestand staan, zijn één keer gelezen: ${say("locations")}.`,
      en: `Locations present in more than one file were read once: ${say("locations")}.`,
    }),
  ],
  [
    "overlapping-years",
    (say) => ({
      nl: `Jaren die in meer dan één bestand staan, zijn één keer gelezen: ${say("years")}.`,
      en: `Years present in more than one file were read once: ${say("years")}.`,
    }),
  ],
  [
    "perfect-levels",
    (say) => ({
      nl: `${say("levels")} groepen van ${say("effect")} (${say("rows")} rijen) hebben in elke rij dezelfde uiterste uitkomst van ${say("outcome")}; hun effect voorspelt die perfect en ze zeggen niets over een verschil. Ze zijn weggelaten.`,
      en: `${say("levels")} groups of ${say("effect")} (${say("rows")} rows) have the same extreme outcome of ${say("outcome")} in every row; their effect predicts it perfectly and they say nothing about a difference. They were left out.`,
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
    "repeated-period",
    (say) => ({
      nl: `In ${say("rows")} rijen komt een periode opnieuw voor; NW over één reeks vraagt één rij per periode. Noem de eenheid (--unit), of kies DK.`,
      en: `${say("rows")} rows repeat a period; NW over one series needs one row per period. Name the unit (--unit), or choose DK.`,
    }),
  ],
  [
    "repeated-unit-period",
    (say) => ({
      nl: `In ${say("rows")} rijen komt een eenheid opnieuw in dezelfde periode voor; NW vraagt één rij per eenheid en periode. Tel ze samen, of kies DK.`,
      en: `${say("rows")} rows repeat a unit in the same period; NW needs one row per unit and period. Aggregate them, or choose DK.`,
    }),
  ],
  [
    "rows-filtered",
    (say) => ({
      nl: `${say("rows")} rijen vallen buiten de gevraagde selectie.`,
      en: `${say("rows")} rows fall outside the selection asked for.`,
    }),
  ],
  [
    "rows-missing",
    (say) => ({
      nl: `${say("rows")} rijen zijn weggelaten omdat ${say("column")} ontbreekt.`,
      en: `${say("rows")} rows were left out because ${say("column")} is missing.`,
    }),
  ],
  [
    "separated-rows",
    (say) => ({
      nl: `${say("rows")} rijen zijn weggelaten omdat een combinatie van kolommen en effecten hun uitkomst ${say("outcome")} perfect voorspelt; daarlangs heeft de aannemelijkheid geen maximum. Kolommen die daardoor nergens meer verschillen, staan bij de weggelaten kolommen.`,
      en: `${say("rows")} rows were left out because a combination of columns and effects predicts their outcome ${say("outcome")} perfectly; along it the likelihood has no maximum. Columns that no longer vary because of it are among the columns left out.`,
    }),
  ],
  [
    "separation-undecided",
    (say) => ({
      nl: `Het model voorspelt ${say("rows")} rijen perfect, en of de aannemelijkheid een maximum heeft, kon niet worden vastgesteld. Probeer minder kolommen of grovere effecten.`,
      en: `The model predicts ${say("rows")} rows perfectly, and whether the likelihood has a maximum could not be established. Try fewer columns or coarser effects.`,
    }),
  ],
  [
    "sexes-differ-from-total",
    (say) => ({
      nl: `In ${say("cells")} cellen telt mannen plus vrouwen niet op tot het totaal; het totaal is gebruikt.`,
      en: `In ${say("cells")} cells men plus women do not add up to the total; the total was used.`,
    }),
  ],
  [
    "singletons-dropped",
    (say) => ({
      nl: `${say("rows")} rijen zijn alleen in hun groep (${say("effects")}) en zeggen niets over een verschil; ze zijn weggelaten.`,
      en: `${say("rows")} rows are alone in their group (${say("effects")}) and say nothing about a difference; they were left out.`,
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
    "suppressed-counts",
    (say) => ({
      nl: `${say("cells")} cellen zijn afgeschermd en worden als interval gelezen.`,
      en: `${say("cells")} cells are suppressed and are read as intervals.`,
    }),
  ],
  [
    "text-among-numbers",
    (say) => ({
      nl: `${say("file")}, regel ${say("line")}, kolom "${say("column")}": "${say("cell")}" is geen getal, en daarom is de hele kolom als tekst gelezen; verbeter de cel, of maak haar leeg als de waarde onbekend is.`,
      en: `${say("file")}, line ${say("line")}, column "${say("column")}": "${say("cell")}" is not a number, and so the whole column was read as text; correct the cell, or leave it empty if the value is unknown.`,
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
    "twfe-staggered",
    () => ({
      nl: "De starts zijn gespreid. Deze regressie vergelijkt dan ook met al behandelde eenheden; lees haar naast een methode voor gespreide invoering.",
      en: "Adoption is staggered. This regression then also compares with units already treated; read it beside a method for staggered adoption.",
    }),
  ],
  [
    "under-identified",
    (say) => ({
      nl: `Er zijn ${say("instruments")} bruikbare instrumenten (van ${say("given")}) voor ${say("endogenous")} endogene kolommen; er zijn er minstens evenveel nodig.`,
      en: `There are ${say("instruments")} usable instruments (of ${say("given")}) for ${say("endogenous")} endogenous columns; at least as many are needed.`,
    }),
  ],
  [
    "units-incomplete",
    (say) => ({
      nl: `${say("units")} eenheden zijn niet in elke periode waargenomen en zijn weggelaten. Met unbalanced: true doen zij mee.`,
      en: `${say("units")} units are not observed in every period and were left out. With unbalanced: true they take part.`,
    }),
  ],
  [
    "units-needed",
    () => ({
      nl: "Zonder eenheden is er geen panel. Noem de eenheid, of zet panel op false voor herhaalde doorsneden.",
      en: "Without units there is no panel. Name the unit, or set panel to false for repeated cross-sections.",
    }),
  ],
  [
    "variance-repaired",
    (say) => ({
      nl: `De geclusterde variantie had ${say("eigenvalues")} negatieve eigenwaarden; die zijn op nul gezet. Lees de standaardfouten voorzichtig.`,
      en: `The clustered variance had ${say("eigenvalues")} negative eigenvalues; they were set to zero. Read the standard errors with care.`,
    }),
  ],
  [
    "weak-instruments",
    (say) => ({
      nl: `De instrumenten verklaren ${say("column")} zwak: F van de eerste stap is ${say("statistic")}, onder ${say("limit")}. Schatting en interval zijn dan niet te vertrouwen.`,
      en: `The instruments explain ${say("column")} weakly: the first-stage F is ${say("statistic")}, below ${say("limit")}. Estimate and interval cannot then be trusted.`,
    }),
  ],
  [
    "weights-vary-in-unit",
    (say) => ({
      nl: `Het gewicht ${say("column")} verandert binnen eenheden. Elke cel gebruikt het gewicht van haar basisperiode; aandelen van cohorten die van de eerste periode.`,
      en: `Weight ${say("column")} changes within units. Every cell uses the weight of its base period; cohort shares use that of the first period.`,
    }),
  ],
  [
    "worker-died",
    (say) => ({
      nl: `Bij de schatting ${say("task")} viel het rekenproces twee keer weg, waarschijnlijk door te weinig geheugen. Probeer het met minder --workers.`,
      en: `The thread that computed the estimate ${say("task")} died twice, probably for lack of memory. Try again with fewer --workers.`,
    }),
  ],
  [
    "zero-weights",
    (say) => ({
      nl: `${say("rows")} rijen hebben gewicht nul en tellen niet mee.`,
      en: `${say("rows")} rows have weight zero and do not count.`,
    }),
  ],
]);

/** Codes that have a sentence of their own. */
export const FINDING_CODES: readonly string[] = [...SENTENCES.keys()];

const PERIODS: ReadonlySet<string> = new Set(["reference", "period", "start"]);

/** The sentence of a finding. A code without one gives its own words and values, so that nothing is ever lost. */
export function findingSentence(finding: Finding, language: Language): string {
  const sentence = SENTENCES.get(finding.code);
  const say: Say = (key) => {
    if (!Object.hasOwn(finding.values, key)) return "";
    const value = finding.values[key];
    // A period is a name, not a count: 2019, never 2,019.
    return PERIODS.has(key) && typeof value === "number" ? String(value) : valueText(value, language);
  };
  const text = sentence === undefined ? generic(finding, language) : sentence(say)[language];
  const where = finding.where ?? "";
  return where === "" || text.includes(where) ? text : `${text} (${where})`;
}

function generic(finding: Finding, language: Language): string {
  const words = finding.code.replaceAll("-", " ");
  const values = Object.entries(finding.values).map(
    ([key, value]) => `${key.replaceAll("_", " ")} ${valueText(value, language)}`,
  );
  const head = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return values.length === 0 ? `${head}.` : `${head}: ${values.join(", ")}.`;
}

function valueText(value: string | number | readonly string[] | undefined, language: Language): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "number")
    return value.length > 8 ? `${value.slice(0, 8).join(", ")} …` : joinWords(value, language);
  if (Number.isInteger(value)) return formatDecimal(value, 0, language);
  if (value !== 0 && Math.abs(value) < 0.001) {
    const [mantissa = "", exponent = "0"] = value.toExponential(1).split("e");
    return `${formatDecimal(Number(mantissa), 1, language)} · 10^${exponent.replace("-", "−").replace("+", "")}`;
  }
  return formatDecimal(value, 3, language);
}
