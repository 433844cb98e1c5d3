import {
  anchor,
  countAt,
  effectAt,
  type HypothesisView,
  intervalAt,
  type LinkView,
  levelText,
  type Page,
  say,
  shownId,
  withUnit,
} from "../page.ts";
import { type Block, EMPTY, heading, join, paragraph, type TableRow, table, wrap } from "../render/block.ts";
import { strong, toPlain } from "../render/text.ts";
import { figure, KEY_MARKS } from "./figure.ts";
import { findingMark, strengthMark } from "./finding.ts";
import { type ForestGroup, type ForestRow, forestDrawings } from "./forest-drawing.ts";
import { untestedLinks } from "./missing.ts";
import { outcomeName } from "./summary-parts.ts";

/** Every tested link in multiples of its own δ; the untested ones below, by name, with the table each one needs. */
export function allLinks(page: Page, views: readonly HypothesisView[]): Block {
  const { words } = page;
  const tested = views.flatMap(({ links }) => links).filter(({ link, primary }) => link.tested && primary?.tau != null);
  const untested = views.flatMap(({ links }) => links).filter(({ link }) => !link.tested);
  return wrap(
    "section",
    { class: "wrap all", id: anchor(page, "links"), "data-anchor": "links" },
    heading(2, words.allLinks),
    tested.length === 0 ? paragraph(words.forestNone) : forest(page, views, tested),
    untested.length === 0
      ? EMPTY
      : join(heading(3, words.untestedTitle, { class: "sec" }), untestedLinks(page, untested)),
  );
}

function forest(page: Page, views: readonly HypothesisView[], tested: readonly LinkView[]): Block {
  const { words } = page;
  const groups = forestGroups(page, views);
  const without = tested.filter(({ link }) => !(link.smallestEffect !== null && link.smallestEffect > 0));
  const level = levelText(page, tested[0]?.link.level ?? 0.95);
  const rows = groups.flatMap((group) => group.rows);
  const note = [
    words.forestNote(level),
    without.length === 0 ? "" : words.forestNoDelta(without.map(({ link }) => shownId(link.id)).join(", ")),
  ];
  const kinds = new Set(rows.map(({ kind }) => kind));
  return figure({
    page,
    name: "forest",
    title: words.forestTitle,
    level: 3,
    subtitle: words.forestSubtitle,
    drawings: forestDrawings(groups, anchor(page, "forest"), words.forestTitle, describe(rows)),
    keyItems: [
      ...(kinds.has("primary") ? [{ drawing: KEY_MARKS.diamond, text: words.forestKeyPrimary }] : []),
      ...(kinds.has("other") ? [{ drawing: KEY_MARKS.disc, text: words.forestKeyOther }] : []),
      ...(kinds.has("falsification") ? [{ drawing: KEY_MARKS.openSquare, text: words.forestKeyFalse }] : []),
      { drawing: KEY_MARKS.delta, text: words.forestBand },
    ],
    behind: behind(page, tested, level),
    source: note.filter((text) => text !== "").join(" "),
  });
}

function forestGroups(page: Page, views: readonly HypothesisView[]): readonly ForestGroup[] {
  const own = views.map((view) => ({
    title: `${shownId(view.hypothesis.id)} · ${say(page, view.hypothesis.title)}`,
    rows: view.links.filter(({ link }) => link.role !== "falsification").flatMap(forestRow),
  }));
  const falsification = {
    title: page.words.forestFalsification,
    rows: views.flatMap(({ links }) => links.filter(({ link }) => link.role === "falsification").flatMap(forestRow)),
  };
  return [...own, falsification].filter(({ rows }) => rows.length > 0);
}

function forestRow(view: LinkView): readonly ForestRow[] {
  const tau = view.primary?.tau ?? null;
  const delta = view.link.smallestEffect;
  if (!view.link.tested || tau === null || tau.estimate === null || delta === null || !(delta > 0)) return [];
  const unit = view.sign / delta;
  const ends = tau.ci === null ? null : [tau.ci[0] * unit, tau.ci[1] * unit].sort((a, b) => a - b);
  const interval = tau.ci === null ? "" : ` (${view.format.interval(tau.ci[0], tau.ci[1])})`;
  const counts = view.primary?.counts;
  return [
    {
      view,
      kind:
        view.link.role === "falsification"
          ? "falsification"
          : view.link.role === "primary" || view.link.role === "trade-off"
            ? "primary"
            : "other",
      estimate: tau.estimate * unit,
      ci: ends === null ? null : [ends[0] ?? 0, ends[1] ?? 0],
      value: `${view.format.effect(tau.estimate)}${interval}`,
      n: view.page.format.count(counts?.units ?? counts?.observations ?? 0),
    },
  ];
}

const describe = (rows: readonly ForestRow[]): string =>
  toPlain(
    rows.map(({ view, value }) => `${shownId(view.link.id)} ${outcomeName(view)}: ${withUnit(view, value)}.`).join(" "),
  );

function behind(page: Page, tested: readonly LinkView[], level: string): Block {
  const { words } = page;
  const rows = tested.map((view): TableRow => {
    const tau = view.primary?.tau ?? null;
    const counts = view.primary?.counts;
    const units = counts?.units ?? null;
    return {
      cells: [
        `${strong(shownId(view.link.id))} ${outcomeName(view)} (${words.role[view.link.role]})`,
        withUnit(view, effectAt(view, "/estimates/0/tau/estimate", tau?.estimate ?? null)),
        intervalAt(view, "/estimates/0/tau/ci", tau?.ci ?? null),
        units === null
          ? countAt(page, `${view.path}/estimates/0/counts/observations`, counts?.observations ?? null)
          : countAt(page, `${view.path}/estimates/0/counts/units`, units),
        findingMark(page, view.link.finding, 18),
        strengthMark(page, view.link.evidence, view.path),
      ],
    };
  });
  return table({
    caption: words.forestTitle,
    className: "tab cards",
    columns: [
      { head: words.link },
      { head: words.effect, align: "right" },
      { head: words.pointwise(level), align: "number" },
      { head: words.forestN, align: "right" },
      { head: words.finding },
      { head: words.strength },
    ],
    rows,
  });
}
