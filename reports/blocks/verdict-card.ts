import { policyTerm } from "../../src/messages/summary.ts";
import type { EvidenceResult } from "../../src/result/schema.ts";
import { at, type HypothesisView, type Page, shownId } from "../page.ts";
import { type Block, join, markdownOnly } from "../render/block.ts";
import { escapeHtml, toHtml, toMarkdown } from "../render/text.ts";
import { findingMark, strengthMark } from "./finding.ts";
import { designWord, evidenceReason, findingWord } from "./wording.ts";

/** Finding, and strength as a sum: the design, minus each failed test by name, and the cap. */
export function verdictCard(view: HypothesisView): Block {
  const { page, hypothesis } = view;
  const { words } = page;
  const mark = findingMark(page, hypothesis.finding, 34);
  const meter = strengthMark(page, hypothesis.evidence, view.path, true);
  const sum = sumRows(view);
  const notes = capNote(page, hypothesis.evidence);
  const facts = cardFacts(view);
  const html = (cell: typeof mark) => (typeof cell === "string" ? toHtml(cell) : cell.html);
  const decided = view.deciding === null ? "" : words.decidedBy(shownId(view.deciding.link.id));
  const rows = sum
    .map(([name, value]) => `<tr><th scope="row">${toHtml(name)}</th><td>${toHtml(value)}</td></tr>`)
    .join("");
  const caption = `<caption class="vh">${escapeHtml(words.strength)}</caption>`;
  const why = [decided, notes].filter((text) => text !== "").join(" ");
  const list = facts
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${toHtml(value)}</dd></div>`)
    .join("");
  return {
    html:
      `<div class="vcard k-${hypothesis.finding}" role="group" aria-label="${escapeHtml(words.verdictOn(shownId(hypothesis.id)))}">` +
      `<p class="ax">${words.finding}</p><p class="vbig">${html(mark)}</p>` +
      `<p class="ax">${words.strength}</p><p class="vm">${html(meter)}</p>` +
      (sum.length > 0 ? `<table class="sum">${caption}<tbody>${rows}</tbody></table>` : "") +
      (why === "" ? "" : `<p class="vwhy">${escapeHtml(why)}</p>`) +
      (facts.length > 0 ? `<dl class="mini">${list}</dl>` : "") +
      "</div>",
    markdown: join(
      markdownOnly(`- **${words.finding}**: ${findingWord(page, hypothesis.finding)}`),
      markdownOnly(
        `- **${words.strength}**: ${toMarkdown(typeof meter === "string" ? meter : meter.text)}${why === "" ? "" : `. ${toMarkdown(why)}`}`,
      ),
      ...[...sum, ...facts].map(([name, value]) => markdownOnly(`- ${toMarkdown(name)}: ${toMarkdown(value)}`)),
    ).markdown.replaceAll("\n\n", "\n"),
  };
}

function sumRows(view: HypothesisView): readonly (readonly [string, string])[] {
  const { page, hypothesis, path } = view;
  const { evidence } = hypothesis;
  if (evidence.level === null || evidence.base === null) return [];
  const kind = view.deciding?.link.design?.kind ?? "";
  const show = (value: number) => page.format.count(value);
  return [
    [
      `${page.words.design}: ${designWord(page, kind)}`,
      at(`${path}/evidence/base`, show(evidence.base), evidence.base),
    ],
    ...evidence.reasons
      .map((reason, i) => ({ reason, i }))
      .filter(({ reason }) => reason.change !== 0 && reason.code !== "design")
      .map(({ reason, i }): [string, string] => [
        evidenceReason(page, reason),
        at(`${path}/evidence/reasons/${i}/change`, show(reason.change), reason.change),
      ]),
    [
      page.words.strength,
      `${at(`${path}/evidence/level`, show(evidence.level), evidence.level)} ${page.words.meterOf} 5`,
    ],
  ];
}

function capNote(page: Page, evidence: EvidenceResult): string {
  const { level, attainable } = evidence;
  if (level === null || attainable === null) return "";
  const more = attainable > level ? `${page.words.attainableMore(attainable)} ` : "";
  return attainable < 5 ? `${more}${page.words.attainableCap(attainable + 1)}` : more.trim();
}

function cardFacts(view: HypothesisView): readonly (readonly [string, string])[] {
  const { page, hypothesis, path } = view;
  const { words } = page;
  const { evidence, finding } = hypothesis;
  if (finding === "not-testable") return [];
  const isPolicy = hypothesis.kind === "hypothesis";
  const facts: (readonly [string, string])[] = isPolicy
    ? [[words.policyTerm, policyTerm(finding, evidence.level, page.language)]]
    : [];
  const wwc = evidence.wwcBaseline;
  if (wwc !== null) {
    const size =
      wwc.difference === null
        ? ""
        : ` (${at(`${path}/evidence/wwcBaseline/difference`, page.format.plain(wwc.difference), wwc.difference)} sd)`;
    facts.push([words.wwc, `${words.wwcClass[wwc.class]}${size}`]);
  }
  if (evidence.cpb !== null) {
    const { setup, data } = evidence.cpb;
    facts.push([words.cpb, `${words.cpbSetup} ${words.cpbWord[setup]} · ${words.cpbData} ${words.cpbWord[data]}`]);
  }
  if (isPolicy && finding !== "supported" && finding !== "indication")
    facts.push([words.efficiency, words.efficiencyNone]);
  return facts;
}
