import type { Term } from "../core/fit.ts";

/** Effect on one cohort in one period, with the cohort's share of the sample (any scale), by which cells are averaged. */
export interface AttGt {
  readonly cohort: number;
  readonly period: number;
  /** NaN where it could not be estimated: averages leave the cell out. */
  readonly estimate: number;
  readonly share: number;
}

/**
 * An average of cells and what it depends on. Its influence has two parts: that of the cells, Σ_k cellWeights_k ψ_k, and that of the estimated
 * shares, Σ_k shareGradient_k × (influence of cell k's share) + Σ_g cohortGradient_g × (influence of cohort g's share). Gradients times shares sum
 * to zero: the scale of shares does not matter.
 */
export interface Aggregate {
  readonly term: Term;
  readonly estimate: number;
  /** Length K, in the order of the cells. */
  readonly cellWeights: Float64Array;
  readonly shareGradient: Float64Array;
  /** Length G, in the order of `cohorts`. */
  readonly cohortGradient: Float64Array;
}

export interface AggregationInput {
  readonly cells: readonly AttGt[];
  /** Cohorts ascending, and their shares of the whole sample. */
  readonly cohorts: Float64Array;
  readonly cohortShares: Float64Array;
  /** First and last period. */
  readonly span: readonly [number, number];
  /** Event times to report; its end also limits averages over cohorts and over all cells. */
  readonly window?: readonly [number, number] | undefined;
  /** Only cohorts seen at least this long after their start. */
  readonly balance?: number | undefined;
}

/** Period less cohort, free of the rounding of periods such as 2010.1. */
export function eventTimeOf({ cohort, period }: Pick<AttGt, "cohort" | "period">): number {
  const rounded = Math.round((period - cohort) * 1e9) / 1e9;
  return rounded === 0 ? 0 : rounded;
}

/** Share-weighted average over all cells after the start (θ_W^O of Callaway and Sant'Anna 2021, section 3; "simple" in did). Null without cells. */
export function averageCells(input: AggregationInput): Aggregate | null {
  return weighByShare(input, { kind: "overall" }, afterStart(input));
}

/** Average effect by time since the start, over the cohorts seen then, θ_es; with `balance` over the same cohorts throughout, θ_es^bal. */
export function averageByEventTime(input: AggregationInput): readonly Aggregate[] {
  const { balance, window, span } = input;
  const isBalanced = (cell: AttGt): boolean => balance === undefined || span[1] - cell.cohort >= balance;
  const isIn = (e: number): boolean =>
    (window === undefined || (e >= window[0] && e <= window[1])) &&
    (balance === undefined || (e <= balance && e >= balance - (span[1] - span[0])));
  const byTime = groupCells(input, (cell) => (isBalanced(cell) && isIn(eventTimeOf(cell)) ? eventTimeOf(cell) : null));
  return byTime.map(([eventTime, cells]) => weighByShare(input, { kind: "event-time", eventTime }, cells)!);
}

/** Average effect per cohort over its periods after the start, each counting the same, θ_sel. */
export function averageByCohort(input: AggregationInput): readonly Aggregate[] {
  const after = new Set(afterStart(input));
  const byCohort = groupCells(input, (cell, k) => (after.has(k) ? cell.cohort : null));
  return byCohort.map(([cohort, cells]) => equally(input, { kind: "cohort", cohort }, cells));
}

/** Average effect per period over the cohorts treated by then, θ_c. */
export function averageByPeriod(input: AggregationInput): readonly Aggregate[] {
  const byPeriod = groupCells(input, (cell) => (cell.period >= cell.cohort ? cell.period : null));
  return byPeriod.map(([period, cells]) => weighByShare(input, { kind: "calendar", period }, cells)!);
}

/** Overall effect as the plain average of averages: over event times from 0, or over periods. Null without any. */
export function averageOf(aggregates: readonly Aggregate[]): Aggregate | null {
  return combine(
    aggregates,
    aggregates.map(() => 1 / aggregates.length),
  );
}

/** Overall effect as the average over cohorts, by their size, θ_sel^O. Null without any. */
export function averageOverCohorts(input: AggregationInput, byCohort: readonly Aggregate[]): Aggregate | null {
  const positions = byCohort.map(({ term }) => (term.kind === "cohort" ? input.cohorts.indexOf(term.cohort) : -1));
  const total = positions.reduce((sum, g) => sum + input.cohortShares[g]!, 0);
  const average = combine(
    byCohort,
    positions.map((g) => input.cohortShares[g]! / total),
  );
  positions.forEach((g, j) => {
    average!.cohortGradient[g]! += (byCohort[j]!.estimate - average!.estimate) / total;
  });
  return average;
}

/** Cells from the start on, within the window's end, that were estimated. */
function afterStart({ cells, window }: AggregationInput): readonly number[] {
  return [...cells.keys()].filter((k) => {
    const e = eventTimeOf(cells[k]!);
    return e >= 0 && e <= (window?.[1] ?? Infinity) && !Number.isNaN(cells[k]!.estimate);
  });
}

/** Estimated cells by key, ascending; null leaves a cell out. */
function groupCells(
  { cells }: AggregationInput,
  keyOf: (cell: AttGt, k: number) => number | null,
): readonly (readonly [number, readonly number[]])[] {
  const groups = new Map<number, number[]>();
  cells.forEach((cell, k) => {
    const key = Number.isNaN(cell.estimate) ? null : keyOf(cell, k);
    if (key === null) return;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [k]);
    else group.push(k);
  });
  return [...groups].sort(([a], [b]) => a - b);
}

function empty(input: AggregationInput, term: Term): Aggregate {
  return {
    term,
    estimate: 0,
    cellWeights: new Float64Array(input.cells.length),
    shareGradient: new Float64Array(input.cells.length),
    cohortGradient: new Float64Array(input.cohorts.length),
  };
}

function weighByShare(input: AggregationInput, term: Term, chosen: readonly number[]): Aggregate | null {
  if (chosen.length === 0) return null;
  const { cells } = input;
  const total = chosen.reduce((sum, k) => sum + cells[k]!.share, 0);
  const estimate = chosen.reduce((sum, k) => sum + (cells[k]!.share / total) * cells[k]!.estimate, 0);
  const aggregate = { ...empty(input, term), estimate };
  for (const k of chosen) {
    aggregate.cellWeights[k] = cells[k]!.share / total;
    aggregate.shareGradient[k] = (cells[k]!.estimate - estimate) / total;
  }
  return aggregate;
}

function equally(input: AggregationInput, term: Term, chosen: readonly number[]): Aggregate {
  const estimate = chosen.reduce((sum, k) => sum + input.cells[k]!.estimate, 0) / chosen.length;
  const aggregate = { ...empty(input, term), estimate };
  for (const k of chosen) aggregate.cellWeights[k] = 1 / chosen.length;
  return aggregate;
}

/** Σ_j weights_j × aggregate_j with the weights taken as known. */
function combine(aggregates: readonly Aggregate[], weights: readonly number[]): Aggregate | null {
  const [first] = aggregates;
  if (first === undefined) return null;
  const mix = (of: (aggregate: Aggregate) => Float64Array): Float64Array =>
    of(first).map((_, p) => aggregates.reduce((sum, aggregate, j) => sum + weights[j]! * of(aggregate)[p]!, 0));
  return {
    term: { kind: "overall" },
    estimate: aggregates.reduce((sum, { estimate }, j) => sum + weights[j]! * estimate, 0),
    cellWeights: mix(({ cellWeights }) => cellWeights),
    shareGradient: mix(({ shareGradient }) => shareGradient),
    cohortGradient: mix(({ cohortGradient }) => cohortGradient),
  };
}
