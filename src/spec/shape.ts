import type { z } from "zod";

/** A schema seen as the kind of YAML value it takes, which is what messages speak of. */
export type Shape =
  | { readonly kind: "text" }
  | { readonly kind: "number"; readonly whole: boolean; readonly bounds: readonly string[] }
  | { readonly kind: "truth" }
  | { readonly kind: "nothing" }
  | { readonly kind: "words"; readonly words: readonly unknown[] }
  | { readonly kind: "list"; readonly element: z.ZodType }
  | { readonly kind: "tuple"; readonly items: readonly z.ZodType[] }
  | {
      readonly kind: "map";
      readonly entries: ReadonlyMap<string, { readonly schema: z.ZodType; readonly required: boolean }>;
    }
  | { readonly kind: "record"; readonly key: z.ZodType; readonly element: z.ZodType }
  | { readonly kind: "union"; readonly options: readonly z.ZodType[]; readonly discriminator: string | null }
  | { readonly kind: "anything" };

type Known = z.core.$ZodTypes;
/** Nested schemas are typed by zod as core types; every one of them is built with `z.` and is a ZodType. */
const asType = (schema: unknown): z.ZodType => schema as z.ZodType;
const known = (schema: z.ZodType): Known => schema as unknown as Known;

/** The schema of the written value: without defaults, optionality, and what happens to it afterwards. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { def } = known(schema)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "nonoptional":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
      return unwrap(asType(def.innerType));
    case "lazy":
      return unwrap(asType(def.getter()));
    case "pipe":
      return unwrap(asType(asType(def.in)._zod.def.type === "transform" ? def.out : def.in));
    default:
      return schema;
  }
}

/** The shape of a schema; types that no specification uses count as "anything". */
export function shapeOf(schema: z.ZodType): Shape {
  const inner = known(unwrap(schema));
  const { def } = inner._zod;
  switch (def.type) {
    case "string":
      return { kind: "text" };
    case "number":
      return numberShape(def);
    case "boolean":
      return { kind: "truth" };
    case "null":
    case "undefined":
      return { kind: "nothing" };
    case "literal":
      return { kind: "words", words: def.values };
    case "enum":
      return { kind: "words", words: Object.values(def.entries) };
    case "array":
      return { kind: "list", element: asType(def.element) };
    case "tuple":
      return { kind: "tuple", items: def.items.map(asType) };
    case "record":
      return { kind: "record", key: asType(def.keyType), element: asType(def.valueType) };
    case "object":
      return { kind: "map", entries: mapEntries(def.shape) };
    case "union":
      return {
        kind: "union",
        options: def.options.map(asType),
        discriminator: "discriminator" in def && typeof def.discriminator === "string" ? def.discriminator : null,
      };
    default:
      return { kind: "anything" };
  }
}

function mapEntries(
  shape: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, { schema: z.ZodType; required: boolean }> {
  return new Map(
    Object.entries(shape).map(([key, value]) => {
      const schema = asType(value);
      return [key, { schema, required: schema._zod.optin === undefined && shapeOf(schema).kind !== "anything" }];
    }),
  );
}

/** Reads the limits of a number: `int()` is a check of its format, or the schema's own kind when written `z.int()`. */
function numberShape(def: z.core.$ZodNumberDef): Shape {
  const checks = [def, ...(def.checks ?? []).map((check) => check._zod.def)] as unknown as readonly Readonly<
    Record<string, unknown>
  >[];
  const bounds = checks.flatMap((check) => {
    if (check["check"] === "greater_than")
      return [`${check["inclusive"] === true ? "of at least" : "above"} ${check["value"]}`];
    if (check["check"] === "less_than")
      return [`${check["inclusive"] === true ? "of at most" : "below"} ${check["value"]}`];
    return [];
  });
  return { kind: "number", whole: checks.some((check) => check["check"] === "number_format"), bounds };
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Could this value have been meant as this shape? Looks at the kind of value only, not into it. */
function fits(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "truth":
      return typeof value === "boolean";
    case "nothing":
      return value === null || value === undefined;
    case "words":
      return shape.words.some((word) => typeof word === typeof value);
    case "list":
    case "tuple":
      return Array.isArray(value);
    case "map":
    case "record":
      return isMap(value);
    case "union":
      return shape.options.some((option) => fits(shapeOf(option), value));
    case "anything":
      return true;
    default:
      throw new Error(`unknown shape ${JSON.stringify(shape satisfies never)}`);
  }
}

/**
 * The branch of a union that was meant: by its discriminator; else the only one of the value's kind; else, among maps, the one that knows most of
 * the keys, and among texts the one whose words hold it or else free text.
 *
 * @returns null when that does not single one out
 */
export function meantBranch(shape: Extract<Shape, { kind: "union" }>, value: unknown): z.ZodType | null {
  const { discriminator } = shape;
  if (discriminator !== null) {
    if (!isMap(value)) return null;
    return (
      shape.options.find((option) => discriminatorWords(option, discriminator).includes(value[discriminator])) ?? null
    );
  }
  const possible = shape.options.filter((option) => fits(shapeOf(option), value));
  if (possible.length <= 1) return possible[0] ?? null;
  if (isMap(value)) {
    const keys = Object.keys(value);
    const score = (option: z.ZodType): number => keys.filter((key) => keysOf(option).includes(key)).length;
    const ranked = [...possible].sort((a, b) => score(b) - score(a));
    return score(ranked[0]!) > 0 ? ranked[0]! : null;
  }
  const words = possible.find((option) => wordsOf(shapeOf(option)).includes(value));
  return words ?? possible.find((option) => shapeOf(option).kind === "text") ?? possible[0]!;
}

/** Values that single out an option of a discriminated union. */
export function discriminatorWords(option: z.ZodType, discriminator: string): readonly unknown[] {
  const shape = shapeOf(option);
  const entry = shape.kind === "map" ? shape.entries.get(discriminator) : undefined;
  return entry === undefined ? [] : wordsOf(shapeOf(entry.schema));
}

const wordsOf = (shape: Shape): readonly unknown[] => (shape.kind === "words" ? shape.words : []);

/** Keys that a map may have; of a union of maps, the keys of all of them. */
export function keysOf(schema: z.ZodType): readonly string[] {
  const shape = shapeOf(schema);
  if (shape.kind === "map") return [...shape.entries.keys()];
  return shape.kind === "union" ? [...new Set(shape.options.flatMap(keysOf))] : [];
}

/** The schema of one part of a value; unions on the way are resolved by the value. Null when nothing is known about that part. */
export function schemaOfPart(schema: z.ZodType, value: unknown, step: string | number): z.ZodType | null {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case "map":
      return shape.entries.get(String(step))?.schema ?? null;
    case "record":
    case "list":
      return shape.element;
    case "tuple":
      return shape.items[Number(step)] ?? null;
    case "union": {
      const branch = meantBranch(shape, value);
      return branch === null ? null : schemaOfPart(branch, value, step);
    }
    default:
      return null;
  }
}

/** One part of a plain value, or undefined. */
export function part(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
  return isMap(value) && Object.hasOwn(value, step) ? value[String(step)] : undefined;
}
