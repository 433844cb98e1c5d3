import { readFileSync } from "node:fs";
import type { Design, Timing } from "../../src/core/design.ts";
import type { Column, Factor } from "../../src/core/table.ts";
import { factorFromColumn, factorFromNumbers } from "../../src/numerics/factor.ts";

/** Text columns of a small data file, by name. Rows in file order. */
export type Frame = ReadonlyMap<string, readonly string[]>;

/** A CSV file as text columns: comma or the given delimiter, quotes stripped, no line breaks inside fields. */
export function readFrame(url: URL, delimiter = ","): Frame {
  return parseFrame(readFileSync(url, "utf8"), delimiter);
}

export function parseFrame(text: string, delimiter = ","): Frame {
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = splitLine(header, delimiter);
  const columns: string[][] = names.map(() => []);
  for (const line of lines) {
    splitLine(line, delimiter).forEach((cell, c) => {
      columns[c]?.push(cell);
    });
  }
  return new Map(names.map((name, c) => [name, columns[c]!]));
}

function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}

/** A column as numbers; empty and NA are NaN. */
export function numbers(frame: Frame, name: string): Float64Array {
  return Float64Array.from(cells(frame, name), (cell) => (cell === "" || cell === "NA" ? Number.NaN : Number(cell)));
}

export function cells(frame: Frame, name: string): readonly string[] {
  const column = frame.get(name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return column;
}

/** The rows for which `keep` holds. */
export function filterFrame(frame: Frame, keep: (row: number) => boolean): Frame {
  return new Map([...frame].map(([name, column]) => [name, column.filter((_, row) => keep(row))]));
}

export function numberColumn(name: string, values: ArrayLike<number>): Column {
  return { kind: "number", name, values: Float64Array.from(values) };
}

export function categoryColumn(name: string, values: readonly string[]): Column {
  const labels = [...new Set(values)].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  return { kind: "category", name, labels, codes: Int32Array.from(values, (value) => codeOf.get(value)!) };
}

export function factorOf(name: string, values: readonly string[] | ArrayLike<number>): Factor {
  const isText = Array.isArray(values) && typeof values[0] === "string";
  return isText
    ? factorFromColumn(categoryColumn(name, values as readonly string[]))
    : factorFromNumbers(name, Float64Array.from(values as ArrayLike<number>));
}

export interface DesignParts {
  readonly outcome: ArrayLike<number>;
  readonly columns?: readonly Column[];
  readonly unit?: Factor;
  readonly period?: ArrayLike<number>;
  readonly timing?: Timing;
  readonly weights?: { readonly kind: "sampling" | "frequency"; readonly values: ArrayLike<number> };
  readonly clusters?: readonly Factor[];
}

/** A design for tests; the outcome is called "y", the period "period". */
export function makeDesign(parts: DesignParts): Design {
  const period = parts.period === undefined ? null : Float64Array.from(parts.period);
  return {
    rowCount: parts.outcome.length,
    outcome: { name: "y", values: Float64Array.from(parts.outcome) },
    unit: parts.unit ?? null,
    period:
      period === null
        ? null
        : { name: "period", values: period, levels: Float64Array.from([...new Set(period)].sort((a, b) => a - b)) },
    timing: parts.timing ?? { kind: "none" },
    weights:
      parts.weights === undefined
        ? null
        : { name: "weight", kind: parts.weights.kind, values: Float64Array.from(parts.weights.values) },
    clusters: parts.clusters ?? [],
    columns: new Map((parts.columns ?? []).map((column) => [column.name, column])),
  };
}

export const CONTEXT = { seed: 1, wantOutcomeWeights: false } as const;
