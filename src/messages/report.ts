import type { Language } from "../core/text.ts";
import { reportEn } from "./report-en.ts";
import { type ReportWords, reportNl } from "./report-nl.ts";

export type { ReportWords };

const WORDS: Readonly<Record<Language, ReportWords>> = { nl: reportNl, en: reportEn };

/** Interface words of the report in one language. */
export function reportWords(language: Language): ReportWords {
  return WORDS[language];
}
