import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { isoOf, stataCalendar } from "../../../src/tables/formats/calendar.ts";
import { type ForeignFile, plainColumn } from "../../../src/tables/formats/foreign.ts";
import { readStata } from "../../../src/tables/formats/stata.ts";
import { readTable } from "../../../src/tables/generic-table.ts";

// The files were written by pandas and by R's haven; tests/reference/import holds the scripts. Expected values are those that the scripts write.

const reference = (name: string) => fileURLToPath(new URL(`../../reference/import/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-stata-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cells(file: ForeignFile, name: string): (string | number | null)[] {
  const foreign = file.columns.find((column) => column.name === name)!;
  const column = plainColumn(file.path, foreign, false);
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
}

const LONG = "lang ".repeat(600).trim();

describe.each([
  ["panel-117.dta", "stata 117, windows-1252", "Café Zuid", "Jaar"],
  ["panel-118.dta", "stata 118, utf-8", "Café Łódź €", "Jaar €"],
  ["panel-118-msf.dta", "stata 118, utf-8, most significant byte first", "Café Łódź €", "Jaar €"],
  ["panel-119.dta", "stata 119, utf-8", "Café Łódź €", "Jaar €"],
])("%s", (name, encoding, city, yearLabel) => {
  test("values of every type, dates, labels and long strings", async () => {
    const file = await readStata(reference(name));
    expect(file.encoding).toBe(encoding);
    expect([file.rowCount, file.label]).toEqual([4, "Voorbeeld"]);
    expect(cells(file, "school")).toEqual(["Zuid", city, null, "Zuid"]);
    expect(cells(file, "year")).toEqual([2019, 2019, 2020, 2020]);
    expect(cells(file, "small")).toEqual([-127, 0, 1, 100]);
    expect(cells(file, "large")).toEqual([-2147483647, 0, 1, 2147483620]);
    expect(cells(file, "half")).toEqual([0.5, null, -1.25, Math.fround(1.5e38)]);
    expect(cells(file, "share")).toEqual([0.1, 1 / 3, null, 8.9e307]);
    expect(cells(file, "day")).toEqual(["1960-01-01", "2020-02-29", null, "1959-12-31"]);
    expect(cells(file, "month")).toEqual(["1960-01-01", "2020-02-01", null, "1959-12-01"]);
    expect(cells(file, "quarter")).toEqual(["1960-01-01", "2020-04-01", null, "1959-10-01"]);
    expect(cells(file, "moment")).toEqual([
      "1960-01-01T00:00:00",
      "2020-02-29T13:45:30.250",
      null,
      "1959-12-31T23:59:59",
    ]);
    expect(cells(file, "sector")).toEqual([0, 1, null, 0]);
    expect(cells(file, "memo")).toEqual(["kort", LONG, null, "kort"]);
    const column = (wanted: string) => file.columns.find((one) => one.name === wanted)!;
    expect([...column("sector").valueLabels]).toEqual([
      ["0", "techniek"],
      ["1", "zorg"],
    ]);
    expect(column("year").label).toBe(yearLabel);
    expect(column("share").label).toBe("Aandeel techniek");
    expect(column("small").label).toBeNull();
  });

  test("read as a table of an estimate: dates as text, or as Stata's count where a number is asked for", async () => {
    const { table } = await readTable(reference(name), { numeric: ["month", "quarter"] });
    const month = table.columns.get("month")!;
    // 2020m2 is 60 years and a month after 1960m1; 2020q2 is 60 years and a quarter after 1960q1.
    expect(month.kind === "number" && [...month.values]).toEqual([0, 721, Number.NaN, -1]);
    const quarter = table.columns.get("quarter")!;
    expect(quarter.kind === "number" && [...quarter.values]).toEqual([0, 241, Number.NaN, -1]);
    expect(table.columns.get("day")!.kind).toBe("category");
    await expect(readTable(reference(name), { numeric: ["moment"] })).rejects.toThrow(
      /column "moment" is a moment in milliseconds, where a number like a year is needed/,
    );
    await expect(readTable(reference(name), { numeric: ["school"] })).rejects.toThrow(/column "school" holds text/);
  });
});

test.each(["codes-117.dta", "codes-118.dta", "codes-119.dta"])(
  "%s: the 26 extended missing codes keep their names",
  async (name) => {
    const file = await readStata(reference(name));
    const [income, whole] = file.columns;
    // The script writes .a to .z, then the plain missing value, then 7.5.
    expect(cells(file, "income")).toEqual([...Array(27).fill(null), 7.5]);
    expect(income!.reasons!.codes).toEqual(Array.from("abcdefghijklmnopqrstuvwxyz", (letter) => `.${letter}`));
    expect([...income!.reasons!.rows]).toEqual([...Array.from({ length: 26 }, (_, k) => k + 1), 0, 0]);
    expect([...income!.valueLabels]).toEqual([
      [".a", "refused"],
      [".z", "unknown"],
    ]);
    expect(cells(file, "whole")).toEqual([...Array(27).fill(null), 7]);
    expect(whole!.reasons).toBeNull();
  },
);

describe("missing codes of the integer types, written into the bytes of a file", () => {
  // Where the first row's numbers are is found by their values: year, small, large, half lie next to each other.
  const bytes = readFileSync(reference("panel-118.dta"));
  const dataAt = bytes.indexOf("<data>") + "<data>".length;
  const yearAt = bytes.indexOf(Buffer.from([0xe3, 0x07, 0x81]), dataAt); // 2019 as int, then -127 as byte
  const patched = async (at: number, value: readonly number[]) => {
    const copy = Buffer.from(bytes);
    Buffer.from(value).copy(copy, at);
    const path = join(folder, "patched.dta");
    writeFileSync(path, copy);
    return readStata(path);
  };
  test.each([
    ["int 32740 is the largest value", yearAt, [0xe4, 0x7f], "year", 32_740, null],
    ["int 32741 is .", yearAt, [0xe5, 0x7f], "year", null, null],
    ["int 32742 is .a", yearAt, [0xe6, 0x7f], "year", null, ".a"],
    ["int 32767 is .z", yearAt, [0xff, 0x7f], "year", null, ".z"],
    ["byte 100 is the largest value", yearAt + 2, [100], "small", 100, null],
    ["byte 102 is .a", yearAt + 2, [102], "small", null, ".a"],
    ["byte 127 is .z", yearAt + 2, [127], "small", null, ".z"],
    ["long 2147483621 is .", yearAt + 3, [0xe5, 0xff, 0xff, 0x7f], "large", null, null],
    ["long 2147483647 is .z", yearAt + 3, [0xff, 0xff, 0xff, 0x7f], "large", null, ".z"],
    ["float 0x7f000800 is .a", yearAt + 7, [0x00, 0x08, 0x00, 0x7f], "half", null, ".a"],
  ] as const)("%s", async (_, at, value, name, expected, code) => {
    const file = await patched(at, value);
    expect(cells(file, name)[0]).toBe(expected);
    const { reasons } = file.columns.find((column) => column.name === name)!;
    expect(reasons === null ? null : reasons.codes[reasons.rows[0]! - 1]).toBe(code);
  });
  test("a float that is NaN and no code is damage, with its byte", async () => {
    await expect(patched(yearAt + 7, [0, 0, 0xc0, 0x7f])).rejects.toThrow(
      `is damaged: at byte ${yearAt + 7}, observation 1 of half is no number and no missing code.`,
    );
  });
});

test.each([
  ["%td", 0, "1960-01-01"],
  ["%tdDD/NN/CCYY", 21_915, "2020-01-01"],
  ["%d", -1, "1959-12-31"],
  ["%-tw", 52, "1961-01-01"], // Stata's years have 52 weeks
  ["%tw", 3_121, "2020-01-08"], // 60 years of 52 weeks, and one
  ["%tm", 719, "2019-12-01"],
  ["%tq", 239, "2019-10-01"],
  ["%th", 119, "2019-07-01"],
  ["%tc", 1_893_456_000_000, "2020-01-01T00:00:00"],
  ["%tc", -1, "1959-12-31T23:59:59.999"],
])("%s of %d is %s", (format, value, iso) => {
  expect(isoOf(stataCalendar(format)!, value)).toBe(iso);
});

test("numbers and years have no calendar", () => {
  for (const format of ["%9.0g", "%ty", "%12.2f", "%20s"]) expect(stataCalendar(format)).toBeNull();
});

describe("files that are cut off or damaged", () => {
  const bytes = readFileSync(reference("panel-118.dta"));
  const damaged = async (content: Uint8Array): Promise<string> => {
    const path = join(folder, "damaged.dta");
    writeFileSync(path, content);
    const error: unknown = await readStata(path).then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message.replaceAll(path, "f");
  };

  test("cut off anywhere: an error with a byte, never a table", async () => {
    for (let length = 1; length < bytes.length; length += length < 700 ? 37 : 301) {
      const message = await damaged(bytes.subarray(0, length));
      expect(message, `cut at ${length}`).toMatch(/\d+/);
      expect(message, `cut at ${length}`).toMatch(/cut off|damaged/);
    }
    expect(await damaged(bytes.subarray(0, 5000))).toBe(
      `f is cut off at byte 5000: its map says it has ${bytes.length} bytes; copy or download it again.`,
    );
    expect(await damaged(bytes.subarray(0, 30))).toBe(
      "f is damaged or cut off: the release needs bytes 28 to 30, and the file has 30 bytes; copy or save it again.",
    );
  });

  test("a tag that is not where the map says", async () => {
    const copy = Buffer.from(bytes);
    const at = copy.indexOf("<varnames>");
    copy.write("<varnomes>", at);
    expect(await damaged(copy)).toBe(
      `f is damaged: at byte ${at} there should be <varnames>, and there is "<varnomes>"; save it again.`,
    );
  });

  test("a type that does not exist", async () => {
    const copy = Buffer.from(bytes);
    const at = copy.indexOf("<variable_types>") + "<variable_types>".length + 2;
    copy.writeUInt16LE(40_000, at);
    expect(await damaged(copy)).toBe(`f is damaged: at byte ${at}, variable 2 has type 40000, which does not exist.`);
  });

  test("a long string that is not there", async () => {
    const copy = Buffer.from(bytes);
    const gso = copy.indexOf("GSO", copy.indexOf("<strls>"));
    copy.writeUInt32LE(999, gso + 3);
    expect(await damaged(copy)).toMatch(
      /^f is damaged: variable memo points to long string \(\d+,\d+\), which <strls> at byte \d+ does not have\.$/,
    );
  });

  test("any single changed byte gives a table or an error that says so", async () => {
    const path = join(folder, "changed.dta");
    for (let at = 0; at < 1200; at += 7) {
      const copy = Buffer.from(bytes);
      copy[at] = copy[at]! ^ 0xff;
      writeFileSync(path, copy);
      const outcome: unknown = await readStata(path).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome, `byte ${at}`).toBeInstanceOf(InputError);
    }
  });

  test("formats before 117 and after 119", async () => {
    expect(await damaged(Buffer.from([115, 2, 1, 0, 5, 0, 1, 0, 0, 0, 0, 0]))).toBe(
      "f is a file of Stata 12 (format 115): open it in Stata 13 or later and save it again; formats 117, 118 and 119 are read.",
    );
    const copy = Buffer.from(bytes);
    copy.write("121", "<stata_dta><header><release>".length);
    expect(await damaged(copy)).toBe(
      `f: Stata format "121" is not read; save it with Stata's "saveold … , version(13)" or as CSV.`,
    );
  });
});
