import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type JsonSchema, stableJson, studyJsonSchema } from "../../../src/spec/json-schema.ts";
import type { Catalogue } from "../../../src/spec/schema.ts";
import { catalogue, change, hypothesis, problems, small, study } from "./small-study.ts";

const schema = studyJsonSchema(catalogue);

/** Holds a value against the part of JSON Schema that the generated schema uses; a keyword it does not know fails the test that meets it. */
function accepts(rule: JsonSchema, value: unknown): boolean {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const object = (isObject ? value : {}) as Readonly<Record<string, unknown>>;
  const list = Array.isArray(value) ? value : [];
  const number = typeof value === "number" ? value : Number.NaN;
  const parts = (key: string): readonly JsonSchema[] => rule[key] as readonly JsonSchema[];
  const properties = (rule["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const types: Readonly<Record<string, boolean>> = {
    object: isObject,
    array: Array.isArray(value),
    string: typeof value === "string",
    number: typeof value === "number",
    integer: Number.isInteger(value),
    boolean: typeof value === "boolean",
  };
  const holds: Readonly<Record<string, () => boolean>> = {
    $ref: () =>
      accepts(
        (schema["$defs"] as Readonly<Record<string, JsonSchema>>)[String(rule["$ref"]).slice("#/$defs/".length)]!,
        value,
      ),
    anyOf: () => parts("anyOf").some((part) => accepts(part, value)),
    oneOf: () => parts("oneOf").filter((part) => accepts(part, value)).length === 1,
    type: () => types[String(rule["type"])] === true,
    enum: () => (rule["enum"] as readonly unknown[]).includes(value),
    const: () => rule["const"] === value,
    required: () => !isObject || (rule["required"] as readonly string[]).every((key) => Object.hasOwn(object, key)),
    properties: () =>
      Object.entries(properties).every(([key, part]) => !Object.hasOwn(object, key) || accepts(part, object[key])),
    propertyNames: () => Object.keys(object).every((key) => accepts(rule["propertyNames"] as JsonSchema, key)),
    additionalProperties: () => {
      const others = Object.keys(object).filter((key) => !Object.hasOwn(properties, key));
      const other = rule["additionalProperties"];
      return other === false ? others.length === 0 : others.every((key) => accepts(other as JsonSchema, object[key]));
    },
    prefixItems: () => parts("prefixItems").every((part, index) => index >= list.length || accepts(part, list[index])),
    items: () => rule["items"] === false || list.every((item) => accepts(rule["items"] as JsonSchema, item)),
    minItems: () => !Array.isArray(value) || list.length >= Number(rule["minItems"]),
    maxItems: () => !Array.isArray(value) || list.length <= Number(rule["maxItems"]),
    minLength: () => typeof value !== "string" || value.length >= Number(rule["minLength"]),
    pattern: () => typeof value !== "string" || new RegExp(String(rule["pattern"])).test(value),
    minimum: () => !(number < Number(rule["minimum"])),
    maximum: () => !(number > Number(rule["maximum"])),
    exclusiveMinimum: () => !(number <= Number(rule["exclusiveMinimum"])),
    exclusiveMaximum: () => !(number >= Number(rule["exclusiveMaximum"])),
  };
  return Object.keys(rule)
    .filter((key) => !["$schema", "$defs", "title", "description", "default"].includes(key))
    .every((key) => {
      const rule = holds[key];
      if (rule === undefined) throw new Error(`the generated schema uses ${key}, which this test does not know`);
      return rule();
    });
}

test("every file of the small study is accepted", () => {
  for (const [name, text] of Object.entries(small)) expect(accepts(schema, parse(text)), name).toBe(true);
});

describe("what readStudy refuses for a file's own sake, the schema refuses", () => {
  test.each([
    ["kind: dose", "kind: dif-in-dif"],
    ["cluster: region", "controls: region"],
    ["expect: increase", "expect: up"],
    ["smallest_effect: 0.01", "smallest_effect: -0.01"],
    ["smallest_effect: 0.01", "smallest_effect: { relative: 0.1, sd: 1 }"],
    ["smallest_effect: 0.01", "mde: 0.01"],
    ["{ nl: Hoger, en: Higher }", "{ nl: Hoger }"],
    ["{ nl: Hoger, en: Higher }", "Hoger"],
    ["id: h1a", "id: H1A"],
    ["twfe: {}", "did: {}"],
    ["twfe: {}", "twfe: { fe: [a] }"],
    ["twfe: {}", "event-study: { window: some }"],
    ["[pre-trends,", "[pretrends,"],
    ["{ placebo-period: 2018 }", "{ placebo-period: x }"],
    ["{ placebo-period: 2018 }", "{ pre-trends: { draws: 0.5 } }"],
    ["family: primary", "famly: primary"],
  ])("%s → %s", (from, to) => {
    const text = change(hypothesis, from, to);
    expect(problems({ "h1.yaml": text })).not.toEqual([]);
    expect(accepts(schema, parse(text))).toBe(false);
  });

  test.each([
    ["primary: {}", "primary: { level: 0.3 }"],
    ["families:\n  primary: {}\n", ""],
    ["over: [2015, 2017]", "over: [2015]"],
    ["  reach: {", "  Reach It: {"],
    ["optional: true", "optional: yes"],
  ])("study.yaml: %s → %s", (from, to) => {
    expect(accepts(schema, parse(change(study, from, to)))).toBe(false);
  });
});

test("leaving out any key of a file is refused by the schema exactly when zod calls it missing", () => {
  for (const [name, text] of Object.entries(small)) {
    const whole = parse(text) as Record<string, unknown>;
    for (const key of Object.keys(whole)) {
      const { [key]: _, ...rest } = whole;
      // JSON is YAML, so the reader takes it as it is.
      const isMissing = problems({ [name]: JSON.stringify(rest) }).some((one) => one.includes(` ${key}: missing; `));
      expect(accepts(schema, rest), `${name} without ${key}`).toBe(!isMissing);
    }
  }
});

test("estimators, checks and their options are offered with their defaults", () => {
  const definitions = schema["$defs"] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const entries = definitions["estimate"]!["properties"] as Readonly<Record<string, unknown>>;
  expect(entries["event-study"]).toEqual({
    type: "object",
    properties: {
      reference: { default: -1, type: "number" },
      window: { default: "all", type: "string", enum: ["all", "balanced"] },
      basePeriod: { default: "varying", type: "string", enum: ["varying", "universal"] },
    },
    additionalProperties: false,
  });
  expect(Object.keys(entries)).toEqual(expect.arrayContaining(["twfe", "two-by-two", "outcome", "weights", "where"]));
  const text = JSON.stringify(schema);
  for (const check of ["pre-trends", "placebo-period", "leave-one-cluster-out", "honest-bounds"])
    expect(text).toContain(`"${check}"`);
  // Shared parts are written once.
  expect(text.split('"minLength":1,"description":"The text in Dutch"')).toHaveLength(2);
  expect(text).not.toContain('"id":"http');
});

test("the text is stable: it does not depend on the order of the catalogue", () => {
  const reversed: Catalogue = {
    ...catalogue,
    estimators: new Map([...catalogue.estimators].reverse()),
  };
  expect(stableJson(studyJsonSchema(catalogue))).toBe(stableJson(schema));
  expect(stableJson(studyJsonSchema(reversed))).toBe(stableJson(schema));
  expect(stableJson({ b: [2, { d: 1, c: null }], a: "x" })).toBe(
    '{\n  "a": "x",\n  "b": [\n    2,\n    {\n      "c": null,\n      "d": 1\n    }\n  ]\n}\n',
  );
});

test("a planned check and an option that JSON Schema cannot say are accepted as anything", () => {
  expect(accepts(schema, parse(change(hypothesis, "{ placebo-period: 2018 }", "{ honest-bounds: [1] }")))).toBe(true);
});
