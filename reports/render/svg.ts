import type { CheckStatus, VerdictWord } from "../../src/core/verdict.ts";
import { escapeHtml } from "./text.ts";

/** SVG as strings. Coordinates are rounded to a tenth of a pixel, so that the same result gives the same bytes. */

const one = (value: number): string => {
  const rounded = Math.round(value * 10) / 10;
  return String(Object.is(rounded, -0) ? 0 : rounded);
};

export function rect(x: number, y: number, width: number, height: number, className: string, extra = ""): string {
  return `<rect x="${one(x)}" y="${one(y)}" width="${one(Math.max(0, width))}" height="${one(Math.max(0, height))}" class="${className}"${extra}/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return `<line x1="${one(x1)}" y1="${one(y1)}" x2="${one(x2)}" y2="${one(y2)}" class="${className}"/>`;
}

export function path(commands: readonly (string | number)[], className: string): string {
  const d = commands.map((part) => (typeof part === "number" ? one(part) : part)).join(" ");
  return `<path d="${d}" class="${className}"/>`;
}

export interface TextOptions {
  readonly anchor?: "start" | "middle" | "end";
  /** Distance between lines, px. */
  readonly leading?: number;
}

/** One or more lines of text; the first baseline is at `y`. */
export function text(
  x: number,
  y: number,
  lines: string | readonly string[],
  className: string,
  options: TextOptions = {},
): string {
  const all = typeof lines === "string" ? [lines] : lines;
  const anchor = options.anchor ?? "start";
  const open = `<text x="${one(x)}" y="${one(y)}" class="${className}" text-anchor="${anchor}">`;
  if (all.length === 1) return `${open}${escapeHtml(all[0] ?? "")}</text>`;
  const spans = all.map(
    (part, i) => `<tspan x="${one(x)}" dy="${i === 0 ? 0 : (options.leading ?? 16)}">${escapeHtml(part)}</tspan>`,
  );
  return `${open}${spans.join("")}</text>`;
}

/** A group with a native tooltip that is also read by assistive technology. */
export function titled(title: string, content: string, className = ""): string {
  return `<g${className === "" ? "" : ` class="${className}"`}><title>${escapeHtml(title)}</title>${content}</g>`;
}

export const disc = (x: number, y: number, r: number, className: string): string =>
  `<circle cx="${one(x)}" cy="${one(y)}" r="${one(r)}" class="${className}"/>`;
export const square = (x: number, y: number, r: number, className: string): string =>
  rect(x - r, y - r, 2 * r, 2 * r, className);
export const diamond = (x: number, y: number, r: number, className: string): string =>
  path(["M", x, y - r, "L", x + r, y, "L", x, y + r, "L", x - r, y, "Z"], className);
export const plus = (x: number, y: number, r: number, className: string): string =>
  path(["M", x - r, y, "H", x + r, "M", x, y - r, "V", y + r], className);

export interface Drawing {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly className: string;
  readonly content: string;
}

/** The figure as an image with a name and a description; ids must be unique in the page. */
export function drawing(figure: Drawing): string {
  const { id } = figure;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${one(figure.width)} ${one(figure.height)}" class="${figure.className}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">` +
    `<title id="${id}-t">${escapeHtml(figure.title)}</title><desc id="${id}-d">${escapeHtml(figure.description)}</desc>${figure.content}</svg>`
  );
}

/** The hatch of periods that are no test; `id` must be unique in the page. */
export function hatch(id: string): string {
  return `<defs><pattern id="${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1.4" height="7" class="h-l"/></pattern></defs>`;
}

/** Breaks text into lines of at most `width` characters, at spaces; a longer word stays whole. */
export function wrapText(content: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of content.split(/\s+/)) {
    if (current !== "" && current.length + word.length + 1 > width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return current === "" ? lines : [...lines, current];
}

/** At most `limit` lines; what does not fit ends in an ellipsis. */
export function clampLines(lines: readonly string[], limit: number): readonly string[] {
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit - 1), `${lines[limit - 1] ?? ""} …`];
}

const SYMBOLS: Readonly<Record<string, string>> = {
  "i-supported": '<path d="M12 3l10 18H2z" fill="currentColor"/>',
  "i-indication":
    '<path d="M12 5l8 14.5H4z" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linejoin="round"/>',
  "i-negligible":
    '<rect x="2" y="2" width="20" height="20" rx="3" fill="currentColor"/><path d="M6.5 9.2h11M6.5 14.8h11" class="ko" stroke-width="2.6" stroke-linecap="round"/>',
  "i-undecided":
    '<circle cx="12" cy="12" r="9.3" fill="none" stroke="currentColor" stroke-width="2.4"/><path d="M12 2.7a9.3 9.3 0 0 0 0 18.6z" fill="currentColor"/>',
  "i-contradicted": '<path d="M12 21L2 3h20z" fill="currentColor"/>',
  "i-not-testable":
    '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="3.6 2.9"/><path d="M6.5 17.5l11-11" stroke="currentColor" stroke-width="2.2"/>',
  "i-passed":
    '<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M7 12.5l3.4 3.4L17 9" fill="none" class="ko" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>',
  "i-failed":
    '<rect x="2.5" y="2.5" width="19" height="19" rx="2" fill="none" stroke="currentColor" stroke-width="2.4"/><path d="M7.5 7.5l9 9M16.5 7.5l-9 9" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>',
  "i-uninformative":
    '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.4"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
  "i-not-available":
    '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="3.6 2.9"/>',
};

/** The shapes of findings and checks, once per file. */
export function spriteSheet(): string {
  const symbols = Object.entries(SYMBOLS).map(
    ([id, content]) => `<symbol id="${id}" viewBox="0 0 24 24">${content}</symbol>`,
  );
  return `<svg width="0" height="0" class="sprite" aria-hidden="true" focusable="false"><defs>${symbols.join("")}</defs></svg>`;
}

/** The shape of a finding or check; its word always stands beside it, so it is hidden from assistive technology. */
export function icon(name: VerdictWord | CheckStatus, size: 18 | 22 | 34): string {
  return `<svg class="ic" width="${size}" height="${size}" aria-hidden="true" focusable="false"><use href="#i-${name}"/></svg>`;
}
