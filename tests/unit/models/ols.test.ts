import { describe, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { InputError } from "../../../src/core/errors.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { countParameters } from "../../../src/inference/small-sample.ts";
import { CONTEXT, categoryColumn, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Closed forms by hand, or the same model with explicit columns: rounding of small systems.
const DIGITS = 10;

const unit = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
const time = unit.map((_, i) => 2011 + (i % 4));
const x = [1, 0, 2, 5, 3, 3, 0, 1, 4, 2, 2, 7];
const y = [3, 1, 6, 9, 2, 4, 4, 8, 1, 0, 5, 6];
const design = makeDesign({
  outcome: y,
  columns: [
    numberColumn("x", x),
    numberColumn("unit", unit),
    numberColumn("t", time),
    categoryColumn(
      "word",
      unit.map((code) => `u${code}`),
    ),
  ],
  period: time,
});
const fitWith = (rest: Readonly<Record<string, unknown>>) => ols.fit(design, ols.options.parse(rest), CONTEXT);

describe("slopes that vary over units", () => {
  // The same model with a constant and a trend per unit as columns, and no absorption.
  const explicit = makeDesign({
    outcome: y,
    columns: [
      numberColumn("x", x),
      ...[0, 1, 2].flatMap((level) => [
        numberColumn(
          `level${level}`,
          unit.map((code) => (code === level ? 1 : 0)),
        ),
        numberColumn(
          `trend${level}`,
          unit.map((code, i) => (code === level ? time[i]! - 2012 : 0)),
        ),
      ]),
    ],
  });
  const names = ["x", ...[0, 1, 2].flatMap((level) => [`level${level}`, `trend${level}`])];
  const dense = ols.fit(explicit, ols.options.parse({ covariates: names, intercept: false }), CONTEXT);

  test("the coefficient and its errors are those with explicit columns", () => {
    const absorbed = fitWith({ covariates: ["x"], absorb: ["unit[t]"] });
    expect(absorbed.terms).toEqual([{ kind: "coefficient", name: "x" }]);
    expect(absorbed.estimate[0]).toBeCloseTo(dense.estimate[0]!, DIGITS);
    expect(absorbed.diagnostics.ssr).toBeCloseTo(dense.diagnostics.ssr!, DIGITS);
    for (const kind of ["iid", "HC1"] as const) {
      const [a, b] = [covariance(absorbed, { kind }), covariance(dense, { kind })];
      expect(a.se[0]).toBeCloseTo(b.se[0]!, DIGITS);
      expect([a.convention.parameters, a.df]).toEqual([1 + 3 + 3, 12 - 7]);
    }
  });

  test("the period by name, and slopes alone", () => {
    const byPeriod = fitWith({ covariates: ["x"], absorb: ["unit[period]"] });
    expect(byPeriod.estimate[0]).toBeCloseTo(dense.estimate[0]!, DIGITS);
    // Slopes without levels, and the levels beside them.
    const alone = fitWith({ covariates: ["x"], absorb: ["unit[[t]]", "unit"] });
    expect(alone.estimate[0]).toBeCloseTo(dense.estimate[0]!, DIGITS);
  });

  test("a column that is a trend per unit is explained", () => {
    const shifted = makeDesign({
      outcome: y,
      columns: [
        numberColumn(
          "x",
          unit.map((code, i) => 3 * code + (code + 1) * (time[i]! - 2000)),
        ),
        numberColumn("unit", unit),
        numberColumn("t", time),
      ],
    });
    const explained = ols.fit(shifted, ols.options.parse({ covariates: ["x"], absorb: ["unit[t]"] }), CONTEXT);
    expect(explained.diagnostics.dropped).toEqual(["x"]);
    expect(explained.findings.map(({ code }) => code)).toContain("nothing-estimated");
  });

  test("slopes on text, and on columns that are not there", () => {
    expect(() => fitWith({ absorb: ["unit[word]"] })).toThrow(InputError);
    expect(() => fitWith({ absorb: ["unit[word]"] })).toThrow("a slope needs numbers");
    expect(() => fitWith({ absorb: ["unit[trend]", "school[[t]]"] })).toThrow(/"trend"[^\n]*\n[^\n]*"school"/);
    expect(() => fitWith({ absorb: ["unit[t"] })).toThrow(/"unit\[t"/);
  });

  test("slopes count in K whether their levels are nested in a cluster or not", () => {
    const factor = factorOf("unit", unit);
    const rule = { K: "nonnested", exactK: false } as const;
    expect(countParameters(1, [factor], 0, [factor], rule, 3)).toBe(1 + 1 + 3);
    expect(countParameters(1, [factor], 0, [], rule, 3)).toBe(1 + 3 + 3);
    expect(countParameters(1, [], 0, [], rule, 3)).toBe(1 + 3);
    expect(countParameters(1, [factor], 0, [], { ...rule, K: "none" }, 3)).toBe(1);
  });
});

test("an offset is a column with coefficient one", () => {
  const plain = fitWith({ covariates: ["x"] });
  const offset = makeDesign({
    outcome: y.map((value, i) => value + 10 * i),
    columns: [
      numberColumn("x", x),
      numberColumn(
        "o",
        y.map((_, i) => 10 * i),
      ),
    ],
  });
  const with10 = ols.fit(offset, ols.options.parse({ covariates: ["x"], offset: "o" }), CONTEXT);
  expect([...with10.estimate]).toEqual([...plain.estimate]);
  expect(with10.diagnostics.rSquared).toBe(plain.diagnostics.rSquared);
  expect(() => fitWith({ offset: "word" })).toThrow("an offset needs numbers");
});
