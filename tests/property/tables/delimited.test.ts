import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import type { CategoryColumn, NumberColumn } from "../../../src/core/table.ts";
import { openDatabase } from "../../../src/tables/database.ts";
import { readDelimited } from "../../../src/tables/delimited.ts";
import { readTable } from "../../../src/tables/generic-table.ts";
import { looksNumeric, parseNumbers } from "../../../src/tables/numbers.ts";
import { tableOf } from "../../../src/tables/shared.ts";
import { rowsOf, sameTable } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const runs = { numRuns: process.env["EFFECTMETER_SLOW"] === "1" ? 1000 : 60 };

type Layout = {
  delimiter: string;
  end: string;
  encoding: "utf8" | "bom" | "utf16le" | "utf16be" | "latin1";
  zip: boolean;
  last: boolean;
};

const layout: fc.Arbitrary<Layout> = fc.record({
  delimiter: fc.constantFrom(";", ",", "\t", "|"),
  end: fc.constantFrom("\n", "\r\n", "mixed"),
  encoding: fc.constantFrom("utf8", "bom", "utf16le", "utf16be", "latin1"),
  zip: fc.boolean(),
  last: fc.boolean(),
});

/** Cells of letters that all the encodings have, with everything that needs quoting; trimmed, as cells are read trimmed. */
const cell = fc
  .string({
    unit: fc.constantFrom("a", "é", "ß", " ", '"', "\n", ";", ",", "|", "0", ".", "-", "<", "\\", "'"),
    maxLength: 8,
  })
  .map((text) => text.trim());

const grid = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

function render(rows: readonly (readonly string[])[], { delimiter, end, encoding, zip, last }: Layout): Uint8Array {
  const header = rows[0]!.map((_, index) => `k${index}`);
  const quoted = (text: string) => (/["\n\r;,\t| ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [header, ...rows].map((row) => row.map(quoted).join(delimiter));
  const ends = lines.map((_, index) => (end === "mixed" ? ["\n", "\r\n"][index % 2]! : end));
  const text = lines.map((line, index) => line + (last || index + 1 < lines.length ? ends[index]! : "")).join("");
  const bytes = {
    utf8: () => Buffer.from(text, "utf8"),
    bom: () => Buffer.from(`\ufeff${text}`, "utf8"),
    utf16le: () => Buffer.from(`\ufeff${text}`, "utf16le"),
    utf16be: () => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    latin1: () => Buffer.from(text, "latin1"),
  }[encoding]();
  return zip ? gzipSync(bytes) : bytes;
}

test("what is written in any layout is read back", async () => {
  await fc.assert(
    fc.asyncProperty(grid, layout, async (rows, written) => {
      // "\u00c3\u00a9"-like pairs cannot occur: the letters used never follow each other as valid UTF-8 in Latin-1
      const file = await readDelimited(write("grid.csv", render(rows, written)));
      expect(rowsOf(file.rows)).toEqual(rows.map((row) => row.map((text) => text || null)));
      expect(file.delimiter).toBe(written.delimiter);
    }),
    runs,
  );
});

test("the line of each row is where the row begins", async () => {
  await fc.assert(
    fc.asyncProperty(grid, layout, async (rows, written) => {
      const file = await readDelimited(write("lines.csv", render(rows, written)));
      let line = 2;
      rows.forEach((row, index) => {
        expect(file.sourceLine(index)).toBe(line);
        line += 1 + row.join("").split("\n").length - 1;
      });
    }),
    runs,
  );
});

test("a damaged file is read or refused with a message that names it, never anything else", async () => {
  const damage = fc.array(
    fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom("set", "insert", "delete", "cut"),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(grid, layout, damage, async (rows, written, changes) => {
      let bytes = [...render(rows, written)];
      for (const { at, byte, kind } of changes) {
        const index = at % (bytes.length + 1);
        if (kind === "cut") bytes = bytes.slice(0, index);
        else bytes.splice(index, kind === "insert" ? 0 : 1, ...(kind === "delete" ? [] : [byte]));
      }
      try {
        const file = await readDelimited(write("damaged.csv", Uint8Array.from(bytes)));
        expect(file.rows.columns.size).toBe(file.header.length);
        for (const column of file.rows.columns.values())
          expect((column as CategoryColumn).codes).toHaveLength(file.rowCount);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.message).toContain("damaged.csv");
      }
    }),
    runs,
  );
});

test("numbers converted by the database equal those converted cell by cell", async () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer().map(String),
    fc.tuple(fc.nat(9999), fc.nat(9999)).map(([a, b]) => `${a}.${b}`),
    fc.constantFrom("", "NA", "0", "-0", "+5", ".5", "7.", "1e5", "1E-3"),
  );
  const column = fc.array(number, { minLength: 3, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(column, fc.boolean(), async (cells, comma) => {
      const written = comma ? cells.map((text) => text.replace(".", ",")) : cells;
      const path = write("numbers.csv", `id;y\n${written.map((text, index) => `${index};${text}`).join("\n")}\n`);
      const fast = (await readTable(path, { numeric: ["y"] })).table.columns.get("y") as NumberColumn;
      const text = (await readDelimited(path)).rows.columns.get("y") as CategoryColumn;
      const rules = { delimiter: ";", missing: ["NA"] };
      const careful = parseNumbers(text, { file: path, line: (row) => row + 2 }, rules);
      expect(sameTable(tableOf([fast]), tableOf([careful]))).toBe(true);
      expect([...fast.values]).toEqual(cells.map((cell) => (cell === "" || cell === "NA" ? Number.NaN : Number(cell))));
      expect(looksNumeric(text, rules)).toBe(text.labels.some((label) => label !== "NA"));
    }),
    runs,
  );
});

test("a registered table comes back from SQL with the same values", async () => {
  const database = await openDatabase();
  const rows = fc.array(
    fc.tuple(
      fc.option(fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"))),
      fc.double({ noDefaultInfinity: true }),
    ),
    {
      maxLength: 30,
    },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const labels = [...new Set(cells.map(([text]) => text).filter((text) => text !== null))].sort();
      const codes = Int32Array.from(cells, ([text]) => (text === null ? -1 : labels.indexOf(text)));
      const values = Float64Array.from(cells, ([, value]) => value);
      await database.register(
        "t",
        tableOf([
          { kind: "category", name: "s", codes, labels },
          { kind: "number", name: "v", values },
        ]),
      );
      const back = await database.query("SELECT * FROM t");
      expect(rowsOf(back)).toEqual(cells.map(([text, value]) => [text, Number.isNaN(value) ? null : value]));
    }),
    runs,
  );
  await database.close();
});
