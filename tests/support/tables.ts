import type { Column, Table } from "../../src/core/table.ts";
import type { Conditions } from "../../src/panel/conditions.ts";
import { buildPanel, type Panel, type PanelDeclaration } from "../../src/panel/panel.ts";

export type Cell = string | number | null;
export type Cells = readonly Cell[];

/** A column from plain cells: a category when any cell is text, else numbers; null is missing. */
export function columnFrom(name: string, cells: Cells): Column {
  const texts = cells.filter((cell) => typeof cell === "string");
  if (texts.length === 0)
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
    };
  const labels = [...new Set(texts)].sort();
  return {
    kind: "category",
    name,
    labels,
    codes: Int32Array.from(cells, (cell) => labels.indexOf(String(cell ?? ""))),
  };
}

/** A table from plain cells, column by column. */
export function tableFrom(columns: Readonly<Record<string, Cells>>): Table {
  const entries = Object.entries(columns);
  return {
    rowCount: entries[0]?.[1].length ?? 0,
    columns: new Map(entries.map(([name, cells]) => [name, columnFrom(name, cells)])),
  };
}

/** An indicator's table whose value is an interval. */
export function intervalTable(
  keys: Readonly<Record<string, Cells>>,
  ends: Readonly<Record<"value" | "min" | "max", readonly number[]>>,
): Table {
  const table = tableFrom(keys);
  const [values, min, max] = [ends.value, ends.min, ends.max].map((cells) => Float64Array.from(cells));
  const value: Column = { kind: "number", name: "value", values: values!, min: min!, max: max! };
  return { rowCount: table.rowCount, columns: new Map([...table.columns, ["value", value]]) };
}

export type SmallDeclaration = Pick<PanelDeclaration, "indicators"> & Partial<PanelDeclaration>;

/** A panel of schools and years, called "p". */
export function smallPanel(declaration: SmallDeclaration): Panel {
  return buildPanel({ id: "p", unit: ["school"], period: "year", derived: new Map(), ...declaration });
}

/** Cells of one column of a panel: numbers, texts, null when missing. */
export function cellsOf(column: Column | undefined): readonly Cell[] {
  if (column === undefined) throw new Error("there is no such column");
  if (column.kind === "category") return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
}

/** Conditions that answer from a list instead of a database, and write down what they were asked. */
export function fakeConditions(
  answers: Readonly<Record<string, readonly number[]>>,
): Conditions & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async evaluate(sql, where) {
      asked.push(`${where}: ${sql}`);
      const answer = answers[sql];
      if (answer === undefined) throw new Error(`no answer for ${sql}`);
      return Float64Array.from(answer);
    },
  };
}

/** Every byte of a value with typed arrays and maps in it: equal before and after means nothing was written to. */
export function bytesOf(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => {
    if (ArrayBuffer.isView(entry))
      return `${entry.constructor.name} ${Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString("hex")}`;
    if (entry instanceof Map) return [...entry];
    return typeof entry === "number" && (!Number.isFinite(entry) || Object.is(entry, -0))
      ? `number ${Object.is(entry, -0) ? "-0" : entry}`
      : entry;
  });
}
