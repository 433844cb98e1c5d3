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
    "collinear",
    (say) => ({
      nl: `Weggelaten omdat ze uit de andere kolommen of vaste effecten volgen: ${say("columns")}.`,
      en: `Left out because they follow from the other columns or fixed effects: ${say("columns")}.`,
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
    "formula-part-not-available",
    (say) => ({
      nl: `Dit deel van de formule is nog niet beschikbaar: ${say("part")} (${say("written")}).`,
      en: `This part of the formula is not yet available: ${say("part")} (${say("written")}).`,
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
    "not-available",
    (say) => ({
      nl: `Deze toets is bekend, maar nog niet beschikbaar${say("check") === "" ? "" : `: ${say("check")}`}.`,
      en: `This check is known, but not yet available${say("check") === "" ? "" : `: ${say("check")}`}.`,
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
    "reference-missing",
    (say) => ({
      nl: `Het vergelijkingsjaar ${say("reference")} komt niet voor. Waargenomen: ${say("observed")}.`,
      en: `Reference period ${say("reference")} does not occur. Observed: ${say("observed")}.`,
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
    "twfe-staggered",
    () => ({
      nl: "De starts zijn gespreid. Deze regressie vergelijkt dan ook met al behandelde eenheden; lees haar naast een methode voor gespreide invoering.",
      en: "Adoption is staggered. This regression then also compares with units already treated; read it beside a method for staggered adoption.",
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
    "zero-weights",
    (say) => ({
      nl: `${say("rows")} rijen hebben gewicht nul en tellen niet mee.`,
      en: `${say("rows")} rows have weight zero and do not count.`,
    }),
  ],
]);

/** Codes that have a sentence of their own. */
export const FINDING_CODES: readonly string[] = [...SENTENCES.keys()];

/** The sentence of a finding. A code without one gives its own words and values, so that nothing is ever lost. */
export function findingSentence(finding: Finding, language: Language): string {
  const sentence = SENTENCES.get(finding.code);
  const say: Say = (key) => (Object.hasOwn(finding.values, key) ? valueText(finding.values[key], language) : "");
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
