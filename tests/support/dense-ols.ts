import type { Factor } from "../../src/core/table.ts";

/**
 * The slow oracle: every effect as explicit dummies, everything by modified Gram–Schmidt (twice) on sqrt(w)-scaled columns. No shared code
 * with the engine, no normal equations.
 */
export function denseResidual(
  column: ArrayLike<number>,
  effects: readonly Factor[],
  weights: ArrayLike<number> | null,
): Float64Array {
  const root = rootWeights(column.length, weights);
  const basis = orthonormal(dummies(effects, column.length).map((dummy) => scale(dummy, root)));
  return unscale(project(scale(Float64Array.from(column), root), basis), root);
}

export interface DenseOls {
  readonly estimate: Float64Array;
  /** k × k: cluster-robust (each cluster one sum) without small-sample factors; row clusters give HC0. */
  clusterVcov(clusters: ArrayLike<number>): Float64Array;
  readonly residuals: Float64Array;
  readonly ssr: number;
  /** Rank of dummies and columns together. */
  readonly rank: number;
}

/** β_j from the residual of column j on all other columns and dummies (Frisch–Waugh). Columns must not be collinear. */
export function denseOls(
  columns: readonly ArrayLike<number>[],
  outcome: ArrayLike<number>,
  effects: readonly Factor[],
  weights: ArrayLike<number> | null,
): DenseOls {
  const n = outcome.length;
  const root = rootWeights(n, weights);
  const dummyColumns = dummies(effects, n).map((dummy) => scale(dummy, root));
  const scaled = columns.map((column) => scale(Float64Array.from(column), root));
  const y = scale(Float64Array.from(outcome), root);
  const partial = scaled.map((column, j) =>
    project(column, orthonormal([...dummyColumns, ...scaled.filter((_, l) => l !== j)])),
  );
  const squares = partial.map((column) => inner(column, column));
  const estimate = Float64Array.from(partial, (column, j) => inner(column, y) / squares[j]!);
  const basis = orthonormal([...dummyColumns, ...scaled]);
  const residuals = project(y, basis);
  return {
    estimate,
    residuals: unscale(residuals, root),
    ssr: inner(residuals, residuals),
    rank: basis.length,
    clusterVcov(clusters) {
      const sums = new Map<number, number[]>();
      for (let i = 0; i < n; i++) {
        const sum = sums.get(clusters[i]!) ?? partial.map(() => 0);
        partial.forEach((column, j) => {
          sum[j]! += (column[i]! * residuals[i]!) / squares[j]!;
        });
        sums.set(clusters[i]!, sum);
      }
      const k = columns.length;
      const vcov = new Float64Array(k * k);
      for (const sum of sums.values()) {
        for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) vcov[a * k + b]! += sum[a]! * sum[b]!;
      }
      return vcov;
    },
  };
}

function rootWeights(n: number, weights: ArrayLike<number> | null): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights === null ? 1 : weights[i]!));
}

function dummies(effects: readonly Factor[], n: number): Float64Array[] {
  return effects.flatMap((effect) =>
    Array.from({ length: effect.count }, (_, level) =>
      Float64Array.from({ length: n }, (_, i) => (effect.codes[i] === level ? 1 : 0)),
    ),
  );
}

function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const rest = project(column, basis);
    const length = Math.sqrt(inner(rest, rest));
    if (length > 1e-9 * Math.sqrt(inner(column, column))) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function project(column: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = column.slice();
  for (let pass = 0; pass < 3; pass++) {
    for (const direction of basis) {
      const along = inner(direction, rest);
      for (let i = 0; i < rest.length; i++) rest[i]! -= along * direction[i]!;
    }
  }
  return rest;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function scale(column: Float64Array, root: Float64Array): Float64Array {
  return column.map((value, i) => value * root[i]!);
}

function unscale(column: Float64Array, root: Float64Array): Float64Array {
  return column.map((value, i) => value / root[i]!);
}
