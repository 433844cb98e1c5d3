import { isMap, part } from "./shape.ts";
import type { Path, Problem, YamlFile } from "./yaml-file.ts";

/** A value in a file, reached by a path. Reading what is absent or of another kind gives nothing: the schema reports that. */
export interface Cursor {
  readonly file: YamlFile;
  readonly path: Path;
  readonly value: unknown;
}

export const top = (file: YamlFile): Cursor => ({ file, path: [], value: file.value });

export function at(cursor: Cursor, ...steps: readonly (string | number)[]): Cursor {
  return steps.reduce<Cursor>(
    (here, step) => ({ file: here.file, path: [...here.path, step], value: part(here.value, step) }),
    cursor,
  );
}

export const isPresent = (cursor: Cursor): boolean => cursor.value !== undefined;

export function textOf(cursor: Cursor): string | null {
  return typeof cursor.value === "string" && cursor.value !== "" ? cursor.value : null;
}

export function itemsOf(cursor: Cursor): readonly Cursor[] {
  return Array.isArray(cursor.value) ? cursor.value.map((_, index) => at(cursor, index)) : [];
}

/** A text, or the texts of a list. */
export function textsOf(cursor: Cursor): readonly Cursor[] {
  return (Array.isArray(cursor.value) ? itemsOf(cursor) : [cursor]).filter((one) => textOf(one) !== null);
}

export function keysAt(cursor: Cursor): readonly string[] {
  return isMap(cursor.value) ? Object.keys(cursor.value) : [];
}

export function problem(cursor: Cursor, text: string, on: "key" | "value" = "value"): Problem {
  return cursor.file.problemAt(cursor.path, on, text);
}
