import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { type ForeignFile, plainColumn } from "../../../src/tables/formats/foreign.ts";
import { readSpss } from "../../../src/tables/formats/spss.ts";
import { readTable } from "../../../src/tables/generic-table.ts";

// The files were written by ReadStat through pyreadstat; tests/reference/import holds the script. Expected values are those that the script writes.

const reference = (name: string) => fileURLToPath(new URL(`../../reference/import/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-spss-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cells(file: ForeignFile, name: string): (string | number | null)[] {
  const foreign = file.columns.find((column) => column.name === name)!;
  const column = plainColumn(file.path, foreign, false);
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
}

const ALPHABET = Array.from({ length: 700 }, (_, k) => String.fromCharCode(97 + (k % 26))).join("");

describe.each(["people-plain.sav", "people-row.sav", "people-zlib.zsav"])("%s", (name) => {
  test("values, dates, texts of several pieces, labels and declared missing values", async () => {
    const file = await readSpss(reference(name));
    const column = (wanted: string) => file.columns.find((one) => one.name === wanted)!;
    const reasons = (wanted: string) => {
      const found = column(wanted).reasons;
      return found === null ? null : Array.from(found.rows, (code) => (code === 0 ? null : found.codes[code - 1]!));
    };
    expect([file.encoding, file.label, file.rowCount]).toEqual(["spss, utf-8", "Voorbeeld", 4]);
    expect(cells(file, "school")).toEqual(["Zuid", "Café Łódź €", null, "x"]);
    expect(reasons("school")).toEqual([null, null, "onbekend", null]);
    expect(cells(file, "income")).toEqual([1.5, null, null, null]);
    expect(reasons("income")).toEqual([null, null, "-99", "-98"]);
    expect(cells(file, "n")).toEqual([0, 1, 2, null]);
    expect(reasons("n")).toEqual([null, null, null, "9"]);
    expect(cells(file, "day")).toEqual(["2020-01-31", "1582-10-15", null, "1999-12-31"]);
    expect(cells(file, "moment")).toEqual(["2020-01-31T08:30:00", null, "1999-12-31T23:59:59", "1970-01-01T00:00:00"]);
    expect(cells(file, "memo")).toEqual(["kort", ALPHABET, null, "é".repeat(200)]);
    expect(cells(file, "w")).toEqual([1, 2, 0.5, 1]);
    expect([...column("n").valueLabels]).toEqual([
      ["0", "geen"],
      ["1", "één"],
      ["9", "weet niet"],
    ]);
    expect([...column("school").valueLabels]).toEqual([["Zuid", "School Zuid"]]);
    expect([...column("income").valueLabels]).toEqual([["-99", "weigert"]]);
    expect([column("school").label, column("income").label, column("n").label]).toEqual([
      "Naam van de school",
      "Inkomen €",
      null,
    ]);
  });

  test("cut off: an error, never fewer rows", async () => {
    const bytes = readFileSync(reference(name));
    const path = join(folder, name);
    for (let length = 10; length < bytes.length; length += 53) {
      writeFileSync(path, bytes.subarray(0, length));
      const outcome: unknown = await readSpss(path).catch((error: unknown) => error);
      expect(outcome, `cut at ${length}`).toBeInstanceOf(InputError);
      expect((outcome as Error).message, `cut at ${length}`).toMatch(/cut off|damaged/);
    }
  });
});

test.each(["many-row.sav", "many-zlib.zsav"])("%s: 300 cases through byte codes and literal values", async (name) => {
  const file = await readSpss(reference(name));
  const rows = Array.from({ length: 300 }, (_, k) => k);
  expect(cells(file, "id")).toEqual(rows);
  expect(cells(file, "value")).toEqual(rows.map((k) => (k % 7 === 0 ? null : (k - 150) * 1.5)));
  expect(cells(file, "text")).toEqual(rows.map((k) => (k % 5 === 0 ? null : `r${k % 40}`)));
});

test("the weight that the file declares", async () => {
  const bytes = Buffer.from(readFileSync(reference("many-row.sav")));
  bytes.writeInt32LE(2, 76); // the second 8 bytes of a case: value
  const path = join(folder, "weighted.sav");
  writeFileSync(path, bytes);
  expect((await readSpss(path)).weight).toBe("value");
});

test("a record of no known kind, and an encoding of no known name", async () => {
  const bytes = readFileSync(reference("many-row.sav"));
  const path = join(folder, "odd.sav");
  const kind = Buffer.from(bytes);
  kind.writeInt32LE(77, 176);
  writeFileSync(path, kind);
  await expect(readSpss(path)).rejects.toThrow("at byte 176 there is a record of kind 77, which SPSS has not.");
  const encoding = Buffer.from(bytes);
  encoding.write("XTF-8", encoding.indexOf("UTF-8"));
  writeFileSync(path, encoding);
  await expect(readSpss(path)).rejects.toThrow('texts are in the encoding "XTF-8", which is not known');
});

test("read as a table of an estimate", async () => {
  const { table } = await readTable(reference("people-row.sav"), { numeric: ["income"] });
  expect([...table.columns.keys()]).toEqual(["school", "income", "n", "day", "moment", "memo", "w"]);
  await expect(readTable(reference("people-row.sav"), { numeric: ["day"] })).rejects.toThrow(
    /column "day" is a moment in seconds/,
  );
});
