import { wrap } from "./wrap.ts";

/** The parts of JSON Schema that options of estimators use. */
export interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly OptionSchema[];
  readonly items?: OptionSchema | boolean;
  readonly prefixItems?: readonly OptionSchema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

/** What may be written for an option: its words, or the kind of value with its limits. */
export function allowedValues(schema: OptionSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(allowedValues).join(" or ");
  switch (schema.type) {
    case "boolean":
      return "true | false";
    case "integer":
    case "number":
      return withLimits(schema.type === "integer" ? "whole number" : "number", schema);
    case "string":
      return "text";
    case "array":
      return listOf(schema);
    default:
      return "value";
  }
}

function listOf({ prefixItems, items, minItems = 0 }: OptionSchema): string {
  if (prefixItems !== undefined) return `[${prefixItems.map(allowedValues).join(", ")}]`;
  const of = typeof items === "object" ? allowedValues(items) : "value";
  return `list of ${of === "text" ? "names" : of}${minItems > 0 ? `, at least ${minItems}` : ""}`;
}

function withLimits(kind: string, { minimum, maximum, exclusiveMinimum }: OptionSchema): string {
  // zod writes the limits of safe integers, which limit nothing a person writes.
  const from = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : "";
  const above = exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`;
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : "";
  return `${kind}${from}${above}${to}`;
}

/** "none" for an empty list; "" without a default. */
function defaultWords(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  return String(value);
}

/** One entry per option: key, allowed values and default on its first line, what it means below. */
export function optionList(
  options: readonly (readonly [string, OptionSchema])[],
  width: number,
  strong: (text: string) => string,
): string {
  const longest = Math.max(0, ...options.map(([key]) => key.length));
  return options
    .map(([key, schema]) => {
      const preset = defaultWords(schema.default);
      const values = `${allowedValues(schema)}${preset === "" ? "" : `; default ${preset}`}`;
      const lead = `  ${key.padEnd(longest)}  `;
      const head = wrap(values, width, " ".repeat(lead.length), lead).replace(key, strong(key));
      return `${head}\n${wrap(schema.description ?? "", width, "      ")}`;
    })
    .join("\n");
}
