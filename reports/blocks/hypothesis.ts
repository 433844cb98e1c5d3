import { joinWords } from "../../src/messages/format.ts";
import { seeText, sureText } from "../../src/messages/summary.ts";
import { anchor, type HypothesisView, type LinkView, linkAnchor, say, shownId } from "../page.ts";
import { type Block, EMPTY, heading, htmlOnly, join, markdownOnly, paragraph, wrap } from "../render/block.ts";
import { escapeHtml, strong, toHtml, toMarkdown } from "../render/text.ts";
import { becauseBox, hypothesisBecause } from "./because.ts";
import { chain } from "./chain.ts";
import { changeAndPublished } from "./change.ts";
import { checksTable } from "./checks-table.ts";
import { estimatesTable } from "./estimates-table.ts";
import { eventStudy } from "./event-study.ts";
import { findingMark } from "./finding.ts";
import { fixedBeforehand } from "./fixed.ts";
import { ledger } from "./ledger.ts";
import { missingTables } from "./missing.ts";
import { publishedTable } from "./published.ts";
import { notes } from "./sources.ts";
import { outcomeName, summaryParts, untestedHypothesisReason } from "./summary-parts.ts";
import { verdictCard } from "./verdict-card.ts";
import { findingWord } from "./wording.ts";

/** One hypothesis in reading order: claim and verdict, what it says and does not, the chain, and per tested link its evidence. */
export function hypothesisSection(view: HypothesisView): Block {
  const { page, hypothesis, deciding } = view;
  const others = view.links.filter((link) => link !== deciding && link.link.tested && link.primary !== null);
  const content = join(
    wrap("div", { class: "hhead" }, claim(view), verdictCard(view)),
    three(view),
    chain(view),
    deciding === null ? EMPTY : linkEvidence(deciding),
    deciding === null ? EMPTY : hypothesisBecause(view),
    changeAndPublished(view),
    missingTables(view),
    otherLinks(others),
  );
  return wrap(
    "section",
    { class: "hyp", id: anchor(page, hypothesis.id), "data-anchor": hypothesis.id },
    wrap("div", { class: "wrap" }, content),
  );
}

function claim(view: HypothesisView): Block {
  const { page, hypothesis } = view;
  const id = shownId(hypothesis.id);
  const goal = page.result.study.goals.find((item) => item.id === hypothesis.goal);
  const under =
    hypothesis.kind === "trade-off"
      ? page.words.tradeOff
      : goal === undefined
        ? ""
        : `${page.words.goal}: ${say(page, goal.title)}`;
  const text = say(page, hypothesis.claim);
  const [open, close] = page.language === "nl" ? ["“", "”"] : ["“", "”"];
  return wrap(
    "div",
    {},
    {
      html: `<p class="kick"><span class="hid big">${escapeHtml(id)}</span> ${escapeHtml(under)}</p><h2>${escapeHtml(say(page, hypothesis.title))}</h2>`,
      markdown: `## ${toMarkdown(`${id}. ${say(page, hypothesis.title)}`)}`,
    },
    { html: `<blockquote><p>${open}${escapeHtml(text)}${close}</p></blockquote>`, markdown: `> ${toMarkdown(text)}` },
    paragraph(hypothesis.source, "cite"),
  );
}

function three(view: HypothesisView): Block {
  const { page, hypothesis, deciding } = view;
  const { words } = page;
  const parts = deciding === null || hypothesis.finding === "not-testable" ? null : summaryParts(deciding);
  const boxes: readonly (readonly [string, string])[] =
    parts === null
      ? [
          [words.why, untestedHypothesisReason(view)],
          [words.doesNotSay, say(page, hypothesis.doesNotSay) || words.notAbsent],
        ]
      : [
          [words.see, seeText({ ...parts, finding: hypothesis.finding })],
          [words.sure, sureText({ ...parts, finding: hypothesis.finding })],
          [words.doesNotSay, silence(view)],
        ];
  return wrap(
    "div",
    { class: "three" },
    ...boxes.map(([head, text]) => wrap("div", {}, heading(3, head), paragraph(text))),
  );
}

/** What the study says the verdict leaves open, or that a comparison cannot see what is common to all; and the untested links. */
function silence(view: HypothesisView): string {
  const { page, hypothesis, deciding } = view;
  const { words, language } = page;
  const own = say(page, hypothesis.doesNotSay) || say(page, deciding?.link.doesNotSay) || words.commonToAll;
  const untested = view.links.filter(({ link }) => !link.tested).map(({ link }) => shownId(link.id));
  return untested.length === 0 ? own : `${own} ${words.untestedLinks(joinWords(untested, language))}`;
}

/** Everything behind one tested link, in the order a reader doubts it. */
function linkEvidence(view: LinkView): Block {
  const { page, link } = view;
  const findings = [...link.findings, ...(view.primary?.findings ?? [])];
  return join(
    htmlOnly(`<span id="${escapeHtml(linkAnchor(view))}"></span>`),
    fixedBeforehand(view),
    eventStudy(view),
    becauseBox(view),
    estimatesTable(view),
    publishedTable(view),
    checksTable(view),
    ledger(view),
    findings.length === 0 ? EMPTY : join(heading(3, page.words.notes, { class: "sec" }), notes(page, findings)),
    say(page, link.note) === "" ? EMPTY : paragraph(say(page, link.note), "cap"),
  );
}

/** The other tested links, each closed behind one line with its finding and number. */
function otherLinks(others: readonly LinkView[]): Block {
  const first = others[0];
  if (first === undefined) return EMPTY;
  return join(heading(3, first.page.words.otherTested, { class: "sec" }), ...others.map(otherLink));
}

function otherLink(view: LinkView): Block {
  const { page, link } = view;
  const parts = summaryParts(view);
  const numbers = parts === null ? "" : `: ${parts.effect} (${parts.interval})`;
  const name = `${strong(shownId(link.id))} ${outcomeName(view)} (${page.words.role[link.role]})${numbers}`;
  const mark = findingMark(page, link.finding, 18);
  const inner = join(
    paragraph(say(page, link.claim), "lead"),
    parts === null || link.finding === "not-testable" ? EMPTY : paragraph(seeText(parts)),
    say(page, link.doesNotSay) === ""
      ? EMPTY
      : paragraph(`${strong(`${page.words.doesNotSay}.`)} ${say(page, link.doesNotSay)}`),
    linkEvidence(view),
  );
  const shape = typeof mark === "string" ? mark : mark.html;
  return {
    html: `<details class="more"><summary>${shape} ${toHtml(name)}</summary>${inner.html}</details>`,
    markdown: join(
      markdownOnly(`### ${toMarkdown(`${name}: ${findingWord(page, link.finding)}`)}`),
      markdownOnly(inner.markdown),
    ).markdown,
  };
}
