import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { writeXlsx } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { findReader } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { SourceTable } from "../../../src/core/source.ts";
import type { TableTemplate } from "../../../src/core/template.ts";
import {
  CKAN_EXAMS_HEADER,
  examHeader,
  MBO_INFLOW_HEADER,
  PUPILS_2019_HEADER,
  SUBJECT_HEADER,
} from "../../support/synthetic-duo.ts";
import { columnsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

/**
 * A reader gives the rows that are in the file, or an InputError that names file and line; never other numbers, never another error.
 * Files are synthetic. The truth is what the same reader makes of the undamaged file, whose values the unit tests hold against hand-read ones.
 */
const write = temporaryFiles();
const runs = { numRuns: Number(process.env["EFFECTMETER_PROPERTY_RUNS"] ?? 8) };

interface Family {
  readonly reader: string;
  readonly name: string;
  readonly header: readonly string[];
  /** Cells of row `index`; counts and marks are drawn. */
  readonly row: (index: number, counts: readonly string[], marks: readonly string[]) => readonly string[];
  readonly template?: TableTemplate;
}

const text = { nl: "x", en: "x" };
const own = (name: string, type: "text" | "whole" | "count" | "number") => ({
  name,
  type,
  meaning: text,
  unit: null,
  required: type === "text",
  codes: null,
  pattern: null,
  minimum: null,
  maximum: null,
  at_most: null,
  suppressed: type === "count",
});
const OWN: TableTemplate = {
  id: "own",
  title: text,
  description: text,
  key: ["naam"],
  columns: [own("naam", "text"), own("fte", "number"), own("personen", "count"), own("lessen", "whole")],
  examples: [],
};

const two = (index: number) => String(index).padStart(2, "0");
const FAMILIES: readonly Family[] = [
  {
    reader: "duo/pupils",
    name: "p-2019.csv",
    header: PUPILS_2019_HEADER,
    row: (index, counts) => [
      "00AH",
      two(index),
      "Collège “Zuid”",
      "ENSCHEDE",
      "Overijssel",
      "VMBO BL lj 3-4",
      "Techniek",
      "Bouwen, wonen en interieur",
      "6011",
      "BWI",
      ...Array.from({ length: 12 }, (_, g) => counts[g % counts.length]!),
    ],
  },
  {
    reader: "duo/exams",
    name: "exams.csv",
    header: examHeader("INSTELLINGSCODE", "VESTIGINGSCODE", ["2019-2020"], ["MAN", "VROUW", "TOTAAL"]),
    row: (index, counts) => [
      "00AH",
      `00AH${two(index)}`,
      "Collège “Zuid”",
      "ENSCHEDE",
      "VMBO",
      "34",
      "VMBO B - techniek",
      counts[0]!,
      "0",
      "0",
      counts[1]!,
      "0",
      "0",
      counts[2]!,
      "0",
      "100",
    ],
  },
  {
    reader: "duo/subjects",
    name: "vakken.csv",
    header: SUBJECT_HEADER,
    row: (index, counts, marks) => [
      "2018",
      "00AH",
      two(index),
      "Collège “Zuid”",
      "0153",
      "ENSCHEDE",
      "ENSCHEDE",
      "Overijssel",
      "VMBO BL",
      "0153",
      "WIS",
      "wiskunde",
      "N",
      "0",
      "0",
      counts[0]!,
      marks[0]!,
      counts[1]!,
      marks[1]!,
      counts[2]!,
      marks[2]!,
      counts[0]!,
      marks[0]!,
      marks[1]!,
      marks[2]!,
    ],
  },
  {
    reader: "duo/exam-results",
    name: "ckan.csv",
    header: CKAN_EXAMS_HEADER,
    row: (index, counts, marks) => [
      "00AH",
      `00AH${two(index)}`,
      "Collège “Zuid”",
      "ENSCHEDE",
      "Overijssel",
      "VMBO",
      "2013-2014",
      counts[0]!,
      counts[1]!,
      counts[2]!,
      marks[0]!,
      marks[1]!,
      marks[2]!,
      marks[0]!,
    ],
  },
  {
    reader: "duo/mbo-inflow",
    name: "2021-instroom.csv",
    header: MBO_INFLOW_HEADER,
    row: (index, counts) => [
      "vmbo",
      "geen",
      "N",
      "25LH",
      "Collège “Zuid”",
      "12",
      "Techniek",
      "2",
      "BBL",
      `251${two(index)}`,
      "Lassen",
      "99999",
      counts[0]!,
      counts[1]!,
    ],
  },
  {
    reader: "csv",
    name: "own.csv",
    header: OWN.columns.map((column) => column.name),
    row: (index, counts, marks) => [
      `Collège “Zuid” ${two(index)}`,
      marks[0]!,
      counts[0]!,
      counts[1]! === "<5" ? "3" : counts[1]!,
    ],
    template: OWN,
  },
];

const count = fc.oneof(
  fc.nat(30).map(String),
  fc.constant("<5"),
  fc.constant("0"),
  fc.integer({ min: 1000, max: 9999 }).map(String),
);
const mark = fc.integer({ min: 10, max: 100 }).map((tenths) => (tenths / 10).toFixed(1));
const body = fc.array(
  fc.tuple(fc.array(count, { minLength: 3, maxLength: 3 }), fc.array(mark, { minLength: 3, maxLength: 3 })),
  { minLength: 2, maxLength: 6 },
);
type Body = readonly (readonly [readonly string[], readonly string[]])[];
const cellsOf = (family: Family, rows: Body): string[][] => [
  [...family.header],
  ...rows.map(([counts, marks], index) => [...family.row(index, counts, marks)]),
];
const lines = (rows: readonly (readonly string[])[], delimiter = ";") =>
  `${rows.map((cells) => cells.join(delimiter)).join("\n")}\n`;
const quoted = (rows: readonly (readonly string[])[], delimiter: string) =>
  lines(
    rows.map((cells) => cells.map((cell) => `"${cell}"`)),
    delimiter,
  );

type End = { readonly source: SourceTable } | { readonly problem: string };

/** Anything but a table or an InputError fails the test: it would be exit code 70. */
async function end(family: Family, content: string | Uint8Array): Promise<End> {
  const path = write(family.name, content);
  try {
    return { source: await findReader(family.reader).read([path], family.template) };
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(family.name);
    return { problem: (error as InputError).message };
  }
}
const rowsOf = (end: End): unknown[][] => {
  if ("problem" in end) throw new Error(end.problem);
  return columnsOf(end.source.table, ...end.source.table.columns.keys());
};

/** Changes that leave the table what it is. */
const HARMLESS: Readonly<Record<string, (rows: string[][], place: number) => string | Uint8Array>> = {
  "byte order mark": (rows) => `\ufeff${lines(rows)}`,
  CRLF: (rows) => lines(rows).replaceAll("\n", "\r\n"),
  "CRLF in part of the lines": (rows) => lines(rows).replace("\n", "\r\n"),
  quotes: (rows) => quoted(rows, ";"),
  "commas and quotes": (rows) => quoted(rows, ","),
  tabs: (rows) => lines(rows, "\t"),
  gzip: (rows) => gzipSync(lines(rows)),
  "UTF-16": (rows) => Buffer.from(`\ufeff${lines(rows)}`, "utf16le"),
  "windows-1252": (rows) => Buffer.from(lines(rows).replaceAll("“", "\u0093").replaceAll("”", "\u0094"), "latin1"),
  "padded cells": (rows) => lines(rows.map((cells) => cells.map((cell) => `  ${cell} `))),
  "a column more": (rows, place) =>
    lines(rows.map((cells, index) => cells.toSpliced(place % (cells.length + 1), 0, index === 0 ? "OPMERKING" : "12"))),
  "columns in another order": (rows, place) =>
    lines(rows.map((cells) => [...cells.slice(place % cells.length), ...cells.slice(0, place % cells.length)])),
  "headers in lower case with points for blanks": (rows) =>
    lines([rows[0]!.map((name) => name.toLowerCase().replaceAll(" ", ". ")), ...rows.slice(1)]),
  "thousands with a point": (rows) =>
    lines(
      rows.map((cells, index) =>
        index === 0
          ? cells
          : cells.map((cell) =>
              cell.replace(/^(\d)(\d{3})$/, (all, a: string, b: string) => (isYearOrCode(all) ? all : `${a}.${b}`)),
            ),
      ),
    ),
  "line breaks inside a quoted name": (rows) =>
    lines(rows.map((cells) => cells.map((cell) => (cell === "Overijssel" ? '"Over\nijssel"' : cell)))),
};
/** Cells of four digits that are no counts. */
const isYearOrCode = (cell: string) => ["2018", "6011", "0153"].includes(cell);

describe.each(FAMILIES.map((family) => [family.reader, family] as const))("%s", (_, family) => {
  test.each(Object.entries(HARMLESS))("%s: the same rows", async (_, change) => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(40), async (drawn, place) => {
        const rows = cellsOf(family, drawn);
        // A province with a line break in it is another province; numbers are what counts.
        const numbers = (table: unknown[][]) =>
          table.map((cells) => cells.filter((cell) => typeof cell !== "string" || cell.startsWith("00")));
        expect(numbers(rowsOf(await end(family, change(rows, place))))).toEqual(
          numbers(rowsOf(await end(family, lines(rows)))),
        );
      }),
      { ...runs, numRuns: Math.ceil(runs.numRuns / 4) },
    );
  });

  test("cut off anywhere: an error, or the rows before the cut; a doubtful last row is reported", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), async (drawn, share, zipped) => {
        const whole = Buffer.from(lines(cellsOf(family, drawn)));
        const bytes = zipped ? gzipSync(whole) : whole;
        const cut = bytes.subarray(0, Math.floor(share * (bytes.length - 1)));
        const found = await end(family, cut);
        if ("problem" in found) return;
        expect(zipped).toBe(false);
        const [truth, read] = [rowsOf(await end(family, whole)), rowsOf(found)];
        const isPrefix = read.every((row, index) => JSON.stringify(row) === JSON.stringify(truth[index]));
        if (!isPrefix) expect(found.source.findings.map((finding) => finding.code)).toContain("no-final-line-end");
      }),
      { numRuns: 2 * runs.numRuns },
    );
  });

  test("a delimiter too many or too few in a row: an error with its line", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(), fc.nat(), fc.boolean(), async (drawn, r, c, more) => {
        const rows = cellsOf(family, drawn);
        const row = 1 + (r % (rows.length - 1));
        const column = c % rows[row]!.length;
        const changed = rows.with(row, more ? rows[row]!.toSpliced(column, 0, "") : rows[row]!.toSpliced(column, 1));
        expect(await end(family, lines(changed))).toMatchObject({
          problem: expect.stringMatching(new RegExp(`line ${row + 1}: \\d+ cells? where the header has`)),
        });
      }),
      runs,
    );
  });

  test("a row whose cells moved one place: an error with its line", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(), async (drawn, r) => {
        const rows = cellsOf(family, drawn);
        const row = 1 + (r % (rows.length - 1));
        const moved = ["", ...rows[row]!.slice(0, -1)];
        const found = await end(family, lines(rows.with(row, moved)));
        expect(found).toMatchObject({ problem: expect.stringMatching(new RegExp(`line ${row + 1}\\b`)) });
      }),
      runs,
    );
  });

  test("a header without one of its columns, or with one twice: an error that names it", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(), async (drawn, c) => {
        const rows = cellsOf(family, drawn);
        const column = c % family.header.length;
        const without = await end(family, lines(rows.map((cells) => cells.toSpliced(column, 1))));
        // Without a part of its key, rows that only that part told apart are one row twice.
        if ("problem" in without) expect(without.problem).toMatch(/missing|occurs twice/);
        const name = family.header[column]!;
        const twice = await end(family, lines(rows.map((cells) => [...cells, cells[column]!])));
        expect(twice).toMatchObject({ problem: expect.stringContaining(name) });
      }),
      runs,
    );
  });

  test("words among counts: an error with line, column and cell", async () => {
    const counted = family.header.findIndex((name) =>
      /^(LEER- OF VERBLIJFSJAAR 3 - MAN|EXAMENKANDIDATEN( SCHOOLJAAR 2019-2020 - MAN)?|TOTAAL AANTAL CENTRALE EXAMENS|INSTROOM MBO|personen)$/.test(
        name,
      ),
    );
    const word = fc.constantFrom("veel", "12x", "1,2,3", "<", "1.23", "-5", "0x1F", "Infinity", "NaN", "1e3", "٣");
    await fc.assert(
      fc.asyncProperty(body, word, fc.nat(), async (drawn, cell, r) => {
        const rows = cellsOf(family, drawn);
        const row = 1 + (r % (rows.length - 1));
        const found = await end(family, lines(rows.with(row, rows[row]!.with(counted, cell))));
        expect(found).toMatchObject({
          problem: expect.stringContaining(`line ${row + 1}, column "${family.header[counted]}": "${cell}"`),
        });
      }),
      runs,
    );
  });

  test("bytes of another encoding in a UTF-8 file: an error, or the same numbers", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(), fc.integer({ min: 0x80, max: 0xff }), async (drawn, at, byte) => {
        const whole = Buffer.from(lines(cellsOf(family, drawn)));
        const changed = Buffer.from(whole);
        const ascii = [...whole.keys()].filter((index) => whole[index]! >= 0x41 && whole[index]! <= 0x7a);
        changed[ascii[at % ascii.length]!] = byte;
        const found = await end(family, changed);
        if ("problem" in found) return;
        const numbers = (table: unknown[][]) => table.map((cells) => cells.filter((cell) => typeof cell !== "string"));
        expect(numbers(rowsOf(found))).toEqual(numbers(rowsOf(await end(family, whole))));
      }),
      runs,
    );
  });
});

test("a workbook with any bytes changed or cut: an InputError, or the same numbers", async () => {
  const staff: Family = { reader: "duo/staff", name: "staff.xlsx", header: [], row: () => [] };
  const whole = await writeXlsx({
    sheets: [
      {
        name: "brin",
        rows: [
          ["BRIN NUMMER", "FTE'S 2017", "GEMIDDELDE LEEFTIJD 2017"],
          ...Array.from({ length: 20 }, (_, index) => [
            `00A${String.fromCharCode(65 + index)}`,
            10 + index / 4,
            40 + index / 10,
          ]),
        ],
      },
    ],
  });
  const truth = rowsOf(await end(staff, whole));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, flip, cut) => {
        const bytes = cut ? whole.slice(0, at) : whole.map((byte, index) => (index === at ? byte ^ flip : byte));
        const found = await end(staff, bytes);
        if ("source" in found) expect(rowsOf(found)).toEqual(truth);
      },
    ),
    { numRuns: 5 * runs.numRuns },
  );
});

test("pages of OData with a byte changed or cut: an InputError, or rows", async () => {
  const cbs: Family = { reader: "cbs/odata", name: "page.json", header: [], row: () => [] };
  const records = Array.from({ length: 4 }, (_, ID) => ({
    ID,
    RegioS: "GM0001  ",
    Perioden: `201${ID}JJ00`,
    Aantal_1: 10 * ID,
    Deel_2: null,
  }));
  const whole = Buffer.from(
    JSON.stringify({ "odata.metadata": "http://localhost/1NED/$metadata#Cbs.TypedDataSet", value: records }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (at) => {
      expect("problem" in (await end(cbs, whole.subarray(0, at)))).toBe(true);
    }),
    runs,
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0x20, max: 0x7e }), async (at, byte) => {
      await end(cbs, Buffer.from(whole).fill(byte, at, at + 1)); // must not throw anything but an InputError
    }),
    { numRuns: 4 * runs.numRuns },
  );
});
