import { open } from "node:fs/promises";
import { recogniseFile } from "../../data/index.ts";
import { InputError } from "../core/errors.ts";
import { FetchFailure } from "../fetch/failure.ts";
import { openTextFile } from "../tables/text-file.ts";
import type { PlannedFetch } from "./fetch-plan.ts";

const HTML =
  /^(?:\ufeff|\u00ef\u00bb\u00bf)?\s*(?:<(?:\?xml[^>]*|!--.*?--)>\s*)*<(?:!doctype\s+html|html|head|body|script|meta|title)[\s>]/is;

/**
 * Refuses what is not the file that was asked for: nothing, a web page, or columns that the source's reader does not take.
 *
 * @param path the downloaded content, or folder of pages, which has not got its own name yet
 * @throws FetchFailure of kind "content"
 */
export async function checkContent(path: string, { spec, kind }: Pick<PlannedFetch, "spec" | "kind">): Promise<void> {
  const isFolder = kind === "odata-v3" || kind === "odata-v4";
  if (!isFolder) {
    const start = await firstBytes(path);
    if (start === "") throw new FetchFailure("content", "it sent an empty file");
    if (HTML.test(start)) throw new FetchFailure("content", `it sent a web page, not a table${titleOf(start)}`);
  }
  try {
    if (spec.reader === "csv" && !isFolder) await checkColumns(path, spec.columns ?? []);
    else await checkReader(path, spec.reader);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FetchFailure(
      "content",
      `it sent a file that cannot be read: ${error.message.replaceAll(path, "the file")}`,
      {
        cause: error,
      },
    );
  }
}

async function checkReader(path: string, reader: string): Promise<void> {
  const found = await recogniseFile(path);
  if (found.reader !== null && (reader === "auto" || found.reader === reader)) return;
  const { nearest } = found;
  const wanted = reader === "auto" ? "a known table" : reader;
  const is =
    found.reader !== null
      ? `they are those of ${found.reader}`
      : nearest === null
        ? "they resemble those of no known table"
        : `they resemble those of ${nearest.reader} (${nearest.edition}) most, without ${nearest.missing.join("; ")}`;
  throw new FetchFailure("content", `it sent a file whose columns are not those of ${wanted}: ${is}`);
}

async function checkColumns(path: string, columns: readonly string[]): Promise<void> {
  const start = await firstBytes(path);
  if (columns.length === 0 || /^(PK|PAR1)/.test(start)) return; // what is inside is for the reader
  const text = await openTextFile(path);
  await text.dispose();
  const names = text.header.map((name) => name.trim().toLowerCase());
  const missing = columns.filter((column) => !names.includes(column.trim().toLowerCase()));
  if (missing.length > 0) throw new FetchFailure("content", `it sent a file without the columns ${missing.join(", ")}`);
}

const titleOf = (html: string): string => {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(html)?.[1]?.trim();
  return title ? ` ("${title}")` : "";
};

/** The first kilobytes, a byte as a character. */
async function firstBytes(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.alloc(4096);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead).toString("latin1");
  } finally {
    await handle.close();
  }
}
