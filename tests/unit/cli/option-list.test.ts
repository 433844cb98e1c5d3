import { describe, expect, test } from "vitest";
import { allowedValues, type OptionSchema, optionList } from "../../../src/cli/option-list.ts";
import { wrap } from "../../../src/cli/wrap.ts";

describe("what may be written for an option", () => {
  test.each<[OptionSchema, string]>([
    [{ type: "string", enum: ["reg", "dr"] }, "reg | dr"],
    [{ type: "boolean" }, "true | false"],
    [{ type: "number" }, "number"],
    [{ type: "number", minimum: 0 }, "number from 0"],
    [{ type: "number", exclusiveMinimum: 0 }, "number above 0"],
    [{ type: "integer", minimum: 0, maximum: 100 }, "whole number from 0 to 100"],
    [{ type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, "whole number"],
    [{ type: "string" }, "text"],
    [{ type: "array", items: { type: "string" } }, "list of names"],
    [{ type: "array", items: { type: "number" }, minItems: 1 }, "list of number, at least 1"],
    [{ type: "array", prefixItems: [{ type: "number" }, { type: "number" }], items: false }, "[number, number]"],
    [{ anyOf: [{ type: "string", const: "all" }, { type: "string" }] }, "all or text"],
    [{}, "value"],
  ])("%j: %s", (schema, words) => {
    expect(allowedValues(schema)).toBe(words);
  });
});

test("an entry has its key, values and default on the first line and its meaning below, within the width", () => {
  const list = optionList(
    [
      [
        "method",
        {
          type: "string",
          enum: ["reg", "dr"],
          default: "dr",
          description: "How covariates enter the comparison of two groups",
        },
      ],
      ["x", { type: "array", items: { type: "string" }, default: [], description: "Columns" }],
      ["draws", { type: "boolean", description: "Whether" }],
    ],
    40,
    (text) => `*${text}*`,
  );
  expect(list.split("\n")).toEqual([
    "  *method*  reg | dr; default dr",
    "      How covariates enter the",
    "      comparison of two groups",
    "  *x*       list of names; default none",
    "      Columns",
    "  *draws*   true | false",
    "      Whether",
  ]);
});

test("lines break at blanks; a word that is longer stays whole", () => {
  expect(wrap("one two three", 9, "  ")).toBe("  one two\n  three");
  expect(wrap("a https://doi.org/10.1/x b", 10, "")).toBe("a\nhttps://doi.org/10.1/x\nb");
  expect(wrap("b c", 80, "    ", "  - ")).toBe("  - b c");
});
