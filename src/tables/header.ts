import { isUtf8 } from "node:buffer";
import { InputError } from "../core/errors.ts";

const DELIMITERS = [";", ",", "\t", "|"];

/**
 * The header cells and the delimiter, from the first bytes of a file without byte order mark.
 * The delimiter is the candidate that occurs most outside quotes in the header; a header without any is one column.
 * Cells are trimmed; a header cell without text is called `column<k>`, k counted from 1.
 *
 * @param complete no more bytes will come
 * @returns null when the first record does not end in these bytes
 * @throws InputError when there is no header, its quote never closes, or a name occurs twice
 */
export function readHeader(
  path: string,
  bytes: Uint8Array,
  complete: boolean,
): { readonly cells: readonly string[]; readonly delimiter: string } | null {
  let begin = 0;
  while (begin < bytes.length && (bytes[begin] === 10 || bytes[begin] === 13)) begin++;
  let quoted = false;
  let end = begin;
  for (; end < bytes.length; end++) {
    const byte = bytes[end]!;
    if (byte === 34) quoted = !quoted;
    else if (!quoted && (byte === 10 || byte === 13)) break;
  }
  if (end === bytes.length && !complete) return null;
  if (quoted) throw new InputError(`${path}, line 1: a quote in the header is opened and never closed.`);
  const line = Buffer.from(bytes.subarray(begin, end));
  // Not UTF-8: the file will turn out to be windows-1252 and the header is read again; Latin-1 keeps different names different.
  const text = line.toString(isUtf8(line) ? "utf8" : "latin1");
  if (text.trim() === "")
    throw new InputError(`${path} has no header line: the first line must hold the column names.`);
  const delimiter = sniffDelimiter(text);
  const cells = splitCells(text, delimiter).map((cell, index) => cell.trim() || `column${index + 1}`);
  const twice = [...new Set(cells.filter((cell, index) => cells.indexOf(cell) !== index))];
  if (twice.length > 0)
    throw new InputError(
      twice.map((name) => {
        const columns = cells.flatMap((cell, index) => (cell === name ? [index + 1] : []));
        return `${path}, line 1: column name "${name}" occurs ${columns.length} times (columns ${columns.join(", ")}); rename all but one.`;
      }),
    );
  return { cells, delimiter };
}

function sniffDelimiter(text: string): string {
  const counts = DELIMITERS.map(() => 0);
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    const index = quoted ? -1 : DELIMITERS.indexOf(character);
    if (index >= 0) counts[index] = counts[index]! + 1;
  }
  const most = Math.max(...counts);
  return DELIMITERS[counts.indexOf(most)]!;
}

/** Cells of one record, quotes removed. */
function splitCells(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (character === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (character === delimiter) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}
