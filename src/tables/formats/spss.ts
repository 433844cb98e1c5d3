import { createHash } from "node:crypto";
import { InputError } from "../../core/errors.ts";
import { relabel, sharedFloat64, sharedInt32 } from "../shared.ts";
import { withByteFile } from "./byte-file.ts";
import { spssCalendar } from "./calendar.ts";
import { type ForeignColumn, type ForeignFile, numberColumn, requireDistinctNames } from "./foreign.ts";
import { readCases } from "./spss-cases.ts";
import { readDictionary, type SpssDictionary } from "./spss-records.ts";
import { joinedVariables, type SpssColumn, spssDecoder } from "./spss-variables.ts";

/** Bytes of a file that are read into memory at once; Node's buffers end a little above. */
const LARGEST = 2 ** 31 - 1;

/**
 * Reads an SPSS system file (.sav, also compressed, and .zsav): labels, value labels, missing values as the user declared them, strings of any length.
 *
 * @throws InputError with the byte offset when the file is cut off, damaged, encrypted or in an encoding that is not known
 */
export function readSpss(path: string): Promise<ForeignFile> {
  return withByteFile(path, async (file) => {
    if (file.size > LARGEST) throw new InputError(`${path} has more than 2 GB: save it as CSV, or in parts.`);
    const bytes = await file.read(0, file.size, "the file");
    const dictionary = readDictionary(path, bytes);
    const { decode, encoding } = spssDecoder(dictionary);
    const variables = joinedVariables(dictionary, decode);
    requireDistinctNames(
      path,
      variables.map(({ name }) => name),
    );
    const sysmis = systemMissing(dictionary);
    const rowCount = countCases(bytes, dictionary, sysmis);
    const readers = variables.map((variable) => readerOf(variable, dictionary, rowCount, sysmis, decode));
    readCases(bytes, dictionary, sysmis, (row, index) => {
      for (const reader of readers) reader.take(row, index);
    });
    const label = decode(dictionary.label).trim();
    return {
      path,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      encoding: `spss, ${encoding}${dictionary.littleEndian ? "" : ", most significant byte first"}`,
      rowCount,
      columns: readers.map((reader) => reader.end()),
      label: label === "" ? null : label,
      weight: variables.find(({ slot }) => slot + 1 === dictionary.weightSlot)?.name ?? null,
      notes: variables.flatMap(({ name, format }) =>
        DURATIONS.has(format) ? [`column ${name} is a duration: it is left as a number of seconds.`] : [],
      ),
    };
  });
}

/** Print formats TIME, DTIME and MTIME. */
const DURATIONS: ReadonlySet<number> = new Set([21, 25, 40]);

function countCases(bytes: Buffer, dictionary: SpssDictionary, sysmis: Buffer): number {
  return dictionary.caseCount ?? readCases(bytes, dictionary, sysmis, () => {});
}

/** As record 7.4 gives it, else the most negative double. */
function systemMissing({ extensions, littleEndian }: SpssDictionary): Buffer {
  const given = extensions.get(4);
  if (given !== undefined && given.length >= 8) return given.subarray(0, 8);
  const bytes = Buffer.alloc(8);
  if (littleEndian) bytes.writeDoubleLE(-Number.MAX_VALUE);
  else bytes.writeDoubleBE(-Number.MAX_VALUE);
  return bytes;
}

interface ColumnReader {
  take(bytes: Buffer, row: number): void;
  end(): ForeignColumn;
}

function readerOf(
  variable: SpssColumn,
  dictionary: SpssDictionary,
  rowCount: number,
  sysmis: Buffer,
  decode: (bytes: Uint8Array) => string,
): ColumnReader {
  return variable.pieces === null
    ? numberReader(variable, dictionary, rowCount, sysmis)
    : textReader(variable, variable.pieces, rowCount, decode);
}

function numberReader(
  { name, label, slot, format, valueLabels, missing }: SpssColumn,
  { littleEndian }: SpssDictionary,
  rowCount: number,
  sysmis: Buffer,
): ColumnReader {
  const values = sharedFloat64(rowCount);
  const read = (bytes: Buffer, at: number) => (littleEndian ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at));
  const none = read(sysmis, 0);
  const codes: string[] = [];
  const codeOf = new Map<number, number>();
  const rows = new Uint8Array(rowCount);
  return {
    take: (bytes, row) => {
      const value = read(bytes, 8 * slot);
      if (value === none || Number.isNaN(value)) values[row] = Number.NaN;
      else if (missing.isMissing(value)) {
        values[row] = Number.NaN;
        let code = codeOf.get(value);
        if (code === undefined) {
          code = codes.push(String(value));
          if (code > 255)
            throw new InputError(
              `column ${name} has more than 255 different values that are declared missing; recode them in SPSS.`,
            );
          codeOf.set(value, code);
        }
        rows[row] = code;
      } else values[row] = value;
    },
    end: () => ({
      name,
      label,
      column: numberColumn(name, values),
      calendar: spssCalendar(format),
      valueLabels,
      reasons: codes.length === 0 ? null : { codes, rows },
    }),
  };
}

function textReader(
  { name, label, valueLabels, missing }: SpssColumn,
  pieces: readonly { readonly at: number; readonly length: number }[],
  rowCount: number,
  decode: (bytes: Uint8Array) => string,
): ColumnReader {
  const codes = sharedInt32(rowCount);
  const seen = new Map<string, number>();
  return {
    take: (bytes, row) => {
      const raw = pieces.map(({ at, length }) => bytes.toString("latin1", at, at + length)).join("");
      let code = seen.get(raw);
      if (code === undefined) {
        code = seen.size;
        seen.set(raw, code);
      }
      codes[row] = code;
    },
    end: () => {
      const texts = [...seen.keys()].map((raw) => decode(Buffer.from(raw, "latin1")).trim());
      const declared = [...new Set(texts.filter((text) => missing.texts.has(text)))];
      const codeOf = texts.map((text) => declared.indexOf(text) + 1);
      const rows = Uint8Array.from(codes, (code) => codeOf[code]!);
      const raws = [...seen.keys()];
      const textOf = new Map(raws.map((raw, index) => [raw, codeOf[index]! > 0 ? null : texts[index]! || null]));
      return {
        name,
        label,
        column: relabel({ kind: "category", name, codes, labels: raws }, (raw) => textOf.get(raw) ?? null),
        calendar: null,
        valueLabels,
        reasons: declared.length === 0 ? null : { codes: declared, rows },
      };
    },
  };
}
