import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderHtml, renderMarkdown } from "../../../reports/index.ts";
import { SCRIPT, SCRIPT_HASH } from "../../../reports/templates/script.ts";
import { studyResultSchema } from "../../../src/result/schema.ts";
import { problemWith, resolvePointer, type ShownNumber } from "../../support/report-numbers.ts";
import { CONTRAST, sampleResult } from "../../support/sample-result.ts";

const html = renderHtml(sampleResult());

/** The two languages of the page, each up to the start of the next part. */
function pageIn(language: "nl" | "en", source = html): string {
  const parts = source.split(/(?=<(?:div|nav|span) data-page=")/);
  return parts.filter((part) => part.includes(`data-page="${language}"`)).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
};
const decode = (text: string) => text.replace(/&(lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

function numbersIn(language: "nl" | "en", source = html): ShownNumber[] {
  const pattern = /<span class="n" data-path="([^"]*)" data-value="([^"]*)">([^<]*)<\/span>/g;
  return [...pageIn(language, source).matchAll(pattern)].map((match) => ({
    language,
    path: decode(match[1]!),
    value: Number(match[2]),
    text: decode(match[3]!),
  }));
}

test("the sample is a valid result", () => {
  expect(studyResultSchema.safeParse(sampleResult()).error).toBeUndefined();
});

describe.each(["nl", "en"] as const)("numbers in %s", (language) => {
  test("each shown number is the stored one, scaled as its path says and rounded", () => {
    const result = sampleResult();
    const numbers = numbersIn(language);
    expect(numbers.length).toBeGreaterThan(200);
    expect(numbers.map((shown) => problemWith(result, shown)).filter((problem) => problem !== null)).toEqual([]);
  });

  test("numeric cells hold nothing but a number with its place, or a dash", () => {
    const cells = [...pageIn(language).matchAll(/<td role="cell" class="(?:r )?num[^"]*"[^>]*>(.*?)<\/td>/g)].map(
      (match) => match[1]!,
    );
    expect(cells.length).toBeGreaterThan(80);
    const bare = cells.map((cell) => cell.replace(/<span class="n"[^>]*>[^<]*<\/span>/g, "").replace(/<[^>]+>/g, ""));
    const allowed = new Set([
      "",
      "–",
      " tot ",
      " to ",
      "0 (vergelijkingsjaar)",
      "0 (reference year)",
      " punt",
      " points",
      " cijferpunt",
      " grade points",
    ]);
    expect(bare.filter((rest) => !allowed.has(rest))).toEqual([]);
  });

  test("derived numbers are sums or ratios of numbers in the result", () => {
    const result = sampleResult();
    const derived = [...pageIn(language).matchAll(/data-derived="([^"]*)">([^<]*)</g)];
    expect(derived.length).toBeGreaterThan(0);
    for (const [, rule] of derived) {
      for (const part of rule!.split(/ [+×/] /)) expect(typeof resolvePointer(result, part), part).toBe("number");
    }
  });
});

test("H5 at the contrast 0.224: the numbers of the reference estimate, by hand", () => {
  // fixest: β = 0.006819665838341, se 0.01283558402062; t(39): 2.0227 and 1.6849. β·0.224 = 0.15276 points; ± 2.0227·0.28752, ± 1.6849·0.28752.
  expect(CONTRAST * 0.006819665838341 * 100).toBeCloseTo(0.15276, 4);
  const dutch = pageIn("nl").replace(/<[^>]+>/g, "");
  expect(dutch).toContain("+0,15 punt bij blootstelling 0,224 tegen 0 (95%-interval −0,43 tot +0,73)");
  const english = pageIn("en").replace(/<[^>]+>/g, "");
  expect(english).toContain("+0.15 points at exposure 0.224 against 0 (95% interval −0.43 to +0.73)");
  expect(dutch).toContain("−0,33 tot +0,64");
});

test("the headline says finding and strength for all tested hypotheses", () => {
  expect(html).toContain(
    "Twee van de vier hypothesen zijn te toetsen: één aanwijzing en één onbeslist, maar het bewijs is zwak</h1>",
  );
  expect(html).toContain(
    "Two of the four hypotheses can be tested: one indication and one undecided, but the evidence is weak</h1>",
  );
});

test("a precise but not credible estimate is never called no difference", () => {
  const h5 = /<section class="hyp" id="h5".*?<\/section>/s.exec(html)![0].replace(/<[^>]+>/g, "");
  expect(h5).toContain("Daarom geen oordeel");
  expect(h5).not.toMatch(/geen effect gevonden|geen verschil gevonden|werkt niet/);
});

test("every hypothesis and every untested link has its row, with the table it needs", () => {
  const board = /<table class="board".*?<\/table>/s.exec(html)![0];
  for (const id of ["h1", "h2", "h5", "h6", "t1"]) expect(board).toContain(`href="#${id}"`);
  const all = /<section class="wrap all" id="links".*?<\/section>/s.exec(html)![0];
  for (const id of ["H1a", "H2c", "H5a", "H5c", "H6a"]) expect(all).toContain(`>${id}</a></b>`);
  expect(all).toContain("Ontbreekt: De tabel met gekozen keuzevakken per vestiging.");
  const own = /<section class="hyp" id="h2".*?<\/section>/s.exec(html)![0];
  expect(own).toContain("<code>leerlingen</code>");
  expect(own).toContain("via het programmabureau");
});

test("nothing is a placeholder, undefined or NaN", () => {
  for (const text of [
    html.replace(/<script>.*?<\/script>/s, ""),
    renderMarkdown(sampleResult(), "nl"),
    renderMarkdown(sampleResult(), "en"),
  ]) {
    expect(text).not.toMatch(/undefined|NaN|\[object|voorbeeldwaarde|placeholder|xx ·/);
    expect(text).not.toMatch(/[\uE000-\uE00F]/);
  }
});

test("ids are unique, and every reference in the page has its target", () => {
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...html.matchAll(/(?:href="#|aria-labelledby="|aria-describedby="|url\(#)([^")]*)/g)].map(
    (match) => match[1]!,
  );
  expect(targets.length).toBeGreaterThan(30);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test("the page asks nothing of the network", () => {
  const markup = html.replace(/<a href="https:[^>]*>/g, "");
  expect(markup).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(markup.replace(/http:\/\/www\.w3\.org\/2000\/svg/g, "")).not.toMatch(/url\((?!data:|#)/);
  expect(html).toMatch(/default-src 'none'/);
});

test("the policy allows this script and no other", () => {
  const hash = `sha256-${createHash("sha256").update(SCRIPT).digest("base64")}`;
  expect(SCRIPT_HASH).toBe(hash);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain(`<script>${SCRIPT}</script>`);
});

test("study texts are data: nothing in them becomes markup, in any field", () => {
  const attack = `"><script>alert(1)</script><img src=x onerror=alert(2)>'\`\${7*7}\uE003</style>`;
  const poison = (value: unknown, key = ""): unknown => {
    if (typeof value === "string")
      return /^(?:id|figure|decidedBy|kind|finding|statisticalFinding|status|role|expect|severity|from|to|unit|goal|class|setup|data|goodDirection|method|sentence|rule|adjust|basis|code|lead)$/.test(
        key,
      )
        ? value
        : `${value}${attack}`;
    if (Array.isArray(value)) return key === "languages" ? value : value.map((item) => poison(item, key));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, name)]));
  };
  const result = studyResultSchema.parse(poison(sampleResult()));
  const page = renderHtml(result);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  const tags = page.replace(/<(?:script|style)>.*?<\/(?:script|style)>/gs, "").replace(/"[^"]*"/g, '""');
  expect(/<img/.test(tags)).toBe(false);
  expect(/<[a-z][^>]* onerror/.test(tags)).toBe(false);
  expect(page.includes("&lt;script&gt;alert(1)")).toBe(true);
  const prose = renderMarkdown(result, "nl").replace(/`[^`\n]*`/g, "");
  expect(/(?<!\\)<script/.test(prose)).toBe(false);
});

test("a study in one language has one page and no language button", () => {
  const result = sampleResult();
  result.study.languages = ["en"];
  const page = renderHtml(result);
  expect(page).toContain('<html lang="en"');
  expect(page).not.toContain('id="language"');
  expect(page).not.toContain('data-page="nl"');
});

test("a result without any tested link still makes a whole report", () => {
  const result = sampleResult();
  result.hypotheses = result.hypotheses.filter(({ finding }) => finding === "not-testable");
  const page = renderHtml(result);
  expect(page).toContain("Met deze gegevens is geen hypothese te toetsen</h1>");
  expect(page).toContain("Er is geen schakel getoetst");
  expect(page).not.toMatch(/undefined|NaN/);
});

test("a number that could not be computed is a dash", () => {
  const result = sampleResult();
  const tau = result.hypotheses[2]!.links[1]!.estimates[2]!.tau!;
  Object.assign(tau, { estimate: null, se: null, statistic: null, p: null, ci: null, ciEquivalence: null });
  const page = renderHtml(result);
  expect(page).not.toMatch(/>(?:NaN|null|undefined)</);
  expect(page).toMatch(/Met COROP × jaar-effecten<\/th><td[^>]*><a[^>]*>–<\/a>/);
});

test("the same result gives the same bytes, and is not changed", () => {
  const result = sampleResult();
  const before = JSON.stringify(result);
  expect(renderHtml(result)).toBe(html);
  renderMarkdown(result, "nl");
  expect(JSON.stringify(result)).toBe(before);
});

test("Markdown holds the same parts in the same order", () => {
  const text = renderMarkdown(sampleResult(), "nl");
  const order = [
    "# Twee van de vier",
    "## Vier hypothesen",
    "## H1. ",
    "## H2. ",
    "## H5. ",
    "### Vooraf vastgelegd",
    "Figuur 1.",
    "### Waarom dit oordeel",
    "### Toetsen F1",
    "## H6. ",
    "## T1. ",
    "## Alle schakels",
    "## Methode en herkomst",
  ];
  let from = 0;
  for (const part of order) {
    const found = text.indexOf(part, from);
    expect(found, part).toBeGreaterThanOrEqual(from);
    from = found;
  }
  expect(text).toContain("| **Dekkend** techniek overal bereikbaar |  |  |");
  expect(text).not.toContain("****");
  expect(text).toContain("| 2018 | +1,13 | +0,28 tot +1,98 | −0,05 tot +2,30 |");
  for (const line of text.split("\n").filter((row) => row.startsWith("|"))) expect(line.endsWith("|")).toBe(true);
});
