/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../reports/index.ts";
import { runStudy } from "../../src/index.ts";
import type { StudyResult } from "../../src/result/schema.ts";
import { problemWith, type ShownNumber } from "../support/report-numbers.ts";
import { sampleResult } from "../support/sample-result.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STUDY = fileURLToPath(new URL("../../hypotheses/sto", import.meta.url));

/** A small sample that shows every finding, and the real study. */
const results: [string, StudyResult][] = [
  ["the sample", sampleResult()],
  ["the STO study", await runStudy({ path: STUDY })],
];

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: install chromium or set CHROMIUM_PATH`);
  folder = mkdtempSync(join(tmpdir(), "effectmeter-report-"));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Opens the report of a result; `trouble` gathers console errors, page errors and every request that is not the file itself. */
async function open(
  result: StudyResult,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; trouble: string[]; done: () => Promise<void> }> {
  const file = join(folder, "report.html");
  writeFileSync(file, renderHtml(result));
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && !request.url().startsWith("blob:") && request.url().split("#")[0] !== url)
      trouble.push(`request ${request.url()}`);
  });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return { page, trouble, done: () => context.close() };
}

const english = (page: Page) => page.click("#language");

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Axe {
      run(
        context: Document,
        options: object,
      ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const found = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
    );
  });
}

describe.each(results)("report of %s", (_, result) => {
  test("opens without console errors and without a single request", async () => {
    const { page, trouble, done } = await open(result);
    await english(page);
    await page.click("#theme");
    expect(trouble).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).toBe(0);
    expect(
      await page.evaluate(
        () => document.fonts.check('600 20px "Report Serif"') && document.fonts.check('16px "Report Sans"'),
      ),
    ).toBe(true);
    await done();
  });

  test.each(["nl", "en"] as const)("%s: every visible number equals the result's, as rounded", async (language) => {
    const { page, done } = await open(result);
    if (language === "en") await english(page);
    const shown = (await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-page]:not([hidden]) [data-path]")].map((item) => ({
        path: item.dataset["path"] ?? "",
        value: Number(item.dataset["value"]),
        text: item.textContent ?? "",
      })),
    )) as Omit<ShownNumber, "language">[];
    expect(shown.length).toBeGreaterThan(50);
    expect(
      shown.map((number) => problemWith(result, { ...number, language })).filter((problem) => problem !== null),
    ).toEqual([]);
    await done();
  });

  test.each([
    ["nl", "light"],
    ["nl", "dark"],
    ["en", "light"],
    ["en", "dark"],
  ] as const)("no accessibility violations: %s, %s", async (language, colorScheme) => {
    const { page, done } = await open(result, { colorScheme });
    if (language === "en") await english(page);
    await page.evaluate(() => {
      for (const item of document.querySelectorAll("details")) item.open = true;
    });
    expect(await violations(page)).toEqual([]);
    await done();
  });

  test.each([320, 360, 860, 1024, 1280])("nothing scrolls sideways at %i px", async (width) => {
    const { page, done } = await open(result, { viewport: { width, height: 800 } });
    await page.evaluate(() => {
      for (const item of document.querySelectorAll("details")) item.open = true;
    });
    const beyond = () =>
      page.evaluate(() => {
        const wide = [...document.querySelectorAll<HTMLElement>("body *")].filter((item) => {
          const box = item.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 1 && item.closest("svg,.skip,.vh") === null;
        });
        return {
          page: document.documentElement.scrollWidth - innerWidth,
          wide: wide.slice(0, 5).map((item) => item.outerHTML.slice(0, 120)),
        };
      });
    expect(await beyond()).toEqual({ page: 0, wide: [] });
    await english(page);
    expect(await beyond()).toEqual({ page: 0, wide: [] });
    await done();
  });

  test("figure text is at least 12 px at 360 and 1280 px", async () => {
    for (const width of [360, 1280]) {
      const { page, done } = await open(result, { viewport: { width, height: 800 } });
      const smallest = await page.evaluate(() => {
        const sizes = [...document.querySelectorAll<SVGTextElement>("svg[role=img] text")].flatMap((item) => {
          const box = item.ownerSVGElement?.getBoundingClientRect();
          const view = item.ownerSVGElement?.viewBox.baseVal.width ?? 1;
          return box === undefined || box.width === 0
            ? []
            : [(Number.parseFloat(getComputedStyle(item).fontSize) * box.width) / view];
        });
        return sizes.length === 0 ? 99 : Math.min(...sizes);
      });
      expect(smallest).toBeGreaterThanOrEqual(12);
      await done();
    }
  });

  test("headings start at one h1 and skip no level; targets are at least 24 px", async () => {
    const { page, done } = await open(result);
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll("h1,h2,h3,h4")]
        .filter((item) => (item as HTMLElement).offsetParent !== null)
        .map((item) => Number(item.tagName[1])),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button,summary,nav a,.chip")]
        .filter((item) => item.offsetParent !== null && item.getBoundingClientRect().height < 24)
        .map((item) => item.outerHTML),
    );
    expect(small).toEqual([]);
    await done();
  });
});

describe("controls", () => {
  test("the language button shows the other language, in that language, and keeps the place", async () => {
    const { page, done } = await open(sampleResult());
    expect(await page.textContent("#language")).toBe("English");
    expect(await page.getAttribute("#language", "lang")).toBe("en");
    await page.evaluate(() => document.getElementById("h5")?.scrollIntoView({ behavior: "instant" }));
    // A click by the driver scrolls the sticky header into view first; a reader's does not.
    await page.evaluate(() => document.getElementById("language")?.click());
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    expect(await page.title()).toBe("Effect report Sterk Techniekonderwijs (STO)");
    expect(await page.isVisible("#en-h5")).toBe(true);
    expect(await page.isVisible("#h5")).toBe(false);
    const top = await page.evaluate(() => document.getElementById("en-h5")?.getBoundingClientRect().top ?? 9999);
    expect(Math.abs(top)).toBeLessThan(120);
    await english(page);
    expect(await page.isVisible("#h5")).toBe(true);
    expect(await page.textContent("#language")).toBe("English");
    await done();
  });

  test("the theme follows the system until the button overrides it", async () => {
    const { page, done } = await open(sampleResult(), { colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe("rgb(15, 23, 27)"); // #0f171b
    expect(await page.textContent("#theme")).toBe("Licht");
    await page.click("#theme");
    expect(await background()).toBe("rgb(253, 253, 251)"); // #fdfdfb
    expect(await page.textContent("#theme")).toBe("Donker");
    await done();
  });

  test("a link to the English part opens it", async () => {
    const { page, done } = await open(sampleResult());
    await page.evaluate(() => {
      location.hash = "#en-links";
    });
    await page.waitForFunction(() => document.documentElement.lang === "en");
    expect(await page.isVisible("#en-links")).toBe(true);
    await done();
  });

  test("choosing a number says where it stands in result.json", async () => {
    const { page, done } = await open(sampleResult());
    await page.click("a.cell >> nth=0");
    const place = await page.textContent("#place output");
    expect(place).toMatch(/^result\.json#\/hypotheses\/0\/links\/1\/estimates\/0\/tau\/estimate$/);
    await done();
  });

  test("figures can be saved as SVG, PNG and CSV", async () => {
    const { page, trouble, done } = await open(sampleResult());
    const saved = async (kind: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`#fig-h5-h5b [data-save=${kind}]`),
      ]);
      return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
    };
    const svg = await saved("svg");
    expect(svg.name).toBe("h5-h5b.svg");
    expect(svg.content.toString()).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg.content.toString()).not.toContain("class=");
    const png = await saved("png");
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    const csv = (await saved("csv")).content.toString();
    expect(csv.split("\r\n")[0]).toBe(
      "Periode,Effect (punt),95%-interval (lo),95%-interval (hi),uniforme 95%-band (lo),uniforme 95%-band (hi)",
    );
    // 2018: β of the reference event study × contrast 0.224 × 100
    expect(csv).toContain(`2018,${0.05032260455673 * 0.224 * 100},`);
    expect(trouble).toEqual([]);
    await done();
  });
});

test("without scripts: Dutch, no dead buttons, every table can be opened", async () => {
  const { page, done } = await open(sampleResult(), { javaScriptEnabled: false });
  expect(await page.isVisible("#h5")).toBe(true);
  expect(await page.isVisible("#en-h5")).toBe(false);
  expect(await page.isVisible("#language")).toBe(false);
  expect(await page.isVisible(".dlx")).toBe(false);
  await page.click("#fig-h5-h5b summary");
  expect(await page.isVisible("#fig-h5-h5b details table")).toBe(true);
  await done();
});

test("print: light, controls gone, tables behind figures open, wide drawings", async () => {
  const { page, done } = await open(sampleResult(), { colorScheme: "dark" });
  await page.click("#theme");
  await page.click("#theme");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  expect(await page.isVisible("#language")).toBe(false);
  const height = await page.evaluate(
    () => document.querySelector("#fig-h5-h5b details table")?.getBoundingClientRect().height ?? 0,
  );
  expect(height).toBeGreaterThan(100);
  expect(await page.isVisible("#fig-h5-h5b svg.fig-w")).toBe(true);
  expect(await page.isVisible("#fig-h5-h5b svg.fig-n")).toBe(false);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  await done();
});
