import { type Column, MISSING } from "../core/table.ts";

/**
 * The rows `rows` of a column, in that order; -1 gives a cell that is missing (`absent`). Every missing number comes with its reason.
 *
 * @param name of the column that is returned
 */
export function takeRows(column: Column, rows: ArrayLike<number>, name: string = column.name): Column {
  const n = rows.length;
  if (column.kind === "category") {
    const codes = new Int32Array(n);
    for (let i = 0; i < n; i++) codes[i] = rows[i]! < 0 ? -1 : column.codes[rows[i]!]!;
    return { kind: "category", name, codes, labels: column.labels };
  }
  const pick = (from: Float64Array): Float64Array => {
    const to = new Float64Array(n);
    for (let i = 0; i < n; i++) to[i] = rows[i]! < 0 ? Number.NaN : from[rows[i]!]!;
    return to;
  };
  const values = pick(column.values);
  const missing = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const known = rows[i]! < 0 ? undefined : column.missing?.[rows[i]!];
    missing[i] = known ?? (Number.isNaN(values[i]!) ? MISSING.absent : MISSING.present);
  }
  const { min, max } = column;
  return { kind: "number", name, values, ...(min && max && { min: pick(min), max: pick(max) }), missing };
}

/** Text of one cell; null when missing. */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === "category") return column.codes[row]! < 0 ? null : column.labels[column.codes[row]!]!;
  return Number.isNaN(column.values[row]!) ? null : String(column.values[row]!);
}
