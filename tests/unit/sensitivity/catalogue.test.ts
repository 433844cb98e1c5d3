import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkSentence, checkSentenceKeys } from "../../../src/messages/checks.ts";
import { numberFormat } from "../../../src/messages/format.ts";
import { checks, findCheck, plannedChecks } from "../../../src/sensitivity/index.ts";
import { evidence } from "./evidence.ts";

/** Options as a file may give them, one or more ways per check. */
const GIVEN: Readonly<Record<string, readonly unknown[]>> = {
  "pre-trends": [undefined, null, {}, { leads: [2018], level: 0.9 }],
  "placebo-period": [2018, { start: 2018, window: [2016, 2019] }, [2017, { start: 2018, dose: "d1", weights: "none" }]],
  "predetermined-exposure": [undefined, { alternatives: ["d1", { mean: "share", over: [2015, 2016] }] }],
  "placebo-outcome": [
    { outcomes: ["green"] },
    { outcomes: [{ outcome: "green", label: { nl: "groen", en: "green" } }] },
  ],
  "placebo-group": [{ groups: [{ label: "care", where: "x = 1" }] }],
  "leave-one-cluster-out": [undefined, {}],
  "leave-one-period-out": [undefined, {}],
  "weights-and-balance": [undefined, { weights: "pupils" }],
  "alternative-windows": [{ windows: [{ label: "a", window: "t > 1" }] }],
  "suppression-bounds": [undefined, {}],
  "merger-chain": [undefined, {}],
  "minimum-detectable-effect": [undefined, { power: 0.9 }],
};

test("every check of the list has options here, and no two share an id with each other or with a planned one", () => {
  expect(checks.map(({ id }) => id)).toEqual(Object.keys(GIVEN));
  const ids = [...checks, ...plannedChecks].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(findCheck("pre-trends")).toBe(checks[0]);
  expect(findCheck("honest-did")).toBeUndefined();
});

describe.each(checks.map((check) => [check.id, check] as const))("%s", (id, check) => {
  test("what its options become is valid input again and stays the same", () => {
    for (const given of GIVEN[id]!) {
      const once = check.options.parse(given);
      expect(check.options.parse(once)).toEqual(once);
    }
  });

  test("an unknown key is an error", () => {
    expect(check.options.safeParse({ start: 2018, unknown_key: 1 }).success).toBe(false);
    expect(check.options.safeParse({ unknown_key: 1 }).success).toBe(false);
  });

  test("its options have a JSON Schema with a description for editors", () => {
    const schema = JSON.stringify(z.toJSONSchema(check.options, { io: "input", unrepresentable: "any" }));
    expect(schema).toContain('"description"');
  });

  test("its plan is plain data, the same every time, and changes no input", () => {
    const before = JSON.stringify(evidence());
    const input = evidence();
    for (const given of GIVEN[id]!) {
      const options = check.options.parse(given);
      const variants = check.plan(input, options);
      expect(check.plan(input, options)).toEqual(variants);
      expect(JSON.parse(JSON.stringify(variants))).toEqual(variants);
      for (const variant of variants) expect(variant.label.nl.length * variant.label.en.length).toBeGreaterThan(0);
    }
    expect(JSON.stringify(input)).toBe(before);
  });

  test("it has a label in both languages and a code F1 … F12 or none", () => {
    expect(check.label.nl).not.toBe("");
    expect(check.label.en).not.toBe("");
    expect(check.code ?? "F1").toMatch(/^F([1-9]|1[0-2])$/);
  });
});

test("every sentence is there in both languages, and the two differ", () => {
  const formats = {
    nl: numberFormat("nl", { unit: "share", noun: null, smallestEffect: 0.01 }),
    en: numberFormat("en", { unit: "share", noun: null, smallestEffect: 0.01 }),
  };
  for (const key of checkSentenceKeys) {
    const nl = checkSentence(key, {}, "nl", formats.nl);
    const en = checkSentence(key, {}, "en", formats.en);
    expect(nl).not.toBe(en);
    expect(`${nl}${en}`).not.toMatch(/undefined|significant/);
  }
  expect(() => checkSentence("toString", {}, "nl", formats.nl)).toThrow(RangeError);
});

test("a sentence by hand, in points and with a decimal comma", () => {
  const format = numberFormat("nl", { unit: "share", noun: null, smallestEffect: 0.01 });
  const values = { mde: 0.00826, smallestEffect: 0.01, power: 0.8 };
  expect(checkSentence("minimum-detectable-effect-passed", values, "nl", format)).toBe(
    "Kleinst aantoonbaar: 0,83 punt (80% kans). De grens is 1,00 punt, dus een effect dat ertoe doet zou opvallen.",
  );
});
