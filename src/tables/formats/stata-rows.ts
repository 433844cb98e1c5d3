import { InputError } from "../../core/errors.ts";
import type { CategoryColumn } from "../../core/table.ts";
import { relabel, sharedFloat64, sharedInt32 } from "../shared.ts";
import type { ByteFile } from "./byte-file.ts";
import type { StataVariable } from "./stata-dictionary.ts";
import { contentRange, type StataLayout, sectionOf, unsigned, untilZero } from "./stata-layout.ts";

/** Values of one variable. Of numbers `codes` says which missing code a cell has: 0 none, 1 `.`, 2 `.a` … 27 `.z`; null when no cell is missing. */
export type StataValues =
  | { readonly kind: "number"; readonly values: Float64Array; readonly codes: Uint8Array | null }
  | { readonly kind: "text"; readonly column: CategoryColumn };

const BYTES_PER_READ = 1 << 22;
/** The smallest missing value of the integer types; larger ones follow in the order of the codes. */
const FIRST_MISSING = { byte: 101, int: 32_741, long: 2_147_483_621 } as const;
/** Bits of `.` as float; `.a` has 0x800 more, and so on. */
const FLOAT_MISSING = 0x7f00_0000;
const FLOAT_STEP = 0x800;
/** Upper 32 bits of `.` as double; `.a` has 0x100 more, and so on. */
const DOUBLE_MISSING = 0x7fe0_0000;
const DOUBLE_STEP = 0x100;

/** Reads all rows. @throws InputError with the byte offset when the data have another size than the header says, or hold NaN */
export async function readRows(
  file: ByteFile,
  layout: StataLayout,
  variables: readonly StataVariable[],
): Promise<readonly StataValues[]> {
  const { begin, end } = await contentRange(file, layout, "data");
  const width = variables.reduce((sum, { type }) => sum + type.width, 0);
  if (end - begin !== width * layout.rowCount)
    throw new InputError(
      `${file.path} is damaged: the data at byte ${begin} have ${end - begin} bytes, where ${layout.rowCount} observations of ${width} bytes need ${width * layout.rowCount}; save it again.`,
    );
  const longTexts = variables.some(({ type }) => type.kind === "long-text") ? await readLongTexts(file, layout) : null;
  let offset = 0;
  const readers = variables.map((variable) => {
    const reader = readerOf(variable, layout, offset, longTexts, file.path);
    offset += variable.type.width;
    return reader;
  });
  const perRead = Math.max(1, Math.floor(BYTES_PER_READ / Math.max(1, width)));
  for (let row = 0; row < layout.rowCount; row += perRead) {
    const rows = Math.min(perRead, layout.rowCount - row);
    const bytes = await file.read(begin + row * width, rows * width, "the data");
    for (const reader of readers) reader.take(bytes, row, rows, width, begin + row * width);
  }
  return readers.map((reader) => reader.end());
}

interface ColumnReader {
  /** @param start byte of `bytes[0]` in the file */
  take(bytes: Buffer, firstRow: number, rows: number, width: number, start: number): void;
  end(): StataValues;
}

function readerOf(
  variable: StataVariable,
  layout: StataLayout,
  offset: number,
  longTexts: ReadonlyMap<string, string> | null,
  path: string,
): ColumnReader {
  const { type } = variable;
  if (type.kind === "text") {
    const cell = (bytes: Buffer, at: number) => untilZero(bytes.subarray(at, at + type.width)).toString("latin1");
    return textReader(variable.name, layout, offset, cell, (raw) => layout.decode(Buffer.from(raw, "latin1")));
  }
  if (type.kind === "long-text") {
    const [first, second] = layout.widths.pointer;
    const pointer = (bytes: Buffer, at: number) => {
      const v = unsigned(bytes, at, first, layout.littleEndian);
      const o = unsigned(bytes, at + first, second, layout.littleEndian);
      return `${v},${o}`;
    };
    const text = (pointed: string): string => {
      const found = pointed === "0,0" ? "" : longTexts?.get(pointed);
      if (found === undefined)
        throw new InputError(
          `${path} is damaged: variable ${variable.name} points to long string (${pointed}), which <strls> at byte ${layout.at.strls} does not have.`,
        );
      return found;
    };
    return textReader(variable.name, layout, offset, pointer, text);
  }
  return numberReader(variable, type.kind, layout, offset, path);
}

/** Distinct cells are decoded once, at the end. Blanks around a text are no part of it; an empty one is missing. */
function textReader(
  name: string,
  layout: StataLayout,
  offset: number,
  cell: (bytes: Buffer, at: number) => string,
  decode: (raw: string) => string,
): ColumnReader {
  const codes = sharedInt32(layout.rowCount);
  const seen = new Map<string, number>();
  return {
    take: (bytes, firstRow, rows, width) => {
      for (let i = 0; i < rows; i++) {
        const raw = cell(bytes, i * width + offset);
        let code = seen.get(raw);
        if (code === undefined) {
          code = seen.size;
          seen.set(raw, code);
        }
        codes[firstRow + i] = code;
      }
    },
    end: () => ({
      kind: "text",
      column: relabel({ kind: "category", name, codes, labels: [...seen.keys()] }, (raw) => decode(raw).trim() || null),
    }),
  };
}

function numberReader(
  { name }: StataVariable,
  kind: "byte" | "int" | "long" | "float" | "double",
  layout: StataLayout,
  offset: number,
  path: string,
): ColumnReader {
  const values = sharedFloat64(layout.rowCount);
  let codes: Uint8Array | null = null;
  const little = layout.littleEndian;
  return {
    take: (bytes, firstRow, rows, width, start) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let i = 0; i < rows; i++) {
        const at = i * width + offset;
        const value = valueAt(view, at, kind, little);
        const code = codeAt(view, at, kind, value, little);
        if (code === 0) {
          if (!Number.isFinite(value))
            throw new InputError(
              `${path} is damaged: at byte ${start + at}, observation ${firstRow + i + 1} of ${name} is no number and no missing code.`,
            );
          values[firstRow + i] = value;
          continue;
        }
        codes ??= new Uint8Array(layout.rowCount);
        codes[firstRow + i] = code;
        values[firstRow + i] = Number.NaN;
      }
    },
    end: () => ({ kind: "number", values, codes }),
  };
}

function valueAt(view: DataView, at: number, kind: "byte" | "int" | "long" | "float" | "double", little: boolean) {
  switch (kind) {
    case "byte":
      return view.getInt8(at);
    case "int":
      return view.getInt16(at, little);
    case "long":
      return view.getInt32(at, little);
    case "float":
      return view.getFloat32(at, little);
    case "double":
      return view.getFloat64(at, little);
    default:
      return kind satisfies never;
  }
}

/** 0 for a value; 1 for `.`, 2 for `.a`, … 27 for `.z`. */
function codeAt(
  view: DataView,
  at: number,
  kind: "byte" | "int" | "long" | "float" | "double",
  value: number,
  little: boolean,
): number {
  if (kind === "float" || kind === "double") {
    const isFloat = kind === "float";
    const bits = view.getUint32(isFloat || !little ? at : at + 4, little);
    const [first, step] = isFloat ? [FLOAT_MISSING, FLOAT_STEP] : [DOUBLE_MISSING, DOUBLE_STEP];
    const code = (bits - first) / step + 1;
    return code >= 1 && code <= 27 && Number.isInteger(code) ? code : 0;
  }
  return value >= FIRST_MISSING[kind] ? value - FIRST_MISSING[kind] + 1 : 0;
}

/** Long strings by `variable,observation`. Binary ones are no text. @throws InputError with the byte offset when a record does not fit */
async function readLongTexts(file: ByteFile, layout: StataLayout): Promise<ReadonlyMap<string, string>> {
  const { littleEndian, widths, decode } = layout;
  const { begin } = await contentRange(file, layout, "strls");
  const bytes = await sectionOf(file, layout, "strls");
  const found = new Map<string, string>();
  const head = 3 + 4 + widths.longStringRow + 1 + 4;
  for (let at = 0; at < bytes.length; ) {
    const wrong = (what: string) =>
      new InputError(`${file.path} is damaged: long string at byte ${begin + at}: ${what}; save it again.`);
    if (at + head > bytes.length) throw wrong("its header is cut off");
    if (bytes.toString("latin1", at, at + 3) !== "GSO") throw wrong("there should be GSO");
    const v = unsigned(bytes, at + 3, 4, littleEndian);
    const o = unsigned(bytes, at + 7, widths.longStringRow, littleEndian);
    const kind = bytes[at + head - 5]!;
    const length = unsigned(bytes, at + head - 4, 4, littleEndian);
    if (at + head + length > bytes.length) throw wrong(`it says it has ${length} bytes and fewer are left`);
    const content = bytes.subarray(at + head, at + head + length);
    if (kind !== 129 && kind !== 130) throw wrong(`its kind is ${kind}, not 129 or 130`);
    if (kind === 129) throw wrong("it is binary, not text: drop that variable in Stata");
    found.set(`${v},${o}`, decode(untilZero(content)));
    at += head + length;
  }
  return found;
}
