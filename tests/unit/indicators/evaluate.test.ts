import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { type Column, MISSING, type Table } from "../../../src/core/table.ts";
import { evaluateIndicator } from "../../../src/indicators/evaluate.ts";
import { type Database, openDatabase } from "../../../src/tables/database.ts";

let database: Database;

/** Schools b and a: counts of technical and other candidates, where "<5" is [1, 4] with middle 2.5. */
function exams(): Table {
  const school: Column = { kind: "category", name: "school", codes: Int32Array.of(1, 1, 0, 0), labels: ["a", "b"] };
  const sector: Column = {
    kind: "category",
    name: "sector",
    codes: Int32Array.of(1, 0, 1, 0),
    labels: ["other", "techniek"],
  };
  const candidates: Column = {
    kind: "number",
    name: "candidates",
    values: Float64Array.of(2.5, 10, 6, 2.5),
    min: Float64Array.of(1, 10, 6, 1),
    max: Float64Array.of(4, 10, 6, 4),
  };
  return { rowCount: 4, columns: new Map([school, sector, candidates].map((column) => [column.name, column])) };
}

beforeAll(async () => {
  database = await openDatabase();
  await database.register("exams", exams());
});
afterAll(() => database.close());

const formula = (sql: string, changes: object = {}) => ({
  id: "x",
  unit: "share",
  sources: ["exams"],
  keys: ["school"],
  sql,
  ...changes,
});

async function problemsOf(sql: string, changes: object = {}): Promise<string> {
  const error = await evaluateIndicator(formula(sql, changes), database).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

const number = (table: Table, name: string) => {
  const column = table.columns.get(name);
  if (column?.kind !== "number") throw new Error(`${name} is no number column`);
  return column;
};

describe("evaluateIndicator", () => {
  test("a share of intervals is taken at its own extremes", async () => {
    const table = await evaluateIndicator(
      formula(`
        with counts as (
          select school,
            sum(candidates) filter (sector = 'techniek') as t, sum(candidates_min) filter (sector = 'techniek') as t_lo,
            sum(candidates_max) filter (sector = 'techniek') as t_hi, sum(candidates) filter (sector = 'other') as r,
            sum(candidates_min) filter (sector = 'other') as r_lo, sum(candidates_max) filter (sector = 'other') as r_hi
          from exams group by school
        )
        select school, t / (t + r) as value, t_lo / (t_lo + r_hi) as value_min, t_hi / (t_hi + r_lo) as value_max from counts`),
      database,
    );
    const value = number(table, "value");
    expect([...table.columns.keys()]).toEqual(["school", "value"]);
    // a: 6 technical, 1-4 others; b: 1-4 technical, 10 others.
    expect([...value.values]).toEqual([6 / 8.5, 2.5 / 12.5]);
    expect([...value.min!]).toEqual([6 / 10, 1 / 11]);
    expect([...value.max!]).toEqual([6 / 7, 4 / 14]);
  });

  test("rows come sorted by key, whatever order the SQL gives", async () => {
    const table = await evaluateIndicator(
      formula("select school, sector, 1.0 as value from exams order by school desc, sector", {
        keys: ["sector", "school"],
      }),
      database,
    );
    const label = (name: string, row: number): string => {
      const column = table.columns.get(name) as Column & { kind: "category" };
      return column.labels[column.codes[row]!]!;
    };
    expect([0, 1, 2, 3].map((row) => `${label("sector", row)} ${label("school", row)}`)).toEqual([
      "other a",
      "other b",
      "techniek a",
      "techniek b",
    ]);
  });

  test("a missing value stays missing, with the reason", async () => {
    const table = await evaluateIndicator(
      formula("select school, case when school = 'a' then 1.0 end as value from exams where sector = 'other'"),
      database,
    );
    const value = number(table, "value");
    expect([...value.values]).toEqual([1, Number.NaN]);
    expect([...value.missing!]).toEqual([MISSING.present, MISSING.absent]);
  });

  test("a division by zero is missing, with another reason", async () => {
    const table = await evaluateIndicator(formula("select 'a' as school, 1 / 0 as value"), database);
    const value = number(table, "value");
    expect([...value.values]).toEqual([Number.NaN]);
    expect([...value.missing!]).not.toContain(MISSING.present);
  });

  test("a category indicator returns labels", async () => {
    const table = await evaluateIndicator(
      formula("select distinct school, upper(school) as value from exams", { unit: "category" }),
      database,
    );
    expect(table.columns.get("value")).toMatchObject({ kind: "category", labels: ["A", "B"] });
  });

  test("no rows is a table without rows", async () => {
    const table = await evaluateIndicator(formula("select school, 1.0 as value from exams where false"), database);
    expect(table.rowCount).toBe(0);
  });
});

describe("what is wrong is named", () => {
  test("a column that is not there", async () => {
    expect(await problemsOf("select school, 1.0 as share from exams")).toMatch(
      /indicator x: its SQL returns no column "value" but school, share/,
    );
    expect(await problemsOf("select 1.0 as value")).toMatch(/no column "school"/);
  });
  test("a column too many", async () => {
    expect(await problemsOf("select school, 1.0 as value, 2.0 as other from exams group by school")).toMatch(
      /column "other" is neither a key \(school\) nor value/,
    );
  });
  test("two rows for one key", async () => {
    expect(await problemsOf("select school, 1.0 as value from exams")).toMatch(
      /more than one row for school a; aggregate with GROUP BY school/,
    );
  });
  test("an empty key", async () => {
    expect(await problemsOf("select null::varchar as school, 1.0 as value")).toMatch(
      /a row has an empty key \(school \(empty\)\)/,
    );
  });
  test("half an interval", async () => {
    expect(await problemsOf("select 'a' as school, 1.0 as value, 0.5 as value_min")).toMatch(/returns value_min alone/);
  });
  test("text where a number is asked for", async () => {
    expect(await problemsOf("select 'a' as school, 'high' as value")).toMatch(
      /its value is text, but unit share asks for a number/,
    );
    expect(await problemsOf("select 'a' as school, 'x' as value, 0.5 as value_min, 0.6 as value_max")).toMatch(
      /must be numbers/,
    );
  });
  test("a value outside its interval", async () => {
    expect(await problemsOf("select 'a' as school, 0.9 as value, 0.1 as value_min, 0.5 as value_max")).toMatch(
      /indicator x: .*0\.9/,
    );
  });
  test("SQL that fails, with the tables it may read", async () => {
    expect(await problemsOf("select school, 1.0 as value from exam")).toMatch(
      /indicator x: .*exam.*Its sources are exams\./s,
    );
  });
  test("SQL that does something else than select", async () => {
    expect(await problemsOf("drop table exams")).toMatch(/indicator x: /);
  });
});
