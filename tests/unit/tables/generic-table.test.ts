import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { readTable } from "../../../src/tables/generic-table.ts";
import { rowsOf } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
const read = (content: string | Uint8Array, numeric?: readonly string[]) =>
  readTable(write("f.csv", content), numeric === undefined ? {} : { numeric });
const kinds = async (content: string) => [...(await read(content)).table.columns.values()].map((column) => column.kind);

async function problem(content: string, numeric?: readonly string[]): Promise<string> {
  const error = await read(content, numeric).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe("text files", () => {
  test("numbers, text and missing cells", async () => {
    const { table, file } = await read("id,y,note\n1,2.5,a\n2,NA,\n3,,NA\n4,-1e3,b\n");
    expect(rowsOf(table)).toEqual([
      [1, 2.5, "a"],
      [2, null, null],
      [3, null, null],
      [4, -1000, "b"],
    ]);
    expect(file).toMatchObject({ rows: 4, encoding: "utf-8", delimiter: "," });
  });

  test("codes stay text", async () => {
    expect(await kinds("brin,gemeente,n\n00AH,0106,1\n01BB,0363,2\n")).toEqual(["category", "category", "number"]);
  });

  test("a decimal comma, per column, where the delimiter is a semicolon", async () => {
    expect(rowsOf((await read("a;b;c\n1,5;1.5;1.234,5\n2;2;7\n")).table)).toEqual([
      [1.5, 1.5, 1234.5],
      [2, 2, 7],
    ]);
  });

  test("a column without values is numbers, all missing", async () => {
    expect(await kinds("a,b\n1,\n2,NA\n")).toEqual(["number", "number"]);
  });

  test("names that mean something to JavaScript", async () => {
    const { table } = await read("__proto__,constructor,post,hasOwnProperty\n1,2,3,x\n");
    expect([...table.columns.keys()]).toEqual(["__proto__", "constructor", "post", "hasOwnProperty"]);
    expect(rowsOf(table)).toEqual([[1, 2, 3, "x"]]);
  });

  test("compressed", async () => {
    expect(rowsOf((await read(gzipSync("a,b\n1,x\n"))).table)).toEqual([[1, "x"]]);
  });

  test("where a row stands in the file", async () => {
    const plain = await read("a,b\n1,x\n2,y\n");
    expect([0, 1].map(plain.sourceLine)).toEqual([2, 3]);
    const broken = await read('a,b\n1,"x\ny"\n\n2,y\n3,z\n');
    expect([0, 1, 2].map(broken.sourceLine)).toEqual([2, 5, 6]);
  });
});

describe("columns that must be numbers", () => {
  test("text in one names line and column", async () => {
    expect(await problem('id,y\n1,2\n2,"x\n"\n3,twaalf\n', ["y"])).toMatch(
      /f\.csv, line 3, column "y": "x" is not a number/,
    );
    expect(await problem("id,y\n1,2\n2,3\n3,n.v.t.\n", ["y"])).toMatch(
      /f\.csv, line 4, column "y": "n\.v\.t\." is not a number.*leave it empty/,
    );
  });

  test("one that is not there", async () => {
    expect(await problem("id,y\n1,2\n", ["z"])).toMatch(/f\.csv has no column "z"; it has id, y\./);
  });

  test("codes with leading zeros are numbers when asked for", async () => {
    expect(rowsOf((await read("y\n0106\n7\n", ["y"])).table)).toEqual([[106], [7]]);
  });

  test.each(["NaN", "Inf", "-Infinity"])("%s is refused, asked for or not", async (cell) => {
    expect(await problem(`y,z\n1,1\n${cell},2\n`)).toMatch(/line 3, column "y": .* is no usable number/);
  });
});

describe("Parquet files", () => {
  async function parquet(sql: string): Promise<string> {
    const path = join(write("folder", ""), "..", "table.bin"); // recognised by content, not by name
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    return path;
  }

  test("types come from the file; NULL and NaN are missing", async () => {
    const path = await parquet(
      "SELECT * FROM (VALUES (1, 'a', 0.5e0, DATE '2020-01-01'), (2, NULL, 'nan'::DOUBLE, NULL)) v(id, name, y, day)",
    );
    const { table, file, sourceLine } = await readTable(path, { numeric: ["y"] });
    expect(rowsOf(table)).toEqual([
      [1, "a", 0.5, "2020-01-01"],
      [2, null, null, null],
    ]);
    expect(file).toMatchObject({ rows: 2, encoding: "parquet" });
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sourceLine(1)).toBe(2);
  });

  test("refusals: text in a number column, infinite, nested, no rows, damaged", async () => {
    await expect(readTable(await parquet("SELECT 'x' AS y"), { numeric: ["y"] })).rejects.toThrow(
      /line 1, column "y": "x" is not a number/,
    );
    await expect(readTable(await parquet("SELECT 'inf'::DOUBLE AS y"))).rejects.toThrow(/row 1, column "y": infinite/);
    await expect(readTable(await parquet("SELECT [1] AS y"))).rejects.toThrow(/column "y" has type INTEGER\[\]/);
    await expect(readTable(await parquet("SELECT 1 AS y WHERE false"))).rejects.toThrow(/has no rows/);
    await expect(readTable(write("broken.parquet", "PAR1 and no more"))).rejects.toThrow(InputError);
  });
});
