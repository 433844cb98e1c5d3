import { estimators } from "../../../models/index.ts";

/** A Markdown table; columns that hold numbers are aligned right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const rule = header.map((name) => (right.includes(name) ? "---:" : "---"));
  const lines = [header, rule, ...rows].map((cells) => `| ${cells.map(escapeCell).join(" | ")} |`);
  return lines.join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export const code = (text: string): string => `\`${text}\``;

/** The estimator with a link to its method, as seen from tests/reference; other parts by name. */
export function methodLink(by: string): string {
  return estimators.some(({ id }) => id === by) ? `[${code(by)}](../../models/${by}/method.md)` : by;
}

/** 12345 as 12,345. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

export const GENERATED = "<!-- Written by npm run generate; npm run check fails when it is out of date. -->";
