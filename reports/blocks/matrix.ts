import type { VerdictWord } from "../../src/core/verdict.ts";
import { anchor, type HypothesisView, type Page, shownId } from "../page.ts";
import { type Block, htmlOnly } from "../render/block.ts";
import { escapeHtml } from "../render/text.ts";
import { FINDING_ORDER, findingMark } from "./finding.ts";

const LEVELS = [0, 1, 2, 3, 4, 5] as const;

/** Finding × strength with one chip per hypothesis. The board says the same in words, so Markdown needs no picture of it. */
export function matrix(page: Page, views: readonly HypothesisView[]): Block {
  const { words } = page;
  const attainable = views.flatMap(({ hypothesis }) => hypothesis.evidence.attainable ?? []);
  const reach = attainable.length === 0 ? 0 : Math.max(...attainable);
  const head = LEVELS.map((level) => `<th scope="col">${level}</th>`).join("");
  const rows = FINDING_ORDER.map((finding) => row(page, views, finding, reach)).join("");
  const caption =
    reach < 5 && attainable.length > 0 ? `<p class="cap">${escapeHtml(words.matrixFar(reach + 1))}</p>` : "";
  return htmlOnly(
    `<div class="mxw"><table class="matrix"><caption>${escapeHtml(words.twoAxes)}</caption>` +
      `<thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table>` +
      `<p class="mx"><span>${words.weak}</span><b>${words.strength.toLowerCase()}</b><span>${words.strong}</span></p>${caption}</div>`,
  );
}

function row(page: Page, views: readonly HypothesisView[], finding: VerdictWord, reach: number): string {
  const mark = findingMark(page, finding, 18);
  const head = `<th scope="row">${typeof mark === "string" ? mark : mark.html.replace("<b>", "<span>").replace("</b>", "</span>")}</th>`;
  const here = views.filter(({ hypothesis }) => hypothesis.finding === finding);
  if (finding === "not-testable") {
    return `<tr class="ntrow">${head}<td colspan="${LEVELS.length}">${here.map((view) => chip(page, view)).join("")}</td></tr>`;
  }
  const cells = LEVELS.map((level) => {
    const chips = here
      .filter(({ hypothesis }) => (hypothesis.evidence.level ?? 0) === level)
      .map((view) => chip(page, view));
    const far = level > reach && chips.length === 0 ? ' class="far"' : "";
    return `<td${far}>${chips.join("")}</td>`;
  });
  return `<tr>${head}${cells.join("")}</tr>`;
}

function chip(page: Page, view: HypothesisView): string {
  const { hypothesis } = view;
  const side = hypothesis.kind === "trade-off" ? " side" : "";
  return `<a class="chip c-${hypothesis.finding}${side}" href="#${escapeHtml(anchor(page, hypothesis.id))}">${escapeHtml(shownId(hypothesis.id))}</a>`;
}
