import { expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { buildDesign } from "../../../src/design/build-design.ts";
import { combinedFactor, divideGroups } from "../../../src/design/group-sides.ts";
import { categoryColumn, numberColumn } from "../../support/frame.ts";
import { smallPanel, tableFrom } from "../../support/tables.ts";

const sector = categoryColumn("sector", ["tech", "care", "farming", "tech"]);
const say = (key: string, text: string): string => `${key}: ${text}`;
const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error("there was no problem");
};

test("all that is not compared with is affected, unless the affected are named", () => {
  const all = divideGroups(sector, ["care"], null, say);
  expect([...all.affected]).toEqual([1, 0, 1, 1]);
  expect(all.sides).toEqual({ affected: ["farming", "tech"], against: ["care"] });
  expect([...divideGroups(sector, ["care"], ["tech"], say).affected]).toEqual([1, 0, Number.NaN, 1]);
});

test("a column of 0 and 1 needs no values; numbers are named by their text", () => {
  expect([...divideGroups(numberColumn("hit", [0, 1, Number.NaN]), [], null, say).affected]).toEqual([
    0,
    1,
    Number.NaN,
  ]);
  expect([...divideGroups(numberColumn("level", [1, 2, 3]), ["1", "3"], null, say).affected]).toEqual([0, 1, 0]);
});

test("problems say which value, and what there is", () => {
  expect(problemsOf(() => divideGroups(sector, ["caer", "care"], ["care", "wood"], say))).toEqual([
    'against: no row has sector "caer"; it holds care, farming, tech',
    'affected: no row has sector "wood"; it holds care, farming, tech',
    'affected: "care" is compared with itself; take it off one side',
  ]);
  expect(problemsOf(() => divideGroups(sector, ["tech", "care", "farming"], null, say))).toEqual([
    "against: every value of sector is compared with; leave one out: the affected group",
  ]);
  expect(problemsOf(() => divideGroups(sector, [], null, say))[0]).toMatch(/^group: sector holds care, farming, tech/);
});

test("units of several columns have a label for each combination; a missing part is no unit", () => {
  const school = categoryColumn("school", ["b", "a", "b", "b"]);
  expect(combinedFactor([school, sector], 4)).toEqual({
    name: "school^sector",
    codes: Int32Array.of(0, 1, 2, 0),
    count: 3,
    labels: ["b · tech", "a · care", "b · farming"],
  });
  expect([...combinedFactor([numberColumn("n", [1, Number.NaN])], 2).codes]).toEqual([0, -1]);
});

test("a design of coarser units than the panel's is sorted by them, and its errors cluster by them", () => {
  const panel = smallPanel({
    unit: ["school", "sector"],
    indicators: [
      {
        id: "y",
        table: tableFrom({
          school: ["a", "a", "a", "a", "b", "b"],
          sector: ["x", "x", "y", "y", "x", "x"],
          year: [1, 2, 1, 2, 1, 2],
          value: [1, 2, 3, 4, 5, 6],
        }),
      },
    ],
  });
  const unit = combinedFactor([panel.columns.get("school")!], panel.rowCount);
  const keep = Uint8Array.of(1, 1, 1, 1, 0, 1);
  const parts = { outcome: "y", bound: null, timing: { kind: "none" }, weights: null, defined: new Map() } as const;
  const { design, panelRows } = buildDesign(panel, keep, { ...parts, clusters: [], unit });
  expect([...panelRows]).toEqual([0, 2, 1, 3, 5]);
  expect(design.unit).toEqual({ name: "school", codes: Int32Array.of(0, 0, 0, 0, 1), count: 2, labels: ["a", "b"] });
  expect(design.clusters).toEqual([design.unit]);
  const named = buildDesign(panel, keep, { ...parts, clusters: ["sector"], unit });
  expect(named.design.clusters.map(({ name }) => name)).toEqual(["sector"]);
});
