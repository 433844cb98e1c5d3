import { FINDING_MEANING } from "../../src/messages/headline.ts";
import { findingClass, type Page } from "../page.ts";
import { type Block, join, list, markdownOnly } from "../render/block.ts";
import { icon } from "../render/svg.ts";
import { escapeHtml, strong } from "../render/text.ts";
import { FINDING_ORDER, meterBlocks } from "./finding.ts";
import { findingWord } from "./wording.ts";

/** The six shapes with one line each, and the meter: what one needs to read the board. */
export function keys(page: Page): Block {
  const { words, language } = page;
  const findings = FINDING_ORDER.map((finding) => {
    const word = escapeHtml(findingWord(page, finding));
    const meaning = escapeHtml(FINDING_MEANING[finding][language]);
    return `<li><span class="${findingClass(finding)}">${icon(finding, 22)}</span><span><b class="${findingClass(finding)}">${word}</b><small>${meaning}</small></span></li>`;
  });
  const meter = [
    `<li>${meterBlocks(2, 3)}<small>${escapeHtml(words.keyReached)}</small></li>`,
    `<li><span class="meter" aria-hidden="true"><i class="re"></i></span><small>${escapeHtml(words.keyAttainable)}</small></li>`,
    `<li><span class="meter" aria-hidden="true"><i class="x"></i></span><small>${escapeHtml(words.keyOutOfReach)}</small></li>`,
  ];
  const html =
    `<div class="keys"><div><h3>${escapeHtml(words.keyFinding)}</h3><ul class="legend">${findings.join("")}</ul></div>` +
    `<div><h3>${escapeHtml(words.keyStrength)}</h3><p>${escapeHtml(words.keyStrengthText)}</p><ul class="mkey">${meter.join("")}</ul>` +
    `<h3>${escapeHtml(words.keyTogether)}</h3><p>${escapeHtml(words.keyTogetherText)}</p></div></div>`;
  const text = list(
    FINDING_ORDER.map((finding) => `${strong(findingWord(page, finding))}: ${FINDING_MEANING[finding][language]}`),
  ).markdown;
  const strength = `${words.keyStrengthText} ${words.keyTogetherText}`;
  return join(
    { html, markdown: "" },
    markdownOnly(`### ${words.keyFinding}\n\n${text}`),
    markdownOnly(`### ${words.keyStrength}\n\n${strength}`),
  );
}
