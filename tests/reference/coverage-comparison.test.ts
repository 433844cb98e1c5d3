import { describe, expect, test } from "vitest";
import {
  difference,
  intervalSizes,
  numbersOf,
  printBound,
  printNumber,
  tailScale,
} from "../support/coverage-report/comparison.ts";
import { ENTRIES, statesOf, unaccountedKeys } from "../support/coverage-report/states.ts";

// What the pages of coverage stand on, on numbers that can be checked by hand.

const one = (actual: readonly number[], expected: readonly number[]) => difference({ key: "x", actual, expected });

describe("differences", () => {
  test("are relative to the reference", () => {
    expect(one([2.5, -4], [2, -4])).toBe(0.25);
  });

  test("of a zero are relative to the largest of its list, to 1 when all are zero", () => {
    expect(one([0.5, 8], [0, 8])).toBe(0.5 / 8);
    expect(one([0.5], [0])).toBe(0.5);
  });

  test("are infinite when a list is short, and when NaN meets a number", () => {
    expect(one([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(one([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
    expect(one([1], [Number.NaN])).toBe(Number.POSITIVE_INFINITY);
    expect(one([Number.NaN], [Number.NaN])).toBe(0);
  });

  test("of p are relative to 1 + t² of it, of an end of an interval to the larger end", () => {
    expect(tailScale([0.1], [3])).toEqual([1]);
    expect(intervalSizes([-1, 0.5], [3, 2])).toEqual([3, 2]);
    expect(difference({ key: "low", actual: [0.5], expected: [0], relativeTo: [2] })).toBe(0.25);
  });
});

test("bounds are powers of ten from 1e-12, a digit from 1e-4, never above a tolerance that holds", () => {
  const bound = (value: number, tolerance = 1e-6) => printBound(value, tolerance);
  expect([0, 3e-15, 1e-12].map((value) => bound(value))).toEqual(["≤ 1e-12", "≤ 1e-12", "≤ 1e-12"]);
  expect([2e-12, 1e-10, 9e-9].map((value) => bound(value))).toEqual(["≤ 1e-11", "≤ 1e-10", "≤ 1e-8"]);
  expect(bound(3e-8, 5e-8)).toBe("≤ 5e-8");
  expect(bound(7e-8, 5e-8)).toBe("≤ 1e-7");
  expect(bound(0.031, 0.05)).toBe("≤ 4e-2");
  expect(bound(1e-16, 1e-14)).toBe("≤ 1e-14");
  expect(bound(Number.POSITIVE_INFINITY)).toBe("not comparable");
  expect([1e-8, 0.05442, 1e-6].map(printNumber)).toEqual(["1e-8", "5.4e-2", "1e-6"]);
});

test("references hold NA and infinities as words, and matrices", () => {
  expect(numbersOf([1, "NA", "-Inf", [2, ["NaN"]]])).toEqual([1, Number.NaN, Number.NEGATIVE_INFINITY, 2, Number.NaN]);
  expect(() => numbersOf("two")).toThrow("not a number: two");
});

describe("an entry that nobody knows, or that two know, is noticed", () => {
  const { entry } = ENTRIES.find((each) => each.entry.id === "plm_grunfeld_within")!;

  test("in no state", () => {
    expect(statesOf("inference", { ...entry, id: "plm_new", estimator: "plm new" })).toHaveLength(0);
  });

  test("in two states: computed, and said to wait", () => {
    expect(statesOf("inference", entry)).toHaveLength(1);
    expect(statesOf("inference", { ...entry, estimator: "plm random individual" })).toHaveLength(2);
  });

  test("a number of a result that is in no comparison", () => {
    const more = { ...entry, result: { ...entry.result, theta: 1 } };
    expect(unaccountedKeys(more, { keys: Object.keys(entry.result) })).toEqual(["theta"]);
  });
});
