import { inflateSync } from "node:zlib";
import { InputError } from "../../core/errors.ts";
import type { SpssDictionary } from "./spss-records.ts";

const BLANKS = Buffer.alloc(8, 0x20);
/** Byte codes: 0 says nothing, 1 to 251 are numbers, the rest as named. */
const CODE = { end: 252, literal: 253, blanks: 254, missing: 255 } as const;

/**
 * Calls `each` for every case with its bytes, 8 per slot, in a buffer that is used again.
 *
 * @param sysmis the eight bytes of the system-missing number
 * @returns the number of cases
 * @throws InputError with the byte offset when the data end inside a case, or before the number of cases that the header gives
 */
export function readCases(
  bytes: Buffer,
  dictionary: SpssDictionary,
  sysmis: Buffer,
  each: (bytes: Buffer, row: number) => void,
): number {
  const { path, compression, caseCount, slots, dataAt } = dictionary;
  const width = 8 * slots.length;
  const rows =
    compression === "none"
      ? plainCases(bytes, dataAt, width, caseCount, each)
      : codedCases(
          compression === "zlib" ? inflated(bytes, dictionary) : [bytes.subarray(dataAt)],
          dictionary,
          sysmis,
          each,
        );
  const short =
    compression === "none"
      ? caseCount === null
        ? (bytes.length - dataAt) % width !== 0
        : rows < caseCount
      : caseCount !== null && rows < caseCount;
  if (short)
    throw new InputError(
      `${path} is cut off: it ends at byte ${bytes.length} after ${rows}${caseCount === null ? "" : ` of ${caseCount}`} cases; copy or save it again.`,
    );
  return rows;
}

function plainCases(
  bytes: Buffer,
  dataAt: number,
  width: number,
  caseCount: number | null,
  each: (bytes: Buffer, row: number) => void,
): number {
  const present = Math.floor((bytes.length - dataAt) / width);
  const rows = caseCount === null ? present : Math.min(present, caseCount);
  for (let row = 0; row < rows; row++) each(bytes.subarray(dataAt + row * width, dataAt + (row + 1) * width), row);
  return rows;
}

/** Eight commands in eight bytes, then the literal values they ask for. A command block may straddle blocks of a zlib file. */
function codedCases(
  blocks: Iterable<Buffer>,
  { slots, bias, littleEndian, caseCount, path }: SpssDictionary,
  sysmis: Buffer,
  each: (bytes: Buffer, row: number) => void,
): number {
  const current = Buffer.alloc(8 * slots.length);
  let [slot, row] = [0, 0];
  const words = eightByteWords(blocks);
  const next = (): Buffer | null => {
    const word = words.next();
    return word.done === true ? null : word.value;
  };
  const advance = (): boolean => {
    if (++slot < slots.length) return true;
    each(current, row++);
    slot = 0;
    return caseCount === null || row < caseCount;
  };
  if (caseCount === 0) return 0;
  for (let commands = next(); commands !== null; commands = next()) {
    for (const code of Buffer.from(commands)) {
      if (code === 0) continue;
      if (code === CODE.end) return finished(slot, row, path);
      const target = 8 * slot;
      if (code === CODE.literal) {
        const word = next();
        if (word === null) return finished(slot === 0 ? 1 : slot, row, path);
        word.copy(current, target);
      } else if (code === CODE.blanks) BLANKS.copy(current, target);
      else if (code === CODE.missing) sysmis.copy(current, target);
      else if (littleEndian) current.writeDoubleLE(code - bias, target);
      else current.writeDoubleBE(code - bias, target);
      if (!advance()) return row;
    }
  }
  return finished(slot, row, path);
}

function finished(slot: number, row: number, path: string): number {
  if (slot > 0) throw new InputError(`${path} is cut off: its data end inside case ${row + 1}; copy or save it again.`);
  return row;
}

/** Bytes of all blocks, eight at a time; a rest of fewer is dropped, which the caller notices as a case that does not end. */
function* eightByteWords(blocks: Iterable<Buffer>): Generator<Buffer> {
  let carry: Buffer = Buffer.alloc(0);
  for (const block of blocks) {
    const bytes = carry.length === 0 ? block : Buffer.concat([carry, block]);
    const whole = bytes.length - (bytes.length % 8);
    for (let at = 0; at < whole; at += 8) yield bytes.subarray(at, at + 8);
    carry = bytes.subarray(whole);
  }
}

/** Blocks of a .zsav file, as its trailer lists them. */
function* inflated(bytes: Buffer, { path, littleEndian, dataAt }: SpssDictionary): Generator<Buffer> {
  const wrong = (at: number, what: string, cause?: unknown) =>
    new InputError(`${path} is damaged or cut off: ${what} at byte ${at}; copy or save it again.`, { cause });
  const int64 = (at: number): number => {
    if (at < 0 || at + 8 > bytes.length) throw wrong(at, "the position of a compressed block");
    return Number(littleEndian ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at));
  };
  const int32 = (at: number): number => {
    if (at < 0 || at + 4 > bytes.length) throw wrong(at, "the size of a compressed block");
    return littleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
  };
  const trailerAt = int64(dataAt + 8);
  const blocks = int32(trailerAt + 20);
  for (let block = 0; block < blocks; block++) {
    const entry = trailerAt + 24 + 24 * block;
    const [from, size] = [int64(entry + 8), int32(entry + 20)];
    if (from < 0 || size < 0 || from + size > bytes.length)
      throw wrong(from, `block ${block + 1} of the compressed data`);
    try {
      yield inflateSync(bytes.subarray(from, from + size));
    } catch (cause) {
      throw wrong(from, `block ${block + 1} of the compressed data does not unpack`, cause);
    }
  }
}
