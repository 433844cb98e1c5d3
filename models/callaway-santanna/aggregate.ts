import type { Term, Uncertainty } from "../../src/core/fit.ts";
import {
  type Aggregate,
  type AggregationInput,
  averageByCohort,
  averageByEventTime,
  averageByPeriod,
  averageCells,
  averageOf,
  averageOverCohorts,
} from "../../src/estimate/att-gt.ts";
import type { CellEstimates, CellInfluence } from "./cell-estimates.ts";
import type { Cell } from "./cells.ts";
import type { Options } from "./options.ts";
import type { Sample } from "./sample.ts";

/** Terms with their estimates and the influence of every unit on them. */
export interface Effects {
  readonly terms: readonly Term[];
  readonly estimate: Float64Array;
  readonly uncertainty: Extract<Uncertainty, { kind: "influence" }>;
}

/** The cells and averages that were asked for, cells first. */
export function aggregateCells(
  sample: Sample,
  cells: readonly Cell[],
  { estimate, influence }: CellEstimates,
  chosen: Pick<Options, "aggregation" | "balance" | "window" | "shares">,
): Effects {
  const { levels, cohorts } = sample;
  const byPeriod = chosen.shares === "by-period" && !sample.isBalanced;
  const shares = sharesOf(sample, byPeriod);
  const input: AggregationInput = {
    cells: cells.map((cell, k) => ({
      cohort: cohorts[cell.cohort]!,
      period: levels[cell.time]!,
      estimate: estimate[k]!,
      share: byPeriod ? shares.cells[cell.cohort * levels.length + cell.time]! : shares.cohorts[cell.cohort]!,
    })),
    cohorts,
    cohortShares: shares.cohorts,
    span: [levels[0]!, levels[levels.length - 1]!],
    window: chosen.window,
    balance: chosen.balance,
  };
  const showCells = chosen.aggregation === "all" || chosen.aggregation === "att-gt";
  const averages = averagesOf(input, chosen.aggregation);
  const terms = [
    ...(showCells ? input.cells.map(({ cohort, period }): Term => ({ kind: "att-gt", cohort, period })) : []),
    ...averages.map(({ term }) => term),
  ];
  return {
    terms,
    estimate: Float64Array.from([...(showCells ? estimate : []), ...averages.map((average) => average.estimate)]),
    uncertainty: {
      kind: "influence",
      psi: influence.basis,
      rowUnit: sample.unitRow,
      loadings: {
        group: sample.cohortOf,
        matrices: influence.loadings.map((loading, group) =>
          loadAverages(influence, loading, group, cells, averages, showCells, byPeriod),
        ),
      },
    },
  };
}

/** Mean weight of each cohort over all units, and, where asked, of each cohort in each period (cohort × period). */
function sharesOf(sample: Sample, byPeriod: boolean) {
  const { units, levels, cohorts, cohortOf, unitWeight, unitOf, timeOf, weight } = sample;
  const ofCohort = new Float64Array(cohorts.length);
  const ofCell = new Float64Array(cohorts.length * levels.length);
  for (let unit = 0; unit < units; unit++) {
    const cohort = cohortOf[unit]!;
    if (cohort < cohorts.length) ofCohort[cohort]! += unitWeight[unit]! / units;
  }
  for (let o = 0; byPeriod && o < unitOf.length; o++) {
    const cohort = cohortOf[unitOf[o]!]!;
    if (cohort < cohorts.length) ofCell[cohort * levels.length + timeOf[o]!]! += weight[o]! / units;
  }
  return { cohorts: ofCohort, cells: ofCell };
}

function averagesOf(input: AggregationInput, aggregation: Options["aggregation"]): readonly Aggregate[] {
  const some = (aggregate: Aggregate | null): readonly Aggregate[] => (aggregate === null ? [] : [aggregate]);
  switch (aggregation) {
    case "att-gt":
      return [];
    case "overall":
      return some(averageCells(input));
    case "dynamic": {
      const dynamic = averageByEventTime(input);
      return [...dynamic, ...some(averageOf(dynamic.filter(isAfterStart)))];
    }
    case "cohort": {
      const byCohort = averageByCohort(input);
      return [...byCohort, ...some(averageOverCohorts(input, byCohort))];
    }
    case "calendar": {
      const byPeriod = averageByPeriod(input);
      return [...byPeriod, ...some(averageOf(byPeriod))];
    }
    case "all":
      return [
        ...averageByEventTime(input),
        ...averageByCohort(input),
        ...averageByPeriod(input),
        ...some(averageCells(input)),
      ];
    default:
      return aggregation satisfies never;
  }
}

const isAfterStart = ({ term }: Aggregate): boolean => term.kind === "event-time" && term.eventTime >= 0;

/** The loading of one cohort's units on the terms: the cells' own, mixed by the averages' weights, and the influence of estimated shares. */
function loadAverages(
  { columns, weightColumn, presenceColumn }: CellInfluence,
  loading: Float64Array,
  group: number,
  cells: readonly Cell[],
  averages: readonly Aggregate[],
  showCells: boolean,
  byPeriod: boolean,
): Float64Array {
  const count = cells.length;
  const shown = showCells ? count : 0;
  const k = shown + averages.length;
  const out = new Float64Array(columns * k);
  for (let c = 0; c < columns; c++) {
    for (let cell = 0; cell < count; cell++) {
      const value = loading[c * count + cell]!;
      if (value === 0) continue;
      if (showCells) out[c * k + cell] = value;
      for (let a = 0; a < averages.length; a++) out[c * k + shown + a]! += averages[a]!.cellWeights[cell]! * value;
    }
  }
  averages.forEach(({ shareGradient, cohortGradient }, a) => {
    cells.forEach((cell, p) => {
      const column = byPeriod ? presenceColumn(cell.time) : weightColumn;
      if (cell.cohort === group) out[column * k + shown + a]! += shareGradient[p]!;
    });
    if (group < cohortGradient.length) out[weightColumn * k + shown + a]! += cohortGradient[group]!;
  });
  return out;
}
