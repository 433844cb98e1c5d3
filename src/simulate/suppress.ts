import type { Column, NumberColumn, Table } from "../core/table.ts";
import { sharedFloat64, tableOf } from "../tables/shared.ts";
import type { FileSpec } from "./spec.ts";

/**
 * Hides small counts as publishers do: 1 to below − 1 become that interval, in the rows where `when` is at least `from`. A true zero stays.
 * Every count column of the table becomes an interval column, so that a writer knows it for a count.
 *
 * @throws RangeError when the table lacks a column
 */
export function suppressCounts(table: Table, rule: NonNullable<FileSpec["suppress"]>): Table {
  const when = table.columns.get(rule.when);
  if (when?.kind !== "number") throw new RangeError(`suppress: the table has no column of numbers "${rule.when}"`);
  for (const name of rule.columns)
    if (table.columns.get(name)?.kind !== "number")
      throw new RangeError(`suppress: the table has no column of numbers "${name}"`);
  const hides = (row: number): boolean => when.values[row]! >= rule.from;
  const columns = [...table.columns.values()].map(
    (column): Column =>
      column.kind === "number" && rule.columns.includes(column.name) ? hidden(column, hides, rule.below - 1) : column,
  );
  return tableOf(columns, table.rowCount);
}

function hidden(column: NumberColumn, hides: (row: number) => boolean, most: number): NumberColumn {
  const { length } = column.values;
  const [values, min, max] = [sharedFloat64(length), sharedFloat64(length), sharedFloat64(length)];
  column.values.forEach((value, row) => {
    const isHidden = hides(row) && value >= 1 && value <= most;
    min[row] = isHidden ? 1 : value;
    max[row] = isHidden ? most : value;
    values[row] = (min[row]! + max[row]!) / 2;
  });
  return { ...column, values, min, max };
}
