import type { Language } from "../src/core/text.ts";
import type { StudyResult } from "../src/result/schema.ts";
import { board } from "./blocks/board.ts";
import { firstScreen } from "./blocks/first-screen.ts";
import { allLinks } from "./blocks/forest.ts";
import { hypothesisSection } from "./blocks/hypothesis.ts";
import { keys } from "./blocks/keys.ts";
import { footer } from "./blocks/sources.ts";
import { boardTitle } from "./blocks/wording.ts";
import { anchor, createPage, type HypothesisView, hypothesisViews, type Page, say, shownId } from "./page.ts";
import { type Block, heading, join, wrap } from "./render/block.ts";
import { withoutMarks } from "./render/text.ts";

/** The report in one language: which blocks, in which order. */
export interface EffectReport {
  readonly page: Page;
  readonly main: Block;
  readonly footer: Block;
  readonly nav: readonly { readonly target: string; readonly text: string }[];
}

export function effectReport(result: StudyResult, language: Language): EffectReport {
  const page = createPage(withoutMarks(result), language);
  const views = hypothesisViews(page);
  const overview = wrap(
    "section",
    { class: "wrap", id: anchor(page, "overview"), "data-anchor": "overview" },
    firstScreen(page, views),
    wrap("div", { class: "h2row" }, heading(2, boardTitle(page))),
    board(page, views),
    keys(page),
  );
  return {
    page,
    main: join(overview, ...views.map(hypothesisSection), allLinks(page, views)),
    footer: footer(page),
    nav: navigation(page, views),
  };
}

/** Overview, the hypotheses that were tested, links, method. */
function navigation(page: Page, views: readonly HypothesisView[]): EffectReport["nav"] {
  const { words } = page;
  const tested = views.filter(({ hypothesis }) => hypothesis.finding !== "not-testable").slice(0, 8);
  return [
    { target: anchor(page, "overview"), text: words.overview },
    ...tested.map(({ hypothesis }) => ({ target: anchor(page, hypothesis.id), text: shownId(hypothesis.id) })),
    { target: anchor(page, "links"), text: words.links },
    { target: anchor(page, "method"), text: words.method },
  ];
}

/** The title of the document. */
export function reportTitle(page: Page): string {
  const title = `${page.words.report} ${say(page, page.result.study.title)}`;
  return page.result.provenance.synthetic === undefined ? title : `${page.words.synthetic}: ${title}`;
}
