/**
 * Slow oracles for variances, on explicit columns (effects as dummies): no absorption, no shared code with the engine. Everything is by its
 * definition, as sums over pairs of rows.
 */
export interface DenseFit {
  /** Every column of the model, dummies included and without redundant ones, one array per column. */
  readonly columns: readonly (readonly number[])[];
  readonly outcome: readonly number[];
  readonly weights: readonly number[] | null;
}

export interface DenseResult {
  readonly estimate: number[];
  readonly residuals: number[];
  /** Diagonal of W^½ X (XᵀWX)⁻¹ Xᵀ W^½. */
  readonly leverage: number[];
  /** (XᵀWX)⁻¹ (Σ_i Σ_j kernel(i, j) w_i w_j u_i u_j x_i x_jᵀ) (XᵀWX)⁻¹ of the first `terms` columns. */
  sandwich(terms: number, kernel: (i: number, j: number) => number): number[][];
}

export function denseFit({ columns, outcome, weights }: DenseFit): DenseResult {
  const n = outcome.length;
  const w = weights ?? outcome.map(() => 1);
  const k = columns.length;
  const cross = columns.map((a) => columns.map((b) => sum(n, (i) => w[i]! * a[i]! * b[i]!)));
  const inverse = invert(cross);
  const moments = columns.map((a) => sum(n, (i) => w[i]! * a[i]! * outcome[i]!));
  const estimate = inverse.map((row) => sum(k, (j) => row[j]! * moments[j]!));
  const residuals = outcome.map((y, i) => y - sum(k, (j) => columns[j]![i]! * estimate[j]!));
  const rows = outcome.map((_, i) => inverse.map((row) => sum(k, (j) => row[j]! * columns[j]![i]!)));
  return {
    estimate,
    residuals,
    leverage: rows.map((row, i) => w[i]! * sum(k, (j) => row[j]! * columns[j]![i]!)),
    sandwich(terms, kernel) {
      const influence = rows.map((row, i) => row.slice(0, terms).map((value) => value * w[i]! * residuals[i]!));
      const total = Array.from({ length: terms }, () => Array<number>(terms).fill(0));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const weight = kernel(i, j);
          if (weight === 0) continue;
          for (let a = 0; a < terms; a++) {
            for (let b = 0; b < terms; b++) total[a]![b]! += weight * influence[i]![a]! * influence[j]![b]!;
          }
        }
      }
      return total;
    },
  };
}

/** One 0/1 column per level but the first of every effect after the first: full rank when the effects form one component. */
export function dummyColumns(effects: readonly (readonly number[])[]): number[][] {
  return effects.flatMap((codes, e) => {
    const levels = [...new Set(codes)].sort((a, b) => a - b).slice(e === 0 ? 0 : 1);
    return levels.map((level) => codes.map((code) => (code === level ? 1 : 0)));
  });
}

function sum(n: number, of: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += of(i);
  return total;
}

/** Gauss–Jordan with row pivoting. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const scale = rows[c]![c]!;
    rows[c] = rows[c]!.map((value) => value / scale);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]!;
      if (factor !== 0) rows[r] = rows[r]!.map((value, j) => value - factor * rows[c]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
