import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { findReader } from "../../../data/index.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { TableTemplate } from "../../../src/core/template.ts";
import { templateText } from "../../../src/messages/template.ts";
import { checkTemplate } from "../../../src/spec/template.ts";
import { readYaml } from "../../../src/spec/yaml-file.ts";
import { columnsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const STO = fileURLToPath(new URL("../../../hypotheses/sto/", import.meta.url));

const SMALL = `
id: staff
title: { nl: Personeel, en: Staff }
description: { nl: Eén rij per school en jaar., en: One row per school and year. }
key: [school, year]
columns:
  - { name: school, type: text, pattern: "[0-9]{2}[A-Z]{2}", meaning: { nl: School, en: School } }
  - { name: year, type: year, meaning: { nl: Schooljaar, en: School year } }
  - { name: kind, type: text, codes: [{ code: hard }, { code: soft }], meaning: { nl: Soort, en: Kind } }
  - { name: fte, type: number, minimum: 0, maximum: 5000, meaning: { nl: Fte, en: Fte } }
  - { name: persons, type: count, suppressed: true, meaning: { nl: Personen, en: Persons } }
  - { name: older, type: count, suppressed: true, required: false, at_most: persons, meaning: { nl: Ouder, en: Older } }
  - { name: start, type: date, required: false, meaning: { nl: Begin, en: Start } }
examples: [["00AH", "2019", "hard", "12.5", "14", "<5", "2020-01-31"]]
`;
const template = templateOf(SMALL);
const HEADER = "school;year;kind;fte;persons;older;start";

function templateOf(text: string, path = "t.yaml"): TableTemplate {
  const { value, problems } = checkTemplate(readYaml(path, text));
  expect(problems).toEqual([]);
  return value!;
}
const read = (content: string | Uint8Array, name = "staff.csv") =>
  findReader("csv").read([write(name, content)], template);
const problems = (...rows: readonly string[]) =>
  read(`${[HEADER, ...rows].join("\n")}\n`).then(
    () => [],
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).problems.map((text) => text.replace(/^.*?staff\.csv, /, ""));
    },
  );

describe("a filled-in template", () => {
  const expected = [
    ["00AH", 2019, "hard", 12.5, [14, 14, 14], [1, 2.5, 4], "2020-01-31"],
    ["00AH", 2020, "soft", 8, [1, 2.5, 4], [null, null, null], null],
  ];
  const names = HEADER.split(";");
  const rows = "00AH;2019-2020;hard;12,5;14;<5;31-1-2020\n00AH;2020;Soft;8;<5;;\n";

  test("types as the template says: school years, codes in any case, decimal comma, <5 as an interval, days in either order", async () => {
    const { table, findings } = await read(`${HEADER}\n${rows}`);
    expect(columnsOf(table, ...names)).toEqual(expected);
    expect(findings).toEqual([]);
  });

  const notes = templateText(template, [{ source: "staff", files: ["data/own/staff.csv"] }], "nl");
  test.each<[string, string | Uint8Array]>([
    ["as printed", `${notes}${rows}`],
    ["with a mark and CRLF", `\ufeff${notes}${rows}`.replaceAll("\n", "\r\n")],
    ["gzip", gzipSync(`${notes}${rows}`)],
    ["UTF-16", Buffer.from(`\ufeff${notes}${rows}`, "utf16le")],
    ["notes in windows-1252", Buffer.from(`${notes}${rows}`.replaceAll("’", "'"), "latin1")],
    [
      "notes as a spreadsheet saves them, quoted and padded",
      `${notes}${rows}`.replace(/^#.*$/gm, (line) => `"${line.replaceAll('"', '""')}";;;;;;`),
    ],
  ])("the notes above the header are no part of the table: %s", async (_, content) => {
    expect(columnsOf((await read(content)).table, ...names)).toEqual(expected);
  });

  test("lines are counted with the notes", async () => {
    const line = notes.split("\n").length; // header is the last line of the notes, the first row comes after it
    await expect(read(`${notes}00AH;2019;hard;12,5;14;<5;31-2-2020\n`)).rejects.toThrow(
      new RegExp(`staff\\.csv, line ${line}, column "start": "31-2-2020"; expected a day like 2020-01-31\\.`),
    );
    await expect(read(`${notes}00AH;2019\n`)).rejects.toThrow(
      new RegExp(`line ${line}: 2 cells where the header has 7`),
    );
  });

  test("a header of one's own that begins with # stays a header", async () => {
    const path = write("hash.csv", "#id;y\n1;2\n");
    expect([...(await findReader("csv").read([path])).table.columns.keys()]).toEqual(["#id", "y"]);
  });

  test("every problem at once, with line, column, cell and what was expected", async () => {
    expect(
      await problems(
        "0AH;2019;hard;12,5;14;3;",
        "00AH;19;Hard;x;<5;3;",
        "00AH;2020;middle;6000;1,5;20;",
        "00AJ;2020;;-1;14;20;",
      ),
    ).toEqual([
      'line 2, column "school": "0AH"; expected a text like [0-9]{2}[A-Z]{2} (regular expression).',
      'line 3, column "year": "19"; expected a year like 2019, or a school year like 2019-2020.',
      'line 3, column "fte": "x" is not a number (the column is written with a decimal comma); correct the cell, or leave it empty if the value is unknown.',
      'line 4, column "kind": "middle"; expected one of hard, soft.',
      'line 4, column "persons": "1,5"; expected a whole number, or <5 for one to four.',
      'line 5, column "kind": the cell is empty; every row needs a value.',
      'line 5, column "older": 20 exceeds persons, which is 14.',
    ]);
  });

  test("ranges, and a number that may be a thousand times larger", async () => {
    expect(await problems("00AH;2019;hard;6000;14;3;", "00AH;2020;hard;-1;14;3;")).toEqual([
      'line 2, column "fte": 6000 is out of range; expected 0 to 5000.',
      'line 3, column "fte": -1 is out of range; expected 0 to 5000.',
    ]);
    expect(await problems("00AH;2019;hard;1.200;1.400;3;")).toEqual([
      'line 2, column "fte": "1.200" can mean 1200 or 1, and no cell of the column decides; write thousands without a separator (1200), decimals with fewer or more than three digits.',
    ]);
    expect(await problems("00AH;2019;hard;1.200;1.400;3;", "00AH;2020;hard;0,5;14;3;")).toEqual([]); // 0,5 decides: a thousand
  });

  test("a key that occurs twice, in one file or in two", async () => {
    expect(await problems("00AH;2019;hard;1;1;1;", "00AJ;2019;hard;1;1;1;", "00AH;2019/20;soft;1;1;1;")).toEqual([
      expect.stringMatching(
        /^line 4, columns school, year: 00AH, 2019 is also in .*staff\.csv, line 2; a row of this table occurs once/,
      ),
    ]);
    const [one, two] = ["one.csv", "two.csv"].map((name) => write(name, `${HEADER}\n00AH;2019;hard;1;1;1;\n`));
    await expect(findReader("csv").read([one!, two!], template)).rejects.toThrow(
      /two\.csv, line 2, .*is also in .*one\.csv, line 2/,
    );
  });

  test("missing and further columns, names in another case", async () => {
    await expect(read("school;year;kind;personen\n00AH;2019;hard;3\n")).rejects.toThrow(
      /staff\.csv: this is not the table staff: missing fte, persons, older, start; it has besides personen\. effectmeter template staff prints the header/,
    );
    const { table, findings } = await read(`${HEADER.toUpperCase()};REMARK\n00AH;2019;hard;1;1;1;;none\n`);
    expect([...table.columns.keys()]).toEqual(names);
    expect(findings).toMatchObject([{ code: "extra-columns", values: { columns: ["REMARK"] } }]);
  });
});

describe("templates of the STO study", () => {
  const templates = readdirSync(`${STO}templates`).map((file) =>
    templateOf(readFileSync(`${STO}templates/${file}`, "utf8"), file),
  );
  const { sources } = parse(readFileSync(`${STO}study.yaml`, "utf8")) as {
    readonly sources: Readonly<
      Record<string, { readonly reader?: string; readonly template?: string; readonly columns?: readonly string[] }>
    >;
  };
  const asked = Object.entries(sources).filter(([, source]) => source.template !== undefined);

  test("there is one for every table the study names, with the columns it asks for", () => {
    const byId = new Map(templates.map((one) => [one.id, one]));
    for (const [id, { template: name, columns }] of asked) {
      const found = byId.get(name!);
      expect(found, `${id}: ${name}`).toBeDefined();
      expect(
        found!.columns.map((column) => column.name),
        name,
      ).toEqual(expect.arrayContaining([...(columns ?? [])]));
    }
    expect(asked.length).toBeGreaterThanOrEqual(19);
  });

  test.each(templates.map((one) => [one.id, one] as const))(
    "%s: its examples are read by the source's reader, in both languages",
    async (id, one) => {
      const rows = one.examples.map((row) => row.join(";")).join("\n");
      for (const language of ["nl", "en"] as const) {
        const path = write(`${id}-${language}.csv`, `${templateText(one, [], language)}${rows}\n`);
        const readers = asked
          .filter(([, source]) => source.template === id)
          .map(([, source]) => source.reader ?? "auto");
        for (const reader of readers) {
          const { table } = await findReader(reader).read([path], one);
          expect(table.rowCount).toBeGreaterThanOrEqual(1);
        }
        expect((await findReader("csv").read([path], one)).table.rowCount).toBe(one.examples.length);
      }
    },
  );
});

test("a template that contradicts itself", () => {
  const { problems } = checkTemplate(
    readYaml(
      "t.yaml",
      SMALL.replace("key: [school, year]", "key: [school, jaar]")
        .replace("at_most: persons", "at_most: people")
        .replace("{2}[A-Z]", "{2}[A-Z")
        .replace('"14", ', ""),
    ),
  );
  expect(problems.map(({ line, text }) => `${line}: ${text}`)).toEqual([
    '5: expected one of the columns (school, year, kind, fte, persons, older, start), got "jaar"',
    expect.stringMatching(/^7: expected a regular expression, got/),
    '12: expected one of the columns (school, year, kind, fte, persons, older, start), got "people"',
    "14: expected 7 cells, one per column, got 6",
  ]);
});
