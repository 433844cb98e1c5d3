import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Column, Factor } from "../core/table.ts";
import { combineFactors, factorFromColumn, factorFromNumbers } from "../numerics/factor.ts";

/** A named column of a regression, one value per design row. */
export interface Regressor {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * The regressors that column names stand for: a number is itself, a category one dummy per level but the first, named
 * `factor(region)west` as R names them.
 *
 * @throws InputError naming every column that does not exist
 */
export function expandCovariates(design: Design, names: readonly string[]): readonly Regressor[] {
  const unknown = names.filter((name) => !design.columns.has(name));
  if (unknown.length > 0) throw unknownColumns(design, "covariates", unknown);
  return names.flatMap((name) => regressorsOf(design.columns.get(name)!, name));
}

function regressorsOf(column: Column, name: string): readonly Regressor[] {
  if (column.kind === "number") return [{ name, values: column.values }];
  const { codes, labels = [] } = factorFromColumn(column);
  return labels.slice(1).map((label, l) => ({
    name: `factor(${name})${label}`,
    values: Float64Array.from(codes, (code) => (code === l + 1 ? 1 : 0)),
  }));
}

/**
 * The effects that names stand for: a column, the unit or the period by name, or several joined by `^` for their combination.
 * A column whose own name holds a `^` is found before the name is split.
 *
 * @throws InputError naming every part that does not exist
 */
export function resolveEffects(design: Design, names: readonly string[]): readonly Factor[] {
  const unknown: string[] = [];
  const resolve = (name: string): Factor | null => {
    const factor = singleEffect(design, name);
    if (factor === null) unknown.push(name);
    return factor;
  };
  const effects = names.map((name) => {
    const whole = singleEffect(design, name);
    if (whole !== null || !name.includes("^")) return whole ?? resolve(name);
    const parts = name.split("^").map((part) => resolve(part.trim()));
    return parts.every((part) => part !== null) ? combineFactors(name, parts) : null;
  });
  if (unknown.length > 0) throw unknownColumns(design, "absorb", unknown);
  return effects.filter((effect) => effect !== null);
}

function singleEffect(design: Design, name: string): Factor | null {
  const column = design.columns.get(name);
  if (column !== undefined) return factorFromColumn(column);
  if (design.unit?.name === name) return design.unit;
  if (design.period?.name === name) return factorFromNumbers(name, design.period.values);
  return null;
}

function unknownColumns(design: Design, option: string, names: readonly string[]): InputError {
  const known = [...design.columns.keys()].join(", ");
  return new InputError(names.map((name) => `${option}: there is no column "${name}"; the columns are ${known}`));
}
