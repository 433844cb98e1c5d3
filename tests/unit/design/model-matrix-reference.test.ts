import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Column } from "../../../src/core/table.ts";
import { buildModelMatrix, completeRows, selectRows } from "../../../src/design/model-matrix.ts";
import { parseFormula } from "../../../src/formula/parse-formula.ts";

/** model.matrix() and ours differ by rounding of log, sin, … and of the polynomial recurrence against R's QR: a few units in the last place. */
const TOLERANCE = 1e-12;

interface Case {
  readonly formula: string;
  readonly rows: readonly number[];
  readonly outcome: { readonly name: string; readonly values: readonly number[] } | null;
  readonly offset: readonly number[] | null;
  readonly names: readonly string[];
  readonly columns: readonly (readonly number[])[];
}

// Written by tests/reference/generate-model-matrix.R.
const fixture = JSON.parse(readFileSync(new URL("../../reference/model-matrix.json", import.meta.url), "utf8")) as {
  readonly data: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly cases: readonly Case[];
};

function columnOf(name: string, cells: readonly (number | string | null)[]): Column {
  if (!cells.some((cell) => typeof cell === "string")) {
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
    };
  }
  const labels = [...new Set(cells.filter((cell) => cell !== null).map(String))].sort();
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : labels.indexOf(String(cell))));
  return { kind: "category", name, codes, labels };
}

const table = new Map(Object.entries(fixture.data).map(([name, cells]) => [name, columnOf(name, cells)]));
const rowCount = fixture.data["y"]!.length;

function expectClose(actual: Float64Array, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  expected.forEach((value, row) => {
    const error = Math.abs(actual[row]! - value);
    expect(
      error <= TOLERANCE * Math.max(1, Math.abs(value)),
      `${what}, row ${row}: ${actual[row]} instead of ${value}`,
    ).toBe(true);
  });
}

describe("the matrix is that of R's model.matrix()", () => {
  test.each(fixture.cases.map((entry) => [entry.formula, entry] as const))("%s", (text, entry) => {
    const all = buildModelMatrix(parseFormula(text), table, rowCount);
    const rows = completeRows(all);
    expect([...rows]).toEqual(entry.rows);
    const matrix = selectRows(all, rows);
    expect(matrix.columns.map(({ name }) => name)).toEqual(entry.names);
    for (const [place, { name, values }] of matrix.columns.entries()) expectClose(values, entry.columns[place]!, name);
    expect(matrix.outcome?.name ?? null).toBe(entry.outcome?.name ?? null);
    if (entry.outcome !== null) expectClose(matrix.outcome!.values, entry.outcome.values, "outcome");
    expect(matrix.offset === null).toBe(entry.offset === null);
    if (entry.offset !== null) expectClose(matrix.offset!, entry.offset, "offset");
  });
});
