import type { AddingUp } from "../core/design.ts";
import type { Factor } from "../core/table.ts";
import { combineFactors, factorFromNumbers } from "../numerics/factor.ts";

/** Outcomes of groups within units and periods; all arrays of length n. */
export interface GroupedOutcome {
  /** NaN: missing; the unit-period is then not added up. */
  readonly values: Float64Array;
  /** Ends of intervals, where outcomes are known only so far. */
  readonly bounds: { readonly min: Float64Array; readonly max: Float64Array } | null;
  readonly unit: Factor;
  readonly group: Factor;
  readonly period: Float64Array;
  /** The outcome is declared to be a share. */
  readonly isShare: boolean;
}

/** What shares and percentages add up to. */
const WHOLES = [1, 100];
/** Each of the groups may be rounded to half a percent of the whole. */
const ROUNDED_SHARE = 0.005;
/** Of the largest outcome, per group: rounding of sums. */
const ROUNDING = 1e-12;
/** Of unit-periods (or units) that must agree: single cells with errors of their own hide nothing. */
const NEARLY_ALL = 0.95;
/** Fewer sums than this can agree by accident. */
const FEWEST = 4;

interface Cell {
  readonly unit: number;
  readonly rows: number;
  readonly sum: number;
  readonly low: number;
  readonly high: number;
  /** Every outcome is 0. */
  readonly isEmpty: boolean;
}

/**
 * Whether the outcomes of the groups of a unit-period add up to something fixed: then a group can only rise at the others' expense, and a contrast
 * between groups of one unit counts every move twice. Sums run over the groups that are there; unit-periods with one group say nothing.
 *
 * "constant": 1 or 100 up to rounding (or a sum that intervals allow), or any other sum that is exactly the same everywhere and is none of whole
 * numbers. "fixed": the same sum in every period of a unit, or everywhere when the outcomes are whole numbers. "within-one": a declared share whose
 * sums never exceed 1. Sums of nothing but zeros say nothing: a rare event is no fixed total.
 *
 * @returns null where nothing of the sort holds, there are fewer than four sums, or a group of a unit has several rows in a period
 */
export function addingUp(outcome: GroupedOutcome): AddingUp | null {
  const { values, isShare } = outcome;
  const known = values.filter(Number.isFinite);
  const areWhole = known.every(Number.isInteger);
  const cells = addCells(outcome)?.filter(({ isEmpty }) => areWhole || !isEmpty) ?? [];
  if (cells.length < FEWEST) return null;
  const largest = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (known.every((value) => value === known[0])) return null;
  const found = (kind: AddingUp["kind"], total = Number.NaN): AddingUp => ({ kind, total, cells: cells.length });

  const whole = WHOLES.find((total) => nearly(cells, (cell) => isAbout(cell, total)));
  if (whole !== undefined) return found("constant", whole);
  const exact = cells.filter(({ low, high }) => low === high);
  const tolerance = (rows: number): number => ROUNDING * largest * rows;
  const total = median(exact.map(({ sum }) => sum));
  const isRare = areWhole && total === 0;
  if (!isRare && exact.length >= FEWEST && nearly(exact, ({ sum, rows }) => Math.abs(sum - total) <= tolerance(rows)))
    return found(areWhole ? "fixed" : "constant", total);
  if (isFixedPerUnit(exact, tolerance)) return found("fixed");
  const isPart = (cell: Cell): boolean => cell.low >= 0 && cell.low <= 1 + ROUNDED_SHARE * cell.rows;
  return isShare && cells.every(isPart) ? found("within-one") : null;
}

/** Sums over the groups of every unit-period that has at least two of them and misses no outcome; null when a group occurs twice in one. */
function addCells({ values, bounds, unit, group, period }: GroupedOutcome): readonly Cell[] | null {
  const cell = combineFactors("", [unit, factorFromNumbers("", period)]);
  if (combineFactors("", [cell, group]).count < values.length) return null;
  const rows = new Int32Array(cell.count);
  const unitOf = new Int32Array(cell.count);
  const sum = new Float64Array(cell.count);
  const low = new Float64Array(cell.count);
  const high = new Float64Array(cell.count);
  const some = new Uint8Array(cell.count);
  cell.codes.forEach((at, row) => {
    rows[at]!++;
    unitOf[at] = unit.codes[row]!;
    sum[at]! += values[row]!;
    if (values[row] !== 0) some[at] = 1;
    low[at]! += bounds === null ? values[row]! : bounds.min[row]!;
    high[at]! += bounds === null ? values[row]! : bounds.max[row]!;
  });
  const cells: Cell[] = [];
  rows.forEach((count, at) => {
    if (count > 1 && Number.isFinite(sum[at]!))
      cells.push({
        unit: unitOf[at]!,
        rows: count,
        sum: sum[at]!,
        low: low[at]!,
        high: high[at]!,
        isEmpty: some[at] === 0,
      });
  });
  return cells;
}

/** Whether the sum may be this total, outcomes being rounded. Where intervals leave much open, their middle has to be near as well. */
function isAbout({ sum, low, high, rows }: Cell, total: number): boolean {
  const slack = ROUNDED_SHARE * total * rows;
  return low - slack <= total && total <= high + slack && Math.abs(sum - total) <= Math.max(slack, 0.25 * total);
}

function nearly<Item>(items: readonly Item[], holds: (item: Item) => boolean): boolean {
  return items.filter(holds).length >= NEARLY_ALL * items.length;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Whether the sums of a unit are the same in all its periods, for nearly all units that are seen more than once. */
function isFixedPerUnit(cells: readonly Cell[], tolerance: (rows: number) => number): boolean {
  const ofUnit = new Map<number, Cell[]>();
  for (const cell of cells) ofUnit.set(cell.unit, [...(ofUnit.get(cell.unit) ?? []), cell]);
  const repeated = [...ofUnit.values()].filter((some) => some.length > 1 && some.some(({ sum }) => sum !== 0));
  const isSame = (some: readonly Cell[]): boolean =>
    some.every(({ sum, rows }) => Math.abs(sum - some[0]!.sum) <= tolerance(rows));
  return repeated.length > 1 && nearly(repeated, isSame);
}
