import { InputError } from "../../core/errors.ts";

/**
 * Layout of SPSS system files (.sav, .zsav), after the description in the developers' guide of GNU PSPP: records of the dictionary, then the data.
 */
export interface SpssDictionary {
  readonly path: string;
  readonly littleEndian: boolean;
  readonly compression: "none" | "bytes" | "zlib";
  /** What is subtracted from a byte code to give its number. */
  readonly bias: number;
  /** Null when the file leaves it open. */
  readonly caseCount: number | null;
  /** 1-based position of the weight among all `slots`; 0 for none. */
  readonly weightSlot: number;
  readonly label: Buffer;
  /** One per 8 bytes of a case; null where the variable before goes on. */
  readonly slots: readonly (SpssVariable | null)[];
  readonly valueLabels: readonly SpssValueLabels[];
  /** Data of extension records by subtype. */
  readonly extensions: ReadonlyMap<number, Buffer>;
  /** Where the data begin. */
  readonly dataAt: number;
}

export interface SpssVariable {
  readonly shortName: Buffer;
  /** 0 for numbers, else the width in bytes of a text. */
  readonly width: number;
  /** Print format, e.g. 20 for DATE. */
  readonly format: number;
  readonly label: Buffer | null;
  /** Eight bytes each; of a range the first two are its ends. */
  readonly missing: readonly Buffer[];
  readonly missingRange: boolean;
}

export interface SpssValueLabels {
  readonly labels: readonly { readonly value: Buffer; readonly label: Buffer }[];
  /** 1-based positions among all slots. */
  readonly slots: readonly number[];
}

const COMPRESSION = ["none", "bytes", "zlib"] as const;
const LONGEST = 1 << 28;

export function isSpss(start: Uint8Array): boolean {
  const magic = Buffer.from(start.subarray(0, 4)).toString("latin1");
  return magic === "$FL2" || magic === "$FL3";
}

/** Reads numbers and bytes one after another. @throws InputError with the byte offset where the file ends too early */
interface Cursor {
  at(): number;
  take(length: number, what: string): Buffer;
  int(what: string): number;
}

function cursorOf(path: string, bytes: Buffer, littleEndian: boolean, from: number): Cursor {
  let position = from;
  const take = (length: number, what: string): Buffer => {
    if (!(length >= 0 && length <= LONGEST && position + length <= bytes.length))
      throw new InputError(
        `${path} is damaged or cut off: ${what} at byte ${position} needs ${length} bytes, and the file has ${bytes.length}; copy or save it again.`,
      );
    position += length;
    return bytes.subarray(position - length, position);
  };
  return {
    at: () => position,
    take,
    int: (what) => {
      const four = take(4, what);
      return littleEndian ? four.readInt32LE() : four.readInt32BE();
    },
  };
}

/** Reads all records before the data. @throws InputError with the byte offset when the file is cut off, damaged or of another kind */
export function readDictionary(path: string, bytes: Buffer): SpssDictionary {
  if (bytes.length < 176)
    throw new InputError(`${path} is cut off at byte ${bytes.length}: the header of an SPSS file has 176 bytes.`);
  const littleEndian = byteOrder(path, bytes);
  const cursor = cursorOf(path, bytes, littleEndian, 64);
  cursor.int("the layout");
  cursor.int("the case size");
  const compression = COMPRESSION[cursor.int("the compression")];
  if (compression === undefined) throw new InputError(`${path}: the compression at byte 72 is of no known kind.`);
  const weightSlot = cursor.int("the weight");
  const cases = cursor.int("the number of cases");
  const biasBytes = cursor.take(8, "the bias");
  const bias = littleEndian ? biasBytes.readDoubleLE() : biasBytes.readDoubleBE();
  cursor.take(17, "date and time");
  const label = cursor.take(64, "the file label");
  cursor.take(3, "the padding");
  const slots: (SpssVariable | null)[] = [];
  const valueLabels: SpssValueLabels[] = [];
  const extensions = new Map<number, Buffer>();
  for (;;) {
    const at = cursor.at();
    const kind = cursor.int("a record");
    if (kind === 999) break;
    if (kind === 2) slots.push(variableRecord(path, cursor));
    else if (kind === 3) valueLabels.push(valueLabelRecords(path, cursor));
    else if (kind === 6) cursor.take(80 * cursor.int("the number of lines"), "the documents");
    else if (kind === 7) {
      const subtype = cursor.int("the subtype");
      const size = cursor.int("the size of a value");
      extensions.set(
        subtype,
        cursor.take(size * cursor.int("the number of values"), `the extension of subtype ${subtype}`),
      );
    } else
      throw new InputError(`${path} is damaged: at byte ${at} there is a record of kind ${kind}, which SPSS has not.`);
  }
  cursor.int("the end of the dictionary");
  const caseCount = cases < 0 ? null : cases;
  return {
    path,
    littleEndian,
    compression,
    bias,
    caseCount,
    weightSlot,
    label,
    slots,
    valueLabels,
    extensions,
    dataAt: cursor.at(),
  };
}

/** The layout code at byte 64 is 2 or 3 in the file's own byte order. */
function byteOrder(path: string, bytes: Buffer): boolean {
  if ([2, 3].includes(bytes.readInt32LE(64))) return true;
  if ([2, 3].includes(bytes.readInt32BE(64))) return false;
  throw new InputError(`${path} is damaged: the layout code at byte 64 is not 2 or 3.`);
}

function variableRecord(path: string, cursor: Cursor): SpssVariable | null {
  const width = cursor.int("the type of a variable");
  const hasLabel = cursor.int("whether it has a label") === 1;
  const missingAt = cursor.at();
  const missingCount = cursor.int("the number of missing values");
  if (Math.abs(missingCount) > 3)
    throw new InputError(`${path} is damaged: at byte ${missingAt} a variable has ${missingCount} missing values.`);
  const format = (cursor.int("the print format") >> 16) & 0xff;
  cursor.int("the write format");
  const shortName = Buffer.from(cursor.take(8, "a variable's name"));
  let label: Buffer | null = null;
  if (hasLabel) {
    const length = cursor.int("the length of a label");
    label = cursor.take(length, "a variable's label");
    cursor.take((4 - (length % 4)) % 4, "the padding of a label");
  }
  const missing = Array.from({ length: Math.abs(missingCount) }, () => cursor.take(8, "a missing value"));
  return width < 0 ? null : { shortName, width, format, label, missing, missingRange: missingCount < 0 };
}

function valueLabelRecords(path: string, cursor: Cursor): SpssValueLabels {
  const count = cursor.int("the number of value labels");
  const labels: { value: Buffer; label: Buffer }[] = [];
  for (let index = 0; index < count; index++) {
    const value = cursor.take(8, "a labelled value");
    const length = cursor.take(1, "the length of a value label")[0]!;
    labels.push({ value, label: cursor.take(length, "a value label") });
    cursor.take((8 - ((length + 1) % 8)) % 8, "the padding of a value label");
  }
  const at = cursor.at();
  if (cursor.int("the variables of value labels") !== 4)
    throw new InputError(`${path} is damaged: at byte ${at} value labels do not say which variables they are of.`);
  const used = cursor.int("the number of variables");
  return { labels, slots: Array.from({ length: used }, () => cursor.int("a variable's position")) };
}
