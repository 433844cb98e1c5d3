import { indicatorFormat } from "../messages/monitor-format.ts";
import { flagsOf, type MonitorIndicator, type MonitorLevel, type MonitorResult } from "../result/monitor-schema.ts";
import { colour } from "./colour.ts";
import { textTable } from "./text-table.ts";

const FLAG_WORDS = {
  "no-base": "no base year",
  break: "break between",
  "change-point": "change-point",
  intervals: "suppressed counts",
} as const;

const NAME_WIDTH = 34;
const short = (text: string): string => (text.length <= NAME_WIDTH ? text : `${text.slice(0, NAME_WIDTH - 1)}…`);

/** One line per indicator: base, latest, change, trend per year, flags. */
export function monitorListing(result: MonitorResult): string {
  const rows = result.indicators.flatMap((indicator) =>
    indicator.levels.slice(0, 1).map((level) => listed(indicator, level)),
  );
  const base = result.study.baseline;
  const table = textTable(
    [
      { head: "id" },
      { head: "name" },
      { head: "level" },
      { head: "base", align: "right" },
      { head: "latest", align: "right" },
      { head: "change", align: "right" },
      { head: "min to max" },
      { head: "trend/yr", align: "right" },
      { head: "of" },
      { head: "good" },
      { head: "flag" },
    ],
    rows,
  );
  const parts = [
    `${colour.bold(result.study.title.en)}: indicators against ${base === null ? "no base year" : `base year ${base}/${base + 1}`}`,
    "",
    table,
    "",
    `${rows.length} indicators; ${result.absent.length} cannot be computed with the tables that are there. Shares in percentage points. Trend: Theil–Sen, after the last declared break.`,
    ...publishedListing(result),
  ];
  return parts.join("\n");
}

function listed(indicator: MonitorIndicator, { level, series }: MonitorLevel): readonly string[] {
  const { base, latest, change, trend } = series;
  const format = indicatorFormat(
    "en",
    indicator.unit,
    indicator.noun,
    series.points.map(({ value }) => value),
  );
  const flags = flagsOf(series).map((flag) =>
    flag === "change-point" ? `change-point ${series.changePoint?.period ?? ""}` : FLAG_WORDS[flag],
  );
  return [
    indicator.id,
    short(indicator.name.en),
    level,
    base === null ? "–" : format.level(base.value),
    latest === null ? "–" : `${format.level(latest.value)} (${latest.period})`,
    change === null ? "–" : format.change(change.value),
    change === null || change.min === change.max ? "" : `${format.change(change.min)} to ${format.change(change.max)}`,
    trend === null ? "–" : format.slope(trend.theilSen),
    trend === null ? "" : `${trend.from}–${trend.to}`,
    { up: "up", down: "down", ambiguous: "" }[indicator.goodDirection],
    flags.length === 0 ? "" : colour.yellow(flags.join(", ")),
  ];
}

function publishedListing(result: MonitorResult): readonly string[] {
  const ours = result.published.filter((figure) => figure.ours !== null);
  if (result.published.length === 0) return [];
  const show = (value: number | null, decimals: number): string => (value === null ? "–" : value.toFixed(decimals));
  const table = textTable(
    [
      { head: "published figure" },
      { head: "period" },
      { head: "theirs", align: "right" },
      { head: "ours", align: "right" },
      { head: "difference", align: "right" },
      { head: "same" },
    ],
    ours.map(({ what, period, theirs, ours: own, difference, decimals, same }) => [
      what.en,
      period,
      show(theirs, decimals),
      show(own, decimals === 0 ? 0 : Math.max(1, decimals)),
      show(difference, decimals === 0 ? 0 : Math.max(1, decimals)),
      same ?? "",
    ]),
  );
  return [
    "",
    table,
    "",
    `${ours.length} of ${result.published.length} published figures can be recomputed; the report says why the others cannot.`,
  ];
}
