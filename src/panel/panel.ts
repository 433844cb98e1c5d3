import { InputError } from "../core/errors.ts";
import type { Column, Factor, Table } from "../core/table.ts";
import { cellText, takeRows } from "../indicators/rows.ts";
import { combineKeys, type KeyCodes, keyCodes, matchRows } from "./keys.ts";

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
  const rows = readAxes(declaration, first.id, keyColumns, n);
  const order = sortByUnitAndPeriod(rows.unit, rows.labels.length, rows.period);
  refuseDuplicates(declaration, rows, order);
  const columns = new Map<string, Column>();
  keys.forEach((key, index) => {
    columns.set(key, takeRows(keyColumns[index]!, order, key));
  });
  const unit: Factor = {
    name: declaration.unit.join("^"),
    codes: Int32Array.from(order, (row) => rows.unit[row]!),
    count: rows.labels.length,
    labels: rows.labels,
  };
  const period = Float64Array.from(order, (row) => rows.period[row]!);
  if (declaration.unit.length > 1)
    columns.set(unit.name, { kind: "category", name: unit.name, codes: unit.codes, labels: rows.labels });
  const panelKeys = new Map(keys.map((key) => [key, keyCodes(columns.get(key)!)]));
  const seen = new Map<Column, KeyCodes>();
  for (const { id, table } of declaration.indicators) columns.set(id, joinIndicator(id, table, panelKeys, n, seen));
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

interface Axes {
  /** Code of the unit of each row; codes follow the order of the labels. */
  readonly unit: Int32Array;
  readonly labels: readonly string[];
  readonly period: Float64Array;
}

/** Unit and period of every row of the first indicator. @throws InputError as `buildPanel` says */
function readAxes(declaration: PanelDeclaration, indicator: string, keyColumns: readonly Column[], n: number): Axes {
  const parts = keyColumns.slice(0, -1).map(keyCodes);
  const { codes, firstRow } = combineKeys(parts, n);
  if (codes.includes(-1))
    throw new InputError(
      `panel ${declaration.id}: indicator ${indicator} has a row without ${declaration.unit.join(" and ")}`,
    );
  const texts = firstRow.map((row) => parts.map((part) => part.labels[part.codes[row]!]!).join(" · "));
  const labels = [...new Set(texts)].sort();
  if (labels.length < texts.length) {
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    throw new InputError(
      `panel ${declaration.id}: two units are both written "${twice}"; rename a ${declaration.unit.join(" or ")}`,
    );
  }
  const rankOf = new Map(labels.map((label, rank) => [label, rank]));
  const ranks = Int32Array.from(texts, (text) => rankOf.get(text)!);
  const unit = codes.map((code) => ranks[code]!);
  const period = periodsOf(keyColumns[keyColumns.length - 1]!);
  const odd = period.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new InputError(
      `panel ${declaration.id}: "${declaration.period}" of ${labels[unit[odd]!]} is not a number; a period is a year or another number`,
    );
  return { unit, labels, period };
}

/** Periods as numbers; NaN for text that is none. An empty text is none, though Number("") is 0. */
function periodsOf(column: Column): Float64Array {
  if (column.kind === "number") return column.values;
  const numbers = column.labels.map((label) => Number(label.trim() || Number.NaN));
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : numbers[code]!));
}

/** Rows ordered by unit, then period, then as they came: two stable counting sorts. */
export function sortByUnitAndPeriod(unit: Int32Array, units: number, period: Float64Array): Int32Array {
  const levels = Float64Array.from(new Set(period)).sort();
  const rankOf = new Map(Array.from(levels, (level, rank) => [level, rank]));
  const ranks = Int32Array.from(period, (value) => rankOf.get(value)!);
  const asTheyCame = Int32Array.from(unit, (_, row) => row);
  return countingSort(countingSort(asTheyCame, ranks, levels.length), unit, units);
}

function countingSort(rows: Int32Array, codes: Int32Array, count: number): Int32Array {
  const start = new Int32Array(count + 1);
  for (const code of codes) start[code + 1]!++;
  for (let code = 0; code < count; code++) start[code + 1]! += start[code]!;
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[start[codes[row]!]!++] = row;
  return sorted;
}

function refuseDuplicates(declaration: PanelDeclaration, { unit, labels, period }: Axes, order: Int32Array): void {
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    if (unit[a] === unit[b] && period[a] === period[b])
      throw new InputError(
        `panel ${declaration.id}: ${declaration.unit.join(" × ")} ${labels[unit[a]!]} occurs more than once in ${declaration.period} ${period[a]}; a unit may have one row per period: aggregate in the indicator's SQL, or add the column that tells the rows apart to the panel's unit`,
      );
  }
}

function joinIndicator(
  id: string,
  table: Table,
  panelKeys: ReadonlyMap<string, KeyCodes>,
  n: number,
  seen: Map<Column, KeyCodes>,
): Column {
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
  const own = keys.map((key) => {
    const column = table.columns.get(key)!;
    const codes = seen.get(column) ?? keyCodes(column);
    seen.set(column, codes);
    return codes;
  });
  const theirs = keys.map((key) => panelKeys.get(key)!);
  const source = matchRows(own, table.rowCount, theirs, n, (row) => {
    const texts = keys.map((key) => cellText(table.columns.get(key)!, row) ?? "");
    throw new InputError(
      `indicator ${id}: ${keys.join(" × ")} ${texts.join(" × ")} occurs more than once; aggregate in its SQL`,
    );
  });
  return takeRows(requireColumn(table, "value", id), source, id);
}
