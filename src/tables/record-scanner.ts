/** What a pass over the bytes of a delimited file says about its records. The header is not counted as a row. */
export interface RecordScan {
  readonly rowCount: number;
  /** Line of a data row, 1-based. */
  line(row: number): number;
  /** Cells with a line break in them occur. */
  readonly quotedBreaks: boolean;
  /** Both LF and CRLF end records. */
  readonly mixedEnds: boolean;
  /** The last record has no line end: complete, or cut off in its last cell. */
  readonly openEnd: boolean;
}

export interface RecordScanner {
  feed(bytes: Uint8Array): void;
  end(): RecordScan;
}

/** Called with what is wrong and the line it is on; must throw. */
export type Complain = (line: number, problem: string) => never;

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const RECORD = 0;
const CELL = 1;
const PLAIN = 2;
const QUOTED = 3;
const CLOSED = 4;
const AFTER = 5;

/**
 * Checks the structure of a delimited file, byte by byte, in any encoding in which ASCII bytes stand for themselves:
 * every record has as many cells as the header, quotes close, nothing follows a closing quote, no NUL bytes.
 * The database's reader drops extra empty cells and whole files with an unclosed quote in silence; this pass does not.
 * Lines without any character are skipped, as the database does. A quote opens a cell also after leading spaces.
 *
 * @param delimiter byte that separates cells
 * @param width     cells in the header, which is the first record fed
 */
export function createRecordScanner(delimiter: number, width: number, complain: Complain): RecordScanner {
  let state = RECORD;
  let line = 1;
  let recordLine = 1;
  let quoteLine = 0;
  let cells = 0;
  let rows = -1;
  let afterReturn = false;
  const ends = { lf: 0, crlf: 0, cr: 0 };
  let strayReturn = 0;
  let quotedBreaks = false;
  let lines: Int32Array | null = null; // null while row i stands on line i + 2

  const endRecord = () => {
    state = RECORD;
    if (rows >= 0) {
      if (cells !== width)
        complain(
          recordLine,
          `${cells} ${cells === 1 ? "cell" : "cells"} where the header has ${width}; add or remove a delimiter, or quote a cell that contains one`,
        );
      if (lines === null && recordLine !== rows + 2)
        lines = Int32Array.from({ length: Math.max(1024, 2 * rows) }, (_, row) => row + 2);
      if (lines !== null) {
        if (rows >= lines.length) {
          const grown: Int32Array = new Int32Array(2 * lines.length);
          grown.set(lines);
          lines = grown;
        }
        lines[rows] = recordLine;
      }
    }
    rows++;
  };

  const feed = (bytes: Uint8Array) => {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (afterReturn) {
        afterReturn = false;
        if (byte === LF) {
          if (state !== QUOTED) ends.crlf++;
          continue;
        }
        if (state !== QUOTED) {
          ends.cr++;
          if (strayReturn === 0) strayReturn = line - 1;
        }
      }
      if (byte === 0)
        complain(line, "NUL byte; the file is damaged, or is UTF-16 without a byte order mark: save it as UTF-8");
      if (byte === LF || byte === CR) {
        if (state === QUOTED) quotedBreaks = true;
        else {
          if (state !== RECORD) endRecord();
          if (byte === LF) ends.lf++;
        }
        afterReturn = byte === CR;
        line++;
        continue;
      }
      if (state === RECORD) {
        recordLine = line;
        cells = 1;
        state = CELL;
      }
      if (state === QUOTED) {
        if (byte === QUOTE) state = CLOSED;
      } else if (byte === delimiter) {
        cells++;
        state = CELL;
      } else if (state === CELL) {
        if (byte === QUOTE) {
          state = QUOTED;
          quoteLine = line;
        } else if (byte !== SPACE) state = PLAIN;
      } else if (state === CLOSED && byte === QUOTE) state = QUOTED;
      else if (state === CLOSED && byte === SPACE) state = AFTER;
      else if (state === CLOSED || (state === AFTER && byte !== SPACE))
        complain(
          line,
          `text after a closing quote in cell ${cells}; a quote inside a quoted cell is written twice ("")`,
        );
    }
  };

  const end = (): RecordScan => {
    if (state === QUOTED) complain(quoteLine, "a quote is opened and never closed");
    const openEnd = state !== RECORD;
    if (openEnd) endRecord();
    if (afterReturn) ends.cr++;
    if (ends.cr > 0 && ends.lf + ends.crlf > 0)
      complain(
        strayReturn === 0 ? line : strayReturn,
        "a carriage return in the middle of a line; remove it or save the file again with one kind of line end",
      );
    const known: Int32Array | null = lines;
    return {
      rowCount: rows,
      line: (row) => (known === null ? row + 2 : known[row]!),
      quotedBreaks,
      mixedEnds: ends.lf > 0 && ends.crlf > 0,
      openEnd,
    };
  };
  return { feed, end };
}
