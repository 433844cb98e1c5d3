import type { Language } from "../../src/core/text.ts";
import { FONT_NOTICE, SANS_WOFF2, SERIF_WOFF2 } from "../templates/fonts.ts";
import { SCRIPT, SCRIPT_HASH } from "../templates/script.ts";
import { STYLE } from "../templates/style.ts";
import { spriteSheet } from "./svg.ts";
import { escapeHtml } from "./text.ts";

/** One language of the report, rendered. */
export interface HtmlPage {
  readonly language: Language;
  readonly title: string;
  readonly brand: string;
  readonly skip: string;
  readonly contents: string;
  readonly main: string;
  readonly footer: string;
  readonly nav: readonly { readonly target: string; readonly text: string }[];
  readonly languageName: string;
  readonly dark: string;
  readonly light: string;
}

const font = (family: string, data: string): string =>
  `@font-face{font-family:"${family}";src:url(data:font/woff2;base64,${data}) format("woff2");font-weight:200 900;font-display:block}`;

/**
 * One file with everything in it. The first language is shown; the other stands beside it, hidden, with ids of its own.
 * The policy allows this page's script and embedded fonts and nothing from elsewhere.
 */
export function htmlDocument(pages: readonly HtmlPage[], printFoot: string, furtherStyle = ""): string {
  const first = pages[0];
  if (first === undefined) throw new RangeError("a report needs at least one language");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  const titles = pages.map((page) => ` data-title-${page.language}="${escapeHtml(page.title)}"`).join("");
  return (
    `<!doctype html>\n<html lang="${first.language}"${titles}>\n<head>\n<meta charset="utf-8">\n` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
    `<meta name="viewport" content="width=device-width,initial-scale=1">\n<meta name="color-scheme" content="light dark">\n` +
    `<meta name="referrer" content="no-referrer">\n<title>${escapeHtml(first.title)}</title>\n` +
    `<style>\n/* ${FONT_NOTICE} */\n${font("Report Sans", SANS_WOFF2)}\n${font("Report Serif", SERIF_WOFF2)}${STYLE}${furtherStyle}${printRules(printFoot)}</style>\n</head>\n<body>\n` +
    `${spriteSheet()}\n${each(pages, (page) => `<a class="skip" href="#main">${escapeHtml(page.skip)}</a>`, "div")}\n` +
    `${header(pages)}\n<main id="main">\n${each(pages, (page) => page.main, "div")}\n</main>\n` +
    `<footer class="foot">\n${each(pages, (page) => page.footer, "div")}\n</footer>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`
  );
}

/** The same part in every language; all but the first are hidden. */
function each(pages: readonly HtmlPage[], content: (page: HtmlPage) => string, tag: "div" | "span"): string {
  return pages
    .map(
      (page, i) =>
        `<${tag} data-page="${page.language}" lang="${page.language}"${i === 0 ? "" : " hidden"}>${content(page)}</${tag}>`,
    )
    .join("\n");
}

function header(pages: readonly HtmlPage[]): string {
  const brand = each(pages, (page) => escapeHtml(page.brand), "span");
  const navs = pages.map((page, i) => {
    const links = page.nav
      .map(({ target, text }) => `<a href="#${escapeHtml(target)}">${escapeHtml(text)}</a>`)
      .join("");
    return `<nav data-page="${page.language}" lang="${page.language}" aria-label="${escapeHtml(page.contents)}"${i === 0 ? "" : " hidden"}>${links}</nav>`;
  });
  const other = pages[1];
  const first = pages[0];
  const language =
    other === undefined || first === undefined
      ? ""
      : `<button id="language" type="button" lang="${other.language}" data-${first.language}="${escapeHtml(other.languageName)}" data-${other.language}="${escapeHtml(first.languageName)}">${escapeHtml(other.languageName)}</button>`;
  const words = pages
    .map(
      (page) =>
        ` data-dark-${page.language}="${escapeHtml(page.dark)}" data-light-${page.language}="${escapeHtml(page.light)}"`,
    )
    .join("");
  const theme = `<button id="theme" type="button"${words}>${escapeHtml(first?.dark ?? "")}</button>`;
  return `<header class="top"><div class="wrap"><p class="brand"><b>effectmeter</b>${brand}</p>${navs.join("")}<div class="ctl" hidden>${language}${theme}</div></div></header>`;
}

/** Paper size, margins and the running foot; the text is written as escapes, so it cannot end the string or the style element. */
function printRules(foot: string): string {
  const safe = Array.from(foot, (sign) =>
    /[A-Za-z0-9]/.test(sign) ? sign : `\\${(sign.codePointAt(0) ?? 32).toString(16)} `,
  ).join("");
  const style = 'font:8pt "Report Sans",sans-serif;color:#586870';
  return `@page{size:A4;margin:16mm 16mm 18mm;@bottom-left{content:"${safe}";${style}}@bottom-right{content:counter(page) " / " counter(pages);${style}}}\n`;
}
