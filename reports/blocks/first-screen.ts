import { headline, untestedText } from "../../src/messages/headline.ts";
import { leadText } from "../../src/messages/summary.ts";
import { type HypothesisView, type Page, say, shownId } from "../page.ts";
import { type Block, heading, htmlOnly, join, paragraph, wrap } from "../render/block.ts";
import { escapeHtml, strong } from "../render/text.ts";
import { FINDING_ORDER } from "./finding.ts";
import { matrix } from "./matrix.ts";
import { summaryParts } from "./summary-parts.ts";
import { findingWord } from "./wording.ts";

const MOST_LEADS = 3;

/** Study, period, headline with finding and strength, the numbers behind it, what it does not say, and the matrix. */
export function firstScreen(page: Page, views: readonly HypothesisView[]): Block {
  const { words, result } = page;
  const study = result.study;
  const [title, subtitle] = [say(page, study.title), say(page, study.subtitle)];
  const kick = subtitle.startsWith(title) ? subtitle : [title, subtitle].filter((text) => text !== "").join(" · ");
  const head = headlineText(page, views);
  const left = join(
    paragraph(kick, "kick"),
    heading(1, head, head.length > 60 ? { class: "long" } : {}),
    ...leads(views),
    paragraph(doesNotSay(page, views), "not"),
  );
  const warning = study.incomplete ? htmlOnly(`<p class="warn">${escapeHtml(words.incomplete)}</p>`) : htmlOnly("");
  return join(
    syntheticWarning(page),
    warning,
    wrap("div", { class: "hero" }, wrap("div", {}, left), matrix(page, views)),
  );
}

/** Made-up data are named before anything else. */
function syntheticWarning({ words, result }: Page): Block {
  if (result.provenance.synthetic === undefined) return htmlOnly("");
  return paragraph(`${strong(`${words.synthetic}.`)} ${words.syntheticText}`, "warn synthetic");
}

function testedHypotheses(views: readonly HypothesisView[]): readonly HypothesisView[] {
  return views
    .filter(({ hypothesis }) => hypothesis.kind === "hypothesis" && hypothesis.finding !== "not-testable")
    .sort((a, b) => FINDING_ORDER.indexOf(a.hypothesis.finding) - FINDING_ORDER.indexOf(b.hypothesis.finding));
}

function headlineText(page: Page, views: readonly HypothesisView[]): string {
  const tested = testedHypotheses(views).map(({ hypothesis }) => ({
    finding: hypothesis.finding,
    strength: hypothesis.evidence.level,
  }));
  const total = views.filter(({ hypothesis }) => hypothesis.kind === "hypothesis").length;
  return headline(page.language, tested, total, (finding) => findingWord(page, finding));
}

function leads(views: readonly HypothesisView[]): readonly Block[] {
  const tested = testedHypotheses(views);
  const shown = tested.slice(0, MOST_LEADS).flatMap((view) => {
    const parts = view.deciding === null ? null : summaryParts(view.deciding);
    if (parts === null) return [];
    const sentence = leadText({ ...parts, finding: view.hypothesis.finding });
    return [tested.length === 1 ? sentence : `${strong(shownId(view.hypothesis.id))} ${sentence}`];
  });
  return shown.map((sentence) => paragraph(sentence, shown.length > 1 ? "lead many" : "lead"));
}

function doesNotSay(page: Page, views: readonly HypothesisView[]): string {
  const tested = testedHypotheses(views);
  const own = tested.flatMap(({ hypothesis, deciding }) => {
    const text = say(page, hypothesis.doesNotSay) || say(page, deciding?.link.doesNotSay);
    if (text === "") return [];
    return [tested.length === 1 ? text : `${strong(shownId(hypothesis.id))} ${text}`];
  });
  const hypotheses = views.filter(({ hypothesis }) => hypothesis.kind === "hypothesis");
  const untested = hypotheses.filter(({ hypothesis }) => hypothesis.finding === "not-testable").length;
  const rest = untestedText(page.language, untested, hypotheses.length);
  return [strong(`${page.words.doesNotSay}.`), ...own, rest].filter((text) => text !== "").join(" ");
}
