import { capitalise, inWords } from "../../src/messages/format.ts";
import type { EstimateResult } from "../../src/result/schema.ts";
import {
  at,
  contrastText,
  countAt,
  deltaAt,
  effectAt,
  equivalenceLevel,
  intervalAt,
  type LinkView,
  levelText,
  say,
} from "../page.ts";
import { type Block, type Cell, EMPTY, heading, join, paragraph, type TableRow, table } from "../render/block.ts";
import { toHtml } from "../render/text.ts";
import { type IntervalScale, intervalDrawing, intervalHead, intervalScale } from "./interval-drawing.ts";
import { findingWord } from "./wording.ts";

/** Every estimate at the contrast, one line each, with its interval drawn on the δ band. */
export function estimatesTable(view: LinkView): Block {
  const { page, link } = view;
  const { words } = page;
  const shown = link.estimates
    .map((estimate, index) => ({ estimate, index }))
    .filter(({ estimate }) => estimate.tau !== null);
  if (shown.length === 0) return EMPTY;
  const scale = intervalScale(
    shown.map(({ estimate }) => drawn(estimate)),
    link.smallestEffect,
  );
  const level = levelText(page, link.level);
  const decides = levelText(page, equivalenceLevel(view));
  const adjusted = link.estimates[0]?.tau?.pAdjusted ?? null;
  return join(
    heading(
      3,
      title(
        view,
        shown.map(({ estimate }) => estimate),
      ),
      { class: "sec" },
    ),
    table({
      caption: words.estimates,
      className: "tab est cards",
      columns: [
        { head: words.specification },
        { head: words.unitsHead(view.format.unitWord), align: "right" },
        { head: words.pointwise(level), align: "number" },
        { head: words.pointwise(decides), align: "number" },
        { head: words.p, align: "right" },
        { head: words.observations, align: "right" },
        { head: words.drawing, className: "dlc", headHtml: intervalHead(scale, view.format, words.drawing) },
      ],
      rows: shown.map(({ estimate, index }) => row(view, estimate, index, scale)),
    }),
    paragraph(
      [
        note(view),
        adjusted === null
          ? ""
          : words.pAdjusted(at(`${view.path}/estimates/0/tau/pAdjusted`, view.format.p(adjusted), adjusted)),
      ]
        .join(" ")
        .trim(),
      "cap",
    ),
  );
}

function note(view: LinkView): string {
  const { words } = view.page;
  const delta = deltaAt(view);
  const level = levelText(view.page, view.link.level);
  return delta === null
    ? words.estimatesNoteNoDelta(contrastText(view), level)
    : words.estimatesNote(contrastText(view), levelText(view.page, equivalenceLevel(view)), level, delta);
}

function title(view: LinkView, estimates: readonly EstimateResult[]): string {
  const { page } = view;
  const { words } = page;
  if (estimates.length === 1) return words.estimatesTitleOne;
  const first = estimates[0]?.statisticalFinding ?? "undecided";
  const same = estimates.filter((estimate) => estimate.statisticalFinding === first).length;
  const count = inWords(estimates.length, page.language);
  const head = words.estimatesTitle(capitalise(count));
  const word = findingWord(page, first);
  return same === estimates.length
    ? `${head}: ${words.estimatesAgree(word)}`
    : `${head}: ${words.estimatesDiffer(inWords(same, page.language), count, word)}`;
}

const drawn = (estimate: EstimateResult) => ({
  estimate: estimate.tau?.estimate ?? null,
  thick: estimate.tau?.ciEquivalence ?? null,
  thin: estimate.tau?.ci ?? null,
  primary: estimate.role === "primary",
});

function row(view: LinkView, estimate: EstimateResult, index: number, scale: IntervalScale): TableRow {
  const { page, link } = view;
  const path = `/estimates/${index}`;
  const tau = estimate.tau;
  const p = tau?.p ?? null;
  return {
    className: estimate.role === "primary" ? "pri" : "alt",
    cells: [
      labelOf(view, estimate, index),
      lookUpCell(page.language, effectAt(view, `${path}/tau/estimate`, tau?.estimate ?? null)),
      intervalAt(view, `${path}/tau/ci`, tau?.ci ?? null),
      intervalAt(view, `${path}/tau/ciEquivalence`, tau?.ciEquivalence ?? null),
      p === null ? "–" : at(`${view.path}${path}/tau/p`, view.format.p(p), p),
      countAt(page, `${view.path}${path}/counts/observations`, estimate.counts.observations),
      { html: intervalDrawing(drawn(estimate), { ...scale, delta: link.smallestEffect }), text: "" },
    ],
  };
}

/** The label, and the contrast where it is not the link's own. */
function labelOf(view: LinkView, estimate: EstimateResult, index: number): string {
  const label = capitalise(say(view.page, estimate.label));
  const own = view.link.contrast?.value ?? null;
  const contrast = estimate.contrast;
  if (contrast === null || own === null || Math.abs(contrast - own) <= 1e-12 * Math.abs(own)) return label;
  if (label.includes(view.format.plain(contrast))) return label;
  const shown = at(`${view.path}/estimates/${index}/contrast`, view.format.plain(contrast), contrast);
  return `${label} (contrast ${shown})`;
}

/** A number that says where it stands when chosen: the footer shows its place in result.json. */
export function lookUpCell(language: string, marked: string): Cell {
  const target = language === "nl" ? "place" : `${language}-place`;
  return { html: `<a class="cell" href="#${target}">${toHtml(marked)}</a>`, text: marked };
}
