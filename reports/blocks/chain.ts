import { capitalise, inWords } from "../../src/messages/format.ts";
import { countAt, type HypothesisView, type LinkView, linkAnchor, say, shownId } from "../page.ts";
import { type Block, EMPTY, heading, htmlOnly, join, list, markdownOnly, paragraph } from "../render/block.ts";
import { escapeHtml, linkText, strong, toHtml } from "../render/text.ts";
import { findingMark, strengthMark } from "./finding.ts";
import { untestedReason } from "./summary-parts.ts";
import { findingWord } from "./wording.ts";

/** More nodes than this do not fit side by side. */
const MOST_COLUMNS = 5;

/** The reasoning as a list: nodes, and between them arrows with link id, shape, word, meter and reason. */
export function chain(view: HypothesisView): Block {
  const { page, hypothesis } = view;
  const nodes = hypothesis.chain;
  if (nodes.length < 2) return EMPTY;
  const placed = new Set<LinkView>();
  const items = nodes.map((node, i) => {
    const next = nodes[i + 1];
    const between =
      next === undefined
        ? []
        : view.links.filter(({ link }) => link.from === node.id && link.to === next.id && inReasoning(link.role));
    for (const link of between) placed.add(link);
    const name = escapeHtml(say(page, node.label));
    const note = [node.code ?? "", say(page, node.note)].filter((text) => text !== "").join(" · ");
    const box = `<li class="nd"><b>${name}</b>${note === "" ? "" : `<small>${escapeHtml(note)}</small>`}</li>`;
    return next === undefined ? box : `${box}${arrow(between, page.words.leadsTo)}`;
  });
  const wide = nodes.length <= MOST_COLUMNS;
  const columns = wide
    ? `grid-template-columns:${Array(nodes.length - 1)
        .fill("minmax(0,1fr) minmax(0,1.12fr)")
        .join(" ")} minmax(0,1fr)`
    : "";
  const ordered = wide
    ? `<ol class="chain${nodes.length > 4 ? " five" : ""}" style="${columns}">${items.join("")}</ol>`
    : `<ol class="chain tall">${items.join("")}</ol>`;
  const rest = view.links.filter((link) => !placed.has(link));
  const weakest =
    view.deciding === null ? "" : ` ${page.words.chainWeakest(shownId(hypothesis.id), shownId(view.deciding.link.id))}`;
  return join(
    heading(3, page.words.chain, { class: "sec" }),
    htmlOnly(ordered),
    markdownOnly(list(view.links.filter((link) => placed.has(link)).map((link) => chainLine(link, view))).markdown),
    paragraph(`${page.words.chainCaption}${weakest}`, "cap"),
    rest.length === 0
      ? EMPTY
      : join(heading(3, page.words.otherLinks, { class: "sec" }), list(rest.map((link) => linkLine(link, view)))),
  );
}

const inReasoning = (role: string): boolean => role === "primary" || role === "chain" || role === "trade-off";

function arrow(links: readonly LinkView[], leadsTo: string): string {
  const tested = links.some(({ link }) => link.tested);
  const drawn =
    '<svg class="ar" viewBox="0 0 120 14" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path d="M0 7H116"/></svg>' +
    '<svg class="ah" viewBox="0 0 10 14" aria-hidden="true" focusable="false"><path d="M1 1l8 6l-8 6"/></svg>';
  const labels = links.map(arrowLabel).join("");
  return `<li class="lk ${tested ? "tested" : "open"}">${drawn}<span class="vh">${escapeHtml(leadsTo)}: </span>${labels}</li>`;
}

function arrowLabel(view: LinkView): string {
  const { page, link } = view;
  const mark = findingMark(page, link.finding, 18);
  const meter = link.tested ? strengthMark(page, link.evidence, view.path) : "";
  const html = (cell: typeof mark) => (typeof cell === "string" ? cell : cell.html);
  return `<div class="lkb"><span class="hid">${escapeHtml(shownId(link.id))}</span>${html(mark)}${html(meter)}<small>${toHtml(arrowReason(view))}</small></div>`;
}

/** Short enough for an arrow: several missing tables are counted here and named below. */
function arrowReason(view: LinkView): string {
  const { page, link } = view;
  const tables = new Set(link.missing.map((missing) => missing.source)).size;
  return tables > 1 ? capitalise(page.words.tablesMissing(inWords(tables, page.language))) : reason(view);
}

function reason(view: LinkView): string {
  const { page, link, primary } = view;
  if (!link.tested || primary === null) return untestedReason(view);
  const units = primary.counts.units;
  return units === null
    ? page.words.testedOn(
        countAt(page, `${view.path}/estimates/0/counts/observations`, primary.counts.observations),
        page.words.rows,
      )
    : page.words.testedOn(countAt(page, `${view.path}/estimates/0/counts/units`, units), page.words.units);
}

function chainLine(view: LinkView, whole: HypothesisView): string {
  const name = (id: string | null) => say(view.page, whole.hypothesis.chain.find((node) => node.id === id)?.label);
  return `${strong(shownId(view.link.id))} ${name(view.link.from)} → ${name(view.link.to)}: ${findingWord(view.page, view.link.finding)}; ${reason(view)}`;
}

function linkLine(view: LinkView, whole: HypothesisView): string {
  const { page, link } = view;
  const id = link.tested ? linkText(shownId(link.id), `#${linkAnchor(view)}`) : shownId(link.id);
  const node = (name: string | null) => say(page, whole.hypothesis.chain.find((item) => item.id === name)?.label);
  const [from, to] = [node(link.from), node(link.to)];
  const step = inReasoning(link.role) && from !== "" && to !== "" ? `, ${from} → ${to}` : "";
  return `${strong(id)} (${page.words.role[link.role]}${step}) ${say(page, link.claim)} ${capitalise(findingWord(page, link.finding))}; ${reason(view)}`;
}
