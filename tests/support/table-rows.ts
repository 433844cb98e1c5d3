import type { Table } from "../../src/core/table.ts";

/** Cells row by row: numbers, texts, null for missing. Slow and obvious. */
export function rowsOf(table: Table): (number | string | null)[][] {
  const columns = [...table.columns.values()];
  return Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((column) => {
      if (column.kind === "category") return column.codes[row] === -1 ? null : column.labels[column.codes[row]!]!;
      return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
    }),
  );
}

/** Whether two tables have the same columns in the same order with the same bytes. */
export function sameTable(a: Table, b: Table): boolean {
  const bytes = (array: Float64Array | Int32Array | Uint8Array | undefined) =>
    array === undefined ? Buffer.alloc(0) : Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const parts = (table: Table) =>
    [...table.columns].map(([name, column]) =>
      column.kind === "category"
        ? { head: JSON.stringify([name, column.kind, column.labels]), arrays: [bytes(column.codes)] }
        : {
            head: JSON.stringify([name, column.kind]),
            arrays: [column.values, column.min, column.max, column.missing].map(bytes),
          },
    );
  const [left, right] = [parts(a), parts(b)];
  return (
    left.length === right.length &&
    left.every(
      (part, i) => part.head === right[i]!.head && part.arrays.every((array, k) => array.equals(right[i]!.arrays[k]!)),
    )
  );
}

/** The columns asked for, row by row as `rowsOf`; a cell of an interval column is [min, middle, max]. */
export function columnsOf(table: Table, ...names: readonly string[]): unknown[][] {
  const number = (value: number) => (Number.isNaN(value) ? null : value);
  return Array.from({ length: table.rowCount }, (_, row) =>
    names.map((name) => {
      const column = table.columns.get(name);
      if (column === undefined) throw new Error(`there is no column ${name}; there is ${[...table.columns.keys()]}`);
      if (column.kind === "category") return column.codes[row] === -1 ? null : column.labels[column.codes[row]!]!;
      const { values, min, max } = column;
      return min === undefined ? number(values[row]!) : [number(min[row]!), number(values[row]!), number(max![row]!)];
    }),
  );
}
