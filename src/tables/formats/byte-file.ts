import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../../core/errors.ts";

/** A file read by position. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /** Bytes from `offset`; `what` names them in the error. @throws InputError with the byte offset when the file ends before */
  read(offset: number, length: number, what: string): Promise<Buffer>;
}

/**
 * Opens a file for reading by position while `use` runs.
 *
 * @throws InputError when it does not exist, may not be read, is a folder or is empty
 */
export async function withByteFile<T>(path: string, use: (file: ByteFile) => Promise<T>): Promise<T> {
  const handle = await opened(path);
  try {
    const { size } = await handle.stat();
    return await use({ path, size, read: (offset, length, what) => read(handle, path, size, offset, length, what) });
  } finally {
    await handle.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new InputError(
      code === "ENOENT"
        ? `${path} does not exist: check the path.`
        : code === "EACCES"
          ? `${path} may not be read by this user.`
          : `${path} cannot be opened (${code ?? (cause as Error).message}).`,
      { cause },
    );
  }
  const stat = await handle.stat();
  if (stat.isDirectory() || stat.size === 0) {
    await handle.close();
    throw new InputError(stat.isDirectory() ? `${path} is a folder, not a file.` : `${path} is empty.`);
  }
  return handle;
}

async function read(
  handle: FileHandle,
  path: string,
  size: number,
  offset: number,
  length: number,
  what: string,
): Promise<Buffer> {
  const ends = () =>
    new InputError(
      `${path} is damaged or cut off: ${what} needs bytes ${offset} to ${offset + length - 1}, and the file has ${size} bytes; copy or save it again.`,
    );
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) throw ends();
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw ends();
    done += bytesRead;
  }
  return bytes;
}

/** SHA-256 of a file, hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
