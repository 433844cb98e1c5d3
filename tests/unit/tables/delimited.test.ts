import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { readDelimited } from "../../../src/tables/delimited.ts";
import { rowsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const read = (content: string | Uint8Array, name = "f.csv") => readDelimited(write(name, content));
const rows = async (content: string | Uint8Array) => rowsOf((await read(content)).rows);
const latin1 = (text: string) => Buffer.from(text, "latin1");

async function problem(content: string | Uint8Array, name = "f.csv"): Promise<string> {
  const error = await read(content, name).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe("what is read", () => {
  test.each([
    [";", "semicolon"],
    [",", "comma"],
    ["\t", "tab"],
    ["|", "bar"],
  ])("delimiter %j", async (delimiter) => {
    const file = await read(`a${delimiter}b\n1${delimiter}x y\n2${delimiter}z\n`);
    expect(file.delimiter).toBe(delimiter);
    expect(file.header).toEqual(["a", "b"]);
    expect(rowsOf(file.rows)).toEqual([
      ["1", "x y"],
      ["2", "z"],
    ]);
  });

  test("the delimiter is the one in the header, outside quotes", async () => {
    const file = await read('"a, b, c";d\n1,5;2\n');
    expect([file.delimiter, ...file.header]).toEqual([";", "a, b, c", "d"]);
  });

  test.each([
    ["LF", "a;b\n1;2\n3;4\n"],
    ["CRLF", "a;b\r\n1;2\r\n3;4\r\n"],
    ["CR", "a;b\r1;2\r3;4\r"],
    ["LF and CRLF in one file", "a;b\r\n1;2\n3;4\r\n"],
    ["no line end after the last row", "a;b\n1;2\n3;4"],
    ["empty lines", "a;b\n\n1;2\n\n\n3;4\n\n"],
    ["blanks around cells", "a ;  b\n 1;2 \n3  ;\t4\n"],
    ["quoted cells", '"a";"b"\n"1";"2"\n"3"; "4" \n'],
    ["UTF-8 with byte order mark", "\ufeffa;b\n1;2\n3;4\n"],
    ["UTF-16, little end first", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("a;b\n1;2\n3;4\n", "utf16le")])],
    [
      "UTF-16, big end first",
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from("a;b\n1;2\n3;4\n", "utf16le").swap16()]),
    ],
    ["gzip", gzipSync("a;b\n1;2\n3;4\n")],
  ])("%s", async (_, content) => {
    const file = await read(content);
    expect(file.header).toEqual(["a", "b"]);
    expect(rowsOf(file.rows)).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(file.rowCount).toBe(2);
  });

  test("windows-1252 with letters, the euro sign and curly quotes", async () => {
    // 0x80 is the euro sign in windows-1252 and a control character in Latin-1
    const file = await read(
      Buffer.concat([
        latin1("naam;é\nCafé "),
        Buffer.from([0x80]),
        latin1("10 "),
        Buffer.from([0x93, 0x94]),
        latin1(";x\n"),
      ]),
    );
    expect(file.encoding).toBe("windows-1252");
    expect(file.header).toEqual(["naam", "é"]);
    expect(rowsOf(file.rows)).toEqual([["Café €10 “”", "x"]]);
  });

  test("windows-1252 whose last byte could begin a UTF-8 letter", async () => {
    expect(await rows(latin1("a;b\n1;é"))).toEqual([["1", "é"]]);
  });

  test("UTF-8 letters split over the chunks in which the file is read", async () => {
    const text = `a;b\n${"é€😀;x\n".repeat(150_000)}`; // 1.8 MB: more than one chunk, no multiple of one
    const file = await read(text);
    expect(file.encoding).toBe("utf-8");
    expect((file.rows.columns.get("a") as { labels: readonly string[] }).labels).toEqual(["é€😀"]);
  });

  test("line breaks, delimiters and doubled quotes inside quotes", async () => {
    const file = await read('a;b\n"x\ny;z";"q""q"\n1;2\n\n3;4\n');
    expect(rowsOf(file.rows)).toEqual([
      ["x\ny;z", 'q"q'],
      ["1", "2"],
      ["3", "4"],
    ]);
    expect([0, 1, 2].map(file.sourceLine)).toEqual([2, 4, 6]);
  });

  test("a quote inside an unquoted cell is a character", async () => {
    expect(await rows('a;b\n5" pipe;2\n')).toEqual([['5" pipe', "2"]]);
  });

  test("empty cells are missing, quoted or not", async () => {
    expect(await rows('a;b;c\n;"";  \n1;2;3\n')).toEqual([
      [null, null, null],
      ["1", "2", "3"],
    ]);
  });

  test("names that mean something to JavaScript or SQL", async () => {
    const names = ["__proto__", "constructor", "post", "select", 'a "b"', "toString"];
    const file = await read(`${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(";")}\n1;2;3;4;5;6\n`);
    expect([...file.rows.columns.keys()]).toEqual(names);
    expect(rowsOf(file.rows)).toEqual([["1", "2", "3", "4", "5", "6"]]);
  });

  test("a header cell without text gets a name", async () => {
    expect((await read('"";x\n1;2\n')).header).toEqual(["column1", "x"]);
  });

  test("one column", async () => {
    const file = await read("a\n1,5\n2\n");
    expect(rowsOf(file.rows)).toEqual([["1,5"], ["2"]]);
  });

  test("the hash is of the published content, compressed or not", async () => {
    const text = "a;b\n1;2\n";
    const expected = createHash("sha256").update(text).digest("hex");
    expect((await read(text)).sha256).toBe(expected);
    expect((await read(gzipSync(text), "f.csv.gz")).sha256).toBe(expected);
    expect((await read(gzipSync(text), "misnamed.csv")).sha256).toBe(expected);
  });

  test("a path with pattern characters is a path", async () => {
    const path = write("a[1]*?.csv", "a;b\n1;2\n");
    expect((await readDelimited(path)).rowCount).toBe(1);
  });

  test("labels are sorted by code unit", async () => {
    const file = await read("a;b\nz;1\nä;1\nA;1\na;1\n");
    expect((file.rows.columns.get("a") as { labels: readonly string[] }).labels).toEqual(["A", "a", "z", "ä"]);
  });
});

describe("what is refused, and what the message says", () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ["empty file", "", /f\.csv is empty: expected a header line/],
    ["empty gzip", gzipSync(""), /f\.csv is empty/],
    ["only line ends", "\n\n", /f\.csv has no header line/],
    ["header only", "a;b\n", /f\.csv has a header and no rows below it/],
    ["too few cells", "a;b\n1;2\n3\n", /f\.csv, line 3: 1 cell where the header has 2/],
    ["too many cells", "a;b\n1;2\n3;4;5\n", /f\.csv, line 3: 3 cells where the header has 2/],
    ["an empty cell too many", "a;b\n1;2;\n", /line 2: 3 cells where the header has 2/],
    ["ragged after a line break in quotes", 'a;b\n"x\ny";2\n3\n', /line 4: 1 cell where/],
    ["duplicate header", "a;b;a\n1;2;3\n", /line 1: column name "a" occurs 2 times \(columns 1, 3\); rename/],
    ["duplicate header after trimming", "a; a\n1;2\n", /column name "a" occurs 2 times/],
    ["NUL byte", "a;b\n1;2\n3\0;4\n", /f\.csv, line 3: NUL byte/],
    ["quote never closed", 'a;b\n1;2\n"x;2\n3;4\n', /line 3: a quote is opened and never closed/],
    ["quote in the header never closed", '"a;b\n1;2\n', /line 1: a quote in the header is opened and never closed/],
    ["text after a closing quote", 'a;b\n1;2\n"x"y;2\n', /line 3: text after a closing quote in cell 1/],
    ["carriage return inside a line", "a;b\n1;2\r3;4\n", /line 2: a carriage return in the middle of a line/],
    [
      "byte of no encoding",
      Buffer.concat([latin1("a;b\n1;2\n"), Buffer.from([0x81]), latin1(";3\n")]),
      /line 3: byte 0x81 is valid in neither UTF-8 nor windows-1252/,
    ],
    [
      "two encodings",
      Buffer.concat([Buffer.from("a;b\né;1\n"), latin1("é;2\n")]),
      /line 2 is UTF-8 and line 3 is not; the file mixes two encodings/,
    ],
    [
      "byte order mark that lies",
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), latin1("a;b\né;2\n")]),
      /byte order mark and is not UTF-8 further on/,
    ],
    [
      "damaged UTF-16",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("a;b\n1;\ud800x\n", "utf16le")]),
      /not valid UTF-16LE/,
    ],
    ["UTF-16 without byte order mark", Buffer.from("a;b\n1;2\n", "utf16le"), /NUL byte/],
    ["damaged gzip", gzipSync("a;b\n1;2\n").subarray(0, 20), /damaged gzip file/],
    ["spreadsheet", Buffer.from("PK\u0003\u0004rest"), /spreadsheet or zip archive.*save the sheet as CSV/],
  ])("%s", async (_, content, message) => {
    expect(await problem(content)).toMatch(message);
  });

  test("no such file, and a folder", async () => {
    await expect(readDelimited(join(tmpdir(), "no-such-file.csv"))).rejects.toThrow(/no-such-file\.csv does not exist/);
    await expect(readDelimited(tmpdir())).rejects.toThrow(/is a folder/);
  });
});
