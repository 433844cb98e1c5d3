/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { monitorHtml } from "../../reports/monitor-page.ts";
import type { MonitorResult } from "../../src/result/monitor-schema.ts";
import { runMonitor } from "../../src/run/run-monitor.ts";
import { readShown, resolvePointer, roundingOf } from "../support/report-numbers.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STUDY = fileURLToPath(new URL("../../hypotheses/sto", import.meta.url));

let result: MonitorResult;
let browser: Browser;
let folder: string;
let url: string;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: install chromium or set CHROMIUM_PATH`);
  // Indicators with and without a base year, with intervals, breakdowns and areas listed.
  const only = ["K4b_exam", "D1f_exam", "K4b", "D3a"];
  result = await runMonitor({ path: STUDY, only, levels: ["nl", "corop"] });
  folder = mkdtempSync(join(tmpdir(), "effectmeter-monitor-"));
  const file = join(folder, "monitor.html");
  writeFileSync(file, monitorHtml(result));
  url = pathToFileURL(file).href;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Opens the page; `trouble` gathers console errors, page errors and every request that is not the file itself. */
async function open(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url().split("#")[0] !== url) trouble.push(request.url());
  });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return { page, trouble, done: () => context.close() };
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const item of document.querySelectorAll("details")) item.open = true;
  });

test("opens without console errors and without a single request, in both languages and themes", async () => {
  const { page, trouble, done } = await open();
  expect(await page.locator("h1:visible").textContent()).toBe("Indicatoren sinds 2017/2018");
  await page.click("#language");
  expect(await page.locator("h1:visible").textContent()).toBe("Indicators since 2017/2018");
  await page.click("#theme");
  expect(trouble).toEqual([]);
  await done();
});

test.each(["nl", "en"] as const)("%s: every number equals the result's, as rounded", async (language) => {
  const { page, done } = await open();
  if (language === "en") await page.click("#language");
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-page]:not([hidden]) [data-path]")].map((item) => ({
      path: item.dataset["path"] ?? "",
      value: Number(item.dataset["value"]),
      text: item.textContent ?? "",
    })),
  );
  expect(shown.length).toBeGreaterThan(200);
  const problems = shown.filter(({ path, value, text }) => {
    const stored = resolvePointer(result, path);
    if (typeof stored !== "number") return true;
    const isStored = [1, 100].some(
      (factor) => Math.abs(stored * factor - value) <= 1e-9 * Math.max(1, Math.abs(value)),
    );
    return !isStored || Math.abs(readShown(text, language) - value) > roundingOf(text, language);
  });
  expect(problems).toEqual([]);
  await done();
});

test("each figure has a name, a base and a latest mark, and a dashed line for every break inside", async () => {
  const { page, done } = await open();
  const figures = await page.evaluate(() =>
    [...document.querySelectorAll("[data-page=nl] .multi figure")].map((figure) => ({
      id: figure.id,
      name: figure.querySelector("svg[role=img] title")?.textContent ?? "",
      breaks: figure.querySelectorAll(".l-break").length,
      lines: figure.querySelectorAll(".l-spark").length,
      base: figure.querySelectorAll(".m-open").length,
      latest: figure.querySelectorAll(".m-fill").length,
    })),
  );
  expect(figures.map(({ id }) => id)).toContain("series-K4b_exam");
  for (const { id, name, breaks, lines, base, latest } of figures) {
    const one = result.indicators.find((indicator) => `series-${indicator.id}` === id)!;
    const { points } = one.levels[0]!.series;
    const [first, last] = [points[0]!.period, points[points.length - 1]!.period];
    const inside = new Set(one.breaks.map(({ period }) => period).filter((period) => period > first && period <= last));
    expect(name).toContain(one.name.nl);
    expect(breaks).toBe(inside.size);
    expect(lines).toBe(inside.size + 1);
    expect([base, latest]).toEqual([1, 1]);
  }
  // K4b of the third year has one year only: in the table, not in a figure.
  expect(figures.map(({ id }) => id)).not.toContain("series-K4b");
  await done();
});

test.each([
  ["nl", "light"],
  ["nl", "dark"],
  ["en", "light"],
  ["en", "dark"],
] as const)("no accessibility violations: %s, %s", async (language, colorScheme) => {
  const { page, done } = await open({ colorScheme });
  if (language === "en") await page.click("#language");
  await openAll(page);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    interface Axe {
      run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const found = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  });
  expect(violations).toEqual([]);
  await done();
});

test.each([320, 360, 860, 1280])("nothing scrolls sideways at %i px", async (width) => {
  const { page, done } = await open({ viewport: { width, height: 800 } });
  await openAll(page);
  for (const language of ["nl", "en"]) {
    const beyond = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth - innerWidth,
      wide: [...document.querySelectorAll<HTMLElement>("body *")]
        .filter((item) => {
          const box = item.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 1 && item.closest("svg,.skip,.vh") === null;
        })
        .slice(0, 5)
        .map((item) => item.outerHTML.slice(0, 120)),
    }));
    expect({ language, ...beyond }).toEqual({ language, page: 0, wide: [] });
    await page.click("#language");
  }
  await done();
});

test("prints as a PDF of pages", async () => {
  const { page, done } = await open();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  await done();
});
