import type { MonitorResult, MonitorSeries } from "../../src/result/monitor-schema.ts";

type Cell = string | number | null;

const quoted = (value: Cell): string => {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");

const HEAD = [
  ...["indicator", "code", "unit", "level", "areas", "aggregate", "breakdown", "group", "period"],
  ...["base_period", "base", "base_min", "base_max", "latest_period", "latest", "latest_min", "latest_max"],
  ...["change", "change_min", "change_max", "relative", "breaks_between"],
  ...["trend_from", "trend_to", "theil_sen", "theil_sen_lo", "theil_sen_hi", "least_squares"],
  ...["across_from", "across_to", "across_theil_sen", "across_least_squares", "across_breaks"],
  ...["change_point", "sup_f", "change_point_p", "hidden", "good_direction"],
];

function seriesCells({ base, latest, change, trend, across, changePoint, hidden }: MonitorSeries): readonly Cell[] {
  return [
    ...[base?.period ?? null, base?.value ?? null, base?.min ?? null, base?.max ?? null],
    ...[latest?.period ?? null, latest?.value ?? null, latest?.min ?? null, latest?.max ?? null],
    ...[change?.value ?? null, change?.min ?? null, change?.max ?? null, change?.relative ?? null],
    change?.crosses.join(" ") ?? null,
    ...[trend?.from ?? null, trend?.to ?? null, trend?.theilSen ?? null],
    ...[trend?.interval?.[0] ?? null, trend?.interval?.[1] ?? null, trend?.leastSquares ?? null],
    ...[across?.from ?? null, across?.to ?? null, across?.theilSen ?? null, across?.leastSquares ?? null],
    across?.crosses.join(" ") ?? null,
    ...[changePoint?.period ?? null, changePoint?.statistic ?? null, changePoint?.p ?? null, hidden],
  ];
}

/** Made-up data say so in a last column of every table. */
const marked = (result: MonitorResult, rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] =>
  result.provenance.synthetic === undefined
    ? rows
    : rows.map((row, index) => [...row, index === 0 ? "data" : "synthetic data"]);

/** Every series, one row each: level by level, then its parts. Full precision, decimal point, absent empty; RFC 4180. */
export function monitorCsv(result: MonitorResult): string {
  const rows = result.indicators.flatMap((indicator) =>
    indicator.levels.flatMap((level) => {
      const about = [indicator.id, indicator.code, indicator.unit, level.level, level.areas, level.aggregate];
      const row = (breakdown: string, group: string, series: MonitorSeries): readonly Cell[] => [
        ...about,
        breakdown,
        group,
        indicator.period.column,
        ...seriesCells(series),
        indicator.goodDirection,
      ];
      return [row("", "", level.series), ...level.groups.map((part) => row(part.breakdown, part.id, part.series))];
    }),
  );
  return csv(marked(result, [HEAD, ...rows]));
}

/** Every area of the levels asked for, one row each; null when no level was asked for. */
export function monitorAreasCsv(result: MonitorResult): string | null {
  const head = ["indicator", "level", "area", "labels", "base", "latest_period", "latest"];
  const rows = result.indicators.flatMap((indicator) =>
    indicator.levels.flatMap((level) =>
      level.byArea.map((row): readonly Cell[] => [
        indicator.id,
        level.level,
        row.area,
        row.labels.join(" "),
        ...[row.base, row.latestPeriod, row.latest, row.change, row.min, row.max, row.theilSen, row.points],
      ]),
    ),
  );
  if (rows.length === 0) return null;
  return csv(marked(result, [[...head, "change", "change_min", "change_max", "theil_sen", "points"], ...rows]));
}
