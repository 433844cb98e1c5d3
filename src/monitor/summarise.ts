import type { ChangePoint } from "./change-point.ts";
import { slopeInterval } from "./slope-interval.ts";
import { fitTrend } from "./trend.ts";

/** One period of a series; min and max where counts are intervals, else equal to the value. */
export interface Point {
  readonly period: number;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Rows behind it. */
  readonly n: number;
}

/** A straight-line trend over some of the points. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Median of the pairwise slopes, per period. */
  readonly theilSen: number;
  /** Its interval; null when the points are too few for one. */
  readonly interval: readonly [number, number] | null;
  readonly leastSquares: number;
  /** Declared breaks inside, by their first period; empty where the series is of one kind. */
  readonly crosses: readonly number[];
}

/** What was found at the latest point against the base; the interval holds every change that suppressed counts allow. */
export interface Change {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Relative to the base; null when the base is 0. */
  readonly relative: number | null;
  /** Declared breaks between base and latest. */
  readonly crosses: readonly number[];
}

export interface Summary {
  readonly base: Point | null;
  readonly latest: Point | null;
  readonly change: Change | null;
  /** On the last stretch without a break inside that has three points. */
  readonly trend: Stretch | null;
  /** On all points, where breaks lie between them. */
  readonly across: Stretch | null;
  readonly changePoint: (ChangePoint & { readonly declared: boolean }) | null;
}

export interface SummaryOptions {
  /** Base period; null where the study names none. */
  readonly base: number | null;
  /** First periods after declared breaks. */
  readonly breaks: readonly number[];
  /** Of slope intervals. */
  readonly level: number;
  readonly findChange: (periods: readonly number[], values: readonly number[]) => ChangePoint | null;
}

const LEAST_TREND = 3;
/** A change-point this near to a declared break is not told apart from it. */
const NEAR = 1;

function stretchOf(points: readonly Point[], breaks: readonly number[], level: number): Stretch | null {
  if (points.length < LEAST_TREND) return null;
  const x = points.map(({ period }) => period);
  const y = points.map(({ value }) => value);
  const { theilSen, leastSquares } = fitTrend(x, y);
  if (theilSen === null || leastSquares === null) return null;
  const [from, to] = [x[0]!, x[x.length - 1]!];
  return {
    from,
    to,
    n: points.length,
    theilSen,
    interval: slopeInterval(x, y, level),
    leastSquares,
    crosses: crossed(breaks, from, to),
  };
}

/** Breaks whose first period lies after `from` and not after `to`, ascending, each once. */
function crossed(breaks: readonly number[], from: number, to: number): readonly number[] {
  return [...new Set(breaks)].filter((period) => period > from && period <= to).sort((a, b) => a - b);
}

/** The points after each break, in order; the first part lies before all of them. */
function unbroken(points: readonly Point[], breaks: readonly number[]): readonly (readonly Point[])[] {
  const parts: Point[][] = [[]];
  let before = Number.NaN;
  for (const point of points) {
    if (crossed(breaks, before, point.period).length > 0) parts.push([]);
    parts[parts.length - 1]!.push(point);
    before = point.period;
  }
  return parts;
}

/**
 * Change against the base period, trend and change-point of one series. Description only: neither says why.
 *
 * @param points ascending periods, finite values
 */
export function summarise(points: readonly Point[], options: SummaryOptions): Summary {
  const base = points.find(({ period }) => period === options.base) ?? null;
  const latest = points[points.length - 1] ?? null;
  const change =
    base === null || latest === null || latest.period <= base.period ? null : changeOf(base, latest, options.breaks);
  const stretches = unbroken(points, options.breaks).filter((part) => part.length >= LEAST_TREND);
  const trend = stretchOf(stretches[stretches.length - 1] ?? [], options.breaks, options.level);
  const whole = stretchOf(points, options.breaks, options.level);
  const found = options.findChange(
    points.map(({ period }) => period),
    points.map(({ value }) => value),
  );
  return {
    base,
    latest,
    change,
    trend,
    across: whole !== null && whole.crosses.length > 0 ? whole : null,
    changePoint: found && {
      ...found,
      declared: options.breaks.some((period) => Math.abs(period - found.period) <= NEAR),
    },
  };
}

function changeOf(base: Point, latest: Point, breaks: readonly number[]): Change {
  const value = latest.value - base.value;
  return {
    value,
    min: latest.min - base.max,
    max: latest.max - base.min,
    relative: base.value === 0 ? null : value / base.value,
    crosses: crossed(breaks, base.period, latest.period),
  };
}
