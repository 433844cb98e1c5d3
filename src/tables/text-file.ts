import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { InputError } from "../core/errors.ts";
import { byteOrderMark, type Encoding, incompleteTail, utf16Decoder, windows1252Decoder } from "./encoding.ts";
import { readHeader } from "./header.ts";
import { createRecordScanner, type RecordScan, type RecordScanner } from "./record-scanner.ts";
import { beginsWithTemplateNote, templateNoteSkipper } from "./template-note.ts";

/**
 * A delimited file that is known to be well-formed, with a copy in UTF-8 that the database can read. The notes above a filled-in template are no part of it,
 * but count as lines.
 */
export interface TextFile {
  /** As the caller named it. */
  readonly path: string;
  /** UTF-8, not compressed, one kind of line end. The original where it already is. */
  readonly utf8Path: string;
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** Of the content as published, that is after gunzip; hex. */
  readonly sha256: string;
  readonly scan: RecordScan;
  /** Removes temporary copies. */
  dispose(): Promise<void>;
}

const CHUNK = 1 << 20;
const LONGEST_HEADER = 1 << 22;

/**
 * Reads a delimited file once (twice when it is neither UTF-8 nor UTF-16): hash, encoding, delimiter, header, structure.
 * Compression and encoding are recognised from the content, never from the name.
 *
 * @throws InputError naming file and line: not found, empty, spreadsheet, damaged, ragged, unclosed quote, mixed encodings
 */
export async function openTextFile(path: string): Promise<TextFile> {
  const start = await firstBytes(path, 64);
  if (start.length === 0) throw new InputError(`${path} is empty: expected a header line and rows below it.`);
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4)
    throw new InputError(`${path} is a spreadsheet or zip archive, not a text file: save the sheet as CSV UTF-8.`);
  const gzipped = start[0] === 0x1f && start[1] === 0x8b;
  const folder = await mkdtemp(join(tmpdir(), "effectmeter-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const first = await firstPass(path, gzipped, join(folder, "content.csv"), beginsWithTemplateNote(start));
    if (first.rewrite === null) return { ...first.facts, path, utf8Path: first.utf8Path, dispose };
    const utf8Path = join(folder, "utf8.csv");
    await secondPass(path, first, utf8Path);
    const header =
      first.rewrite === "windows-1252" ? readHeader(path, await firstBytes(utf8Path, LONGEST_HEADER), true) : null;
    return {
      ...first.facts,
      ...(header === null ? {} : { header: header.cells, encoding: "windows-1252" as const }),
      path,
      utf8Path,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function firstBytes(path: string, length = 4): Promise<Uint8Array> {
  try {
    const handle = await open(path, "r");
    try {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT")
      throw new InputError(`${path} does not exist: check the path in the study or on the command line.`, { cause });
    if (code === "EISDIR") throw new InputError(`${path} is a folder, not a file.`, { cause });
    if (code === "EACCES") throw new InputError(`${path} may not be read by this user.`, { cause });
    throw cause;
  }
}

interface FirstPass {
  readonly facts: Omit<TextFile, "path" | "utf8Path" | "dispose">;
  readonly utf8Path: string;
  readonly rewrite: "windows-1252" | "line-ends" | null;
  /** Lines of notes above the header that were left out. */
  readonly noteLines: number;
}

/** Hash, encoding and structure; writes `copy` when the content is compressed, UTF-16 or has notes above its header. */
async function firstPass(path: string, gzipped: boolean, copy: string, noted: boolean): Promise<FirstPass> {
  const hash = createHash("sha256");
  const utf8 = utf8Checker();
  let mark: ReturnType<typeof byteOrderMark> = null;
  let utf16: ReturnType<typeof utf16Decoder> | null = null;
  const output = gzipped || noted ? await writer(copy) : null;
  let wide: Writer | null = null;
  const notes = templateNoteSkipper();
  const structure = structureCheck(path, () => notes.lines());

  const take = async (all: Uint8Array) => {
    const bytes = notes.feed(all);
    if (utf16 === null) utf8.feed(bytes);
    await (wide ?? output)?.write(bytes);
    structure.feed(bytes);
  };
  let isFirst = true;
  for await (const chunk of contentOf(path, gzipped)) {
    hash.update(chunk);
    let bytes: Uint8Array = chunk;
    if (isFirst) {
      isFirst = false;
      mark = byteOrderMark(bytes);
      if (mark !== null) bytes = bytes.subarray(mark.length);
      if (mark !== null && mark.encoding !== "utf-8") {
        utf16 = utf16Decoder(mark.encoding as "utf-16le" | "utf-16be", path);
        wide = output ?? (await writer(copy));
      }
    }
    await take(utf16 === null ? bytes : utf16.feed(bytes));
  }
  if (utf16 !== null) await take(utf16.end());
  await take(notes.end());
  await (wide ?? output)?.close();
  if (isFirst) throw new InputError(`${path} is empty: expected a header line and rows below it.`);
  const { header, delimiter, scan } = structure.end();
  const encoding: Encoding = utf16 !== null ? mark!.encoding : utf8.valid() ? "utf-8" : "windows-1252";
  if (mark?.encoding === "utf-8" && encoding === "windows-1252")
    throw new InputError(
      `${path} begins with a UTF-8 byte order mark and is not UTF-8 further on: save it as UTF-8 throughout.`,
    );
  return {
    facts: { header, delimiter, encoding, sha256: hash.digest("hex"), scan },
    utf8Path: gzipped || noted || utf16 !== null ? copy : path,
    noteLines: notes.lines(),
    rewrite: encoding === "windows-1252" ? "windows-1252" : scan.mixedEnds ? "line-ends" : null,
  };
}

/** Copies what the first pass left to `to`, decoding windows-1252 and turning CRLF into LF where the file mixes both. */
async function secondPass(path: string, first: FirstPass, to: string): Promise<void> {
  const output = await writer(to);
  const decoder = first.rewrite === "windows-1252" ? windows1252Decoder(path, 1 + first.noteLines) : null;
  for await (const chunk of contentOf(first.utf8Path, false)) {
    const bytes: Uint8Array = decoder === null ? chunk : decoder.feed(chunk);
    await output.write(first.facts.scan.mixedEnds ? bytes.filter((byte) => byte !== 13) : bytes);
  }
  if (decoder !== null) await output.write(decoder.end());
  await output.close();
}

async function* contentOf(path: string, gzipped: boolean): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  if (!gzipped) {
    yield* file as AsyncIterable<Uint8Array>;
    return;
  }
  const unzip = createGunzip({ chunkSize: CHUNK });
  file.on("error", (error) => unzip.destroy(error));
  try {
    yield* file.pipe(unzip) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new InputError(
      `${path} is a damaged gzip file (${(cause as Error).message}): download or compress it again.`,
      { cause },
    );
  } finally {
    file.destroy();
  }
}

interface Writer {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

async function writer(path: string): Promise<Writer> {
  const stream = createWriteStream(path, { flags: "wx", mode: 0o600 });
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => {});
  return {
    write: (bytes) =>
      stream.write(bytes)
        ? Promise.resolve()
        : Promise.race([failed, new Promise<void>((done) => stream.once("drain", done))]),
    close: () => Promise.race([failed, new Promise<void>((done) => stream.end(done))]),
  };
}

/** Whether chunks together are valid UTF-8. */
function utf8Checker(): { feed(bytes: Uint8Array): void; valid(): boolean } {
  let ok = true;
  let carry: Uint8Array = new Uint8Array(0);
  return {
    feed: (bytes) => {
      if (!ok) return;
      const joined = carry.length === 0 ? bytes : Buffer.concat([carry, bytes]);
      const keep = incompleteTail(joined);
      ok = isUtf8(joined.subarray(0, joined.length - keep));
      carry = joined.slice(joined.length - keep);
    },
    valid: () => ok && carry.length === 0,
  };
}

/** Feeds the scanner once enough has been seen to know the header. */
function structureCheck(path: string, noteLines: () => number) {
  const waiting: Uint8Array[] = [];
  let scanner: RecordScanner | null = null;
  let found: { readonly cells: readonly string[]; readonly delimiter: string } | null = null;
  const complain = (line: number, problem: string): never => {
    throw new InputError(`${path}, line ${line + noteLines()}: ${problem}.`);
  };
  const begin = (complete: boolean) => {
    const bytes = Buffer.concat(waiting);
    found = readHeader(path, bytes, complete || bytes.length >= LONGEST_HEADER);
    if (found === null) {
      waiting.splice(0, waiting.length, bytes);
      return;
    }
    scanner = createRecordScanner(found.delimiter.charCodeAt(0), found.cells.length, complain);
    scanner.feed(bytes);
    waiting.length = 0;
  };
  return {
    feed: (bytes: Uint8Array) => {
      if (scanner !== null) return scanner.feed(bytes);
      waiting.push(bytes);
      begin(false);
    },
    end: () => {
      if (scanner === null) begin(true);
      const { line, ...scanned } = scanner!.end();
      const skipped = noteLines();
      const scan = { ...scanned, line: skipped === 0 ? line : (row: number) => line(row) + skipped };
      if (scan.rowCount === 0) throw new InputError(`${path} has a header and no rows below it.`);
      return { header: found!.cells, delimiter: found!.delimiter, scan };
    },
  };
}
