import type { Language } from "../src/core/text.ts";
import { formatDecimal } from "../src/messages/format.ts";
import type { MonitorResult } from "../src/result/monitor-schema.ts";
import { seriesFigures } from "./blocks/monitor-figures.ts";
import { absentBlock, breakdowns, overviewTable, publishedBlock, spread } from "./blocks/monitor-tables.ts";
import { count, type MonitorView, monitorAnchor, monitorView, said } from "./blocks/monitor-view.ts";
import { type Block, details, EMPTY, heading, join, list, paragraph, terms, wrap } from "./render/block.ts";
import { htmlDocument } from "./render/html.ts";
import { markdownDocument } from "./render/markdown.ts";
import { code, linkText, withoutMarks } from "./render/text.ts";
import { MONITOR_STYLE } from "./templates/monitor-style.ts";

export { monitorAreasCsv, monitorCsv } from "./blocks/monitor-csv.ts";

interface Parts {
  readonly view: MonitorView;
  readonly main: Block;
  readonly footer: Block;
  readonly nav: readonly { readonly target: string; readonly text: string }[];
}

function monitorParts(result: MonitorResult, language: Language): Parts {
  const view = monitorView(withoutMarks(result), language);
  const { words } = view;
  const sections: readonly (readonly [keyof typeof words.nav, Block])[] = [
    ["overview", overview(view)],
    ["figures", seriesFigures(view)],
    ["parts", breakdowns(view)],
    ["levels", spread(view)],
    ["published", publishedBlock(view)],
    ["absent", absentBlock(view)],
  ];
  const shown = sections.filter(([, block]) => block.html !== "");
  return {
    view,
    main: join(...shown.map(([, block]) => block)),
    footer: footer(view),
    nav: [...shown.map(([name]) => name), "method" as const].map((name) => ({
      target: monitorAnchor(view, name),
      text: words.nav[name],
    })),
  };
}

function overview(view: MonitorView): Block {
  const { words, result, baseYear } = view;
  const based = result.indicators.filter(({ levels }) => levels[0]!.series.base !== null).length;
  return wrap(
    "section",
    { class: "wrap mon", id: monitorAnchor(view, "overview"), "data-anchor": "overview" },
    paragraph(said(view, result.study.title), "kick"),
    heading(1, words.title(baseYear)),
    result.provenance.synthetic === undefined ? EMPTY : paragraph(words.synthetic, "warn"),
    paragraph(words.lead(count(view, result.indicators.length), count(view, based), baseYear), "lead"),
    paragraph(words.notSaid, "not"),
    overviewTable(view),
  );
}

function footer(view: MonitorView): Block {
  const { words, result, language } = view;
  const { minimumCell } = result.study;
  const method = [
    ...words.method,
    ...(minimumCell > 1 ? [words.disclosure(formatDecimal(minimumCell, 0, language))] : []),
  ];
  const sources = result.sources.map(({ title, url, attribution, licence, rows }) => {
    const name = url === null ? said(view, title) : linkText(said(view, title), url);
    const about = [
      attribution === null ? "" : said(view, attribution),
      licence ?? "",
      `${count(view, rows)} ${words.rows}`,
    ];
    return `${name}. ${about.filter((part) => part !== "").join("; ")}`;
  });
  const files = result.sources.flatMap((source) =>
    source.files.map((file) => `${code(file.path)} ${code(file.sha256)}`),
  );
  return wrap(
    "div",
    { class: "wrap", id: monitorAnchor(view, "method"), "data-anchor": "method" },
    heading(2, words.methodTitle),
    list(method),
    heading(3, words.sources),
    list(sources),
    files.length === 0 ? EMPTY : details(words.files, list(files, false, "files")),
    heading(3, words.provenance),
    terms(
      [
        [words.command, code(result.provenance.command)],
        [words.version, `effectmeter ${result.provenance.effectmeter}, Node ${result.provenance.node}`],
      ],
      "prov",
    ),
  );
}

const titleOf = (view: MonitorView): string => `${view.words.brand} ${said(view, view.result.study.title)}`;

/**
 * The monitor as one self-contained HTML file in every language of the study. No network, no storage; complete without scripts. The same result gives the
 * same bytes.
 */
export function monitorHtml(result: MonitorResult): string {
  const languages = result.study.languages.length === 0 ? (["nl"] as const) : [...new Set(result.study.languages)];
  const pages = languages.map((language) => {
    const { view, main, footer: foot, nav } = monitorParts(result, language);
    const { words } = view;
    return {
      language,
      title: titleOf(view),
      brand: words.brand,
      skip: words.skip,
      contents: words.contents,
      main: main.html,
      footer: foot.html,
      nav,
      languageName: words.languageName,
      dark: words.dark,
      light: words.light,
    };
  });
  const foot = `${pages[0]?.title ?? ""} · ${result.study.id} · effectmeter ${result.provenance.effectmeter}`;
  return htmlDocument(pages, foot, MONITOR_STYLE);
}

/** The same content as Markdown in one language, in reading order. */
export function monitorMarkdown(result: MonitorResult, language: Language): string {
  const { main, footer: foot } = monitorParts(result, language);
  return markdownDocument(main, foot);
}
