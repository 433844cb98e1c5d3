import type { Language } from "../core/text.ts";
import { joinWords } from "./format.ts";
import type { SentenceValues } from "./sentence.ts";

/** One reason of the strength of evidence, as `EvidenceReason` of src/verdict. */
export interface EvidenceReasonWords {
  readonly code: string;
  readonly change: number;
  readonly values: SentenceValues;
}

const listOf = (values: SentenceValues, key: string): readonly string[] => {
  const value = values[key];
  return typeof value === "object" ? value : [];
};

/** Which tests stand against comparability, by name and by how they came out. */
function comparability(values: SentenceValues, language: Language): string {
  const nl = language === "nl";
  const parts = (
    [
      ["failed", nl ? "niet gehaald" : "failed"],
      ["uninformative", nl ? "niet informatief" : "not informative"],
      ["notRun", nl ? "niet uitgevoerd" : "not done"],
    ] as const
  )
    .map(([key, word]) => [listOf(values, key), word] as const)
    .filter(([codes]) => codes.length > 0)
    .map(([codes, word]) => `${joinWords(codes, language)} ${word}`);
  const head = nl ? "niet aangetoond dat de groepen vergelijkbaar zijn" : "the groups are not shown to be comparable";
  return `${head} (${parts.join("; ")})`;
}

/**
 * What a reason of the strength of evidence says, as a phrase beside its change; the design has its own words in the report.
 *
 * @throws RangeError for a code without words, which is a bug in src/verdict
 */
export function evidenceReasonPhrase({ code, values }: EvidenceReasonWords, language: Language): string {
  const nl = language === "nl";
  switch (code) {
    case "design":
      return nl ? "ontwerp" : "design";
    case "comparability":
      return comparability(values, language);
    case "few-clusters":
      return nl
        ? `${values["clusters"]} clusters, minder dan ${values["threshold"]}`
        : `${values["clusters"]} clusters, fewer than ${values["threshold"]}`;
    case "missingness":
      return nl
        ? "eenheden die ontbreken of wegvallen veranderen het oordeel"
        : "units that are missing or drop out change the finding";
    case "suppression":
      return nl ? "afgeschermde cellen kunnen het oordeel veranderen" : "suppressed cells can change the finding";
    case "floor":
      return nl ? "laagste niveau van een getoetst ontwerp" : "lowest level of a tested design";
    default:
      throw new RangeError(`no words are written for the evidence reason "${code}"`);
  }
}
