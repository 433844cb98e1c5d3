import { describe, expect, test } from "vitest";
import { twoByTwo } from "../../../models/two-by-two/two-by-two.ts";
import type { Design } from "../../../src/core/design.ts";
import { influenceCovariance } from "../../../src/inference/influence.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

const METHODS = ["reg", "ipw", "std-ipw", "dr", "dr-improved"] as const;

interface Row {
  readonly unit: number;
  readonly period: number;
  readonly treated: number;
  readonly y: number;
  readonly x?: number;
}

function design(rows: readonly Row[], withUnits = true): Design {
  const column = (of: (row: Row) => number) => Float64Array.from(rows, of);
  return makeDesign({
    outcome: column(({ y }) => y),
    ...(withUnits
      ? {
          unit: factorOf(
            "unit",
            column(({ unit }) => unit),
          ),
        }
      : {}),
    period: column(({ period }) => period),
    timing: {
      kind: "two-by-two",
      treated: column(({ treated }) => treated),
      post: column(({ period }) => (period >= 2 ? 1 : 0)),
    },
    columns: [
      numberColumn(
        "x",
        column(({ x }) => x ?? 0),
      ),
      numberColumn(
        "twice",
        column(({ x }) => 2 * (x ?? 0)),
      ),
    ],
  });
}

function run(chosen: Design, options: Readonly<Record<string, unknown>>) {
  const fit = twoByTwo.fit(chosen, twoByTwo.options.parse(options), CONTEXT);
  return { fit, se: () => influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 }).se[0]! };
}

/** Binary x: within x = 0 changes are 4 (treated) and 1, 3; within x = 1 they are 10, 12 and 5. */
const CHANGES: readonly (readonly [treated: number, x: number, change: number])[] = [
  [1, 0, 4],
  [1, 1, 10],
  [1, 1, 12],
  [0, 0, 1],
  [0, 0, 3],
  [0, 1, 5],
];
const BINARY = CHANGES.flatMap(([treated, x, change], unit): Row[] => [
  { unit, period: 1, treated, x, y: unit },
  { unit, period: 2, treated, x, y: unit + change },
]);
// Effects 4 − 2 at x = 0 and 11 − 5 at x = 1, averaged over the treated: one and two units.
const EFFECT = (2 + 2 * 6) / 3;

describe("with a saturated covariate every method is the average of differences within its values", () => {
  test.each(METHODS)("panel, %s", (method) => {
    const { fit } = run(design(BINARY), { method, covariates: ["x"] });
    expect(fit.estimate[0]).toBeCloseTo(EFFECT, 9);
    expect(fit.counts.units).toBe(6);
    expect(fit.uncertainty.kind).toBe("influence");
  });

  test.each(METHODS)("repeated cross-sections, %s", (method) => {
    for (const chosen of [
      run(design(BINARY), { method, covariates: ["x"], panel: false }),
      run(design(BINARY, false), { method, covariates: ["x"] }),
    ]) {
      expect(chosen.fit.estimate[0]).toBeCloseTo(EFFECT, 9);
      expect(chosen.fit.uncertainty.kind === "influence" && chosen.fit.uncertainty.rowUnit).toHaveLength(12);
    }
  });
});

test("more than two periods: means before and after, covariates of the last period before the start", () => {
  const rows = [
    [1, [0, 2, 9, 11]],
    [1, [4, 2, 8, 8]],
    [0, [1, 1, 2, 4]],
    [0, [3, 1, 1, 5]],
    [0, [0, 2, 2, 4]],
  ].flatMap(([treated, outcomes], unit) =>
    (outcomes as number[]).map(
      (y, t): Row => ({ unit, period: t, treated: treated as number, y, x: t === 1 ? unit : 99 }),
    ),
  );
  // Changes: (10 − 1), (8 − 3); (3 − 1), (3 − 2), (3 − 1).
  const { fit, se } = run(design(rows), { method: "dr" });
  expect(fit.estimate[0]).toBeCloseTo((9 + 5) / 2 - 5 / 3, 12);
  expect(se()).toBeCloseTo(Math.sqrt((2 * 2 ** 2) / 2 ** 2 + ((1 / 3) ** 2 * 2 + (2 / 3) ** 2) / 3 ** 2), 12);
  // x is the unit's number before the start and 99 elsewhere: only the former is read.
  const reg = run(design(rows), { method: "reg", covariates: ["x"] });
  // Comparison changes 2, 1, 2 at x = 2, 3, 4: slope 0, mean 5/3.
  expect(reg.fit.estimate[0]).toBeCloseTo(7 - 5 / 3, 12);
});

test("units with gaps are left out and counted; missing covariates cost their rows", () => {
  const rows = [...BINARY, { unit: 9, period: 1, treated: 0, x: 0, y: 50 }];
  const { fit } = run(design(rows), { method: "dr", covariates: ["x"] });
  expect(fit.estimate[0]).toBeCloseTo(EFFECT, 9);
  expect(fit.findings).toEqual([{ code: "units-incomplete", severity: "warning", values: { units: 1 } }]);
  const hole = BINARY.map((row, r) => (r === 0 ? { ...row, x: Number.NaN } : row));
  expect(run(design(hole), { method: "reg", covariates: ["x"] }).fit.findings.map(({ code }) => code)).toEqual([
    "rows-missing",
    "units-incomplete",
  ]);
});

describe("what cannot be compared is a refusal", () => {
  const refusal = (chosen: Design, options: Readonly<Record<string, unknown>>) => {
    const { fit } = run(chosen, options);
    expect(fit.estimate[0]).toBeNaN();
    return fit.findings.filter(({ severity }) => severity === "refusal").map(({ code }) => code);
  };

  test("collinear covariates", () => {
    for (const method of METHODS)
      expect(refusal(design(BINARY), { method, covariates: ["x", "twice"] })).toEqual(["comparison-ill-conditioned"]);
  });

  test("covariates that tell the groups apart", () => {
    const apart = BINARY.map((row) => ({ ...row, x: 10 * row.treated + row.unit / 10 }));
    expect(refusal(design(apart), { method: "dr", covariates: ["x"] })).toEqual(["comparison-without-overlap"]);
  });

  test("nobody treated", () => {
    const untreated = BINARY.map((row) => ({ ...row, treated: 0 }));
    expect(refusal(design(untreated), { method: "dr" })).toEqual(["no-treatment-variation"]);
  });
});

test("options of the regression and of the other methods do not mix", () => {
  expect(twoByTwo.options.safeParse({ method: "dr", absorb: ["unit"] }).success).toBe(false);
  expect(twoByTwo.options.safeParse({ panel: false }).success).toBe(false);
  expect(twoByTwo.options.parse({})).toEqual({ covariates: [] });
});
