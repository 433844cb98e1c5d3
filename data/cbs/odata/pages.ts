import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { InputError } from "../../../src/core/errors.ts";
import type { SourceFile } from "../../../src/core/source.ts";
import { compareCodeUnits } from "../../../src/tables/shared.ts";
import { type ODataPage, readPage } from "../odata.ts";

/** A page on disk. */
export interface PageFile {
  readonly file: string;
  readonly page: ODataPage;
  readonly source: SourceFile;
}

/**
 * Reads pages from files (plain or gzip) and from every `.json` and `.json.gz` file of folders.
 *
 * @throws InputError naming the file: not there, damaged, no JSON, no OData
 */
export async function readPages(paths: readonly string[]): Promise<PageFile[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length === 0)
    throw new InputError(
      `no pages for cbs/odata${paths.length > 0 ? ` in ${paths.join(", ")}` : ""}: name the JSON files.`,
    );
  const pages: PageFile[] = [];
  for (const file of files) pages.push(await readPageFile(file));
  return pages;
}

/** A file's JSON value, and the SHA-256 of its text. @throws InputError naming file and line */
export async function readJson(file: string): Promise<{ readonly json: unknown; readonly sha256: string }> {
  const bytes = await readFile(file);
  let text: Buffer = bytes;
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) text = gunzipSync(bytes);
  } catch (cause) {
    throw new InputError(`${file} is a damaged gzip file (${(cause as Error).message}): download it again.`, { cause });
  }
  const sha256 = createHash("sha256").update(text).digest("hex");
  const content = text.toString("utf8").replace(/^\ufeff/, "");
  try {
    return { json: JSON.parse(content) as unknown, sha256 };
  } catch (cause) {
    const position = Number(/position (\d+)/.exec((cause as Error).message)?.[1] ?? content.length);
    const line = content.slice(0, position).split("\n").length;
    throw new InputError(
      `${file}, line ${line}: this is not complete JSON (${(cause as Error).message}); download the page again.`,
      { cause },
    );
  }
}

async function readPageFile(file: string): Promise<PageFile> {
  const { json, sha256 } = await readJson(file);
  const page = readPage(json, file);
  return { file, page, source: { path: file, sha256, rows: page.records.length, encoding: "utf-8", delimiter: "" } };
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new InputError(`${path} does not exist: check the path in the study or on the command line.`, { cause });
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.json(\.gz)?$/.test(name)).sort(compareCodeUnits);
  return names.map((name) => join(path, name));
}
