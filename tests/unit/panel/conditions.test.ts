import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { type ConditionDatabase, openConditions } from "../../../src/panel/conditions.ts";
import { type Database, openDatabase } from "../../../src/tables/database.ts";
import { intervalTable, smallPanel, tableFrom } from "../../support/tables.ts";

// Input order b, a: the answers must come in the order of the panel, a before b.
const panel = smallPanel({
  id: "school-year",
  indicators: [
    {
      id: "n",
      table: intervalTable(
        { school: ["b", "b", "a", "a"], year: [2020, 2021, 2020, 2021] },
        { value: [8, 2.5, 10, Number.NaN], min: [8, 1, 10, Number.NaN], max: [8, 4, 10, Number.NaN] },
      ),
    },
    { id: "region", table: tableFrom({ school: ["a"], value: ["it's"] }) },
  ],
});

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

/** The database, counting its queries. */
function counted(): ConditionDatabase & { readonly queries: string[] } {
  const queries: string[] = [];
  return {
    queries,
    register: (name, table) => database.register(name, table),
    query: (sql) => {
      queries.push(sql);
      return database.query(sql);
    },
  };
}

const evaluate = async (sql: string) => [
  ...(await (await openConditions(panel, database)).evaluate(sql, "h1.l1.window")),
];

describe("answers, in the order of the panel", () => {
  test.each([
    ["year >= 2021", [0, 1, 0, 1]],
    // n is missing for a 2021: unknown is not true, and neither is its negation.
    ["n >= 5", [1, 0, 1, 0]],
    ["not (n >= 5)", [0, 0, 0, 1]],
    ["n is null", [0, 1, 0, 0]],
    // Both ends of an interval can be asked for.
    ["n_max < 5", [0, 0, 0, 1]],
    ["region = 'it''s'", [1, 1, 0, 0]],
    ["region is null", [0, 0, 1, 1]],
    ["n > 5 or year = 2021 -- a comment at the end", [1, 1, 1, 1]],
    ["n > (select avg(n) from panel_school_year)", [1, 0, 1, 0]],
  ])("%s", async (sql, expected) => {
    expect(await evaluate(sql)).toEqual(expected);
  });
});

test("each distinct condition is evaluated once, also when asked for twice at a time", async () => {
  const spy = counted();
  const conditions = await openConditions(panel, spy);
  const [first, second] = await Promise.all([conditions.evaluate("n > 5", "x"), conditions.evaluate("n > 5", "y")]);
  await conditions.evaluate("n > 5", "z");
  await conditions.evaluate("n > 6", "z");
  expect(second).toBe(first);
  expect(spy.queries).toHaveLength(2);
});

describe("what is refused, with where it stands and the columns there are", () => {
  const refusal = (sql: string) =>
    evaluate(sql).then(
      () => new Error("it was accepted"),
      (error: unknown) => error as Error,
    );

  test("an unknown column", async () => {
    const error = await refusal("yaer >= 2021");
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(
      /^h1\.l1\.window: the condition "yaer >= 2021" cannot be evaluated on panel school-year: .*yaer/,
    );
    expect(error.message).toContain("Its columns are school, year, n, region");
    expect(error.cause).toBeInstanceOf(Error);
  });

  test.each([
    "year >=",
    "region + 1 > 0",
    "sum(n) > 5",
    "1; drop table panel_school_year",
    "exists (select * from read_csv('x.csv'))",
  ])("%s", async (sql) => {
    expect(await refusal(sql)).toBeInstanceOf(InputError);
  });
});
