import { anchor, type Page } from "../page.ts";
import { type Block, join, markdownOnly } from "../render/block.ts";
import { escapeHtml, strong, toHtml, toMarkdown } from "../render/text.ts";

export interface FigureModel {
  readonly page: Page;
  /** Part of the id and of the names of downloads; unique per language. */
  readonly name: string;
  readonly title: string;
  readonly level: 3 | 4;
  readonly subtitle: string;
  /** Both drawings, SVG. */
  readonly drawings: string;
  readonly keyItems: readonly { readonly drawing: string; readonly text: string }[];
  readonly behind: Block;
  readonly source: string;
}

/** A figure with its parts in fixed order: title, what is measured, drawings, key, table behind, source, downloads. */
export function figure(model: FigureModel): Block {
  const { page, name } = model;
  const { words } = page;
  const number = `${words.figure} ${page.nextFigure()}`;
  const keyItems = model.keyItems.map(
    ({ drawing, text }) =>
      `<li><svg viewBox="0 0 22 30" width="22" height="30" aria-hidden="true" focusable="false">${drawing}</svg>${escapeHtml(text)}</li>`,
  );
  const buttons = ["svg", "png", "csv"].map(
    (kind) =>
      `<button type="button" data-save="${kind}">${kind.toUpperCase()}<span class="vh"> (${escapeHtml(number)})</span></button>`,
  );
  const html =
    `<figure class="fig" id="${escapeHtml(anchor(page, `fig-${name}`))}"><figcaption><span class="fnr">${escapeHtml(number)}</span>` +
    `<h${model.level} class="ft">${toHtml(model.title)}</h${model.level}><p>${toHtml(model.subtitle)}</p></figcaption>` +
    `${model.drawings}<ul class="fkey">${keyItems.join("")}</ul>` +
    `<details class="behind"><summary>${escapeHtml(words.tableBehind)}<span class="vh"> (${escapeHtml(number)})</span></summary>${model.behind.html}</details>` +
    `<p class="src">${toHtml(model.source)}</p>` +
    `<div class="dlx" hidden data-name="${escapeHtml(name)}"><span>${words.download}</span>${buttons.join("")}</div></figure>`;
  const markdown = join(
    markdownOnly(`${"#".repeat(model.level)} ${toMarkdown(`${number}. ${model.title}`)}`),
    markdownOnly(toMarkdown(model.subtitle)),
    markdownOnly(model.behind.markdown),
    markdownOnly(`*${toMarkdown(model.source.replaceAll(strong(""), ""))}*`),
  ).markdown;
  return { html, markdown };
}

/** Small drawings of the marks, for keys. */
export const KEY_MARKS = {
  interval: '<path d="M6 2h10M11 2V28M6 28h10" class="i-uni"/><path d="M11 8V22" class="i-pw"/>',
  pointwise: '<path d="M11 4V26" class="i-pw"/>',
  pooled:
    '<path d="M11 2V28" class="i-thin"/><path d="M11 7V23" class="i-pool"/><path d="M11 8l7 7l-7 7l-7 -7z" class="m-dia"/>',
  open: '<circle cx="11" cy="15" r="6" class="m-open"/>',
  square: '<rect x="5" y="9" width="12" height="12" class="m-fill"/>',
  openSquare: '<rect x="6" y="10" width="10" height="10" class="m-open"/>',
  disc: '<circle cx="11" cy="15" r="6" class="m-fill"/>',
  diamond: '<path d="M11 6l9 9l-9 9l-9 -9z" class="m-dia"/>',
  plus: '<path d="M4 15h14M11 8v14" class="m-ref"/>',
  delta: '<rect x="1" y="6" width="20" height="18" class="z-delta"/><path d="M1 6h20M1 24h20" class="l-delta"/>',
} as const;
