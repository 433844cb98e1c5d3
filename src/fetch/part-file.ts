import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What must be known of a download that was cut off, to go on with it. */
export interface PartState {
  /** As asked for, before redirects. */
  readonly address: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Content-Encoding of the bytes so far; "" when there is none. */
  readonly encoding: string;
  /** Bytes that the whole was announced to have; null when it was not. */
  readonly total: number | null;
}

/** The file that bytes arrive in, as they come over the line, until it is complete. */
export const partOf = (path: string): string => `${path}.part`;
const stateOf = (path: string): string => `${path}.part.json`;

/**
 * What is there of an earlier try.
 *
 * @returns null when there is nothing that can be gone on with: another address, or no validator by which the server could tell that the file is still the same
 */
export async function readPart(
  path: string,
  address: string,
): Promise<{ readonly state: PartState; readonly size: number; readonly validator: string } | null> {
  const size = (await stat(partOf(path)).catch(() => null))?.size ?? 0;
  const text = await readFile(stateOf(path), "utf8").catch(() => null);
  if (size === 0 || text === null) return null;
  const state = parsed(text);
  if (state === null || state.address !== address) return null;
  // RFC 9110 §13.1.5: a weak tag may not stand in If-Range, a date may.
  const validator = state.etag !== null && !state.etag.startsWith("W/") ? state.etag : state.lastModified;
  return validator === null ? null : { state, size, validator };
}

function parsed(text: string): PartState | null {
  try {
    return JSON.parse(text) as PartState;
  } catch {
    return null;
  }
}

/**
 * Begins a new part: what was there is gone, and the state is on disk before the first byte. Nothing is waited for, so that no byte that has come is lost
 * when the connection ends meanwhile.
 */
export function beginPart(path: string, state: PartState): void {
  mkdirSync(dirname(path), { recursive: true });
  for (const file of [partOf(path), decodedOf(path)]) rmSync(file, { force: true });
  writeFileSync(stateOf(path), `${JSON.stringify(state)}\n`);
}

export async function removePart(path: string): Promise<void> {
  await Promise.all([partOf(path), stateOf(path), decodedOf(path)].map((file) => rm(file, { force: true })));
}

/** The part after its Content-Encoding has been undone. */
export const decodedOf = (path: string): string => `${path}.part.decoded`;

/** Moves a complete download into place, in one step, and clears up. */
export async function publishPart(complete: string, path: string): Promise<void> {
  await rename(complete, path);
  await removePart(path);
}

/** Writes a text so that a reader sees the old file or the new one, never half of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
