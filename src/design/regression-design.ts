import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { FormulaPart } from "../core/estimator.ts";
import type { Finding } from "../core/finding.ts";
import type { Column } from "../core/table.ts";
import type { FixedEffect, Formula } from "../formula/formula.ts";
import { buildModelMatrix, completeRows, type MatrixColumn, selectRows } from "./model-matrix.ts";
import { subsetDesign } from "./subset.ts";

/** A formula on a design: its coefficients' columns, and what a regression needs to use them. */
export interface RegressionDesign {
  readonly design: Design;
  /** Rows of the design handed in that are complete, ascending. */
  readonly rows: Int32Array;
  readonly options: {
    readonly covariates: readonly string[];
    readonly absorb: readonly string[];
    readonly intercept: boolean;
    /** Columns of the instruments' part; only when there is one. */
    readonly endogenous?: readonly string[];
    readonly instruments?: readonly string[];
    /** Column that holds the sum of the formula's offsets; only when there are any. */
    readonly offset?: string;
    /** Columns that are shown as averages, as sunab() asks for; only when there are any. */
    readonly averages?: Averages;
  };
  /** Parts of the formula that the estimator does not fit. */
  readonly findings: readonly Finding[];
}

type Averages = readonly { readonly name: string; readonly of: readonly string[]; readonly hides: readonly string[] }[];

const notAvailable = (part: FormulaPart, written: readonly string[]): Finding => ({
  code: "formula-part-not-available",
  severity: "refusal",
  values: { part, written },
});

/**
 * Adds the columns of a formula to a design, on its complete rows. The outcome becomes the formula's left side.
 *
 * @param takes parts that the estimator fits beside covariates and effects; the others become refusals
 * @throws InputError where the formula names a column that is not there or does not fit the data
 */
export function applyFormula(design: Design, formula: Formula, takes: readonly FormulaPart[] = []): RegressionDesign {
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
  const offsets = formula.offsets.map(({ label }) => label);
  const offset = matrix.offset === null ? null : `offset(${offsets.join(" + ")})`;
  if (offset !== null && !takes.includes("offset")) findings.push(notAvailable("offset", offsets));
  else if (offset !== null) columns.set(offset, { kind: "number", name: offset, values: matrix.offset! });
  if (matrix.slopes.length > 0 && !takes.includes("varying-slope"))
    findings.push(
      notAvailable(
        "varying-slope",
        matrix.slopes.map((slope) => slope.name),
      ),
    );
  const averages = averagesOf(regressors);
  if (averages.length > 0 && !takes.includes("averages"))
    findings.push(notAvailable("averages", ["sunab(): write no_agg = TRUE, or use ols"]));
  const { instruments } = matrix;
  if (instruments === null && takes.includes("instruments"))
    findings.push({ code: "no-instruments", severity: "refusal", values: {} });
  const endogenous = instruments?.endogenous.map((column) => column.name) ?? [];
  if (instruments !== null && !takes.includes("instruments"))
    findings.push({ code: "formula-needs-iv", severity: "refusal", values: { written: endogenous } });
  else if (instruments !== null)
    for (const { name, values } of [...instruments.endogenous, ...instruments.instruments])
      columns.set(name, { kind: "number", name, values });
  return {
    design: { ...subset, outcome: { name: matrix.outcome!.name, values: matrix.outcome!.values }, columns },
    rows,
    options: {
      covariates: regressors.map((column) => column.name),
      absorb: formula.fixedEffects.map(effectName),
      intercept: formula.intercept && formula.fixedEffects.length === 0,
      ...(offset !== null && takes.includes("offset") ? { offset } : {}),
      ...(averages.length > 0 && takes.includes("averages") ? { averages } : {}),
      ...(instruments !== null && takes.includes("instruments")
        ? { endogenous, instruments: instruments.instruments.map((column) => column.name) }
        : {}),
    },
    findings,
  };
}

/** The columns of each average; those that are not shown go with the first. */
function averagesOf(columns: readonly MatrixColumn[]): Averages {
  const of = new Map<string, string[]>();
  for (const { name, average } of columns) {
    if (average === undefined || average === null) continue;
    of.set(average, [...(of.get(average) ?? []), name]);
  }
  const hidden = columns.filter(({ average }) => average === null).map(({ name }) => name);
  return Array.from(of, ([name, members], a) => ({ name, of: members, hides: a === 0 ? hidden : [] }));
}

/** As the option `absorb` takes it: `unit`, `region^year`, `unit[trend]`, `unit[[trend]]`. */
function effectName({ factors, slopes, slopeOnly }: FixedEffect): string {
  const levels = factors.join("^");
  if (slopes.length === 0) return levels;
  return slopeOnly ? `${levels}[[${slopes.join(",")}]]` : `${levels}[${slopes.join(",")}]`;
}
