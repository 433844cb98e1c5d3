import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { applyFormula } from "../../../src/design/regression-design.ts";
import { parseFormula } from "../../../src/formula/parse-formula.ts";
import { factorOf, makeDesign } from "../../support/frame.ts";
import { bytesOf, cellsOf, columnFrom } from "../../support/tables.ts";

/** Units a, b over periods 1, 2, 3. */
const design = makeDesign({
  outcome: [1, 2, 3, 4, 5, 6],
  unit: factorOf("school", ["a", "a", "a", "b", "b", "b"]),
  period: [1, 2, 3, 1, 2, 3],
  weights: { kind: "sampling", values: [1, 1, 1, 2, 2, 2] },
  clusters: [factorOf("region", ["n", "n", "n", "s", "s", "s"])],
  columns: [
    columnFrom("y", [1, 2, 3, 4, 5, 6]),
    columnFrom("period", [1, 2, 3, 1, 2, 3]),
    columnFrom("tech", [1, 0, 1, 0, 1, 1]),
    columnFrom("post", [0, 0, 1, 0, 0, 1]),
    columnFrom("x", [10, 20, null, 40, 50, 60]),
    columnFrom("kind", ["p", "q", "p", "q", "p", "q"]),
  ],
});

const apply = (formula: string) => applyFormula(design, parseFormula(formula));

test("each coefficient becomes a column, named as R names it, with the values of the formula", () => {
  const { design: applied, options, rows, findings } = apply("y ~ tech:post + I(tech + 1) | school + period");
  expect(options).toEqual({ covariates: ["I(tech + 1)", "tech:post"], absorb: ["school", "period"], intercept: false });
  expect(cellsOf(applied.columns.get("tech:post"))).toEqual([0, 0, 1, 0, 0, 1]);
  expect(cellsOf(applied.columns.get("I(tech + 1)"))).toEqual([2, 1, 2, 1, 2, 2]);
  expect([...rows]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(findings).toEqual([]);
});

test("the outcome is the formula's left side", () => {
  const { design: applied } = apply("I(y^2) ~ tech");
  expect(applied.outcome).toEqual({ name: "I(y^2)", values: Float64Array.of(1, 4, 9, 16, 25, 36) });
});

test.each([
  ["y ~ tech", true, ["tech"], []],
  ["y ~ tech - 1", false, ["tech"], []],
  ["y ~ 1 | school^period + kind", false, [], ["school^period", "kind"]],
])("%s", (formula, intercept, covariates, absorb) => {
  expect(apply(formula).options).toEqual({ covariates, absorb, intercept });
});

test("interactions with the period have one column per period but the reference", () => {
  const { options, design: applied } = apply("y ~ i(period, tech, ref = 1) | school");
  expect(options.covariates).toEqual(["period::2:tech", "period::3:tech"]);
  expect(cellsOf(applied.columns.get("period::3:tech"))).toEqual([0, 0, 1, 0, 0, 1]);
});

test("rows that are incomplete in what the formula uses leave, with their weight, unit and cluster", () => {
  const { design: applied, rows } = apply("y ~ x + tech");
  expect([...rows]).toEqual([0, 1, 3, 4, 5]);
  expect([...applied.outcome.values]).toEqual([1, 2, 4, 5, 6]);
  expect([...applied.weights!.values]).toEqual([1, 1, 2, 2, 2]);
  expect([...applied.unit!.codes]).toEqual([0, 0, 1, 1, 1]);
  expect([...applied.clusters[0]!.codes]).toEqual([0, 0, 1, 1, 1]);
  expect(cellsOf(applied.columns.get("tech"))).toEqual([1, 0, 0, 1, 1]);
  // A column that the formula does not use may stay incomplete.
  expect([...apply("y ~ tech").rows]).toHaveLength(6);
});

test("a lag is missing in each unit's first period", () => {
  const { rows, design: applied } = apply("y ~ lag(y, 1)");
  expect([...rows]).toEqual([1, 2, 4, 5]);
  const [name] = apply("y ~ lag(y, 1)").options.covariates;
  expect(cellsOf(applied.columns.get(name!))).toEqual([1, 2, 4, 5]);
});

describe("what no estimator of this version fits is a refusal that quotes it", () => {
  test.each([
    ["y ~ tech + offset(x)", "offset", "x"],
    ["y ~ tech | school[x]", "varying-slope", "x"],
  ])("%s", (formula, part, quoted) => {
    const { findings } = apply(formula);
    expect(findings).toEqual([
      {
        code: "formula-part-not-available",
        severity: "refusal",
        values: { part, written: [expect.stringContaining(quoted)] },
      },
    ]);
  });
});

test("offset, slopes and instruments become options of an estimator that takes them", () => {
  const formula = parseFormula("y ~ 1 + offset(tech) | school[period] + kind[[post]] | x ~ tech:post");
  const {
    design: applied,
    options,
    findings,
  } = applyFormula(design, formula, ["offset", "varying-slope", "instruments"]);
  expect(findings).toEqual([]);
  expect(options).toEqual({
    covariates: [],
    absorb: ["school[period]", "kind[[post]]"],
    intercept: false,
    offset: "offset(tech)",
    endogenous: ["x"],
    instruments: ["tech:post"],
  });
  // Row 2 has no x.
  expect(cellsOf(applied.columns.get("x"))).toEqual([10, 20, 40, 50, 60]);
  expect(cellsOf(applied.columns.get("tech:post"))).toEqual([0, 0, 0, 0, 1]);
  expect(cellsOf(applied.columns.get("offset(tech)"))).toEqual([1, 0, 0, 1, 1]);
});

test("instruments are for iv, and iv needs them", () => {
  expect(apply("y ~ 1 | school | tech ~ post").findings).toEqual([
    { code: "formula-needs-iv", severity: "refusal", values: { written: ["tech"] } },
  ]);
  expect(applyFormula(design, parseFormula("y ~ tech"), ["instruments"]).findings).toEqual([
    { code: "no-instruments", severity: "refusal", values: {} },
  ]);
});

test("a formula without an outcome, or with a column that is not there, is an input error", () => {
  expect(() => apply("~ tech")).toThrow(InputError);
  expect(() => apply("~ tech")).toThrow('the formula "~ tech" has no outcome: write it before the ~');
  expect(() => apply("y ~ tehc")).toThrow(/tehc/);
});

test("the design handed in is not written to", () => {
  const before = bytesOf(design);
  const { design: applied } = apply("y ~ tech:post + x | school");
  applied.outcome.values.fill(0);
  expect(bytesOf(design)).toBe(before);
});
