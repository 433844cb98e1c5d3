import type { FindingResult, SourceResult } from "../../src/result/schema.ts";
import { anchor, at, type LinkView, type Page, say, shownId } from "../page.ts";
import {
  type Block,
  EMPTY,
  heading,
  htmlOnly,
  join,
  list,
  paragraph,
  type TableRow,
  table,
  terms,
  wrap,
} from "../render/block.ts";
import { code, escapeHtml, linkText, strong } from "../render/text.ts";
import { findingText } from "./wording.ts";

/** What must be printed with a link's numbers: attributions of the sources that were read, each once. */
export function attributions(page: Page, _view: LinkView): readonly string[] {
  const read = page.result.sources.filter((source) => source.available);
  return [
    ...new Set(
      read
        .map((source) => say(page, source.attribution).replace(/^(Bron|Source):\s*/, ""))
        .filter((text) => text !== ""),
    ),
  ];
}

/** Notes on data, worst first. */
export function notes(page: Page, findings: readonly FindingResult[]): Block {
  if (findings.length === 0) return EMPTY;
  const order = ["refusal", "warning", "note"];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const texts = sorted.map(
    (finding) => `${strong(`${page.words.severity[finding.severity]}:`)} ${findingText(page, finding)}`,
  );
  return list([...new Set(texts)], false, "notes");
}

/** How measured, words, sources, provenance: the footer of the page. */
export function footer(page: Page): Block {
  const { words, result } = page;
  const content = join(
    heading(2, words.methodTitle),
    wrap("div", { class: "fg" }, howMeasured(page), glossary(page), reproduce(page)),
    wrap("div", { class: "wide" }, heading(3, words.sources), sourcesTable(page)),
    breaks(page),
    wrap("div", { class: "wide" }, heading(3, words.files), filesTable(page)),
    sourceNotes(page, result.sources),
  );
  return wrap("div", { class: "wrap", id: anchor(page, "method"), "data-anchor": "method" }, content);
}

function howMeasured(page: Page): Block {
  const { words, result } = page;
  const families = result.study.families.map((family) =>
    words.familyRule(
      words.adjust[family.adjust] ?? family.adjust,
      family.members.length === 0 ? "–" : family.members.map(shownId).join(", "),
      `${page.format.plain(family.level * 100)}%`,
    ),
  );
  const cell = result.study.disclosure.minimumCell;
  return wrap(
    "div",
    {},
    heading(3, words.howMeasured),
    paragraph(words.howMeasuredText),
    ...families.map((text) => paragraph(text)),
    cell > 0 ? paragraph(words.disclosure(page.format.count(cell))) : EMPTY,
  );
}

function glossary(page: Page): Block {
  const items = page.words.glossary.map(([term, meaning]): [string, string] => [term ?? "", meaning ?? ""]);
  return wrap("div", {}, heading(3, page.words.wordsTitle), terms(items, "gloss"));
}

function reproduce(page: Page): Block {
  const { words, result } = page;
  const { provenance, study } = result;
  const versions = [
    `effectmeter ${provenance.effectmeter}`,
    `Node ${provenance.node}`,
    ...Object.entries(provenance.dependencies).map(([name, version]) => `${name} ${version}`),
  ];
  const items: (readonly [string, string])[] = [
    [words.command, code(provenance.command)],
    [words.seed, `${at("/study/seed", String(study.seed), study.seed)}. ${words.seedNote}`],
    [words.versions, versions.join(", ")],
    [words.startedAt, provenance.startedAt.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, "$1 $2 UTC")],
  ];
  const place = escapeHtml(anchor(page, "place"));
  return wrap(
    "div",
    {},
    heading(3, words.follow),
    terms(
      items.filter(([, text]) => text !== ""),
      "prov",
    ),
    htmlOnly(
      `<p class="lookup" id="${place}" tabindex="-1" hidden><b>${escapeHtml(words.lookUp)}</b><br><output><small>${escapeHtml(words.lookUpNone)}</small></output></p>`,
    ),
  );
}

function sourcesTable(page: Page): Block {
  const { words, result } = page;
  const rows = result.sources.map((source, i): TableRow => {
    const title = say(page, source.title);
    const rowsRead =
      source.rows === null
        ? words.available
        : `${at(`/sources/${i}/rows`, page.format.count(source.rows), source.rows)} ${words.rows}`;
    return {
      cells: [
        source.url === null ? title : linkText(title, source.url),
        say(page, source.attribution) || "–",
        source.licence ?? "–",
        source.available ? rowsRead : words.notAvailable,
      ],
    };
  });
  return table({
    caption: words.sources,
    className: "tab cards",
    columns: [
      { head: words.missingTable },
      { head: words.publisher, className: "full" },
      { head: words.licence },
      { head: words.read },
    ],
    rows,
  });
}

function breaks(page: Page): Block {
  const items = page.result.sources
    .filter((source) => source.available)
    .flatMap((source) => source.breaks.map((item) => `${strong(String(item.period))} ${say(page, item.text)}`));
  if (items.length === 0) return EMPTY;
  return wrap("div", { class: "wide" }, heading(3, page.words.breaks), list([...new Set(items)]));
}

function filesTable(page: Page): Block {
  const { words, result } = page;
  const rows: TableRow[] = [
    ...result.study.specFiles.map((file): TableRow => ({ cells: [code(file.path), code(file.sha256), "–"] })),
    ...result.sources.flatMap((source, i) =>
      source.files.map(
        (file, j): TableRow => ({
          cells: [
            code(file.path),
            code(file.sha256),
            at(`/sources/${i}/files/${j}/rows`, page.format.count(file.rows), file.rows),
          ],
        }),
      ),
    ),
  ];
  return table({
    caption: words.files,
    className: "tab cards files",
    columns: [{ head: words.file }, { head: words.sha, className: "full" }, { head: words.rows, align: "right" }],
    rows,
  });
}

function sourceNotes(page: Page, sources: readonly SourceResult[]): Block {
  const findings = [
    ...page.result.findings,
    ...sources.flatMap((source) => source.findings),
    ...page.result.panels.flatMap((panel) => panel.findings),
  ];
  if (findings.length === 0) return EMPTY;
  return wrap("div", { class: "wide" }, heading(3, page.words.notes), notes(page, findings));
}
