import { describe, expect, test } from "vitest";
import { changePointFinder, DRAWS, LEAST_POINTS, supF } from "../../../src/monitor/change-point.ts";
import { fillNormal, openStream } from "../../../src/numerics/random.ts";
import { bytesOf } from "../../support/tables.ts";

/** A closed form by hand. */
const DIGITS = 10;
const years = (n: number): number[] => Array.from({ length: n }, (_, i) => 2015 + i);

describe("sup-F by hand", () => {
  test("six points leave one date: two lines of three points each against one of six", () => {
    // y = 0, 1, 0 | 6, 7, 6. Each half: mean line flat, residuals −1/3, 2/3, −1/3, squares 2/3; together 4/3, with 6 − 4 = 2 degrees of freedom.
    // One line: x̄ = 2.5, ȳ = 10/3; Σ(x − x̄)(y − ȳ) = (1 + 18 + 28 + 30) − 6·2.5·10/3 = 27; Σ(x − x̄)² = 17.5; Σ(y − ȳ)² = 122 − 200/3 = 166/3.
    const one = 166 / 3 - 27 ** 2 / 17.5;
    const { at, f } = supF([0, 1, 2, 3, 4, 5], [0, 1, 0, 6, 7, 6]);
    expect(at).toBe(3);
    expect(f).toBeCloseTo((one - 4 / 3) / 2 / (4 / 3 / 2), DIGITS);
  });

  test("neither level, slope nor scale of a straight line under it matters", () => {
    const x = [0, 1, 2, 3, 4, 5, 6, 7];
    const y = [1, 0, 2, 1, 5, 4, 6, 5];
    const { at, f } = supF(x, y);
    const moved = supF(
      x,
      y.map((value, i) => 100 - 3 * x[i]! + 7 * value),
    );
    expect(moved.at).toBe(at);
    expect(moved.f).toBeCloseTo(f, 8);
  });

  test("a straight line has none, two lines without residual have no end to it", () => {
    expect(supF(years(8), [1, 2, 3, 4, 5, 6, 7, 8]).f).toBe(0);
    expect(supF([0, 1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1, 9, 9, 9, 9])).toEqual({ at: 4, f: Number.POSITIVE_INFINITY });
  });
});

describe("change-points", () => {
  const find = changePointFinder();

  test("a planted change in level is dated and has the least p there is", () => {
    expect(find(years(10), [5, 5, 5, 5, 5, 5, 9, 9, 9, 9])).toEqual({
      period: 2021,
      statistic: null,
      p: 1 / (DRAWS + 1),
    });
  });

  test("a planted change in slope, with a little noise", () => {
    // Falls by eight a year up to 2021, by two a year after; noise of ±1.
    const fall = [306, 299, 289, 283, 273, 267, 257, 257, 252, 252];
    const found = find(years(10), fall)!;
    expect([2021, 2022]).toContain(found.period);
    expect(found.p).toBeLessThan(0.01);
  });

  test("a steady fall with the same noise has none: a trend alone is no change-point", () => {
    expect(find(years(10), [307, 297, 291, 281, 275, 265, 259, 249, 243, 233])!.p).toBeGreaterThan(0.2);
    expect(find(years(10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])!.p).toBe(1);
  });

  test("too few points are not judged", () => {
    expect(find(years(LEAST_POINTS - 1), new Array(LEAST_POINTS - 1).fill(0))).toBeNull();
    expect(find([], [])).toBeNull();
  });

  test("without a change it is named in one of twenty series", () => {
    const series = 600;
    const noise = new Float64Array(10);
    let named = 0;
    for (let replicate = 0; replicate < series; replicate++) {
      fillNormal(openStream({ seed: 7, task: "size of the change-point test", replicate }), noise);
      if (
        find(
          years(10),
          [...noise].map((e, i) => 50 - 2 * i + e),
        )!.p <= 0.05
      )
        named++;
    }
    // 99.9% acceptance of a binomial share, with the error of the null distribution itself, which has DRAWS draws.
    expect(Math.abs(named / series - 0.05)).toBeLessThan(3.3 * Math.sqrt(0.05 * 0.95 * (1 / series + 1 / DRAWS)));
  });

  test("twice is the same, whoever asked before, and inputs are not written to", () => {
    const [x, y] = [years(9), [3, 1, 4, 1, 5, 9, 2, 6, 5]];
    const before = bytesOf([x, y]);
    expect(changePointFinder()(x, y)).toEqual(find(x, y));
    expect(bytesOf([x, y])).toBe(before);
  });
});
