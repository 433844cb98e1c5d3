import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";

// Every fault of a table that a user can hand to `effectmeter import`: the sentence on stderr, the exit code, and that nothing was written.

const reference = (name: string) => fileURLToPath(new URL(`../reference/import/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "effectmeter-import-errors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[]) => runCli(["import", ...args], { cwd: folder });

describe("what goes wrong: exit 2, a sentence, nothing written", () => {
  const fails = async (args: readonly string[], message: string) => {
    const end = await run([...args, "--out", "wrong"]);
    expect(end.stderr).toBe(`${message}\n`);
    expect(end.code).toBe(2);
    expect(end.stdout).toBe("");
    expect(existsSync(join(folder, "wrong"))).toBe(false);
  };
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const READ = "CSV and TSV (also .gz), Parquet, XLSX, JSON lines, Stata .dta and SPSS .sav are read.";

  test("a file that is not there", () =>
    fails(["absent.csv"], "absent.csv does not exist: check the path in the study or on the command line."));
  test("an empty file", () =>
    fails([file("empty.csv", "")], "empty.csv is empty: expected a header line and rows below it."));
  test("addresses, and no password of one is repeated", async () => {
    await fails(
      ["mysql://u:secret@h/d"],
      "an address that begins with mysql:// is not read; name a file, or postgres://user@host/database.",
    );
    const end = await runCli(["estimate", "ols", "--data", "postgres://u:secret@h/d", "--outcome", "y"]);
    expect(end.stderr).toBe(
      "--data takes a file; write the rows of a database to one first: effectmeter import postgres://… --query … --out <folder>\n",
    );
    expect(end.code).toBe(2);
  });
  test("a folder", () => fails(["."], ". is a folder, not a file."));
  test("formats that are not read", async () => {
    const binary = Buffer.from([0x58, 0x0a, 0, 0, 0, 3, 0, 4]);
    await fails(
      [file("f.rds", gzipSync(binary))],
      `f.rds is of a format that is not read (.rds): write it in R with write.csv or arrow::write_parquet. ${READ}`,
    );
    await fails(
      [file("f.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]))],
      `f.xls is of a format that is not read (.xls): save it in the spreadsheet program as .xlsx. ${READ}`,
    );
    await fails([file("f.bin", binary)], `f.bin is of a format that is not read (.bin): export it as CSV. ${READ}`);
  });
  test("a Stata file that was cut off", async () => {
    const bytes = readFileSync(reference("panel-118.dta"));
    await fails(
      [file("cut.dta", bytes.subarray(0, 6000))],
      `cut.dta is cut off at byte 6000: its map says it has ${bytes.length} bytes; copy or download it again.`,
    );
  });
  test("spreadsheets", async () => {
    const [two, none, twice] = ["two-sheets.xlsx", "no-header.xlsx", "twice.xlsx"].map(reference);
    await fails([two!], `${two} has 2 sheets with cells ("A", "B"); say which with --sheet.`);
    await fails([two!, "--sheet", "C"], `${two} has no sheet "C"; it has "A", "B".`);
    await fails(
      [none!],
      `${none}, sheet "Blad1": no row names the columns; the first row with cells is row 1 (1, 2, 3). Put one name above each column.`,
    );
    await fails([twice!], `${twice}, sheet "Blad1", row 1: column name "x" occurs more than once; rename all but one.`);
    await fails(
      [file("z.csv", "a,b\n1,2\n"), "--sheet", "A"],
      "--sheet goes with a spreadsheet (.xlsx), and z.csv is none.",
    );
  });
  test("column names", async () => {
    await fails(
      [file("twice.csv", "a,b,a\n1,2,3\n")],
      'twice.csv, line 1: column name "a" occurs 2 times (columns 1, 3); rename all but one.',
    );
    await fails(
      [file("case.csv", "Year,year\n1,2\n")],
      'case.csv: columns "Year" and "year" are one name in SQL, where case is ignored; rename one of them.',
    );
    await fails(
      [file("bounds.csv", "n,n_min\n<5,1\n7,2\n")],
      'bounds.csv: column "n_min" is there, and is also made of cells such as <5 or * of another column; rename it.',
    );
    await fails(
      [file("keys.jsonl", '{"Year":1}\n{"year":2}\n')],
      'keys.jsonl: columns "Year" and "year" are one name in SQL, where case is ignored; rename one of them.',
    );
  });
  test("numbers that a double does not hold", () =>
    fails(
      [file("large.jsonl", '{"id":1}\n{"id":9007199254740993}\n')],
      'large.jsonl, record 2, column "id": 9007199254740993 is beyond 2^53 and would be rounded; make it text where it is an identifier.',
    ));
  test("nested JSON", () =>
    fails(
      [file("nested.jsonl", '{"a":[1,2]}\n')],
      'nested.jsonl: column "a" has type BIGINT[], which is neither number, text nor date; leave it out or convert it.',
    ));
  test("JSON that is none", async () => {
    const end = await run([file("bad.jsonl", '{"a":1}\n{"a":\n')]);
    expect(end.stderr).toMatch(
      /^bad\.jsonl cannot be read as JSON lines \(.*\): write one object \{"column": value, …\} per line\.\n$/,
    );
    expect(end.code).toBe(2);
  });
  test("a code for a column that is not there", () =>
    fails(
      [file("z.csv", "a,b\n1,2\n"), "--missing", "c=-1"],
      '--missing names column "c", which is not there; there is a, b.',
    ));
});
