import { expect, test } from "vitest";
import { countDesign, countDistinct } from "../../../src/estimate/counts.ts";

test("distinct values among some rows, in any order, one of them left out", () => {
  const values = Float64Array.of(1, 2, 3, 1, 2, 3, 9, 2, 2, Infinity, 1);
  const rows = (...at: number[]) => Int32Array.from(at);
  expect(countDistinct(values, rows())).toBe(0);
  expect(countDistinct(values, rows(0, 3))).toBe(1);
  expect(countDistinct(values, rows(0, 1, 2, 3, 4, 5))).toBe(3);
  expect(countDistinct(values, rows(2, 0, 9, 6, 7))).toBe(5);
  expect(countDistinct(values, rows(2, 0, 9, 6, 7), Infinity)).toBe(4);
});

test("observations, units, treated units, periods and cohorts of the rows used", () => {
  const unit = { name: "unit", codes: Int32Array.of(0, 0, 1, 1, 2, 2), count: 3 };
  const values = Float64Array.of(1, 2, 1, 2, 1, 2);
  const design = {
    rowCount: 6,
    outcome: { name: "y", values },
    unit,
    period: { name: "t", values, levels: Float64Array.of(1, 2) },
    timing: { kind: "staggered", cohort: Float64Array.of(2, 2, 1, 1, Infinity, Infinity) },
    weights: { name: "f", kind: "frequency", values: Float64Array.of(1, 2, 3, 4, 5, 6) },
    clusters: [],
    columns: new Map(),
  } as const;
  // rows 1, 4, 5: frequencies 2 + 5 + 6; units 0 and 2, of which 0 is ever treated
  expect(countDesign(design, Int32Array.of(1, 4, 5))).toEqual({
    observations: 13,
    units: 2,
    treatedUnits: 1,
    periods: 2,
    cohorts: 1,
  });
});
