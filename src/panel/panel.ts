import { InputError } from "../core/errors.ts";
import type { Column, Factor, Table } from "../core/table.ts";
import { cellText, takeRows } from "../indicators/rows.ts";

export { takeRows };

/** Unit × period rows, sorted by unit label, then period; every column has one value per row. */
export interface Panel {
  readonly id: string;
  readonly unitName: string;
  /** Key columns whose combination is the unit. */
  readonly unitParts: readonly string[];
  readonly periodName: string;
  readonly rowCount: number;
  readonly unit: Factor;
  readonly period: Float64Array;
  /** Keys, indicators and derived columns. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Derived column → the periods it was measured in and the column it is the mean of. */
  readonly derivedFrom: ReadonlyMap<string, { readonly mean: string; readonly periods: readonly number[] }>;
}

export interface PanelDeclaration {
  readonly id: string;
  readonly unit: readonly string[];
  readonly period: string;
  /** Indicator tables in the order of the specification; the first decides which rows exist. */
  readonly indicators: readonly { readonly id: string; readonly table: Table }[];
  readonly derived: ReadonlyMap<string, { readonly mean: string; readonly over: readonly [number, number] }>;
}

const KEY_SEPARATOR = "\u001f";

function requireColumn(table: Table, name: string, indicator: string): Column {
  const column = table.columns.get(name);
  if (column === undefined)
    throw new InputError(`indicator ${indicator}: its query returns no column "${name}"; add it to the SELECT`);
  return column;
}

/**
 * Joins indicators on their keys to a panel.
 *
 * Rows are those of the first indicator; another indicator joins on those of the panel's keys that it has (an indicator keyed by unit alone is constant over time)
 * and is missing (`absent`) where it has no row.
 *
 * @throws InputError for a duplicate unit-period, a missing key, a period that is no number, two units of one name and an indicator whose keys are not keys of the panel.
 */
export function buildPanel(declaration: PanelDeclaration): Panel {
  const [first] = declaration.indicators;
  if (first === undefined) throw new InputError(`panel ${declaration.id}: it names no columns`);
  const keys = [...declaration.unit, declaration.period];
  const keyColumns = keys.map((key) => requireColumn(first.table, key, first.id));
  const n = first.table.rowCount;
  const unitTexts: string[] = new Array(n);
  const keyOf = new Map<string, string>();
  const periods = new Float64Array(n);
  const periodColumn = keyColumns[keyColumns.length - 1]!;
  for (let row = 0; row < n; row++) {
    const parts = declaration.unit.map((_, part) => cellText(keyColumns[part]!, row));
    if (parts.some((part) => part === null))
      throw new InputError(
        `panel ${declaration.id}: indicator ${first.id} has a row without ${declaration.unit.join(" and ")}`,
      );
    unitTexts[row] = parts.join(" · ");
    const key = parts.join(KEY_SEPARATOR);
    if ((keyOf.get(unitTexts[row]!) ?? key) !== key)
      throw new InputError(
        `panel ${declaration.id}: two units are both written "${unitTexts[row]}"; rename a ${declaration.unit.join(" or ")}`,
      );
    keyOf.set(unitTexts[row]!, key);
    // Number("") is 0, and an empty period is none.
    periods[row] = Number(cellText(periodColumn, row)?.trim() || Number.NaN);
    if (!Number.isFinite(periods[row]!))
      throw new InputError(
        `panel ${declaration.id}: "${declaration.period}" of ${unitTexts[row]} is not a number; a period is a year or another number`,
      );
  }
  const labels = [...new Set(unitTexts)].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const order = Array.from({ length: n }, (_, row) => row);
  const code = Int32Array.from(unitTexts, (text) => codeOf.get(text)!);
  order.sort((a, b) => code[a]! - code[b]! || periods[a]! - periods[b]! || a - b);
  for (let i = 1; i < n; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    if (code[a] === code[b] && periods[a] === periods[b])
      throw new InputError(
        `panel ${declaration.id}: ${declaration.unit.join(" × ")} ${unitTexts[a]} occurs more than once in ${declaration.period} ${periods[a]}; a unit may have one row per period: aggregate in the indicator's SQL, or add the column that tells the rows apart to the panel's unit`,
      );
  }
  const columns = new Map<string, Column>();
  keys.forEach((key, index) => {
    columns.set(key, takeRows(keyColumns[index]!, order, key));
  });
  const unit: Factor = {
    name: declaration.unit.join("^"),
    codes: Int32Array.from(order, (row) => code[row]!),
    count: labels.length,
    labels,
  };
  const period = Float64Array.from(order, (row) => periods[row]!);
  if (declaration.unit.length > 1)
    columns.set(unit.name, { kind: "category", name: unit.name, codes: unit.codes, labels });
  const panelKeys = new Map(keys.map((key) => [key, columns.get(key)!]));
  for (const { id, table } of declaration.indicators) columns.set(id, joinIndicator(id, table, panelKeys, n));
  const derivedFrom = new Map<string, { mean: string; periods: readonly number[] }>();
  for (const [name, { mean, over }] of declaration.derived) {
    const source = columns.get(mean);
    if (source?.kind !== "number")
      throw new InputError(
        `panel ${declaration.id}: derived ${name} is the mean of "${mean}", which is not a number column of this panel`,
      );
    const derived = unitMean(source.values, unit, period, over);
    columns.set(name, { kind: "number", name, values: derived.values });
    derivedFrom.set(name, { mean, periods: derived.periods });
  }
  return {
    id: declaration.id,
    unitName: unit.name,
    unitParts: declaration.unit,
    periodName: declaration.period,
    rowCount: n,
    unit,
    period,
    columns,
    derivedFrom,
  };
}

/**
 * Mean of a column per unit over the periods `over[0]` … `over[1]`, spread over all rows of the unit. Missing values are left out; NaN for a unit that has none.
 */
export function unitMean(
  values: Float64Array,
  unit: Factor,
  period: Float64Array,
  over: readonly [number, number],
): { readonly values: Float64Array; readonly periods: readonly number[] } {
  const sum = new Float64Array(unit.count);
  const count = new Int32Array(unit.count);
  const used = new Set<number>();
  for (let row = 0; row < values.length; row++) {
    const p = period[row]!;
    if (p < over[0] || p > over[1] || Number.isNaN(values[row]!)) continue;
    used.add(p);
    const u = unit.codes[row]!;
    sum[u] = sum[u]! + values[row]!;
    count[u] = count[u]! + 1;
  }
  const spread = Float64Array.from(unit.codes, (u) => (count[u]! > 0 ? sum[u]! / count[u]! : Number.NaN));
  return { values: spread, periods: [...used].sort((a, b) => a - b) };
}

function joinIndicator(id: string, table: Table, panelKeys: ReadonlyMap<string, Column>, n: number): Column {
  const keys = [...panelKeys.keys()].filter((key) => table.columns.has(key));
  if (keys.length === 0)
    throw new InputError(
      `indicator ${id}: it shares no key with the panel (${[...panelKeys.keys()].join(", ")}); return at least one of them`,
    );
  const foreign = [...table.columns.keys()].find((name) => name !== "value" && !panelKeys.has(name));
  if (foreign !== undefined)
    throw new InputError(
      `indicator ${id}: its key "${foreign}" is no key of the panel (${[...panelKeys.keys()].join(", ")}); aggregate over it in its SQL, or add it to the panel's unit`,
    );
  const own = keys.map((key) => table.columns.get(key)!);
  const rowOf = new Map<string, number>();
  for (let row = 0; row < table.rowCount; row++) {
    const key = own.map((column) => cellText(column, row) ?? "").join(KEY_SEPARATOR);
    if (rowOf.has(key))
      throw new InputError(
        `indicator ${id}: ${keys.join(" × ")} ${key.split(KEY_SEPARATOR).join(" × ")} occurs more than once; aggregate in its SQL`,
      );
    rowOf.set(key, row);
  }
  const theirs = keys.map((key) => panelKeys.get(key)!);
  const source = Array.from(
    { length: n },
    (_, row) => rowOf.get(theirs.map((column) => cellText(column, row) ?? "").join(KEY_SEPARATOR)) ?? -1,
  );
  return takeRows(requireColumn(table, "value", id), source, id);
}
