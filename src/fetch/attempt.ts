import { closeSync, createReadStream, createWriteStream, openSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { encodingOf, headerOf, lengthOf, statusFailure } from "./answer.ts";
import type { DownloadLimits, DownloadRequest, Validators } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { sha256OfFile } from "./hash.ts";
import { beginPart, decodedOf, partOf, readPart, removePart } from "./part-file.ts";
import { type Answer, get } from "./request.ts";
import { watchdog } from "./watchdog.ts";

/** How a try ended that did not fail. */
export type Tried =
  | { readonly kind: "unchanged" }
  | (Validators & {
      readonly kind: "complete";
      readonly complete: string;
      readonly sha256: string;
      readonly bytes: number;
      readonly address: string;
    });

/**
 * One try: asks for the rest of the part where there is one that can be gone on with, else for the whole, and writes what comes.
 *
 * @throws FetchFailure, or the error of the connection
 */
export async function tryOnce(request: DownloadRequest): Promise<Tried> {
  const { address, path, known, limits, onBytes } = request;
  const part = await readPart(path, address);
  const watch = watchdog(request.signal, limits);
  try {
    const answer = await get(
      address,
      {
        "User-Agent": limits.userAgent,
        Accept: "*/*",
        "Accept-Encoding": "gzip",
        ...(part !== null
          ? { Range: `bytes=${part.size}-`, "If-Range": part.validator }
          : {
              ...(known?.etag ? { "If-None-Match": known.etag } : {}),
              ...(known?.lastModified ? { "If-Modified-Since": known.lastModified } : {}),
            }),
      },
      watch.signal,
    );
    answer.body.on("error", () => {}); // told by the pipeline, and of no interest where the body is not read
    try {
      if (answer.status === 304 && part === null && known !== null) return { kind: "unchanged" };
      const at = await whereToWrite(answer, request, part);
      const total = lengthOf(answer, at);
      if ((total ?? 0) > limits.maximumBytes) throw tooLarge(limits);
      let received = at;
      await receive(answer.body, partOf(path), at > 0, (bytes) => {
        watch.heard();
        received += bytes;
        onBytes?.(received, total);
        if (received > limits.maximumBytes) throw tooLarge(limits);
      });
      watch.signal.throwIfAborted();
      if (total !== null && received !== total)
        throw new FetchFailure("broken", `it sent ${received} bytes where ${total} were announced`);
      return await finish(path, answer, limits);
    } finally {
      answer.body.destroy();
    }
  } catch (error) {
    throw watch.signal.aborted && !request.signal.aborted ? watch.signal.reason : error;
  } finally {
    watch.stop();
  }
}

/** Writes every chunk as it comes: what came before a connection ended is on disk. */
async function receive(
  body: IncomingMessage,
  path: string,
  append: boolean,
  onChunk: (bytes: number) => void,
): Promise<void> {
  const file = openSync(path, append ? "a" : "w");
  try {
    await new Promise<void>((resolve, reject) => {
      body.on("data", (chunk: Buffer) => {
        try {
          onChunk(chunk.length);
          writeFileSync(file, chunk);
        } catch (error) {
          reject(error as Error);
          body.destroy();
        }
      });
      body.on("end", resolve);
      body.on("error", reject);
      const closed = (): void => reject(body.errored ?? new FetchFailure("broken", "the connection was cut off"));
      if (body.destroyed) closed();
      else body.on("close", closed);
    });
  } finally {
    closeSync(file);
  }
}

const tooLarge = (limits: DownloadLimits): FetchFailure =>
  new FetchFailure("too-large", `it is larger than ${Math.round(limits.maximumBytes / 2 ** 20)} MB`);

/** How many bytes of the part stay. Begins a new part when the answer is the whole file. @throws FetchFailure for every status that is no content */
async function whereToWrite(
  answer: Answer,
  { address, path }: DownloadRequest,
  part: Awaited<ReturnType<typeof readPart>>,
): Promise<number> {
  const { status, headers } = answer;
  if (status === 206 && part !== null) {
    const [, first, , total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
    const etag = headerOf(headers.etag);
    const goesOn =
      Number(first) === part.size &&
      encodingOf(answer) === part.state.encoding &&
      (etag === null || part.state.etag === null || etag === part.state.etag) &&
      (part.state.total === null || total === "*" || Number(total) === part.state.total);
    if (goesOn) return part.size;
    await removePart(path);
    throw new FetchFailure("broken", "the rest that it sent does not fit what came before");
  }
  if (status === 416) {
    await removePart(path);
    throw new FetchFailure("broken", "it has no rest to what came before");
  }
  if (status !== 200) throw statusFailure(answer);
  const encoding = encodingOf(answer);
  if (encoding !== "" && encoding !== "gzip")
    throw new FetchFailure("refused", `it answers in the encoding ${encoding}, which was not asked for`);
  beginPart(path, {
    address,
    etag: headerOf(headers.etag),
    lastModified: headerOf(headers["last-modified"]),
    encoding,
    total: lengthOf(answer, 0),
  });
  return 0;
}

/** Undoes gzip, hashes, and says where the content is. */
async function finish(path: string, answer: Answer, limits: DownloadLimits): Promise<Tried> {
  let complete = partOf(path);
  if (encodingOf(answer) === "gzip") {
    let bytes = 0;
    const bounded = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        done(bytes > limits.maximumBytes ? tooLarge(limits) : null, chunk);
      },
    });
    complete = decodedOf(path);
    await pipeline(createReadStream(partOf(path)), createGunzip(), bounded, createWriteStream(complete)).catch(
      async (cause: unknown) => {
        await removePart(path);
        const isDamaged = (cause as NodeJS.ErrnoException).code?.startsWith("Z_") === true;
        throw isDamaged ? new FetchFailure("broken", "its gzip is damaged", { cause }) : cause;
      },
    );
  }
  return {
    kind: "complete",
    complete,
    sha256: await sha256OfFile(complete),
    bytes: (await stat(complete)).size,
    address: answer.address,
    etag: headerOf(answer.headers.etag),
    lastModified: headerOf(answer.headers["last-modified"]),
  };
}
