import type { CellInfluence } from "./cell-estimates.ts";
import type { Sample } from "./sample.ts";

/** A basis of one column per cell, then weights (and weights per period where the panel has gaps), to be filled cell by cell. */
export interface DenseInfluence {
  readonly basis: Float64Array;
  readonly columns: number;
}

/** Zeros for n units: `basis[unit * columns + cell]` is to hold ψ. */
export function openInfluence({ units, levels, isBalanced }: Sample, cells: number): DenseInfluence {
  const columns = cells + 1 + (isBalanced ? 0 : levels.length);
  return { basis: new Float64Array(units * columns), columns };
}

/** The influence of n units on K cells, once every cell is in the basis. */
export function closeInfluence(sample: Sample, cells: number, { basis, columns }: DenseInfluence): CellInfluence {
  const { units, cohorts, isBalanced, unitOf, timeOf, weight, unitWeight } = sample;
  const presenceColumn = (time: number): number => (isBalanced ? cells : cells + 1 + time);
  for (let unit = 0; unit < units; unit++) basis[unit * columns + cells] = unitWeight[unit]!;
  if (!isBalanced) {
    for (let o = 0; o < unitOf.length; o++) basis[unitOf[o]! * columns + presenceColumn(timeOf[o]!)] = weight[o]!;
  }
  const identity = new Float64Array(columns * cells);
  for (let cell = 0; cell < cells; cell++) identity[cell * cells + cell] = 1;
  return {
    basis,
    columns,
    loadings: Array.from({ length: cohorts.length + 1 }, () => identity),
    weightColumn: cells,
    presenceColumn,
  };
}
