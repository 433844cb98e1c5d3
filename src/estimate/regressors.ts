import type { Design } from "../core/design.ts";
import { InputError } from "../core/errors.ts";
import type { Column, Factor } from "../core/table.ts";
import type { AbsorbedEffect } from "../numerics/absorb-blocks.ts";
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
 * The effects that names stand for: a column, the unit or the period by name, or several joined by `^` for their combination; `unit[trend]` adds a
 * slope on trend per unit, `unit[[trend]]` is that slope without the unit's level. A column whose own name holds `^` or `[` is found first.
 *
 * @throws InputError naming every part that does not exist, and slopes on text
 */
export function resolveEffects(design: Design, names: readonly string[]): readonly AbsorbedEffect[] {
  const unknown: string[] = [];
  const resolve = (name: string): Factor | null => {
    const factor = singleEffect(design, name);
    if (factor === null) unknown.push(name);
    return factor;
  };
  const combined = (name: string): Factor | null => {
    const whole = singleEffect(design, name);
    if (whole !== null || !name.includes("^")) return whole ?? resolve(name);
    const parts = name.split("^").map((part) => resolve(part.trim()));
    return parts.every((part) => part !== null) ? combineFactors(name, parts) : null;
  };
  const effects = names.map((name): AbsorbedEffect | null => {
    const written = singleEffect(design, name) === null ? splitSlopes(name) : null;
    if (written === null) return combined(name);
    const factor = combined(written.effect);
    const slopes = written.columns.map((column) => slopeColumn(design, name, column, unknown));
    if (factor === null || !slopes.every((slope) => slope !== null)) return null;
    return { ...factor, slopes, ...(written.slopeOnly ? { slopeOnly: true } : {}) };
  });
  if (unknown.length > 0) throw unknownColumns(design, "absorb", unknown);
  return effects.filter((effect) => effect !== null);
}

/** `unit[a, b]` and `unit[[a]]` in parts; null for an effect without slopes. */
function splitSlopes(name: string): { effect: string; columns: readonly string[]; slopeOnly: boolean } | null {
  const parts = /^([^[\]]+)\[(\[?)([^[\]]+)(\]?)\]$/.exec(name);
  if (parts === null || (parts[2] === "") !== (parts[4] === "")) return null;
  return {
    effect: parts[1]!.trim(),
    columns: parts[3]!.split(",").map((column) => column.trim()),
    slopeOnly: parts[2] !== "",
  };
}

function slopeColumn(
  design: Design,
  effect: string,
  name: string,
  unknown: string[],
): { readonly name: string; readonly values: Float64Array } | null {
  const column = design.columns.get(name);
  if (column?.kind === "category")
    throw new InputError(`absorb: the slope ${name} of ${effect} holds text; a slope needs numbers`);
  if (column !== undefined) return { name, values: column.values };
  if (design.period?.name === name) return { name, values: design.period.values };
  unknown.push(name);
  return null;
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
