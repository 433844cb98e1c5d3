/**
 * Marked text: plain text in which some characters of the private-use area mark what HTML shows as elements and Markdown as signs.
 * It lets a sentence be written once, whoever writes it, and still say where each of its numbers stands in the result.
 */
const NUMBER_OPEN = "\uE000";
const NUMBER_TEXT = "\uE001";
const NUMBER_CLOSE = "\uE002";
const STRONG_OPEN = "\uE003";
const STRONG_CLOSE = "\uE004";
const CODE_OPEN = "\uE005";
const CODE_CLOSE = "\uE006";
const LINK_OPEN = "\uE007";
const LINK_TEXT = "\uE008";
const LINK_CLOSE = "\uE009";
const DERIVED_OPEN = "\uE00A";
const MARKS = /[\uE000-\uE00A]/g;

/** Where a shown number stands in result.json (a JSON pointer), and the number as shown, before rounding. */
export interface NumberPlace {
  readonly path: string;
  readonly value: number;
}

/** A number as shown, with its place in the result. */
export function numberText(text: string, place: NumberPlace): string {
  return `${NUMBER_OPEN}${place.path} ${place.value}${NUMBER_TEXT}${text}${NUMBER_CLOSE}`;
}

/** A number computed from numbers of the result; `rule` says how, in their JSON pointers. */
export function derivedText(text: string, rule: string): string {
  return `${DERIVED_OPEN}${rule}${NUMBER_TEXT}${text}${NUMBER_CLOSE}`;
}

export function strong(text: string): string {
  return `${STRONG_OPEN}${text}${STRONG_CLOSE}`;
}

export function code(text: string): string {
  return `${CODE_OPEN}${text}${CODE_CLOSE}`;
}

/** A link inside the report (`#id`) or to a web address; anything else is left as text. */
export function linkText(text: string, target: string): string {
  return /^(#|https?:\/\/)/.test(target) ? `${LINK_OPEN}${target}${LINK_TEXT}${text}${LINK_CLOSE}` : text;
}

/** Removes the marks from every string of a value, so that study texts cannot contain any. Copies; keys stay. */
export function withoutMarks<T>(value: T): T {
  if (typeof value === "string") return value.replace(MARKS, "") as T;
  if (Array.isArray(value)) return value.map((item) => withoutMarks(item)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(MARKS, ""), withoutMarks(item)]),
  ) as T;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const isControl = (sign: string): boolean => sign < " " && sign !== "\n" && sign !== "\t" && sign !== "\r";

/** Text as HTML content or attribute value. Control characters that XML forbids are dropped. */
export function escapeHtml(text: string): string {
  return Array.from(text, (sign) => (isControl(sign) ? "" : (ENTITIES[sign] ?? sign))).join("");
}

/** Marked text as HTML. */
export function toHtml(marked: string): string {
  return escapeHtml(marked)
    .replace(
      /\uE000([^\uE001]*) (\S+)\uE001([^\uE002]*)\uE002/g,
      '<span class="n" data-path="$1" data-value="$2">$3</span>',
    )
    .replace(/\uE00A([^\uE001]*)\uE001([^\uE002]*)\uE002/g, '<span class="n" data-derived="$1">$2</span>')
    .replace(/\uE007([^\uE008]*)\uE008([^\uE009]*)\uE009/g, '<a href="$1">$2</a>')
    .replaceAll(STRONG_OPEN, "<b>")
    .replaceAll(STRONG_CLOSE, "</b>")
    .replaceAll(CODE_OPEN, "<code>")
    .replaceAll(CODE_CLOSE, "</code>");
}

/** Marked text without its marks. */
export function toPlain(marked: string): string {
  return marked
    .replace(/[\uE000\uE00A][^\uE001]*\uE001/g, "")
    .replace(/\uE007[^\uE008]*\uE008/g, "")
    .replace(MARKS, "");
}

/** Marked text as one line of Markdown: signs that Markdown or raw HTML would read are escaped. */
export function toMarkdown(marked: string): string {
  return marked
    .replace(/[\uE000\uE00A][^\uE001]*\uE001/g, "")
    .replaceAll(NUMBER_CLOSE, "")
    .replace(/\uE005([^\uE006]*)\uE006/g, (_, inner: string) => `\uE005${inner.replaceAll("`", "'")}\uE006`)
    .split(/(\uE005[^\uE006]*\uE006)/)
    .map((part) => (part.startsWith(CODE_OPEN) ? part : part.replace(/[\\`*_{}[\]<>|#]/g, (sign) => `\\${sign}`)))
    .join("")
    .replace(/\uE007([^\uE008]*)\uE008([^\uE009]*)\uE009/g, (_, target: string, text: string) =>
      target.startsWith("\\#")
        ? text
        : `[${text}](${target.replace(/\\(.)/g, "$1").replace(/[()\s]/g, encodeURIComponent)})`,
    )
    .replaceAll(STRONG_OPEN, "**")
    .replaceAll(STRONG_CLOSE, "**")
    .replaceAll(CODE_OPEN, "`")
    .replaceAll(CODE_CLOSE, "`")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}
