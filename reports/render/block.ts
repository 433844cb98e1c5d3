import { escapeHtml, strong, toHtml, toMarkdown } from "./text.ts";

/** A piece of the report in both forms. Blocks are pure: result in, strings out. */
export interface Block {
  readonly html: string;
  /** One or more Markdown blocks, separated by blank lines; empty when it adds nothing there. */
  readonly markdown: string;
}

export const EMPTY: Block = { html: "", markdown: "" };

/** Joins blocks in reading order. */
export function join(...blocks: readonly Block[]): Block {
  return {
    html: blocks.map((block) => block.html).join(""),
    markdown: blocks
      .map((block) => block.markdown)
      .filter((text) => text !== "")
      .join("\n\n"),
  };
}

/** An element around blocks; Markdown sees only the content. */
export function wrap(tag: string, attributes: Readonly<Record<string, string>>, ...blocks: readonly Block[]): Block {
  const inner = join(...blocks);
  return { html: `<${tag}${attributesHtml(attributes)}>${inner.html}</${tag}>`, markdown: inner.markdown };
}

export function attributesHtml(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("");
}

export function paragraph(text: string, className = ""): Block {
  return {
    html: `<p${className === "" ? "" : ` class="${className}"`}>${toHtml(text)}</p>`,
    markdown: toMarkdown(text),
  };
}

/** `level` of HTML; Markdown has one heading level for each as well. */
export function heading(level: 1 | 2 | 3 | 4, text: string, attributes: Readonly<Record<string, string>> = {}): Block {
  return {
    html: `<h${level}${attributesHtml(attributes)}>${toHtml(text)}</h${level}>`,
    markdown: `${"#".repeat(level)} ${toMarkdown(text)}`,
  };
}

export function list(items: readonly string[], ordered = false, className = ""): Block {
  if (items.length === 0) return EMPTY;
  const tag = ordered ? "ol" : "ul";
  const html = items.map((item) => `<li>${toHtml(item)}</li>`).join("");
  return {
    html: `<${tag}${className === "" ? "" : ` class="${className}"`}>${html}</${tag}>`,
    markdown: items.map((item, i) => `${ordered ? `${i + 1}.` : "-"} ${toMarkdown(item)}`).join("\n"),
  };
}

/** Term and detail pairs. */
export function terms(items: readonly (readonly [string, string])[], className: string): Block {
  if (items.length === 0) return EMPTY;
  const html = items.map(([term, detail]) => `<div><dt>${toHtml(term)}</dt><dd>${toHtml(detail)}</dd></div>`).join("");
  return {
    html: `<dl class="${className}">${html}</dl>`,
    markdown: items.map(([term, detail]) => `- **${toMarkdown(term)}**: ${toMarkdown(detail)}`).join("\n"),
  };
}

/** A block that opens on request; Markdown shows it open. */
export function details(summary: string, ...blocks: readonly Block[]): Block {
  const inner = join(...blocks);
  return {
    html: `<details><summary>${toHtml(summary)}</summary>${inner.html}</details>`,
    markdown: `${toMarkdown(strong(summary))}\n\n${inner.markdown}`,
  };
}

/** HTML that has no counterpart in Markdown: drawings, controls. */
export function htmlOnly(html: string): Block {
  return { html, markdown: "" };
}

export function markdownOnly(markdown: string): Block {
  return { html: "", markdown };
}

export interface Column {
  readonly head: string;
  /** Numbers: right-aligned, tabular figures, never wrapped. */
  readonly align?: "right" | "number";
  readonly className?: string;
  /** Read by screen readers only. */
  readonly hiddenHead?: boolean;
  /** Raw HTML for the head instead of `head` (already escaped). */
  readonly headHtml?: string;
}

/** A cell: marked text, or HTML with its text for Markdown. */
export type Cell = string | { readonly html: string; readonly text: string };

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly className?: string;
  /** A row that opens a group: its first cell spans the table. */
  readonly group?: boolean;
}

export interface TableModel {
  readonly caption: string;
  readonly captionVisible?: boolean;
  readonly className: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/**
 * A table with caption, scopes and roles. The roles stay true when narrow screens turn rows into cards;
 * the label of a card's value is drawn from `data-label`, so copied cells hold nothing but the value.
 */
export function table(model: TableModel): Block {
  return { html: tableHtml(model), markdown: tableMarkdown(model) };
}

function tableHtml(model: TableModel): string {
  const head = model.columns
    .map((column) => {
      const className = classesOf(column);
      const text = column.headHtml ?? toHtml(column.head);
      return `<th scope="col" role="columnheader"${className}>${column.hiddenHead ? `<span class="vh">${text}</span>` : text}</th>`;
    })
    .join("");
  const caption = `<caption${model.captionVisible ? "" : ' class="vh"'}>${toHtml(model.caption)}</caption>`;
  const body = model.rows.map((row) => rowHtml(model, row)).join("");
  return `<table class="${model.className}" role="table">${caption}<thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
}

function rowHtml(model: TableModel, row: TableRow): string {
  const className = row.className === undefined ? "" : ` class="${row.className}"`;
  if (row.group) {
    return `<tr role="row"${className}><th scope="rowgroup" role="rowheader" colspan="${model.columns.length}">${cellHtml(row.cells[0] ?? "")}</th></tr>`;
  }
  const cells = row.cells
    .map((cell, i) => {
      const column = model.columns[i];
      if (i === 0) return `<th scope="row" role="rowheader">${cellHtml(cell)}</th>`;
      const label = column === undefined || column.hiddenHead ? "" : ` data-label="${escapeHtml(column.head)}"`;
      return `<td role="cell"${column === undefined ? "" : classesOf(column)}${label}>${cellHtml(cell)}</td>`;
    })
    .join("");
  return `<tr role="row"${className}>${cells}</tr>`;
}

const cellHtml = (cell: Cell): string => (typeof cell === "string" ? toHtml(cell) : cell.html);

function classesOf(column: Column): string {
  const classes = [column.align === "right" ? "r num" : column.align === "number" ? "num" : "", column.className ?? ""];
  const text = classes.filter((name) => name !== "").join(" ");
  return text === "" ? "" : ` class="${text}"`;
}

function tableMarkdown(model: TableModel): string {
  const kept = model.columns.map((column, i) => ({ column, i })).filter(({ column }) => !column.hiddenHead);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const text = (cell: Cell | undefined) =>
    toMarkdown(cell === undefined ? "" : typeof cell === "string" ? cell : cell.text).replace(/`[^`]*`/g, (span) =>
      span.replaceAll("|", "\\|"),
    );
  const head = line(kept.map(({ column }) => toMarkdown(column.head)));
  const rule = line(kept.map(({ column }) => (column.align === "right" ? "---:" : "---")));
  const rows = model.rows.map((row) =>
    row.group
      ? line(kept.map((_, i) => (i === 0 ? text(row.cells[0]) : "")))
      : line(kept.map(({ i }) => text(row.cells[i]))),
  );
  const caption = model.captionVisible ? [`*${toMarkdown(model.caption)}*`, ""] : [];
  return [...caption, head, rule, ...rows].join("\n");
}
