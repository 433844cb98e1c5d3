import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../src/tables/generic-table.ts";
import { runCli } from "../support/cli.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";

// `effectmeter import` against a real server. Expected values are what the SQL of this file puts into the tables.

let server: PostgresServer;
let client: pg.Client;
const folder = mkdtempSync(join(tmpdir(), "effectmeter-import-postgres-"));

beforeAll(async () => {
  server = await startPostgres();
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`
    CREATE TYPE sector AS ENUM ('techniek', 'zorg');
    CREATE DOMAIN percentage AS numeric(5, 2);
    CREATE TABLE panel (school text, year int, n bigint, share numeric(30, 20), p percentage, rate double precision, ok boolean,
      day date, at timestamptz, sector sector, odd real);
    INSERT INTO panel VALUES
      ('0106', 2019, 9007199254740992, 0.1, 12.50, 0.1, true, '2019-01-31', '2019-01-31 08:30:00+01', 'techniek', 0.5),
      ('0106', 2020, NULL, 0.12345678901234567890, 1, 'NaN', false, '0044-03-15', '2020-06-01 00:00:00+00', NULL, NULL),
      ('0299 ', 2019, -5, NULL, NULL, 1e300, NULL, NULL, NULL, 'zorg', -2),
      ('', 2020, 0, 3, 0, -0.25, true, '9999-12-31', '1970-01-01 00:00:00.123456+00', 'zorg', 3);
    CREATE TABLE target (x int);
  `);
}, 120_000);

afterAll(async () => {
  await client?.end();
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (query: string, args: readonly string[] = [], url = server.url) =>
  runCli(["import", url, "--query", query, ...args], { cwd: folder });

async function written(query: string, name: string, args: readonly string[] = []) {
  const end = await run(query, ["--out", name, ...args]);
  expect(end.stderr).toBe("");
  expect(end.code).toBe(0);
  return { end, table: (await readTable(join(folder, name, "data.parquet"))).table };
}

const texts = (table: Awaited<ReturnType<typeof readTable>>["table"], name: string) => {
  const column = table.columns.get(name)!;
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!));
};

test("every type comes over exactly, or says what it lost", async () => {
  const { end, table } = await written("select * from panel order by year, school desc", "types");
  // order: 2019 "0299 ", 2019 "0106", 2020 "0106", 2020 ""
  expect(texts(table, "school")).toEqual(["0299", "0106", "0106", null]);
  expect(texts(table, "year")).toEqual([2019, 2019, 2020, 2020]);
  expect(texts(table, "n")).toEqual([-5, 9007199254740992, null, 0]);
  expect(texts(table, "share")).toEqual([null, 0.1, 0.12345678901234568, 3]);
  expect(texts(table, "p")).toEqual([null, 12.5, 1, 0]);
  expect(texts(table, "rate")).toEqual([1e300, 0.1, null, -0.25]);
  expect(texts(table, "ok")).toEqual([null, 1, 0, 1]);
  expect(texts(table, "day")).toEqual([null, "2019-01-31", "0044-03-15", "9999-12-31"]);
  expect(texts(table, "at")).toEqual([
    null,
    "2019-01-31 07:30:00",
    "2020-06-01 00:00:00",
    "1970-01-01 00:00:00.123456",
  ]);
  expect(texts(table, "sector")).toEqual(["zorg", "techniek", null, "zorg"]);
  expect(texts(table, "odd")).toEqual([-2, 0.5, null, 3]);
  expect(end.stdout).toContain(
    "column share is numeric on the server and is written as double precision: 1 values have more digits than that holds and were rounded.",
  );
  expect(end.stdout).toContain("column p is numeric on the server and is written as double precision.");
  expect(end.stdout).toContain("column rate: 1 values are NaN and became missing.");
});

test("the codebook says where the rows are from, and nowhere is the password", async () => {
  const query = "select school, year, n from panel where school = '0106'";
  const { end } = await written(query, "provenance");
  const files = readdirSync(join(folder, "provenance"));
  expect(files.sort()).toEqual(["data.parquet", "panel.yaml"]);
  const codebook = readFileSync(join(folder, "provenance", "panel.yaml"), "utf8");
  expect(codebook).toContain("host: 127.0.0.1");
  expect(codebook).toContain(`port: ${server.port}`);
  expect(codebook).toContain("database: postgres");
  expect(codebook).toContain(`query sha256: ${createHash("sha256").update(query).digest("hex")}`);
  for (const text of [codebook, end.stdout, readFileSync(join(folder, "provenance", "data.parquet"), "latin1")]) {
    expect(text).not.toContain(server.password);
    expect(text).not.toContain(encodeURIComponent(server.password));
  }
});

test("many batches: no row is lost, the order stays, twice gives the same bytes", async () => {
  const query =
    "select i, i % 1000 as unit, i / 1000 as year, md5(i::text) as t from generate_series(0, 54321) as i order by i";
  const { table } = await written(query, "many");
  expect(table.rowCount).toBe(54_322);
  expect(texts(table, "i")).toEqual(Array.from({ length: 54_322 }, (_, i) => i));
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  expect(texts(table, "t").filter((text, i) => text !== md5(String(i)))).toEqual([]);
  await written(query, "again");
  const bytes = (name: string) => readFileSync(join(folder, name, "data.parquet"));
  expect(Buffer.compare(bytes("again"), bytes("many"))).toBe(0);
});

test("the keys are found in the answer", async () => {
  const end = await run("select school, year, n from panel where school <> ''", ["--json"]);
  const { keys } = JSON.parse(end.stdout) as { keys: { panels: unknown[]; nearest: unknown } };
  expect(keys.panels).toEqual([{ unit: "school", period: "year", units: 2, periods: 2, balanced: false }]);
});

describe("what goes wrong: exit 2, a sentence, and no password", () => {
  const fails = async (query: string, message: string, args: readonly string[] = [], url = server.url) => {
    const end = await run(query, args, url);
    expect(end.stderr).toBe(`${message}\n`);
    expect(end.code).toBe(2);
    expect(end.stdout).toBe("");
  };

  test("a bigint beyond 2^53", () =>
    fails(
      "select * from (values (1, 1::bigint), (2, 9007199254740993)) as v(a, b)",
      `the query's row 2, column "b": 9007199254740993 is beyond 2^53 and would be rounded; CAST it to text where it is an identifier, to double precision where rounding is meant.`,
    ));
  test("arrays and JSON", () =>
    fails(
      "select array[1] as a, '{}'::jsonb as j, 1 as x",
      [
        `the query's column "a" has type integer[], which is neither number, text nor date; CAST it in the query, or leave it out.`,
        `the query's column "j" has type jsonb, which is neither number, text nor date; CAST it in the query, or leave it out.`,
      ].join("\n"),
    ));
  test("infinity", () =>
    fails(
      "select 'infinity'::date as d",
      `the query's row 1, column "d": infinity is no date between years 1 and 9999; leave it out with a condition.`,
    ));
  test("an error of the query is placed in the query", () =>
    fails(
      "select school,\n  qwertyuiop from panel",
      'the query fails at line 2, column 3: column "qwertyuiop" does not exist',
    ));
  test("two columns of one name", () =>
    fails("select 1 as a, 2 as a", `the query gives two columns called "a"; name them apart with AS.`));
  test("no rows", () => fails("select * from panel where false", "the query gives no rows."));
  test("an error while rows come", () =>
    fails("select 1 / (i - 20000) as x from generate_series(1, 30000) as i", "the query fails: division by zero"));
  test("a query that takes too long", () =>
    fails(
      "select pg_sleep(30)::text as x",
      "the query takes longer than 1 seconds; make it faster, or allow more with --timeout.",
      ["--timeout", "1"],
    ));
  test("only reading, by one statement", async () => {
    await fails(
      "with added as (insert into target values (1) returning x) select * from added",
      "the query fails: DECLARE CURSOR must not contain data-modifying statements in WITH (the query may only read)",
    );
    await fails(
      "select 1 as x; insert into target values (1)",
      "the query fails: cannot insert multiple commands into a prepared statement (one SELECT is allowed)",
    );
    await fails(
      "select setval('s', 1) as x from (select 1) as one",
      'the query fails at line 1, column 15: relation "s" does not exist',
    );
    const { rows } = await client.query("select count(*)::int as n from target");
    expect(rows).toEqual([{ n: 0 }]);
  });
  test("a function that writes", async () => {
    await client.query("create function add() returns int language sql as 'insert into target values (2) returning x'");
    await fails(
      "select add() as x",
      "the query fails: cannot execute INSERT in a read-only transaction (the query may only read)",
    );
    const { rows } = await client.query("select count(*)::int as n from target");
    expect(rows).toEqual([{ n: 0 }]);
  });

  const at = (user: string, password: string, database: string, port: number) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  test("a wrong password", () =>
    fails(
      "select 1",
      `the PostgreSQL server 127.0.0.1:${server.port} refuses the password of user "reader": set PGPASSWORD, use a password file, or correct the address.`,
      [],
      at("reader", "wrong-one", "postgres", server.port),
    ));
  test("no such database", () =>
    fails(
      "select 1",
      `the PostgreSQL server 127.0.0.1:${server.port} has no database "absent".`,
      [],
      at("reader", server.password, "absent", server.port),
    ));
  test("nobody listens", async () => {
    // A port that was free a moment ago.
    const port = await new Promise<number>((resolve) => {
      const listening = createServer().listen(0, "127.0.0.1", () => {
        const address = listening.address() as { readonly port: number };
        listening.close(() => resolve(address.port));
      });
    });
    await fails(
      "select 1",
      `the PostgreSQL server 127.0.0.1:${port} refuses the connection: is it running, and are host and port right?`,
      [],
      at("reader", "x", "postgres", port),
    );
  });
  test("a secure connection where the server has none", async () => {
    const end = await run("select 1 as x", [], `${server.url}?sslmode=verify-full`);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain("no secure connection (The server does not support SSL connections)");
    expect(end.stderr).not.toContain("s3cret");
  });
  test("no query, and a query for a file", async () => {
    const end = await runCli(["import", server.url]);
    expect(end.stderr).toBe('a database needs --query with the SELECT to read, e.g. --query "select * from panel".\n');
    expect(end.code).toBe(2);
  });
});

test("the password may come from the environment", async () => {
  const url = `postgres://${server.user}@127.0.0.1:${server.port}/postgres`;
  const end = await runCli(["import", url, "--query", "select 1 as x, 2 as y"], {
    env: { PGPASSWORD: server.password },
  });
  expect(end.code).toBe(0);
  expect(end.stdout).toContain("1 rows, 2 columns");
});
