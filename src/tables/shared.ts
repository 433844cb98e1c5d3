import { InputError } from "../core/errors.ts";
import type { CategoryColumn, Column, NumberColumn, Table } from "../core/table.ts";

/** `length` doubles, all 0, on memory that workers share. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** `length` 32-bit integers, all 0, on memory that workers share. */
export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

/** `length` bytes, all 0, on memory that workers share. */
export function sharedUint8(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Order of labels everywhere: by UTF-16 code unit, never by locale. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text as codes into sorted distinct labels; null becomes -1. */
export function encodeCategories(name: string, values: readonly (string | null)[]): CategoryColumn {
  const seen = new Map<string, number>();
  const codes = sharedInt32(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) {
      codes[row] = -1;
      continue;
    }
    let code = seen.get(value);
    if (code === undefined) {
      code = seen.size;
      seen.set(value, code);
    }
    codes[row] = code;
  }
  return relabel({ kind: "category", name, codes, labels: [...seen.keys()] }, (label) => label);
}

/**
 * The column with each label replaced; labels that become equal are merged, null makes the cell missing.
 *
 * @returns new codes on shared memory; labels distinct, sorted by code unit, each used by at least one row
 */
export function relabel(column: CategoryColumn, change: (label: string) => string | null): CategoryColumn {
  const used = new Uint8Array(column.labels.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  const changed = column.labels.map((label, code) => (used[code] === 1 ? change(label) : null));
  const labels = [...new Set(changed.filter((label) => label !== null))].sort(compareCodeUnits);
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const newCode = Int32Array.from(changed, (label) => (label === null ? -1 : codeOf.get(label)!));
  const codes = sharedInt32(column.codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = column.codes[row]!;
    codes[row] = code < 0 ? -1 : newCode[code]!;
  }
  return { kind: "category", name: column.name, codes, labels };
}

/** The text of one cell, null when missing. */
export function labelAt(column: CategoryColumn, row: number): string | null {
  const code = column.codes[row]!;
  return code < 0 ? null : column.labels[code]!;
}

/** A table of columns of equal length, in the order given. @throws RangeError when lengths or names clash: a bug in the caller */
export function tableOf(columns: readonly Column[], rowCount?: number): Table {
  const map = new Map<string, Column>();
  const length = rowCount ?? (columns[0] === undefined ? 0 : columnLength(columns[0]));
  for (const column of columns) {
    if (columnLength(column) !== length)
      throw new RangeError(`column ${column.name} has another length than the table`);
    if (map.has(column.name)) throw new RangeError(`column ${column.name} occurs twice`);
    map.set(column.name, column);
  }
  return { rowCount: length, columns: map };
}

export function columnLength(column: Column): number {
  return column.kind === "number" ? column.values.length : column.codes.length;
}

/**
 * Tables stacked below each other. All must have the same column names, in any order; the first table's order is kept.
 * A column without a single value takes the kind it has elsewhere. An interval column stays one if it is one anywhere.
 *
 * @param names what to call each table in an error, e.g. its file
 * @throws InputError when a column is absent from a table, or is text in one and numbers in another
 */
export function stackTables(tables: readonly Table[], names: readonly string[]): Table {
  const first = tables[0];
  if (first === undefined) throw new RangeError("no tables to stack");
  if (tables.length === 1) return first;
  const problems: string[] = [];
  tables.forEach((table, index) => {
    const missing = [...first.columns.keys()].filter((name) => !table.columns.has(name));
    const extra = [...table.columns.keys()].filter((name) => !first.columns.has(name));
    if (missing.length + extra.length > 0)
      problems.push(
        `${names[index]}: the columns differ from those of ${names[0]}` +
          `${missing.length > 0 ? `; missing: ${missing.join(", ")}` : ""}${extra.length > 0 ? `; extra: ${extra.join(", ")}` : ""}. Files of one source need the same columns.`,
      );
  });
  if (problems.length > 0) throw new InputError(problems);
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  return tableOf(
    [...first.columns.keys()].map((name) => stackColumns(name, tables, names, rowCount)),
    rowCount,
  );
}

function stackColumns(name: string, tables: readonly Table[], names: readonly string[], rowCount: number): Column {
  const parts = tables.map((table) => table.columns.get(name)!);
  const kindOf = (kind: Column["kind"]) => parts.findIndex((part) => part.kind === kind && !isEmpty(part));
  const [number, category] = [kindOf("number"), kindOf("category")];
  if (number >= 0 && category >= 0)
    throw new InputError(
      `column ${name} holds numbers in ${names[number]} and text in ${names[category]}: make both files agree.`,
    );
  return category >= 0 ? stackCategories(name, parts, rowCount) : stackNumbers(name, parts, rowCount);
}

function isEmpty(column: Column): boolean {
  return column.kind === "number" ? column.values.every(Number.isNaN) : column.codes.every((code) => code < 0);
}

function stackCategories(name: string, parts: readonly Column[], rowCount: number): CategoryColumn {
  const labels = [...new Set(parts.flatMap((part) => (part.kind === "category" ? part.labels : [])))].sort(
    compareCodeUnits,
  );
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const codes = sharedInt32(rowCount).fill(-1);
  let start = 0;
  for (const part of parts) {
    if (part.kind === "category") {
      const newCode = part.labels.map((label) => codeOf.get(label)!);
      for (let row = 0; row < part.codes.length; row++) {
        const code = part.codes[row]!;
        if (code >= 0) codes[start + row] = newCode[code]!;
      }
    }
    start += columnLength(part);
  }
  return { kind: "category", name, codes, labels };
}

function stackNumbers(name: string, parts: readonly Column[], rowCount: number): NumberColumn {
  const numbers = parts.map((part) => (part.kind === "number" ? part : allMissing(part)));
  const values = sharedFloat64(rowCount);
  const interval = numbers.some((part) => part.min !== undefined);
  const [min, max] = interval ? [sharedFloat64(rowCount), sharedFloat64(rowCount)] : [undefined, undefined];
  const missing = numbers.some((part) => part.missing !== undefined) ? sharedUint8(rowCount) : undefined;
  let start = 0;
  for (const part of numbers) {
    values.set(part.values, start);
    min?.set(part.min ?? part.values, start);
    max?.set(part.max ?? part.values, start);
    if (missing !== undefined)
      missing.set(part.missing ?? Uint8Array.from(part.values, (v) => (Number.isNaN(v) ? 1 : 0)), start);
    start += part.values.length;
  }
  return {
    kind: "number",
    name,
    values,
    ...(min !== undefined && max !== undefined ? { min, max } : {}),
    ...(missing !== undefined ? { missing } : {}),
  };
}

function allMissing(column: Column): NumberColumn {
  const values = new Float64Array(columnLength(column)).fill(Number.NaN);
  return { kind: "number", name: column.name, values };
}
