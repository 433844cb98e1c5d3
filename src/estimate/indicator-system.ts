import type { Factor } from "../core/table.ts";
import { choleskyInPlace, choleskyInverse, choleskySolve } from "../numerics/cholesky.ts";
import { crossProducts, powerOfTwo, weightedSquares } from "../numerics/cross-products.ts";
import { groupRows } from "../numerics/factor.ts";

/** Indicators of C cells beside two effects, of which the one with many levels (units) is eliminated and the one with few (periods) solved for. */
export interface IndicatorSystem {
  /** Rows by unit: order[start[u] … start[u + 1]). */
  readonly start: Int32Array;
  readonly order: Int32Array;
  readonly period: Int32Array;
  /** Per row its cell, or −1. */
  readonly cells: Int32Array;
  readonly count: number;
  readonly weights: Float64Array | null;
  /** periods × C: what the indicators' projection on periods is, after units were removed. */
  readonly onPeriods: Float64Array;
  /** C × C: cross-products of the indicators' residuals on both effects. */
  readonly crossed: Float64Array;
  /** Columns from which both effects are removed. */
  readonly regressors: readonly Float64Array[];
}

export interface IndicatorSolution {
  readonly coefficients: Float64Array;
  readonly bread: Float64Array;
  readonly residuals: Float64Array;
  readonly weightedSsr: number;
  readonly condition: number;
}

/** A pivot of the periods at or below this part of its diagonal is a normalisation; an indicator of which effects leave less may be collinear. */
const REDUNDANT = 1e-9;
/** As in least-squares.ts: past this condition number rows have to be factored. */
const CONDITION_LIMIT = 1e6;

/**
 * Cross-products by counting: with units removed, columns a and b (periods or cells) have Σ_rows w 1_a 1_b − Σ_units W_ua W_ub / W_u, where W_ua is the
 * weight of unit u in a. One pass over units; no dummy column is ever made.
 *
 * @returns null when an indicator may follow from the effects
 */
export function countIndicators(
  unit: Factor,
  periods: Factor,
  cells: Int32Array,
  count: number,
  weights: Float64Array | null,
): Omit<IndicatorSystem, "regressors"> | null {
  const { start, order } = groupRows(unit.codes, unit.count);
  const T = periods.count;
  const size = T + count;
  const matrix = new Float64Array(size * size);
  const weightIn = new Float64Array(size);
  const touched = new Int32Array(size);
  const add = (a: number, b: number, value: number): void => {
    matrix[a >= b ? a * size + b : b * size + a]! += value;
  };
  for (let u = 0; u < unit.count; u++) {
    let met = 0;
    let total = 0;
    const meet = (at: number, weight: number): void => {
      if (weightIn[at] === 0) touched[met++] = at;
      weightIn[at]! += weight;
    };
    for (let p = start[u]!; p < start[u + 1]!; p++) {
      const row = order[p]!;
      const weight = weights === null ? 1 : weights[row]!;
      const period = periods.codes[row]!;
      total += weight;
      meet(period, weight);
      add(period, period, weight);
      const cell = cells[row]!;
      if (cell < 0) continue;
      meet(T + cell, weight);
      add(T + cell, T + cell, weight);
      add(T + cell, period, weight);
    }
    for (let a = 0; a < met; a++) {
      const left = weightIn[touched[a]!]! / total;
      for (let b = 0; b <= a; b++) add(touched[a]!, touched[b]!, -left * weightIn[touched[b]!]!);
    }
    for (let a = 0; a < met; a++) weightIn[touched[a]!] = 0;
  }
  const factor = new Float64Array(T * T);
  for (let a = 0; a < T; a++) for (let b = 0; b <= a; b++) factor[a * T + b] = matrix[a * size + b]!;
  choleskyInPlace(
    factor,
    T,
    Float64Array.from({ length: T }, (_, a) => REDUNDANT * factor[a * T + a]!),
  );
  const onPeriods = new Float64Array(T * count);
  const column = new Float64Array(T);
  for (let cell = 0; cell < count; cell++) {
    for (let t = 0; t < T; t++) column[t] = matrix[(T + cell) * size + t]!;
    choleskySolve(factor, T, column);
    for (let t = 0; t < T; t++) onPeriods[t * count + cell] = column[t]!;
  }
  const crossed = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let value = matrix[(T + a) * size + T + b]!;
      for (let t = 0; t < T; t++) value -= matrix[(T + a) * size + t]! * onPeriods[t * count + b]!;
      crossed[a * count + b] = value;
      crossed[b * count + a] = value;
    }
    if (!(crossed[a * count + a]! > REDUNDANT * matrix[(T + a) * size + T + a]!)) return null;
  }
  return { start, order, period: periods.codes, cells, count, weights, onPeriods, crossed };
}

/**
 * Least squares on the indicators' residuals and the regressors, refined on the rows.
 *
 * @param outcome from which both effects are removed
 * @returns coefficients of the cells, then of the regressors; null when a column may be collinear
 */
export function solveIndicators(system: IndicatorSystem, outcome: Float64Array): IndicatorSolution | null {
  const { count, regressors, weights, crossed } = system;
  const k = count + regressors.length;
  const cross = new Float64Array(k * k);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) cross[a * k + b] = crossed[a * count + b]!;
  }
  const between = crossProducts(regressors, weights);
  regressors.forEach((column, r) => {
    const sums = sumsByCell(system, column);
    for (let a = 0; a < count; a++) {
      cross[(count + r) * k + a] = sums[a]!;
      cross[a * k + count + r] = sums[a]!;
    }
    for (let q = 0; q < regressors.length; q++)
      cross[(count + r) * k + count + q] = between[r * regressors.length + q]!;
  });
  const scale = Float64Array.from({ length: k }, (_, j) => powerOfTwo(Math.sqrt(cross[j * k + j]!)));
  if (scale.some((value) => !(value > 0))) return null;
  const matrix = cross.map((value, p) => value / scale[Math.floor(p / k)]! / scale[p % k]!);
  const factor = matrix.slice();
  const threshold = Float64Array.from({ length: k }, (_, j) => matrix[j * k + j]! / CONDITION_LIMIT);
  if (choleskyInPlace(factor, k, threshold).includes(1)) return null;
  const inverse = choleskyInverse(factor, k);
  const condition = k === 0 ? 1 : oneNorm(matrix, k) * oneNorm(inverse, k);
  if (condition > CONDITION_LIMIT) return null;

  const coefficients = new Float64Array(k);
  let residuals: Float64Array = outcome.slice();
  for (let step = 0; step < 3; step++) {
    const gradient = Float64Array.of(
      ...sumsByCell(system, residuals),
      ...regressors.map((column) => weightedDot(column, residuals, weights)),
    );
    for (let j = 0; j < k; j++) gradient[j]! /= scale[j]!;
    choleskySolve(factor, k, gradient);
    let change = 0;
    for (let j = 0; j < k; j++) {
      const next = coefficients[j]! + gradient[j]! / scale[j]!;
      if (next !== coefficients[j]!) change = Math.max(change, Math.abs(gradient[j]! / scale[j]! / next));
      coefficients[j] = next;
    }
    residuals = residualsOf(system, outcome, coefficients);
    if (change < 1e-14) break;
  }
  return {
    coefficients,
    bread: inverse.map((value, p) => value / scale[Math.floor(p / k)]! / scale[p % k]!),
    residuals,
    weightedSsr: weightedSquares(residuals, weights),
    condition,
  };
}

function weightedDot(a: Float64Array, b: Float64Array, weights: Float64Array | null): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (weights === null ? 1 : weights[i]!) * a[i]! * b[i]!;
  return total;
}

/** Largest column sum of absolute values. */
function oneNorm(matrix: Float64Array, size: number): number {
  let largest = 0;
  for (let j = 0; j < size; j++) {
    let total = 0;
    for (let i = 0; i < size; i++) total += Math.abs(matrix[i * size + j]!);
    largest = Math.max(largest, total);
  }
  return largest;
}

/** Σ w v per cell. */
function sumsByCell({ cells, count, weights }: IndicatorSystem, values: Float64Array): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]! >= 0) sums[cells[i]!]! += (weights === null ? 1 : weights[i]!) * values[i]!;
  }
  return sums;
}

/** y − X̃ β: the fitted part of a row in cell c and period t is β_c − Σ_c β_c onPeriods[t, c], less its mean over the unit. */
function residualsOf(system: IndicatorSystem, outcome: Float64Array, coefficients: Float64Array): Float64Array {
  const { start, order, period, cells, count, weights, onPeriods, regressors } = system;
  const T = count === 0 ? 0 : onPeriods.length / count;
  const byPeriod = new Float64Array(T);
  for (let t = 0; t < T; t++) {
    for (let cell = 0; cell < count; cell++) byPeriod[t]! += onPeriods[t * count + cell]! * coefficients[cell]!;
  }
  const residuals = outcome.slice();
  for (let u = 0; u + 1 < start.length; u++) {
    let sum = 0;
    let total = 0;
    for (let p = start[u]!; p < start[u + 1]!; p++) {
      const row = order[p]!;
      const cell = cells[row]!;
      const fitted = (cell < 0 ? 0 : coefficients[cell]!) - (count === 0 ? 0 : byPeriod[period[row]!]!);
      const weight = weights === null ? 1 : weights[row]!;
      sum += weight * fitted;
      total += weight;
      residuals[row]! -= fitted;
    }
    for (let p = start[u]!; p < start[u + 1]!; p++) residuals[order[p]!]! += sum / total;
  }
  regressors.forEach((column, r) => {
    for (let i = 0; i < residuals.length; i++) residuals[i]! -= coefficients[count + r]! * column[i]!;
  });
  return residuals;
}

/** w x̃ û, rows × (cells + regressors) row-major. */
export function indicatorScores(system: IndicatorSystem, residuals: Float64Array): Float64Array {
  const { start, order, period, cells, count, weights, onPeriods, regressors } = system;
  const k = count + regressors.length;
  const scores = new Float64Array(residuals.length * k);
  const mean = new Float64Array(count);
  for (let u = 0; u + 1 < start.length; u++) {
    mean.fill(0);
    let total = 0;
    for (let p = start[u]!; p < start[u + 1]!; p++) {
      const row = order[p]!;
      const weight = weights === null ? 1 : weights[row]!;
      total += weight;
      const at = period[row]! * count;
      for (let cell = 0; cell < count; cell++) mean[cell]! -= weight * onPeriods[at + cell]!;
      if (cells[row]! >= 0) mean[cells[row]!]! += weight;
    }
    for (let cell = 0; cell < count; cell++) mean[cell]! /= total;
    for (let p = start[u]!; p < start[u + 1]!; p++) {
      const row = order[p]!;
      const factor = (weights === null ? 1 : weights[row]!) * residuals[row]!;
      const at = period[row]! * count;
      for (let cell = 0; cell < count; cell++) scores[row * k + cell] = -factor * (onPeriods[at + cell]! + mean[cell]!);
      if (cells[row]! >= 0) scores[row * k + cells[row]!]! += factor;
      for (let r = 0; r < regressors.length; r++) scores[row * k + count + r] = factor * regressors[r]![row]!;
    }
  }
  return scores;
}
