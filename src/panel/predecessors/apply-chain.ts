import { InputError } from "../../core/errors.ts";
import type { CategoryColumn, Column, Table } from "../../core/table.ts";
import { cellText, takeRows } from "../../indicators/rows.ts";
import { encodeCategories, relabel, tableOf } from "../../tables/shared.ts";
import type { Chain } from "./chain.ts";

/** Where the codes of a table are. */
export interface Replacement {
  /** Column with the unit's code. */
  readonly unit: string;
  /** Column with the period, where the table has one; it says which unit a code stood for that was given out twice. */
  readonly period?: string | undefined;
  /** What to add to the table's period to get that of the links. */
  readonly shift: number;
  /** Whether the table has one row per unit (and period): then the row of the last code stays, rather than all rows to be added up. */
  readonly single: boolean;
}

/**
 * The table with each unit's code replaced by the last code of its chain. Rows stay as they are, so that sums over units are unchanged; of a table with one
 * row per unit the last code's own row stays, else that of the member that comes first.
 *
 * @param at what to call the table in messages
 * @throws InputError when the table lacks a column, or codes are numbers
 */
export function chainTable(at: string, table: Table, replacement: Replacement, chain: Chain): Table {
  const unit = columnOf(at, table, replacement.unit);
  if (unit.kind !== "category")
    throw new InputError(`${at}: column "${unit.name}" holds numbers; the codes of units must be text to be chained`);
  const period = replacement.period === undefined ? undefined : columnOf(at, table, replacement.period);
  const chained = chainCodes(unit, period, replacement.shift, chain);
  const columns = [...table.columns.values()].map((column) => (column === unit ? chained : column));
  const whole = tableOf(columns, table.rowCount);
  return replacement.single ? oneRowEach(whole, unit, chained, period) : whole;
}

function columnOf(at: string, table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column === undefined)
    throw new InputError(
      `predecessors.replace: table ${at} has no column "${name}"; it has ${[...table.columns.keys()].join(", ")}`,
    );
  return column;
}

function chainCodes(unit: CategoryColumn, period: Column | undefined, shift: number, chain: Chain): CategoryColumn {
  if (period === undefined) return relabel(unit, (code) => chain.resolve(code, Number.NaN));
  const known = new Map<string, string>();
  const codes = Array.from(unit.codes, (code, row) => {
    if (code < 0) return null;
    const when = Number(cellText(period, row) ?? Number.NaN) + shift;
    const key = `${code} ${when}`;
    const last = known.get(key) ?? chain.resolve(unit.labels[code]!, when);
    known.set(key, last);
    return last;
  });
  return encodeCategories(unit.name, codes);
}

/** Keeps one row per new code and period: of the last code itself where it has one, else of the lowest code. Rows without a code stay. */
function oneRowEach(table: Table, before: CategoryColumn, after: CategoryColumn, period: Column | undefined): Table {
  const best = new Map<string, number>();
  const rank = (row: number): string => {
    const code = before.labels[before.codes[row]!]!;
    return `${code === after.labels[after.codes[row]!] ? 0 : 1}${code}`;
  };
  for (let row = 0; row < table.rowCount; row++) {
    if (after.codes[row]! < 0) continue;
    const key = `${after.codes[row]} ${period === undefined ? "" : cellText(period, row)}`;
    const other = best.get(key);
    if (other === undefined || rank(row) < rank(other)) best.set(key, row);
  }
  const kept = new Set(best.values());
  const rows = Array.from({ length: table.rowCount }, (_, row) => row).filter(
    (row) => after.codes[row]! < 0 || kept.has(row),
  );
  if (rows.length === table.rowCount) return table;
  return tableOf(
    [...table.columns.values()].map((column) => takeRows(column, rows)),
    rows.length,
  );
}
