import type { Design } from "../../src/core/design.ts";
import {
  type Aggregate,
  type AggregationInput,
  averageByEventTime,
  averageByPeriod,
  averageCells,
} from "../../src/estimate/att-gt.ts";
import type { AddedInfluence, CombinedTerm } from "../../src/estimate/combined-terms.ts";
import type { LinearFit } from "../../src/estimate/linear-fit.ts";
import type { Cells } from "./cells.ts";
import type { Options } from "./options.ts";
import type { Sample } from "./sample.ts";

type Choices = Pick<Options, "aggregation" | "balance" | "window">;

/** What the fit shows of its interactions, and the averages among it with their place. */
export interface ShownTerms {
  readonly combined: readonly CombinedTerm[];
  readonly averages: readonly { readonly place: number; readonly aggregate: Aggregate }[];
}

/**
 * The interactions and their averages as combinations of the fit's columns. An interaction weighs as many rows (as much weight) as the fit used of it:
 * by event time these are the cohorts' shares among the units observed then. Interactions without an estimate are in no average.
 *
 * @param linear its first columns are the cells, in their order
 */
export function showTerms(
  design: Design,
  { cohorts, span }: Pick<Sample, "cohorts" | "span">,
  cells: Cells,
  linear: LinearFit,
  chosen: Choices,
): ShownTerms {
  const shares = rowsPerCell(design, cells, linear.uncertainty.rowUnit);
  const input: AggregationInput = {
    cells: cells.list.map(({ cohort, period }, k) => ({
      cohort,
      period,
      estimate: linear.estimate[k]!,
      share: shares[k]!,
    })),
    cohorts,
    cohortShares: new Float64Array(cohorts.length),
    span,
    window: chosen.window,
    balance: chosen.balance,
  };
  const showCells = chosen.aggregation === "all" || chosen.aggregation === "att-gt";
  const shown: CombinedTerm[] = showCells
    ? input.cells.map(({ cohort, period }, k) => ({
        term: { kind: "att-gt", cohort, period },
        positions: [k],
        weights: [1],
      }))
    : [];
  const averages = averagesOf(input, chosen.aggregation);
  return {
    combined: [...shown, ...averages.map(combinationOf)],
    averages: averages.map((aggregate, a) => ({ place: shown.length + a, aggregate })),
  };
}

function rowsPerCell(design: Design, { list, codes }: Cells, rows: Int32Array): Float64Array {
  const weights = design.weights?.values;
  const total = new Float64Array(list.length);
  for (let i = 0; i < rows.length; i++) {
    const cell = codes[rows[i]!]!;
    if (cell >= 0) total[cell]! += weights?.[rows[i]!] ?? 1;
  }
  return total;
}

function averagesOf(input: AggregationInput, aggregation: Options["aggregation"]): readonly Aggregate[] {
  const overall = averageCells(input);
  if (aggregation === "att-gt" || overall === null) return [];
  const some = (kind: Options["aggregation"], averages: () => readonly Aggregate[]): readonly Aggregate[] =>
    aggregation === "all" || aggregation === kind ? averages() : [];
  return [
    ...some("dynamic", () => averageByEventTime(input)),
    ...some("cohort", () => averageByCohort(input)),
    ...some("calendar", () => averageByPeriod(input)),
    overall,
  ];
}

/** Average effect per cohort over its periods after the start, each weighing as many rows as it has. */
function averageByCohort(input: AggregationInput): readonly Aggregate[] {
  return Array.from(input.cohorts).flatMap((cohort) => {
    const cells = input.cells.map((cell) => (cell.cohort === cohort ? cell : { ...cell, estimate: Number.NaN }));
    const average = averageCells({ ...input, cells });
    return average === null ? [] : [{ ...average, term: { kind: "cohort", cohort } as const }];
  });
}

function combinationOf({ term, cellWeights }: Aggregate): CombinedTerm {
  const positions = [...cellWeights.keys()].filter((k) => cellWeights[k] !== 0);
  return { term, positions, weights: positions.map((k) => cellWeights[k]!) };
}

/**
 * What rows add to the influence on the terms where shares are estimated: of an average θ = Σ S_k δ_k / Σ S_k over cells with sums of weights S_k, a row of
 * cell k with weight w moves S_k by w, and θ by w (δ_k − θ) / Σ S (Sun and Abraham 2021, appendix: the shares' part of the asymptotic variance). Over
 * all rows that adds up to zero.
 *
 * @param rows the fit's score rows
 */
export function shareInfluence(
  design: Design,
  { list, codes }: Cells,
  rows: Int32Array,
  averages: ShownTerms["averages"],
  terms: number,
): AddedInfluence {
  const weights = design.weights?.values;
  return {
    group: rows.map((row) => codes[row]!),
    scale: Float64Array.from(rows, (row) => weights?.[row] ?? 1),
    vectors: list.map((_, cell) => {
      const vector = new Float64Array(terms);
      for (const { place, aggregate } of averages) vector[place] = aggregate.shareGradient[cell]!;
      return vector;
    }),
  };
}
