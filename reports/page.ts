import type { Bilingual, Language } from "../src/core/text.ts";
import type { VerdictWord } from "../src/core/verdict.ts";
import { capitalise, type NumberFormat, numberFormat, plainFormat } from "../src/messages/format.ts";
import { type ReportWords, reportWords } from "../src/messages/report.ts";
import type { EstimateResult, HypothesisResult, LinkResult, StudyResult } from "../src/result/schema.ts";
import { numberText } from "./render/text.ts";

/** What every block needs: the result in one language. */
export interface Page {
  readonly result: StudyResult;
  readonly language: Language;
  readonly words: ReportWords;
  /** Formats numbers that belong to no outcome. */
  readonly format: NumberFormat;
  /** Numbers figures through the page, from 1. */
  readonly nextFigure: () => number;
}

/** One hypothesis with its place in the result. */
export interface HypothesisView {
  readonly page: Page;
  readonly hypothesis: HypothesisResult;
  readonly path: string;
  readonly links: readonly LinkView[];
  /** The link the verdict rests on; null when nothing was tested. */
  readonly deciding: LinkView | null;
}

/** One link with its place in the result and the formatter of its outcome. */
export interface LinkView {
  readonly page: Page;
  readonly hypothesis: HypothesisResult;
  readonly link: LinkResult;
  readonly path: string;
  readonly format: NumberFormat;
  /** +1 when the hypothesis expects the outcome to rise, −1 when it expects a fall. */
  readonly sign: 1 | -1;
  readonly primary: EstimateResult | null;
}

export function createPage(result: StudyResult, language: Language): Page {
  let figures = 0;
  return {
    result,
    language,
    words: reportWords(language),
    format: plainFormat(language),
    nextFigure: () => ++figures,
  };
}

export function hypothesisViews(page: Page): readonly HypothesisView[] {
  return page.result.hypotheses.map((hypothesis, i) => {
    const path = `/hypotheses/${i}`;
    const links = hypothesis.links.map((link, j) => linkView(page, hypothesis, link, `${path}/links/${j}`));
    const deciding = links.find(({ link }) => link.id === hypothesis.decidedBy && link.estimates.length > 0) ?? null;
    return { page, hypothesis, path, links, deciding };
  });
}

function linkView(page: Page, hypothesis: HypothesisResult, link: LinkResult, path: string): LinkView {
  const outcome = link.outcome;
  const scale = {
    unit: outcome?.unit ?? "index",
    noun: outcome?.noun?.[page.language] ?? null,
    smallestEffect: link.smallestEffect,
  };
  const format = numberFormat(page.language, scale, 1 - link.level);
  const sign = link.expect === "decrease" || link.expect === "no-increase" ? -1 : 1;
  return { page, hypothesis, link, path, format, sign, primary: link.estimates[0] ?? null };
}

/** The text in the language of the page. */
export function say(page: Page, text: Bilingual | null | undefined): string {
  return text?.[page.language] ?? "";
}

/** Ids as people write them: H5c, H5c-girls, T1. Others stay as they are. */
export function shownId(id: string): string {
  return /^[a-z]{1,2}\d/.test(id) ? capitalise(id) : id;
}

/** The id attribute of a part of the page; the two languages of one file each have their own. */
export function anchor(page: Page, name: string): string {
  return page.language === "nl" ? name : `${page.language}-${name}`;
}

/** The name of a link's subsection. */
export function linkAnchor(view: LinkView): string {
  return anchor(view.page, `${view.hypothesis.id}-${view.link.id}`);
}

/** A number with its place: stored at `path`, shown as `text`, which is `value` rounded. */
export function at(path: string, text: string, value: number): string {
  return numberText(text, { path, value });
}

/** An effect of a link with its place; dashes when it could not be computed. `factor` is what the stored number is multiplied with first. */
export function effectAt(view: LinkView, path: string, value: number | null, factor = 1): string {
  if (value === null) return "–";
  return at(`${view.path}${path}`, view.format.effect(value * factor), value * factor * view.format.scale);
}

/** An interval of a link, each end with its place. */
export function intervalAt(
  view: LinkView,
  path: string,
  interval: readonly [number, number] | null,
  factor = 1,
): string {
  if (interval === null) return "–";
  const end = (i: 0 | 1) =>
    at(`${view.path}${path}/${i}`, view.format.bound(interval[i] * factor), interval[i] * factor * view.format.scale);
  return `${end(0)} ${view.page.language === "nl" ? "tot" : "to"} ${end(1)}`;
}

/** A count with its place. */
export function countAt(page: Page, path: string, value: number | null): string {
  return value === null ? "–" : at(path, page.format.count(value), value);
}

/** δ with its unit and place, or null without one. */
export function deltaAt(view: LinkView): string | null {
  const delta = view.link.smallestEffect;
  return delta === null ? null : at(`${view.path}/smallestEffect`, view.format.size(delta), delta * view.format.scale);
}

/** The text of a number with its unit word: `+0,15 punt`. */
export function withUnit(view: LinkView, text: string): string {
  return view.format.unitWord === "" ? text : `${text} ${view.format.unitWord}`;
}

/** Confidence level as a percentage: 95%, 90%. */
export function levelText(page: Page, level: number): string {
  return `${page.format.plain(Math.round(level * 1e6) / 1e4)}%`;
}

/** The level of the interval that decides equivalence, 1 − 2α. */
export function equivalenceLevel(view: LinkView): number {
  return 1 - 2 * (1 - view.link.level);
}

/** What the numbers are compared at: "bij blootstelling 0,224 tegen 0". */
export function contrastText(view: LinkView): string {
  const { contrast, design } = view.link;
  const nl = view.page.language === "nl";
  if (contrast === null) return nl ? "bij het gekozen contrast" : "at the chosen contrast";
  const kind = design?.kind ?? "";
  if (["two-by-two", "staggered", "triple-difference", "synthetic-control"].includes(kind)) {
    return nl ? "behandeld tegen vergelijking" : "treated against comparison";
  }
  const end = (key: "from" | "to") =>
    at(`${view.path}/contrast/${key}`, view.format.plain(contrast[key]), contrast[key]);
  const what = kind === "dose" ? (nl ? "blootstelling" : "exposure") : "contrast";
  return nl ? `bij ${what} ${end("to")} tegen ${end("from")}` : `at ${what} ${end("to")} against ${end("from")}`;
}

/** Colour class of a finding. */
export function findingClass(finding: VerdictWord): string {
  return `f-${finding}`;
}
