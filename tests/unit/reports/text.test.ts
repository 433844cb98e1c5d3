import { expect, test } from "vitest";
import {
  code,
  derivedText,
  escapeHtml,
  linkText,
  numberText,
  strong,
  toHtml,
  toMarkdown,
  toPlain,
  withoutMarks,
} from "../../../reports/render/text.ts";

test("text becomes HTML with every special sign escaped", () => {
  expect(escapeHtml(`<img src=x onerror="a('b')">&`)).toBe("&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;");
  expect(escapeHtml("a\u0000\u001Fb\n")).toBe("ab\n");
});

test("a number carries its place and its value", () => {
  const text = `is ${numberText("+0,15", { path: "/hypotheses/0", value: 0.152 })} punt`;
  expect(toHtml(text)).toBe('is <span class="n" data-path="/hypotheses/0" data-value="0.152">+0,15</span> punt');
  expect(toPlain(text)).toBe("is +0,15 punt");
  expect(toMarkdown(text)).toBe("is +0,15 punt");
});

test("a derived number says how it came about", () => {
  expect(toHtml(derivedText("737", "/a + /b"))).toBe('<span class="n" data-derived="/a + /b">737</span>');
});

test("a place cannot break out of its attribute", () => {
  const text = numberText("1", { path: '/values/a"><script>', value: 1 });
  expect(toHtml(text)).not.toContain("<script>");
});

test("only web addresses and places in the page become links", () => {
  expect(toHtml(linkText("x", "javascript:alert(1)"))).toBe("x");
  expect(toHtml(linkText("x", 'https://a.nl/"onclick="b'))).toBe('<a href="https://a.nl/&quot;onclick=&quot;b">x</a>');
  expect(toHtml(linkText("x", "#h5"))).toBe('<a href="#h5">x</a>');
  expect(toMarkdown(linkText("x", "https://a.nl/b_c d"))).toBe("[x](https://a.nl/b_c%20d)");
  expect(toMarkdown(linkText("x", "#h5"))).toBe("x");
});

test("study texts cannot contain marks", () => {
  const dirty = { title: `a${strong("b")}${code("c")}`, list: [numberText("1", { path: "/x", value: 1 })] };
  const clean = withoutMarks(dirty);
  expect(clean.title).toBe("abc");
  expect(clean.list[0]).toBe("/x 11");
  expect(dirty.title).not.toBe(clean.title);
});

test("Markdown signs in study texts stay text", () => {
  expect(toMarkdown("a*b*_c_ <b>|#`[x](y)")).toBe("a\\*b\\*\\_c\\_ \\<b\\>\\|\\#\\`\\[x\\](y)");
  expect(toMarkdown(strong("bold"))).toBe("**bold**");
  expect(toMarkdown(code("exam_year >= 2022"))).toBe("`exam_year >= 2022`");
});
