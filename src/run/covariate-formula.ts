import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Column } from "../core/table.ts";
import { buildModelMatrix, completeRows, selectRows } from "../design/model-matrix.ts";
import { subsetDesign } from "../design/subset.ts";
import type { Formula } from "../formula/formula.ts";
import { parseFormula } from "../formula/parse-formula.ts";

/** An option `covariates` that is written as a one-sided formula, parsed; null when it is a list of columns or absent. @throws InputError */
export function covariateFormula(options: Readonly<Record<string, unknown>>): Formula | null {
  const written = options["covariates"];
  if (typeof written !== "string") return null;
  const formula = parseFormula(written.includes("~") ? written : `~ ${written}`);
  const extra = [
    ...(formula.outcome === null ? [] : ["an outcome"]),
    ...(formula.fixedEffects.length > 0 ? ["fixed effects"] : []),
    ...(formula.instruments === null ? [] : ["instruments"]),
    ...(formula.offsets.length > 0 ? ["offset()"] : []),
  ];
  if (extra.length > 0)
    throw new InputError(
      `covariates "${written}": expected covariates only, such as ~ x1 + x2, got ${extra.join(" and ")}`,
    );
  return formula;
}

/** A design with the columns of a covariate formula, on the rows where all of them are present. */
export interface ExpandedCovariates {
  readonly design: Design;
  /** Rows of the design handed in, ascending. */
  readonly rows: Int32Array;
  /** Column names, without the constant. */
  readonly covariates: readonly string[];
}

/** @throws InputError where the formula names a column that is not there or does not fit the data */
export function expandCovariates(design: Design, formula: Formula): ExpandedCovariates {
  const axes = { ...(design.unit && { unit: design.unit.name }), ...(design.period && { period: design.period.name }) };
  const table = new Map(design.columns);
  if (design.unit && !table.has(design.unit.name)) {
    const { name, codes, labels = [] } = design.unit;
    table.set(name, { kind: "category", name, codes, labels });
  }
  const whole = buildModelMatrix(formula, table, design.rowCount, axes);
  const rows = completeRows(whole);
  const matrix = selectRows(whole, rows);
  const subset = rows.length === design.rowCount ? design : subsetDesign(design, rows);
  const columns = new Map<string, Column>(subset.columns);
  const regressors = matrix.columns.filter(({ name }) => name !== "(Intercept)");
  for (const { name, values } of regressors) columns.set(name, { kind: "number", name, values });
  return { design: { ...subset, columns }, rows, covariates: regressors.map(({ name }) => name) };
}
