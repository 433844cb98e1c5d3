import { z } from "zod";
import type { TableTemplate } from "../core/template.ts";
import { checkValue } from "./check-schema.ts";
import { bilingual } from "./words.ts";
import type { Problem, YamlFile } from "./yaml-file.ts";

const columnSchema = z.strictObject({
  name: z.string().min(1).describe("Name in the header"),
  meaning: bilingual.describe("What a cell holds, as the person who fills it in needs to know it"),
  type: z
    .enum(["text", "whole", "number", "count", "year", "date"])
    .describe("count: whole number that may be suppressed; year: also a school year such as 2019-2020"),
  unit: bilingual.nullable().default(null).describe("pupils, fte, EUR, …"),
  required: z.boolean().default(true).describe("Whether every row needs a value"),
  codes: z
    .array(z.strictObject({ code: z.string().min(1), meaning: bilingual.nullable().default(null) }))
    .min(1)
    .nullable()
    .default(null)
    .describe("The only texts allowed"),
  pattern: z.string().nullable().default(null).describe("Regular expression that a whole cell must match"),
  minimum: z.number().nullable().default(null),
  maximum: z.number().nullable().default(null),
  at_most: z.string().nullable().default(null).describe("Column of the same row that this one may not exceed"),
  suppressed: z.boolean().default(false).describe("count: whether small numbers may be written as <5"),
});

export const templateSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .describe("Name that sources of the study refer to"),
  title: bilingual,
  description: bilingual.describe("One row is what; where the numbers come from"),
  key: z.array(z.string().min(1)).min(1).describe("Columns that together occur once"),
  columns: z.array(columnSchema).min(1),
  examples: z.array(z.array(z.string())).min(1).describe("Rows as somebody would write them, cells in column order"),
});

/**
 * Checks one template: its shape, that `key` and `at_most` name columns, that patterns are regular expressions, and that examples have a cell per column.
 *
 * @returns null with problems
 */
export function checkTemplate(file: YamlFile): { readonly value: TableTemplate | null; readonly problems: Problem[] } {
  const checked = checkValue(templateSchema, file);
  if (checked.value === null) return { value: null, problems: [...checked.problems] };
  const template: TableTemplate = checked.value;
  const names = template.columns.map((column) => column.name);
  const problems = [
    ...template.key.flatMap((name, index) => unknownColumn(file, ["key", index], name, names)),
    ...template.columns.flatMap((column, index) => [
      ...(names.indexOf(column.name) === index
        ? []
        : [
            file.problemAt(
              ["columns", index, "name"],
              "value",
              `expected a new name, got ${JSON.stringify(column.name)} again`,
            ),
          ]),
      ...(column.at_most === null ? [] : unknownColumn(file, ["columns", index, "at_most"], column.at_most, names)),
      ...(column.pattern === null || isExpression(column.pattern)
        ? []
        : [
            file.problemAt(
              ["columns", index, "pattern"],
              "value",
              `expected a regular expression, got ${JSON.stringify(column.pattern)}`,
            ),
          ]),
    ]),
    ...template.examples.flatMap((row, index) =>
      row.length === names.length
        ? []
        : [
            file.problemAt(
              ["examples", index],
              "value",
              `expected ${names.length} cells, one per column, got ${row.length}`,
            ),
          ],
    ),
  ];
  return { value: problems.length === 0 ? template : null, problems };
}

function unknownColumn(
  file: YamlFile,
  path: readonly (string | number)[],
  name: string,
  names: readonly string[],
): Problem[] {
  return names.includes(name)
    ? []
    : [file.problemAt(path, "value", `expected one of the columns (${names.join(", ")}), got ${JSON.stringify(name)}`)];
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
