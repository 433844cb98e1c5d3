import type { CheckStatus, VerdictWord } from "../../src/core/verdict.ts";
import type { EvidenceResult } from "../../src/result/schema.ts";
import { at, findingClass, type Page } from "../page.ts";
import type { Cell } from "../render/block.ts";
import { icon } from "../render/svg.ts";
import { escapeHtml, toHtml } from "../render/text.ts";
import { findingWord, statusWord } from "./wording.ts";

/** The order in which findings are listed: from an effect, through none, to the opposite; not testable last. */
export const FINDING_ORDER: readonly VerdictWord[] = [
  "supported",
  "indication",
  "negligible",
  "undecided",
  "contradicted",
  "not-testable",
];

/** Shape and word of a finding, always together. */
export function findingMark(page: Page, finding: VerdictWord, size: 18 | 22 | 34 = 22): Cell {
  const word = findingWord(page, finding);
  return {
    html: `<span class="finding ${findingClass(finding)}">${icon(finding, size)}<b>${escapeHtml(word)}</b></span>`,
    text: word,
  };
}

/** Shape and word of how a check came out. */
export function checkMark(page: Page, status: CheckStatus): Cell {
  const word = statusWord(page, status);
  return { html: `<span class="ck ${status}">${icon(status, 18)}${escapeHtml(word)}</span>`, text: word };
}

/** Five blocks: filled = reached, outlined = attainable, dotted = out of reach. */
export function meterBlocks(level: number, attainable: number, big = false): string {
  const blocks = [1, 2, 3, 4, 5].map(
    (step) => `<i class="${step <= level ? "on" : step <= attainable ? "re" : "x"}"></i>`,
  );
  return `<span class="meter${big ? " big" : ""}" aria-hidden="true">${blocks.join("")}</span>`;
}

/** The meter with "2 van 5" beside it; "geen toets" where nothing was tested, never an empty meter. */
export function strengthMark(page: Page, evidence: EvidenceResult, path: string, big = false): Cell {
  if (evidence.level === null) {
    return { html: `<span class="muted">${escapeHtml(page.words.noTest)}</span>`, text: page.words.noTest };
  }
  const level = at(`${path}/evidence/level`, page.format.count(evidence.level), evidence.level);
  const blocks = meterBlocks(evidence.level, evidence.attainable ?? evidence.level, big);
  return {
    html: `<span class="mt">${blocks}<span class="mlab"><b>${toHtml(level)}</b> ${page.words.meterOf} 5</span></span>`,
    text: `${level} ${page.words.meterOf} 5`,
  };
}
