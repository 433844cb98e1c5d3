import type { MonitorSeries } from "../../src/result/monitor-schema.ts";
import { type Block, details, heading, htmlOnly, join, list, paragraph, table, wrap } from "../render/block.ts";
import { disc, drawing, line, path, text } from "../render/svg.ts";
import { toPlain } from "../render/text.ts";
import {
  changeCell,
  flagTexts,
  leading,
  levelCell,
  type MonitorView,
  monitorAnchor,
  numberAt,
  type SeriesView,
  said,
  unitText,
} from "./monitor-view.ts";

const WIDTH = 330;
const HEIGHT = 138;
const LEFT = 12;
const RIGHT = 318;
const TOP = 26;
const BOTTOM = 108;
/** A line through fewer points says nothing. */
const LEAST_POINTS = 3;

/** Parts of a series between its breaks, so that no line is drawn across one. */
export function unbrokenParts(
  points: MonitorSeries["points"],
  breaks: readonly number[],
): readonly MonitorSeries["points"][] {
  const parts: MonitorSeries["points"][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const isBroken = breaks.some((period) => period > before && period <= point.period);
    if (parts.length === 0 || isBroken) parts.push([]);
    parts[parts.length - 1]!.push(point);
    before = point.period;
  }
  return parts;
}

/** One small drawing: the series, its base and latest year, breaks as dashed lines, intervals as an area. */
function sparkline(one: SeriesView, id: string): string {
  const { series, indicator, format, view } = one;
  const { points, base, latest } = series;
  const [first, last] = [points[0]!.period, points[points.length - 1]!.period];
  const low = Math.min(...points.map(({ min }) => min));
  const high = Math.max(...points.map(({ max }) => max));
  const span = high > low ? high - low : Math.abs(high) || 1;
  const x = (period: number) => LEFT + ((period - first) / (last - first)) * (RIGHT - LEFT);
  const y = (value: number) => BOTTOM - ((value - low) / span) * (BOTTOM - TOP);
  const breaks = [...new Set(indicator.breaks.map(({ period }) => period))].filter(
    (period) => period > first && period <= last,
  );
  const parts = unbrokenParts(points, breaks);
  const areas = parts
    .filter((part) => part.some(({ min, max }) => min < max) && part.length > 1)
    .map((part) => {
      const there = part.flatMap(({ period, max }, i) => [i === 0 ? "M" : "L", x(period), y(max)]);
      const back = [...part].reverse().flatMap(({ period, min }) => ["L", x(period), y(min)]);
      return path([...there, ...back, "Z"], "z-band");
    });
  const lines = parts.map((part) =>
    path(
      part.flatMap(({ period, value }, i) => [i === 0 ? "M" : "L", x(period), y(value)]),
      "l-spark",
    ),
  );
  const label = (point: NonNullable<MonitorSeries["base"]>, className: string): string => {
    const at = x(point.period);
    const anchor = at < WIDTH / 4 ? "start" : at > (3 * WIDTH) / 4 ? "end" : "middle";
    const above = y(point.value) - 10;
    return text(at, Math.max(above, 14), format.level(point.value), className, { anchor });
  };
  const marked = base !== null && latest !== null && base.period !== latest.period;
  const ticks = [...new Set([first, ...(marked ? [base.period] : []), last])];
  const content = [
    line(LEFT, BOTTOM + 8, RIGHT, BOTTOM + 8, "l-axis"),
    ...breaks.map((period) => line(x(period - 0.5), TOP - 8, x(period - 0.5), BOTTOM + 8, "l-break")),
    ...areas,
    ...lines,
    ...points.map(({ period, value }) => disc(x(period), y(value), 1.8, "m-small")),
    ...(marked ? [disc(x(base.period), y(base.value), 5, "m-open"), label(base, "t-tick t-halo")] : []),
    ...(latest === null ? [] : [disc(x(latest.period), y(latest.value), 5, "m-fill"), label(latest, "t-val t-halo")]),
    ...ticks.map((period) =>
      text(x(period), BOTTOM + 25, String(period), "t-tick", {
        anchor: period === first ? "start" : period === last ? "end" : "middle",
      }),
    ),
  ].join("");
  const title = `${said(view, indicator.name)} (${indicator.id})`;
  const description = [
    `${first}–${last}: ${format.level(points[0]!.value)} … ${format.level(points[points.length - 1]!.value)}.`,
    ...(breaks.length > 0 ? [`${view.words.breaks}: ${breaks.join(", ")}.`] : []),
  ].join(" ");
  return drawing({ id, width: WIDTH, height: HEIGHT, title, description, className: "spark", content });
}

function pointsTable(one: SeriesView): Block {
  const { words } = one.view;
  const cell = (index: number, key: "value" | "min" | "max", value: number) =>
    numberAt(one, `points/${index}/${key}`, value, one.format.level);
  return table({
    caption: said(one.view, one.indicator.name),
    className: "tab",
    columns: [
      { head: words.year },
      { head: words.value, align: "right" },
      { head: words.least, align: "right" },
      { head: words.most, align: "right" },
    ],
    rows: one.series.points.map(({ period, value, min, max }, index) => ({
      cells: [String(period), cell(index, "value", value), cell(index, "min", min), cell(index, "max", max)],
    })),
  });
}

/** One figure per indicator with three years or more: drawing, definition, breaks, and the table behind it. */
export function seriesFigures(view: MonitorView): Block {
  const { words } = view;
  const figures = view.result.indicators.flatMap((indicator, index): readonly Block[] => {
    const one = leading(view, index);
    if (one.series.points.length < LEAST_POINTS) return [];
    const id = monitorAnchor(view, `series-${indicator.id.replace(/[^A-Za-z0-9_-]/g, "-")}`);
    const name = said(view, indicator.name);
    const change =
      one.series.change === null
        ? words.noBase
        : `${levelCell(one, "base")} → ${levelCell(one, "latest")}: ${changeCell(one)}`;
    const breaks = indicator.breaks.map(({ period, text: what }) => `${period}: ${said(view, what)}`);
    const more = details(
      `${words.table}: ${name}`,
      paragraph(`${words.definition}: ${said(view, indicator.definition)}`),
      breaks.length === 0 ? paragraph(words.noBreaks) : list(breaks),
      pointsTable(one),
    );
    const flags = flagTexts(one);
    return [
      wrap(
        "figure",
        { class: "fig", id },
        wrap(
          "figcaption",
          {},
          heading(3, `${name} (${indicator.id})`, { class: "ft" }),
          paragraph(change),
          paragraph(unitText(view, indicator, indicator.levels[0]!), "small"),
        ),
        htmlOnly(sparkline(one, `${id}-d`)),
        flags.length === 0 ? htmlOnly("") : paragraph(flags.join("; "), "src"),
        more,
      ),
    ];
  });
  if (figures.length === 0) return htmlOnly("");
  return wrap(
    "section",
    { class: "wrap mon", id: monitorAnchor(view, "figures"), "data-anchor": "figures" },
    heading(2, words.figuresTitle),
    paragraph(toPlain(words.figuresLead), "cap"),
    wrap("div", { class: "multi" }, join(...figures)),
  );
}
