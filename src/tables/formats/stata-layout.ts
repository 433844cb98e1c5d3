import { InputError } from "../../core/errors.ts";
import type { ByteFile } from "./byte-file.ts";

/**
 * Layout of Stata's .dta formats 117, 118 and 119, after Stata's own description (`help dta`, `help dta_117`, `help dta_119`): sections between tags,
 * found by a map of byte positions.
 */
export interface StataLayout {
  readonly release: 117 | 118 | 119;
  readonly littleEndian: boolean;
  readonly variableCount: number;
  readonly rowCount: number;
  readonly label: string;
  /** Position of the opening tag of each section. */
  readonly at: Readonly<Record<Section, number>>;
  readonly decode: (bytes: Uint8Array) => string;
  readonly encoding: "utf-8" | "windows-1252";
  readonly widths: Widths;
}

/** Sections in the order of the map. */
const SECTIONS = [
  "stata_dta",
  "map",
  "variable_types",
  "varnames",
  "sortlist",
  "formats",
  "value_label_names",
  "variable_labels",
  "characteristics",
  "data",
  "strls",
  "value_labels",
  "/stata_dta",
  "end",
] as const;
export type Section = (typeof SECTIONS)[number];

/** Sizes in bytes that differ between releases. */
interface Widths {
  readonly variables: 2 | 4;
  readonly rows: 4 | 8;
  readonly labelLength: 1 | 2;
  readonly name: 33 | 129;
  readonly format: 49 | 57;
  readonly variableLabel: 81 | 321;
  /** Of the variable number and the row number that point to a long string. */
  readonly pointer: readonly [number, number];
  /** Of the row number in a long string's own header. */
  readonly longStringRow: 4 | 8;
}

const UTF8 = { rows: 8, labelLength: 2, name: 129, format: 57, variableLabel: 321, longStringRow: 8 } as const;
const WIDTHS: Readonly<Record<StataLayout["release"], Widths>> = {
  117: {
    variables: 2,
    rows: 4,
    labelLength: 1,
    name: 33,
    format: 49,
    variableLabel: 81,
    pointer: [4, 4],
    longStringRow: 4,
  },
  118: { ...UTF8, variables: 2, pointer: [2, 6] },
  119: { ...UTF8, variables: 4, pointer: [3, 5] },
};

const BEGIN = "<stata_dta><header><release>";
/** First bytes of the formats before 117, and the Stata that wrote them. */
const OLD: ReadonlyMap<number, string> = new Map([
  [0x69, "5"],
  [0x6c, "6"],
  [0x6e, "7"],
  [0x71, "8 or 9"],
  [0x72, "10 or 11"],
  [0x73, "12"],
]);

export function isStata(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, 11)).toString("latin1") === "<stata_dta>" || isOldStata(start);
}

/** The four first bytes of a file of an old format: release, byte order 1 or 2, 1, 0. */
function isOldStata(start: Uint8Array): boolean {
  return OLD.has(start[0]!) && (start[1] === 1 || start[1] === 2) && start[2] === 1 && start[3] === 0;
}

/** An unsigned integer of 1 to 8 bytes. @throws RangeError beyond 2^53 */
export function unsigned(bytes: Buffer, offset: number, length: number, littleEndian: boolean): number {
  let value = 0;
  for (let k = 0; k < length; k++) value = value * 256 + bytes[littleEndian ? offset + length - 1 - k : offset + k]!;
  if (value > Number.MAX_SAFE_INTEGER) throw new RangeError(`the integer at byte ${offset} is beyond 2^53`);
  return value;
}

/** Text up to its first zero byte. */
export function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** Reads the header and the map. @throws InputError with the byte offset of what is missing, damaged or of another format */
export async function readLayout(file: ByteFile): Promise<StataLayout> {
  const cursor = cursorAt(file, 0);
  const first = await file.read(0, Math.min(file.size, 11), "the beginning");
  if (isOldStata(first))
    throw new InputError(
      `${file.path} is a file of Stata ${OLD.get(first[0]!)} (format ${first[0]}): open it in Stata 13 or later and save it again; formats 117, 118 and 119 are read.`,
    );
  await cursor.tag(BEGIN);
  const written = (await cursor.take(3, "the release")).toString("latin1");
  const release = ([117, 118, 119] as const).find((known) => String(known) === written);
  if (release === undefined)
    throw new InputError(
      `${file.path}: Stata format "${written}" is not read; save it with Stata's "saveold … , version(13)" or as CSV.`,
    );
  const widths = WIDTHS[release];
  await cursor.tag("</release><byteorder>");
  const order = (await cursor.take(3, "the byte order")).toString("latin1");
  if (order !== "LSF" && order !== "MSF") throw damaged(file, cursor.at() - 3, `a byte order LSF or MSF`, order);
  const littleEndian = order === "LSF";
  const integer = async (length: number, what: string) =>
    unsignedAt(file, await cursor.take(length, what), cursor.at() - length, littleEndian);
  await cursor.tag("</byteorder><K>");
  const variableCount = await integer(widths.variables, "the number of variables");
  await cursor.tag("</K><N>");
  const rowCount = await integer(widths.rows, "the number of observations");
  await cursor.tag("</N><label>");
  const labelLength = await integer(widths.labelLength, "the length of the data label");
  const label = await cursor.take(labelLength, "the data label");
  await cursor.tag("</label><timestamp>");
  const stampLength = await integer(1, "the length of the time stamp");
  await cursor.take(stampLength, "the time stamp");
  await cursor.tag("</timestamp></header>");
  const mapAt = cursor.at();
  await cursor.tag("<map>");
  const positions: number[] = [];
  for (const section of SECTIONS) positions.push(await integer(8, `the map's entry of <${section}>`));
  await cursor.tag("</map>");
  checkMap(file, positions, mapAt);
  const encoding = release === 117 ? "windows-1252" : "utf-8";
  const decoder = new TextDecoder(encoding);
  return {
    release,
    littleEndian,
    variableCount,
    rowCount,
    label: decoder.decode(label),
    at: Object.fromEntries(SECTIONS.map((section, index) => [section, positions[index]!])) as Record<Section, number>,
    decode: (bytes) => decoder.decode(bytes),
    encoding,
    widths,
  };
}

/** The map's last entry is the length of the file: a shorter file was cut off. */
function checkMap(file: ByteFile, positions: readonly number[], mapAt: number): void {
  const end = positions.at(-1)!;
  const isAscending = positions.every((position, index) => index === 0 || position > positions[index - 1]!);
  if (positions[0] !== 0 || positions[1] !== mapAt || !isAscending)
    throw new InputError(
      `${file.path} is damaged: the map at byte ${mapAt} does not describe this file; save it again.`,
    );
  if (file.size < end)
    throw new InputError(
      `${file.path} is cut off at byte ${file.size}: its map says it has ${end} bytes; copy or download it again.`,
    );
}

/** The content of a section, without its tags. @throws InputError with the byte offset when a tag is not where the map says */
export async function sectionOf(file: ByteFile, layout: StataLayout, section: Section): Promise<Buffer> {
  const { begin, end } = await contentRange(file, layout, section);
  return file.read(begin, end - begin, `<${section}>`);
}

/** Byte range of a section's content: from its opening tag, which is checked, up to the closing tag before the next section. */
export async function contentRange(
  file: ByteFile,
  layout: StataLayout,
  section: Section,
): Promise<{ readonly begin: number; readonly end: number }> {
  const from = layout.at[section];
  const to = layout.at[SECTIONS[SECTIONS.indexOf(section) + 1]!];
  const [open, close] = [`<${section}>`, `</${section}>`];
  if (to - from < open.length + close.length)
    throw new InputError(
      `${file.path} is damaged: <${section}> at byte ${from} is too short for its tags; save it again.`,
    );
  await cursorAt(file, from).tag(open);
  await cursorAt(file, to - close.length).tag(close);
  return { begin: from + open.length, end: to - close.length };
}

function cursorAt(file: ByteFile, from: number) {
  let position = from;
  const take = async (length: number, what: string): Promise<Buffer> => {
    const bytes = await file.read(position, length, what);
    position += length;
    return bytes;
  };
  return {
    at: () => position,
    take,
    tag: async (expected: string): Promise<void> => {
      const start = position;
      const found = (await take(expected.length, expected)).toString("latin1");
      if (found !== expected) throw damaged(file, start, expected, found);
    },
  };
}

function unsignedAt(file: ByteFile, bytes: Buffer, offset: number, littleEndian: boolean): number {
  try {
    return unsigned(bytes, 0, bytes.length, littleEndian);
  } catch (cause) {
    throw new InputError(`${file.path} is damaged: the number at byte ${offset} is too large; save it again.`, {
      cause,
    });
  }
}

function damaged(file: ByteFile, offset: number, expected: string, found: string): InputError {
  const shown = found.replace(/[^\x20-\x7e]/g, "?");
  return new InputError(
    `${file.path} is damaged: at byte ${offset} there should be ${expected}, and there is "${shown}"; save it again.`,
  );
}
