import { expect, test } from "vitest";
import {
  capitalise,
  digitsThatKeepSides,
  formatDecimal,
  formatP,
  inWords,
  joinWords,
  numberFormat,
  plainFormat,
} from "../../../src/messages/format.ts";

// Expected texts are written by hand from the report's number rules: signed effects, true minus U+2212, unsigned rounded zero.

const share = (language: "nl" | "en", smallestEffect: number | null = 0.01) =>
  numberFormat(language, { unit: "share", noun: null, smallestEffect });

test("shares are shown in percentage points, always signed", () => {
  expect(share("nl").effect(0.00152760514)).toBe("+0,15");
  expect(share("en").effect(0.00152760514)).toBe("+0.15");
  expect(share("nl").effectWithUnit(-0.0237)).toBe("−2,37 punt");
  expect(share("en").effectWithUnit(-0.0237)).toBe("−2.37 points");
});

test("logarithms are shown in log points, which are no percentage points", () => {
  const log = (language: "nl" | "en") => numberFormat(language, { unit: "log", noun: null, smallestEffect: 0.02 });
  expect(log("nl").effectWithUnit(-0.0418)).toBe("−4,18 logpunt");
  expect(log("en").effectWithUnit(-0.0418)).toBe("−4.18 log points");
  expect([log("en").isPercentage, share("en").isPercentage]).toEqual([false, true]);
});

test("a rounded zero has no sign", () => {
  expect(share("nl").effect(0.0000001)).toBe("0,00");
  expect(share("nl").effect(-0.0000001)).toBe("0,00");
  expect(share("en").label(0.0003)).toBe("0.0");
});

test("minus is U+2212 and intervals never join signed numbers with a dash", () => {
  const text = share("nl").interval(-0.00429, 0.00734);
  expect(text).toBe("−0,43 tot +0,73");
  expect(share("en").interval(-0.00429, 0.00734)).toBe("−0.43 to +0.73");
  expect(text).not.toMatch(/[-–]/);
});

test("a bound keeps its side of zero and of δ, with as many digits as that takes", () => {
  expect(share("nl").bound(-0.00003)).toBe("−0,003"); // two digits would print 0,00
  expect(share("nl").bound(0.00998)).toBe("+0,998"); // two digits would print 1,00, which is δ
  expect(share("nl").bound(0.01004)).toBe("+1,004");
  expect(share("nl").bound(0.01)).toBe("+1,00"); // exactly δ is δ
  expect(share("nl").bound(-0.009996)).toBe("−0,9996");
});

test("an estimate may round to zero but not onto δ", () => {
  expect(share("nl").effect(0.00001)).toBe("0,00");
  expect(share("nl").effect(0.00999)).toBe("+0,999");
});

test("no number of digits is invented for a value that equals the threshold up to rounding error", () => {
  expect(digitsThatKeepSides(1 + 1e-13, 2, [1])).toBe(2);
  expect(digitsThatKeepSides(0.9999999, 2, [1])).toBe(2); // four more digits do not help: print it plainly
});

test("p: two decimals, three below 0.10, and a bound below 0.001", () => {
  expect(formatP(0.5982, "nl")).toBe("0,60");
  expect(formatP(0.0106, "nl")).toBe("0,011");
  expect(formatP(0.0996, "en")).toBe("0.100");
  expect(formatP(0.0009, "nl")).toBe("< 0,001");
  expect(formatP(0.04996, "en")).toBe("0.04996"); // 0.050 would say it does not reach 0.05
  expect(formatP(0.0504, "en")).toBe("0.0504");
  expect(formatP(1, "nl")).toBe("1,00");
});

test("counts, shares and plain numbers", () => {
  expect(plainFormat("nl").count(2352)).toBe("2.352");
  expect(plainFormat("en").count(2352)).toBe("2,352");
  expect(plainFormat("nl").count(-1151)).toBe("−1.151");
  expect(plainFormat("nl").count(999)).toBe("999");
  expect(plainFormat("en").count(1234567)).toBe("1,234,567");
  expect(plainFormat("nl").percent(0.2148)).toBe("21,5%");
  expect(plainFormat("nl").plain(0.2239999)).toBe("0,224");
  expect(plainFormat("nl").plain(2.8)).toBe("2,8");
  expect(plainFormat("en").plain(1)).toBe("1");
  expect(plainFormat("en").plain(12345)).toBe("12,345");
});

test("units: sizes carry them, and small thresholds get the digits they need", () => {
  expect(share("nl").size(0.01)).toBe("1,00 punt");
  expect(share("en").size(-0.01)).toBe("1.00 points");
  const hazard = numberFormat("en", { unit: "hazard", noun: null, smallestEffect: 0.005 });
  expect(hazard.effect(0.0123)).toBe("+1.23");
  const mark = numberFormat("nl", { unit: "mark", noun: null, smallestEffect: 0.15 });
  expect(mark.effectWithUnit(-0.02)).toBe("−0,02 cijferpunt");
  const index = numberFormat("nl", { unit: "index", noun: null, smallestEffect: 0.002 });
  expect(index.effect(0.00123)).toBe("+0,0012"); // δ = 0,0020 keeps two digits
  const count = numberFormat("nl", { unit: "count", noun: "leerlingen", smallestEffect: 5 });
  expect(count.effectWithUnit(7.25)).toBe("+7,25 leerlingen");
});

test("numbers that could not be computed are a dash, not NaN", () => {
  expect(formatDecimal(Number.NaN, 2, "nl")).toBe("–");
  expect(share("nl").effect(Number.NaN)).toBe("–");
  expect(formatP(Number.NaN, "nl")).toBe("–");
});

test("words", () => {
  expect(inWords(9, "nl")).toBe("negen");
  expect(inWords(12, "en")).toBe("twelve");
  expect(inWords(1300, "nl")).toBe("1.300");
  expect(joinWords(["F1"], "nl")).toBe("F1");
  expect(joinWords(["F1", "F2", "F3"], "nl")).toBe("F1, F2 en F3");
  expect(joinWords(["F1", "F2"], "en")).toBe("F1 and F2");
  expect(capitalise("één van")).toBe("Eén van");
  expect(capitalise("")).toBe("");
});
