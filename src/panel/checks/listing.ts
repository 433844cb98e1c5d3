import type { CategoryColumn, Column, NumberColumn, Table } from "../../core/table.ts";
import type { PanelFacts } from "./check.ts";
import { ROW } from "./check.ts";

export type Cell = string | number | null;

/** A table from columns of cells: numbers where every cell is a number or missing, else labels. */
export function listing(columns: readonly (readonly [name: string, cells: readonly Cell[]])[]): Table {
  const rowCount = columns[0]?.[1].length ?? 0;
  return { rowCount, columns: new Map(columns.map(([name, cells]) => [name, columnOf(name, cells)])) };
}

function columnOf(name: string, cells: readonly Cell[]): Column {
  if (cells.every((cell) => typeof cell !== "string")) {
    const numbers: NumberColumn = {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : Number.NaN)),
    };
    return numbers;
  }
  const texts = cells.map((cell) => (cell === null ? null : String(cell)));
  const labels = [...new Set(texts.filter((text) => text !== null))].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const category: CategoryColumn = {
    kind: "category",
    name,
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : codeOf.get(text)!)),
    labels,
  };
  return category;
}

/** Unit and period of panel rows with the value of further columns: what most checks list. */
export function rowListing(
  { panel }: PanelFacts,
  rows: readonly number[],
  further: readonly (readonly [name: string, cell: (row: number) => Cell])[],
): Table {
  return listing([
    [panel.unitName, rows.map((row) => panel.unit.labels![panel.unit.codes[row]!]!)],
    [panel.periodName, rows.map((row) => panel.period[row]!)],
    ...further.map(([name, cell]) => [name, rows.map(cell)] as const),
    [ROW, rows],
  ]);
}

/** A number as a cell: missing where it is not finite. */
export const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** Name of a unit; combined units without labels go by their number. */
export const unitLabel = ({ unit }: PanelFacts, code: number): string => unit.labels?.[code] ?? String(code);

/** How the sides of a design are called in listings. */
export const sideName = (side: number | undefined): string =>
  side === 1 ? "treated" : side === 0 ? "comparison" : "unknown";

/** Up to `limit` names as values of a finding. */
export const firstOf = (names: readonly string[], limit = 8): readonly string[] => names.slice(0, limit);

/** Distinct values, ascending. */
export const distinct = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Weight of a row; 1 without weights, 0 where it is unknown. */
export const weightOf = (weights: NumberColumn | null, row: number): number =>
  weights === null ? 1 : Number.isFinite(weights.values[row]!) ? weights.values[row]! : 0;
