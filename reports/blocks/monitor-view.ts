import type { Bilingual, Language } from "../../src/core/text.ts";
import { formatDecimal, formatP } from "../../src/messages/format.ts";
import { type MonitorWords, monitorWords } from "../../src/messages/monitor.ts";
import { type IndicatorFormat, indicatorFormat } from "../../src/messages/monitor-format.ts";
import {
  flagsOf,
  type MonitorIndicator,
  type MonitorLevel,
  type MonitorResult,
  type MonitorSeries,
} from "../../src/result/monitor-schema.ts";
import { numberText } from "../render/text.ts";

/** The monitor in one language: what every block of its page needs. */
export interface MonitorView {
  readonly result: MonitorResult;
  readonly language: Language;
  readonly words: MonitorWords;
  /** Base year as a school year, or null. */
  readonly baseYear: string | null;
}

/** A series with its place in the result and the format of its indicator. */
export interface SeriesView {
  readonly view: MonitorView;
  readonly indicator: MonitorIndicator;
  readonly series: MonitorSeries;
  /** JSON pointer of the series. */
  readonly path: string;
  readonly format: IndicatorFormat;
}

export function monitorView(result: MonitorResult, language: Language): MonitorView {
  const { baseline } = result.study;
  return {
    result,
    language,
    words: monitorWords(language),
    baseYear: baseline === null ? null : `${baseline}/${baseline + 1}`,
  };
}

export const said = (view: MonitorView, text: Bilingual): string => text[view.language];

/** Ids are unique in the page; the two languages of one file each have their own. */
export const monitorAnchor = (view: MonitorView, name: string): string =>
  view.language === "nl" ? name : `${view.language}-${name}`;

export const count = (view: MonitorView, value: number): string => formatDecimal(value, 0, view.language);

/** The series that tables and figures lead with: of the coarsest level. */
export function leading(view: MonitorView, index: number): SeriesView {
  const indicator = view.result.indicators[index]!;
  return seriesView(view, indicator, indicator.levels[0]!.series, `/indicators/${index}/levels/0/series`);
}

export function seriesView(
  view: MonitorView,
  indicator: MonitorIndicator,
  series: MonitorSeries,
  path: string,
): SeriesView {
  const sizes = series.points.map(({ value }) => value);
  return {
    view,
    indicator,
    series,
    path,
    format: indicatorFormat(view.language, indicator.unit, indicator.noun, sizes),
  };
}

/** A number of a series with its place; `show` is one of the format's. */
export function numberAt(
  { path, format }: SeriesView,
  place: string,
  value: number,
  show: (value: number) => string,
): string {
  return numberText(show(value), { path: `${path}/${place}`, value: value * format.scale });
}

/** Level of the base or the latest year, with the year. */
export function levelCell(one: SeriesView, which: "base" | "latest"): string {
  const point = one.series[which];
  if (point === null) return "–";
  return `${numberAt(one, `${which}/value`, point.value, one.format.level)} (${point.period})`;
}

export function changeCell(one: SeriesView): string {
  const { change } = one.series;
  return change === null ? "–" : numberAt(one, "change/value", change.value, one.format.change);
}

/** What the change can be where counts are intervals. */
export function rangeCell(one: SeriesView): string {
  const { change } = one.series;
  if (change === null || change.min === change.max) return "–";
  const end = (key: "min" | "max") => numberAt(one, `change/${key}`, change[key], one.format.change);
  return `${end("min")} ${one.view.words.to} ${end("max")}`;
}

/** Slope after the last break, its interval and its years. */
export function trendCell(one: SeriesView): string {
  const { trend } = one.series;
  const { words } = one.view;
  if (trend === null) return words.noTrend;
  const slope = numberAt(one, "trend/theilSen", trend.theilSen, one.format.slope);
  const end = (i: 0 | 1) => numberAt(one, `trend/interval/${i}`, trend.interval![i], one.format.slope);
  const interval = trend.interval === null ? "" : ` (${end(0)} ${words.to} ${end(1)})`;
  return `${slope}${interval}, ${words.years(String(trend.from), String(trend.to))}`;
}

/** What a reader must know of a series, one phrase each. */
export function flagTexts(one: SeriesView): readonly string[] {
  const { words, language } = one.view;
  const { change, changePoint, across } = one.series;
  const flags = flagsOf(one.series).map((flag): string => {
    switch (flag) {
      case "no-base":
        return words.noBase;
      case "break":
        return words.breakBetween(change!.crosses.join(", "));
      case "intervals":
        return words.intervals;
      case "change-point": {
        const found = words.changePoint(String(changePoint!.period), formatP(changePoint!.p, language));
        return changePoint!.declared ? `${found}, ${words.nearBreak}` : found;
      }
      default:
        return flag satisfies never;
    }
  });
  if (across === null) return flags;
  const slope = numberAt(one, "across/theilSen", across.theilSen, one.format.slope);
  const years = words.years(String(across.from), String(across.to));
  return [...flags, `${words.trend.toLowerCase()} ${words.across(slope, years, across.crosses.join(", "))}`];
}

/** Unit of the change, and how the level's areas became one series. */
export function unitText(view: MonitorView, { unit, noun }: MonitorIndicator, level: MonitorLevel): string {
  const { changeUnit } = indicatorFormat(view.language, unit, noun, []);
  const how = view.words.aggregate[level.aggregate];
  const over = [view.words.areas(count(view, level.areas), said(view, level.title)), ...level.dimensions].join(" × ");
  const areas = how === "" ? said(view, level.title) : `${how}, ${over}`;
  return [changeUnit, areas].filter((part) => part !== "").join("; ");
}
