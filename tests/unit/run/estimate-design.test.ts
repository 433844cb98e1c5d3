import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { designFromColumns, type Roles } from "../../../src/run/estimate-design.ts";
import { bytesOf, type Cells, tableFrom } from "../../support/tables.ts";

const NONE: Roles = {
  outcome: undefined,
  unit: undefined,
  period: undefined,
  cohort: undefined,
  treatment: undefined,
  post: undefined,
  dose: undefined,
  weights: undefined,
  clusters: [],
};
const INF = Number.POSITIVE_INFINITY;

/** A file with a header: row 0 stands on line 2. */
const lineOf = (row: number) => `f.csv:${row + 2}`;
function build(columns: Readonly<Record<string, Cells>>, roles: Partial<Roles>) {
  const table = tableFrom(columns);
  return designFromColumns(table.columns, table.rowCount, { ...NONE, ...roles }, lineOf);
}
const timing = (columns: Readonly<Record<string, Cells>>, roles: Partial<Roles>) => build(columns, roles).design.timing;

/** Units a, b, c in years 1, 2, 3, with treatment by unit. */
const UNITS = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];
const YEARS = [1, 2, 3, 1, 2, 3, 1, 2, 3];
const treatedAs = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
  timing({ unit: UNITS, year: YEARS, d: [...a, ...b, ...c] }, { unit: "unit", period: "year", treatment: "d" });

describe("what a treatment column says about timing", () => {
  test("on for some units from one year on: two groups, before and after", () => {
    expect(treatedAs([0, 1, 1], [0, 0, 0], [0, 1, 1])).toEqual({
      kind: "two-by-two",
      treated: Float64Array.of(1, 1, 1, 0, 0, 0, 1, 1, 1),
      post: Float64Array.of(0, 1, 1, 0, 1, 1, 0, 1, 1),
    });
  });

  test("on from different years on: staggered, with the first treated year of each unit", () => {
    expect(treatedAs([0, 1, 1], [0, 0, 1], [0, 0, 0])).toEqual({
      kind: "staggered",
      cohort: Float64Array.of(2, 2, 2, 3, 3, 3, INF, INF, INF),
    });
  });

  test("on from the first year on for one unit only: staggered with one cohort is two by two with everything after", () => {
    expect(treatedAs([1, 1, 1], [0, 0, 0], [0, 0, 0])).toEqual({
      kind: "two-by-two",
      treated: Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0),
      post: new Float64Array(9).fill(1),
    });
  });

  test("switched off again: the column itself, as it is, with no before and after", () => {
    expect(treatedAs([0, 1, 0], [0, 0, 1], [0, 0, 0])).toEqual({
      kind: "two-by-two",
      treated: Float64Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0),
      post: new Float64Array(9).fill(1),
    });
  });

  test("never on: nobody is treated and nothing comes after", () => {
    expect(treatedAs([0, 0, 0], [0, 0, 0], [0, 0, 0])).toEqual({
      kind: "two-by-two",
      treated: new Float64Array(9),
      post: new Float64Array(9),
    });
  });

  test("beside a column post it is the treated group, and no panel is needed", () => {
    expect(timing({ d: [1, 1, 0, 0], after: [0, 1, 0, 1] }, { treatment: "d", post: "after" })).toEqual({
      kind: "two-by-two",
      treated: Float64Array.of(1, 1, 0, 0),
      post: Float64Array.of(0, 1, 0, 1),
    });
  });

  test("alone it says nothing about before and after", () => {
    expect(() => timing({ d: [1, 0] }, { treatment: "d" })).toThrow(
      "--treatment needs --post, or --unit and --period, to know before from after",
    );
  });
});

describe("other timings", () => {
  test("an empty, zero or infinite cohort is never treated", () => {
    expect(timing({ g: [2004, null, 0, INF] }, { cohort: "g" })).toEqual({
      kind: "staggered",
      cohort: Float64Array.of(2004, INF, INF, INF),
    });
  });

  test("a dose counts in every row, or from post on", () => {
    const columns = { z: [0.5, 0.25], after: [0, 1] };
    expect(timing(columns, { dose: "z" })).toEqual({
      kind: "dose",
      name: "z",
      dose: Float64Array.of(0.5, 0.25),
      post: Float64Array.of(1, 1),
    });
    expect(timing(columns, { dose: "z", post: "after" })).toMatchObject({ post: Float64Array.of(0, 1) });
  });

  test("nothing named, nothing known", () => {
    expect(timing({ y: [1] }, { outcome: "y" })).toEqual({ kind: "none" });
  });
});

describe("what is refused", () => {
  const refused = (columns: Readonly<Record<string, Cells>>, roles: Partial<Roles>): InputError => {
    try {
      build(columns, roles);
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    throw new Error("it was accepted");
  };

  test("a treatment or a post that is not 0 or 1", () => {
    expect(refused({ d: [0, 1, 2], after: [0, 1, 1] }, { treatment: "d", post: "after" }).message).toBe(
      "--treatment d: expected 0 and 1 only, got 2; for how much rather than whether, use --dose",
    );
    const post = "--post after: expected 0 and 1 only, got 2022; make a column that is 1 from the start on";
    expect(refused({ d: [0, 1], after: [0, 2022] }, { treatment: "d", post: "after" }).message).toBe(post);
    expect(refused({ z: [0, 1], after: [0, 2022] }, { dose: "z", post: "after" }).message).toBe(post);
  });

  test("a unit twice in a period, with both lines, every pair", () => {
    const { problems } = refused(
      { unit: ["b", "a", "b", "a", "a"], year: [1, 1, 1, 2, 2], y: [1, 2, 3, 4, 5] },
      { outcome: "y", unit: "unit", period: "year" },
    );
    expect(problems).toEqual([
      "f.csv:6: unit a occurs again in year 2 (first on f.csv:5); a unit may have one row per period: remove one, aggregate them, or leave out --period for repeated cross-sections",
      "f.csv:4: unit b occurs again in year 1 (first on f.csv:2); a unit may have one row per period: remove one, aggregate them, or leave out --period for repeated cross-sections",
    ]);
  });

  test("ten problems at most", () => {
    const twelve = { unit: new Array(12).fill("a"), year: new Array(12).fill(1) };
    expect(refused(twelve, { unit: "unit", period: "year" }).problems).toHaveLength(10);
  });

  test("a negative weight, with its line", () => {
    expect(refused({ y: [1, 2, 3], w: [1, 0, -0.5] }, { outcome: "y", weights: "w" }).message).toBe(
      "f.csv:4: --weights w is -0.5; a weight is a number from 0",
    );
  });

  test("a cohort that changes within a unit, with both lines", () => {
    const columns = { unit: ["a", "b", "a"], year: [1, 1, 2], g: [2, null, 0] };
    expect(refused(columns, { unit: "unit", period: "year", cohort: "g" }).message).toMatch(
      /^f\.csv:4: --cohort g of unit a is Infinity, and 2 on f\.csv:2 \(Infinity: never treated\)/,
    );
  });
});

describe("the design", () => {
  const columns = {
    unit: ["b", "a", "b", "a"],
    year: [2, 2, 1, 1],
    y: [22, 12, 21, 11],
    w: [1, 0, 3, 4],
    region: ["s", "n", "s", "n"],
  };
  const roles = { outcome: "y", unit: "unit", period: "year", weights: "w", clusters: ["region", "year"] };

  test("is in the order of the file; `order` sorts it by unit and period", () => {
    const { design, order } = build(columns, roles);
    expect([...order]).toEqual([3, 1, 2, 0]);
    expect(design.outcome).toEqual({ name: "y", values: Float64Array.of(22, 12, 21, 11) });
    expect(design.unit).toEqual({ name: "unit", codes: Int32Array.of(1, 0, 1, 0), count: 2, labels: ["a", "b"] });
    expect(design.period).toEqual({ name: "year", values: Float64Array.of(2, 2, 1, 1), levels: Float64Array.of(1, 2) });
    expect(design.weights).toEqual({ name: "w", kind: "sampling", values: Float64Array.of(1, 0, 3, 4) });
    expect(design.clusters.map(({ name, codes, count }) => [name, [...codes], count])).toEqual([
      ["region", [1, 0, 1, 0], 2],
      ["year", [1, 1, 0, 0], 2],
    ]);
  });

  test("without units keeps the order of the file, repeated periods and all", () => {
    const { design, order } = build({ year: [2, 1, 2], y: [1, 2, 3] }, { outcome: "y", period: "year" });
    expect([...order]).toEqual([0, 1, 2]);
    expect(design.unit).toBeNull();
  });

  test("without an outcome has zeros, for a formula to replace", () => {
    expect(build({ x: [1, 2] }, {}).design.outcome).toEqual({ name: "", values: new Float64Array(2) });
  });

  test("columns are not written to", () => {
    const table = tableFrom({ ...columns, d: [1, 0, 0, 0] });
    const before = bytesOf(table);
    designFromColumns(table.columns, 4, { ...NONE, ...roles, treatment: "d" }, lineOf);
    expect(bytesOf(table)).toBe(before);
  });
});
