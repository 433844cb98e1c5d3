import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { HEADER, ROWS } from "../support/csv-study.ts";

// Every fault of a table that a user can hand to `estimate`: the sentence on stderr, the exit code, and that nothing was written to the input.

const folder = mkdtempSync(join(tmpdir(), "effectmeter-estimate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = `${HEADER},post`;
const rows = ROWS.map((row) => `${row},${Number(row.split(",")[1]) >= 2018 ? 1 : 0}`);
const table = (...changes: readonly (readonly [line: number, text: string])[]): string =>
  `${[columns, ...rows].map((row, i) => changes.find(([line]) => line === i + 1)?.[1] ?? row).join("\n")}\n`;

const MODEL = ["--outcome", "y", "--unit", "unit", "--period", "year", "--dose", "dose", "--post", "post"];
const CLUSTERED = [...MODEL, "--cluster", "region"];

/** Runs `estimate twfe` on a file and returns its end; the file has to be as it was. */
async function estimate(name: string, content: string | Uint8Array, args: readonly string[], model = "twfe") {
  writeFileSync(join(folder, name), content);
  const end = await runCli(["estimate", model, "--data", name, ...args], { cwd: folder });
  expect(Buffer.compare(readFileSync(join(folder, name)), Buffer.from(content))).toBe(0);
  return end;
}

/** An error is words on stderr alone: nothing on stdout, no stack, no colours. */
function expectError(end: { code: number | null; stdout: string; stderr: string }, code: number, text: string): void {
  expect(end.stderr).toBe(`${text}\n`);
  expect(end.code).toBe(code);
  expect(end.stdout).toBe("");
}

test("the table itself is in order", async () => {
  const end = await estimate("good.csv", table(), CLUSTERED);
  expect(end.code).toBe(0);
  expect(end.stderr).toBe("");
  expect(end.stdout).toContain("72 rows, 12 units, 6 periods");
});

describe.concurrent("a wrong table: exit 2, with file, line, column and what to do", () => {
  const withLine3 = (text: string): string => table([3, text]);
  const faults: readonly (readonly [name: string, content: string, message: string])[] = [
    ["empty.csv", "", "empty.csv is empty: expected a header line and rows below it."],
    ["header-only.csv", `${columns}\n`, "header-only.csv has a header and no rows below it."],
    [
      "missing-column.csv",
      table([1, columns.replace("region", "regio")]),
      'missing-column.csv: --cluster names column "region", which is not there; did you mean "regio"? (columns: unit, year, y, dose, regio, post)',
    ],
    [
      "twice.csv",
      table([1, columns.replace("dose", "y")]),
      'twice.csv, line 1: column name "y" occurs 2 times (columns 3, 4); rename all but one.',
    ],
    [
      "ragged.csv",
      withLine3("u0,2016,11.0"),
      "ragged.csv, line 3: 3 cells where the header has 6; add or remove a delimiter, or quote a cell that contains one.",
    ],
    [
      "duplicate.csv",
      `${table()}u0,2016,9.5,0,r0,0\nu3,2020,9.5,0.75,r3,1\n`,
      [
        "duplicate.csv:74: unit u0 occurs again in year 2016 (first on duplicate.csv:3); a unit may have one row per period: remove one, aggregate them, or leave out --period for repeated cross-sections",
        "duplicate.csv:75: unit u3 occurs again in year 2020 (first on duplicate.csv:25); a unit may have one row per period: remove one, aggregate them, or leave out --period for repeated cross-sections",
      ].join("\n"),
    ],
    [
      "text.csv",
      withLine3("u0,2016,twelve,0,r0,0"),
      'text.csv, line 3, column "y": "twelve" is not a number (the column is written with a decimal point); correct the cell, or leave it empty if the value is unknown.',
    ],
    [
      "nan.csv",
      withLine3("u0,2016,NaN,0,r0,0"),
      'nan.csv, line 3, column "y": "NaN" is no usable number; leave the cell empty if the value is unknown.',
    ],
    [
      "infinite.csv",
      withLine3("u0,2016,11.0,-inf,r0,0"),
      'infinite.csv, line 3, column "dose": "-inf" is no usable number; leave the cell empty if the value is unknown.',
    ],
    [
      "post.csv",
      withLine3("u0,2016,11.0,0,r0,2"),
      "--post post: expected 0 and 1 only, got 2; make a column that is 1 from the start on",
    ],
    ["quote.csv", `${table()}"u13,2015,1,1,r0,0\n`, "quote.csv, line 74: a quote is opened and never closed."],
  ];
  test.each(faults)("%s", async (name, content, message) => {
    expectError(await estimate(name, content, CLUSTERED), 2, message);
  });

  test("a file that is not there", async () => {
    const end = await runCli(["estimate", "twfe", "--data", "none.csv", ...MODEL], { cwd: folder });
    expectError(end, 2, "none.csv does not exist: check the path in the study or on the command line.");
  });

  test("every column that is not there, at once", async () => {
    const args = ["--outcome", "Y", "--unit", "unti", "--period", "year", "--dose", "dose", "--post", "post"];
    expectError(
      await estimate("columns.csv", table(), args),
      2,
      [
        'columns.csv: --outcome names column "Y", which is not there; did you mean "y"? (columns: unit, year, y, dose, region, post)',
        'columns.csv: --unit names column "unti", which is not there; did you mean "unit"? (columns: unit, year, y, dose, region, post)',
      ].join("\n"),
    );
  });

  test("a negative weight", async () => {
    const content = table([3, "u0,2016,11.0,-1,r0,0"]);
    expectError(
      await estimate("weight.csv", content, [
        ...MODEL.slice(0, 6),
        "--dose",
        "y",
        "--post",
        "post",
        "--weights",
        "dose",
      ]),
      2,
      "weight.csv:3: --weights dose is -1; a weight is a number from 0",
    );
  });

  test("a cohort that changes within a unit", async () => {
    expectError(
      await estimate(
        "cohort.csv",
        "id,year,y,first\n1,2001,1,2002\n1,2002,2,2003\n2,2001,1,0\n2,2002,1.5,0\n",
        ["--outcome", "y", "--unit", "id", "--period", "year", "--cohort", "first"],
        "event-study",
      ),
      2,
      "cohort.csv:3: --cohort first of id 1 is 2003, and 2002 on cohort.csv:2 (Infinity: never treated); a unit has one first treated period: for a column that is 1 while treated, use --treatment",
    );
  });

  test("the same faults inside a gzip file are found at the same lines", async () => {
    const damaged = await estimate("damaged.csv.gz", gzipSync(table()).subarray(0, 200), CLUSTERED);
    expectError(
      damaged,
      2,
      "damaged.csv.gz is a damaged gzip file (unexpected end of file): download or compress it again.",
    );
    const text = await estimate("text.csv.gz", gzipSync(withLine3("u0,2016,twelve,0,r0,0")), CLUSTERED);
    expect(text.code).toBe(2);
    expect(text.stderr).toContain('text.csv.gz, line 3, column "y": "twelve" is not a number');
  });

  test("in a file with ; and decimal commas", async () => {
    const european = table([3, "u0,2016,1e,0,r0,0"]).replaceAll(",", ";").replaceAll(".", ",");
    expectError(
      await estimate("comma.csv", european, CLUSTERED),
      2,
      'comma.csv, line 3, column "y": "1e" is not a number (the column is written with a decimal comma); correct the cell, or leave it empty if the value is unknown.',
    );
  });
});

describe("Parquet", () => {
  const parquet = (name: string): Uint8Array => readFileSync(join(folder, name));

  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    writeFileSync(join(folder, "source.csv"), table());
    await connection.run(`create table t as from read_csv('${join(folder, "source.csv").replaceAll("\\", "/")}')`);
    const copy = (name: string, select: string) =>
      connection.run(`copy (${select}) to '${join(folder, name).replaceAll("\\", "/")}' (format parquet)`);
    await copy("as-is.parquet", "select * from t order by unit, year");
    await copy("words.parquet", "select * replace (case when unit = 'u1' then 'many' else y::varchar end as y) from t");
    await copy(
      "infinite.parquet",
      "select * replace (case when year = 2016 then 'inf'::double else y end as y) from t order by unit, year",
    );
    await copy("none.parquet", "select * from t where false");
    connection.closeSync();
  });

  test("gives what the CSV gives", async () => {
    const args = [...CLUSTERED, "--json"];
    const ofCsv = JSON.parse((await estimate("plain.csv", table(), args)).stdout);
    const ofParquet = JSON.parse((await estimate("as-is.parquet", parquet("as-is.parquet"), args)).stdout);
    expect({ ...ofParquet, provenance: null }).toEqual({ ...ofCsv, provenance: null });
  });

  test.each([
    ["infinite.parquet", 'infinite.parquet, row 2, column "y": infinite is no usable number; leave it null.'],
    ["none.parquet", "none.parquet has no rows."],
  ])("%s", async (name, message) => {
    expectError(await estimate(name, parquet(name), CLUSTERED), 2, message);
  });

  test("text in a number column", async () => {
    const end = await estimate("words.parquet", parquet("words.parquet"), CLUSTERED);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/^words\.parquet, line \d+, column "y": "many" is not a number/);
  });

  test("a file that only begins like one", async () => {
    const end = await estimate("broken.parquet", Buffer.from("PAR1 and then nothing"), CLUSTERED);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/^broken\.parquet cannot be read as Parquet \(.*\); write it again\.\n$/);
  });
});

describe.concurrent("nothing to estimate: exit 3 with the reason", () => {
  test.each([
    [
      "filter.csv",
      table(),
      ["--where", "year > 3000"],
      'filter.csv: --where "year > 3000" holds for none of the 72 rows',
    ],
    [
      "one-cluster.csv",
      table().replaceAll(/,r\d,/g, ",all,"),
      [],
      "one-cluster.csv: There is only one cluster; a standard error cannot be computed.",
    ],
    [
      "incomplete.csv",
      `${[columns, ...rows.map((row) => row.replace(/,[\d.]+,(?=[\d.]+,r)/, ",,"))].join("\n")}\n`,
      [],
      "incomplete.csv: no row is complete; 72 rows were left out because y is missing.",
    ],
  ] as const)("%s", async (name, content, args, message) => {
    expectError(await estimate(name, content, [...CLUSTERED, ...args]), 3, message);
  });

  test("a dose that does not vary", async () => {
    const end = await estimate("constant.csv", table().replaceAll(/,[\d.]+,r/g, ",1,r"), CLUSTERED);
    expect(end.code).toBe(3);
    expect(end.stderr).toMatch(/^constant\.csv: .*does not vary within what the fixed effects leave/);
  });

  test("a reference period that does not occur", async () => {
    const end = await estimate("reference.csv", table(), [...CLUSTERED, "--set", "reference=1999"], "event-study");
    expectError(
      end,
      3,
      "reference.csv: Reference period 1999 does not occur. Observed: 2015, 2016, 2017, 2018, 2019 and 2020.",
    );
  });
});

describe.concurrent("reserved column names are columns like any other", () => {
  const renamed = table()
    .replace("y,dose,region", "__proto__,constructor,toString")
    .replace("unit,year", "hasOwnProperty,valueOf");

  test("in options", async () => {
    const args = (names: readonly string[]) => [
      ...["--outcome", names[0]!, "--dose", names[1]!, "--cluster", names[2]!],
      ...["--unit", names[3]!, "--period", names[4]!, "--post", "post", "--json"],
    ];
    const plain = await estimate("plain-names.csv", table(), args(["y", "dose", "region", "unit", "year"]));
    const reserved = await estimate(
      "reserved-names.csv",
      renamed,
      args(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]),
    );
    expect(reserved.code).toBe(0);
    const [a, b] = [JSON.parse(plain.stdout), JSON.parse(reserved.stdout)];
    expect(b.effects).toEqual(a.effects);
    expect(b.covariance.clusters).toEqual([{ name: "toString", count: 4 }]);
  });

  test("in --covariates, --absorb, --where and a formula", async () => {
    const byOptions = await estimate(
      "reserved-ols.csv",
      renamed,
      [
        "--outcome",
        "__proto__",
        "--covariates",
        "constructor,post",
        "--absorb",
        "toString",
        "--where",
        "post >= 0",
        "--json",
      ],
      "ols",
    );
    const byFormula = await estimate(
      "reserved-formula.csv",
      renamed,
      ["--formula", "__proto__ ~ constructor + post | toString", "--json"],
      "ols",
    );
    const plain = await estimate("plain-ols.csv", table(), ["--formula", "y ~ dose + post | region", "--json"], "ols");
    const numbers = (text: string) =>
      JSON.parse(text).effects.map(({ estimate: b, se, p }: Record<string, number>) => [b, se, p]);
    expect(numbers(byOptions.stdout)).toEqual(numbers(plain.stdout));
    expect(numbers(byFormula.stdout)).toEqual(numbers(plain.stdout));
  });

  test("a reserved name that is no column is not found in Object.prototype", async () => {
    const end = await estimate("no-proto.csv", table(), [...MODEL, "--cluster", "constructor"]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('no-proto.csv: --cluster names column "constructor", which is not there');
  });

  test("a reserved name as a model, an option and a small-sample key", async () => {
    const ends = await Promise.all([
      estimate("reserved-model.csv", table(), MODEL, "constructor"),
      estimate("reserved-set.csv", table(), [...MODEL, "--set", "__proto__=1"]),
      estimate("reserved-ssc.csv", table(), [...MODEL, "--set", "ssc.constructor=1"]),
    ]);
    expect(ends.map((end) => end.code)).toEqual([2, 2, 2]);
    expect(ends[0]!.stderr).toContain('there is no model "constructor"');
    expect(ends[1]!.stderr).toContain('twfe has no option "__proto__"');
    expect(ends[2]!.stderr).toContain("--set ssc.constructor: unknown");
  });
});
