import type { Language } from "../src/core/text.ts";
import type { StudyResult } from "../src/result/schema.ts";
import { effectReport, reportTitle } from "./effect-report.ts";
import { htmlDocument } from "./render/html.ts";
import { markdownDocument } from "./render/markdown.ts";

export { effectsCsv } from "./render/csv.ts";

/**
 * The effect report as one self-contained HTML file in every language of the study, the first one shown. No network, no storage;
 * complete without scripts. Every text of the study is escaped; the same result gives the same bytes.
 */
export function renderHtml(result: StudyResult): string {
  const languages = result.study.languages.length === 0 ? (["nl"] as const) : [...new Set(result.study.languages)];
  const pages = languages.map((language) => {
    const report = effectReport(result, language);
    const { words } = report.page;
    return {
      language,
      title: reportTitle(report.page),
      brand: words.report,
      skip: words.skip,
      contents: words.contents,
      main: report.main.html,
      footer: report.footer.html,
      nav: report.nav,
      languageName: words.languageName,
      dark: words.dark,
      light: words.light,
    };
  });
  const version = result.provenance.effectmeter;
  return htmlDocument(pages, `${pages[0]?.title ?? ""} · ${result.study.id} · effectmeter ${version}`);
}

/** The same content as Markdown in one language, in reading order. */
export function renderMarkdown(result: StudyResult, language: Language): string {
  const report = effectReport(result, language);
  return markdownDocument(report.main, report.footer);
}
