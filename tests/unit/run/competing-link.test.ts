import { describe, expect, test } from "vitest";
import { buildDesign, type ResolvedDesign } from "../../../src/design/build-design.ts";
import { competingInLink } from "../../../src/run/competing-link.ts";
import type { PlannedEstimate } from "../../../src/run/plan-estimate.ts";
import type { LinkSpec } from "../../../src/spec/schema.ts";
import { fakeConditions, smallPanel, tableFrom } from "../../support/tables.ts";

const SCHOOLS = ["a", "b", "c"];
const SECTORS = ["care", "tech"];
const rows = SCHOOLS.flatMap((school, s) =>
  SECTORS.flatMap((sector, g) => [2016, 2017].map((year, t) => ({ school, sector, year, tech: g === 1, s, t }))),
);
/** tech's share is 0.2, 0.3 … and care has the rest; `staff` adds up to nothing in particular. */
const share = rows.map(({ tech, s, t }) => (tech ? 0.2 + 0.1 * (2 * s + t) : 0.8 - 0.1 * (2 * s + t)));
const staff = rows.map(({ tech, s, t }) => (tech ? 3 + s * s + t : 9 - s + 2 * t));
const of = (value: readonly number[]) => ({
  table: tableFrom({
    school: rows.map(({ school }) => school),
    sector: rows.map(({ sector }) => sector),
    year: rows.map(({ year }) => year),
    value,
  }),
});
const panel = smallPanel({
  unit: ["school", "sector"],
  indicators: [
    { id: "share", ...of(share) },
    { id: "staff", ...of(staff) },
  ],
});
const studyPanel = { panel, conditions: fakeConditions({}) };
const sectors = panel.columns.get("sector")!;
const isTech = Float64Array.from({ length: panel.rowCount }, (_, row) =>
  sectors.kind === "category" && sectors.labels[sectors.codes[row]!] === "tech" ? 1 : 0,
);
const post = panel.period.map((year) => (year >= 2017 ? 1 : 0));
const schools = panel.columns.get("school")!;
const inB = Float64Array.from({ length: panel.rowCount }, (_, row) =>
  schools.kind === "category" && schools.labels[schools.codes[row]!] === "b" ? 1 : 0,
);

function findingsOf(design: object, timing: ResolvedDesign["timing"], outcome = "share", keep?: Uint8Array) {
  const built = buildDesign(panel, keep ?? new Uint8Array(panel.rowCount).fill(1), {
    outcome,
    bound: null,
    timing,
    weights: null,
    clusters: [],
    defined: new Map(),
  });
  const link = { id: "l", design } as unknown as LinkSpec;
  return competingInLink(link, studyPanel, { built, outcome } as unknown as PlannedEstimate);
}

const TWO = { kind: "two-by-two" };

describe("sectors of a school against each other", () => {
  test("on shares: refused, unless a reason is given", () => {
    expect(findingsOf(TWO, { kind: "two-by-two", treated: isTech, post })).toEqual([
      { code: "competing-groups", severity: "refusal", values: { total: 1, cells: 6 } },
    ]);
    const allowed = findingsOf(
      { ...TWO, allow_competing_groups: "net shift" },
      { kind: "two-by-two", treated: isTech, post },
    );
    expect(allowed).toMatchObject([
      { code: "competing-groups-allowed", severity: "warning", values: { reason: "net shift" } },
    ]);
  });

  test("in a regression, whose formula may model it: a warning", () => {
    expect(findingsOf({ kind: "regression" }, { kind: "none" })).toMatchObject([
      { code: "competing-groups", severity: "warning" },
    ]);
  });

  test("on an outcome whose sum is free: nothing", () => {
    expect(findingsOf(TWO, { kind: "two-by-two", treated: isTech, post }, "staff")).toEqual([]);
  });
});

describe("schools against each other", () => {
  test("treated schools, or one sector only: nothing", () => {
    expect(findingsOf(TWO, { kind: "two-by-two", treated: inB, post })).toEqual([]);
    const tech = Uint8Array.from(isTech);
    expect(findingsOf({ kind: "regression" }, { kind: "none" }, "share", tech)).toEqual([]);
  });

  test("a dose of the school is not asked about", () => {
    expect(findingsOf({ kind: "dose" }, { kind: "dose", name: "d", dose: inB, post })).toEqual([]);
  });
});
