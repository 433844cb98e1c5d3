import type { Sentence } from "./sentence.ts";

/** Of two versions of one table. */
export const driftSentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    "drift-codes-gone",
    (say) => ({
      nl: `In ${say("column")} komen ${say("number")} codes niet meer voor: ${say("codes")}. Ga na of zij zijn hernoemd; een formule die ze noemt, telt ze nu als nul.`,
      en: `In ${say("column")} ${say("number")} codes no longer occur: ${say("codes")}. Find out whether they were renamed; a formula that names them now counts them as zero.`,
    }),
  ],
  [
    "drift-codes-new",
    (say) => ({
      nl: `In ${say("column")} zijn ${say("number")} codes nieuw: ${say("codes")}. Ga na of formules ze moeten noemen.`,
      en: `In ${say("column")} ${say("number")} codes are new: ${say("codes")}. See whether formulas have to name them.`,
    }),
  ],
  [
    "drift-columns-added",
    (say) => ({
      nl: `Nieuwe kolommen: ${say("columns")}. Zij veranderen niets zolang geen formule ze gebruikt.`,
      en: `New columns: ${say("columns")}. They change nothing as long as no formula uses them.`,
    }),
  ],
  [
    "drift-columns-removed",
    (say) => ({
      nl: `Kolommen die er niet meer zijn: ${say("columns")}. Pas formules aan die ze noemen, of haal het oude bestand terug.`,
      en: `Columns that are gone: ${say("columns")}. Change formulas that name them, or bring the old file back.`,
    }),
  ],
  [
    "drift-columns-retyped",
    (say) => ({
      nl: `Kolommen die van getal tekst werden of omgekeerd: ${say("columns")}. Vaak staat er één cel met een woord of een andere komma in; verbeter die.`,
      en: `Columns that turned from numbers to text or back: ${say("columns")}. Often one cell holds a word or another decimal mark; correct it.`,
    }),
  ],
  [
    "drift-distribution",
    (say) => ({
      nl: `De verdeling van ${say("column")} is verschoven (stabiliteitsindex ${say("stability")}; vanaf 0,1 opvallend, vanaf 0,25 veel${say("distance") === "" ? "" : `; Kolmogorov-Smirnovafstand ${say("distance")}`}). Ga na of definitie, eenheid of dekking is veranderd.`,
      en: `The distribution of ${say("column")} has shifted (stability index ${say("stability")}; from 0.1 on notable, from 0.25 on large${say("distance") === "" ? "" : `; Kolmogorov–Smirnov distance ${say("distance")}`}). Find out whether definition, unit or coverage changed.`,
    }),
  ],
  [
    "drift-key-repeats",
    (say) => ({
      nl: `De sleutel ${say("columns")} komt vaker voor (${say("before")} herhaalde rijen in de oude versie, ${say("after")} in de nieuwe), zodat rijen niet te koppelen zijn; noem bij --key ook de kolom die ze onderscheidt.`,
      en: `The key ${say("columns")} repeats (${say("before")} repeated rows in the old version, ${say("after")} in the new), so that rows cannot be matched; add the column that tells them apart to --key.`,
    }),
  ],
  [
    "drift-keys-gone",
    (say) => ({
      nl: `${say("rows")} rijen van de oude versie (${say("goneShare")}) zijn er niet meer, bijvoorbeeld ${say("examples")}. Een gepubliceerde rij verdwijnt zelden zonder reden; zoek die op.`,
      en: `${say("rows")} rows of the old version (${say("goneShare")}) are gone, such as ${say("examples")}. A published row seldom goes without a reason; find it.`,
    }),
  ],
  [
    "drift-keys-new",
    (say) => ({
      nl: `${say("rows")} rijen zijn nieuw${say("periods") === "" ? "" : `, in nieuwe perioden ${say("periods")}`}; ${say("within")} daarvan in perioden die er al waren (bijvoorbeeld ${say("examples")}).`,
      en: `${say("rows")} rows are new${say("periods") === "" ? "" : `, in new periods ${say("periods")}`}; ${say("within")} of them in periods that were there already (such as ${say("examples")}).`,
    }),
  ],
  [
    "drift-missing",
    (say) => ({
      nl: `Van ${say("column")} ontbrak ${say("beforeShare")}, nu ${say("afterShare")}. Ga na of er rijen leeg zijn gelaten of een code voor "onbekend" is veranderd.`,
      en: `Of ${say("column")} ${say("beforeShare")} was missing, now ${say("afterShare")}. Find out whether cells were left empty or a code for "unknown" changed.`,
    }),
  ],
  [
    "drift-no-key",
    () => ({
      nl: "Geen combinatie van kolommen onderscheidt de rijen in beide versies, zodat niet te zien is welke waarden zijn herzien; noem de sleutel met --key.",
      en: "No combination of columns tells rows apart in both versions, so that it cannot be seen which values were revised; name the key with --key.",
    }),
  ],
  [
    "drift-revised",
    (say) => ({
      nl: `${say("rows")} waarden van ${say("column")} zijn herzien (${say("revisedShare")} van de rijen in beide versies)${say("periods") === "" ? "" : `, per periode ${say("periods")}`}${say("largest") === "" ? "" : `; de grootste verandering is ${say("largest")}`}. Het laatste jaar is vaak voorlopig; oudere jaren horen niet te veranderen zonder bericht van de uitgever.`,
      en: `${say("rows")} values of ${say("column")} were revised (${say("revisedShare")} of the rows in both versions)${say("periods") === "" ? "" : `, by period ${say("periods")}`}${say("largest") === "" ? "" : `; the largest change is ${say("largest")}`}. The latest year is often provisional; older years should not change without word from the publisher.`,
    }),
  ],
  [
    "drift-rows",
    (say) => ({
      nl: `Het aantal rijen ging van ${say("before")} naar ${say("after")}.`,
      en: `The number of rows went from ${say("before")} to ${say("after")}.`,
    }),
  ],
  [
    "drift-suppression",
    (say) => ({
      nl: `Van ${say("column")} was ${say("beforeShare")} afgeschermd, nu ${say("afterShare")}. De uitgever kan zijn grens hebben verlegd; lees de uitkomst aan beide einden.`,
      en: `Of ${say("column")} ${say("beforeShare")} was suppressed, now ${say("afterShare")}. The publisher may have moved its limit; read the outcome at both ends.`,
    }),
  ],
  [
    "drift-table-gone",
    (say) => ({
      nl: `De tabel ${say("table")} is er in de nieuwe versie niet (was ${say("files")}). Haal haar opnieuw op, of laat de bron weg.`,
      en: `The table ${say("table")} is not in the new version (was ${say("files")}). Fetch it again, or leave the source out.`,
    }),
  ],
  [
    "drift-table-new",
    (say) => ({
      nl: `De tabel ${say("table")} is nieuw (${say("files")}); er is niets om haar mee te vergelijken.`,
      en: `The table ${say("table")} is new (${say("files")}); there is nothing to compare it with.`,
    }),
  ],
]);
