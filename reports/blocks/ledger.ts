import { capitalise } from "../../src/messages/format.ts";
import type { LedgerStep } from "../../src/result/schema.ts";
import { at, type LinkView, say } from "../page.ts";
import { type Block, type Cell, EMPTY, heading, join, paragraph, type TableRow, table } from "../render/block.ts";
import { rect } from "../render/svg.ts";
import { derivedText } from "../render/text.ts";

/** The sample ledger: from all units to those used, step by step, as a waterfall. A first step `population` says what there was. */
export function ledger(view: LinkView): Block {
  const { page, link } = view;
  const { words } = page;
  const first = link.ledger[0];
  const last = link.ledger.at(-1);
  if (first === undefined || last === undefined) return EMPTY;
  const opening = first.step === "population";
  const start = opening
    ? { rows: first.rowsLeft, units: first.unitsLeft }
    : { rows: first.rows + first.rowsLeft, units: first.units + first.unitsLeft };
  const unit = link.design?.unit ?? "";
  const total = Math.max(1, start.rows);
  const hasExamples = link.ledger.some((step) => step.examples.length > 0);
  const rows: TableRow[] = [
    {
      className: "pri",
      cells: [
        opening ? capitalise(say(page, first.reason)) : words.ledgerStart,
        opening ? left(view, 0, "unitsLeft", start.units) : sum(view, "units", start.units),
        opening ? left(view, 0, "rowsLeft", start.rows) : sum(view, "rows", start.rows),
        bar(0, start.rows, total, true),
        "",
      ],
    },
    ...link.ledger.map((step, i) => dropped(view, step, i, total)).slice(opening ? 1 : 0),
    {
      className: "pri",
      cells: [
        words.ledgerEnd,
        left(view, link.ledger.length - 1, "unitsLeft", last.unitsLeft),
        left(view, link.ledger.length - 1, "rowsLeft", last.rowsLeft),
        bar(0, last.rowsLeft, total, true),
        "",
      ],
    },
  ];
  return join(
    heading(3, words.ledgerTitle(page.format.count(start.units), page.format.count(last.unitsLeft)), { class: "sec" }),
    table({
      caption: words.ledgerStep,
      className: "tab led cards",
      columns: [
        { head: words.ledgerStep },
        { head: words.ledgerUnits, align: "right" },
        { head: words.ledgerRows, align: "right" },
        { head: words.ledgerBar, hiddenHead: true, className: "lb" },
        ...(hasExamples ? [{ head: words.ledgerReason, className: "muted full" }] : []),
      ],
      rows: rows.map((row) => (hasExamples ? row : { ...row, cells: row.cells.slice(0, -1) })),
    }),
    unit === "" ? EMPTY : paragraph(words.ledgerUnit(unit), "cap"),
  );
}

/** What there was before the first step. */
function sum(view: LinkView, key: "units" | "rows", value: number): string {
  const step = `${view.path}/ledger/0`;
  return derivedText(view.page.format.count(value), `${step}/${key} + ${step}/${key}Left`);
}

function left(view: LinkView, i: number, key: "unitsLeft" | "rowsLeft", value: number): string {
  return at(`${view.path}/ledger/${i}/${key}`, view.page.format.count(value), value);
}

function dropped(view: LinkView, step: LedgerStep, i: number, total: number): TableRow {
  const { page } = view;
  const minus = (key: "rows" | "units") =>
    step[key] === 0 ? "–" : at(`${view.path}/ledger/${i}/${key}`, page.format.count(-step[key]), -step[key]);
  return {
    className: "drop",
    cells: [
      capitalise(say(page, step.reason)),
      minus("units"),
      minus("rows"),
      bar(step.rowsLeft, step.rows, total, false),
      step.examples.join(", "),
    ],
  };
}

function bar(from: number, size: number, total: number, whole: boolean): Cell {
  const x = (120 * from) / total;
  const width = Math.max((120 * size) / total, size > 0 ? 1 : 0);
  const content = rect(x, 0, width, 12, whole ? "tot" : "drop");
  return {
    html: `<svg viewBox="0 0 120 12" class="wf" aria-hidden="true" focusable="false">${content}</svg>`,
    text: "",
  };
}
