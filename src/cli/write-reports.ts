import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { effectsCsv, renderHtml, renderMarkdown } from "../../reports/index.ts";
import type { Language } from "../core/text.ts";
import { resultText } from "../result/result-file.ts";
import type { StudyResult } from "../result/schema.ts";
import type { Format } from "./formats.ts";

/** Writes result.json and the reports asked for; returns the paths written. result.json is always written: everything else is made from it. */
export function writeReports(
  result: StudyResult,
  folder: string,
  formats: readonly Format[],
  languages: readonly Language[],
): string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    const path = join(folder, name);
    writeFileSync(path, text);
    written.push(path);
  };
  write("result.json", resultText(result));
  if (formats.includes("html")) write("report.html", renderHtml(result));
  if (formats.includes("md"))
    for (const language of languages) write(`report.${language}.md`, renderMarkdown(result, language));
  if (formats.includes("csv")) write("effects.csv", effectsCsv(result));
  return written;
}
