import { mean } from "../numerics/sum.ts";
import type { GlmSolution } from "./glm-iterate.ts";

/**
 * Columns around their means, and the means: an origin far from the data costs digits of every η in every step. Without an intercept to take up
 * the means they stay as they are.
 */
export function centreColumns(
  columns: readonly Float64Array[],
  intercept: boolean,
): { readonly columns: readonly Float64Array[]; readonly means: readonly number[] } {
  if (!intercept) return { columns, means: columns.map(() => 0) };
  const means = columns.map(mean);
  return { columns: columns.map((column, j) => column.map((value) => value - means[j]!)), means };
}

/** What a fit with an intercept says of columns as they were: β₀ − m̄ᵀβ, and T A Tᵀ with T = [1 −m̄ᵀ; 0 I]. Nothing changes without an intercept. */
export function uncentre(last: GlmSolution, means: readonly number[], intercept: boolean): GlmSolution {
  if (!intercept) return last;
  const { solution, columns } = last;
  const size = means.length + 1;
  const coefficients = solution.coefficients.slice();
  const bread = solution.bread.slice();
  for (let j = 1; j < size; j++) {
    coefficients[0]! -= means[j - 1]! * coefficients[j]!;
    let border = 0;
    for (let l = 1; l < size; l++) border += means[l - 1]! * solution.bread[l * size + j]!;
    bread[0]! += means[j - 1]! * (border - 2 * solution.bread[j]!);
    bread[j]! -= border;
    bread[j * size] = bread[j]!;
  }
  return {
    ...last,
    columns: columns.map((column, j) => column.map((value) => value + means[j]!)),
    solution: { ...solution, coefficients, bread },
  };
}
