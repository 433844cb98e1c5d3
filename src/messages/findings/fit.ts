import type { Sentence } from "./sentence.ts";

/** Of a regression or a likelihood, and of its formula. */
export const fitSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "absorption-not-converged",
    (say) => ({
      nl: `De vaste effecten zijn niet tot op ${say("tolerance")} verwijderd (bereikt: ${say("achieved")} na ${say("iterations")} stappen). Lees de getallen als benadering; slecht verbonden groepen zijn de gebruikelijke oorzaak.`,
      en: `Fixed effects were not removed to within ${say("tolerance")} (reached ${say("achieved")} after ${say("iterations")} steps). Read the numbers as approximate; badly connected groups are the usual cause.`,
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
    "exact-fit",
    () => ({
      nl: "Het model verklaart elke waarneming precies; standaardfouten betekenen hier niets.",
      en: "The model explains every observation exactly; standard errors mean nothing here.",
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
    "outcome-not-possible",
    (say) => ({
      nl: `${say("rows")} rijen hebben een uitkomst ${say("outcome")} die het model ${say("family")} niet kent: ${say("family") === "poisson" ? "verwacht wordt een getal vanaf 0" : "verwacht wordt 0 of 1"}. Kies een ander model, of maak de uitkomst passend.`,
      en: `${say("rows")} rows have an outcome ${say("outcome")} that the model ${say("family")} does not know: ${say("family") === "poisson" ? "a number from 0 is expected" : "0 or 1 is expected"}. Choose another model, or make the outcome fit.`,
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
    "under-identified",
    (say) => ({
      nl: `Er zijn ${say("instruments")} bruikbare instrumenten (van ${say("given")}) voor ${say("endogenous")} endogene kolommen; er zijn er minstens evenveel nodig.`,
      en: `There are ${say("instruments")} usable instruments (of ${say("given")}) for ${say("endogenous")} endogenous columns; at least as many are needed.`,
    }),
  ],
  [
    "weak-instruments",
    (say) => ({
      nl: `De instrumenten verklaren ${say("column")} zwak: F van de eerste stap is ${say("statistic")}, onder ${say("limit")}. Schatting en interval zijn dan niet te vertrouwen.`,
      en: `The instruments explain ${say("column")} weakly: the first-stage F is ${say("statistic")}, below ${say("limit")}. Estimate and interval cannot then be trusted.`,
    }),
  ],
]);
