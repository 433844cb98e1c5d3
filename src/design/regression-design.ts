import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Column } from "../core/table.ts";
import type { Formula } from "../formula/formula.ts";
import { buildModelMatrix, completeRows, selectRows } from "./model-matrix.ts";
import { subsetDesign } from "./subset.ts";

/** A formula on a design: its coefficients' columns, and what `ols` needs to use them. */
export interface RegressionDesign {
  readonly design: Design;
  /** Rows of the design handed in that are complete, ascending. */
  readonly rows: Int32Array;
  readonly options: {
    readonly covariates: readonly string[];
    readonly absorb: readonly string[];
    readonly intercept: boolean;
  };
  /** Parts of the formula that no estimator of this version fits. */
  readonly findings: readonly Finding[];
}

const notAvailable = (part: string, written: readonly string[]): Finding => ({
  code: "formula-part-not-available",
  severity: "refusal",
  values: { part, written },
});

/**
 * Adds the columns of a formula to a design, on its complete rows. The outcome becomes the formula's left side.
 *
 * @throws InputError where the formula names a column that is not there or does not fit the data
 */
export function applyFormula(design: Design, formula: Formula): RegressionDesign {
  const axes = { ...(design.unit && { unit: design.unit.name }), ...(design.period && { period: design.period.name }) };
  const table = new Map(design.columns);
  if (design.unit && !table.has(design.unit.name))
    table.set(design.unit.name, {
      kind: "category",
      name: design.unit.name,
      codes: design.unit.codes,
      labels: design.unit.labels ?? [],
    });
  const whole = buildModelMatrix(formula, table, design.rowCount, axes);
  if (whole.outcome === null)
    throw new InputError(`the formula "${formula.text}" has no outcome: write it before the ~`);
  const rows = completeRows(whole);
  const matrix = selectRows(whole, rows);
  const subset = rows.length === design.rowCount ? design : subsetDesign(design, rows);
  const columns = new Map<string, Column>(subset.columns);
  const regressors = matrix.columns.filter((column) => column.name !== "(Intercept)");
  for (const { name, values } of regressors) columns.set(name, { kind: "number", name, values });
  const findings: Finding[] = [];
  if (matrix.offset !== null)
    findings.push(
      notAvailable(
        "offset",
        formula.offsets.map((offset) => offset.label),
      ),
    );
  if (matrix.slopes.length > 0)
    findings.push(
      notAvailable(
        "varying-slope",
        matrix.slopes.map((slope) => slope.name),
      ),
    );
  if (matrix.instruments !== null)
    findings.push(
      notAvailable(
        "instruments",
        matrix.instruments.endogenous.map((column) => column.name),
      ),
    );
  return {
    design: { ...subset, outcome: { name: matrix.outcome!.name, values: matrix.outcome!.values }, columns },
    rows,
    options: {
      covariates: regressors.map((column) => column.name),
      absorb: formula.fixedEffects.map((effect) => effect.factors.join("^")),
      intercept: formula.intercept && formula.fixedEffects.length === 0,
    },
    findings,
  };
}
