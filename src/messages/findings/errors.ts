import type { Sentence } from "./sentence.ts";

/** Of standard errors and what they rest on. */
export const errorSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "bootstrap-one-way",
    (say) => ({
      nl: `De multiplier-bootstrap gaat met één indeling in clusters, niet met ${say("ways")}. De fouten zijn hier analytisch.`,
      en: `The multiplier bootstrap takes one way of clustering, not ${say("ways")}. Errors here are analytic.`,
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
    "cutoff-covers-all",
    (say) => ({
      nl: `Alle ${say("places")} plaatsen liggen binnen ${say("cutoff")} km van elkaar; er blijft niets onafhankelijks over om een standaardfout uit te berekenen. Kies een kleinere afstand.`,
      en: `All ${say("places")} places lie within ${say("cutoff")} km of each other; nothing independent is left to compute a standard error from. Choose a smaller distance.`,
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
    "lag-exceeds-periods",
    (say) => ({
      nl: `De vertraging ${say("lag")} is niet korter dan de reeks van ${say("periods")} perioden; verdere vertragingen tellen niet mee.`,
      en: `The lag ${say("lag")} is no shorter than the series of ${say("periods")} periods; lags beyond it count for nothing.`,
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
    "no-residual-degrees",
    (say) => ({
      nl: `Er zijn ${say("observations")} waarnemingen voor ${say("parameters")} parameters. Er blijft niets over om onzekerheid uit te berekenen.`,
      en: `There are ${say("observations")} observations for ${say("parameters")} parameters. Nothing is left to compute uncertainty from.`,
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
    "one-period",
    () => ({
      nl: "Er is maar één periode; een standaardfout over de tijd is dan niet te berekenen.",
      en: "There is only one period; an error over time cannot be computed.",
    }),
  ],
  [
    "variance-repaired",
    (say) => ({
      nl: `De geclusterde variantie had ${say("eigenvalues")} negatieve eigenwaarden; die zijn op nul gezet. Lees de standaardfouten voorzichtig.`,
      en: `The clustered variance had ${say("eigenvalues")} negative eigenvalues; they were set to zero. Read the standard errors with care.`,
    }),
  ],
]);
