import { z } from "zod";

/** Small schemas that several files of a study share. */
export const bilingual = z
  .strictObject({
    nl: z.string().min(1).describe("The text in Dutch"),
    en: z.string().min(1).describe("The text in English"),
  })
  .describe("A text in Dutch and in English");

export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "a name of lower-case letters, digits and hyphens that starts with a letter");
/** A name declared elsewhere; that it exists is checked across files. */
export const reference = z.string().min(1);
export const columnName = z.string().min(1).describe("A column of the panel");
export const sql = z.string().min(1).describe("A condition in SQL over the panel's columns, e.g. exam_year >= 2022");
export const range = z
  .tuple([z.number(), z.number()])
  .refine(
    ([first, last]) => first <= last,
    "expected the first period before the last one, got them the other way round",
  )
  .describe("First and last period, both included");
export const oneOrMore = z.union([columnName, z.array(columnName).min(1).max(3)]);

/** A level of `places`: a column name in SQL that needs no quotes. */
export const levelName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a name of lower-case letters, digits and underscores that starts with a letter");
