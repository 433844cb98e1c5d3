import type { Factor } from "../../src/core/table.ts";

/** log f(y | η) up to a constant in η, its first derivative, and minus its second. */
export interface DenseFamily {
  readonly value: (y: number, eta: number) => number;
  readonly slope: (y: number, eta: number) => number;
  readonly curvature: (y: number, eta: number) => number;
}

const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));

export const DENSE_POISSON: DenseFamily = {
  value: (y, eta) => y * eta - Math.exp(eta),
  slope: (y, eta) => y - Math.exp(eta),
  curvature: (_, eta) => Math.exp(eta),
};

export const DENSE_LOGIT: DenseFamily = {
  value: (y, eta) => y * eta - Math.log(1 + Math.exp(eta)),
  slope: (y, eta) => y - logistic(eta),
  curvature: (_, eta) => logistic(eta) * logistic(-eta),
};

export interface DenseGlm {
  /** Coefficients of the columns, without those of the dummies. */
  readonly estimate: readonly number[];
  /** Their block of the inverse Hessian. */
  readonly inverseHessian: readonly (readonly number[])[];
  readonly eta: readonly number[];
}

/**
 * The slow oracle: columns and a dummy per level (all of the first effect, all but the first level of the others) in one dense Newton
 * iteration with Gauss–Jordan elimination. The effects must form one connected set. No shared code with the engine.
 */
export function denseGlm(
  family: DenseFamily,
  outcome: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  effects: readonly Factor[],
  weights: ArrayLike<number> | null,
  offset: ArrayLike<number> | null = null,
): DenseGlm {
  const n = outcome.length;
  const rows = Array.from({ length: n }, (_, i) => i);
  const all = [...columns.map((column) => rows.map((i) => column[i]!)), ...dummies(effects, n)];
  const k = all.length;
  const etaAt = (beta: readonly number[]): number[] =>
    rows.map((i) => all.reduce((sum, column, j) => sum + column[i]! * beta[j]!, offset === null ? 0 : offset[i]!));
  const likelihood = (beta: readonly number[]): number => {
    const eta = etaAt(beta);
    return rows.reduce((sum, i) => sum + (weights?.[i] ?? 1) * family.value(outcome[i]!, eta[i]!), 0);
  };
  let beta = all.map(() => 0);
  let inverse: number[][] = [];
  for (let iteration = 0; iteration < 100; iteration++) {
    const eta = etaAt(beta);
    const gradient = all.map((column) =>
      rows.reduce((sum, i) => sum + (weights?.[i] ?? 1) * column[i]! * family.slope(outcome[i]!, eta[i]!), 0),
    );
    const curvature = rows.map((i) => (weights?.[i] ?? 1) * family.curvature(outcome[i]!, eta[i]!));
    const hessian = all.map((a) => all.map((b) => rows.reduce((sum, i) => sum + curvature[i]! * a[i]! * b[i]!, 0)));
    inverse = invert(hessian);
    const step = inverse.map((row) => row.reduce((sum, value, j) => sum + value * gradient[j]!, 0));
    let length = 1;
    while (length > 1e-6 && !(likelihood(beta.map((b, j) => b + length * step[j]!)) >= likelihood(beta) - 1e-12))
      length /= 2;
    beta = beta.map((b, j) => b + length * step[j]!);
    if (Math.max(...step.map(Math.abs)) < 1e-13) break;
  }
  const shown = columns.length;
  return {
    estimate: beta.slice(0, shown),
    inverseHessian: inverse.slice(0, shown).map((row) => row.slice(0, shown)),
    eta: etaAt(beta.slice(0, k)),
  };
}

function dummies(effects: readonly Factor[], n: number): number[][] {
  return effects.flatMap((effect, e) =>
    Array.from({ length: effect.count }, (_, level) => level)
      .slice(e === 0 ? 0 : 1)
      .map((level) => Array.from({ length: n }, (_, i) => (effect.codes[i] === level ? 1 : 0))),
  );
}

/** Gauss–Jordan with row pivoting. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const k = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: k }, (_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(work[r]![c]!) > Math.abs(work[pivot]![c]!)) pivot = r;
    [work[c], work[pivot]] = [work[pivot]!, work[c]!];
    const head = work[c]![c]!;
    for (let j = 0; j < 2 * k; j++) work[c]![j]! /= head;
    for (let r = 0; r < k; r++) {
      const factor = work[r]![c]!;
      if (r === c || factor === 0) continue;
      for (let j = 0; j < 2 * k; j++) work[r]![j]! -= factor * work[c]![j]!;
    }
  }
  return work.map((row) => row.slice(k));
}
