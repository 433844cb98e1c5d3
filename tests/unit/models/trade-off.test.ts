import { describe, expect, test } from "vitest";
import { offDiagonal } from "../../../models/trade-off/off-diagonal.ts";
import { tradeOff } from "../../../models/trade-off/trade-off.ts";
import { halvesOf } from "../../../models/trade-off/unit-changes.ts";
import type { Design } from "../../../src/core/design.ts";
import { influenceCovariance } from "../../../src/inference/influence.ts";
import { fillNormal, openStream } from "../../../src/numerics/random.ts";
import { CONTEXT, factorOf, makeDesign, numberColumn } from "../../support/frame.ts";

// Products and sums over some tens of units.
const EXACT = 1e-12;
const WINDOWS = { against: "a", before: [1, 2], after: [3, 4] };

/** Panel of 4 periods from (unit → values of a, values of b). */
function panel(
  units: readonly { readonly a: readonly number[]; readonly b: readonly number[] }[],
  weights?: readonly number[],
): Design {
  const rows = units.flatMap(({ a, b }, unit) => a.map((value, t) => ({ unit, t: t + 1, a: value, b: b[t]! })));
  return makeDesign({
    outcome: rows.map(({ b }) => b),
    unit: factorOf(
      "unit",
      rows.map(({ unit }) => unit),
    ),
    period: rows.map(({ t }) => t),
    columns: [
      numberColumn(
        "a",
        rows.map(({ a }) => a),
      ),
    ],
    ...(weights && { weights: { kind: "sampling" as const, values: rows.map(({ unit }) => weights[unit]!) } }),
  });
}

const noisy = (n: number, slope: number, shared: number, seed: number) => {
  const z = new Float64Array(12 * n);
  fillNormal(openStream({ seed, task: "trade-off", replicate: 0 }), z);
  return Array.from({ length: n }, (_, u) => {
    const trueChange = z[12 * u]!;
    const other = 0.5 * z[12 * u + 1]!;
    const at = (t: number) => z[12 * u + 2 + t]!;
    return {
      a: [0, 1, 2, 3].map((t) => (t < 2 ? 0 : trueChange) + at(t)),
      b: [0, 1, 2, 3].map((t) => (t < 2 ? 0 : slope * trueChange + other) + shared * at(t) + 0.5 * z[12 * u + 6 + t]!),
    };
  });
};

describe("slope", () => {
  const units = noisy(40, -0.7, -0.8, 3);
  const fit = tradeOff.fit(panel(units), tradeOff.options.parse({ ...WINDOWS, draws: 0 }), CONTEXT);

  test("is two-stage least squares on the stacked halves, and so is its error (by hand, clustered by unit)", () => {
    const change = (values: readonly number[], half: number) => values[2 + half]! - values[half]!;
    const centre = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.map((value) => value - mean);
    };
    const a = [0, 1].map((half) => centre(units.map((unit) => change(unit.a, half))));
    const b = [0, 1].map((half) => centre(units.map((unit) => change(unit.b, half))));
    let [zy, zx] = [0, 0];
    for (let u = 0; u < 40; u++)
      for (const [x, z] of [
        [0, 1],
        [1, 0],
      ] as const) {
        zy += a[z]![u]! * b[x]![u]!;
        zx += a[z]![u]! * a[x]![u]!;
      }
    const slope = zy / zx;
    expect(Math.abs(fit.estimate[0]! - slope)).toBeLessThan(EXACT);
    let meat = 0;
    for (let u = 0; u < 40; u++) {
      let score = 0;
      for (const [x, z] of [
        [0, 1],
        [1, 0],
      ] as const)
        score += a[z]![u]! * (b[x]![u]! - slope * a[x]![u]!);
      meat += score * score;
    }
    const { se } = influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 });
    // The scale that influenceCovariance takes is n/(n−1) or 1; both conventions differ by less than this.
    expect(se[0]! / (Math.sqrt(meat) / zx)).toBeGreaterThan(0.985);
    expect(se[0]! / (Math.sqrt(meat) / zx)).toBeLessThan(1.015);
  });

  test("the correlation is corrected for attenuation, by hand from the same moments", () => {
    const change = (values: readonly number[], half: number) => values[2 + half]! - values[half]!;
    const covariance = (x: readonly number[], y: readonly number[]) => {
      const [mx, my] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
      return x.reduce((sum, value, i) => sum + (value - mx!) * (y[i]! - my!), 0) / x.length;
    };
    const [a1, a2] = [0, 1].map((half) => units.map((unit) => change(unit.a, half)));
    const [b1, b2] = [0, 1].map((half) => units.map((unit) => change(unit.b, half)));
    const expected =
      (covariance(a1!, b2!) + covariance(a2!, b1!)) / 2 / Math.sqrt(covariance(a1!, a2!) * covariance(b1!, b2!));
    expect(Math.abs(fit.estimate[1]! - expected)).toBeLessThan(EXACT);
  });
});

test("laws of the slope: adding δ × the other side moves it by δ, unit and period constants move nothing, a scale scales it", () => {
  const units = noisy(30, -1, -0.4, 9);
  const chosen = tradeOff.options.parse({ ...WINDOWS, draws: 0 });
  const slope = (change: (b: number, a: number, u: number, t: number) => number) =>
    tradeOff.fit(
      panel(units.map(({ a, b }, u) => ({ a, b: b.map((value, t) => change(value, a[t]!, u, t)) }))),
      chosen,
      CONTEXT,
    ).estimate[0]!;
  const before = slope((b) => b);
  expect(Math.abs(slope((b, a) => b + 3 * a) - before - 3)).toBeLessThan(1e-10);
  expect(Math.abs(slope((b, _, u, t) => b + u * u - 5 * t) - before)).toBeLessThan(1e-10);
  expect(Math.abs(slope((b) => -2 * b) + 2 * before)).toBeLessThan(1e-10);
});

test("noise that both sides share makes no trade-off, where the raw regression sees one", () => {
  const units = noisy(4000, 0, -0.8, 5);
  const fit = tradeOff.fit(panel(units), tradeOff.options.parse({ ...WINDOWS, draws: 0 }), CONTEXT);
  const { se } = influenceCovariance(fit, { clusters: [], scale: 1, seed: 1 });
  expect(Math.abs(fit.estimate[0]!)).toBeLessThan(3.3 * se[0]!);
  const raw = units.map(({ a, b }) => [a[2]! + a[3]! - a[0]! - a[1]!, b[2]! + b[3]! - b[0]! - b[1]!] as const);
  const slope = raw.reduce((sum, [x, y]) => sum + x * y, 0) / raw.reduce((sum, [x]) => sum + x * x, 0);
  expect(slope).toBeLessThan(-0.3);
});

test("units in copies are weights", () => {
  const units = noisy(12, -1, 0, 8);
  const twice = tradeOff.fit(
    panel([...units, ...units.slice(0, 4)]),
    tradeOff.options.parse({ ...WINDOWS, draws: 0 }),
    CONTEXT,
  );
  const weighted = tradeOff.fit(
    panel(
      units,
      units.map((_, u) => (u < 4 ? 2 : 1)),
    ),
    tradeOff.options.parse({ ...WINDOWS, draws: 0 }),
    CONTEXT,
  );
  for (let j = 0; j < 3; j++) expect(Math.abs(twice.estimate[j]! - weighted.estimate[j]!)).toBeLessThan(1e-10);
});

test("periods are dealt in turn, whatever years are missing", () => {
  expect(halvesOf(Float64Array.of(2015, 2016, 2018, 2019, 2021), [2015, 2019])).toEqual([
    [2015, 2018],
    [2016, 2019],
  ]);
});

describe("mass in tension", () => {
  const one = (values: readonly number[]) => [Float64Array.from(values), Float64Array.from(values)] as const;
  const equal = Float64Array.of(1, 1, 1, 1);
  test("by hand: three of four units go up on one side and down on the other", () => {
    const found = offDiagonal(one([1, 2, -1, 3]), one([-1, -1, 2, 4]), equal, "opposite", 0, 1);
    expect(found.share).toBe(0.75);
    expect([...found.own]).toEqual([1, 1, 1, 0]);
  });
  test("the permutation p approaches the exact one over all 24 orders", () => {
    const a = [1, 2, -1, -3];
    const b = [-1, -1, 2, 4];
    const orders = [0, 1, 2, 3].flatMap((i) =>
      [0, 1, 2, 3]
        .filter((j) => j !== i)
        .flatMap((j) => [0, 1, 2, 3].filter((k) => k !== i && k !== j).map((k) => [i, j, k, 6 - i - j - k])),
    );
    const shareOf = (order: readonly number[]) =>
      order.filter((other, i) => Math.sign(a[i]!) !== Math.sign(b[other]!)).length / 4;
    const exact = orders.filter((order) => shareOf(order) >= shareOf([0, 1, 2, 3])).length / 24;
    const { p } = offDiagonal(one(a), one(b), equal, "opposite", 4999, 1);
    // 3.3 Monte-Carlo standard errors of a share from 4999 draws.
    expect(Math.abs(p - exact)).toBeLessThan(3.3 * Math.sqrt((exact * (1 - exact)) / 4999) + 1 / 5000);
  });
  test("same instead of opposite counts the other units", () => {
    expect(offDiagonal(one([1, 2, -1, 3]), one([-1, -1, 2, 4]), equal, "same", 0, 1).share).toBe(0.25);
  });
});

describe("what cannot be said", () => {
  const codes = (design: Design, options: object) =>
    tradeOff
      .fit(design, tradeOff.options.parse({ ...WINDOWS, draws: 0, ...options }), CONTEXT)
      .findings.map(({ code }) => code);
  test("a change measured once is refused", () => {
    expect(codes(panel(noisy(10, 1, 0, 1)), { after: [4, 4] })).toEqual(["changes-measured-once"]);
  });
  test("too few units are refused", () => {
    expect(codes(panel(noisy(4, 1, 0, 1)), {})).toEqual(["too-few-complete-units"]);
  });
  test("changes whose two measurements go against each other carry no signal: the slope is NaN", () => {
    const design = panel([1, 2, 3, -1, -2, -3].map((x) => ({ a: [0, 0, x, -x], b: [0, 0, x, x] })));
    const fit = tradeOff.fit(design, tradeOff.options.parse({ ...WINDOWS, draws: 0 }), CONTEXT);
    expect(fit.estimate[0]).toBeNaN();
    expect(fit.findings.map(({ code }) => code)).toContain("no-signal");
  });
  test("a unit without a period of one half is left out and counted", () => {
    const units = noisy(10, 1, 0, 1);
    const design = panel([...units, { a: [1, 2, Number.NaN, 4], b: [1, 2, 3, 4] }]);
    const fit = tradeOff.fit(design, tradeOff.options.parse({ ...WINDOWS, draws: 0 }), CONTEXT);
    expect(fit.findings).toContainEqual({ code: "units-without-both-halves", severity: "note", values: { units: 1 } });
    expect([...fit.estimate]).toEqual([
      ...tradeOff.fit(panel(units), tradeOff.options.parse({ ...WINDOWS, draws: 0 }), CONTEXT).estimate,
    ]);
  });
});
