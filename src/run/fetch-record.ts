import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { sha256OfFile } from "../fetch/hash.ts";
import { writeWhole } from "../fetch/part-file.ts";
import { DOWNLOAD_KINDS } from "../spec/download-schema.ts";
import { VERSION } from "./provenance.ts";

const recordSchema = z.object({
  schemaVersion: z.literal(1),
  /** Source of the study. */
  source: z.string(),
  kind: z.enum(DOWNLOAD_KINDS),
  /** Address asked for, with what was filled in; of a table with its filter. */
  requested: z.string(),
  /** Where the content came from, after redirects. */
  address: z.string(),
  /** Of the bytes on disk; of a folder, of the names and hashes of its pages. */
  sha256: z.string(),
  bytes: z.number(),
  /** When the content that is there arrived. */
  fetchedAt: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** Of a table: hash of the page about it, which says when it was last changed. */
  about: z.string().nullable(),
  effectmeter: z.string(),
});

/** Where a file came from: kept beside it as `<file>.source.json`. */
export type FetchRecord = z.infer<typeof recordSchema>;

/** `<file>.source.json`; of a folder of pages `<folder>.source.json`, since a reader takes every file inside. */
export const recordPath = (path: string): string => `${path}.source.json`;

/** Null when there is none, or it is none of ours. */
export function readRecord(path: string): FetchRecord | null {
  if (!existsSync(recordPath(path))) return null;
  try {
    const read = recordSchema.safeParse(JSON.parse(readFileSync(recordPath(path), "utf8")));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export async function writeRecord(
  path: string,
  record: Omit<FetchRecord, "schemaVersion" | "effectmeter">,
): Promise<void> {
  const whole: FetchRecord = { schemaVersion: 1, ...record, effectmeter: VERSION };
  await writeWhole(recordPath(path), `${JSON.stringify(whole, null, 2)}\n`);
}

/** SHA-256 of a file; of a folder, over its file names and their hashes in code-unit order. */
export async function contentHash(path: string): Promise<string> {
  if (!statSync(path).isDirectory()) return sha256OfFile(path);
  const hash = createHash("sha256");
  for (const name of readdirSync(path).sort()) hash.update(`${name} ${await sha256OfFile(join(path, name))}\n`);
  return hash.digest("hex");
}

/** What is at a path before fetching: nothing; what was fetched; that, but changed since; or something that was never fetched. */
export interface LocalState {
  readonly kind: "absent" | "as-fetched" | "edited" | "own";
  readonly record: FetchRecord | null;
}

export async function localState(path: string): Promise<LocalState> {
  if (!existsSync(path)) return { kind: "absent", record: null };
  const record = readRecord(path);
  if (record === null) return { kind: "own", record };
  return { kind: (await contentHash(path)) === record.sha256 ? "as-fetched" : "edited", record };
}

/** Of a file that a run read: where and when it was fetched, and whether it is still as it came. */
export interface FetchedFile {
  readonly path: string;
  readonly address: string;
  readonly fetchedAt: string;
  readonly sha256: string;
  readonly edited: boolean;
}

/** Those of the files that `fetch` brought, a folder of pages once. */
export async function fetchedFiles(paths: readonly string[]): Promise<readonly FetchedFile[]> {
  const found = new Map<string, FetchedFile>();
  for (const file of paths) {
    const path = [file, dirname(file)].find((one) => basename(one) !== "" && existsSync(recordPath(one)));
    if (path === undefined || found.has(path)) continue;
    const { kind, record } = await localState(path);
    if (record === null) continue;
    const { address, fetchedAt, sha256 } = record;
    found.set(path, { path, address, fetchedAt, sha256, edited: kind === "edited" });
  }
  return [...found.values()];
}
