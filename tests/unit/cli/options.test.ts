import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { commaList, effectList, keyValue, memorySize, oneOfEach, wholeNumber } from "../../../src/cli/options.ts";

describe("whole numbers", () => {
  test.each([
    ["0", 0],
    ["8", 8],
    [" 8 ", 8],
  ])("%s", (text, value) => {
    expect(wholeNumber(0)(text)).toBe(value);
  });

  test.each(["-1", "1.5", "one", "", "  ", "1e3", "0x10", "Infinity", "9007199254740993"])("%s is none", (text) => {
    expect(() => wholeNumber(0)(text)).toThrow(InvalidArgumentError);
    expect(() => wholeNumber(0)(text)).toThrow(`expected a whole number from 0, got "${text}".`);
  });

  test("the lowest is allowed, one less is not", () => {
    expect(wholeNumber(1)("1")).toBe(1);
    expect(() => wholeNumber(1)("0")).toThrow('expected a whole number from 1, got "0".');
  });
});

test("lists are split at commas, without blanks and empty parts", () => {
  expect(commaList("a, b,,c ,")).toEqual(["a", "b", "c"]);
  expect(commaList("")).toEqual([]);
});

test("commas inside brackets belong to the effect", () => {
  expect(effectList("unit[a,b], year")).toEqual(["unit[a,b]", "year"]);
  expect(effectList("unit[[a, b]],region^year,")).toEqual(["unit[[a, b]]", "region^year"]);
  expect(effectList("a,b")).toEqual(["a", "b"]);
  expect(effectList("")).toEqual([]);
});

test("words from a list, each of them checked", () => {
  const parse = oneOfEach(["nl", "en"]);
  expect(parse("en,nl")).toEqual(["en", "nl"]);
  expect(() => parse("en,de")).toThrow('expected some of nl, en, got "de".');
  expect(() => parse("EN")).toThrow(InvalidArgumentError);
});

describe("sizes of memory", () => {
  test.each([
    ["4GB", "4GB"],
    ["512mb", "512MB"],
    ["1.5 gb", "1.5 GB"],
  ])("%s", (text, size) => {
    expect(memorySize(text)).toBe(size);
  });

  test.each(["4", "GB", "4 G", "-1GB", "4GB; drop", ""])("%s is none", (text) => {
    expect(() => memorySize(text)).toThrow(`expected a size like 4GB, got "${text}".`);
  });
});

describe("--set key=value", () => {
  test.each<[string, readonly [string, unknown]]>([
    ["reference=2019", ["reference", 2019]],
    ["unbalanced=true", ["unbalanced", true]],
    ["window=[-3,5]", ["window", [-3, 5]]],
    ["window=all", ["window", "all"]],
    ["covariates=~ a = b", ["covariates", "~ a = b"]],
    ["ssc.K=none", ["ssc.K", "none"]],
    ['label="7"', ["label", "7"]],
    ["label=", ["label", ""]],
  ])("%s", (text, pair) => {
    expect(keyValue(text, [])).toEqual([pair]);
  });

  test("repeated options add up in order; the list before is not written to", () => {
    const before = [["a", 1]] as const;
    expect(keyValue("b=2", before)).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(before).toHaveLength(1);
  });

  test.each(["reference", "=2019", ""])("%s has no key or no value", (text) => {
    expect(() => keyValue(text, [])).toThrow(`expected key=value, got "${text}".`);
  });
});
