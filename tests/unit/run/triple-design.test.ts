import { expect, test } from "vitest";
import { addingUpOf, resolveTriple, unitOfGroups, withReason } from "../../../src/run/triple-design.ts";
import type { DesignSpec } from "../../../src/spec/schema.ts";
import { fakeConditions, intervalTable, smallPanel, tableFrom } from "../../support/tables.ts";

type TripleSpec = Extract<DesignSpec, { kind: "triple-difference" }>;

const spec = (more: Partial<TripleSpec> = {}): TripleSpec => ({
  kind: "triple-difference",
  group: "sector",
  against: ["care"],
  post: "year >= 2",
  ...more,
});

const KEYS = {
  school: ["a", "a", "a", "a", "b", "b", "b", "b"],
  sector: ["care", "care", "tech", "tech", "care", "care", "tech", "tech"],
  year: [1, 2, 1, 2, 1, 2, 1, 2],
};
const panelOf = (unit: readonly string[], value: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]) =>
  smallPanel({ unit, indicators: [{ id: "y", table: tableFrom({ ...KEYS, value }) }] });
const panel = panelOf(["school", "sector"]);

test("the unit is the panel's without the group, or the columns that are named", () => {
  expect(unitOfGroups(panel, spec(), "h1.a")).toMatchObject({ name: "school", labels: ["a", "b"] });
  const both = unitOfGroups(panel, spec({ within: ["school", "sector"] }), "h1.a");
  expect(both.labels).toEqual(["a · care", "a · tech", "b · care", "b · tech"]);
});

test("where nothing says what the unit is, that is a problem of the specification", () => {
  const place = /^h1\.a\.design\.within: missing; "sector" is not one of several keys of the unit of panel p/;
  const cells = smallPanel({
    unit: ["cell"],
    indicators: [
      {
        id: "sector",
        table: tableFrom({ cell: ["k", "k", "l", "l"], year: [1, 2, 1, 2], value: ["care", "care", "tech", "tech"] }),
      },
      {
        id: "town",
        table: tableFrom({ cell: ["k", "k", "l", "l"], year: [1, 2, 1, 2], value: ["x", "x", null, "x"] }),
      },
    ],
  });
  expect(() => unitOfGroups(cells, spec(), "h1.a")).toThrow(place);
  expect(() => unitOfGroups(cells, spec({ within: "town" }), "h1.a")).toThrow("h1.a.design.within: l has no town in 1");
  expect(() => unitOfGroups(cells, spec({ within: "twon" }), "h1.a")).toThrow('did you mean "town"?');
});

test("sides, exposure and start per panel row; a group that is not there is named with its place", () => {
  const studyPanel = { panel, conditions: fakeConditions({}) };
  const unit = unitOfGroups(panel, spec(), "h1.a");
  const exposure = { name: "treated", values: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0) };
  const post = Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1);
  const timing = resolveTriple(spec(), studyPanel, unit, "y", exposure, post, "h1.a");
  expect([...timing.affected]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  expect(timing.sides).toEqual({ affected: ["tech"], against: ["care"] });
  expect(timing.addingUp).toBeNull();
  expect(() => resolveTriple(spec({ against: ["caer"] }), studyPanel, unit, "y", exposure, post, "h1.a")).toThrow(
    'h1.a.design.against: no row has sector "caer"; it holds care, tech',
  );
});

test("an outcome of intervals adds up as far as the intervals allow", () => {
  const value = [0.55, 0.7, 0.42, 0.3, 0.6, 0.5, 0.43, 0.5];
  const open = smallPanel({
    unit: ["school", "sector"],
    indicators: [
      {
        id: "y",
        table: intervalTable(KEYS, {
          value,
          min: value.map((share) => share - 0.05),
          max: value.map((share) => share + 0.05),
        }),
      },
    ],
  });
  const found = (from: typeof panel) =>
    addingUpOf(from, "y", unitOfGroups(from, spec(), "h1.a"), "sector", false, "h1.a");
  expect(found(open)).toEqual({ kind: "constant", total: 1, cells: 4 });
  // The middles alone are 0.97, 1, 1.03 and 1: further off than rounding.
  expect(found(panelOf(["school", "sector"], value))).toBeNull();
});

test("the reason of a design becomes an option, unless the estimate has one of its own", () => {
  expect(withReason({}, spec({ allow_competing_groups: "wanted" }))).toEqual({ allowCompetingGroups: "wanted" });
  expect(withReason({ allowCompetingGroups: "mine" }, spec({ allow_competing_groups: "wanted" }))).toEqual({
    allowCompetingGroups: "mine",
  });
  expect(withReason({ window: "all" }, spec())).toEqual({ window: "all" });
});
