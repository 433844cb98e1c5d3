import { describe, expect, test } from "vitest";
import { ols } from "../../../models/ols/ols.ts";
import { covariance } from "../../../src/inference/covariance.ts";
import { leverageDivisors } from "../../../src/inference/leverage.ts";
import { placeDistance } from "../../../src/inference/spatial.ts";
import { parseStandardErrors } from "../../../src/inference/standard-errors.ts";
import { denseFit, dummyColumns } from "../../support/dense-covariance.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Normal equations of some thirty columns inverted by Gauss–Jordan against absorbed effects, numbers of order 1.
const ORACLE = 1e-9;
const LEVERAGE = { ...CONTEXT, wantLeverage: true };

/** An unbalanced panel of 24 units and 7 periods (2003 nobody observed), with gaps, weights, regions and places. Numbers from a fixed recurrence. */
function panel() {
  let state = 12345;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 - 0.5;
  };
  const rows: { unit: number; period: number; x: number; v: number; y: number; w: number; lat: number; lon: number }[] =
    [];
  for (let unit = 0; unit < 24; unit++) {
    const [lat, lon] = [52 + 2 * next(), 5 + 3 * next()];
    for (const period of [2000, 2001, 2002, 2004, 2005, 2006, 2007]) {
      if ((unit * 3 + period) % 11 === 0) continue;
      const x = next() * 3;
      rows.push({ unit, period, x, v: next(), y: unit + x + next() * 2, w: 1 + 2 * (next() + 0.5), lat, lon });
    }
  }
  return rows;
}

const rows = panel();
const column = <Key extends keyof (typeof rows)[number]>(key: Key) => rows.map((row) => row[key]);
const design = (weighted: boolean) =>
  makeDesign({
    outcome: column("y"),
    columns: [
      numberColumn("x", column("x")),
      numberColumn("v", column("v")),
      numberColumn("unit", column("unit")),
      numberColumn("time", column("period")),
    ],
    ...(weighted ? { weights: { kind: "sampling", values: column("w") } as const } : {}),
  });
const period = { name: "time", values: Float64Array.from(column("period")) };
const unit = factorOf("unit", column("unit"));
const order = [...new Set(column("period"))].sort((a, b) => a - b);
const timeOf = (i: number) => order.indexOf(rows[i]!.period);
const n = rows.length;
const T = order.length;

interface Model {
  readonly name: string;
  readonly absorb: readonly string[];
  readonly weighted: boolean;
}
const models: readonly Model[] = [
  { name: "intercept", absorb: [], weighted: false },
  { name: "unit effects, weighted", absorb: ["unit"], weighted: true },
  { name: "unit and period effects", absorb: ["unit", "time"], weighted: false },
  { name: "unit and period effects, weighted", absorb: ["unit", "time"], weighted: true },
];

describe.each(models)("against explicit dummies, pair by pair: $name", ({ absorb, weighted }) => {
  const fit = ols.fit(design(weighted), ols.options.parse({ covariates: ["x", "v"], absorb }), LEVERAGE);
  const effects = absorb.map((name) => (name === "unit" ? column("unit") : column("period")));
  const nuisance = effects.length > 0 ? dummyColumns(effects) : [rows.map(() => 1)];
  const dense = denseFit({
    columns: [column("x"), column("v"), ...nuisance],
    outcome: column("y"),
    weights: weighted ? column("w") : null,
  });
  const K = 2 + nuisance.length;
  const shown = absorb.length > 0 ? [0, 1] : [1, 2];

  function check(vcov: Float64Array, factor: number, kernel: (i: number, j: number) => number): void {
    const expected = dense.sandwich(2, kernel);
    const k = fit.terms.length;
    shown.forEach((a, p) => {
      shown.forEach((b, q) => {
        expect(Math.abs(vcov[a * k + b]! - factor * expected[p]![q]!)).toBeLessThan(ORACLE);
      });
    });
  }

  test("leverage includes the absorbed effects", () => {
    const { uncertainty } = fit;
    if (uncertainty.kind !== "scores") throw new Error("no scores");
    uncertainty.leverage!.forEach((h, i) => {
      expect(Math.abs(h - dense.leverage[i]!)).toBeLessThan(ORACLE);
    });
  });

  // The divisors as the papers define them, from the dense leverage.
  const h = dense.leverage;
  const ratio = (i: number) => (h[i]! * n) / K;
  const largest = Math.max(...h.map((_, i) => ratio(i)));
  test.each([
    ["HC2", (i: number) => 1 - h[i]!],
    ["HC3", (i: number) => (1 - h[i]!) ** 2],
    ["HC4", (i: number) => (1 - h[i]!) ** Math.min(4, ratio(i))],
    ["HC4m", (i: number) => (1 - h[i]!) ** (Math.min(1, ratio(i)) + Math.min(1.5, ratio(i)))],
    ["HC5", (i: number) => Math.sqrt((1 - h[i]!) ** Math.min(ratio(i), Math.max(4, 0.7 * largest)))],
  ] as const)("%s", (kind, divisor) => {
    const v = covariance(fit, { kind });
    check(v.vcov, 1, (i, j) => (i === j ? 1 / divisor(i) : 0));
    expect(v.df).toBe(n - K);
  });

  const clustersOf = (modulus: number) => rows.map((row) => (row.unit * 5 + row.period) % modulus);
  test("three ways of clustering", () => {
    const ways = [column("unit"), column("period"), clustersOf(12)];
    const same = (members: readonly number[]) => (i: number, j: number) =>
      members.every((way) => ways[way]![i] === ways[way]![j]) ? 1 : 0;
    const kernel = (i: number, j: number) =>
      [[0], [1], [2]].reduce((total, way) => total + same(way)(i, j), 0) -
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ].reduce((total, way) => total + same(way)(i, j), 0) +
      same([0, 1, 2])(i, j);
    const clusters = ways.map((codes, way) => factorOf(`way${way}`, codes));
    const v = covariance(fit, { kind: "CR0", clusters });
    expect(v.convention.repaired).toBe(false);
    check(v.vcov, 1, kernel);
    expect(v.convention.parts.map(({ sign }) => sign)).toEqual([1, 1, -1, 1, -1, -1, 1]);
  });

  const bartlett = (i: number, j: number, lag: number) => Math.max(0, 1 - Math.abs(timeOf(i) - timeOf(j)) / (lag + 1));
  const factor = ((n - 1) / (n - K)) * (T / (T - 1));

  test.each([0, 1, 3, 20])("Newey–West within units, lag %i", (lag) => {
    const v = covariance(fit, { kind: "NW", lag, unit, period });
    check(v.vcov, factor, (i, j) => (rows[i]!.unit === rows[j]!.unit ? bartlett(i, j, lag) : 0));
    expect(v.df).toBe(T - 1);
  });

  test.each([0, 2])("Driscoll–Kraay, lag %i", (lag) => {
    const v = covariance(fit, { kind: "DK", lag, period });
    check(v.vcov, factor, (i, j) => bartlett(i, j, lag));
    expect(v.df).toBe(T - 1);
  });

  test.each(["triangular", "spherical"] as const)("Conley, %s distance", (distance) => {
    const [latitude, longitude] = [Float64Array.from(column("lat")), Float64Array.from(column("lon"))];
    const far = (i: number, j: number) =>
      placeDistance(distance, latitude[i]!, longitude[i]!, latitude[j]!, longitude[j]!);
    const v = covariance(fit, { kind: "conley", cutoff: 40, distance, latitude, longitude });
    const kernel = (i: number, j: number) => (far(i, j) <= 40 ? 1 : 0);
    expect(v.convention.repaired).toBe(false);
    check(v.vcov, n / (n - K), kernel);
    expect(v.convention.dependence).toMatchObject({ kind: "conley", places: 24 });
    expect(v.df).toBe(n - K);
  });
});

describe("by hand", () => {
  // The mean of 1, 2, 4, 9 is 4; residuals −3, −2, 0, 5, leverage 1/4 each.
  const four = makeDesign({ outcome: [1, 2, 4, 9], period: [1, 2, 3, 4] });
  const meanOfFour = ols.fit(four, ols.options.parse({}), LEVERAGE);
  const time = { name: "t", values: Float64Array.of(1, 2, 3, 4) };

  test("HC2 and HC3 of a mean: Σ u² / n² over 1 − 1/n, and its square", () => {
    expect(covariance(meanOfFour, { kind: "HC2" }).vcov[0]).toBeCloseTo(38 / 16 / 0.75, 12);
    expect(covariance(meanOfFour, { kind: "HC3" }).vcov[0]).toBeCloseTo(38 / 16 / 0.75 ** 2, 12);
  });

  test("Newey–West of a mean: Γ₀ + 2 · ½ Γ₁, times n / (n − K)", () => {
    // Γ₀ = 9 + 4 + 0 + 25, Γ₁ = (−3)(−2) + (−2)(0) + 0·5 = 6; (n−1)/(n−K) · T/(T−1) = 4/3
    const v = covariance(meanOfFour, { kind: "NW", lag: 1, unit: null, period: time });
    expect(v.vcov[0]).toBeCloseTo(((38 + 2 * 0.5 * 6) / 16) * (4 / 3), 12);
    expect(v.findings.map(({ code }) => code)).toEqual(["few-periods"]);
  });

  test("the default lag is the whole part of T^¼", () => {
    const v = covariance(meanOfFour, { kind: "DK", lag: null, period: time });
    expect(v.convention.dependence).toEqual({ kind: "DK", lag: 1, periods: 4, panel: false });
    const long = Float64Array.from({ length: 81 }, (_, t) => t);
    const fit = ols.fit(makeDesign({ outcome: long.map((t) => (t % 5) ** 2) }), ols.options.parse({}), CONTEXT);
    const years = { name: "t", values: long };
    expect(covariance(fit, { kind: "DK", lag: null, period: years }).convention.dependence).toMatchObject({ lag: 3 });
    // Of one series NW chooses from the scores; this one repeats every five years and asks for 238 of 81 lags, which is no choice.
    const series = covariance(fit, { kind: "NW", lag: null, unit: null, period: years });
    expect(series.convention.dependence).toEqual({ kind: "NW", lag: 3, periods: 81, panel: false });
  });

  test("one degree of longitude at 60° north is half as long as at the equator", () => {
    expect(placeDistance("triangular", 0, 4, 0, 5)).toBeCloseTo(111, 10);
    expect(placeDistance("triangular", 60, 4, 60, 5)).toBeCloseTo(111 / 2, 10);
    expect(placeDistance("triangular", 10, 179, 10, -179)).toBeCloseTo(2 * 111 * Math.cos((10 * Math.PI) / 180), 10);
    // A quarter of the way around.
    expect(placeDistance("spherical", 0, 0, 0, 90)).toBeCloseTo((6371.0088 * Math.PI) / 2, 8);
    expect(placeDistance("spherical", 90, 12, -90, 77)).toBeCloseTo(6371.0088 * Math.PI, 8);
  });

  test("a row of leverage 1 adds nothing and is reported", () => {
    // The dummy d is 1 in the last row only.
    const data = makeDesign({ outcome: [1, 2, 4, 9], columns: [numberColumn("d", [0, 0, 0, 1])] });
    const fit = ols.fit(data, ols.options.parse({ covariates: ["d"] }), LEVERAGE);
    const v = covariance(fit, { kind: "HC3" });
    expect(v.findings.map(({ code, values }) => [code, values["rows"]])).toEqual([["leverage-one", 1]]);
    // What is left is the mean of 1, 2, 4 = 7/3: residuals −4/3, −1/3, 5/3, leverage 1/3.
    expect(v.vcov[0]).toBeCloseTo((16 + 1 + 25) / 9 / 9 / (2 / 3) ** 2, 12);
  });

  test("frequency weights share the leverage of their row", () => {
    const each = leverageDivisors("HC2", Float64Array.of(0.5, 0.5), Float64Array.of(2, 1));
    expect([...each.divisors]).toEqual([0.75, 0.5]);
    expect(each.full).toBe(0);
  });

  test("a frequency weight is that many units in every variance that has no clusters", () => {
    const cells = { u: [0, 0, 0, 1, 1, 1, 2, 2, 2], t: [1, 2, 3, 1, 2, 3, 1, 2, 3], f: [2, 2, 2, 1, 1, 1, 3, 3, 3] };
    const y = [1, 3, 2, 5, 4, 7, 2, 8, 6];
    const x = [0, 1, 1, 2, 0, 3, 1, 5, 2];
    const where = cells.u.map((code) => 52 + code);
    const times = cells.u.flatMap((_, i) => Array.from({ length: cells.f[i]! }, (_, copy) => ({ i, copy })));
    const pick = (values: readonly number[]) => times.map(({ i }) => values[i]!);
    const options = ols.options.parse({ covariates: ["x"] });
    const weighted = ols.fit(
      makeDesign({ outcome: y, columns: [numberColumn("x", x)], weights: { kind: "frequency", values: cells.f } }),
      options,
      LEVERAGE,
    );
    const repeated = ols.fit(
      makeDesign({ outcome: pick(y), columns: [numberColumn("x", pick(x))] }),
      options,
      LEVERAGE,
    );
    const copies = factorOf(
      "unit",
      times.map(({ i, copy }) => cells.u[i]! * 10 + copy),
    );
    const t = (values: readonly number[]) => ({ name: "t", values: Float64Array.from(values) });
    const near = (a: Parameters<typeof covariance>[1], b: Parameters<typeof covariance>[1]) => {
      const [left, right] = [covariance(weighted, a), covariance(repeated, b)];
      right.vcov.forEach((value, p) => {
        expect(Math.abs(left.vcov[p]! - value)).toBeLessThan(ORACLE);
      });
    };
    for (const kind of ["HC2", "HC3", "HC4", "HC4m", "HC5"] as const) near({ kind }, { kind });
    near(
      { kind: "NW", lag: 1, unit: factorOf("unit", cells.u), period: t(cells.t) },
      { kind: "NW", lag: 1, unit: copies, period: t(pick(cells.t)) },
    );
    near({ kind: "DK", lag: 1, period: t(cells.t) }, { kind: "DK", lag: 1, period: t(pick(cells.t)) });
    const places = (values: readonly number[]) => ({
      latitude: Float64Array.from(values),
      longitude: Float64Array.from(values, () => 5),
    });
    near(
      { kind: "conley", cutoff: 120, distance: "spherical", ...places(where) },
      { kind: "conley", cutoff: 120, distance: "spherical", ...places(pick(where)) },
    );
  });
});

describe("what cannot be computed", () => {
  const fit = ols.fit(design(false), ols.options.parse({ covariates: ["x"] }), CONTEXT);
  const codes = (options: Parameters<typeof covariance>[1]) =>
    covariance(fit, options).findings.map(({ code, severity }) => `${code} ${severity}`);

  test("a panel read as one series, a repeated cell, one period, a cutoff that covers all", () => {
    expect(codes({ kind: "NW", lag: 1, unit: null, period })).toContain("repeated-period refusal");
    const sameUnit = factorOf(
      "u",
      rows.map(() => 1),
    );
    expect(codes({ kind: "NW", lag: 1, unit: sameUnit, period })).toContain("repeated-unit-period refusal");
    const constant = { name: "t", values: Float64Array.from(rows, () => 2000) };
    expect(codes({ kind: "DK", lag: 0, period: constant })).toContain("one-period refusal");
    const here = Float64Array.from(rows, () => 52);
    const everywhere = { kind: "conley", cutoff: 1, distance: "spherical", latitude: here, longitude: here } as const;
    expect(codes(everywhere)).toContain("cutoff-covers-all refusal");
    expect(covariance(fit, everywhere).se[0]).toBeNaN();
  });

  test("a lag beyond the series is said", () => {
    expect(codes({ kind: "NW", lag: 99, unit, period })).toEqual(["lag-exceeds-periods warning"]);
  });

  test("leverage that was not asked for, a missing coordinate", () => {
    expect(() => covariance(fit, { kind: "HC3" })).toThrow(RangeError);
    const place = Float64Array.from(rows, (_, i) => (i === 3 ? Number.NaN : i));
    expect(() =>
      covariance(fit, { kind: "conley", cutoff: 1, distance: "spherical", latitude: place, longitude: place }),
    ).toThrow(RangeError);
  });
});

test.each([
  ["HC4m", { kind: "HC4m" }],
  ["NW", { kind: "NW", lag: null }],
  ["NW()", { kind: "NW", lag: null }],
  ["NW(2)", { kind: "NW", lag: 2 }],
  ["DK( 0 )", { kind: "DK", lag: 0 }],
  ["conley(12.5)", { kind: "conley", cutoff: 12.5 }],
  ["conley", null],
  ["conley(0)", null],
  ["NW(-1)", null],
  ["NW(1.5)", null],
  ["hc1", null],
  ["HC1(2)", null],
  ["CR2", null],
])("%s is read as %o", (text, expected) => {
  expect(parseStandardErrors(text)).toEqual(expected);
});
