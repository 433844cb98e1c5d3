import type { z } from "zod";
import { closest, sameMeaning } from "./edit-distance.ts";
import { expectation, found, oneOf, remedy, unionChoices } from "./expectation.ts";
import { isMap, keysOf, meantBranch, part, schemaOfPart, shapeOf } from "./shape.ts";
import type { Path, Problem, YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;

/** A schema beside the value it is held against, and where that value stands in the file. */
interface Place {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly path: Path;
  readonly parent: Place | null;
}

/**
 * Holds a file's value against a schema.
 *
 * @returns the value with defaults filled in, or null; and every problem, in the words "expected …, got …" at its line and column
 */
export function checkValue<Output>(
  schema: z.ZodType<Output>,
  file: YamlFile,
): { readonly value: Output | null; readonly problems: readonly Problem[] } {
  const parsed = schema.safeParse(file.value);
  if (parsed.success) return { value: parsed.data, problems: [] };
  const top: Place = { schema, value: file.value, path: [], parent: null };
  return { value: null, problems: parsed.error.issues.flatMap((issue) => explain(issue, top, file)) };
}

function explain(issue: Issue, from: Place, file: YamlFile): readonly Problem[] {
  const place = descend(from, issue.path);
  const atValue = (text: string): readonly Problem[] => [file.problemAt(place.path, "value", text)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(key, place, file));
  }
  if (issue.code === "invalid_union" && place.value !== undefined) return explainUnion(issue, place, file);
  if (issue.code === "invalid_key") {
    const key = place.path.at(-1);
    const wanted = issue.issues[0];
    const rule = wanted?.code === "invalid_format" ? formatRule(wanted) : "another key";
    return [file.problemAt(place.path, "key", `expected ${rule}, got ${found(key)}`)];
  }
  if (place.value === undefined) return atValue(`missing; expected ${wantedAt(place)}`);
  return atValue(sentence(issue, place));
}

function sentence(issue: Issue, at: Place): string {
  // zod speaks of one branch when the value can only be that one; so do we.
  const place = { ...at, schema: resolved(at) };
  const { value } = place;
  switch (issue.code) {
    case "custom":
      return issue.message;
    case "invalid_format":
      return `expected ${formatRule(issue)}, got ${found(value)}${didYouMean(value, choices(at.schema))}`;
    case "too_small":
    case "too_big":
      if (Array.isArray(value) && shapeAt(place).kind === "list") {
        const limit = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
        return `expected ${limit} in the list, got ${value.length === 0 ? "none" : value.length}`;
      }
      return `expected ${wantedAt(place)}, got ${found(value)}`;
    default:
      return `expected ${wantedAt(place)}, got ${found(value)}${suggestion(place)}`;
  }
}

/** A union fails with the problems of the branch that was meant; when none was, with all that it takes. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place, file: YamlFile): readonly Problem[] {
  const shape = shapeAt(place);
  if (shape.kind === "union" && issue.errors.length > 0) {
    const branch = meantBranch(shape, place.value);
    const index = branch === null ? -1 : shape.options.indexOf(branch);
    const inside = issue.errors[index];
    const isWord = branch !== null && shapeOf(branch).kind === "words";
    if (branch !== null && inside !== undefined && !isWord) {
      return inside.flatMap((nested) => explain(nested, { ...place, schema: branch }, file));
    }
    if (branch === null && isMap(place.value)) {
      const valid = keysOf(place.schema);
      const unknown = Object.keys(place.value).filter((key) => !valid.includes(key));
      if (unknown.length > 0) {
        return unknown.map((key) => unknownKey(key, place, file));
      }
    }
  }
  const options = "options" in issue ? issue.options : undefined;
  const text =
    options === undefined
      ? `expected ${wantedAt(place)}, got ${found(place.value)}${suggestion(place)}`
      : `expected ${oneOf(options)}, got ${found(place.value)}${didYouMean(place.value, options)}`;
  return [file.problemAt(place.path, "value", text)];
}

function descend(from: Place, steps: readonly PropertyKey[]): Place {
  let place = from;
  for (const step of steps) {
    if (typeof step === "symbol") break;
    const schema = schemaOfPart(place.schema, place.value, step);
    place = {
      schema: schema ?? unknownSchema(place, step),
      value: part(place.value, step),
      path: [...place.path, step],
      parent: place,
    };
  }
  return place;
}

/** The discriminator of a union whose branch is not known yet still has a schema: that of any branch would do, the union's words are better. */
function unknownSchema(place: Place, step: string | number): z.ZodType {
  const shape = shapeOf(place.schema);
  if (shape.kind !== "union") return place.schema;
  for (const option of shape.options) {
    const inner = shapeOf(option);
    const entry = inner.kind === "map" ? inner.entries.get(String(step)) : undefined;
    if (entry !== undefined) return entry.schema;
  }
  return place.schema;
}

const shapeAt = (place: Place): ReturnType<typeof shapeOf> => shapeOf(place.schema);

/** What belongs at a place; of a discriminator, the words of all branches. */
function wantedAt(place: Place): string {
  const { parent } = place;
  const union = parent === null ? null : shapeAt(parent);
  if (union?.kind === "union" && union.discriminator !== null && union.discriminator === place.path.at(-1)) {
    return oneOf(union.options.flatMap((option) => choices(schemaOfPart(option, null, union.discriminator ?? ""))));
  }
  return expectation(place.schema);
}

function choices(schema: z.ZodType | null): readonly unknown[] {
  if (schema === null) return [];
  const shape = shapeOf(schema);
  return shape.kind === "words" ? shape.words : shape.kind === "union" ? unionChoices(shape) : [];
}

function suggestion(place: Place): string {
  return didYouMean(place.value, choices(place.schema)) || remedy(place.schema, place.value);
}

function didYouMean(value: unknown, words: readonly unknown[]): string {
  if (typeof value !== "string") return "";
  const meant = closest(
    value,
    words.filter((word) => typeof word === "string"),
  );
  return meant === null ? "" : `; did you mean ${JSON.stringify(meant)}?`;
}

/** What a text pattern asks for: the words of the specification, else the pattern itself. */
function formatRule(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const hasWords = !issue.message.startsWith("Invalid ");
  return hasWords ? issue.message : `text like ${issue.pattern ?? issue.format}`;
}

/**
 * The key meant: another spelling or name of one that fits here; else the same key where it does belong, one level in or out; else the nearest
 * spelling; else all that fit.
 */
function unknownKey(key: string, place: Place, file: YamlFile): Problem {
  const branch = resolved(place);
  const valid = keysOf(branch);
  const same = sameMeaning(key, valid);
  const apart = same === null ? elsewhere(key, { ...place, schema: branch }) : null;
  const near = same ?? (apart === null ? closest(key, valid) : null);
  const meant = near === null ? apart : JSON.stringify(near);
  const expected = valid.length === 0 ? "expected none here" : `expected ${oneOf(valid)}`;
  const text = `unknown key; ${meant === null ? expected : `did you mean ${meant}?`}`;
  const problem = file.problemAt([...place.path, key], "key", text);
  return near === null ? problem : { ...problem, explains: [...place.path, near] };
}

function resolved(place: Place): z.ZodType {
  const shape = shapeAt(place);
  return shape.kind === "union" ? (meantBranch(shape, place.value) ?? place.schema) : place.schema;
}

function elsewhere(key: string, place: Place): string | null {
  const shape = shapeAt(place);
  if (shape.kind === "map") {
    for (const [name, entry] of shape.entries) {
      if (keysOf(entry.schema).includes(key)) return `${JSON.stringify(key)} inside ${JSON.stringify(name)}`;
    }
  }
  const { parent } = place;
  const name = place.path.at(-1);
  if (parent === null || typeof name !== "string" || !keysOf(resolved(parent)).includes(key)) return null;
  return `${JSON.stringify(key)} beside ${JSON.stringify(name)}`;
}
