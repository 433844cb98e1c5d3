import { z } from "zod";

/** Kinds of downloads: one file, a CBS table page by page, or a file that a CKAN catalogue is asked for. */
export const DOWNLOAD_KINDS = ["file", "odata-v3", "odata-v4", "ckan"] as const;

const address = z
  .string()
  .regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/, "an address that starts with https:// or http:// and holds no password")
  .describe("Address; {name} stands for a value of over, {year+1} for the number after it");

const wholeNumbers = z
  .tuple([z.number().int(), z.number().int()])
  .refine(([first, last]) => first <= last, "expected the first number before the last one");

const one = z.strictObject({
  url: z
    .union([address, z.array(address).min(1)])
    .describe(
      "Address, or addresses that are tried in this order when there is no file at the one before. odata-v3, odata-v4: of the table, without the entity; ckan: of package_show",
    ),
  kind: z
    .enum(DOWNLOAD_KINDS)
    .default("file")
    .describe("file; a CBS table page by page (odata-v3, odata-v4); or a file looked up in a CKAN catalogue (ckan)"),
  over: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, "a name of lower-case letters, digits and underscores"),
      z.union([wholeNumbers, z.array(z.string().min(1)).min(1)]),
    )
    .default({})
    .describe("One file for each: a range of whole numbers [first, last], or a list of texts"),
  to: z
    .string()
    .min(1)
    .describe("Where it is saved, from the study's root; of odata-v3 and odata-v4 the folder of its pages"),
  resource: z
    .string()
    .min(1)
    .optional()
    .describe("ckan: regular expression for the one resource, by its name or the file name in its address"),
  filter: z.string().min(1).optional().describe("odata-v3, odata-v4: which records, as $filter"),
  select: z.array(z.string().min(1)).min(1).optional().describe("odata-v3, odata-v4: which columns, as $select"),
});

/** `download:` of a source: where its files can be had, and where they go. */
export const downloadSchema = z
  .union([one, z.array(one).min(1)])
  .describe("Where `effectmeter fetch` gets the files of this table");

export type DownloadSpec = z.infer<typeof one>;
