import type { Rows } from "./gram.ts";
import type { Regressor } from "./regressors.ts";

/**
 * A constant and covariates on some design rows, each covariate centred and scaled to a standard deviation of one: fits and influences do not depend on
 * units or origins, and conditioning then does not either. A covariate without variation becomes 0, which no fit survives: the caller reports it.
 *
 * @param rows design rows, in the order wanted
 */
export function standardisedRows(covariates: readonly Regressor[], rows: Int32Array): Rows {
  const count = rows.length;
  const columns = covariates.length + 1;
  const values = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) values[i * columns] = 1;
  covariates.forEach((covariate, c) => {
    let total = 0;
    for (let i = 0; i < count; i++) total += covariate.values[rows[i]!]!;
    const mean = total / count;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (covariate.values[rows[i]!]! - mean) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares / count) : 0;
    for (let i = 0; i < count; i++) values[i * columns + c + 1] = (covariate.values[rows[i]!]! - mean) * scale;
  });
  return { values, columns };
}
