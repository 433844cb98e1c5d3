import { boardText } from "../../src/messages/summary.ts";
import { anchor, type HypothesisView, type Page, say, shownId } from "../page.ts";
import { type Block, type Cell, type TableRow, table } from "../render/block.ts";
import { escapeHtml, strong, toHtml } from "../render/text.ts";
import { findingMark, strengthMark } from "./finding.ts";
import { summaryParts, untestedHypothesisReason } from "./summary-parts.ts";

/** One row per hypothesis under its goal, in the order of the study; trade-offs in a group of their own below. */
export function board(page: Page, views: readonly HypothesisView[]): Block {
  const { words } = page;
  return table({
    caption: words.boardCaption,
    className: "board",
    columns: [
      { head: words.hypothesis },
      { head: words.finding, headHtml: axisHead(words.axisFinding, words.finding) },
      { head: words.strength, headHtml: axisHead(words.axisStrength, words.strength) },
    ],
    rows: boardGroups(page, views).flatMap((group) => [
      group.head,
      ...group.members.map((view) => boardRow(page, view)),
    ]),
  });
}

const axisHead = (axis: string, word: string) => `<span class="ax">${escapeHtml(axis)}</span>${escapeHtml(word)}`;

interface Group {
  readonly head: TableRow;
  readonly members: readonly HypothesisView[];
}

function boardGroups(page: Page, views: readonly HypothesisView[]): readonly Group[] {
  const { words, result } = page;
  const hypotheses = views.filter(({ hypothesis }) => hypothesis.kind === "hypothesis");
  const known = new Set(result.study.goals.map((goal) => goal.id));
  const group = (title: string, subtitle: string, members: readonly HypothesisView[]): readonly Group[] =>
    members.length === 0
      ? []
      : [{ head: { cells: [`${strong(title)} ${subtitle}`.trim()], group: true, className: "goal" }, members }];
  return [
    ...result.study.goals.flatMap((goal) =>
      group(
        say(page, goal.title),
        say(page, goal.subtitle),
        hypotheses.filter(({ hypothesis }) => hypothesis.goal === goal.id),
      ),
    ),
    ...group(
      known.size === 0 ? words.hypothesis : words.otherGoals,
      "",
      hypotheses.filter(({ hypothesis }) => hypothesis.goal === null || !known.has(hypothesis.goal)),
    ),
    ...group(
      words.tradeOffs,
      words.tradeOffsNote,
      views.filter(({ hypothesis }) => hypothesis.kind === "trade-off"),
    ),
  ];
}

function boardRow(page: Page, view: HypothesisView): TableRow {
  const { hypothesis } = view;
  return {
    className: hypothesis.finding === "not-testable" ? "ntr" : "tested",
    cells: [who(page, view), findingMark(page, hypothesis.finding), strengthMark(page, hypothesis.evidence, view.path)],
  };
}

function who(page: Page, view: HypothesisView): Cell {
  const { hypothesis } = view;
  const id = shownId(hypothesis.id);
  const title = say(page, hypothesis.title);
  const sentence = boardSentence(view);
  const link = `<a href="#${escapeHtml(anchor(page, hypothesis.id))}">${escapeHtml(title)}</a>`;
  return {
    html: `<span class="who"><span class="hid">${escapeHtml(id)}</span><span class="ht">${link}<small>${toHtml(sentence)}</small></span></span>`,
    text: `${strong(`${id} ${title}`)}: ${sentence}`,
  };
}

/** One sentence on a hypothesis: the deciding link's numbers, or why there are none. */
export function boardSentence(view: HypothesisView): string {
  const parts = view.deciding === null ? null : summaryParts(view.deciding);
  if (parts === null || view.hypothesis.finding === "not-testable") return untestedHypothesisReason(view);
  return boardText({ ...parts, finding: view.hypothesis.finding });
}
