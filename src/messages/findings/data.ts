import type { Sentence } from "./sentence.ts";

/** Of rows and tables: what was read, what was left out, what is not there. */
export const dataSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "coordinates-missing",
    (say) => ({
      nl: `Van ${say("rows")} rijen ontbreekt ${say("column")}, en standaardfouten naar afstand hebben van elke rij een plaats nodig; laat die rijen buiten de steekproef (sample.require).`,
      en: `${say("rows")} rows lack ${say("column")}, and errors by distance need a place for every row; leave those rows out of the sample (sample.require).`,
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
    "extra-columns",
    (say) => ({
      nl: `${say("file")} heeft kolommen die niet bij de tabel ${say("source")} horen en niet zijn gelezen: ${say("columns")}.`,
      en: `${say("file")} has columns that do not belong to the table ${say("source")} and were not read: ${say("columns")}.`,
    }),
  ],
  [
    "incomplete-download",
    (say) => ({
      nl: `Van de ${say("published")} records van de tabel zijn er ${say("records")} gelezen. Een selectie verklaart dat, een ontbrekende pagina ook; controleer het.`,
      en: `Of the table's ${say("published")} records ${say("records")} were read. A selection explains that, a missing page too; check which.`,
    }),
  ],
  [
    "negative-weights",
    (say) => ({
      nl: `${say("rows")} rijen hebben een negatief gewicht ${say("column")} (het laagste is ${say("lowest")}). Een gewicht is een getal vanaf 0; verbeter de kolom, of noem een andere bij weights.`,
      en: `${say("rows")} rows have a negative weight ${say("column")} (the lowest is ${say("lowest")}). A weight is a number from 0; correct the column, or name another under weights.`,
    }),
  ],
  [
    "no-final-line-end",
    (say) => ({
      nl: `Regel ${say("line")}, de laatste van ${say("file")}, heeft geen regeleinde. Is het bestand afgebroken, dan ontbreken rijen en kan het laatste getal te klein zijn; haal het bij twijfel opnieuw op.`,
      en: `Line ${say("line")}, the last of ${say("file")}, has no line end. If the file was cut off, rows are missing and the last number may be too small; fetch it again when in doubt.`,
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
    "repeated-period",
    (say) => ({
      nl: `In ${say("rows")} rijen komt een periode opnieuw voor; NW over één reeks vraagt één rij per periode. Noem de eenheid (--unit), of kies DK.`,
      en: `${say("rows")} rows repeat a period; NW over one series needs one row per period. Name the unit (--unit), or choose DK.`,
    }),
  ],
  [
    "repeated-rows",
    (say) => ({
      nl: `In ${say("file")} zijn ${say("rows")} rijen in alles behalve hun aantal gelijk aan een andere rij. Zij zijn bewaard: het bestand laat de kolom weg die ze onderscheidt.`,
      en: `In ${say("file")} ${say("rows")} rows equal another row in all but their count. They were kept: the file leaves out the column that tells them apart.`,
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
    "total-rows-skipped",
    (say) => ({
      nl: `In ${say("file")} zijn ${say("rows")} totaalrijen overgeslagen (regels ${say("lines")}); zij tellen op wat er al staat.`,
      en: `In ${say("file")} ${say("rows")} rows of totals were left out (lines ${say("lines")}); they add up what is there already.`,
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
    "unknown-spellings",
    (say) => ({
      nl: `In ${say("file")} staan afdelingen die niet bekend zijn (met hun eerste regel): ${say("spellings")}. Zij tellen nergens als techniek; verbeter de spelling, of meld een nieuwe naam.`,
      en: `${say("file")} has departments that are not known (with their first line): ${say("spellings")}. They count nowhere as technical; correct the spelling, or report a new name.`,
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
    "zero-weights",
    (say) => ({
      nl: `${say("rows")} rijen hebben gewicht nul en tellen niet mee.`,
      en: `${say("rows")} rows have weight zero and do not count.`,
    }),
  ],
]);
