import type { Block } from "./block.ts";

/** The report as Markdown: its blocks in reading order, one blank line between, a newline at the end. */
export function markdownDocument(...parts: readonly Block[]): string {
  const text = parts
    .map((part) => part.markdown)
    .filter((part) => part !== "")
    .join("\n\n");
  return `${text.replace(/\n{3,}/g, "\n\n")}\n`;
}
