import { z } from "zod";
import { indicatorSchema } from "./indicator-schema.ts";
import { type Catalogue, estimateSchema, hypothesisSchema } from "./schema.ts";
import { studySchema } from "./study-schema.ts";
import { bilingual } from "./words.ts";

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One JSON Schema (draft 2020-12) for every file of a study, generated from the zod definition: what an editor offers and underlines is what
 * `readStudy` accepts, as far as a schema can say it. Files tell themselves apart by the keys only they must have (`families`, `links`, `sql`).
 *
 * @param catalogue its estimators and checks, with their options, become the keys of `estimate` and `checks`
 */
export function studyJsonSchema(catalogue: Catalogue): JsonSchema {
  const shared = new Map([
    [textOf(generate(bilingual)), "text"],
    [textOf(generate(estimateSchema(catalogue))), "estimate"],
  ]);
  const definition = (schema: z.ZodType, title: string): JsonSchema => ({
    title,
    ...(withReferences(generate(schema), shared) as JsonSchema),
  });
  const files: Record<string, JsonSchema> = {
    study: definition(studySchema, "study.yaml: sources, panels, families"),
    hypothesis: definition(hypothesisSchema(catalogue), "A hypothesis: a claim, its links and how they are decided"),
    indicator: definition(indicatorSchema, "indicators/*.yaml: one indicator"),
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A file of an effectmeter study",
    description: "First line of a file: # yaml-language-server: $schema=../schema.json",
    anyOf: Object.keys(files).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: {
      ...files,
      text: generate(bilingual),
      estimate: withReferences(generate(estimateSchema(catalogue)), shared, true),
    },
  };
}

function generate(schema: z.ZodType): JsonSchema {
  // No `id` and no `$schema` inside: either would turn the definition into a document of its own.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "any",
  });
  return rest;
}

const textOf = ({ description: _, ...rest }: JsonSchema): string => stableJson(rest);

/**
 * The schema with a reference in place of every part that is a shared definition, its own description kept beside it.
 *
 * @param shared text of a definition (without description) → its name
 * @param isDefinition leave the outermost schema as it is, because it is the definition
 */
function withReferences(schema: unknown, shared: ReadonlyMap<string, string>, isDefinition = false): unknown {
  if (Array.isArray(schema)) return schema.map((part) => withReferences(part, shared));
  if (typeof schema !== "object" || schema === null) return schema;
  const { description } = schema as JsonSchema;
  const name = isDefinition ? undefined : shared.get(textOf(schema as JsonSchema));
  if (name !== undefined) return { $ref: `#/$defs/${name}`, ...(description === undefined ? {} : { description }) };
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, withReferences(part, shared)]));
}

/**
 * JSON text that depends on the value alone: keys sorted by code unit, two spaces, a line end at the end.
 */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
