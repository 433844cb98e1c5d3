import type { Table } from "../core/table.ts";
import { evaluateIndicator, type IndicatorFormula } from "../indicators/evaluate.ts";
import { atLevel } from "../indicators/level.ts";
import type { ChangePoint } from "../monitor/change-point.ts";
import {
  type Aggregate,
  countAreas,
  describeRows,
  groupRows,
  pointsOf,
  type TableShape,
  valuesAt,
} from "../monitor/collect.ts";
import { discloseDescriptive, discloseRows, discloseSeries } from "../monitor/disclose.ts";
import { type Summary, type SummaryOptions, summarise } from "../monitor/summarise.ts";
import type { MonitorLevel, MonitorSeries } from "../result/monitor-schema.ts";
import type { BreakdownSpec, MonitorSpec } from "../spec/monitor-files.ts";
import type { IndicatorSpec, Study } from "../spec/schema.ts";
import type { Database } from "../tables/database.ts";
import { areaKey, basePeriod, levelsOf, periodKey, standIns, withTables } from "./monitor-formula.ts";

/** What every series of a monitor is made with. */
export interface MonitorContext {
  readonly study: Study;
  readonly spec: MonitorSpec;
  readonly database: Database;
  /** Confidence level of slope intervals. */
  readonly level: number;
  readonly findChange: (periods: readonly number[], values: readonly number[]) => ChangePoint | null;
  /** Whether all tables of an indicator are there. */
  readonly isReady: (indicator: IndicatorSpec) => boolean;
}

/** An indicator at one level: its keys told apart. */
interface Levelled {
  readonly indicator: IndicatorSpec;
  readonly formula: IndicatorFormula;
  readonly level: string;
  readonly shape: TableShape;
}

function levelled({ study, spec }: MonitorContext, indicator: IndicatorSpec, level: string): Levelled {
  const formula = atLevel(indicator, indicator.levels === undefined ? undefined : level);
  const period = periodKey(study, spec, formula.keys)!;
  const area = indicator.levels === undefined ? areaKey(study, spec, formula.keys) : level;
  const dimensions = formula.keys.filter((key) => key !== area && key !== period);
  return { indicator, formula, level, shape: { area, period, dimensions } };
}

/** What the weights of an indicator are, one per row of its table; null where it declares none or they cannot be had at this level. */
async function weightsOf(context: MonitorContext, one: Levelled, table: Table): Promise<Float64Array | null> {
  const how = context.spec.aggregate[one.indicator.id];
  if (how === undefined || typeof how === "string") return null;
  const indicator = context.study.indicators.find(({ id }) => id === how.weighted)!;
  const atSame = indicator.levels === undefined ? levelsOf(context.study, context.spec, indicator) : indicator.levels;
  if (!atSame.includes(one.level) || !context.isReady(indicator)) return null;
  const other = levelled(context, indicator, one.level);
  if (!other.formula.keys.every((key) => one.formula.keys.includes(key))) return null;
  return valuesAt(table, await evaluateIndicator(other.formula, context.database), other.formula.keys);
}

const plainPoint = ({ period, value, min, max, n }: NonNullable<Summary["base"]>) => ({ period, value, min, max, n });

/** A summary as results hold it. */
function seriesResult(summary: Summary, points: Parameters<typeof summarise>[0], hidden: number): MonitorSeries {
  const stretch = (one: Summary["trend"]) =>
    one && { ...one, interval: one.interval && ([...one.interval] as [number, number]), crosses: [...one.crosses] };
  return {
    points: points.map(plainPoint),
    hidden,
    base: summary.base && plainPoint(summary.base),
    latest: summary.latest && plainPoint(summary.latest),
    change: summary.change && { ...summary.change, crosses: [...summary.change.crosses] },
    trend: stretch(summary.trend),
    across: stretch(summary.across),
    changePoint: summary.changePoint,
  };
}

/** An evaluated table with what its series need. */
interface Evaluated {
  readonly one: Levelled;
  readonly table: Table;
  readonly aggregate: Aggregate;
  readonly weights: Float64Array | null;
  readonly options: SummaryOptions;
  readonly minimum: number;
  readonly isCount: boolean;
}

async function evaluate(context: MonitorContext, one: Levelled): Promise<Evaluated> {
  const { study, spec, database } = context;
  const { indicator } = one;
  const table = await evaluateIndicator(one.formula, database);
  const weights = await weightsOf(context, one, table);
  const aggregate: Aggregate =
    weights !== null
      ? { kind: "weighted", weights }
      : { kind: spec.aggregate[indicator.id] === "sum" ? "sum" : "mean" };
  const isOfPeople = spec.people === undefined || spec.people.includes(indicator.noun?.nl ?? "");
  return {
    one,
    table,
    aggregate,
    weights,
    options: {
      base: basePeriod(study, spec, one.shape.period),
      breaks: indicator.breaks.map(({ period }) => period),
      level: context.level,
      findChange: context.findChange,
    },
    minimum: study.study.disclosure.minimum_cell,
    isCount: indicator.unit === "count" && isOfPeople,
  };
}

function seriesOf({ one, table, aggregate, options, minimum, isCount }: Evaluated, rows: readonly number[]) {
  const { points, hidden } = discloseSeries(pointsOf(table, one.shape, rows, aggregate), { minimum, isCount });
  return seriesResult(summarise(points, options), points, hidden);
}

const allRows = ({ rowCount }: Table): readonly number[] => Array.from({ length: rowCount }, (_, row) => row);

function byArea(evaluated: Evaluated): MonitorLevel["byArea"] {
  const { one, table, weights, options, minimum, isCount } = evaluated;
  const { area, dimensions } = one.shape;
  if (area === null) return [];
  return groupRows(table, [area, ...dimensions]).map(({ labels, rows }) => {
    const shown = discloseRows(rows, weights, minimum);
    const { points } = discloseSeries(pointsOf(table, one.shape, shown, { kind: "mean" }), { minimum, isCount });
    // Change-points of single areas are too many tests to name any.
    const { base, latest, change, trend } = summarise(points, { ...options, findChange: () => null });
    return {
      area: labels[0]!,
      labels: labels.slice(1),
      base: base?.value ?? null,
      latest: latest?.value ?? null,
      latestPeriod: latest?.period ?? null,
      change: change?.value ?? null,
      min: change?.min ?? null,
      max: change?.max ?? null,
      theilSen: trend?.theilSen ?? null,
      points: points.length,
    };
  });
}

/** Series by the further keys of the indicator: one per profile, leerweg, sector. */
function dimensionGroups(evaluated: Evaluated): MonitorLevel["groups"] {
  const { dimensions } = evaluated.one.shape;
  if (dimensions.length === 0) return [];
  const name = dimensions.join(" × ");
  return groupRows(evaluated.table, dimensions).map(({ labels, rows }) => {
    const label = labels.join(" · ");
    return {
      breakdown: name,
      title: { nl: name, en: name },
      note: null,
      id: label,
      label: { nl: label, en: label },
      series: seriesOf(evaluated, rows),
    };
  });
}

async function declaredGroups(
  context: MonitorContext,
  one: Levelled,
  breakdowns: readonly BreakdownSpec[],
): Promise<MonitorLevel["groups"]> {
  const groups: MonitorLevel["groups"] = [];
  for (const { id, title, note, of, members } of breakdowns) {
    if (!of.includes(one.indicator.id)) continue;
    for (const member of members) {
      const part = partOf(context, one, member);
      if (part === null) continue;
      const evaluated = await evaluate(context, part);
      groups.push({
        breakdown: id,
        title,
        note: note ?? null,
        id: member.id,
        label: member.title,
        series: seriesOf(evaluated, allRows(evaluated.table)),
      });
    }
  }
  return groups;
}

/** The formula of one part; null where another indicator stands for it that cannot be had at this level. */
function partOf(context: MonitorContext, one: Levelled, member: BreakdownSpec["members"][number]): Levelled | null {
  if (member.indicator === undefined) return { ...one, formula: withTables(one.formula, standIns(member)) };
  const other = context.study.indicators.find(({ id }) => id === member.indicator)!;
  if (!context.isReady(other)) return null;
  const levels = levelsOf(context.study, context.spec, other);
  return levelled(context, other, levels.includes(one.level) ? one.level : levels[0]!);
}

/**
 * One indicator at one level: its series with base, change, trend and change-point, its parts, and what its areas look like.
 *
 * @param isNamed whether the level was asked for by name: every area is then listed
 * @param isFirst whether it is the level that tables lead with: breakdowns are computed there and at levels asked for
 * @returns null when the formula gives no number for any period
 */
export async function monitorLevel(
  context: MonitorContext,
  indicator: IndicatorSpec,
  level: string,
  breakdowns: readonly BreakdownSpec[],
  { isNamed, isFirst }: { readonly isNamed: boolean; readonly isFirst: boolean },
): Promise<MonitorLevel | null> {
  const evaluated = await evaluate(context, levelled(context, indicator, level));
  const { one, table, aggregate, minimum, isCount } = evaluated;
  const series = seriesOf(evaluated, allRows(table));
  if (series.points.length === 0) return null;
  const areas = countAreas(table, one.shape);
  const isOne = areas === 1 && one.shape.dimensions.length === 0;
  const how = context.spec.aggregate[indicator.id];
  const shared = { minimum, isCount };
  return {
    level,
    title: context.study.study.places?.levels[level]?.title ?? { nl: level, en: level },
    aggregate: isOne ? "one-area" : aggregate.kind,
    weightedBy: aggregate.kind === "weighted" && !isOne && typeof how === "object" ? how.weighted : null,
    dimensions: [...one.shape.dimensions],
    areas,
    series,
    groups: [
      ...dimensionGroups(evaluated),
      ...(isFirst || isNamed ? await declaredGroups(context, one, breakdowns) : []),
    ],
    descriptives: isOne
      ? []
      : describeRows(table, one.shape, discloseRows(allRows(table), evaluated.weights, minimum)).map((row) => {
          const { column: _, ...shown } = discloseDescriptive(row, shared);
          return shown;
        }),
    byArea: isNamed ? byArea(evaluated) : [],
  };
}
