import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { MISSING, type NumberColumn, type Table } from "../../../src/core/table.ts";
import { type Database, openDatabase } from "../../../src/tables/database.ts";
import { encodeCategories, tableOf } from "../../../src/tables/shared.ts";
import { rowsOf, sameTable } from "../../support/table-rows.ts";
import { temporaryFiles } from "../../support/temporary-files.ts";

const write = temporaryFiles();
let database: Database;

const number = (name: string, values: readonly number[]): NumberColumn => ({
  kind: "number",
  name,
  values: Float64Array.from(values),
});
const interval = (
  name: string,
  values: readonly number[],
  min: readonly number[],
  max: readonly number[],
): NumberColumn => ({
  ...number(name, values),
  min: Float64Array.from(min),
  max: Float64Array.from(max),
});

const sample = tableOf([
  encodeCategories("unit", ["a", "b", null]),
  number("y", [1.5, Number.NaN, -2]),
  interval("n", [2.5, 7, Number.NaN], [1, 7, Number.NaN], [4, 7, Number.NaN]),
]);

beforeAll(async () => {
  database = await openDatabase();
  await database.register("t", sample);
});
afterAll(() => database.close());

async function problem(sql: string): Promise<string> {
  const error = await database.query(sql).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

const column = (table: Table, name: string) => table.columns.get(name) as NumberColumn;

describe("there and back", () => {
  test("what is registered comes back the same", async () => {
    const back = await database.query("SELECT * FROM t");
    expect([...back.columns.keys()]).toEqual(["unit", "y", "n"]);
    expect(rowsOf(back)).toEqual([
      ["a", 1.5, 2.5],
      ["b", null, 7],
      [null, -2, null],
    ]);
    expect([...column(back, "n").min!]).toEqual([1, 7, Number.NaN]);
    expect([...column(back, "n").max!]).toEqual([4, 7, Number.NaN]);
    expect(column(back, "y").values.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("more rows than a chunk, with extreme doubles and texts of every length", async () => {
    const size = 5000; // a chunk is 2048 rows
    const extremes = [Number.MIN_VALUE, Number.MAX_VALUE, -0.1, 2 ** 53 + 2, Number.NaN, 0];
    const table = tableOf([
      number(
        "v",
        Array.from({ length: size }, (_, i) => extremes[i % extremes.length]!),
      ),
      encodeCategories(
        "s",
        Array.from({ length: size }, (_, i) => (i % 7 === 0 ? null : "é".repeat(i % 40) + i)),
      ),
    ]);
    await database.register("large", table);
    const back = await database.query("SELECT * FROM large");
    expect(
      sameTable(back, {
        ...table,
        columns: new Map(table.columns).set("v", { ...column(table, "v"), missing: column(back, "v").missing! }),
      }),
    ).toBe(true);
  });

  test("an empty table", async () => {
    await database.register("none", tableOf([number("v", []), encodeCategories("s", [])]));
    expect((await database.query("SELECT * FROM none")).rowCount).toBe(0);
    expect(rowsOf(await database.query("SELECT sum(v) AS s FROM none"))).toEqual([[null]]);
  });

  test("registering again replaces", async () => {
    await database.register("again", tableOf([number("a", [1, 2])]));
    await database.register("again", tableOf([number("b", [3])]));
    expect(rowsOf(await database.query("SELECT * FROM again"))).toEqual([[3]]);
  });

  test("names that mean something to JavaScript or SQL", async () => {
    const names = ["__proto__", "constructor", "post", "select", 'a "b"', "toString"];
    await database.register('odd "name"', tableOf(names.map((name, i) => number(name, [i]))));
    const back = await database.query('SELECT * FROM "odd ""name"""');
    expect([...back.columns.keys()]).toEqual(names);
    expect(rowsOf(back)).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  test("queries at the same time do not mix", async () => {
    const results = await Promise.all([1, 2, 3, 4].map((k) => database.query(`SELECT ${k} AS k, 'x${k}' AS s`)));
    expect(results.map(rowsOf)).toEqual([1, 2, 3, 4].map((k) => [[k, `x${k}`]]));
  });

  test("columns that SQL cannot tell apart", async () => {
    await expect(database.register("c", tableOf([number("Year", [1]), number("year", [1])]))).rejects.toThrow(
      /columns "Year" and "year" are one name in SQL \(case is ignored\)/,
    );
    await expect(database.register("c", tableOf([interval("n", [1], [1], [1]), number("n_min", [1])]))).rejects.toThrow(
      /an interval column also claims its name with _min and _max/,
    );
  });
});

describe("types of results", () => {
  test("every numeric type is a double, dates are ISO text", async () => {
    const table = await database.query(`
      SELECT true AS b, 7::TINYINT AS i, 9007199254740992::BIGINT AS l, sum(3) AS h, 1.50::DECIMAL(9, 2) AS d, 0.25::FLOAT AS f,
             DATE '2020-01-02' AS day, 'x'::VARCHAR AS s, NULL AS u, 5::UBIGINT AS ub`);
    expect(rowsOf(table)).toEqual([[1, 7, 2 ** 53, 3, 1.5, 0.25, "2020-01-02", "x", null, 5]]);
  });

  test("division by zero is missing with its reason, never infinite", async () => {
    const table = await database.query(
      "SELECT x, y / x AS r FROM (VALUES (0e0, 1e0), (0e0, 0e0), (NULL, 1e0), (2e0, 1e0)) v(x, y) ",
    );
    expect([...column(table, "r").values]).toEqual([Number.NaN, Number.NaN, Number.NaN, 0.5]);
    expect([...column(table, "r").missing!]).toEqual([
      MISSING.infinite,
      MISSING.notANumber,
      MISSING.absent,
      MISSING.present,
    ]);
  });

  test.each([
    [
      "SELECT 9007199254740993::BIGINT AS b",
      /column b, row 1: 9007199254740993 needs more than 53 bits.*CAST it to DOUBLE/,
    ],
    ["SELECT -9007199254740993::HUGEINT AS b", /needs more than 53 bits/],
    ["SELECT 90071992547409.93::DECIMAL(18, 2) AS b", /90071992547409\.93 needs more than 53 bits/],
    ["SELECT [1, 2] AS l", /column l has type INTEGER\[\], which is neither number nor text; CAST/],
    ["SELECT 1 AS a, 2 AS a", /two result columns are called a; name them apart with AS/],
  ])("%s is refused", async (sql, message) => {
    expect(await problem(sql)).toMatch(message);
  });

  test("the order of rows is the one asked for", async () => {
    const table = await database.query("SELECT unit FROM t ORDER BY y DESC NULLS LAST");
    expect(rowsOf(table)).toEqual([["a"], [null], ["b"]]);
  });
});

describe("intervals", () => {
  test("three numeric columns fold into one", async () => {
    const table = await database.query(
      "SELECT n * 2 AS m, n_min * 2 AS m_min, n_max * 2 AS m_max, unit FROM t WHERE n IS NOT NULL",
    );
    expect([...table.columns.keys()]).toEqual(["m", "unit"]);
    expect([[...column(table, "m").values], [...column(table, "m").min!], [...column(table, "m").max!]]).toEqual([
      [5, 14],
      [2, 14],
      [8, 14],
    ]);
  });

  test("two of the three stay plain columns, and text does not fold", async () => {
    expect([...(await database.query("SELECT n, n_min FROM t")).columns.keys()]).toEqual(["n", "n_min"]);
    expect([...(await database.query("SELECT n, n_min, 'x' AS n_max FROM t")).columns.keys()]).toEqual([
      "n",
      "n_min",
      "n_max",
    ]);
  });

  test("a middle outside its bounds is refused", async () => {
    expect(await problem("SELECT 1 AS x, 2 AS x_min, 3 AS x_max")).toMatch(
      /row 1 has x = 1 outside \[x_min, x_max\] = \[2, 3\]/,
    );
  });
});

describe("a study is data", () => {
  test.each([
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET y = 0",
    "DELETE FROM t",
    "DROP TABLE t",
    "CREATE TABLE u AS SELECT 1",
    "COPY t TO 'x.csv'",
    "ATTACH 'x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET threads = 4",
    "CALL pragma_version()",
    "EXPLAIN SELECT 1",
    "SELECT 1; DROP TABLE t",
    "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
  ])("%s", async (sql) => {
    expect(await problem(sql)).toMatch(/only a SELECT statement is allowed/);
    expect((await database.query("SELECT * FROM t")).rowCount).toBe(3);
  });

  test("two SELECT statements, or none", async () => {
    expect(await problem("SELECT 1; SELECT 2")).toMatch(/2 statements; write one SELECT/);
    expect(await problem(" -- nothing")).toMatch(/the statement is empty/);
  });

  test("a final semicolon and comments are fine", async () => {
    expect(rowsOf(await database.query("-- why\nSELECT 1 AS one; -- done"))).toEqual([[1]]);
  });

  test("no files, no network, no other database", async () => {
    const path = write("secret.csv", "a;b\n1;2\n");
    for (const sql of [
      `SELECT * FROM read_csv('${path}')`,
      `SELECT * FROM '${path}'`,
      `SELECT * FROM read_text('${path}')`,
      "SELECT * FROM glob('/*')",
    ])
      expect(await problem(sql)).toMatch(/disabled by configuration|Permission Error/);
  });

  test.each([
    "SELECT random() AS r",
    "SELECT uuid() AS r",
    "SELECT now() AS r",
    "SELECT current_date AS r",
    "SELECT today() AS r",
    "SELECT y FROM t WHERE y > random()",
    "SELECT (SELECT max(random()) FROM t) AS r",
  ])("%s would differ between runs", async (sql) => {
    expect(await problem(sql)).toMatch(/gives another value in every run/);
  });

  test("sampling, hidden SQL and open parameters", async () => {
    expect(await problem("SELECT * FROM t USING SAMPLE 1")).toMatch(/sampling gives other rows/);
    expect(await problem("SELECT * FROM query('SELECT random() AS r')")).toMatch(/hides SQL in a text/);
    expect(await problem("SELECT ? AS x")).toMatch(/stand for values that a study cannot supply/);
  });
});

describe("SQL that is wrong", () => {
  test.each<[string, RegExp]>([
    ["SELECT nope FROM t", /^SQL, line 1, column 8: .*"nope" not found.*In: SELECT nope FROM t$/],
    ["SELECT y\nFROM t\nWHERE nope > 1", /^SQL, line 3, column 7: /],
    [`SELECT '${"x".repeat(300)}' AS s, nope FROM t`, /^SQL, line 1, column 317: /],
    ["SELECT y FRM t WHERE", /^SQL, line 1, column 14: syntax error/],
    ["SELECT y,\n  FROM WHERE", /^SQL, line 2, column /],
    ["SELECT * FROM elsewhere", /Table with name elsewhere does not exist! There is: t, /],
    ["SELECT unit::INTEGER AS i FROM t", /^SQL, line 1, column \d+: Conversion Error: Could not convert string 'a'/],
  ])("%s", async (sql, message) => {
    expect(await problem(sql)).toMatch(message);
  });
});

test("a memory limit that is no size", async () => {
  await expect(openDatabase({ memory: "lots" })).rejects.toThrow(InputError);
});
