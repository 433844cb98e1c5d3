import { expect, test } from "vitest";
import { closest, editDistance, sameMeaning } from "../../../src/spec/edit-distance.ts";

/** The definition, read out loud: the cheapest last step, tried in every way. */
function slowDistance(a: string, b: string): number {
  if (a === "" || b === "") return Math.max(a.length, b.length);
  const [headA, headB] = [a.slice(0, -1), b.slice(0, -1)];
  const ways = [
    slowDistance(headA, b) + 1,
    slowDistance(a, headB) + 1,
    slowDistance(headA, headB) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  const isSwap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  if (isSwap) ways.push(slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...ways);
}

test.each([
  ["", "abc", 3],
  ["dose", "dose", 0],
  ["dsoe", "dose", 1], // one swap
  ["doze", "dose", 1], // one substitution
  ["dos", "dose", 1], // one insertion
  ["kitten", "sitting", 3], // k→s, e→i, +g: the textbook example
])("%j and %j are %i edits apart", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test("every pair of words of up to three letters out of a, b has the distance of the definition", () => {
  const words = ["", ..."ab", "aa", "ab", "ba", "bb", "aab", "aba", "baa", "abb", "bab", "bba"];
  for (const a of words) for (const b of words) expect(editDistance(a, b), `${a} ${b}`).toBe(slowDistance(a, b));
});

test("another spelling comes first, whatever its case and hyphens", () => {
  expect(closest("base_period", ["basePeriods", "basePeriod"])).toBe("basePeriod");
  expect(closest("cr1", ["CR0", "CR1"])).toBe("CR1");
  expect(sameMeaning("Event_Time", ["event-time"])).toBe("event-time");
});

test("an alias means the first of its meanings that is possible here", () => {
  expect(closest("did", ["ols", "two-by-two", "twfe"])).toBe("twfe");
  expect(closest("did", ["dose", "two-by-two"])).toBe("two-by-two");
  expect(closest("dif-in-dif", ["dose", "two-by-two"])).toBe("two-by-two");
  expect(closest("controls", ["covariates", "contrast"])).toBe("covariates");
  expect(closest("fixed_effects", ["absorb"])).toBe("absorb");
  expect(closest("mde", ["smallest_effect"])).toBe("smallest_effect");
  expect(closest("delta", ["smallest_effect"])).toBe("smallest_effect");
  expect(closest("minimum_effect", ["smallest_effect"])).toBe("smallest_effect");
  expect(closest("hypothesis", ["claim", "kind"])).toBe("claim");
  expect(closest("id", ["unit", "period"])).toBe("unit");
});

test("aliases can be another table", () => {
  expect(closest("foo", ["bar", "baz"], new Map([["foo", ["baz"]]]))).toBe("baz");
  expect(closest("did", ["two-by-two"], new Map())).toBeNull();
});

test("the nearest spelling is within two edits, one for short words, a quarter for long ones", () => {
  expect(closest("wieghts", ["weights", "where"])).toBe("weights"); // one swap
  expect(closest("outcmoes", ["outcome"])).toBe("outcome"); // a swap and a letter
  expect(closest("xyz", ["dose"])).toBeNull();
  expect(closest("sqk", ["sql"])).toBe("sql");
  expect(closest("srk", ["sql"])).toBeNull();
  // interuptedtimeserie: three letters short of 21, and 19 / 4 allows four
  expect(closest("interupted-time-serie", ["interrupted-time-series"])).toBe("interrupted-time-series");
});

test("ties go to the earlier candidate, and a beginning is enough when only one has it", () => {
  expect(closest("pane", ["panel", "panes"])).toBe("panel");
  expect(closest("synthetic", ["synthetic-control", "dose"])).toBe("synthetic-control");
  expect(closest("leave", ["leave-one-cluster-out", "leave-one-year-out"])).toBeNull();
});

test("nothing is near to an empty, endless or reserved word", () => {
  expect(closest("", ["dose"])).toBeNull();
  expect(closest("d".repeat(100_000), ["dose"])).toBeNull();
  expect(closest("constructor", ["dose"])).toBeNull();
  expect(closest("toString", ["post"])).toBeNull();
  expect(closest("dose", [])).toBeNull();
});
