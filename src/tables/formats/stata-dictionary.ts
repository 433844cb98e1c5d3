import { InputError } from "../../core/errors.ts";
import type { ByteFile } from "./byte-file.ts";
import { contentRange, type StataLayout, sectionOf, unsigned, untilZero } from "./stata-layout.ts";

/** How one variable is stored in a row. */
export type StataType =
  | { readonly kind: "text"; readonly width: number }
  | { readonly kind: "long-text"; readonly width: 8 }
  | { readonly kind: "byte" | "int" | "long" | "float" | "double"; readonly width: number };

export interface StataVariable {
  readonly name: string;
  readonly type: StataType;
  /** Display format, e.g. `%td`. */
  readonly format: string;
  readonly label: string;
  /** Name of its value labels; empty for none. */
  readonly valueLabels: string;
}

const NUMBER_TYPES: ReadonlyMap<number, StataType> = new Map([
  [65526, { kind: "double", width: 8 }],
  [65527, { kind: "float", width: 4 }],
  [65528, { kind: "long", width: 4 }],
  [65529, { kind: "int", width: 2 }],
  [65530, { kind: "byte", width: 1 }],
  [32768, { kind: "long-text", width: 8 }],
]);
const LONGEST_TEXT = 2045;
/** A value label's integer from here on is a missing code: `.`, `.a` to `.z`. */
const FIRST_MISSING = 2_147_483_621;

/** The 27 missing codes in order. */
export const MISSING_CODES: readonly string[] = [".", ...Array.from("abcdefghijklmnopqrstuvwxyz", (c) => `.${c}`)];

/** Reads what the variables are. @throws InputError with the byte offset of a type that does not exist */
export async function readVariables(file: ByteFile, layout: StataLayout): Promise<readonly StataVariable[]> {
  const { variableCount, littleEndian, decode, widths } = layout;
  const types = await fixed(file, layout, "variable_types", 2);
  const typeOf = (index: number): StataType => {
    const code = unsigned(types, 2 * index, 2, littleEndian);
    if (code >= 1 && code <= LONGEST_TEXT) return { kind: "text", width: code };
    const type = NUMBER_TYPES.get(code);
    if (type !== undefined) return type;
    const at = layout.at["variable_types"] + "<variable_types>".length + 2 * index;
    throw new InputError(
      `${file.path} is damaged: at byte ${at}, variable ${index + 1} has type ${code}, which does not exist.`,
    );
  };
  const names = await texts(file, layout, "varnames", widths.name, decode);
  const formats = await texts(file, layout, "formats", widths.format, decode);
  const valueLabels = await texts(file, layout, "value_label_names", widths.name, decode);
  const labels = await texts(file, layout, "variable_labels", widths.variableLabel, decode);
  return Array.from({ length: variableCount }, (_, index) => ({
    name: names[index]!,
    type: typeOf(index),
    format: formats[index]!,
    label: labels[index]!,
    valueLabels: valueLabels[index]!,
  }));
}

/** A section of one entry of `width` bytes per variable. */
async function fixed(
  file: ByteFile,
  layout: StataLayout,
  section: "variable_types" | "varnames" | "formats" | "value_label_names" | "variable_labels",
  width: number,
): Promise<Buffer> {
  const bytes = await sectionOf(file, layout, section);
  if (bytes.length !== width * layout.variableCount)
    throw new InputError(
      `${file.path} is damaged: <${section}> at byte ${layout.at[section]} has ${bytes.length} bytes where ${layout.variableCount} variables need ${width * layout.variableCount}.`,
    );
  return bytes;
}

async function texts(
  file: ByteFile,
  layout: StataLayout,
  section: "varnames" | "formats" | "value_label_names" | "variable_labels",
  width: number,
  decode: (bytes: Uint8Array) => string,
): Promise<readonly string[]> {
  const bytes = await fixed(file, layout, section, width);
  return Array.from({ length: layout.variableCount }, (_, index) =>
    decode(untilZero(bytes.subarray(width * index, width * (index + 1)))),
  );
}

/** Value labels by name: label by value as text, missing codes as `.a`. @throws InputError with the byte offset when a table does not fit its length */
export async function readValueLabels(
  file: ByteFile,
  layout: StataLayout,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { littleEndian, widths, decode } = layout;
  const { begin } = await contentRange(file, layout, "value_labels");
  const bytes = await sectionOf(file, layout, "value_labels");
  const tables = new Map<string, ReadonlyMap<string, string>>();
  const wrong = (at: number, what: string) =>
    new InputError(`${file.path} is damaged: value labels at byte ${begin + at}: ${what}; save it again.`);
  const need = (at: number, length: number): void => {
    if (at + length > bytes.length) throw wrong(at, `${length} bytes are needed and ${bytes.length - at} are left`);
  };
  for (let at = 0; at < bytes.length; ) {
    const head = 5 + 4 + widths.name + 3;
    need(at, head);
    if (bytes.toString("latin1", at, at + 5) !== "<lbl>") throw wrong(at, "there should be <lbl>");
    const length = unsigned(bytes, at + 5, 4, littleEndian);
    const name = decode(untilZero(bytes.subarray(at + 9, at + 9 + widths.name)));
    need(at + head, length + 6);
    tables.set(
      name,
      labelsOf(bytes.subarray(at + head, at + head + length), layout, (what) => wrong(at + head, what)),
    );
    at += head + length + 6;
  }
  return tables;
}

/** One table: n, length of the texts, n positions of texts, n values, texts that end in a zero byte. */
function labelsOf(table: Buffer, layout: StataLayout, wrong: (what: string) => InputError): Map<string, string> {
  const { littleEndian } = layout;
  if (table.length < 8) throw wrong("a table has fewer than 8 bytes");
  const count = unsigned(table, 0, 4, littleEndian);
  const textLength = unsigned(table, 4, 4, littleEndian);
  if (8 + 8 * count + textLength > table.length)
    throw wrong(`a table says it has ${count} labels and is too short for them`);
  const textsAt = 8 + 8 * count;
  const labels = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const offset = unsigned(table, 8 + 4 * index, 4, littleEndian);
    if (offset >= textLength) throw wrong(`label ${index + 1} lies outside its table`);
    const valueAt = 8 + 4 * count + 4 * index;
    const value = littleEndian ? table.readInt32LE(valueAt) : table.readInt32BE(valueAt);
    const label = layout.decode(untilZero(table.subarray(textsAt + offset, textsAt + textLength)));
    labels.set(value < FIRST_MISSING ? String(value) : MISSING_CODES[value - FIRST_MISSING]!, label);
  }
  return labels;
}
