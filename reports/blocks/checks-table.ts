import { CHECK_STATUSES } from "../../src/core/verdict.ts";
import { inWords, joinWords } from "../../src/messages/format.ts";
import type { CheckResult } from "../../src/result/schema.ts";
import { at, countAt, effectAt, intervalAt, type LinkView, levelText, say } from "../page.ts";
import { type Block, details, EMPTY, heading, join, type TableRow, table, wrap } from "../render/block.ts";
import { escapeHtml, strong } from "../render/text.ts";
import { checkMark, findingMark } from "./finding.ts";
import { checkSentence } from "./wording.ts";

/** The checks in order of their codes, with what was seen and whether the verdict needs them; refits behind each. */
export function checksTable(view: LinkView): Block {
  const { page, link } = view;
  const { words } = page;
  if (link.checks.length === 0) return EMPTY;
  const ordered = link.checks
    .map((check, index) => ({ check, index }))
    .sort((a, b) => rank(a.check) - rank(b.check) || a.index - b.index);
  return join(
    heading(3, titleOf(view), { class: "sec" }),
    table({
      caption: words.checks,
      className: "tab chk cards",
      columns: [
        { head: words.checkHead },
        { head: words.checkOutcome },
        { head: words.checkSeen },
        { head: words.checkWeight, className: "muted" },
      ],
      rows: ordered.map(({ check, index }) => row(view, check, index)),
    }),
    wrap(
      "div",
      { class: "refits" },
      ...ordered.filter(({ check }) => check.refits.length > 0).map(({ check, index }) => refits(view, check, index)),
    ),
  );
}

function rank(check: CheckResult): number {
  const match = /^F(\d+)$/.exec(check.code ?? "");
  return match === null ? 1000 : Number(match[1]);
}

function titleOf(view: LinkView): string {
  const { page, link } = view;
  const { words } = page;
  const codes = link.checks.flatMap((check) => (rank(check) < 1000 ? [rank(check)] : [])).sort((a, b) => a - b);
  const range = codes.length < 2 ? words.checks : words.checksOf(`F${codes[0]}–F${codes.at(-1)}`);
  const counts = CHECK_STATUSES.flatMap((status) => {
    const count = link.checks.filter((check) => check.status === status).length;
    return count === 0 ? [] : [words.checkCount[status](inWords(count, page.language))];
  });
  return `${range}: ${joinWords(counts, page.language)}`;
}

function row(view: LinkView, check: CheckResult, index: number): TableRow {
  const { page } = view;
  const code = check.code ?? "";
  const label = say(page, check.label);
  return {
    cells: [
      {
        html: `<span>${code === "" ? "" : `<span class="hid">${escapeHtml(code)}</span>`}${escapeHtml(label)}</span>`,
        text: code === "" ? label : `${strong(code)} ${label}`,
      },
      checkMark(page, check.status),
      checkSentence(view, check, `${view.path}/checks/${index}`),
      check.required ? page.words.required : page.words.informative,
    ],
  };
}

function refits(view: LinkView, check: CheckResult, index: number): Block {
  const { page, link } = view;
  const { words } = page;
  const name = [check.code ?? "", say(page, check.label)].filter((text) => text !== "").join(" ");
  const path = `/checks/${index}/refits`;
  const p = (i: number, value: number | null) =>
    value === null ? "–" : at(`${view.path}${path}/${i}/p`, view.format.p(value), value);
  return details(
    words.refits(name, page.format.count(check.refits.length)),
    table({
      caption: name,
      className: "tab cards",
      columns: [
        { head: words.refit },
        { head: words.unitsHead(view.format.unitWord), align: "right" },
        { head: words.pointwise(levelText(page, link.level)), align: "number" },
        { head: words.p, align: "right" },
        { head: words.observations, align: "right" },
        { head: words.wouldSay },
      ],
      rows: check.refits.map((refit, i) => ({
        cells: [
          say(page, refit.label),
          effectAt(view, `${path}/${i}/estimate`, refit.estimate),
          intervalAt(view, `${path}/${i}/ci`, refit.ci),
          p(i, refit.p),
          countAt(page, `${view.path}${path}/${i}/observations`, refit.observations),
          findingMark(page, refit.finding, 18),
        ],
      })),
    }),
  );
}
