import type { CheckStatus, VerdictWord } from "../../src/core/verdict.ts";
import { checkSentenceKeys, checkSentence as writtenCheck } from "../../src/messages/checks.ts";
import { evidenceReasonPhrase } from "../../src/messages/evidence.ts";
import { findingSentence } from "../../src/messages/findings.ts";
import { capitalise, inWords } from "../../src/messages/format.ts";
import type { SentenceValues } from "../../src/messages/sentence.ts";
import {
  becauseRules,
  checkStatusWord,
  becauseSentence as writtenBecause,
  findingWord as writtenFinding,
} from "../../src/messages/verdict.ts";
import type { CheckResult, EvidenceResult, FindingResult, HypothesisResult } from "../../src/result/schema.ts";
import { type LinkView, type Page, shownId } from "../page.ts";
import { numbersOf, tracedFormat } from "./traced-format.ts";

type BecauseItem = HypothesisResult["because"][number];

export function findingWord(page: Page, finding: VerdictWord): string {
  return writtenFinding(finding, page.language);
}

export function statusWord(page: Page, status: CheckStatus): string {
  return checkStatusWord(status, page.language);
}

export function designWord(page: Page, kind: string): string {
  return page.words.designKind[kind] ?? kind;
}

/** Why the strength is not that of the design alone. */
export function evidenceReason(page: Page, reason: EvidenceResult["reasons"][number]): string {
  return capitalise(evidenceReasonPhrase(reason, page.language));
}

/** One step of a decision, its numbers with their places. A rule this version does not know falls back on its key and values. */
export function becauseSentence(view: LinkView, item: BecauseItem, path: string): string {
  const { language } = view.page;
  const values = shownLinks(item.values);
  if (!item.rule.startsWith("require:") && !becauseRules.includes(item.rule)) {
    return findingSentence({ code: item.rule, severity: "note", values }, language);
  }
  const numbers = numbersOf(item.values, `${path}/values`);
  if (item.value !== null) numbers.set(item.value, `${path}/value`);
  if (item.threshold !== null) numbers.set(item.threshold, `${path}/threshold`);
  return writtenBecause({ ...item, values }, language, tracedFormat(view.format, numbers));
}

/** Link ids as the rest of the report writes them. */
function shownLinks(values: SentenceValues): SentenceValues {
  const { link, links } = values;
  return {
    ...values,
    ...(typeof link === "string" && { link: shownId(link) }),
    ...(typeof links === "object" && { links: links.map(shownId) }),
  };
}

/** What a check saw. A sentence this version does not know falls back on its key and values. */
export function checkSentence(view: LinkView, check: CheckResult, path: string): string {
  const { language } = view.page;
  if (!checkSentenceKeys.includes(check.sentence)) {
    return findingSentence({ code: check.sentence, severity: "note", values: check.values }, language);
  }
  const format = tracedFormat(view.format, numbersOf(check.values, `${path}/values`));
  return writtenCheck(check.sentence, check.values, language, format);
}

export function findingText(page: Page, finding: FindingResult): string {
  const { where, ...rest } = finding;
  return findingSentence(where === null ? rest : { ...rest, where }, page.language);
}

/** "Negen hypothesen, drie doelen". */
export function boardTitle(page: Page): string {
  const nl = page.language === "nl";
  const hypotheses = page.result.hypotheses.filter(({ kind }) => kind === "hypothesis").length;
  const tradeOffs = page.result.hypotheses.length - hypotheses;
  const goals = page.result.study.goals.length;
  const count = (n: number, one: string, many: string) => `${inWords(n, page.language)} ${n === 1 ? one : many}`;
  const parts = [
    count(hypotheses, nl ? "hypothese" : "hypothesis", nl ? "hypothesen" : "hypotheses"),
    ...(goals > 1 ? [count(goals, nl ? "doel" : "goal", nl ? "doelen" : "goals")] : []),
    ...(tradeOffs > 0 ? [count(tradeOffs, nl ? "keerzijde" : "trade-off", nl ? "keerzijden" : "trade-offs")] : []),
  ];
  return capitalise(parts.join(", "));
}
