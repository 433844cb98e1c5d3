import type { Design } from "../../src/core/design.ts";

/** Changes of both sides per unit, each measured twice on periods that share nothing. Arrays of length U, in the order of the units' codes. */
export interface UnitChanges {
  /** A design row of each unit. */
  readonly rows: Int32Array;
  /** Mean of the unit's weights; 1 without. */
  readonly weights: Float64Array;
  /** [half][unit], outcome units. */
  readonly outcome: readonly [Float64Array, Float64Array];
  readonly against: readonly [Float64Array, Float64Array];
  /** Means of the covariates over the rows used, [covariate][unit]. */
  readonly covariates: readonly Float64Array[];
  /** Rows of the units above that a mean was taken over. */
  readonly observations: number;
  /** Units left out because they lack a period of some half, of either side. */
  readonly incomplete: number;
}

/** The periods of a window, ascending, dealt to two halves in turn. */
export function halvesOf(
  levels: Float64Array,
  [first, last]: readonly [number, number],
): readonly [readonly number[], readonly number[]] {
  const inside = [...levels].filter((period) => period >= first && period <= last);
  return [inside.filter((_, i) => i % 2 === 0), inside.filter((_, i) => i % 2 === 1)];
}

/**
 * Per unit and half: the mean over the half's periods after the start minus the mean over its periods before, of both sides. A unit counts when it has
 * every part; a row counts when it has both sides, its covariates and a weight.
 *
 * @param against length n, the other side
 * @param halves  [before, after][half]: periods
 */
export function unitChanges(
  design: Design,
  against: Float64Array,
  covariates: readonly Float64Array[],
  halves: readonly (readonly [readonly number[], readonly number[]])[],
): UnitChanges {
  const { unit, period, outcome, weights } = design;
  if (unit === null || period === null) throw new RangeError("unitChanges: the design is not a panel");
  const cells = new Map<number, number>();
  halves.forEach((window, when) => {
    window.forEach((periods, half) => {
      for (const one of periods) cells.set(one, 2 * when + half);
    });
  });
  const sides = [outcome.values, against];
  const count = new Float64Array(4 * unit.count);
  const sums = sides.map(() => new Float64Array(4 * unit.count));
  const weightSum = new Float64Array(unit.count);
  const covariateSums = covariates.map(() => new Float64Array(unit.count));
  const firstRow = new Int32Array(unit.count).fill(-1);
  for (let row = 0; row < design.rowCount; row++) {
    const cell = cells.get(period.values[row]!);
    if (cell === undefined || ![...sides, ...covariates].every((values) => Number.isFinite(values[row]!))) continue;
    const u = unit.codes[row]!;
    if (firstRow[u]! < 0) firstRow[u] = row;
    count[4 * u + cell]!++;
    sides.forEach((values, side) => {
      sums[side]![4 * u + cell]! += values[row]!;
    });
    weightSum[u]! += weights === null ? 1 : weights.values[row]!;
    covariates.forEach((values, j) => {
      covariateSums[j]![u]! += values[row]!;
    });
  }
  const seen = (u: number): number => count[4 * u]! + count[4 * u + 1]! + count[4 * u + 2]! + count[4 * u + 3]!;
  const all = Array.from({ length: unit.count }, (_, u) => u).filter((u) => firstRow[u]! >= 0);
  const complete = all.filter((u) => [0, 1, 2, 3].every((cell) => count[4 * u + cell]! > 0));
  const change = (side: number, half: number): Float64Array =>
    Float64Array.from(complete, (u) => {
      const mean = (when: number): number => sums[side]![4 * u + 2 * when + half]! / count[4 * u + 2 * when + half]!;
      return mean(1) - mean(0);
    });
  return {
    rows: Int32Array.from(complete, (u) => firstRow[u]!),
    weights: Float64Array.from(complete, (u) => weightSum[u]! / seen(u)),
    outcome: [change(0, 0), change(0, 1)],
    against: [change(1, 0), change(1, 1)],
    covariates: covariateSums.map((values) => Float64Array.from(complete, (u) => values[u]! / seen(u))),
    observations: complete.reduce((sum, u) => sum + seen(u), 0),
    incomplete: all.length - complete.length,
  };
}
