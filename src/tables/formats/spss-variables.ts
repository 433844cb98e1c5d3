import { InputError } from "../../core/errors.ts";
import type { SpssDictionary, SpssVariable } from "./spss-records.ts";

/** A column: one numeric variable, or the pieces of one text. */
export interface SpssColumn {
  readonly name: string;
  readonly label: string | null;
  /** Position of its first 8 bytes, 0-based. */
  readonly slot: number;
  readonly format: number;
  /** Of a text: where its bytes lie in a case; null for a number. */
  readonly pieces: readonly { readonly at: number; readonly length: number }[] | null;
  readonly valueLabels: ReadonlyMap<string, string>;
  readonly missing: { isMissing(value: number): boolean; readonly texts: ReadonlySet<string> };
}

/** Subtypes of extension records. */
const EXTENSION = { machine: 3, longNames: 13, longTexts: 14, encoding: 20, longTextLabels: 21, longTextMissing: 22 };
/** A text wider than 255 bytes is kept in variables of 255, each of which stands for 252 of the declared width. */
const PIECE = 255;
const PIECE_WIDTH = 252;
/** Character codes of the machine record, for files without an encoding record. */
const CODE_PAGES: ReadonlyMap<number, string> = new Map([
  [2, "windows-1252"],
  [3, "windows-1252"],
  [1252, "windows-1252"],
  [28591, "windows-1252"],
  [65001, "utf-8"],
]);

type Decode = (bytes: Uint8Array) => string;

/** Decodes the file's texts. @throws InputError when the file names an encoding that is not known */
export function spssDecoder(dictionary: SpssDictionary): { readonly decode: Decode; readonly encoding: string } {
  const { extensions, littleEndian, path } = dictionary;
  const machine = extensions.get(EXTENSION.machine);
  const page =
    machine === undefined || machine.length < 32
      ? 1252
      : littleEndian
        ? machine.readInt32LE(28)
        : machine.readInt32BE(28);
  const named = extensions.get(EXTENSION.encoding)?.toString("latin1").trim();
  const encoding =
    named === undefined ? (CODE_PAGES.get(page) ?? `windows-${page}`) : named.replace(/^cp(\d+)$/i, "windows-$1");
  try {
    const decoder = new TextDecoder(encoding);
    return { decode: (bytes) => decoder.decode(bytes), encoding: decoder.encoding };
  } catch (cause) {
    throw new InputError(
      `${path}: texts are in the encoding "${encoding}", which is not known; save it in Unicode (UTF-8).`,
      {
        cause,
      },
    );
  }
}

/** The columns of a file: long names, long texts put together, labels and missing values attached. */
export function joinedVariables(dictionary: SpssDictionary, decode: Decode): readonly SpssColumn[] {
  const { slots, extensions } = dictionary;
  const longNames = pairs(decode(extensions.get(EXTENSION.longNames) ?? Buffer.alloc(0)), /\t/);
  const longTexts = pairs(decode(extensions.get(EXTENSION.longTexts) ?? Buffer.alloc(0)), /\0\t?|\t/);
  const columns: SpssColumn[] = [];
  for (let slot = 0; slot < slots.length; slot++) {
    const variable = slots[slot];
    if (variable == null) continue;
    const shortName = decode(variable.shortName).trimEnd();
    const name = longNames.get(shortName.toUpperCase()) ?? shortName;
    const width = longTexts.get(shortName.toUpperCase());
    const pieces =
      variable.width === 0 ? null : piecesOf(dictionary, slot, variable, shortName, Number(width ?? variable.width));
    const label = variable.label === null ? "" : decode(variable.label).trim();
    columns.push({
      name,
      label: label === "" ? null : label,
      slot,
      format: variable.format,
      pieces,
      valueLabels: labelsOf(dictionary, slot, name, pieces !== null, decode),
      missing: missingOf(dictionary, variable, name, decode),
    });
    if (pieces !== null) slot = Math.floor((pieces.at(-1)!.at + pieces.at(-1)!.length - 1) / 8);
  }
  return columns;
}

/** `A=b` entries by upper-case key. */
function pairs(text: string, separator: RegExp): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(separator)
      .filter((entry) => entry.includes("="))
      .map((entry) => [entry.slice(0, entry.indexOf("=")).toUpperCase(), entry.slice(entry.indexOf("=") + 1)]),
  );
}

/** Where the bytes of a text lie: in one variable up to 255 bytes, else in consecutive ones that hold 255 bytes each. */
function piecesOf(
  { path, slots }: SpssDictionary,
  slot: number,
  variable: SpssVariable,
  shortName: string,
  width: number,
): readonly { readonly at: number; readonly length: number }[] {
  if (width <= PIECE) return [{ at: 8 * slot, length: variable.width }];
  const pieces: { at: number; length: number }[] = [];
  const count = Math.ceil(width / PIECE_WIDTH);
  let at = slot;
  for (let piece = 0; piece < count; piece++) {
    const held = slots[at];
    if (held == null || held.width === 0)
      throw new InputError(`${path} is damaged: text ${shortName} of ${width} bytes has fewer parts than it needs.`);
    pieces.push({ at: 8 * at, length: held.width });
    at += Math.ceil(held.width / 8);
  }
  return pieces;
}

function labelsOf(
  dictionary: SpssDictionary,
  slot: number,
  name: string,
  isText: boolean,
  decode: Decode,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const set of dictionary.valueLabels) {
    if (!set.slots.includes(slot + 1)) continue;
    for (const { value, label } of set.labels)
      labels.set(isText ? decode(value).trim() : String(double(value, dictionary)), decode(label).trim());
  }
  const long = dictionary.extensions.get(EXTENSION.longTextLabels);
  if (isText && long !== undefined)
    for (const entry of longEntries(dictionary, long, "labels"))
      if (decode(entry.name) === name)
        for (const [value, label] of entry.values) labels.set(decode(value).trim(), decode(label).trim());
  return labels;
}

function missingOf(
  dictionary: SpssDictionary,
  { width, missing, missingRange }: SpssVariable,
  name: string,
  decode: Decode,
): SpssColumn["missing"] {
  if (width > 0) {
    const texts = new Set(missing.map((value) => decode(value).trim()));
    const long = dictionary.extensions.get(EXTENSION.longTextMissing);
    if (long !== undefined)
      for (const entry of longEntries(dictionary, long, "missing"))
        if (decode(entry.name) === name) for (const [value] of entry.values) texts.add(decode(value).trim());
    texts.delete("");
    return { isMissing: () => false, texts };
  }
  const numbers = missing.map((value) => double(value, dictionary));
  const [low, high] = missingRange ? [numbers[0]!, numbers[1]!] : [1, 0];
  const single = new Set(missingRange ? numbers.slice(2) : numbers);
  return { isMissing: (value) => (value >= low && value <= high) || single.has(value), texts: new Set() };
}

function double(bytes: Buffer, { littleEndian }: SpssDictionary): number {
  return littleEndian ? bytes.readDoubleLE() : bytes.readDoubleBE();
}

/** Records 7.21 (labels: pairs of value and label) and 7.22 (missing: values of 8 bytes) of texts wider than 8 bytes. */
function* longEntries(
  { path, littleEndian }: SpssDictionary,
  bytes: Buffer,
  kind: "labels" | "missing",
): Generator<{ readonly name: Buffer; readonly values: readonly (readonly [Buffer, Buffer])[] }> {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > bytes.length)
      throw new InputError(`${path} is damaged: the ${kind} of long texts end too early; save it again.`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const int = (): number => (littleEndian ? take(4).readInt32LE() : take(4).readInt32BE());
  while (at < bytes.length) {
    const name = take(int());
    if (kind === "labels") {
      int(); // the width of the variable, which its own record has too
      const count = int();
      yield { name, values: Array.from({ length: count }, () => [take(int()), take(int())] as const) };
    } else {
      const count = take(1)[0]!;
      const length = int();
      yield { name, values: Array.from({ length: count }, () => [take(length), Buffer.alloc(0)] as const) };
    }
  }
}
