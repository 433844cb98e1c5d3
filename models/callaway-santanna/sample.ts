import type { Design } from "../../src/core/design.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Regressor } from "../../src/estimate/regressors.ts";
import { distinctSorted } from "../../src/numerics/factor.ts";
import type { Options } from "./options.ts";
import { completeUnits, positionsOf, sortByUnit } from "./sample-rows.ts";

/** What the estimator works on: units with their cohort, and their observations sorted by unit and period. */
export interface Sample {
  /** Every unit is seen once in each period: observation u · T + t is unit u in period t. */
  readonly isBalanced: boolean;
  /** Independent units, n: units of a panel, or rows. */
  readonly units: number;
  /** Periods, ascending. */
  readonly levels: Float64Array;
  /** First treated periods, ascending, G of them. */
  readonly cohorts: Float64Array;
  /** Per unit: position in `cohorts`; G stands for never treated within the sample. */
  readonly cohortOf: Int32Array;
  /** Per unit: a design row, and the weight that cohort shares are taken with. */
  readonly unitRow: Int32Array;
  readonly unitWeight: Float64Array;
  /** Per observation: unit, position of its period, design row, weight. */
  readonly unitOf: Int32Array;
  readonly timeOf: Int32Array;
  readonly rowOf: Int32Array;
  readonly weight: Float64Array;
  /** Weights do not change within a unit. */
  readonly hasConstantWeights: boolean;
}

type Choices = Pick<Options, "panel" | "unbalanced" | "anticipation" | "comparison">;

/** Rows that are left, which periods they are in, and what the reader must know of those that are not. */
interface Selection {
  readonly keep: Uint8Array;
  readonly findings: Finding[];
}

/**
 * Selects units and periods: rows that are complete and have weight; not units treated from the first period on, whose untreated outcome
 * was never seen; where nobody is never treated, the periods before the last cohort starts, with that cohort for comparison; and, unless
 * `unbalanced`, units seen in every period that is left.
 *
 * @returns null with the finding that says why when nothing can be compared
 * @throws RangeError on a weight that is negative or not finite
 */
export function takeSample(
  design: Design,
  covariates: readonly Regressor[],
  chosen: Choices,
): { readonly sample: Sample | null; readonly findings: readonly Finding[] } {
  if (design.timing.kind !== "staggered" || design.period === null)
    throw new RangeError("callaway-santanna: the design has no cohorts or no periods");
  const { cohort } = design.timing;
  const selection = usableRows(design, covariates);
  const { keep, findings } = selection;
  const refuse = (code: string) => ({
    sample: null,
    findings: [...findings, { code, severity: "refusal" as const, values: {} }],
  });
  if (chosen.panel && design.unit === null) return refuse("units-needed");
  const at = positionsOf(design.period.values, design.period.levels);
  const span = leaveOutTreated(design, cohort, at, selection, chosen);
  if (span === null) return refuse("no-rows");
  const last = beforeLastCohort(design, cohort, at, selection, chosen, span[1]);
  if (last === null) return refuse("no-rows");

  const seen = periodsSeen(keep, at, design.period.levels.length);
  const newTime = new Int32Array(seen.length);
  for (let t = 1; t < seen.length; t++) newTime[t] = newTime[t - 1]! + seen[t - 1]!;
  const levels = design.period.levels.filter((_, t) => seen[t] === 1);
  const sorted = chosen.panel ? sortByUnit(design.unit!, at, keep) : rowsKept(keep);
  const complete = chosen.panel ? completeUnits(design.unit!.codes, at, sorted, levels.length) : null;
  if (complete === "duplicates") return refuse("duplicate-unit-periods");
  const isIncomplete = complete !== null && complete.dropped > 0;
  if (isIncomplete && !chosen.unbalanced)
    findings.push({ code: "units-incomplete", severity: "warning", values: { units: complete.dropped } });
  const rows = isIncomplete && !chosen.unbalanced ? complete.rows : sorted;
  if (rows.length === 0) return refuse("no-rows");
  // A cohort that starts after the sample, anticipation included, is untreated throughout.
  const until = last + chosen.anticipation;
  const sample = arrange(design, cohort, rows, levels, at, newTime, until, chosen.panel);
  return sample.cohorts.length === 0 ? refuse("nobody-treated") : { sample, findings };
}

/** Rows with a weight and without missing covariates. */
function usableRows({ rowCount, weights }: Design, covariates: readonly Regressor[]): Selection {
  const keep = new Uint8Array(rowCount).fill(1);
  const findings: Finding[] = [];
  const drop = (isGone: (row: number) => boolean): number => {
    let lost = 0;
    for (let row = 0; row < rowCount; row++) {
      if (keep[row] === 0 || !isGone(row)) continue;
      keep[row] = 0;
      lost++;
    }
    return lost;
  };
  if (weights !== null) {
    const { values, name } = weights;
    if (values.some((weight) => !(weight >= 0 && weight < Infinity)))
      throw new RangeError("callaway-santanna: weights must be finite and not negative");
    const rows = drop((row) => values[row] === 0);
    if (rows > 0) findings.push({ code: "zero-weights", severity: "note", values: { rows, column: name } });
  }
  for (const { name, values } of covariates) {
    const rows = drop((row) => !Number.isFinite(values[row]!));
    if (rows > 0) findings.push({ code: "rows-missing", severity: "note", values: { column: name, rows } });
  }
  return { keep, findings };
}

function rowsKept(keep: Uint8Array): Int32Array {
  const rows = new Int32Array(keep.length);
  let count = 0;
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) rows[count++] = row;
  return rows.slice(0, count);
}

function periodsSeen(keep: Uint8Array, at: Int32Array, periods: number): Uint8Array {
  const seen = new Uint8Array(periods);
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) seen[at[row]!] = 1;
  return seen;
}

/** First and last period of the rows kept; null without any. */
function spanOf(design: Design, keep: Uint8Array, at: Int32Array): readonly [number, number] | null {
  const { levels } = design.period!;
  const seen = periodsSeen(keep, at, levels.length);
  const first = seen.indexOf(1);
  return first < 0 ? null : [levels[first]!, levels[seen.lastIndexOf(1)]!];
}

/** Drops units treated from the first period on. Null when nobody is left. */
function leaveOutTreated(
  design: Design,
  cohort: Float64Array,
  at: Int32Array,
  { keep, findings }: Selection,
  { anticipation, panel }: Choices,
): readonly [number, number] | null {
  const span = spanOf(design, keep, at);
  if (span === null) return null;
  const gone = new Set<number>();
  const cohorts = new Set<number>();
  for (let row = 0; row < keep.length; row++) {
    if (keep[row] === 0 || cohort[row]! > span[0] + anticipation) continue;
    keep[row] = 0;
    gone.add(panel ? design.unit!.codes[row]! : row);
    cohorts.add(cohort[row]!);
  }
  if (gone.size === 0) return span;
  const values = { units: gone.size, cohorts: Array.from(Float64Array.from(cohorts).sort(), String) };
  findings.push({ code: "treated-from-start", severity: "note", values });
  return spanOf(design, keep, at);
}

/** Where nobody stays untreated, keeps the periods before the last cohort starts. Returns the last period; null when none is left. */
function beforeLastCohort(
  design: Design,
  cohort: Float64Array,
  at: Int32Array,
  { keep, findings }: Selection,
  { anticipation, comparison }: Choices,
  last: number,
): number | null {
  let latest = -Infinity;
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1 && cohort[row]! > latest) latest = cohort[row]!;
  if (latest > last + anticipation) return last;
  const { values } = design.period!;
  for (let row = 0; row < keep.length; row++) if (values[row]! >= latest - anticipation) keep[row] = 0;
  const left = spanOf(design, keep, at);
  if (left === null) return null;
  findings.push({
    code: "last-cohort-comparison",
    severity: comparison === "never-treated" ? "warning" : "note",
    values: { cohort: String(latest), last: String(left[1]) },
  });
  return left[1];
}

function arrange(
  design: Design,
  cohort: Float64Array,
  rows: Int32Array,
  levels: Float64Array,
  at: Int32Array,
  newTime: Int32Array,
  until: number,
  isPanel: boolean,
): Sample {
  const count = rows.length;
  const codes = isPanel ? design.unit!.codes : null;
  const weights = design.weights?.values ?? null;
  const unitOf = new Int32Array(count);
  const timeOf = new Int32Array(count);
  const weight = new Float64Array(count).fill(1);
  const first = new Int32Array(count);
  let units = 0;
  let hasConstantWeights = true;
  for (let o = 0; o < count; o++) {
    const row = rows[o]!;
    const isSame = codes !== null && o > 0 && codes[row] === codes[rows[o - 1]!];
    if (!isSame) first[units++] = o;
    unitOf[o] = units - 1;
    timeOf[o] = newTime[at[row]!]!;
    if (weights === null) continue;
    weight[o] = weights[row]!;
    if (isSame && weight[o] !== weight[o - 1]) hasConstantWeights = false;
  }
  const isBalanced = isPanel && count === units * levels.length;
  const unitRow = new Int32Array(units);
  const unitWeight = new Float64Array(units);
  const start = new Float64Array(units);
  for (let u = 0; u < units; u++) {
    const from = first[u]!;
    const end = u + 1 < units ? first[u + 1]! : count;
    unitRow[u] = rows[from]!;
    start[u] = cohort[rows[from]!]! > until ? Infinity : cohort[rows[from]!]!;
    if (isBalanced || end === from + 1) unitWeight[u] = weight[from]!;
    else {
      for (let o = from; o < end; o++) unitWeight[u]! += weight[o]!;
      unitWeight[u]! /= end - from;
    }
  }
  const cohorts = distinctSorted(start).filter(Number.isFinite);
  return {
    isBalanced,
    units,
    levels,
    cohorts,
    cohortOf: cohortPositions(start, cohorts),
    unitRow,
    unitWeight,
    unitOf,
    timeOf,
    rowOf: rows,
    weight,
    hasConstantWeights,
  };
}

/** Position of every start among the cohorts, as many as there are for never. */
function cohortPositions(start: Float64Array, cohorts: Float64Array): Int32Array {
  const position = new Map(Array.from(cohorts, (value, g) => [value, g]));
  const out = new Int32Array(start.length);
  for (let u = 0; u < out.length; u++) out[u] = position.get(start[u]!) ?? cohorts.length;
  return out;
}
