import { formatDecimal } from "../../src/messages/format.ts";
import { indicatorFormat } from "../../src/messages/monitor-format.ts";
import type { MonitorIndicator, MonitorLevel } from "../../src/result/monitor-schema.ts";
import { type Block, details, EMPTY, heading, join, list, paragraph, table, wrap } from "../render/block.ts";
import { numberText, strong } from "../render/text.ts";
import {
  changeCell,
  count,
  flagTexts,
  leading,
  levelCell,
  type MonitorView,
  monitorAnchor,
  rangeCell,
  said,
  seriesView,
  trendCell,
  unitText,
} from "./monitor-view.ts";

const section = (view: MonitorView, name: string, ...blocks: readonly Block[]): Block =>
  wrap("section", { class: "wrap mon", id: monitorAnchor(view, name), "data-anchor": name }, ...blocks);

/** One row per indicator: base, latest, change, what it can be, trend, desired direction and what to know. */
export function overviewTable(view: MonitorView): Block {
  const { words } = view;
  return table({
    caption: words.overviewCaption,
    className: "tab cards",
    columns: [
      { head: words.indicator },
      { head: words.base, align: "right" },
      { head: words.latest, align: "right" },
      { head: words.change, align: "right" },
      { head: words.range, align: "right" },
      { head: words.trend, className: "full" },
      { head: words.direction },
      { head: words.flags, className: "fl full" },
    ],
    rows: view.result.indicators.map((indicator, index) => {
      const one = leading(view, index);
      return {
        cells: [
          `${strong(indicator.id)} ${said(view, indicator.name)}. ${unitText(view, indicator, indicator.levels[0]!)}`,
          levelCell(one, "base"),
          levelCell(one, "latest"),
          changeCell(one),
          rangeCell(one),
          trendCell(one),
          words[indicator.goodDirection],
          flagTexts(one).join("; ") || "–",
        ],
      };
    }),
  });
}

/** Series of an indicator's parts: by a declared breakdown or by a further key. */
export function breakdowns(view: MonitorView): Block {
  const { words } = view;
  const parts = view.result.indicators.flatMap((indicator, i) =>
    indicator.levels
      .slice(0, 1)
      .flatMap((level) => breakdownTables(view, indicator, level, `/indicators/${i}/levels/0`)),
  );
  return parts.length === 0 ? EMPTY : section(view, "parts", heading(2, words.partsTitle), ...parts);
}

function breakdownTables(
  view: MonitorView,
  indicator: MonitorIndicator,
  level: MonitorLevel,
  path: string,
): readonly Block[] {
  const { words } = view;
  const ids = [...new Set(level.groups.map(({ breakdown }) => breakdown))];
  return ids.map((id) => {
    const members = level.groups
      .map((group, index) => ({ group, index }))
      .filter(({ group }) => group.breakdown === id);
    const [{ group: first }] = members as [(typeof members)[number]];
    const title = `${indicator.id} ${said(view, indicator.name)}: ${said(view, first.title)}`;
    return details(
      title,
      first.note === null ? EMPTY : paragraph(said(view, first.note), "cap"),
      table({
        caption: title,
        className: "tab cards",
        columns: [
          { head: words.part },
          { head: words.base, align: "right" },
          { head: words.latest, align: "right" },
          { head: words.change, align: "right" },
          { head: words.range, align: "right" },
          { head: words.trend, className: "full" },
          { head: words.flags, className: "fl full" },
        ],
        rows: members.map(({ group, index }) => {
          const one = seriesView(view, indicator, group.series, `${path}/groups/${index}/series`);
          return {
            cells: [
              said(view, group.label),
              levelCell(one, "base"),
              levelCell(one, "latest"),
              changeCell(one),
              rangeCell(one),
              trendCell(one),
              flagTexts(one).join("; ") || "–",
            ],
          };
        }),
      }),
    );
  });
}

/** Descriptive statistics of every level with more areas than one, in the base and the latest year; areas where they were asked for. */
export function spread(view: MonitorView): Block {
  const { words } = view;
  const parts = view.result.indicators.flatMap((indicator, i) => {
    const levels = indicator.levels
      .map((level, j) => ({ level, path: `/indicators/${i}/levels/${j}` }))
      .filter(({ level }) => level.descriptives.length > 0);
    return levels.length === 0 ? [] : [indicatorSpread(view, indicator, levels)];
  });
  if (parts.length === 0) return EMPTY;
  return section(view, "levels", heading(2, words.levelsTitle), paragraph(words.levelsLead, "cap"), ...parts);
}

interface LevelPlace {
  readonly level: MonitorLevel;
  readonly path: string;
}

function indicatorSpread(view: MonitorView, indicator: MonitorIndicator, levels: readonly LevelPlace[]): Block {
  const { words } = view;
  const rows = levels.flatMap(({ level, path }) =>
    level.descriptives.flatMap((row, index) => {
      const isLast = index === level.descriptives.length - 1;
      if (row.period !== indicator.period.base && !isLast) return [];
      const sizes = [row.mean, row.median, row.q75].filter((value) => value !== null);
      const format = indicatorFormat(view.language, indicator.unit, indicator.noun, sizes);
      const cell = (key: "mean" | "sd" | "q25" | "median" | "q75"): string => {
        const value = row[key];
        if (value === null) return "–";
        const place = { path: `${path}/descriptives/${index}/${key}`, value: value * format.scale };
        return numberText(format.level(value), place);
      };
      const n = numberText(count(view, row.n), { path: `${path}/descriptives/${index}/n`, value: row.n });
      return [
        {
          cells: [
            `${said(view, level.title)}, ${row.period}`,
            n,
            cell("mean"),
            cell("sd"),
            cell("q25"),
            cell("median"),
            cell("q75"),
          ],
        },
      ];
    }),
  );
  const title = `${indicator.id} ${said(view, indicator.name)}`;
  const columns = [words.n, words.mean, words.sd, words.q25, words.median, words.q75];
  const statistics = table({
    caption: title,
    className: "tab cards",
    columns: [{ head: words.period }, ...columns.map((head) => ({ head, align: "right" as const }))],
    rows,
  });
  return details(title, statistics, ...levels.flatMap((place) => areaTable(view, indicator, place)));
}

function areaTable(view: MonitorView, indicator: MonitorIndicator, { level, path }: LevelPlace): readonly Block[] {
  const { words } = view;
  if (level.byArea.length === 0) return [];
  const sizes = level.byArea.flatMap(({ base, latest }) => [base, latest]).filter((value) => value !== null);
  const format = indicatorFormat(view.language, indicator.unit, indicator.noun, sizes);
  const caption = `${indicator.id}. ${words.byArea(said(view, level.title))}`;
  const rows = level.byArea.map((row, index) => {
    const cell = (key: "base" | "latest" | "change" | "min" | "max" | "theilSen", show: (value: number) => string) => {
      const value = row[key];
      if (value === null) return "–";
      return numberText(show(value), { path: `${path}/byArea/${index}/${key}`, value: value * format.scale });
    };
    const range = row.min === row.max ? "–" : `${cell("min", format.change)} ${words.to} ${cell("max", format.change)}`;
    return {
      cells: [
        [row.area, ...row.labels].join(" · "),
        cell("base", format.level),
        row.latestPeriod === null ? "–" : `${cell("latest", format.level)} (${row.latestPeriod})`,
        cell("change", format.change),
        range,
        cell("theilSen", format.slope),
      ],
    };
  });
  const heads = [words.base, words.latest, words.change, words.range, words.trend];
  return [
    table({
      caption,
      captionVisible: true,
      className: "tab cards",
      columns: [{ head: words.area }, ...heads.map((head) => ({ head, align: "right" as const }))],
      rows,
    }),
  ];
}

/** Figures of others beside ours, and those that cannot be recomputed with the reason. */
export function publishedBlock(view: MonitorView): Block {
  const { words, language } = view;
  const { published } = view.result;
  if (published.length === 0) return EMPTY;
  const places = published.map((figure, index) => ({ figure, index }));
  const ours = places.filter(({ figure }) => figure.ours !== null);
  const others = places.filter(({ figure }) => figure.ours === null);
  const number = (
    index: number,
    key: "theirs" | "ours" | "min" | "max" | "difference",
    value: number,
    places: number,
  ) =>
    numberText(formatDecimal(value, places, language, key === "difference"), {
      path: `/published/${index}/${key}`,
      value,
    });
  const isCount = (unit: string) => !/^(procent|percent|punt|points)$/.test(unit);
  const table1 = table({
    caption: words.publishedCaption,
    className: "tab cards",
    columns: [
      { head: words.figure },
      { head: words.theirs, align: "right" },
      { head: words.ours, align: "right" },
      { head: words.difference, align: "right" },
      { head: words.same },
      { head: words.source, className: "full" },
    ],
    rows: ours.map(({ figure, index }) => {
      const unit = said(view, figure.unit);
      const digits = isCount(unit) ? figure.decimals : Math.max(1, figure.decimals);
      const { ours: own, min, max, difference } = figure;
      const range =
        min === null || max === null || min === max
          ? ""
          : ` (${number(index, "min", min, digits)} ${words.to} ${number(index, "max", max, digits)})`;
      const differs = figure.differs === null ? "" : ` ${said(view, figure.differs)}`;
      return {
        cells: [
          `${said(view, figure.what)}, ${unit}, ${figure.period}`,
          number(index, "theirs", figure.theirs, figure.decimals),
          `${number(index, "ours", own!, digits)}${range}`,
          difference === null ? "–" : number(index, "difference", difference, digits),
          figure.same === null ? "–" : words.sameWords[figure.same],
          `${figure.source}.${differs}`,
        ],
      };
    }),
  });
  const missing = others.map(({ figure, index }) => {
    const value = number(index, "theirs", figure.theirs, figure.decimals);
    const about = figure.about ? `${words.about} ` : "";
    const why = figure.missing === null ? "" : said(view, figure.missing);
    return `${said(view, figure.what)}: ${about}${value} ${said(view, figure.unit)} (${figure.period}; ${figure.source}). ${why}`;
  });
  return section(
    view,
    "published",
    heading(2, words.publishedTitle),
    paragraph(words.publishedLead(count(view, ours.length), count(view, published.length))),
    ours.length === 0 ? EMPTY : table1,
    missing.length === 0 ? EMPTY : join(heading(3, words.notOurs, { class: "sec" }), list(missing)),
  );
}

/** Indicators that could not be computed, with what is missing. */
export function absentBlock(view: MonitorView): Block {
  const { words } = view;
  const { absent } = view.result;
  if (absent.length === 0) return EMPTY;
  const items = absent.map(({ indicator, name, reason, tables }) => {
    const what = tables.length === 0 ? "" : `: ${tables.map((text) => said(view, text)).join("; ")}`;
    return `${strong(indicator)} ${said(view, name)}. ${words.reason[reason]}${what}`;
  });
  return section(view, "absent", heading(2, words.absentTitle), paragraph(words.absentLead, "cap"), list(items));
}
