import { z } from "zod";
import type { Variant } from "../core/check.ts";
import type { Bilingual } from "../core/text.ts";

/**
 * Pieces of the options of checks. What a schema returns is again valid input to it, so options may be parsed when the file is read and once more
 * when the check runs.
 */

const bilingual = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) });

export const labelOption = z
  .union([z.string().min(1), bilingual])
  .transform((label): Bilingual => (typeof label === "string" ? { nl: label, en: label } : label))
  .describe("Name in the report: one text, or one per language");

export const columnOption = z.string().min(1).describe("A column of the panel");

export const sqlOption = z
  .string()
  .min(1)
  .describe("A condition in SQL over the panel's columns, e.g. exam_year >= 2018");

export const doseOption = z
  .union([
    columnOption,
    z
      .strictObject({
        mean: columnOption,
        over: z.tuple([z.number(), z.number()]).describe("First and last period, both included"),
      })
      .describe("One value per unit: the mean of a column over a range of periods"),
  ])
  .describe("Exposure of each unit: a column, or the mean of one over a range of periods");

export const smallestEffectOption = z
  .number()
  .positive()
  .describe("Smallest effect that matters, in units of this outcome; default the link's own");

/** Options of a check that has none. */
export const noOptions = z
  .union([z.undefined(), z.null(), z.literal(true), z.strictObject({})])
  .transform((): Record<string, never> => ({}))
  .describe("No options");

/** A variant from a label and changes that may be undefined: undefined means "as the link has it". */
export function variantOf(
  label: Bilingual,
  changes: { readonly [Key in Exclude<keyof Variant, "label">]?: Variant[Key] | undefined },
): Variant {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { label, ...(Object.fromEntries(given) as Omit<Variant, "label">) };
}
