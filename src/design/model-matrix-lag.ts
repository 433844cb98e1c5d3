import { InputError } from "../core/errors.ts";
import type { Column } from "../core/table.ts";
import { formulaError } from "../formula/problem.ts";
import type { Evaluation } from "./model-matrix-evaluate.ts";
import { levelsOf, valueOfColumn } from "./model-matrix-values.ts";

interface PanelIndex {
  /** Row of a unit in a period, by unit code · number of periods + period code. */
  readonly rows: ReadonlyMap<number, number>;
  readonly units: Int32Array;
  readonly periods: Float64Array;
  /** Code of a period by its value. */
  readonly periodCodes: ReadonlyMap<number, number>;
}

/**
 * Looks up earlier rows of the same unit by the value of the period, never by position: with a gap in the years, the year before is
 * missing.
 *
 * @returns for `lag(x, k)` a row per row: that of the same unit at period − k, or -1. Throws InputError when unit or period are not
 *   declared, when the period holds text, or when a unit has two rows in a period.
 */
export function lagLookup(
  text: string,
  table: ReadonlyMap<string, Column>,
  names: { readonly unit?: string; readonly period?: string },
): Evaluation["lagRows"] {
  let index: PanelIndex | null = null;
  const cache = new Map<number, Int32Array>();
  return (shift, at) => {
    index ??= indexPanel(text, table, names, at);
    let rows = cache.get(shift);
    if (rows === undefined) {
      rows = earlierRows(index, shift);
      cache.set(shift, rows);
    }
    return rows;
  };
}

function earlierRows({ rows, units, periods, periodCodes }: PanelIndex, shift: number): Int32Array {
  return Int32Array.from(units, (unit, row) => {
    const period = periodCodes.get(periods[row]! - shift);
    if (unit < 0 || period === undefined) return -1;
    return rows.get(unit * periodCodes.size + period) ?? -1;
  });
}

function indexPanel(
  text: string,
  table: ReadonlyMap<string, Column>,
  names: { readonly unit?: string; readonly period?: string },
  at: number,
): PanelIndex {
  if (names.unit === undefined || names.period === undefined) {
    throw formulaError(text, at, "lag() needs a panel: name its unit and period (--unit and --period)");
  }
  const unit = levelsOf(valueOfColumn(columnNamed(table, names.unit, "unit")));
  const period = columnNamed(table, names.period, "period");
  if (period.kind !== "number") {
    throw new InputError(`lag() needs periods that are numbers; ${names.period} holds text`);
  }
  const periods = period.values;
  const periodCodes = new Map<number, number>();
  for (const value of periods)
    if (!Number.isNaN(value) && !periodCodes.has(value)) periodCodes.set(value, periodCodes.size);
  const rows = new Map<number, number>();
  for (let row = 0; row < periods.length; row++) {
    const code = periodCodes.get(periods[row]!);
    if (code === undefined || unit.codes[row]! < 0) continue;
    const key = unit.codes[row]! * periodCodes.size + code;
    if (rows.has(key)) {
      const where = `${names.unit} ${unit.labels[unit.codes[row]!]}, ${names.period} ${periods[row]}`;
      throw new InputError(`lag() needs one row per unit and period; there are two for ${where}`);
    }
    rows.set(key, row);
  }
  return { rows, units: unit.codes, periods, periodCodes };
}

function columnNamed(table: ReadonlyMap<string, Column>, name: string, role: string): Column {
  const column = table.get(name);
  if (column === undefined)
    throw new InputError(`lag() needs the ${role} column ${name}, which the table does not have`);
  return column;
}
