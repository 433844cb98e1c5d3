import type { Sentence } from "./sentence.ts";

/** Of groups that are compared within the same unit. */
export const groupSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "areas-of-a-dose",
    (say) => ({
      nl: `Met de dosis ${say("dose")} zijn er geen twee gebieden, behandeld en onbehandeld. Geef de eenheden op, zodat elke eenheid haar eigen effecten heeft.`,
      en: `With the dose ${say("dose")} there are no two areas, treated and untreated. Name the units, so that every unit has effects of its own.`,
    }),
  ],
  [
    "competing-groups",
    (say) => ({
      nl: `De groepen van een eenheid tellen in (vrijwel) elke periode samen op tot ${say("total")} (${say("cells")} optellingen). Wat de ene groep wint, verliezen de andere: zij zijn zelf behandeld en kunnen niet laten zien wat er zonder beleid was gebeurd. Het verschil is dan ongeveer twee keer het effect. Vergelijk het aandeel van de geraakte groep tussen eenheden (ontwerp dose of two-by-two), of neem een uitkomst per groep die niet ten koste van de andere gaat: een kans op sluiting, fte, een aantal met een vrij totaal. Wie toch zo wil vergelijken, geeft een reden op (allow_competing_groups); die staat dan in het resultaat.`,
      en: `The groups of a unit add up to ${say("total")} in (nearly) every period (${say("cells")} sums). What one group wins the others lose: they are treated themselves and cannot show what would have happened without the policy. The contrast is then about twice the effect. Compare the affected group's share between units (a dose or two-by-two design), or take an outcome per group that is not at the others' expense: a risk of closing, staff, a count whose total is free. To compare like this all the same, give a reason (allow_competing_groups); it is printed in the result.`,
    }),
  ],
  [
    "competing-groups-allowed",
    (say) => ({
      nl: `De groepen van een eenheid tellen op tot een vast totaal, of kunnen delen van één geheel zijn; wat de ene wint, verliezen de andere, en het verschil kan twee keer het effect zijn. Toch zo vergeleken, om deze reden: ${say("reason")}.`,
      en: `The groups of a unit add up to a fixed total, or may be parts of one whole; what one wins the others lose, and the contrast can be twice the effect. Compared like this all the same, for this reason: ${say("reason")}.`,
    }),
  ],
  [
    "effects-need-units",
    () => ({
      nl: "Effecten per eenheid vragen om een eenheid; geef haar op, of kies effects: area.",
      en: "Effects of units need a unit; name it, or choose effects: area.",
    }),
  ],
  [
    "exposure-varies-in-unit",
    () => ({
      nl: "De behandeling of dosis verschilt binnen een eenheid. Zij hoort per eenheid vast te zijn; groep en start staan er apart naast.",
      en: "Treatment or dose differs within a unit. It has to be the same in all rows of a unit; group and start are said separately.",
    }),
  ],
  [
    "groups-compared",
    (say) => ({
      nl: `Geraakte groep: ${say("affected")}; vergeleken met ${say("against")}, binnen dezelfde eenheid en periode.`,
      en: `Affected group: ${say("affected")}; compared with ${say("against")}, within the same unit and period.`,
    }),
  ],
  [
    "groups-left-out",
    (say) => ({
      nl: `${say("rows")} rijen horen naar ${say("column")} bij geen van de vergeleken groepen en zijn weggelaten.`,
      en: `${say("rows")} rows belong by ${say("column")} to none of the groups compared and were left out.`,
    }),
  ],
  [
    "groups-share-a-total",
    (say) => ({
      nl: `De uitkomsten van de groepen tellen per eenheid op tot een totaal dat in de tijd niet verandert (${say("cells")} optellingen). Dan kan de ene groep alleen groeien ten koste van de andere, en is het verschil ongeveer twee keer het effect. Lees het niet als effect zolang niet vaststaat dat het totaal vrij kan bewegen.`,
      en: `The outcomes of the groups add up, per unit, to a total that does not change over time (${say("cells")} sums). One group can then only grow at the others' expense, and the contrast is about twice the effect. Do not read it as the effect unless the total is known to be free to move.`,
    }),
  ],
  [
    "no-comparison-group",
    () => ({
      nl: "Alle rijen horen bij één kant: er is geen geraakte groep naast een andere om mee te vergelijken.",
      en: "All rows are on one side: there is no affected group beside another to compare with.",
    }),
  ],
  [
    "no-untreated-area",
    () => ({
      nl: "Alle eenheden zijn gelijk blootgesteld: er is geen onbehandeld gebied en dus geen derde verschil. Groepen vergelijken voor en na de start is een verschil in verschillen: schrijf dat als kind: two-by-two met de geraakte groep als treated, of geef treated of dose op.",
      en: "All units are exposed alike: there is no untreated area and so no third difference. Comparing groups before and after the start is a difference in differences: write it as kind: two-by-two with the affected group as treated, or give treated or dose.",
    }),
  ],
  [
    "periods-without-group",
    (say) => ({
      nl: `In ${say("count")} perioden van eenheden is maar één kant van de vergelijking waargenomen (${say("rows")} rijen); daar is geen verschil tussen groepen.`,
      en: `In ${say("count")} unit-periods only one side of the comparison is observed (${say("rows")} rows); there is no difference between groups there.`,
    }),
  ],
  [
    "shares-may-compete",
    (say) => ({
      nl: `De uitkomst is een aandeel en de groepen van een eenheid tellen nergens op tot meer dan 1 (${say("cells")} optellingen). Hebben zij dezelfde noemer, dan verliezen de andere groepen wat de geraakte wint en is het verschil ongeveer twee keer het effect; vergelijk dan het aandeel zelf tussen eenheden.`,
      en: `The outcome is a share, and the groups of a unit nowhere add up to more than 1 (${say("cells")} sums). If they have the same denominator, the other groups lose what the affected one wins and the contrast is about twice the effect; then compare the share itself between units.`,
    }),
  ],
  [
    "triple-difference-covariates",
    (say) => ({
      nl: `Met covariaten (${say("covariates")}) is dit het verschil van twee regressies, en dat is in het algemeen niet het effect wanneer trends alleen bij gelijke covariaten gelijk zijn (Ortiz-Villavicencio en Sant'Anna 2025). Lees het naast de schatting zonder covariaten.`,
      en: `With covariates (${say("covariates")}) this is the difference of two regressions, which in general is not the effect when trends are parallel only given covariates (Ortiz-Villavicencio and Sant'Anna 2025). Read it beside the estimate without covariates.`,
    }),
  ],
  [
    "triple-difference-staggered",
    () => ({
      nl: "De starts zijn gespreid. Eenheden die al begonnen zijn, dienen dan als vergelijking voor latere, en wie alle nog niet behandelden samenneemt, krijgt een vertekend driedubbel verschil (Ortiz-Villavicencio en Sant'Anna 2025). Vergelijk per start met eenheden die nooit beginnen. Effecten per periode (reference) zijn met gespreide starts niet te schatten.",
      en: "Starts are staggered. Units that have started then serve as comparison for later ones, and pooling all not-yet-treated units biases a triple difference (Ortiz-Villavicencio and Sant'Anna 2025). Compare one start at a time with units that never start. Effects per period (reference) cannot be estimated with staggered starts.",
    }),
  ],
  [
    "units-without-group",
    (say) => ({
      nl: `${say("units")} eenheden (${say("rows")} rijen) hebben in geen enkele periode beide kanten van de vergelijking: ${say("lackAffected")} missen de geraakte groep, ${say("lackOthers")} de andere groepen. Zij dragen niets bij aan het verschil binnen eenheden.`,
      en: `${say("units")} units (${say("rows")} rows) never have both sides of the comparison in one period: ${say("lackAffected")} lack the affected group, ${say("lackOthers")} the other groups. They add nothing to the contrast within units.`,
    }),
  ],
]);
