import { InputError } from "../core/errors.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What bytes 0x80-0x9F mean in windows-1252; 0 where the code page has no character. The rest equals Latin-1. */
const WINDOWS_1252_C1 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/** UTF-8 bytes of each windows-1252 byte; null where the code page has no character. */
const WINDOWS_1252_UTF8 = Array.from({ length: 256 }, (_, byte) => {
  const code = byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252_C1[byte - 0x80]! : byte;
  return code === 0 && byte !== 0 ? null : Buffer.from(String.fromCharCode(code), "utf8");
});

/** Encoding that a byte order mark announces, and the mark's length; null without a mark. */
export function byteOrderMark(start: Uint8Array): { readonly encoding: Encoding; readonly length: number } | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: "utf-8", length: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: "utf-16be", length: 2 };
  return null;
}

/** Length of the UTF-8 sequence at `at` (RFC 3629, table 3-7 of Unicode): 1 for ASCII, 0 when invalid or cut off. */
export function utf8SequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const next = bytes[at + 1] ?? 0;
  const follows = (offset: number) => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return next >= low && next <= high && follows(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return next >= low && next <= high && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

/**
 * How many bytes at the end of a chunk may begin a UTF-8 sequence that the next chunk completes: 0 to 3.
 */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? back : 0;
  }
  return 0;
}

/**
 * windows-1252 to UTF-8, for a file that is not valid UTF-8 as a whole. Stateful over chunks: it counts lines.
 *
 * @param firstLine number of the first line it is fed
 *
 * @throws InputError (from the returned functions) naming the line when a byte has no meaning in windows-1252, or when the file mixes
 * UTF-8 letters with bytes that are not UTF-8: reading such a file in either encoding would garble names in silence
 */
export function windows1252Decoder(path: string, firstLine = 1): { feed(bytes: Uint8Array): Buffer; end(): Buffer } {
  let line = firstLine;
  let utf8Line = 0;
  let otherLine = 0;
  let carry: Uint8Array = new Uint8Array(0);
  const decode = (bytes: Uint8Array, last: boolean): Buffer => {
    const joined = carry.length === 0 ? bytes : Buffer.concat([carry, bytes]);
    const keep = last ? 0 : incompleteTail(joined);
    carry = joined.slice(joined.length - keep);
    const parts = Buffer.allocUnsafe(3 * (joined.length - keep));
    let length = 0;
    const put = (byte: number) => {
      const encoded = WINDOWS_1252_UTF8[byte]!;
      if (encoded === null)
        throw new InputError(
          `${path}, line ${line}: byte 0x${byte.toString(16)} is valid in neither UTF-8 nor windows-1252; save the file as UTF-8.`,
        );
      for (const code of encoded) parts[length++] = code;
    };
    for (let i = 0; i < joined.length - keep; ) {
      const byte = joined[i]!;
      if (byte === 10) line++;
      if (byte < 0x80) {
        parts[length++] = byte;
        i++;
        continue;
      }
      const sequence = utf8SequenceLength(joined, i);
      if (sequence > 0 && utf8Line === 0) utf8Line = line;
      if (sequence === 0 && otherLine === 0) otherLine = line;
      for (let end = i + Math.max(1, sequence); i < end; i++) put(joined[i]!);
    }
    return parts.subarray(0, length);
  };
  return {
    feed: (bytes) => decode(bytes, false),
    end: () => {
      const rest = decode(new Uint8Array(0), true);
      if (utf8Line > 0 && otherLine > 0)
        throw new InputError(
          `${path}: line ${utf8Line} is UTF-8 and line ${otherLine} is not; the file mixes two encodings. Save it as UTF-8 throughout.`,
        );
      return rest;
    },
  };
}

/**
 * UTF-16 to UTF-8, byte order mark already removed. Stateful over chunks.
 *
 * @throws InputError (from the returned functions) naming the line near which a character is damaged
 */
export function utf16Decoder(
  encoding: "utf-16le" | "utf-16be",
  path: string,
): { feed(bytes: Uint8Array): Buffer; end(): Buffer } {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let line = 1;
  const decode = (bytes: Uint8Array, stream: boolean): Buffer => {
    try {
      const text = Buffer.from(decoder.decode(bytes, { stream }), "utf8");
      for (const byte of text) if (byte === 10) line++;
      return text;
    } catch (cause) {
      throw new InputError(
        `${path}, line ${line} or later: not valid ${encoding.toUpperCase()}; save the file as UTF-8.`,
        { cause },
      );
    }
  };
  return { feed: (bytes) => decode(bytes, true), end: () => decode(new Uint8Array(0), false) };
}
