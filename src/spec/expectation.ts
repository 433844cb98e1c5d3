import type { z } from "zod";
import { discriminatorWords, isMap, keysOf, type Shape, shapeOf, unwrap } from "./shape.ts";

const MOST_KEYS = 8;
const MOST_WORDS = 40;

/** `a, b or c` */
function either(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}

/** `one of a, b, c`; a single word stands alone. */
export function oneOf(words: readonly unknown[]): string {
  const shown = words.slice(0, MOST_WORDS).map(String).join(", ");
  return words.length === 1 ? shown : `one of ${shown}${words.length > MOST_WORDS ? ", …" : ""}`;
}

/**
 * What a schema asks for, as the object of "expected": `a number above 0`, `one of share, count`, `a map with nl and en`.
 * The schema's own description follows in parentheses, except after words, which speak for themselves.
 */
export function expectation(schema: z.ZodType): string {
  const described = descriptionOf(schema);
  const shape = shapeOf(schema);
  const plain = shapeWords(shape);
  return described === null || shape.kind === "words" ? plain : `${plain} (${uncapitalised(described)})`;
}

function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return "text";
    case "number":
      return [shape.whole ? "a whole number" : "a number", shape.bounds.join(" and ")].filter(Boolean).join(" ");
    case "truth":
      return "true or false";
    case "nothing":
      return "nothing";
    case "words":
      return oneOf(shape.words);
    case "list":
      return listWords(shapeOf(shape.element));
    case "tuple":
      return shape.items.every((item) => shapeOf(item).kind === "number")
        ? `a list of ${shape.items.length} numbers`
        : `a list of ${shape.items.length}`;
    case "record":
      return "a map";
    case "map":
      return mapWords(shape);
    case "union":
      return unionWords(shape);
    case "anything":
      return "a value";
    default:
      throw new Error(`unknown shape ${JSON.stringify(shape satisfies never)}`);
  }
}

function listWords(element: Shape): string {
  switch (element.kind) {
    case "text":
      return "a list of text";
    case "number":
      return "a list of numbers";
    case "words":
      return `a list of ${oneOf(element.words)}`;
    default:
      return "a list";
  }
}

function mapWords(shape: Extract<Shape, { kind: "map" }>): string {
  const all = [...shape.entries];
  const required = all.filter(([, entry]) => entry.required).map(([key]) => key);
  if (required.length > 0) return `a map with ${required.join(", ")}`;
  return all.length > 0 && all.length <= MOST_KEYS
    ? `a map with any of ${all.map(([key]) => key).join(", ")}`
    : "a map";
}

function unionWords(shape: Extract<Shape, { kind: "union" }>): string {
  const { discriminator } = shape;
  if (discriminator !== null) {
    const words = shape.options.flatMap((option) => discriminatorWords(option, discriminator));
    return `a map with ${discriminator}: ${oneOf(words)}`;
  }
  const words = new Set(unionChoices(shape));
  const parts = shape.options
    .filter((option) => shapeOf(option).kind !== "nothing")
    // A check is named by a word or by a map with that same word as its key: saying it once is enough.
    .filter((option) => !(keysOf(option).length > 0 && keysOf(option).every((key) => words.has(key))))
    .map((option) => shapeWords(shapeOf(option)));
  return either([...new Set(parts)]);
}

/** Words that some branch of a union takes. */
export function unionChoices(shape: Extract<Shape, { kind: "union" }>): readonly unknown[] {
  return shape.options.flatMap((option) => {
    const inner = shapeOf(option);
    return inner.kind === "words" ? inner.words : inner.kind === "union" ? unionChoices(inner) : [];
  });
}

function descriptionOf(schema: z.ZodType): string | null {
  if (schema.description !== undefined) return schema.description;
  const inner = unwrapOnce(schema);
  return inner === null ? null : descriptionOf(inner);
}

function unwrapOnce(schema: z.ZodType): z.ZodType | null {
  const def = schema._zod.def as { readonly innerType?: z.ZodType };
  if (def.innerType !== undefined) return def.innerType;
  const inner = unwrap(schema);
  return inner === schema ? null : inner;
}

/** "A column" → "a column"; "SQL" and "0/1" stay. */
function uncapitalised(text: string): string {
  return /^[A-Z]([a-z]|\s)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** What was found, as the object of "got". */
export function found(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  return isMap(value) ? "a map" : String(value);
}

/** What to write instead, where the value shows what was meant: quotes, a decimal point, brackets. Starts with "; " or is empty. */
export function remedy(schema: z.ZodType, value: unknown): string {
  const shape = shapeOf(schema);
  const accepted = shape.kind === "union" ? shape.options.map(shapeOf) : [shape];
  const takes = (kind: Shape["kind"]): boolean => accepted.some((one) => one.kind === kind);
  if (typeof value === "string") {
    const number = takes("number") ? meantNumber(value) : null;
    if (number !== null) return `; write ${number} without quotes`;
    if (takes("truth") && /^(yes|no|on|off)$/i.test(value)) return `; write ${/^(yes|on)$/i.test(value)}`;
    if (takes("list")) return `; write [${value}]`;
    const isBilingual = accepted.some((one) => one.kind === "map" && [...one.entries.keys()].join() === "nl,en");
    return isBilingual ? "; write { nl: …, en: … }" : "";
  }
  if ((typeof value === "number" || typeof value === "boolean") && takes("text")) return `; write "${value}" in quotes`;
  const emptyMap = accepted.some(
    (one) => one.kind === "map" && [...one.entries.values()].every((entry) => !entry.required),
  );
  return value === null && emptyMap ? "; write {} when there is nothing to set" : "";
}

/** `0,05` and `5%` are what people write for 0.05. */
function meantNumber(text: string): number | null {
  const match = /^(-?\d+(?:[.,]\d+)?)\s*(%?)$/.exec(text.trim());
  if (match === null) return null;
  const number = Number(match[1]!.replace(",", "."));
  return match[2] === "%" ? Number((number / 100).toPrecision(12)) : number;
}
