import type { CellEstimates, CellProblem } from "./cell-estimates.ts";
import type { Cell } from "./cells.ts";
import type { Sample } from "./sample.ts";

/** Weighted means per cohort and period: all that cells without covariates need. Cohort × period, row-major. */
interface CohortTable {
  readonly mass: Float64Array;
  readonly mean: Float64Array;
}

/**
 * Cells without covariates, from cohort means alone: ATT(g, t) = (ȳ_gt − ȳ_gb) − (ȳ_Ct − ȳ_Cb), with the comparison cohorts pooled. One pass
 * over the observations; the influence of unit i on a cell is
 *
 *   n w_i (z_it − z_ib) / W_g                                                for its own cohort, z = y − ȳ_g
 *   − n w_i [z_it − z_ib + (ȳ_ht − ȳ_Ct) − (ȳ_hb − ȳ_Cb)] / W_C              for comparison cohort h
 *
 * so its weighted deviations z per period and its weight span the influence on every cell.
 *
 * @param outcome per observation
 */
export function estimateFromSums(sample: Sample, cells: readonly Cell[], outcome: Float64Array): CellEstimates {
  const { units, levels, cohorts, isBalanced } = sample;
  const periods = levels.length;
  const centred = isBalanced ? centreByUnit(sample, outcome) : centre(outcome);
  const table = tabulate(sample, centred);
  const columns = isBalanced ? periods + 1 : 2 * periods + 1;
  const weightColumn = columns - 1;
  const presenceColumn = (time: number): number => (isBalanced ? weightColumn : periods + time);

  const estimate = new Float64Array(cells.length);
  const problem = cells.map((cell): CellProblem | null => problemOf(cell, table, periods));
  const loadings = Array.from({ length: cohorts.length + 1 }, () => new Float64Array(columns * cells.length));
  cells.forEach((cell, k) => {
    if (problem[k] !== null) {
      estimate[k] = Number.NaN;
      return;
    }
    if (cell.base === cell.time) return;
    for (const [time, sign] of [
      [cell.time, 1],
      [cell.base, -1],
    ] as const) {
      const own = cell.cohort * periods + time;
      const pooled = pool(cell.comparison, table, periods, time);
      estimate[k]! += sign * (table.mean[own]! - pooled.mean);
      loadings[cell.cohort]![time * cells.length + k]! += (sign * units) / table.mass[own]!;
      for (const cohort of cell.comparison) {
        const loading = loadings[cohort]!;
        loading[time * cells.length + k]! -= (sign * units) / pooled.mass;
        const shift = table.mean[cohort * periods + time]! - pooled.mean;
        loading[presenceColumn(time) * cells.length + k]! -= (sign * units * shift) / pooled.mass;
      }
    }
  });
  const basis = fillBasis(sample, centred, table, columns, presenceColumn);
  return {
    estimate,
    problem,
    trimmed: new Int32Array(cells.length),
    influence: { basis, columns, loadings, weightColumn, presenceColumn },
  };
}

/** Changes within a unit are all that counts in a balanced panel: taking out each unit's mean first keeps their digits. */
function centreByUnit({ units, levels }: Sample, outcome: Float64Array): Float64Array {
  const periods = levels.length;
  const out = new Float64Array(outcome.length);
  for (let unit = 0; unit < units; unit++) {
    const from = unit * periods;
    let total = 0;
    for (let t = 0; t < periods; t++) total += outcome[from + t]!;
    const mean = total / periods;
    for (let t = 0; t < periods; t++) out[from + t] = outcome[from + t]! - mean;
  }
  return out;
}

function centre(outcome: Float64Array): Float64Array {
  let total = 0;
  for (let o = 0; o < outcome.length; o++) total += outcome[o]!;
  const mean = total / outcome.length;
  return outcome.map((value) => value - mean);
}

function tabulate({ cohorts, levels, cohortOf, unitOf, timeOf, weight }: Sample, outcome: Float64Array): CohortTable {
  const periods = levels.length;
  const mass = new Float64Array((cohorts.length + 1) * periods);
  const mean = new Float64Array(mass.length);
  for (let o = 0; o < outcome.length; o++) {
    const at = cohortOf[unitOf[o]!]! * periods + timeOf[o]!;
    mass[at]! += weight[o]!;
    mean[at]! += weight[o]! * outcome[o]!;
  }
  for (let at = 0; at < mean.length; at++) mean[at] = mass[at]! > 0 ? mean[at]! / mass[at]! : 0;
  return { mass, mean };
}

function pool(cohorts: readonly number[], { mass, mean }: CohortTable, periods: number, time: number) {
  let total = 0;
  let sum = 0;
  for (const cohort of cohorts) {
    const at = cohort * periods + time;
    total += mass[at]!;
    sum += mass[at]! * mean[at]!;
  }
  return { mass: total, mean: sum / total };
}

function problemOf(
  { cohort, time, base, comparison }: Cell,
  { mass }: CohortTable,
  periods: number,
): CellProblem | null {
  const isSeen = (group: number): boolean => mass[group * periods + time]! > 0 && mass[group * periods + base]! > 0;
  if (!isSeen(cohort)) return "not-observed";
  const someone = (at: number): boolean => comparison.some((group) => mass[group * periods + at]! > 0);
  return someone(time) && someone(base) ? null : "no-comparison";
}

function fillBasis(
  { units, levels, isBalanced, cohortOf, unitOf, timeOf, weight, unitWeight }: Sample,
  outcome: Float64Array,
  { mean }: CohortTable,
  columns: number,
  presenceColumn: (time: number) => number,
): Float64Array {
  const periods = levels.length;
  const basis = new Float64Array(units * columns);
  for (let o = 0; o < outcome.length; o++) {
    const unit = unitOf[o]!;
    const time = timeOf[o]!;
    basis[unit * columns + time] = weight[o]! * (outcome[o]! - mean[cohortOf[unit]! * periods + time]!);
    if (!isBalanced) basis[unit * columns + presenceColumn(time)] = weight[o]!;
  }
  for (let unit = 0; unit < units; unit++) basis[unit * columns + columns - 1] = unitWeight[unit]!;
  return basis;
}
