import type { Column, Table } from "../core/table.ts";
import { MISSING } from "../core/table.ts";

/** Columns of a table as flat columns of cells: an interval column is three. Null where a cell is missing. */
export interface FlatColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly cell: (row: number) => string | number | null;
}

const number = (values: Float64Array) => (row: number) => (Number.isFinite(values[row]!) ? values[row]! : null);

function flatten(column: Column): FlatColumn[] {
  const { name } = column;
  if (column.kind === "category") {
    const { codes, labels } = column;
    return [{ name, isNumber: false, cell: (row) => (codes[row]! < 0 ? null : labels[codes[row]!]!) }];
  }
  const flat = (suffix: string, values: Float64Array): FlatColumn => ({
    name: `${name}${suffix}`,
    isNumber: true,
    cell: number(values),
  });
  const { min, max } = column;
  return [flat("", column.values), ...(min && max ? [flat("_min", min), flat("_max", max)] : [])];
}

/** The columns of a table in order, intervals as `x`, `x_min`, `x_max`. */
export function flatColumns(table: Table): readonly FlatColumn[] {
  return [...table.columns.values()].flatMap(flatten);
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as CSV: comma, point, quotes where needed, missing cells empty, full precision. */
export function csvText(table: Table): string {
  const columns = flatColumns(table);
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  for (let row = 0; row < table.rowCount; row++)
    lines.push(columns.map(({ cell }) => quoted(String(cell(row) ?? ""))).join(","));
  return `${lines.join("\n")}\n`;
}

/** A table as rows of JSON. Keys are own properties whatever a column is called. */
export function jsonRows(table: Table): readonly Readonly<Record<string, unknown>>[] {
  const columns = flatColumns(table);
  return Array.from({ length: table.rowCount }, (_, row) =>
    Object.fromEntries(columns.map(({ name, cell }) => [name, cell(row)])),
  );
}

/** How many cells of a column are missing, by reason. */
export function missingCounts(column: Column): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (column.kind === "category") return counts;
  const words = Object.keys(MISSING);
  column.values.forEach((value, row) => {
    if (Number.isFinite(value)) return;
    const word = words[column.missing?.[row] ?? MISSING.absent] ?? "absent";
    counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  return counts;
}

/** Several tables under each other, a column `where` in front with the name of each; columns that a table lacks are empty in its rows. */
export function stackedTables(parts: readonly { readonly name: string; readonly table: Table }[]): Table {
  const names = [...new Set(parts.flatMap(({ table }) => flatColumns(table).map(({ name }) => name)))];
  const cells = new Map<string, (string | number | null)[]>();
  for (const name of ["where", ...names]) cells.set(name, []);
  for (const { name: part, table } of parts) {
    const columns = new Map(flatColumns(table).map((column) => [column.name, column]));
    for (let row = 0; row < table.rowCount; row++) {
      cells.get("where")!.push(part);
      for (const name of names) cells.get(name)!.push(columns.get(name)?.cell(row) ?? null);
    }
  }
  const rowCount = cells.get("where")!.length;
  return { rowCount, columns: new Map([...cells].map(([name, list]) => [name, columnOfCells(name, list)])) };
}

function columnOfCells(name: string, cells: readonly (string | number | null)[]): Column {
  if (cells.every((cell) => typeof cell !== "string"))
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
    };
  const labels = [...new Set(cells.flatMap((cell) => (cell === null ? [] : [String(cell)])))].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  return {
    kind: "category",
    name,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : codeOf.get(String(cell))!)),
    labels,
  };
}
