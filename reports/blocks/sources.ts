import { joinWords } from "../../src/messages/format.ts";
import type { FindingResult, SourceResult } from "../../src/result/schema.ts";
import { anchor, at, type Page, say, shownId } from "../page.ts";
import {
  type Block,
  type Cell,
  details,
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

/** What must be printed with every number: attributions of the sources that were read, each once. */
export function attributions(page: Page): readonly string[] {
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
  const families = result.study.families
    .filter(({ members }) => members.length > 0)
    .map((family) =>
      words.familyRule(
        words.adjust[family.adjust] ?? family.adjust,
        joinWords(family.members.map(shownId), page.language),
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

/** What was read, and by name what was not there. */
function sourcesTable(page: Page): Block {
  const { words, result } = page;
  const rows = result.sources.flatMap((source, i): readonly TableRow[] => {
    if (!source.available) return [];
    const title = say(page, source.title);
    const read =
      source.rows === null
        ? words.available
        : `${at(`/sources/${i}/rows`, page.format.count(source.rows), source.rows)} ${words.rows}`;
    return [
      {
        cells: [
          source.url === null ? title : linkText(title, source.url),
          say(page, source.attribution) || "–",
          source.licence ?? "–",
          read,
        ],
      },
    ];
  });
  const absent = result.sources.filter((source) => !source.available).map((source) => say(page, source.title));
  return join(
    table({
      caption: words.sources,
      className: "tab cards",
      columns: [
        { head: words.missingTable },
        { head: words.publisher, className: "full" },
        { head: words.licence, className: "lic" },
        { head: words.read, className: "lic" },
      ],
      rows,
    }),
    absent.length === 0 ? EMPTY : paragraph(`${strong(`${words.absentSources}:`)} ${absent.join("; ")}.`, "cap"),
  );
}

function breaks(page: Page): Block {
  const items = page.result.sources
    .filter((source) => source.available)
    .flatMap((source) => source.breaks)
    .sort((a, b) => a.period - b.period)
    .map((item) => `${strong(String(item.period))} ${say(page, item.text)}`);
  if (items.length === 0) return EMPTY;
  return wrap("div", { class: "wide" }, heading(3, page.words.breaks), list([...new Set(items)]));
}

/** Data files with their rows, and the files of the study, closed. */
function filesTable(page: Page): Block {
  const { words, result } = page;
  const data = result.sources.flatMap((source, i) =>
    source.files.map((file, j): readonly Cell[] => [
      code(file.path),
      code(file.sha256),
      at(`/sources/${i}/files/${j}/rows`, page.format.count(file.rows), file.rows),
    ]),
  );
  const spec = result.study.specFiles.map((file): readonly Cell[] => [code(file.path), code(file.sha256)]);
  const columns = [{ head: words.file }, { head: words.sha, className: "full" }];
  const files = (caption: string, withRows: boolean, rows: readonly (readonly Cell[])[]): Block =>
    table({
      caption,
      className: "tab cards files",
      columns: withRows ? [...columns, { head: words.ledgerRows, align: "right" }] : columns,
      rows: rows.map((cells) => ({ cells })),
    });
  const specTitle = words.specFiles(page.format.count(spec.length));
  return join(
    data.length === 0 ? EMPTY : files(words.files, true, data),
    spec.length === 0 ? EMPTY : details(specTitle, files(specTitle, false, spec)),
  );
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
